//! How a state's or an execution's status is named, in CSS and to a person.

use crate::engine::Status;
use crate::simulator::view::StateStatus;
use crate::ui::i18n::StatusTexts;

/// The value of `data-status` and the word.
pub fn status_of_state(
    status: StateStatus,
    texts: &'static StatusTexts,
) -> (&'static str, &'static str) {
    match status {
        StateStatus::NotEntered => ("not-started", texts.not_started),
        StateStatus::Succeeded => ("succeeded", texts.succeeded),
        StateStatus::Caught => ("caught", texts.caught),
        StateStatus::Cancelled => ("cancelled", texts.cancelled),
        StateStatus::Failed => ("failed", texts.failed),
        StateStatus::RetryWaiting => ("running", texts.retry_waiting),
        StateStatus::InProgress => ("running", texts.in_progress),
        StateStatus::WaitingForCallback => ("waiting", texts.waiting),
    }
}

/// The same for an execution; `None` before the first start.
pub fn status_of_execution(
    status: Option<Status>,
    texts: &'static StatusTexts,
) -> (&'static str, &'static str) {
    match status {
        None => ("not-started", texts.not_started),
        Some(Status::Running) => ("running", texts.running),
        Some(Status::Succeeded) => ("succeeded", texts.succeeded),
        Some(Status::Failed) => ("failed", texts.failed),
        Some(Status::TimedOut) => ("failed", texts.timed_out),
        Some(Status::Aborted) => ("cancelled", texts.aborted),
    }
}
