//! What page and sandbox tell each other, as JSON. What comes from the sandbox is a stranger's: what
//! it does not have right is left out.

use serde::Deserialize;

use crate::json;
use crate::services::FunctionResult;
use crate::simulator::{Action, FunctionCall, Invocation, InvocationId, LogLine, Reply, Simulator};
use crate::time::{Duration, Timestamp};
use crate::value::{Json, decode_tagged};

/// Real milliseconds that code may go without a rest, at most: longer than any callback needs, and
/// no longer than a person waits.
const BUDGET_MS_MAX: u64 = 5000;

/// What happens with a run.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum FromSandbox {
    Log {
        lines: Vec<Line>,
    },
    Call {
        call: u64,
        service: String,
        action: String,
        parameters: Json,
    },
    Sleep {
        ms: f64,
    },
    /// It rests until an answer comes, or a timer is due; `received` is the frame's own count.
    Wait {
        received: usize,
        #[serde(default)]
        ms: Option<f64>,
    },
    End {
        #[serde(default)]
        returned: Json,
        #[serde(default)]
        error: Option<Thrown>,
        #[serde(default, rename = "timedOut")]
        timed_out: bool,
    },
    /// The frame is gone, or never came.
    Lost {
        why: String,
    },
}

#[derive(Debug, PartialEq, Deserialize)]
struct Line {
    at: f64,
    level: String,
    text: String,
    #[serde(default)]
    init: bool,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Thrown {
    #[serde(rename = "type")]
    error_type: String,
    message: String,
    #[serde(default)]
    trace: Vec<String>,
}

/// The actions that a message of the sandbox stands for; none when it is not one.
pub fn actions_of(invocation: InvocationId, text: &str) -> Vec<Action> {
    let Ok(message) = decode_tagged::<FromSandbox>(text, "type") else { return Vec::new() };
    let action = match message {
        FromSandbox::Log { lines } => {
            let lines = lines.into_iter().map(Line::into_log).collect();
            Action::LogFromFunction { invocation, lines }
        }
        FromSandbox::Call { call, service, action, parameters } => {
            let call = FunctionCall { call, service, action, parameters };
            Action::CallFromFunction { invocation, call }
        }
        FromSandbox::Sleep { ms } => Action::SleepInvocation { invocation, span: span_of(ms) },
        FromSandbox::Wait { received, ms } => {
            Action::AwaitReplies { invocation, n_received: received, timer: ms.map(span_of) }
        }
        FromSandbox::End { timed_out: true, .. } => {
            Action::EndInvocation { invocation, result: FunctionResult::TimedOut }
        }
        FromSandbox::End { error: Some(error), .. } => {
            let Thrown { error_type, message, trace } = error;
            let result = FunctionResult::Threw { error_type, message, trace };
            Action::EndInvocation { invocation, result }
        }
        FromSandbox::End { returned, .. } => {
            Action::EndInvocation { invocation, result: FunctionResult::Returned(returned) }
        }
        FromSandbox::Lost { why } => {
            let error_type = "Signalbox.NoSandbox".to_owned();
            let result = FunctionResult::Threw { error_type, message: why, trace: Vec::new() };
            Action::EndInvocation { invocation, result }
        }
    };
    vec![action]
}

/// What is no number of milliseconds becomes one that is.
fn span_of(ms: f64) -> Duration {
    Duration(ms.max(1.0) as u64)
}

impl Line {
    fn into_log(self) -> LogLine {
        let Line { at, level, text, init } = self;
        LogLine { at: Timestamp(at as i64), level, text, is_of_init: init }
    }
}

/// Runs a function's code; `None` when it has none that runs here.
pub fn start(simulator: &Simulator, invocation: &Invocation) -> Option<Json> {
    let function = simulator.world().function(&invocation.function)?;
    let code = function.code().filter(|_| function.is_nodejs())?;
    let settings = &function.settings;
    let Duration(timeout_ms) = invocation.timeout();
    let account = &simulator.world().account;
    let environment = settings.environment.iter().cloned();
    let own = [
        ("AWS_REGION", Json::String(account.region.clone())),
        ("AWS_DEFAULT_REGION", Json::String(account.region.clone())),
        ("AWS_LAMBDA_FUNCTION_NAME", Json::String(settings.name.clone())),
        ("AWS_LAMBDA_FUNCTION_VERSION", Json::from("$LATEST")),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Json::from("128")),
        ("AWS_EXECUTION_ENV", Json::from(format!("AWS_Lambda_{}", settings.runtime))),
        ("LAMBDA_TASK_ROOT", Json::from("/var/task")),
        ("_HANDLER", Json::String(settings.handler.clone())),
        ("TZ", Json::from(":UTC")),
    ];
    let own = own.into_iter().map(|(name, value)| (name.into(), value));
    let environment =
        Json::object(own.chain(environment.map(|(name, value)| (name, Json::String(value)))));
    let handler = if settings.handler.is_empty() { "index.handler" } else { &*settings.handler };
    Some(json!({
        "type": "start",
        "code": code,
        "handler": handler,
        "event": invocation.event,
        "now": simulator.clock().now.0,
        "deadline": invocation.deadline.0,
        "budget": timeout_ms.clamp(500, BUDGET_MS_MAX),
        "requestId": invocation.request_id,
        "functionName": settings.name,
        "functionArn": account.arn("lambda", &format!("function:{}", settings.name)),
        "logStreamName": log_stream(invocation),
        "runtime": settings.runtime,
        "region": account.region,
        "environment": environment
    }))
}

