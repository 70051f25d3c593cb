//! What consumers do with queues: receive, delete, return, and what becomes of messages that are
//! received too often.

use std::sync::Arc;

use super::World;
use super::message::{Message, MessageId, Origin, Publication};
use crate::engine::TaskId;
use crate::time::{Duration, Timestamp};

impl World {
    /// ReceiveMessage of up to `max` messages. Those that were received too often go to the
    /// dead-letter queue instead. Tells which were received.
    pub fn receive(&mut self, queue: &str, max: usize, now: Timestamp) -> Vec<MessageId> {
        let Some(found) = self.queue(queue).map(|queue| queue.receivable(now)) else {
            return Vec::new();
        };
        let mut received = Vec::new();
        for message in found {
            if received.len() == max {
                break;
            }
            if self.hand_out(message, now) {
                received.push(message);
            }
        }
        received
    }

    /// ReceiveMessage that happens to get this message; whether it did.
    pub fn receive_message(&mut self, id: MessageId, now: Timestamp) -> bool {
        self.queue_of(id).is_some_and(|queue| queue.is_next(id, now)) && self.hand_out(id, now)
    }

    /// The message for one consumer more, though another may have it: now and then SQS delivers a
    /// message more than once.
    pub fn deliver_again(&mut self, id: MessageId, now: Timestamp) {
        let receipt_handle = self.draw().receipt_handle();
        if let Some(queue) = self.queue_of_mut(id) {
            queue.receive(id, receipt_handle, now);
        }
    }

    /// Hands a message to a consumer; false when it goes to the dead-letter queue instead.
    fn hand_out(&mut self, id: MessageId, now: Timestamp) -> bool {
        let is_exhausted = self.queue_of(id).is_some_and(|queue| queue.is_exhausted(id));
        if is_exhausted && self.move_to_dead_letter_queue(id, now) {
            return false;
        }
        self.deliver_again(id, now);
        true
    }

    /// When the next hidden message of any queue can be seen.
    pub fn next_visible(&self, now: Timestamp) -> Option<Timestamp> {
        let queues = self.queues.keys();
        queues.filter_map(|queue| self.next_visible_at(queue, now)).min()
    }

    /// DeleteMessage with the latest receipt handle.
    pub fn delete_message(&mut self, id: MessageId, now: Timestamp) {
        if let Some(queue) = self.queue_of_mut(id) {
            queue.delete(id, now);
        }
    }

    /// ChangeMessageVisibility to 0.
    pub fn return_message(&mut self, id: MessageId, now: Timestamp) {
        if let Some(queue) = self.queue_of_mut(id) {
            queue.give_back(id, now);
        }
    }

    /// Moves a message to its queue's dead-letter queue; whether there is one.
    pub fn move_to_dead_letter_queue(&mut self, id: MessageId, now: Timestamp) -> bool {
        let Some(queue) = self.queue_of_mut(id) else { return false };
        let Some(policy) = queue.settings.redrive_policy.clone() else { return false };
        let source = queue.settings.name.clone();
        let Some(message) = queue.take(id) else { return false };
        let message = Message { dead_letter_source: Some(source), ..message };
        if let Some(queue) = self.queue_or_new(&policy.dead_letter_queue) {
            queue.put(message, now);
        }
        true
    }

    /// StartMessageMoveTask: sends a dead-letter queue's messages back to where they came from.
    pub fn redrive_queue(&mut self, name: &str, now: Timestamp) {
        let Some(queue) = self.queues.get_mut(name) else { return };
        let is_ready = |message: &&Message| message.dead_letter_source.is_some();
        let ids: Vec<MessageId> =
            queue.messages().iter().filter(is_ready).map(|message| message.id).collect();
        for id in ids {
            let taken = self.queues.get_mut(name).and_then(|queue| queue.take(id));
            let Some(message) = taken else { continue };
            let source = message.dead_letter_source.clone().unwrap_or_else(|| name.into());
            // A redriven message begins anew.
            let message = Message { dead_letter_source: None, receive_count: 0, ..message };
            if let Some(queue) = self.queue_or_new(&source) {
                queue.put(message, now);
            }
        }
    }

    pub fn purge_queue(&mut self, name: &str, now: Timestamp) {
        if let Some(queue) = self.queues.get_mut(name) {
            queue.purge(now);
        }
    }

    /// Copies the messages of one run for another, as a fork lives on with its own. `later` is how
    /// much later the fork lives through the same.
    pub fn copy_messages(&mut self, fork: &Fork<'_>, later: Duration, now: Timestamp) {
        let mut next_id = self.n_messages;
        let mut id = || {
            next_id += 1;
            MessageId(next_id)
        };
        for queue in self.queues.values_mut() {
            let copy = |message: &Message| {
                let origin = Some(fork.origin(message.origin.as_ref()?)?);
                Some(Message {
                    id: id(),
                    origin,
                    sent_at: message.sent_at + later,
                    receive_count: 0,
                    first_received_at: None,
                    deleted_at: None,
                    ..message.clone()
                })
            };
            let copies: Vec<Message> = queue.messages().iter().filter_map(copy).collect();
            copies.into_iter().for_each(|message| queue.put(message, now));
        }
        for topic in self.topics.values_mut() {
            let copy = |publication: &Publication| {
                let origin = Some(fork.origin(publication.origin.as_ref()?)?);
                let published_at = publication.published_at + later;
                Some(Publication { id: id(), origin, published_at, ..publication.clone() })
            };
            let copies: Vec<Publication> = topic.publications.iter().filter_map(copy).collect();
            copies.into_iter().for_each(|publication| topic.keep(publication));
        }
        self.n_messages = next_id;
    }
}

/// A run that goes on from another's past: whose messages it takes along.
pub struct Fork<'a> {
    pub from: u32,
    pub to: u32,
    pub execution_name: Arc<str>,
    /// The tasks that wait in that past.
    pub waiting: &'a [TaskId],
}

impl Fork<'_> {
    /// The fork's own origin of a message of such a task.
    fn origin(&self, origin: &Origin) -> Option<Origin> {
        let is_taken_along = origin.run == self.from && self.waiting.contains(&origin.task);
        let execution_name = self.execution_name.clone();
        is_taken_along.then(|| Origin { run: self.to, execution_name, ..origin.clone() })
    }
}
