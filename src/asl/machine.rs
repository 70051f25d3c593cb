//! A state machine: states by name, and where to start.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
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
    pub start_at: StateName,
    /// In the order of writing.
    pub states: IndexMap<StateName, Arc<State>, FxBuildHasher>,
    /// `TimeoutSeconds` of the definition: an execution that runs longer ends TIMED_OUT.
    pub timeout: Option<Duration>,
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

impl StateMachine {
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
