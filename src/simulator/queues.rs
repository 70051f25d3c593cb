//! What a person does with queues and messages. None of it ends a task: only its token does.

use super::action::{MessageAction, QueueAction};
use super::{MessageId, Simulator};

impl Simulator {
    pub(super) fn act_on_queue(&mut self, queue: &str, action: QueueAction) {
        let now = self.clock.now;
        match action {
            QueueAction::Receive { max } => {
                self.world.receive(queue, max, now);
            }
            QueueAction::Redrive => self.world.redrive_queue(queue, now),
            QueueAction::Purge => self.world.purge_queue(queue, now),
            QueueAction::Send { body, group_id } => {
                self.world.send_foreign(queue, body.into(), group_id.map(Into::into), now);
            }
            QueueAction::Configure(settings) => {
                // A dead-letter queue is seen before its first message.
                if let Some(policy) = &settings.redrive_policy {
                    self.world.expect_queue(&policy.dead_letter_queue);
                }
                self.world.configure_queue(settings);
            }
            QueueAction::Delete => self.world.delete_queue(queue),
        }
    }

    pub(super) fn act_on_message(&mut self, message: MessageId, action: MessageAction) {
        let now = self.clock.now;
        match action {
            MessageAction::Receive => {
                self.world.receive_message(message, now);
            }
            MessageAction::Delete => self.world.delete_message(message, now),
            MessageAction::Return => self.world.return_message(message, now),
            MessageAction::MoveToDeadLetterQueue => {
                self.world.move_to_dead_letter_queue(message, now);
            }
        }
    }
}
