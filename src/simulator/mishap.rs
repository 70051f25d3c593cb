//! What goes wrong with messages: delivered twice, raced for, taken in silence, lost. Each is a
//! few requests that consumers could have sent; what AWS says to them is kept with the calls.

use super::callback::{Verb, typed_failure};
use super::{MessageId, Mishap, Simulator};
use crate::services::{Message, Origin};

/// What the loser of a race answers.
const LOSER: (&str, &str) = ("Subscriber.Declined", "The second subscriber said no.");

impl Simulator {
    pub(super) fn let_go_wrong(&mut self, message: MessageId, mishap: Mishap) {
        let now = self.clock.now;
        match mishap {
            Mishap::Loss => self.world.delete_message(message, now),
            Mishap::Silence => {
                self.world.receive_message(message, now);
            }
            Mishap::DeliveredTwice => {
                let well = self.answer_of(message);
                self.two_answer([message, message], [well.clone(), well]);
            }
            Mishap::Race => {
                let well = self.answer_of(message);
                let badly = Verb::SendTaskFailure(typed_failure(LOSER.0, LOSER.1));
                self.two_answer(self.two_copies_of(message), [well, badly]);
            }
        }
    }

    /// Two consumers receive, then both answer, then each deletes what it has.
    fn two_answer(&mut self, messages: [MessageId; 2], verbs: [Verb; 2]) {
        let Some(token) = self.origin_of(messages[0]).and_then(|origin| origin.token.clone())
        else {
            return;
        };
        let now = self.clock.now;
        messages.iter().for_each(|message| self.world.deliver_again(*message, now));
        verbs.into_iter().for_each(|verb| self.call_back(&token, verb));
        messages.iter().for_each(|message| self.world.delete_message(*message, now));
    }

    /// The output that the task behind a message would best get.
    fn answer_of(&self, message: MessageId) -> Verb {
        let token = self.origin_of(message).and_then(|origin| origin.token.clone());
        let is_its = |of: &Option<String>| token.is_some() && of.as_deref() == token.as_deref();
        let waiting = self.waiting().into_iter().find(|task| is_its(&task.token));
        let output = waiting.map_or_else(|| "{}".to_owned(), |task| task.suggestion);
        Verb::SendTaskSuccess { output: output.into() }
    }

    /// The message, and the copy that another queue got of what was published; where there is
    /// none, the message again.
    fn two_copies_of(&self, message: MessageId) -> [MessageId; 2] {
        let Some(origin) = self.origin_of(message) else { return [message, message] };
        let is_copy = |other: &&Message| {
            let is_same_task = other
                .origin
                .as_ref()
                .is_some_and(|other| other.run == origin.run && other.task == origin.task);
            is_same_task && other.id != message && other.deleted_at.is_none()
        };
        let mut copies = self.world.queues().flat_map(|queue| queue.messages()).filter(is_copy);
        let is_published = self.world.queue_of(message).is_none();
        // What lies on the topic itself nobody receives.
        let first = if is_published { copies.next().map(|copy| copy.id) } else { Some(message) };
        let first = first.unwrap_or(message);
        [first, copies.next().map_or(first, |copy| copy.id)]
    }

    fn origin_of(&self, message: MessageId) -> Option<Origin> {
        let queued = self.world.queues().flat_map(|queue| queue.messages());
        let published = self.world.topics().flat_map(|topic| &topic.publications);
        let mut origins = queued
            .map(|message| (message.id, &message.origin))
            .chain(published.map(|publication| (publication.id, &publication.origin)));
        let (_, origin) = origins.find(|(id, _)| *id == message)?;
        origin.clone()
    }
}
