//! A message on its way, and the task behind it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::account::Account;
use crate::asl::StateName;
use crate::engine::TaskId;
use crate::time::Timestamp;
use crate::value::Json;

/// Names a message over all queues and topics, for as long as the mocks live.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct MessageId(pub u64);

/// The task that sent a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// The number of the run, which only the simulator understands.
    pub run: u32,
    pub execution_name: Arc<str>,
    pub state: StateName,
    pub task: TaskId,
    /// Where the task waits for a callback.
    pub token: Option<Arc<str>>,
}

/// A message in a queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub id: MessageId,
    /// AWS's `MessageId`, a UUID.
    pub message_id: Arc<str>,
    pub body: Arc<str>,
    /// `MessageAttributes` as sent; null when there are none.
    pub attributes: Json,
    pub group_id: Option<Arc<str>>,
    pub deduplication_id: Option<Arc<str>>,
    pub sequence_number: Option<Arc<str>>,
    pub sent_at: Timestamp,
    pub origin: Option<Origin>,
    /// Hidden until then: delayed when it was never received, in flight when it was.
    pub visible_at: Timestamp,
    /// `ApproximateReceiveCount`.
    pub receive_count: u32,
    pub first_received_at: Option<Timestamp>,
    /// Of the last receive; a new one each time.
    pub receipt_handle: Option<Arc<str>>,
    /// `DeadLetterQueueSourceArn`, as the queue's name.
    pub dead_letter_source: Option<Arc<str>>,
    pub deleted_at: Option<Timestamp>,
}

/// Where a message is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Delayed { until: Timestamp },
    Visible,
    InFlight { until: Timestamp },
    Deleted,
}

impl Message {
    pub fn place(&self, now: Timestamp) -> Place {
        if self.deleted_at.is_some() {
            Place::Deleted
        } else if now >= self.visible_at {
            Place::Visible
        } else if self.receipt_handle.is_some() {
            Place::InFlight { until: self.visible_at }
        } else {
            Place::Delayed { until: self.visible_at }
        }
    }

    /// `Attributes` as ReceiveMessage gives them when it is asked for all: texts, in milliseconds
    /// where they are instants.
    pub fn system_attributes(&self, account: &Account) -> Json {
        let ms = |at: Timestamp| Json::from(at.0.to_string());
        let text = |text: &Option<Arc<str>>| text.clone().map(Json::String);
        let source = self.dead_letter_source.as_ref().map(|name| account.arn("sqs", name));
        let fields = [
            ("SenderId", Some(Json::from("AROAEXAMPLE:StepFunctions"))),
            ("SentTimestamp", Some(ms(self.sent_at))),
            ("ApproximateReceiveCount", Some(Json::from(self.receive_count.to_string()))),
            ("ApproximateFirstReceiveTimestamp", self.first_received_at.map(ms)),
            ("MessageGroupId", text(&self.group_id)),
            ("MessageDeduplicationId", text(&self.deduplication_id)),
            ("SequenceNumber", text(&self.sequence_number)),
            ("DeadLetterQueueSourceArn", text(&source)),
        ];
        Json::object(fields.into_iter().filter_map(|(name, value)| Some((name, value?))))
    }
}

/// A message on a topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Publication {
    pub id: MessageId,
    pub message_id: Arc<str>,
    pub subject: Option<Arc<str>>,
    pub message: Arc<str>,
    pub attributes: Json,
    pub sequence_number: Option<Arc<str>>,
    pub published_at: Timestamp,
    pub origin: Option<Origin>,
    /// The names of the queues and functions that got it.
    pub delivered_to: Vec<Arc<str>>,
}
