//! What a state's signs say, in the person's language: the same for the page and for a picture of it.

use std::collections::BTreeMap;

use super::model::{GraphModel, Life, mark_of};
use super::plan::{Plan, Stop};
use super::words;
use crate::asl::StateName;
use crate::graph::signs::{Counts, Signs, Timer, TimerKind};
use crate::graph::{Look, Mark, Phase, Theme};
use crate::simulator::Passages;
use crate::simulator::view::{Countdown, CountdownView, MapView, StateStatus};
use crate::sort;
use crate::time::Duration;
use crate::ui::i18n::Texts;
use crate::ui::status::status_of_state;

/// All that there is to tell on a state's card.
pub fn of_card(
    plan: &Plan,
    stop: Stop,
    life: &Life,
    countdown: Option<&CountdownView>,
    texts: &'static Texts,
) -> Signs {
    let is_waiting = life.status == StateStatus::WaitingForCallback;
    Signs {
        mark: mark_of(life.status),
        pill: is_waiting.then(|| status_of_state(life.status, &texts.status).1.to_owned()),
        attempts: attempts(life, countdown, texts),
        timers: countdown.map(|countdown| timers(countdown, life, texts)).unwrap_or_default(),
        counts: None,
        subtitle: plan.node(stop).and_then(|node| words::subtitle(plan, node, &texts.graph)),
    }
}

/// Which attempt it is of how many, and when the next one is due.
fn attempts(
    life: &Life,
    countdown: Option<&CountdownView>,
    texts: &'static Texts,
) -> Option<String> {
    words::attempts(life, &texts.graph)?;
    let due = countdown.and_then(|countdown| countdown.due);
    let due = due.filter(|_| life.status == StateStatus::RetryWaiting);
    let of = life.n_attempts_max.map(|of| format!("/{of}")).unwrap_or_default();
    let due = due.map(|due| format!(" · {}", clock(due.left, texts))).unwrap_or_default();
    Some(format!("↻ {}{of}{due}", life.n_attempts))
}

fn timers(countdown: &CountdownView, life: &Life, texts: &'static Texts) -> Vec<Timer> {
    let timer = |kind: TimerKind, countdown: Option<Countdown>| {
        let countdown = countdown?;
        let share = countdown.left.0 as f64 / (countdown.total.0 as f64).max(1.0);
        // When a retry is due stands beside the number of the attempt.
        let is_said = kind == TimerKind::Due && life.status == StateStatus::RetryWaiting;
        Some(Timer { kind, left: (!is_said).then(|| clock(countdown.left, texts)), share })
    };
    let all = [
        timer(TimerKind::Due, countdown.due),
        timer(TimerKind::Heartbeat, countdown.heartbeat),
        timer(TimerKind::Timeout, countdown.timeout),
    ];
    all.into_iter().flatten().collect()
}

/// What is left as a clock shows it, `9:59` or `1:59:59`, which is short in every language; of more
/// than a day in words.
fn clock(left: Duration, texts: &'static Texts) -> String {
    let seconds = left.0 / 1000;
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{rest:02}"),
        1..24 => format!("{hours}:{minutes:02}:{rest:02}"),
        _ => (texts.duration)(left),
    }
}

/// How a Map's iterations stand.
pub fn of_map(map: &MapView) -> Counts {
    let counts = [
        (Mark::Running, map.n_running),
        (Mark::Waiting, map.n_waiting),
        (Mark::Failed, map.n_failed),
        (Mark::Succeeded, map.n_succeeded),
        (Mark::Cancelled, map.n_aborted),
    ];
    Counts {
        by_mark: counts.into_iter().filter(|(_, n)| *n > 0).collect(),
        n_items: map.n_items,
        shown: None,
    }
}

/// A picture of what the page shows now.
pub fn look(
    plan: &Plan,
    model: &GraphModel,
    passages: &BTreeMap<usize, Passages>,
    theme: Theme,
    texts: &'static Texts,
) -> Look {
    let live = &model.live;
    let told = |stop: Stop, name: &StateName| {
        let (life, countdown) = (model.life(Some(name)), model.countdowns.get(name));
        let mut signs = match stop {
            Stop::Node(_) => of_card(plan, stop, &life, countdown, texts),
            Stop::Container(_) => Signs { mark: mark_of(life.status), ..Signs::default() },
        };
        let map = live.maps.get(name).filter(|_| matches!(stop, Stop::Container(_)));
        signs.counts =
            map.map(|map| Counts { shown: shown(model, name, map, texts), ..of_map(map) });
        signs
    };
    // Nothing is to be told of a state that was never entered, but for what hides others.
    let collapsed = plan.view.collapsed.iter();
    let names = live.lives.keys().chain(collapsed);
    Look {
        theme,
        phase: match live.status {
            None => Phase::None,
            Some(crate::engine::Status::Running) => Phase::Running,
            Some(_) => Phase::Ended,
        },
        signs: sort::into_map(
            names.filter_map(|name| Some((name.clone(), told(plan.by_id(name)?, name)))),
        ),
        taken: sort::into_set(passages.keys().copied()),
        part: None,
        words: Some([texts.graph.start.to_owned(), texts.graph.end.to_owned()]),
    }
}

/// What the Map's picker says.
fn shown(
    model: &GraphModel,
    name: &StateName,
    map: &MapView,
    texts: &'static Texts,
) -> Option<String> {
    let picked = model.live.picked.get(name);
    let iteration = picked.and_then(|index| map.iterations.iter().find(|it| it.index == *index));
    match iteration {
        Some(it) => {
            let (_, word) = words::of_iteration(it.status, it.is_waiting, &texts.status);
            Some((texts.graph.iteration)(it.index, word))
        }
        None => (map.n_items > 0).then(|| (texts.graph.all_iterations)(map.n_items)),
    }
}
