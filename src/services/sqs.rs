//! SQS: queues whose messages live on the virtual clock.
//!
//! ```text
//! send ─▶ delayed ─▶ visible ⇄ in flight ─▶ deleted
//!                       │  receive beyond maxReceiveCount
//!                       └─▶ dead-letter queue ─▶ redriven to where it came from
//! ```

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::message::{Message, MessageId, Origin, Place};
use super::resources::QueueSettings;
use crate::sort;
use crate::time::{Duration, Timestamp};
use crate::value::Json;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Queue {
    pub settings: QueueSettings,
    /// In the order of sending, deleted ones among them.
    messages: Vec<Message>,
    /// FIFO: what was sent within the last [`DEDUPLICATION_INTERVAL`].
    recent: Vec<Recent>,
}

/// A FIFO queue's memory of a deduplication id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Recent {
    deduplication_id: Arc<str>,
    sent_at: Timestamp,
    sent: Sent,
}

/// What SendMessage tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    pub message_id: Arc<str>,
    pub sequence_number: Option<Arc<str>>,
}

/// A message as SendMessage gets it, with the names that AWS would invent.
#[derive(Clone, Debug)]
pub struct Draft {
    pub id: MessageId,
    pub message_id: Arc<str>,
    pub body: Arc<str>,
    pub attributes: Json,
    /// `DelaySeconds`; the queue's own when absent.
    pub delay: Option<Duration>,
    pub group_id: Option<Arc<str>>,
    pub deduplication_id: Option<Arc<str>>,
    pub sequence_number: Arc<str>,
    pub origin: Option<Origin>,
}

/// AWS remembers a deduplication id for five minutes.
pub const DEDUPLICATION_INTERVAL: Duration = Duration::from_secs(300);

/// Deleted messages that are still shown.
const DELETED_KEPT_MAX: usize = 50;

impl Queue {
    pub fn new(settings: QueueSettings) -> Queue {
        Queue { settings, messages: Vec::new(), recent: Vec::new() }
    }

