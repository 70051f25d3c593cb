//! Lambda functions and what invokes them: the events that they get from queues and topics, what
//! becomes of a batch's messages, and what a task gets of a function's result.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::call::Call;
use super::digest::md5_of_body;
use super::function::{Function, function_name};
use super::message::{Message, MessageId, Origin, Publication};
use super::resources::{EventSourceMapping, FunctionSettings};
use super::response::{Wire, with_sdk_metadata};
use super::rule::Consumer;
use super::{World, sns};
use crate::asl::Resource;
use crate::engine::Failure;
use crate::json;
use crate::time::{Duration, Timestamp};
use crate::value::Json;

/// Records of a batch when the mapping does not say.
const BATCH_SIZE: u32 = 10;

/// Lambda's own default.
const TIMEOUT_SECONDS: u64 = 3;

/// How an invocation of a function ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FunctionResult {
    Returned(Json),
    /// `errorType`, `errorMessage` and the stack, as the runtime reports them.
    Threw {
        error_type: String,
        message: String,
        trace: Vec<String>,
    },
    /// It was still at it when its Timeout was over.
    TimedOut,
}

/// What a topic has for a subscribed function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    pub function: Arc<str>,
    pub topic: Arc<str>,
    pub event: Json,
    /// The task that published.
    pub origin: Option<Origin>,
}

impl FunctionResult {
    /// What a task fails with, or `None` for what was returned: the error's name, and Lambda's
    /// JSON as cause.
    pub fn failure(&self, request_id: &str, timeout: Duration) -> Option<Failure> {
        match self {
            FunctionResult::Returned(_) => None,
            FunctionResult::Threw { error_type, message, trace } => {
                let trace = trace.iter().map(|line| Json::from(line.as_str()));
                let cause = json!({
                    "errorType": error_type.as_str(),
                    "errorMessage": message.as_str(),
                    "trace": trace.collect::<Vec<Json>>()
                });
                Some(Failure::new(error_type.clone(), cause.to_string()))
            }
            FunctionResult::TimedOut => {
                let message =
                    format!("RequestId: {request_id} Error: {}", timed_out_words(timeout));
                let cause = json!({ "errorType": TIMED_OUT, "errorMessage": message });
                Some(Failure::new(TIMED_OUT, cause.to_string()))
            }
        }
    }

    /// What Invoke answers whoever waits for the result: a failure is told, and is none of Invoke's.
    pub fn invoke_response(&self, request_id: &str, timeout: Duration) -> Json {
        let (payload, error) = match self.failure(request_id, timeout) {
            None => (returned(self).to_string(), None),
            Some(failure) => (failure.cause.unwrap_or_default().to_string(), Some("Unhandled")),
        };
        let fields = [
            Some(("ExecutedVersion", Json::from("$LATEST"))),
            error.map(|error| ("FunctionError", Json::from(error))),
            Some(("Payload", Json::from(payload))),
            Some(("StatusCode", Json::from(200_i64))),
        ];
        Json::object(fields.into_iter().flatten())
    }
}

/// The error's name of an invocation that was killed at its Timeout.
const TIMED_OUT: &str = "Sandbox.Timedout";

/// `Task timed out after 3.00 seconds`.
pub fn timed_out_words(timeout: Duration) -> String {
    format!("Task timed out after {:.2} seconds", timeout.as_secs_f64())
}

impl World {
    /// Says who receives what comes into a queue; `None` leaves that to the person.
    pub fn set_consumer(&mut self, queue: &str, consumer: Option<Consumer>) {
        match consumer {
            Some(consumer) => {
                self.consumers.insert(queue.into(), consumer);
            }
            None => {
                self.consumers.shift_remove(queue);
            }
        }
    }

    /// Who receives what comes into a queue; `None` is the person.
    pub fn consumer(&self, queue: &str) -> Option<&Consumer> {
        self.consumers.get(queue)
    }

    /// Queues with the functions that receive from them.
    pub fn consumers(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<str>)> {
        self.consumers.iter().filter_map(|(queue, consumer)| match consumer {
            Consumer::Function(function) => Some((queue, function)),
            Consumer::Rules(_) => None,
        })
    }

