//! Parallel: every branch gets the same input.

use super::super::EventDetail;
use super::super::dataflow::{Flow, Problem};

pub fn begin(flow: Flow) -> Result<EventDetail, Problem> {
    Ok(EventDetail::ParallelStateStarted { input: flow.arguments()?.into_owned() })
}
