//! One event's type, and its `…EventDetails`: the table of `HistoryEvent` in AWS's API reference.

use super::Fields;
use crate::asl::Resource;
use crate::engine::{Event, EventDetail, EventId, Failure, Start, TaskRequest};
use crate::sort;
use crate::time::Duration;
use crate::value::Json;

/// What an event's own fields do not say.
pub(super) struct Surroundings<'a> {
    pub start: &'a Start,
    /// Whether payloads are shown: `includeExecutionData`.
    pub with_data: bool,
    /// The request that a task's event answers.
    pub request: Option<&'a TaskRequest>,
}

/// The name of `HistoryEventType`; `None` for the events that are ours.
/// `request` is the one that a task's event answers.
pub fn event_type(detail: &EventDetail, request: Option<&TaskRequest>) -> Option<String> {
    let fixed = |name: &str| Some(name.to_string());
    let of_task = |suffix: &str| Some(format!("{}{suffix}", family(request).prefix()));
    match detail {
        EventDetail::ExecutionStarted { .. } => fixed("ExecutionStarted"),
        EventDetail::ExecutionSucceeded { .. } => fixed("ExecutionSucceeded"),
        EventDetail::ExecutionFailed(_) => fixed("ExecutionFailed"),
        EventDetail::ExecutionAborted(_) => fixed("ExecutionAborted"),
        EventDetail::ExecutionTimedOut(_) => fixed("ExecutionTimedOut"),
        EventDetail::ExecutionRedriven { .. } => fixed("ExecutionRedriven"),
        EventDetail::StateEntered { state, .. } => {
            Some(format!("{}StateEntered", state.kind.type_name()))
        }
        EventDetail::StateExited { state, .. } => {
            Some(format!("{}StateExited", state.kind.type_name()))
        }
        EventDetail::TaskScheduled(_) => of_task("Scheduled"),
        EventDetail::TaskStarted { .. } => of_task("Started"),
        EventDetail::TaskSubmitted { .. } => of_task("Submitted"),
        EventDetail::TaskSucceeded { .. } => of_task("Succeeded"),
        EventDetail::TaskFailed { .. } => of_task("Failed"),
        EventDetail::TaskScheduleFailed { .. } => match family(request) {
            // A service integration has no such event: the task has failed.
            Family::Task => of_task("Failed"),
            Family::Lambda | Family::Activity => of_task("ScheduleFailed"),
        },
        EventDetail::TaskStartFailed { .. } => of_task("StartFailed"),
        EventDetail::TaskSubmitFailed { .. } => of_task("SubmitFailed"),
        EventDetail::TaskTimedOut { .. } => of_task("TimedOut"),
        EventDetail::ActivityStarted { .. } => fixed("ActivityStarted"),
        EventDetail::TaskStateAborted => fixed("TaskStateAborted"),
        EventDetail::WaitStateAborted => fixed("WaitStateAborted"),
        EventDetail::ParallelStateStarted { .. } => fixed("ParallelStateStarted"),
        EventDetail::ParallelStateSucceeded => fixed("ParallelStateSucceeded"),
        EventDetail::ParallelStateFailed => fixed("ParallelStateFailed"),
        EventDetail::ParallelStateAborted => fixed("ParallelStateAborted"),
        EventDetail::MapStateStarted { .. } => fixed("MapStateStarted"),
        EventDetail::MapStateSucceeded => fixed("MapStateSucceeded"),
        EventDetail::MapStateFailed => fixed("MapStateFailed"),
        EventDetail::MapStateAborted => fixed("MapStateAborted"),
        EventDetail::MapIterationStarted { .. } => fixed("MapIterationStarted"),
        EventDetail::MapIterationSucceeded { .. } => fixed("MapIterationSucceeded"),
        EventDetail::MapIterationFailed { .. } => fixed("MapIterationFailed"),
        EventDetail::MapIterationAborted { .. } => fixed("MapIterationAborted"),
        EventDetail::MapRunStarted { .. } => fixed("MapRunStarted"),
        EventDetail::MapRunSucceeded { .. } => fixed("MapRunSucceeded"),
        EventDetail::MapRunFailed(_) => fixed("MapRunFailed"),
        EventDetail::MapRunAborted => fixed("MapRunAborted"),
        EventDetail::MapRunRedriven { .. } => fixed("MapRunRedriven"),
        EventDetail::EvaluationFailed { .. } => fixed("EvaluationFailed"),
        EventDetail::WaitScheduled { .. }
        | EventDetail::RetryScheduled { .. }
        | EventDetail::HeartbeatReceived { .. }
        | EventDetail::StateFailed(_)
        | EventDetail::FrameFailed
        | EventDetail::ItemsRequested { .. }
        | EventDetail::ManifestRead { .. }
        | EventDetail::ItemsRead { .. }
        | EventDetail::ChildStarted { .. }
        | EventDetail::ResultsWritten { .. }
        | EventDetail::ChildExecution { .. } => None,
    }
}

