//! What is said of states, containers and lines: to a screen reader, and to a pointer that rests.

use super::model::Life;
use super::plan::{Plan, Stop};
use crate::asl::{Pattern, StateName};
use crate::graph::{Edge, EdgeKind, Node};
use crate::simulator::view::{CountdownView, MapView, StateStatus};
use crate::simulator::{IterationStatus, Passages};
use crate::ui::i18n::{GraphTexts, StatusTexts, Texts};
use crate::ui::status::status_of_state;

/// `Task, Charge card, Waiting for callback, 2 of 3 attempts`: type, name, status, and what else
/// there is to know.
pub fn of_stop(
    plan: &Plan,
    stop: Stop,
    life: &Life,
    countdown: Option<&CountdownView>,
    map: Option<&MapView>,
    texts: &'static Texts,
) -> String {
    let name = plan.name(stop).map(|name| &**name).unwrap_or_default();
    let kind = plan.state(name).map_or("", |state| state.kind.type_name());
    let mut said = vec![kind.to_owned(), name.to_owned()];
    said.push(status_of_state(life.status, &texts.status).1.to_owned());
    if let Some(attempts) = attempts(life, &texts.graph) {
        said.push(attempts);
    }
    if let Some(node) = plan.node(stop) {
        let is_callback = node.pattern == Some(Pattern::WaitForTaskToken);
        if is_callback && life.status == StateStatus::NotEntered {
            said.push(texts.graph.waits_for_callback.to_owned());
        }
        if node.n_hidden > 0 {
            said.push(texts.graph.collapsed.to_owned());
            said.push(holds(plan, name, &texts.graph));
        }
    }
    if let Some(map) = map {
        said.extend(counts(map, &texts.graph));
    }
    if let Some(error) = &life.caught {
        said.push((texts.graph.caught_error)(error));
    }
    said.extend(countdown.into_iter().flat_map(|view| countdowns(view, life, &texts.graph)));
    said.join(", ")
}

/// `2 of 3 attempts`, once there was more than one or one is waited for.
pub fn attempts(life: &Life, texts: &GraphTexts) -> Option<String> {
    let is_retrying = life.n_attempts > 1 || life.status == StateStatus::RetryWaiting;
    is_retrying.then(|| match life.n_attempts_max {
        Some(of) => (texts.attempts)(life.n_attempts, of),
        None => (texts.retried)(life.n_attempts.saturating_sub(1) as usize),
    })
}

pub fn countdowns(view: &CountdownView, life: &Life, texts: &GraphTexts) -> Vec<String> {
    let due = if life.status == StateStatus::RetryWaiting { texts.retry_in } else { texts.ends_in };
    [(view.due, due), (view.heartbeat, texts.heartbeat_in), (view.timeout, texts.times_out_in)]
        .into_iter()
        .filter_map(|(countdown, words)| Some(words(countdown?.left)))
        .collect()
}

/// `2 running`, `1 failed`, `3 of 6 items done`; what there is none of is left out.
pub fn counts(map: &MapView, texts: &GraphTexts) -> Vec<String> {
    let n_ended = map.n_succeeded + map.n_failed + map.n_aborted;
    let said = |n: usize, words: fn(usize) -> String| (n > 0).then(|| words(n));
    let each = [
        said(map.n_running, texts.items_running),
        said(map.n_waiting, texts.items_waiting),
        said(map.n_failed, texts.items_failed),
        said(map.n_aborted, texts.items_aborted),
    ];
    each.into_iter().flatten().chain([(texts.items_of)(n_ended, map.n_items)]).collect()
}

/// What a container holds.
pub fn holds(plan: &Plan, name: &str, texts: &GraphTexts) -> String {
    let Some(state) = plan.state(name) else { return String::new() };
    let machines = state.kind.machines();
    let n_states = machines.iter().map(|machine| machine.all_states().len()).sum();
    let is_parallel = state.kind.type_name() == "Parallel";
    (texts.holds)(if is_parallel { machines.len() } else { 0 }, n_states)
}

/// What a node's box says below the name, in the person's language.
pub fn subtitle(plan: &Plan, node: &Node, texts: &GraphTexts) -> Option<String> {
    match &node.state {
        Some(name) if node.n_hidden > 0 => Some(holds(plan, name, texts)),
        _ => node.subtitle.clone(),
    }
}

/// Why a line is there, and what has come of it: `States.Timeout, to Refund, caught
/// States.Timeout, taken once`.
pub fn of_edge(
    plan: &Plan,
    edge: &Edge,
    passages: Option<&Passages>,
    caught: Option<&str>,
    texts: &GraphTexts,
) -> String {
    let mut said = Vec::new();
    match edge.kind {
        EdgeKind::Default => said.push(texts.by_default.to_owned()),
        EdgeKind::Next => {}
        EdgeKind::Rule(_) | EdgeKind::Catch(_) => {
            said.extend(edge.label.as_ref().map(|label| label.full.clone()));
        }
    }
    let to = plan.by_id(&edge.to).and_then(|stop| plan.name(stop));
    said.push(to.map_or(texts.leads_to_end.to_owned(), |to| (texts.leads_to)(to)));
    if let Some(passages) = passages {
        if matches!(edge.kind, EdgeKind::Catch(_)) {
            said.extend(caught.map(texts.caught_error));
        }
        said.push((texts.taken)(passages.n));
    }
    said.join(", ")
}

/// How an iteration stands: the value of `data-status`, and the word.
pub fn of_iteration(
    status: IterationStatus,
    is_waiting: bool,
    texts: &'static StatusTexts,
) -> (&'static str, &'static str) {
    match status {
        IterationStatus::Running if is_waiting => ("waiting", texts.waiting),
        IterationStatus::Running => ("running", texts.running),
        IterationStatus::Succeeded => ("succeeded", texts.succeeded),
        IterationStatus::Failed => ("failed", texts.failed),
        IterationStatus::Aborted => ("cancelled", texts.aborted),
    }
}

/// Of many states that change at once, so many are named.
const NAMES_TOLD_MAX: usize = 3;

/// What is told aloud of states that have changed, merged by how they now stand; what waits for a
/// person and how it all ended is told elsewhere. Empty when there is nothing to tell.
pub fn of_changes(changes: &[(StateName, StateStatus)], texts: &'static Texts) -> String {
    let told = [
        StateStatus::Failed,
        StateStatus::Caught,
        StateStatus::RetryWaiting,
        StateStatus::Succeeded,
        StateStatus::Cancelled,
        StateStatus::InProgress,
    ];
    let sentence = |status: StateStatus| {
        let states: Vec<&str> =
            changes.iter().filter(|(_, now)| *now == status).map(|(name, _)| &**name).collect();
        let n_more = states.len().saturating_sub(NAMES_TOLD_MAX);
        let mut names = states.iter().take(NAMES_TOLD_MAX).copied().collect::<Vec<_>>().join(", ");
        if n_more > 0 {
            names = format!("{names} {}", (texts.graph.and_more)(n_more));
        }
        let word = status_of_state(status, &texts.status).1;
        (!states.is_empty()).then(|| (texts.graph.told_states)(word, &names))
    };
    told.into_iter().filter_map(sentence).collect::<Vec<_>>().join(" ")
}
