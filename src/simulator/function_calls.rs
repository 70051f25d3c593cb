//! What functions ask of AWS while they run, through the SDK that the sandbox stands in for, and
//! what a person does with functions.

use std::sync::Arc;

use super::callback::{Verb, typed_failure};
use super::invocation::{INVOCATIONS_MAX, Trigger};
use super::{ApiError, InvocationId, RunId, Simulator};
use crate::asl::Resource;
use crate::engine::{CommandError, Failure, TaskId};
use crate::json;
use crate::services::{Call, Origin, function_name};
use crate::value::Json;

/// A call of AWS's API by a running function.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionCall {
    /// The function's own number for it, which comes back with the reply.
    pub call: u64,
    /// As SDK integrations name it: `sfn`, `sqs`, `sns`, `lambda`, `dynamodb`, `s3`.
    pub service: String,
    /// `sendTaskSuccess`, ….
    pub action: String,
    /// The members of the request in PascalCase.
    pub parameters: Json,
}

/// Answers that are kept for one invocation; a function that asks more is refused.
const CALLS_MAX: usize = 1000;

impl Simulator {
    /// Does what a running function asks for; the answer is among its replies.
    pub(super) fn call_from_function(&mut self, id: InvocationId, call: FunctionCall) {
        let Some(invocation) = self.invocations.get(&id) else { return };
        let result = match invocation.replies.len() < CALLS_MAX {
            true => self.answer_function(id, &call).transpose(),
            false => {
                let message = format!("Rate exceeded: {CALLS_MAX} calls in one invocation");
                Some(Err(ApiError { name: "ThrottlingException".into(), message }))
            }
        };
        if let Some(result) = result {
            self.answer_function_call(id, call.call, result);
        }
    }

    /// The answer to a call; `None` when another function is to give it.
    fn answer_function(
        &mut self,
        id: InvocationId,
        called: &FunctionCall,
    ) -> Result<Option<Json>, ApiError> {
        let text = |name| called.parameters.get(name).and_then(Json::as_str).unwrap_or_default();
        let verb = match (&*called.service, &*called.action) {
            ("sfn", "sendTaskSuccess") => {
                required(called, &["TaskToken", "Output"])?;
                Verb::SendTaskSuccess { output: text("Output").into() }
            }
            ("sfn", "sendTaskFailure") => {
                required(called, &["TaskToken"])?;
                Verb::SendTaskFailure(typed_failure(text("Error"), text("Cause")))
            }
            ("sfn", "sendTaskHeartbeat") => {
                required(called, &["TaskToken"])?;
                Verb::SendTaskHeartbeat
            }
            ("lambda", "invoke") => return self.invoke_from_function(id, called),
            _ => return self.reach_from_function(id, called).map(Some),
        };
        let sent = self.send_with_token(text("TaskToken"), verb);
        sent.map(|()| Some(Json::empty_object())).map_err(|error| told(&error))
    }

    /// Anything else is what an SDK integration of a state would do.
    fn reach_from_function(
        &mut self,
        id: InvocationId,
        called: &FunctionCall,
    ) -> Result<Json, ApiError> {
        let FunctionCall { service, action, parameters, .. } = called;
        let origin = self.invocations.get(&id).and_then(|invocation| invocation.origin.clone());
        let resource = format!("arn:aws:states:::aws-sdk:{service}:{action}");
        let Some(resource) = Resource::parse(&resource) else {
            let message = format!("There is no {service}:{action}");
            return Err(ApiError { name: "UnknownOperationException".into(), message });
        };
        let call = Call {
            resource,
            parameters: parameters.clone(),
            // It acts in the name of the task that it works for, but holds nothing for it.
            origin: Origin { token: None, ..origin.unwrap_or_else(nobody) },
            execution_arn: "".into(),
            state_machine_arn: "".into(),
            at: self.clock.now,
        };
        self.reach(&call).map_err(refusal)
    }

