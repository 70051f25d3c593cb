//! Pass and Succeed: data goes through, nothing waits.

use super::super::EventDetail;
use super::super::dataflow::{Flow, Problem};
use crate::asl::Pass;

/// As [`begin`] for what most Pass states do: set a field of their input to their `Result`. `None`
/// for all others.
#[inline(always)]
pub fn begin_at_once(flow: Flow, pass: &Pass) -> Option<EventDetail> {
    let result = pass.result.as_ref().filter(|_| flow.takes_raw_input())?;
    flow.leave_with_field(result)
}

/// The result is `Result`, or else the input that Parameters made.
pub fn begin(flow: Flow, pass: &Pass) -> Result<EventDetail, Problem> {
    let arguments = flow.arguments()?;
    flow.leave(pass.result.as_ref().unwrap_or(&arguments))
}

pub fn succeed(flow: Flow) -> Result<EventDetail, Problem> {
    let input = flow.effective_input()?;
    flow.leave(&input)
}
