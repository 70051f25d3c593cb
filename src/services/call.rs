//! What a task's request does in the mocked services, and what they answer.

use std::sync::Arc;

use super::answers::MadeUp;
use super::message::Origin;
use super::{World, answers, publish, s3, send_message, table};
use crate::asl::{Pattern, Resource};
use crate::engine::{Execution, Failure, PendingTask};
use crate::time::Timestamp;
use crate::value::Json;

/// A request of a task, as its service gets it.
#[derive(Clone, Debug)]
pub struct Call {
    pub resource: Resource,
    /// The payload: `Parameters` or `Arguments` computed.
    pub parameters: Json,
    pub origin: Origin,
    pub execution_arn: Arc<str>,
    pub state_machine_arn: Arc<str>,
    pub at: Timestamp,
}

impl Call {
    /// The request of a task that waits. `run` is what the caller knows the execution by.
    pub fn of(execution: &Execution, task: &PendingTask<'_>, run: u32, at: Timestamp) -> Call {
        let identity = &execution.start_info().identity;
        Call {
            resource: task.task.resource.clone(),
            parameters: task.task.parameters.clone(),
            origin: Origin {
                run,
                execution_name: identity.execution_name.clone(),
                state: task.state_name.clone(),
                task: task.id.clone(),
                token: task.task.token.clone(),
            },
            execution_arn: identity.execution_arn.clone(),
            state_machine_arn: identity.state_machine_arn.clone(),
            at,
        }
    }

    /// A string parameter.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).and_then(Json::as_str)
    }

    pub fn pattern(&self) -> Pattern {
        match &self.resource {
            Resource::Integration { pattern, .. } => *pattern,
            Resource::Lambda { .. } | Resource::Activity { .. } => Pattern::RequestResponse,
        }
    }

    /// Whether it is an ItemReader that asks.
    pub fn is_item_reader(&self) -> bool {
        matches!(&self.resource, Resource::Integration { service, .. } if &**service == "s3")
    }

    /// The first parameter of `names` that is missing.
    pub(super) fn missing(&self, names: &[&'static str]) -> Option<&'static str> {
        names.iter().copied().find(|name| self.parameters.get(name).is_none_or(Json::is_null))
    }
}

impl World {
    /// Does what the request asks for, and gives the service's answer. For `.sync` and
    /// `.waitForTaskToken` it is the first answer, that the request was taken.
    pub fn call(&mut self, call: &Call) -> Result<Json, Failure> {
        let Resource::Integration { service, action, .. } = &call.resource else {
            return Ok(answers::lambda_result(call));
        };
        match (&**service, &**action) {
            ("sqs", "sendMessage") => send_message::send_message(self, call),
            ("aws-sdk:sqs", "sendMessage") => send_message::sdk_send_message(self, call),
            ("sns", "publish") => publish::publish(self, call),
            ("aws-sdk:sns", "publish") => publish::sdk_publish(self, call),
            ("dynamodb", "getItem" | "putItem" | "updateItem" | "deleteItem") => {
                table::item_action(self, call, action)
            }
            (
                "aws-sdk:dynamodb",
                "getItem" | "putItem" | "updateItem" | "deleteItem" | "query" | "scan",
            ) => table::sdk_action(self, call, action),
            ("aws-sdk:s3", "putObject") => Ok(s3::put_object(self, call)),
            ("aws-sdk:s3", "getObject") => Ok(s3::get_object(self, call)),
            ("aws-sdk:s3", "listObjectsV2") => Ok(s3::list_objects(self, call)),
            ("events", "putEvents") => answers::put_events(self, call),
            _ => Ok(answers::first_answer(self, call, service, action)),
        }
    }

    /// What a `.sync` job gives when it has ended well.
    pub fn job_result(&mut self, call: &Call, submitted: &Json) -> Json {
        answers::job_result(self, call, submitted)
    }

    /// How much of the answer is made up: nothing of an object that somebody has put there.
    pub fn made_up(&self, call: &Call) -> MadeUp {
        let object = call.text("Bucket").zip(call.text("Key"));
        match call.resource.made_up() {
            MadeUp::Field("Body") if object.is_some_and(|(b, k)| self.object(b, k).is_some()) => {
                MadeUp::Nothing
            }
            made_up => made_up,
        }
    }

    /// What the service would answer, without doing anything: for a person to begin editing with.
    /// For `.waitForTaskToken` it is the output that a callback might bring, for `.sync` what the
    /// job might give.
    pub fn suggestion(&self, call: &Call) -> Json {
        if call.pattern() == Pattern::WaitForTaskToken {
            return answers::callback_output();
        }
        if call.is_item_reader() {
            return answers::items();
        }
        // Whatever an answer does to the world is done to one that is thrown away.
        let mut world = World::new(0);
        world.account = self.account.clone();
        let first = world.call(call).unwrap_or_default();
        match call.pattern() {
            Pattern::Sync | Pattern::Sync2 => world.job_result(call, &first),
            Pattern::RequestResponse | Pattern::WaitForTaskToken => first,
        }
    }
}
