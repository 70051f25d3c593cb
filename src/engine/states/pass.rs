//! Pass and Succeed: data goes through, nothing waits.

use super::super::EventDetail;
use super::super::dataflow::{Flow, Problem};
use crate::asl::Pass;

/// The result is `Result`, or else the input that Parameters made.
#[inline(always)]
pub fn begin(flow: Flow, pass: &Pass) -> Result<EventDetail, Problem> {
    let arguments = flow.arguments()?;
    flow.leave(pass.result.as_ref().unwrap_or(&arguments))
}

pub fn succeed(flow: Flow) -> Result<EventDetail, Problem> {
    let input = flow.effective_input()?;
    flow.leave(&input)
}