/// `2023/11/14/[$LATEST]0123…`: the day, then 32 digits.
fn log_stream(invocation: &Invocation) -> String {
    let (year, month, day, ..) = invocation.invoked_at.civil();
    let digits = invocation.request_id.replace('-', "");
    format!("{year:04}/{month:02}/{day:02}/[$LATEST]{digits}")
}

/// AWS's answer to a call.
pub fn reply(reply: &Reply, request_id: &str) -> Json {
    match &reply.result {
        Ok(result) => json!({ "type": "reply", "call": reply.call, "result": result }),
        Err(error) => json!({
            "type": "reply",
            "call": reply.call,
            "error": {
                "name": error.name.as_str(),
                "message": error.message.as_str(),
                "requestId": request_id
            }
        }),
    }
}

/// The time has come for which a function slept.
pub fn wake(now: Timestamp) -> Json {
    json!({ "type": "wake", "now": now.0 })
}

/// The run is over, whatever it is at.
pub fn stop() -> Json {
    json!({ "type": "stop" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_right_becomes_an_action() {
        let id = InvocationId(3);
        let ended = |result| vec![Action::EndInvocation { invocation: id, result }];
        let threw = FunctionResult::Threw {
            error_type: "E".into(),
            message: "m".into(),
            trace: Vec::new(),
        };
        let waits = |n_received, ms: Option<u64>| {
            vec![Action::AwaitReplies { invocation: id, n_received, timer: ms.map(Duration) }]
        };
        let slept = Action::SleepInvocation { invocation: id, span: Duration(1) };
        for (text, expected) in [
            (r#"{"type":"end"}"#, ended(FunctionResult::Returned(Json::Null))),
            (r#"{"type":"end","returned":[1]}"#, ended(FunctionResult::Returned(json!([1])))),
            (r#"{"type":"end","error":{"type":"E","message":"m"}}"#, ended(threw)),
            (r#"{"type":"end","timedOut":true}"#, ended(FunctionResult::TimedOut)),
            (r#"{"type":"sleep","ms":-5}"#, vec![slept]),
            (r#"{"type":"sleep","ms":"long"}"#, vec![]),
            (r#"{"type":"wait","received":2,"ms":7}"#, waits(2, Some(7))),
            (r#"{"type":"wait","received":0}"#, waits(0, None)),
            (r#"{"type":"wait","received":-1}"#, vec![]),
            (r#"{"type":"end","error":"E"}"#, vec![]),
            (r#"{"type":"close"}"#, vec![]),
            ("[1,", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(actions_of(id, text), expected, "{text}");
        }
    }
}
