//! An execution as a person reads it: one line an event, with the virtual time that has passed.

use std::fmt::Write;

use crate::engine::{Event, EventDetail, Execution, Failure, Status, aws};
use crate::time::Duration;
use crate::value::Json;

/// Columns of the widest payload that a line shows.
const PAYLOAD_CHARS_MAX: usize = 100;

/// A line for each event.
pub fn events(execution: &Execution) -> String {
    let started_at = execution.start_info().at;
    let mut text = String::new();
    for event in execution.history() {
        let Some(shown) = aws::history_event(execution, event) else { continue };
        let kind = shown.get("type").and_then(Json::as_str).unwrap_or_default();
        let elapsed = elapsed(event.at.since(started_at));
        let line = format!("{elapsed:>9}  {:>4}  {kind:26} {}", event.id, remark(event));
        writeln!(text, "{}", line.trim_end()).expect("a String takes every text");
    }
    text
}

/// How it ended.
pub fn outcome(execution: &Execution) -> String {
    let status = execution.status().as_str();
    match (execution.status(), execution.history().last().map(|event| &event.detail)) {
        (Status::Succeeded, Some(EventDetail::ExecutionSucceeded { output })) => {
            format!("{status} {output}")
        }
        (
            Status::Failed | Status::Aborted | Status::TimedOut,
            Some(
                EventDetail::ExecutionFailed(failure)
                | EventDetail::ExecutionAborted(failure)
                | EventDetail::ExecutionTimedOut(failure),
            ),
        ) if *failure != Failure::default() => format!("{status} {failure}"),
        _ => status.to_string(),
    }
}

/// What makes the event this one: a state, a resource, a payload, a failure.
fn remark(event: &Event) -> String {
    let failed = |failure: &Failure| match *failure == Failure::default() {
        true => String::new(),
        false => short(&failure.to_string()),
    };
    match &event.detail {
        EventDetail::ExecutionStarted { input } => payload(input),
        EventDetail::ExecutionSucceeded { output } => payload(output),
        EventDetail::ExecutionFailed(failure)
        | EventDetail::ExecutionAborted(failure)
        | EventDetail::ExecutionTimedOut(failure)
        | EventDetail::MapRunFailed(failure) => failed(failure),
        EventDetail::StateEntered { state, input } => {
            format!("{} {}", state.name, payload(input))
        }
        EventDetail::StateExited { state, output, .. } => {
            format!("{} {}", state.name, payload(output))
        }
        EventDetail::TaskScheduled(task) => {
            format!("{} {}", task.resource, payload(&task.parameters))
        }
        EventDetail::TaskSubmitted { output, .. } | EventDetail::TaskSucceeded { output, .. } => {
            payload(output)
        }
        EventDetail::TaskFailed { failure, .. }
        | EventDetail::TaskScheduleFailed { failure, .. }
        | EventDetail::TaskStartFailed { failure, .. }
        | EventDetail::TaskSubmitFailed { failure, .. }
        | EventDetail::TaskTimedOut { failure, .. } => failed(failure),
        EventDetail::EvaluationFailed { failure, state, .. } => {
            format!("{} {}", state.name, failed(failure))
        }
        EventDetail::MapStateStarted { length, .. } => format!("{length} items"),
        EventDetail::MapIterationStarted { name, index, .. }
        | EventDetail::MapIterationSucceeded { name, index }
        | EventDetail::MapIterationFailed { name, index }
        | EventDetail::MapIterationAborted { name, index } => format!("{name} #{index}"),
        _ => String::new(),
    }
}

fn payload(value: &Json) -> String {
    short(&value.to_string())
}

fn short(text: &str) -> String {
    match text.char_indices().nth(PAYLOAD_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}

/// `90s`, `1.5s`, `2h05m`, `3d04h`.
pub fn elapsed(span: Duration) -> String {
    let seconds = span.0 / 1000;
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match span.0 % 1000 {
        _ if days > 0 => format!("{days}d{:02}h", hours % 24),
        _ if hours > 0 => format!("{hours}h{:02}m", minutes % 60),
        0 => format!("{seconds}s"),
        _ => format!("{:.3}s", span.as_secs_f64()),
    }
}
