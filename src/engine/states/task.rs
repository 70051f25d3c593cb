//! Task: a request to the world.

use super::super::context::Extras;
use super::super::dataflow::{Flow, Problem};
use super::super::{EventDetail, TaskRequest, token};
use crate::asl::{Field, Resource, Task};
use crate::time::Duration;
use crate::value::Json;

pub fn begin(flow: Flow, task: &Task) -> Result<EventDetail, Problem> {
    let request = flow.execution.next_event_id();
    let token = (task.resource.has_task_token()
        || matches!(task.resource, Resource::Activity { .. }))
    .then(|| token::issue(flow.execution.start_info().seed, request));
    // An activity's worker gets the token from GetActivityTask; its input does not show it.
    let shown = token.as_ref().filter(|_| task.resource.has_task_token());
    let flow = flow.with(Extras { token: shown, item: None });

    let input = flow.effective_input()?;
    let timeout = seconds(flow, task.timeout.as_ref(), &input, "TimeoutSeconds")?;
    let heartbeat = seconds(flow, task.heartbeat.as_ref(), &input, "HeartbeatSeconds")?;
    let parameters = flow.arguments()?;
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

fn seconds(
    flow: Flow,
    field: Option<&Field>,
    input: &Json,
    name: &str,
) -> Result<Option<Duration>, Problem> {
    let Some(field) = field else { return Ok(None) };
    let value = flow.field(field, input, name)?;
    match (value.as_i64(), field) {
        (Some(seconds), _) if seconds > 0 => Ok(Some(Duration::from_secs(seconds.unsigned_abs()))),
        (_, Field::Expression(expression)) => {
            Err(flow.evaluation_problem(expression.unexpected_type("number", &value, name)))
        }
        (_, Field::Path(path)) => Err(flow.runtime(&format!(
            "The {name}Path field refers to value \"{}\" which is not a valid integer: {path}",
            value.as_str().map_or_else(|| value.to_string(), str::to_owned)
        ))),
        _ => Err(flow.runtime(&format!("The {name} field is not a positive integer: {value}"))),
    }
}
