//! One machine's states and transitions as a flat graph: the whole machine, a branch, or an item
//! processor.

use crate::asl::{State, StateKind, StateMachine, StateName, Target, Transition};

use super::condition::{Reason, catcher_reason, rule_reason};
use super::{EdgeKind, NodeKind};

/// The first node is the one that the machine starts from.
pub struct Scope<'a> {
    pub nodes: Vec<Stop<'a>>,
    pub ways: Vec<Way>,
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
    states.sort_by_key(|state| state.name != machine.start_at.name);
    let n_before = usize::from(is_outermost);
    let mut nodes: Vec<Stop> = states
        .iter()
        .map(|state| Stop { kind: node_kind(&state.kind), state: Some(state) })
        .collect();
    let mut names: Vec<(&StateName, usize)> =
        states.iter().enumerate().map(|(i, state)| (&state.name, i + n_before)).collect();
    names.sort_unstable();
    let find = |target: &Target| {
        names.binary_search_by_key(&&target.name, |(name, _)| name).ok().map(|i| names[i].1)
    };

    let mut ways = Vec::new();
    if is_outermost {
        let end = states.len() + 1;
        nodes.insert(0, Stop { kind: NodeKind::Start, state: None });
        nodes.push(Stop { kind: NodeKind::End, state: None });
        let start = find(&machine.start_at);
        ways.extend(start.map(|to| Way { from: 0, to, kind: EdgeKind::Next, reason: None }));
        states.iter().enumerate().for_each(|(i, state)| {
            add_ways(&mut ways, state, i + n_before, find, Some(end));
        });
    } else {
        states.iter().enumerate().for_each(|(i, state)| {
            add_ways(&mut ways, state, i, find, None);
        });
    }
    Scope { nodes, ways }
}

fn add_ways(
    ways: &mut Vec<Way>,
    state: &State,
    from: usize,
    find: impl Fn(&Target) -> Option<usize>,
    end: Option<usize>,
) {
    let mut add = |to: Option<usize>, kind: EdgeKind, reason: Option<Reason>| {
        ways.extend(to.map(|to| Way { from, to, kind, reason }));
    };
    match &state.kind {
        StateKind::Choice(choice) => {
            for (i, rule) in choice.choices.iter().enumerate() {
                add(find(&rule.next), EdgeKind::Rule(i), Some(rule_reason(rule)));
            }
            let default = choice.default.as_ref().and_then(&find);
            add(default, EdgeKind::Default, Some(Reason::of("Default".to_owned())));
        }
        StateKind::Succeed | StateKind::Fail(_) => add(end, EdgeKind::Next, None),
        StateKind::Pass(_)
        | StateKind::Task(_)
        | StateKind::Wait(_)
        | StateKind::Parallel(_)
        | StateKind::Map(_) => match state.transition() {
            Some(Transition::Next(target)) => add(find(target), EdgeKind::Next, None),
            Some(Transition::End) | None => add(end, EdgeKind::Next, None),
        },
    }
    for (i, catcher) in state.catch().iter().enumerate() {
        add(find(&catcher.next), EdgeKind::Catch(i), Some(catcher_reason(catcher)));
    }
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
