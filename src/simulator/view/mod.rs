//! Questions that panels ask, at the cursor: pure functions from the simulator to plain structs.
//!
//! | question | panel |
//! |---|---|
//! | [`Simulator::runs`] | list of executions |
//! | [`Simulator::states`], [`Simulator::transitions`], [`Simulator::maps`], [`Simulator::countdowns`] | graph |
//! | [`Simulator::lanes`], [`Simulator::waiting`] | queues and callbacks |
//! | [`Simulator::history`], [`Simulator::event_detail`] | event table |
//! | [`Simulator::inspection`] | inspector |
//! | [`Simulator::upcoming`] | clock |

mod graph;
mod history;
mod inspector;
mod lanes;
mod runs;
mod tokens;
mod types;
mod waiting;

pub use graph::Picked;
pub use inspector::VISITS_SHOWN_MAX;
pub use tokens::token_spans;
pub use types::{
    Countdown, CountdownView, EventRow, Inspection, IterationView, LaneKind, LaneView, MapView,
    MessagePlace, MessageView, NextThing, RunView, Sender, StateStatus, StateView, TokenView,
    UpcomingView, VisitView, WaitingKind, WaitingView,
};

#[allow(unused_imports, reason = "the table above links to it")]
use super::Simulator;
