//! The Amazon States Language as data: what a definition says, before anything runs.
//!
//! A [`StateMachine`] is a map of [`State`]s. A Parallel's branches and a Map's item processor are
//! state machines of their own, nested. Text becomes data in [`parse()`], which also tells what is
//! wrong with it: a list of [`Diagnostic`]s with places.

#![deny(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::iter_over_hash_type
)]

mod choice;
mod data_flow;
mod diagnostic;
mod errors;
pub mod integration;
mod machine;
mod map;
mod parse;
mod resource;
pub mod source;
mod state;
mod template;
pub mod validate;

pub use choice::{Choice, ChoiceRule, ChoiceTest, Condition, Operand};
pub use data_flow::{DataFlow, JsonPathFlow, JsonataFlow, PathField, ResultPath};
pub use diagnostic::{Code, Diagnostic, Severity};
pub use errors::{Catcher, CatcherFlow, ErrorName, JitterStrategy, Retrier};
pub use machine::{QueryLanguage, StateId, StateMachine, StateName, Target};
pub use map::{
    ItemBatcher, ItemProcessor, ItemReader, Items, Map, ProcessorMode, ResultWriter, WorkflowType,
};
pub(crate) use parse::broken_yaml;
pub use parse::{Options, Parsed, advice_link, parse, parse_json_or_yaml, parse_node, parse_with};
pub use resource::{Pattern, Resource};
pub use state::{
    Chosen, Fail, Parallel, Pass, SECONDS_MAX, State, StateKind, Task, Transition, Wait, WaitUntil,
};
pub use template::{Field, Template};

pub use crate::query::compare::{Comparison, Order};
pub use crate::query::sketch::{Sketch, Step};