    /// Another function, whose result is the answer unless it is not waited for.
    fn invoke_from_function(
        &mut self,
        id: InvocationId,
        called: &FunctionCall,
    ) -> Result<Option<Json>, ApiError> {
        required(called, &["FunctionName"])?;
        let refused = |name: &str, message: String| ApiError { name: name.into(), message };
        let text = |name| called.parameters.get(name).and_then(Json::as_str).unwrap_or_default();
        let name = function_name(text("FunctionName"));
        let Some(function) = self.world.function(name) else {
            let arn = self.world.account.arn("lambda", &format!("function:{name}"));
            let message = format!("Function not found: {arn}");
            return Err(refused("ResourceNotFoundException", message));
        };
        if !function.is_runnable() {
            let message = format!("Signalbox has no Node.js code of the function {name}");
            return Err(refused("NotStoodInFor", message));
        }
        let function = function.settings.name.clone();
        let payload = match text("Payload") {
            "" => Json::empty_object(),
            payload => Json::parse(payload).map_err(|error| {
                let message = format!("Could not parse request body into json: {}", error.message);
                refused("InvalidRequestContentException", message)
            })?,
        };
        if self.invocations.len() >= INVOCATIONS_MAX {
            return Err(refused("TooManyRequestsException", "Rate Exceeded.".to_owned()));
        }
        match text("InvocationType") {
            "" | "RequestResponse" => {
                let origin = self.invocations.get(&id).and_then(|caller| caller.origin.clone());
                let trigger = Trigger::Function { caller: id, call: called.call };
                self.invoke(&function, payload, trigger, origin);
                Ok(None)
            }
            "Event" => {
                self.invoke(&function, payload, Trigger::Event, None);
                Ok(Some(json!({ "StatusCode": 202, "Payload": "" })))
            }
            "DryRun" => Ok(Some(json!({ "StatusCode": 204, "Payload": "" }))),
            other => Err(refused(
                "ValidationException",
                format!(
                    "1 validation error detected: Value '{other}' at 'invocationType' failed to \
                     satisfy constraint: Member must satisfy enum value set: [Event, \
                     RequestResponse, DryRun]"
                ),
            )),
        }
    }

    // What a person does.

    /// Writes into the editor of a function; one of that name is made when there is none.
    pub(super) fn edit_function(&mut self, function: &str, code: &str) {
        self.world.function_or_new(function).edit(code);
    }

    /// UpdateFunctionCode.
    pub(super) fn deploy_function(&mut self, function: &str, code: &str) {
        let function = self.world.function_or_new(function);
        function.edit(code);
        function.deploy();
    }

    /// Invokes a function with an event of the person's own.
    pub(super) fn test_function(&mut self, function: &str, event: &str) {
        let event = Json::parse(event).unwrap_or_else(|_| Json::empty_object());
        let is_runnable = self.world.function(function).is_some_and(|it| it.is_runnable());
        if is_runnable {
            self.invoke(function, event, Trigger::Test, None);
        }
    }
}

fn told(error: &CommandError) -> ApiError {
    ApiError { name: error.name().to_owned(), message: error.message() }
}

/// A failure of a task as an exception of the SDK: `Sqs.QueueDoesNotExistException` without the
/// service, and the cause without what the Java SDK puts behind it.
fn refusal(failure: Failure) -> ApiError {
    let error = failure.error.unwrap_or_default();
    let name = error.split_once('.').map_or(&*error, |(_, name)| name).to_owned();
    let cause = failure.cause.unwrap_or_default();
    let message = cause.split(" (Service:").next().unwrap_or_default().to_owned();
    ApiError { name, message }
}

/// The service's refusal of a request without these members, or with something else than text.
fn required(called: &FunctionCall, names: &[&str]) -> Result<(), ApiError> {
    for name in names {
        let member = format!("{}{}", name[..1].to_lowercase(), &name[1..]);
        match called.parameters.get(name) {
            None | Some(Json::Null) => {
                let message = format!(
                    "1 validation error detected: Value null at '{member}' failed to satisfy \
                     constraint: Member must not be null"
                );
                return Err(ApiError { name: "ValidationException".into(), message });
            }
            Some(Json::String(_)) => {}
            Some(other) => {
                let what = match other {
                    Json::Object(_) => "START_OBJECT",
                    Json::Array(_) => "START_ARRAY",
                    Json::Bool(true) => "TRUE_VALUE",
                    Json::Bool(false) => "FALSE_VALUE",
                    Json::Number(_) | Json::String(_) | Json::Null => "NUMBER_VALUE",
                };
                let message = format!("{what} can not be converted to a String");
                return Err(ApiError { name: "SerializationException".into(), message });
            }
        }
    }
    Ok(())
}

/// Where nobody sent what the function works on: a test.
fn nobody() -> Origin {
    Origin {
        run: RunId(u32::MAX).0,
        execution_name: Arc::default(),
        state: Arc::default(),
        task: TaskId { children: Default::default(), request: 0 },
        token: None,
    }
}
