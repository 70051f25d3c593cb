//! Lambda functions as consumers of queues: the event that they get, and what becomes of its
//! messages.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::World;
use super::digest::md5_of_body;
use super::message::{Message, MessageId};
use super::resources::{EventSourceMapping, FunctionSettings};
use crate::json;
use crate::time::Timestamp;
use crate::value::Json;

/// Records of a batch when the mapping does not say.
const BATCH_SIZE: u32 = 10;

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
}

impl World {
    /// Lets a function receive what comes into a queue, or (with `None`) leaves that to people.
    pub fn set_consumer(&mut self, queue: &str, function: Option<&str>) {
        match function {
            Some(function) => {
                self.consumers.insert(queue.into(), function.into());
            }
            None => {
                self.consumers.shift_remove(queue);
            }
        }
    }

    /// The function that receives what comes into a queue.
    pub fn consumer(&self, queue: &str) -> Option<&Arc<str>> {
        self.consumers.get(queue)
    }

    /// Queues with the functions that receive from them.
    pub fn consumers(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<str>)> {
        self.consumers.iter()
    }

    pub fn function(&self, name: &str) -> Option<&FunctionSettings> {
        self.functions.get(name)
    }

    /// UpdateFunctionCode: what is invoked from now on.
    pub fn set_function_code(&mut self, name: &str, code: &str) {
        if let Some(function) = self.functions.get_mut(name) {
            function.code = Some(code.into());
        }
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
        let failures = response.get("batchItemFailures").and_then(Json::as_array);
        let is_failed = |message: &Message| {
            failures.is_some_and(|failures| {
                let named = failures.iter().filter_map(|it| it.get("itemIdentifier")?.as_str());
                reports && named.into_iter().any(|id| *id == *message.message_id)
            })
        };
        let found = messages.iter().filter_map(|id| self.queue(queue)?.message(*id));
        let done: Vec<MessageId> = found.filter(|m| !is_failed(m)).map(|m| m.id).collect();
        done.into_iter().for_each(|id| self.delete_message(id, now));
    }

    fn mapping(&self, queue: &str) -> Option<&EventSourceMapping> {
        let consumer = self.consumer(queue)?;
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
