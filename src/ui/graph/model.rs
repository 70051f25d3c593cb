//! What the graph panel shows: the machine, and what has become of its states. How the machine is
//! drawn is the panel's own affair ([`super::plan::Plan`]).

use std::collections::BTreeMap;
use std::rc::Rc;

use super::plan::Plan;
pub use super::shared::Shared;
use crate::asl::{StateKind, StateMachine, StateName};
use crate::engine::Status;
use crate::graph::{Edge, EdgeKind, Mark, NodeKind};
use crate::simulator::view::{Countdown, CountdownView, MapView, Picked, StateStatus, StateView};
use crate::simulator::{DocumentId, Passages, RunId, Simulator, Transition};
use crate::sort;
use crate::time::Duration;

#[derive(Clone, Debug, PartialEq)]
pub struct GraphModel {
    pub machine: Shared<StateMachine>,
    pub document: DocumentId,
    pub live: Rc<Live>,
    /// What runs down, in whole seconds.
    pub countdowns: Rc<BTreeMap<StateName, CountdownView>>,
    pub selected: Option<StateName>,
    /// Whether the text is broken, and this is the last workflow that could be read.
    pub is_stale: bool,
    /// Why the execution has failed, if it has.
    pub failure: Option<String>,
}

/// What an execution has gone through, by names of states.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Live {
    pub run: Option<RunId>,
    pub status: Option<Status>,
    pub is_past: bool,
    /// Those that were entered.
    pub lives: BTreeMap<StateName, Life>,
    pub transitions: Vec<(Transition, Passages)>,
    pub maps: BTreeMap<StateName, Rc<MapView>>,
    pub picked: Picked,
}

/// What has become of a state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Life {
    pub status: StateStatus,
    /// Attempts of the last visit, and how many there can be, where the definition retries.
    pub n_attempts: u32,
    pub n_attempts_max: Option<u32>,
    pub n_entered: usize,
    /// Whether it ended by itself, well or as a Fail does.
    pub has_ended: bool,
    /// The error that was caught last.
    pub caught: Option<String>,
}

/// All that [`Live`] depends on: as long as it is the same, so is that, and time that goes on
/// gathers nothing anew.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveKey {
    run: Option<RunId>,
    n_events: usize,
    cursor: Option<usize>,
    picked: Picked,
}

impl LiveKey {
    pub fn of(simulator: &Simulator, picked: &Picked) -> LiveKey {
        let run = simulator.selected_run();
        LiveKey {
            run: run.map(|run| run.id),
            n_events: run.map_or(0, |run| run.execution().history().len()),
            cursor: simulator.cursor(),
            picked: picked.clone(),
        }
    }
}

impl GraphModel {
    /// `None` while there is no machine to draw.
    pub fn of(simulator: &Simulator, live: Rc<Live>) -> Option<GraphModel> {
        let document = simulator.document();
        Some(GraphModel {
            machine: document.machine()?.clone().into(),
            document: document.id,
            live,
            countdowns: Rc::new(countdowns(simulator)),
            selected: simulator.selected_state().cloned(),
            is_stale: document.is_stale(),
            failure: failure(simulator),
        })
    }

    pub fn life(&self, state: Option<&StateName>) -> Life {
        state.and_then(|state| self.live.lives.get(state)).cloned().unwrap_or_default()
    }
}

impl Live {
    /// With only the picked iterations inside of Maps.
    pub fn of(simulator: &Simulator, picked: &Picked) -> Live {
        let machine = simulator.document().machine();
        let is_fail = |name: &StateName| {
            let state = machine.and_then(|machine| machine.find(name));
            state.is_some_and(|state| matches!(state.kind, StateKind::Fail(_)))
        };
        let life = |name: &StateName, view: &StateView| Life {
            status: view.status,
            n_attempts: view.n_attempts,
            n_attempts_max: view.retrier.filter(|_| view.n_attempts > 0).and_then(|retrier| {
                let state = machine?.find(name)?;
                let n_max = state.retry().get(retrier)?.max_attempts.saturating_add(1);
                Some(n_max.max(view.n_attempts))
            }),
            n_entered: view.n_entered,
            has_ended: view.n_succeeded > 0 || view.n_failed > 0 && is_fail(name),
            caught: (view.n_caught > 0).then(|| simulator.caught(name)).flatten(),
        };
        let states = simulator.states_in(picked).into_iter();
        let maps = simulator.maps(picked).into_iter();
        Live {
            run: simulator.selected_run().map(|run| run.id),
            status: simulator.selected_run().map(|run| run.execution().status()),
            is_past: simulator.cursor().is_some(),
            lives: sort::into_map(states.map(|(name, view)| (name.clone(), life(&name, &view)))),
            transitions: simulator.transitions_in(picked),
            maps: sort::into_map(maps.map(|(name, view)| (name, Rc::new(view)))),
            picked: picked.clone(),
        }
    }

