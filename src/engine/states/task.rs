//! Task: a request to the world.

use super::super::context::Extras;
use super::super::dataflow::{Flow, Problem};
use super::super::frame::Frame;
use super::super::{EventDetail, Execution, TaskRequest, TaskToken, token};
use crate::asl::{Field, Pattern, Resource, SECONDS_MAX, StateKind, Task};
use crate::time::Duration;
use crate::value::{Json, Key};

pub fn begin(flow: Flow, task: &Task) -> Result<EventDetail, Problem> {
    let token = token(flow.execution, task);
    let shown = token.as_ref().filter(|_| task.resource.has_task_token());
    let flow = flow.with(Extras { token: shown, item: None });

    let input = flow.effective_input()?;
    let timeout = seconds(flow, task.timeout.as_ref(), &input, "TimeoutSeconds")?;
    let heartbeat = seconds(flow, task.heartbeat.as_ref(), &input, "HeartbeatSeconds")?;
    let parameters = requested(&task.resource, flow.arguments()?.into_owned());
    check(flow, &task.resource, &parameters)?;
    let credentials = match &task.credentials {
        Some(credentials) => Some(flow.template(credentials, &input, "Credentials")?),
        None => None,
    };
    Ok(EventDetail::TaskScheduled(Box::new(TaskRequest {
        resource: task.resource.clone(),
        parameters,
        timeout,
        heartbeat,
        credentials,
        token,
    })))
}

/// The token of the task that is about to be scheduled, if it has one.
fn token(execution: &Execution, task: &Task) -> Option<TaskToken> {
    let is_activity = matches!(task.resource, Resource::Activity { .. });
    let has_token = is_activity || task.resource.has_task_token();
    let request = execution.next_event_id();
    has_token.then(|| token::issue(execution.start_info().seed, request))
}

/// The token that the context object shows. An activity's worker gets it from GetActivityTask; its
/// input does not show it.
pub fn shown_token(execution: &Execution, frame: &Frame) -> Option<TaskToken> {
    match &frame.state().kind {
        StateKind::Task(task) if task.resource.has_task_token() => token(execution, task),
        _ => None,
    }
}

/// What the service is asked. Of a job that ECS is to run to its end, AWS says who started it.
fn requested(resource: &Resource, parameters: Json) -> Json {
    let is_ecs_job = matches!(
        resource,
        Resource::Integration { service, action, pattern: Pattern::Sync, .. }
            if &**service == "ecs" && &**action == "runTask"
    );
    let started_by = [Key::Field("StartedBy".into())];
    if !is_ecs_job || parameters.get("StartedBy").is_some() {
        return parameters;
    }
    parameters.with(&started_by, &Json::from("AWS Step Functions")).unwrap_or(parameters)
}

/// Refuses what cannot even be asked of the world.
fn check(flow: Flow, resource: &Resource, parameters: &Json) -> Result<(), Problem> {
    match resource {
        Resource::Activity { arn } => {
            let missing = &flow.execution.start_info().particulars.missing_activities;
            match missing.contains(arn) {
                true => Err(flow.runtime(&format!("The activity {arn} does not exist."))),
                false => Ok(()),
            }
        }
        Resource::Integration { service, action, .. } => match (&**service, &**action) {
            ("apigateway", "invoke") => {
                check_lists(flow, parameters, &["Headers", "QueryParameters"])
            }
            _ => Ok(()),
        },
        Resource::Lambda { .. } => Ok(()),
    }
}

/// An API Gateway request may have several values for a name, so each name has a list.
fn check_lists(flow: Flow, parameters: &Json, fields: &[&str]) -> Result<(), Problem> {
    let is_list = |value: &Json| value.as_array().is_some();
    let is_invalid = |field: &Json| match field {
        Json::Object(object) => !object.values().all(is_list),
        other => !other.is_null(),
    };
    for name in fields {
        if parameters.get(name).is_some_and(is_invalid) {
            return Err(flow.runtime(&format!(
                "The Parameters '{parameters}' could not be used to start the Task: [The value of \
                 the field '{name}' has an invalid format]"
            )));
        }
    }
    Ok(())
}

fn seconds(
    flow: Flow,
    field: Option<&Field>,
    input: &Json,
    name: &str,
) -> Result<Option<Duration>, Problem> {
    let Some(field) = field else { return Ok(None) };
    let seconds = flow.integer_within(field, input, name, 1..=SECONDS_MAX)?;
    Ok(Some(Duration::from_secs(seconds.unsigned_abs())))
}
