//! `DescribeExecution`, `StartSyncExecution`, and EventBridge's "Step Functions Execution Status
//! Change".

use std::sync::Arc;

use super::Fields;
use crate::asl::Pattern;
use crate::engine::{EventDetail, Execution, Failure, Identity, Status};
use crate::time::Timestamp;
use crate::value::Json;

/// Executions can be redriven for so long after they ended (quotas).
const REDRIVABLE_PERIOD_MS: i64 = 14 * 86_400_000;

/// A history with so many events leaves no room for a redrive.
const REDRIVABLE_EVENTS_MAX: u32 = 24_999;

/// The answer of `DescribeExecution` at `now`.
pub fn describe_execution(execution: &Execution, now: Timestamp) -> Json {
    let start = execution.start_info();
    let ending = Ending::of(execution);
    let (redrive_status, reason) = redrive_status(execution, now);
    let fields = Fields::default()
        .put("executionArn", start.identity.execution_arn.clone())
        .put("stateMachineArn", start.identity.state_machine_arn.clone())
        .put("name", name_of(execution))
        .put("status", execution.status().as_str())
        .put("startDate", start.at.to_string())
        .put_some("stopDate", ending.at.map(|at| at.to_string()))
        .put_payload("input", &start.input, "included", true);
    let particulars = &start.particulars;
    ending
        .put_outcome(fields)
        .put_some("stateMachineVersionArn", particulars.state_machine_version_arn.clone())
        .put_some("stateMachineAliasArn", particulars.state_machine_alias_arn.clone())
        .put_some("mapRunArn", particulars.map_run_arn.clone())
        .put("redriveCount", i64::from(execution.redrive_count()))
        .put_some("redriveDate", execution.redriven_at().map(|at| at.to_string()))
        .put("redriveStatus", redrive_status)
        .put_some("redriveStatusReason", reason)
        .into_json()
}

/// The name by which DescribeExecution and ListExecutions know an execution: of an Express child of
/// a Map Run, both its name and its id.
pub(super) fn name_of(execution: &Execution) -> Arc<str> {
    let Identity { execution_arn, execution_name, .. } = &execution.start_info().identity;
    match execution_arn.split_once(":express:").and_then(|(_, names)| names.split_once(':')) {
        Some((_, name_and_id)) => name_and_id.into(),
        None => execution_name.clone(),
    }
}

/// What a `.sync` job that is an execution gives: `DescribeExecution` of it in PascalCase, its
/// payloads as text for `.sync`, as JSON for `.sync:2`.
pub fn describe_job(execution: &Execution, pattern: Pattern) -> Json {
    let start = execution.start_info();
    let payload = |payload: &Json| match pattern {
        Pattern::Sync2 => payload.clone(),
        _ => Json::from(payload.to_string()),
    };
    let included = || Json::object([("Included", Json::from(true))]);
    let (output, failure) = match execution.history().last().map(|event| &event.detail) {
        Some(EventDetail::ExecutionSucceeded { output }) => (Some(output), Failure::default()),
        Some(
            EventDetail::ExecutionFailed(failure)
            | EventDetail::ExecutionAborted(failure)
            | EventDetail::ExecutionTimedOut(failure),
        ) => (None, failure.clone()),
        _ => (None, Failure::default()),
    };
    Fields::default()
        .put_some("Cause", failure.cause)
        .put_some("Error", failure.error)
        .put("ExecutionArn", start.identity.execution_arn.clone())
        .put("Input", payload(&start.input))
        .put("InputDetails", included())
        .put("Name", start.identity.execution_name.clone())
        .put_some("Output", output.map(payload))
        .put_some("OutputDetails", output.map(|_| included()))
        .put("StartDate", start.at.to_string())
        .put("StateMachineArn", start.identity.state_machine_arn.clone())
        .put("Status", execution.status().as_str())
        .put("StopDate", execution.now().to_string())
        .into_json()
}

/// The answer of `StartSyncExecution` once the execution has ended. Billing is not simulated.
pub fn start_sync_execution(execution: &Execution) -> Json {
    let start = execution.start_info();
    let ending = Ending::of(execution);
    let fields = Fields::default()
        .put("executionArn", start.identity.execution_arn.clone())
        .put("stateMachineArn", start.identity.state_machine_arn.clone())
        .put("name", start.identity.execution_name.clone())
        .put("startDate", start.at.to_string())
        .put_some("stopDate", ending.at.map(|at| at.to_string()))
        .put("status", execution.status().as_str())
        .put_payload("input", &start.input, "included", true);
    ending.put_outcome(fields).into_json()
}

/// The events that EventBridge gets: one when the execution starts, one when it ends. `ids` are
/// the events' own UUIDs, one each.
pub fn status_change_events(execution: &Execution, ids: [&str; 2]) -> Vec<Json> {
    let started = status_change(execution, Status::Running, ids[0]);
    let ended = (execution.status() != Status::Running)
        .then(|| status_change(execution, execution.status(), ids[1]));
    std::iter::once(started).chain(ended).collect()
}