    /// All messages, oldest first, the last deleted ones among them.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    pub fn message(&self, id: MessageId) -> Option<&Message> {
        self.messages.iter().find(|message| message.id == id)
    }

    /// SendMessage. A FIFO queue answers a repeated deduplication id as it did the first time, and
    /// takes no second message.
    pub fn send(&mut self, draft: Draft, now: Timestamp) -> Sent {
        let is_fifo = self.is_fifo();
        self.recent.retain(|recent| now.since(recent.sent_at) < DEDUPLICATION_INTERVAL);
        let repeated = draft
            .deduplication_id
            .as_ref()
            .and_then(|id| self.recent.iter().find(|recent| recent.deduplication_id == *id));
        if let Some(recent) = repeated.filter(|_| is_fifo) {
            return recent.sent.clone();
        }

        let sequence_number = is_fifo.then(|| draft.sequence_number.clone());
        let sent = Sent { message_id: draft.message_id.clone(), sequence_number };
        if let Some(deduplication_id) = draft.deduplication_id.clone().filter(|_| is_fifo) {
            self.recent.push(Recent { deduplication_id, sent_at: now, sent: sent.clone() });
        }
        self.messages.push(Message {
            id: draft.id,
            message_id: draft.message_id,
            body: draft.body,
            attributes: draft.attributes,
            group_id: draft.group_id,
            deduplication_id: draft.deduplication_id,
            sequence_number: sent.sequence_number.clone(),
            sent_at: now,
            origin: draft.origin,
            visible_at: now + draft.delay.unwrap_or(self.settings.delay),
            receive_count: 0,
            first_received_at: None,
            receipt_handle: None,
            dead_letter_source: None,
            deleted_at: None,
        });
        sent
    }

    /// The messages that a ReceiveMessage may get now, oldest first: all visible ones, or of a
    /// FIFO queue those of groups of which nothing is in flight.
    pub fn receivable(&self, now: Timestamp) -> Vec<MessageId> {
        let live = || self.messages.iter().filter(|message| message.deleted_at.is_none());
        let group_of = |message: &Message| message.group_id.clone().filter(|_| self.is_fifo());
        let in_flight =
            live().filter(|message| matches!(message.place(now), Place::InFlight { .. }));
        let mut blocked = sort::into_set(in_flight.filter_map(group_of));
        let mut found = Vec::new();
        for message in live() {
            let is_visible = message.place(now) == Place::Visible;
            match group_of(message) {
                Some(group) if blocked.contains(&group) => {}
                // What is delayed holds up what follows it in its group.
                Some(group) if !is_visible => {
                    blocked.insert(group);
                }
                _ if is_visible => found.push(message.id),
                _ => {}
            }
        }
        found
    }

    /// Whether a ReceiveMessage may get this message first: of a FIFO queue only the oldest of its
    /// group.
    pub fn is_next(&self, id: MessageId, now: Timestamp) -> bool {
        let Some(message) = self.message(id) else { return false };
        let receivable = self.receivable(now);
        let is_before = |other: &&MessageId| {
            let other = self.message(**other);
            other.is_some_and(|other| other.group_id == message.group_id)
        };
        match &message.group_id {
            Some(_) if self.is_fifo() => receivable.iter().find(is_before) == Some(&id),
            _ => receivable.contains(&id),
        }
    }

    /// Whether a visible message of a FIFO queue cannot be received, for one before it in its
    /// group is in flight.
    pub fn is_blocked(&self, id: MessageId, now: Timestamp) -> bool {
        let is_visible = self.message(id).is_some_and(|m| m.place(now) == Place::Visible);
        is_visible && !self.receivable(now).contains(&id)
    }

    fn is_fifo(&self) -> bool {
        self.settings.is_fifo()
    }

    /// Whether one more receive is more than the redrive policy allows.
    pub fn is_exhausted(&self, id: MessageId) -> bool {
        let policy = self.settings.redrive_policy.as_ref();
        let receive_count = self.message(id).map_or(0, |message| message.receive_count);
        policy.is_some_and(|policy| receive_count >= policy.max_receive_count)
    }

    /// Hides a message for the visibility timeout and hands out a new receipt handle.
    pub fn receive(&mut self, id: MessageId, receipt_handle: Arc<str>, now: Timestamp) {
        let visible_at = now + self.settings.visibility_timeout;
        if let Some(message) = self.message_mut(id) {
            message.visible_at = visible_at;
            message.receive_count += 1;
            message.first_received_at.get_or_insert(now);
            message.receipt_handle = Some(receipt_handle);
        }
    }

    /// DeleteMessage.
    pub fn delete(&mut self, id: MessageId, now: Timestamp) {
        if let Some(message) = self.message_mut(id) {
            message.deleted_at = Some(now);
        }
        self.forget_deleted();
    }

    /// ChangeMessageVisibility to 0: another consumer may have it at once.
    pub fn give_back(&mut self, id: MessageId, now: Timestamp) {
        if let Some(message) = self.message_mut(id) {
            message.visible_at = now.min(message.visible_at);
        }
    }

    /// PurgeQueue.
    pub fn purge(&mut self, now: Timestamp) {
        for message in self.messages.iter_mut().filter(|message| message.deleted_at.is_none()) {
            message.deleted_at = Some(now);
        }
        self.forget_deleted();
    }

    /// Takes a message out, to be put into another queue.
    pub(super) fn take(&mut self, id: MessageId) -> Option<Message> {
        let place = self.messages.iter().position(|message| message.id == id)?;
        Some(self.messages.remove(place))
    }

    /// Puts in a message from another queue. Its MessageId and receive count stay, as on AWS.
    pub(super) fn put(&mut self, message: Message, now: Timestamp) {
        self.messages.push(Message { visible_at: now, receipt_handle: None, ..message });
    }

    fn message_mut(&mut self, id: MessageId) -> Option<&mut Message> {
        let live = |message: &&mut Message| message.id == id && message.deleted_at.is_none();
        self.messages.iter_mut().find(live)
    }

    fn forget_deleted(&mut self) {
        let n_deleted = self.messages.iter().filter(|m| m.deleted_at.is_some()).count();
        let mut n_to_forget = n_deleted.saturating_sub(DELETED_KEPT_MAX);
        self.messages.retain(|message| {
            let is_forgotten = n_to_forget > 0 && message.deleted_at.is_some();
            n_to_forget -= usize::from(is_forgotten);
            !is_forgotten
        });
    }
}
