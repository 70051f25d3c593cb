//! A state machine: states by name, and where to start.

use std::fmt;
use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;

use super::State;
use crate::time::Duration;

/// At most 80 characters, unique over a whole definition.
pub type StateName = Arc<str>;

/// A written state machine: the whole definition, a Parallel's branch, or a Map's item processor.
#[derive(Clone, Debug)]
pub struct StateMachine {
    pub comment: Option<Arc<str>>,
    /// What states use that do not say otherwise. A branch or item processor repeats the
    /// definition's: AWS lets no scope in between choose.
    pub query_language: QueryLanguage,
    pub start_at: Target,
    /// In the order of writing.
    pub states: IndexMap<StateName, Arc<State>, FxBuildHasher>,
    /// `TimeoutSeconds` of the definition: an execution that runs longer ends TIMED_OUT.
    pub timeout: Option<Duration>,
    /// How many states it has, with those of the machines nested in it.
    pub n_states: usize,
}

/// A state by its place among those of its machine: a running machine looks no name up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateId(u32);

/// What `StartAt`, `Next` or `Default` names.
#[derive(Clone, Debug)]
pub struct Target {
    pub name: StateName,
    /// `None` when the machine has no such state, of which a diagnostic tells.
    pub id: Option<StateId>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueryLanguage {
    #[default]
    JsonPath,
    Jsonata,
}

/// The value of the field `QueryLanguage`.
impl fmt::Display for QueryLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            QueryLanguage::JsonPath => "JSONPath",
            QueryLanguage::Jsonata => "JSONata",
        })
    }
}

impl StateId {
    fn from_index(index: usize) -> StateId {
        StateId(u32::try_from(index).expect("a definition is shorter than 4 GiB"))
    }
}

impl Target {
    /// A name as it is written; [`StateMachine::new`] finds its state.
    pub fn named(name: StateName) -> Target {
        Target { name, id: None }
    }
}

impl StateMachine {
    /// A machine of these states, whose targets are found among them.
    pub fn new(
        query_language: QueryLanguage,
        start_at: StateName,
        states: IndexMap<StateName, State, FxBuildHasher>,
    ) -> StateMachine {
        let names: IndexSet<StateName, FxBuildHasher> = states.keys().cloned().collect();
        let find = |target: &mut Target| {
            target.id = names.get_index_of(&target.name).map(StateId::from_index)
        };
        let mut start_at = Target::named(start_at);
        find(&mut start_at);
        let found = states.into_iter().map(|(name, mut state)| {
            state.for_each_target(find);
            (name, Arc::new(state))
        });
        let states: IndexMap<StateName, Arc<State>, _> = found.collect();
        let nested = states.values().flat_map(|state| state.kind.machines());
        let n_states = states.len() + nested.map(|machine| machine.n_states).sum::<usize>();
        StateMachine { comment: None, query_language, start_at, states, timeout: None, n_states }
    }

    /// The state of an id that this machine gave.
    pub fn state(&self, id: StateId) -> &Arc<State> {
        &self.states[id.0 as usize]
    }

    /// One of this machine's states, nested ones left out, as a target.
    pub fn target(&self, name: &StateName) -> Target {
        let id = self.states.get_index_of(name).map(StateId::from_index);
        Target { name: name.clone(), id }
    }

    /// Every state of this machine and of the machines nested in it, outer before inner.
    pub fn all_states(&self) -> Vec<&Arc<State>> {
        let mut found = Vec::new();
        let mut machines = vec![self];
        while let Some(machine) = machines.pop() {
            for state in machine.states.values() {
                found.push(state);
                machines.extend(state.kind.machines());
            }
        }
        found
    }

    /// The state of that name, wherever it is nested.
    pub fn find(&self, name: &str) -> Option<&Arc<State>> {
        self.all_states().into_iter().find(|state| &*state.name == name)
    }
}