    /// The function of that name or ARN.
    pub fn function(&self, arn_or_name: &str) -> Option<&Function> {
        self.functions.get(function_name(arn_or_name))
    }

    /// The function of that name, which is made when there is none.
    pub fn function_or_new(&mut self, name: &str) -> &mut Function {
        self.functions.entry(name.into()).or_insert_with_key(|name| {
            let timeout = Duration::from_secs(TIMEOUT_SECONDS);
            let (name, handler) = (name.clone(), "index.handler".into());
            let runtime = "nodejs22.x".into();
            let settings = FunctionSettings { name, handler, runtime, timeout, ..<_>::default() };
            Function::new(settings)
        })
    }

    /// The function that a task's request invokes, if its code can be run here, and its event.
    pub fn invoked_by(&self, call: &Call) -> Option<(Arc<str>, Json)> {
        let (name, event) = match &call.resource {
            Resource::Lambda { arn } => (&**arn, call.parameters.clone()),
            Resource::Integration { service, action, .. }
                if matches!(&**service, "lambda" | "aws-sdk:lambda") && &**action == "invoke" =>
            {
                let payload = call.parameters.get("Payload").cloned();
                (call.text("FunctionName")?, event_of(payload))
            }
            Resource::Integration { .. } | Resource::Activity { .. } => return None,
        };
        let function = self.function(name).filter(|function| function.is_runnable())?;
        Some((function.settings.name.clone(), event))
    }

