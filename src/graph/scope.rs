//! One machine's states and transitions as a flat graph: the whole machine, a branch, or an item
//! processor.

use crate::asl::{State, StateKind, StateMachine, StateName, Target, Transition};
use crate::sort;

use super::condition::{Reason, catcher_reason, rule_reason};
use super::{EdgeKind, NodeKind};

/// The first node is the one that the machine starts from.
pub struct Scope<'a> {
    pub nodes: Vec<Stop<'a>>,
    pub ways: Vec<Way>,
    /// The nodes of which a way leads to a state that is not there, or that have yet to say where
    /// they lead.
    pub open: Vec<usize>,
}

/// A state, or Start or End.
pub struct Stop<'a> {
    pub kind: NodeKind,
    pub state: Option<&'a State>,
}

/// A transition between two nodes, by their indexes.
pub struct Way {
    pub from: usize,
    pub to: usize,
    pub kind: EdgeKind,
    pub reason: Option<Reason>,
}

/// Reads a machine; with Start and End as nodes if it is the outermost. What names a state that is
/// not there is left out.
pub fn scope(machine: &StateMachine, is_outermost: bool) -> Scope<'_> {
    let mut states: Vec<&State> = machine.states.values().map(|state| &**state).collect();
    // The picture is read from the start, wherever the author wrote it.
    sort::by_key(&mut states, |state| state.name != machine.start_at.name);
    let n_before = usize::from(is_outermost);
    let mut nodes: Vec<Stop> = states
        .iter()
        .map(|state| Stop { kind: node_kind(&state.kind), state: Some(state) })
        .collect();
    let mut names: Vec<(&StateName, usize)> =
        states.iter().enumerate().map(|(i, state)| (&state.name, i + n_before)).collect();
    sort::ascending(&mut names);
    let find = |target: &Target| {
        names.binary_search_by_key(&&target.name, |(name, _)| name).ok().map(|i| names[i].1)
    };

    let (mut ways, mut open) = (Vec::new(), Vec::new());
    let mut end = None;
    if is_outermost {
        end = Some(states.len() + 1);
        nodes.insert(0, Stop { kind: NodeKind::Start, state: None });
        nodes.push(Stop { kind: NodeKind::End, state: None });
        match find(&machine.start_at) {
            Some(to) => ways.push(Way { from: 0, to, kind: EdgeKind::Next, reason: None }),
            None => open.push(0),
        }
    }
    for (i, state) in states.iter().enumerate() {
        let from = i + n_before;
        if add_ways(&mut ways, state, from, find, end) {
            open.push(from);
        }
    }
    Scope { nodes, ways, open }
}

/// Adds the ways out of a state; tells whether one is open.
fn add_ways(
    ways: &mut Vec<Way>,
    state: &State,
    from: usize,
    find: impl Fn(&Target) -> Option<usize>,
    end: Option<usize>,
) -> bool {
    let mut is_open = false;
    let mut add = |to: Option<usize>, kind: EdgeKind, reason: Option<Reason>| match to {
        Some(to) => ways.push(Way { from, to, kind, reason }),
        None => is_open = true,
    };
    let mut ends = false;
    match &state.kind {
        StateKind::Choice(choice) => {
            for (i, rule) in choice.choices.iter().enumerate() {
                add(find(&rule.next), EdgeKind::Rule(i), Some(rule_reason(rule)));
            }
            if let Some(default) = &choice.default {
                add(find(default), EdgeKind::Default, Some(Reason::of("Default".to_owned())));
            }
        }
        StateKind::Succeed | StateKind::Fail(_) => ends = true,
        StateKind::Pass(_)
        | StateKind::Task(_)
        | StateKind::Wait(_)
        | StateKind::Parallel(_)
        | StateKind::Map(_) => match state.transition() {
            Some(Transition::Next(target)) => add(find(target), EdgeKind::Next, None),
            Some(Transition::End) => ends = true,
            None => {
                ends = true;
                add(None, EdgeKind::Next, None);
            }
        },
    }
    if ends && end.is_some() {
        add(end, EdgeKind::Next, None);
    }
    for (i, catcher) in state.catch().iter().enumerate() {
        add(find(&catcher.next), EdgeKind::Catch(i), Some(catcher_reason(catcher)));
    }
    is_open
}

fn node_kind(kind: &StateKind) -> NodeKind {
    match kind {
        StateKind::Pass(_) => NodeKind::Pass,
        StateKind::Task(_) => NodeKind::Task,
        StateKind::Choice(_) => NodeKind::Choice,
        StateKind::Wait(_) => NodeKind::Wait,
        StateKind::Succeed => NodeKind::Succeed,
        StateKind::Fail(_) => NodeKind::Fail,
        StateKind::Parallel(_) => NodeKind::Parallel,
        StateKind::Map(_) => NodeKind::Map,
    }
}
