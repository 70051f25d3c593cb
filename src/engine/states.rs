//! The work of each kind of state: what its entry leads to.

mod choice;
mod distributed;
mod fail;
mod item_batcher;
mod item_reader;
mod map;
mod parallel;
mod pass;
mod result_writer;
mod task;
mod wait;

pub(super) use map::items as map_items;
pub(super) use task::shown_token;

use super::children::Children;
use super::dataflow::{Flow, Problem};
use super::frame::Frame;
use super::map_run::MapRun;
use super::{EventDetail, Execution, MapStart};

use crate::asl::StateKind;

pub(super) use item_batcher::{child_inputs, n_items, selected};
pub(super) use item_reader::{config as reader_config, items_max, read as read_items};
pub(super) use map::item as map_item;

/// As [`begin`] for the Pass states of most definitions; `None` for other states.
#[inline(always)]
pub(super) fn pass_at_once(execution: &Execution, frame: &Frame) -> Option<EventDetail> {
    match &frame.state().kind {
        StateKind::Pass(pass) => pass::begin_at_once(Flow::new(execution, frame), pass),
        _ => None,
    }
}

/// The first event after a state's entry.
#[inline(always)]
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
    let input = flow.effective_input()?;
    flow.leave(&input)
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

/// A distributed Map's Map Run starts.
pub(super) fn start_map_run(
    execution: &Execution,
    frame: &Frame,
    start: &MapStart,
) -> Result<EventDetail, Problem> {
    distributed::start_run(Flow::new(execution, frame), frame.map(), start)
}

/// What comes next in a Map Run.
pub(super) fn go_on_map_run(
    execution: &Execution,
    frame: &Frame,
    run: &MapRun,
) -> Result<EventDetail, Problem> {
    distributed::go_on(Flow::new(execution, frame), frame.map(), run)
}