/// The event's details, without the name of the field that holds them; `None` where AWS has none.
pub(super) fn details(event: &Event, around: &Surroundings<'_>) -> Option<Json> {
    let with_payload = |fields: Fields, name: &str, payload: &Json| {
        if around.with_data {
            fields.put_payload(name, payload, "truncated", false)
        } else {
            fields
        }
    };
    let particulars = &around.start.particulars;
    let fields = match &event.detail {
        EventDetail::ExecutionStarted { input } => with_payload(Fields::default(), "input", input)
            .put("roleArn", &*around.start.identity.role_arn)
            .put_some("stateMachineAliasArn", particulars.state_machine_alias_arn.clone())
            .put_some("stateMachineVersionArn", particulars.state_machine_version_arn.clone()),
        EventDetail::ExecutionSucceeded { output } => {
            with_payload(Fields::default(), "output", output)
        }
        EventDetail::ExecutionFailed(failure)
        | EventDetail::ExecutionAborted(failure)
        | EventDetail::ExecutionTimedOut(failure)
        | EventDetail::MapRunFailed(failure) => failed(Fields::default(), failure),
        EventDetail::ExecutionRedriven { redrive_count } => {
            Fields::default().put("redriveCount", i64::from(*redrive_count))
        }
        EventDetail::StateEntered { state, input } => {
            with_payload(Fields::default().put("name", state.name.clone()), "input", input)
        }
        EventDetail::StateExited { state, output, assigned, .. } => {
            let fields = Fields::default().put("name", state.name.clone());
            let fields = with_payload(fields, "output", output);
            match assigned {
                Some(assigned) if around.with_data => {
                    // AWS has them sorted by name.
                    let texts = sort::into_map(assigned.iter()).into_iter();
                    let texts = texts.map(|(name, value)| (name.clone(), value.to_string().into()));
                    fields.put("assignedVariables", Json::object(texts)).put(
                        "assignedVariablesDetails",
                        Json::object([("truncated", false.into())]),
                    )
                }
                _ => fields,
            }
        }
        EventDetail::TaskScheduled(task) => scheduled(task, around),
        EventDetail::TaskStarted { .. } => match family(around.request) {
            Family::Task | Family::Activity => of_task(around),
            Family::Lambda => return None,
        },
        EventDetail::TaskSubmitted { output, .. } | EventDetail::TaskSucceeded { output, .. } => {
            with_payload(of_task(around), "output", output)
        }
        EventDetail::TaskFailed { failure, .. }
        | EventDetail::TaskScheduleFailed { failure, .. }
        | EventDetail::TaskStartFailed { failure, .. }
        | EventDetail::TaskSubmitFailed { failure, .. }
        | EventDetail::TaskTimedOut { failure, .. } => failed(of_task(around), failure),
        EventDetail::ActivityStarted { worker_name, .. } => {
            Fields::default().put_some("workerName", worker_name.clone())
        }
        EventDetail::MapStateStarted { length, .. } => Fields::default().put("length", *length),
        EventDetail::MapIterationStarted { name, index, .. }
        | EventDetail::MapIterationSucceeded { name, index }
        | EventDetail::MapIterationFailed { name, index }
        | EventDetail::MapIterationAborted { name, index } => {
            Fields::default().put("name", name.clone()).put("index", *index)
        }
        EventDetail::MapRunStarted { map_run_arn, .. } => {
            Fields::default().put("mapRunArn", map_run_arn.clone())
        }
        EventDetail::MapRunRedriven { map_run_arn, redrive_count } => Fields::default()
            .put("mapRunArn", map_run_arn.clone())
            .put("redriveCount", i64::from(*redrive_count)),
        EventDetail::EvaluationFailed { failure, location, state } => {
            failed(Fields::default(), failure)
                .put_some("location", location.clone())
                .put("state", state.name.clone())
        }
        EventDetail::TaskStateAborted
        | EventDetail::WaitStateAborted
        | EventDetail::ParallelStateStarted { .. }
        | EventDetail::ParallelStateSucceeded
        | EventDetail::ParallelStateFailed
        | EventDetail::ParallelStateAborted
        | EventDetail::MapStateSucceeded
        | EventDetail::MapStateFailed
        | EventDetail::MapStateAborted
        | EventDetail::MapRunSucceeded { .. }
        | EventDetail::MapRunAborted
        | EventDetail::WaitScheduled { .. }
        | EventDetail::RetryScheduled { .. }
        | EventDetail::HeartbeatReceived { .. }
        | EventDetail::StateFailed(_)
        | EventDetail::FrameFailed
        | EventDetail::ItemsRequested { .. }
        | EventDetail::ManifestRead { .. }
        | EventDetail::ItemsRead { .. }
        | EventDetail::ChildStarted { .. }
        | EventDetail::ResultsWritten { .. }
        | EventDetail::ChildExecution { .. } => return None,
    };
    Some(fields.into_json())
}

