//! The work of each kind of state: what its entry leads to.

mod choice;
mod fail;
mod map;
mod parallel;
mod pass;
mod task;
mod wait;

pub(super) use map::items as map_items;

use super::dataflow::{Flow, Problem};
use super::frame::{Children, Frame};
use super::{EventDetail, Execution};

use crate::asl::StateKind;

pub(super) use map::item as map_item;

/// The first event after a state's entry.
pub(super) fn begin(execution: &Execution, frame: &Frame) -> Result<EventDetail, Problem> {
    let flow = Flow::new(execution, frame);
    match &frame.state().kind {
        StateKind::Pass(pass) => pass::begin(flow, pass),
        StateKind::Task(task) => task::begin(flow, task),
        StateKind::Choice(choice) => choice::begin(flow, choice),
        StateKind::Wait(wait) => wait::begin(flow, wait),
        StateKind::Succeed => pass::succeed(flow),
        StateKind::Fail(fail) => fail::begin(flow, fail),
        StateKind::Parallel(_) => parallel::begin(flow),
        StateKind::Map(map) => map::begin(flow, map),
    }
}

/// A Wait is over.
pub(super) fn wait_over(execution: &Execution, frame: &Frame) -> Result<EventDetail, Problem> {
    let flow = Flow::new(execution, frame);
    flow.leave(&flow.effective_input()?)
}

/// What comes next above running branches or iterations: another iteration, or the end.
pub(super) fn go_on(
    execution: &Execution,
    frame: &Frame,
    children: &Children,
) -> Result<EventDetail, Problem> {
    let flow = Flow::new(execution, frame);
    match &frame.state().kind {
        StateKind::Map(map) => map::go_on(flow, map, children),
        _ => Ok(EventDetail::ParallelStateSucceeded),
    }
}
