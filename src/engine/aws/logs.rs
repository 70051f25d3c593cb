//! CloudWatch Logs: the events of a state machine's `loggingConfiguration`.

use super::Fields;
use super::history::{type_and_details, with_requests};
use crate::asl::StateKind;
use crate::engine::{EventDetail, Execution};
use crate::value::Json;

/// `level` of a logging configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    Off,
    Fatal,
    Error,
    All,
}

/// The log events of an execution, oldest first. Numbers are texts there.
pub fn log_events(
    execution: &Execution,
    level: LogLevel,
    include_execution_data: bool,
) -> Vec<Json> {
    let shown = with_requests(execution).filter(|(event, _)| lowest_level(&event.detail) <= level);
    let rendered = shown.filter_map(|(event, request)| {
        let (event_type, details) =
            type_and_details(execution, event, request, include_execution_data)?;
        let fields = Fields::default()
            .put("id", event.id.to_string())
            .put("type", event_type)
            .put("details", details.unwrap_or_else(Json::empty_object))
            .put("previous_event_id", event.previous.to_string())
            .put("event_timestamp", event.at.0.to_string())
            .put("execution_arn", execution.start_info().identity.execution_arn.clone())
            .put("redrive_count", execution.redrive_count().to_string());
        Some(fields.into_json())
    });
    rendered.collect()
}

/// The lowest level that logs such an event (developer guide, "Log levels for Step Functions
/// execution events").
fn lowest_level(detail: &EventDetail) -> LogLevel {
    match detail {
        EventDetail::ExecutionFailed(_)
        | EventDetail::ExecutionAborted(_)
        | EventDetail::ExecutionTimedOut(_) => LogLevel::Fatal,
        EventDetail::StateEntered { state, .. } if matches!(state.kind, StateKind::Fail(_)) => {
            LogLevel::Error
        }
        EventDetail::TaskFailed { .. }
        | EventDetail::TaskScheduleFailed { .. }
        | EventDetail::TaskStartFailed { .. }
        | EventDetail::TaskSubmitFailed { .. }
        | EventDetail::TaskTimedOut { .. }
        | EventDetail::TaskStateAborted
        | EventDetail::WaitStateAborted
        | EventDetail::ParallelStateFailed
        | EventDetail::ParallelStateAborted
        | EventDetail::MapStateFailed
        | EventDetail::MapStateAborted
        | EventDetail::MapIterationFailed { .. }
        | EventDetail::MapIterationAborted { .. }
        | EventDetail::MapRunFailed(_)
        | EventDetail::MapRunAborted
        | EventDetail::EvaluationFailed { .. } => LogLevel::Error,
        _ => LogLevel::All,
    }
}
