//! Runs a state machine: pure, deterministic, sans-I/O. History is the truth.
//!
//! | function | meaning |
//! |---|---|
//! | [`Execution::upcoming`] | what happens next by itself, and when (a question) |
//! | [`Execution::accept`] | what a person's or a service's command means now (a question) |
//! | [`Execution::apply`] | the only place where state changes |
//!
//! Everything else is a few lines over those three: [`Execution::step`], [`Execution::run_until`],
//! [`Execution::send`], [`Execution::replay`]. The engine has no clock; every call says when.

#![deny(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::iter_over_hash_type
)]

mod accept;
mod apply;
pub mod aws;
mod children;
mod command;
mod context;
mod dataflow;
mod event;
mod execution;
mod failure;
mod frame;
mod items;
mod manifest;
mod map_run;
mod retry;
mod states;
mod task;
pub mod test_state;
mod token;
mod upcoming;
mod variables;

pub use command::{Answer, Command, CommandError};
pub use event::{Assigned, Event, EventDetail, EventId, FrameId, MapStart, TaskRequest};
pub use execution::{
    Execution, HISTORY_EVENTS_MAX, Identity, PAYLOAD_BYTES_MAX, Particulars, Start, Status,
};
pub use failure::{Failure, error};
pub use frame::Item;
pub use manifest::{Manifest, ManifestFile};
pub use map_run::Tolerance;
pub use task::{ChildPlace, PendingTask, TaskId, TaskStage};
pub use token::{TaskToken, TokenPlace, TokenState};