fn status_change(execution: &Execution, status: Status, id: &str) -> Json {
    let start = execution.start_info();
    let is_over = status != Status::Running;
    let ending = if is_over { Ending::of(execution) } else { Ending::default() };
    let or_null = |value: Option<Json>| value.unwrap_or(Json::Null);
    let millis = |at: Timestamp| Json::from(at.0);
    let included = Json::object([("included", Json::from(true))]);
    let (redrive_status, reason) = match status {
        Status::Running => ("NOT_REDRIVABLE", Some(cannot_be_redriven(status))),
        _ => redrive_status(execution, ending.at.unwrap_or(start.at)),
    };
    let text = |text: &Option<std::sync::Arc<str>>| or_null(text.clone().map(Json::from));
    let detail = Fields::default()
        .put("executionArn", start.identity.execution_arn.clone())
        .put("stateMachineArn", start.identity.state_machine_arn.clone())
        .put("name", start.identity.execution_name.clone())
        .put("status", status.as_str())
        .put("startDate", millis(start.at))
        .put("stopDate", or_null(ending.at.map(millis)))
        .put("input", start.input.to_string())
        .put("output", or_null(ending.output.as_ref().map(|output| output.to_string().into())))
        .put("stateMachineVersionArn", text(&start.particulars.state_machine_version_arn))
        .put("stateMachineAliasArn", text(&start.particulars.state_machine_alias_arn))
        .put("redriveCount", i64::from(execution.redrive_count()))
        .put("redriveDate", or_null(execution.redriven_at().map(millis)))
        .put("redriveStatus", redrive_status)
        .put("redriveStatusReason", or_null(reason.map(Json::from)))
        .put("inputDetails", included.clone())
        .put("outputDetails", or_null(ending.output.as_ref().map(|_| included)))
        .put("error", text(&ending.failure.error))
        .put("cause", text(&ending.failure.cause));
    let account = start.identity.execution_arn.split(':').nth(4).unwrap_or_default();
    Fields::default()
        .put("version", "0")
        .put("id", id)
        .put("detail-type", "Step Functions Execution Status Change")
        .put("source", "aws.states")
        .put("account", account)
        .put("time", ending.at.unwrap_or(start.at).to_string())
        .put("region", start.identity.region.clone())
        .put("resources", vec![Json::from(start.identity.execution_arn.clone())])
        .put("detail", detail.into_json())
        .into_json()
}

/// `redriveStatus` and `redriveStatusReason` of an execution at `now`.
pub fn redrive_status(execution: &Execution, now: Timestamp) -> (&'static str, Option<String>) {
    let (status, start) = (execution.status(), execution.start_info());
    let refused = |reason: &str| ("NOT_REDRIVABLE", Some(reason.to_string()));
    match status {
        Status::Running | Status::Succeeded => ("NOT_REDRIVABLE", Some(cannot_be_redriven(status))),
        Status::Failed | Status::TimedOut | Status::Aborted => {
            let n_events = execution.history().last().map_or(0, |event| event.id);
            if start.particulars.map_run_arn.is_some() {
                ("REDRIVABLE_BY_MAP_RUN", None)
            } else if n_events >= REDRIVABLE_EVENTS_MAX {
                refused("Execution history event limit exceeded")
            } else if now.0 - execution.now().0 > REDRIVABLE_PERIOD_MS {
                refused("Execution redrivable period exceeded")
            } else {
                ("REDRIVABLE", None)
            }
        }
    }
}

fn cannot_be_redriven(status: Status) -> String {
    format!("Execution is {} and cannot be redriven", status.as_str())
}

/// How an execution ended.
#[derive(Default)]
struct Ending {
    at: Option<Timestamp>,
    output: Option<Json>,
    failure: Failure,
}

impl Ending {
    fn of(execution: &Execution) -> Ending {
        let Some(last) = execution.history().last() else { return Ending::default() };
        let at = Some(last.at);
        match &last.detail {
            EventDetail::ExecutionSucceeded { output } => {
                Ending { at, output: Some(output.clone()), failure: Failure::default() }
            }
            EventDetail::ExecutionFailed(failure) | EventDetail::ExecutionAborted(failure) => {
                Ending { at, output: None, failure: failure.clone() }
            }
            // DescribeExecution of one that timed out shows neither error nor cause.
            EventDetail::ExecutionTimedOut(_) => Ending { at, ..Ending::default() },
            _ => Ending::default(),
        }
    }

    fn put_outcome(self, fields: Fields) -> Fields {
        let fields = match &self.output {
            Some(output) => fields.put_payload("output", output, "included", true),
            None => fields,
        };
        fields.put_some("error", self.failure.error).put_some("cause", self.failure.cause)
    }
}