/// The field that holds the details of an event of this type: `stateEnteredEventDetails`, …
pub(super) fn details_field(event_type: &str) -> String {
    // The eight kinds of state share one shape.
    for shared in ["StateEntered", "StateExited"] {
        if event_type.ends_with(shared) {
            return format!("{}EventDetails", lower_first(shared));
        }
    }
    format!("{}EventDetails", lower_first(event_type))
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}

/// The request that an event answers: the id of its TaskScheduled.
pub(super) fn answered(detail: &EventDetail) -> Option<EventId> {
    match detail {
        EventDetail::TaskStarted { request }
        | EventDetail::TaskSubmitted { request, .. }
        | EventDetail::TaskSucceeded { request, .. }
        | EventDetail::TaskFailed { request, .. }
        | EventDetail::TaskScheduleFailed { request, .. }
        | EventDetail::TaskStartFailed { request, .. }
        | EventDetail::TaskSubmitFailed { request, .. }
        | EventDetail::TaskTimedOut { request, .. }
        | EventDetail::ActivityStarted { request, .. } => Some(*request),
        _ => None,
    }
}

/// The three families of task events, by what the task calls.
enum Family {
    Task,
    Lambda,
    Activity,
}

impl Family {
    fn prefix(&self) -> &'static str {
        match self {
            Family::Task => "Task",
            Family::Lambda => "LambdaFunction",
            Family::Activity => "Activity",
        }
    }
}

fn family(request: Option<&TaskRequest>) -> Family {
    match request.map(|request| &request.resource) {
        Some(Resource::Lambda { .. }) => Family::Lambda,
        Some(Resource::Activity { .. }) => Family::Activity,
        Some(Resource::Integration { .. }) | None => Family::Task,
    }
}

fn scheduled(task: &TaskRequest, around: &Surroundings<'_>) -> Fields {
    let seconds = |span: Option<Duration>| span.map(|span| Json::from((span.0 / 1000) as i64));
    let credentials = task.credentials.as_ref().and_then(|credentials| credentials.get("RoleArn"));
    let credentials = credentials.map(|role_arn| Json::object([("roleArn", role_arn.clone())]));
    match &task.resource {
        Resource::Lambda { arn } | Resource::Activity { arn } => {
            let fields = Fields::default().put("resource", arn.clone());
            let fields = if around.with_data {
                fields.put_payload("input", &task.parameters, "truncated", false)
            } else {
                fields
            };
            let is_activity = matches!(task.resource, Resource::Activity { .. });
            fields
                .put_some("timeoutInSeconds", seconds(task.timeout))
                .put_some("heartbeatInSeconds", seconds(task.heartbeat).filter(|_| is_activity))
                .put_some("taskCredentials", credentials)
        }
        Resource::Integration { .. } => {
            let around = Surroundings { request: Some(task), ..*around };
            of_task(&around)
                .put("region", &*around.start.identity.region)
                .put("parameters", task.parameters.to_string())
                .put_some("timeoutInSeconds", seconds(task.timeout))
                .put_some("heartbeatInSeconds", seconds(task.heartbeat))
                .put_some("taskCredentials", credentials)
        }
    }
}

/// `resourceType` and `resource`, with which the events of service integrations begin.
fn of_task(around: &Surroundings<'_>) -> Fields {
    match around.request.map(|request| &request.resource) {
        Some(Resource::Integration { service, action, pattern, .. }) => Fields::default()
            .put("resourceType", service.clone())
            .put("resource", format!("{action}{}", pattern.suffix())),
        Some(Resource::Lambda { .. } | Resource::Activity { .. }) | None => Fields::default(),
    }
}

fn failed(fields: Fields, failure: &Failure) -> Fields {
    fields.put_some("error", failure.error.clone()).put_some("cause", failure.cause.clone())
}