    /// The edges that the execution went along, by their places in the drawing, and how often.
    /// From Start it has gone as soon as the state behind was entered, to End as soon as the state
    /// before has ended by itself.
    pub fn passages(&self, plan: &Plan) -> BTreeMap<usize, Passages> {
        let mut found = BTreeMap::new();
        for (transition, passages) in &self.transitions {
            let is_it = |kind: EdgeKind| is_by(kind, transition);
            if let Some(index) = plan.edge(&transition.from, &transition.to, is_it) {
                found.insert(index, *passages);
            }
        }
        for node in plan.drawing.nodes.iter().filter(|node| node.state.is_none()) {
            let edges = match node.kind {
                NodeKind::Start => plan.leaving(&node.id),
                _ => plan.reaching(&node.id),
            };
            for index in edges {
                let n = self.n_at_terminal(plan, &plan.drawing.edges[*index], node.kind);
                if n > 0 {
                    found.insert(*index, Passages { n, last: 0 });
                }
            }
        }
        found
    }

    fn n_at_terminal(&self, plan: &Plan, edge: &Edge, kind: NodeKind) -> usize {
        let state = if kind == NodeKind::Start { &edge.to } else { &edge.from };
        let state = plan.by_id(state).and_then(|stop| plan.name(stop));
        let Some(life) = state.and_then(|state| self.lives.get(state)) else { return 0 };
        let is_passed = kind == NodeKind::Start || life.has_ended;
        // All that is known is that it was; how often an End is reached, nobody asks.
        usize::from(is_passed && life.n_entered > 0)
    }
}

/// The sign of what has become of a state; none before it was entered.
pub fn mark_of(status: StateStatus) -> Option<Mark> {
    match status {
        StateStatus::NotEntered => None,
        StateStatus::Succeeded => Some(Mark::Succeeded),
        StateStatus::Caught => Some(Mark::Caught),
        StateStatus::Cancelled => Some(Mark::Cancelled),
        StateStatus::Failed => Some(Mark::Failed),
        StateStatus::RetryWaiting => Some(Mark::Retrying),
        StateStatus::InProgress => Some(Mark::Running),
        StateStatus::WaitingForCallback => Some(Mark::Waiting),
    }
}

/// Whether a transition was made along an edge of that kind.
fn is_by(kind: EdgeKind, transition: &Transition) -> bool {
    match kind {
        EdgeKind::Next => !transition.is_caught && transition.chosen.is_none(),
        EdgeKind::Rule(index) => !transition.is_caught && transition.chosen == Some(index),
        EdgeKind::Default => !transition.is_caught && transition.chosen.is_none(),
        EdgeKind::Catch(index) => transition.is_caught && transition.chosen == Some(index),
    }
}

/// The edges that were gone along since, in the order of going, as often as a token shall be seen
/// on them: once. Nothing when another run or another moment is looked at.
pub fn departures(
    plan: &Plan,
    before: &Live,
    now: &Live,
    passages: &BTreeMap<usize, Passages>,
) -> Vec<usize> {
    let goes_on = before.run == now.run && !before.is_past && !now.is_past;
    if !goes_on || before.picked != now.picked {
        return Vec::new();
    }
    let earlier = before.passages(plan);
    let n_before = |index: &usize| earlier.get(index).map_or(0, |passages| passages.n);
    let mut gone: Vec<(u32, usize)> = passages
        .iter()
        .filter(|(index, passages)| passages.n > n_before(index))
        .map(|(index, passages)| (order(plan, *index, passages), *index))
        .collect();
    sort::ascending(&mut gone);
    gone.into_iter().map(|(_, index)| index).collect()
}

/// Leaving Start comes first, reaching End last.
fn order(plan: &Plan, index: usize, passages: &Passages) -> u32 {
    let to = plan.by_id(&plan.drawing.edges[index].to);
    let reaches_end = to.is_some_and(|stop| plan.name(stop).is_none());
    if reaches_end { u32::MAX } else { passages.last }
}

fn countdowns(simulator: &Simulator) -> BTreeMap<StateName, CountdownView> {
    let mut views = simulator.countdowns();
    for view in views.values_mut() {
        for countdown in [&mut view.due, &mut view.timeout, &mut view.heartbeat] {
            *countdown = countdown.map(in_seconds);
        }
    }
    views
}

/// Nothing is drawn anew between two seconds; a begun second counts.
fn in_seconds(countdown: Countdown) -> Countdown {
    Countdown { left: Duration(countdown.left.0.div_ceil(1000) * 1000), ..countdown }
}

/// Error and cause of the selected execution; in the past it has not failed yet.
fn failure(simulator: &Simulator) -> Option<String> {
    let run = simulator.selected_run().filter(|_| simulator.cursor().is_none())?;
    let failure = simulator.run_view(run).failure?;
    (failure.error.is_some() || failure.cause.is_some()).then(|| failure.to_string())
}