    /// What a task gets when the function that it invoked has ended.
    ///
    /// # Errors
    /// The function's error as the task's, except that `aws-sdk:lambda:invoke` succeeds and tells.
    pub fn function_answer(
        &mut self,
        call: &Call,
        result: &FunctionResult,
        request_id: &str,
        timeout: Duration,
    ) -> Result<Json, Failure> {
        let failure = result.failure(request_id, timeout);
        let Resource::Integration { service, .. } = &call.resource else {
            return failure.map_or_else(|| Ok(returned(result)), Err);
        };
        if &**service == "aws-sdk:lambda" {
            return Ok(result.invoke_response(request_id, timeout));
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
        let payload = returned(result);
        let content_length = payload.size();
        let fields = json!({ "ExecutedVersion": "$LATEST", "Payload": payload, "StatusCode": 200 });
        Ok(with_sdk_metadata(fields, Wire::Lambda, content_length, call.at, request_id))
    }

    /// What topics have for functions since this was last asked.
    pub fn take_deliveries(&mut self) -> Vec<Delivery> {
        std::mem::take(&mut self.deliveries)
    }

    /// Gives a publication to the subscribed functions whose code can be run; tells which.
    pub(super) fn deliver_to_functions(
        &mut self,
        topic: &str,
        publication: &Publication,
    ) -> Vec<Arc<str>> {
        let subscribed = self.topics.get(topic).map(sns::Topic::subscribed_functions);
        let mut delivered_to = Vec::new();
        for subscription in subscribed.unwrap_or_default() {
            let runnable = self.function(&subscription.endpoint).filter(|it| it.is_runnable());
            let Some(function) = runnable.map(|function| function.settings.name.clone()) else {
                continue;
            };
            let (id, signature) = (self.draw().uuid(), self.draw().signature());
            let event = sns::lambda_event(&self.account, topic, publication, &id, &signature);
            delivered_to.push(function.clone());
            let (topic, origin) = (topic.into(), publication.origin.clone());
            self.deliveries.push(Delivery { function, topic, event, origin });
        }
        delivered_to
    }

    /// Receives the next batch for a queue's consumer; empty when nothing is there to receive.
    pub fn receive_batch(&mut self, queue: &str, now: Timestamp) -> Vec<MessageId> {
        let batch_size = self.mapping(queue).map_or(BATCH_SIZE, |mapping| mapping.batch_size);
        self.receive(queue, batch_size as usize, now)
    }

    /// When a queue has something to receive that is hidden until then.
    pub fn next_visible_at(&self, queue: &str, now: Timestamp) -> Option<Timestamp> {
        let hidden = self.queue(queue)?.messages().iter().filter(|m| m.deleted_at.is_none());
        hidden.map(|message| message.visible_at).filter(|at| *at > now).min()
    }

    /// The event with which Lambda hands messages to a function.
    pub fn lambda_event(&self, queue: &str, messages: &[MessageId]) -> Json {
        let found = self.queue(queue);
        let records =
            messages.iter().filter_map(|id| Some(self.record(queue, found?.message(*id)?)));
        json!({ "Records": records.collect::<Vec<Json>>() })
    }

    /// After an invocation: messages that were worked off are deleted, the others come back after
    /// their visibility timeout.
    pub fn settle_batch(
        &mut self,
        queue: &str,
        messages: &[MessageId],
        result: &FunctionResult,
        now: Timestamp,
    ) {
        let FunctionResult::Returned(response) = result else { return };
        let reports = self.mapping(queue).is_some_and(|mapping| mapping.report_batch_item_failures);
        let found = messages.iter().filter_map(|id| self.queue(queue)?.message(*id));
        let ids: Vec<(MessageId, Arc<str>)> =
            found.map(|message| (message.id, message.message_id.clone())).collect();
        let failed = match response.get("batchItemFailures").filter(|_| reports) {
            Some(failures) => failed_items(failures),
            None => Some(Vec::new()),
        };
        // An identifier that names no message of the batch fails all of it, as no identifier does.
        let is_of_batch =
            |failed: &Arc<str>| ids.iter().any(|(_, message_id)| message_id == failed);
        let Some(failed) = failed.filter(|failed| failed.iter().all(is_of_batch)) else { return };
        for (id, message_id) in &ids {
            if !failed.contains(message_id) {
                self.delete_message(*id, now);
            }
        }
    }

    fn mapping(&self, queue: &str) -> Option<&EventSourceMapping> {
        let Some(Consumer::Function(consumer)) = self.consumer(queue) else { return None };
        let mut mappings = self.event_source_mappings().iter();
        mappings.find(|mapping| *mapping.queue == *queue && mapping.function == *consumer)
    }

    /// Lambda spells a message's fields differently from ReceiveMessage.
    fn record(&self, queue: &str, message: &Message) -> Json {
        let attributes = message.attributes.as_object().map(|attributes| {
            Json::object(attributes.iter().map(|(name, attribute)| {
                let field = |name| attribute.get(name).cloned();
                let fields = [
                    ("stringValue", field("StringValue")),
                    ("binaryValue", field("BinaryValue")),
                    ("stringListValues", Some(json!([]))),
                    ("binaryListValues", Some(json!([]))),
                    ("dataType", field("DataType")),
                ];
                let given = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
                (name.clone(), Json::object(given))
            }))
        });
        json!({
            "messageId": message.message_id,
            "receiptHandle": message.receipt_handle,
            "body": message.body,
            "attributes": message.system_attributes(&self.account),
            "messageAttributes": attributes.unwrap_or_else(Json::empty_object),
            "md5OfBody": md5_of_body(&message.body),
            "eventSource": "aws:sqs",
            "eventSourceARN": self.account.arn("sqs", queue),
            "awsRegion": self.account.region
        })
    }
}

/// A payload as the function gets it: text that holds JSON is that JSON.
fn event_of(payload: Option<Json>) -> Json {
    match payload {
        Some(Json::String(text)) => Json::parse(&text).unwrap_or(Json::String(text)),
        Some(payload) => payload,
        None => Json::empty_object(),
    }
}

fn returned(result: &FunctionResult) -> Json {
    match result {
        FunctionResult::Returned(value) => value.clone(),
        FunctionResult::Threw { .. } | FunctionResult::TimedOut => Json::Null,
    }
}

/// The identifiers of `batchItemFailures`; `None` when the report is malformed, which fails the
/// whole batch.
fn failed_items(failures: &Json) -> Option<Vec<Arc<str>>> {
    if failures.is_null() {
        return Some(Vec::new());
    }
    let identifier = |item: &Json| match item.get("itemIdentifier") {
        Some(Json::String(id)) if !id.is_empty() => Some(id.clone()),
        _ => None,
    };
    failures.as_array()?.iter().map(identifier).collect()
}
