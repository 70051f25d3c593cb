//! Queues and topics with their messages.

use super::{Countdown, LaneKind, LaneView, MessagePlace, MessageView, Sender, WaitingView};
use crate::services::{Message, Origin, Place, Publication, Queue, Topic};
use crate::simulator::{RunId, Simulator};
use crate::time::Timestamp;
use crate::value::Json;

impl Simulator {
    /// Every queue, each followed by its dead-letter queue, then every topic. In the past, only
    /// what the selected run had sent by then.
    pub fn lanes(&self) -> Vec<LaneView> {
        let queues: Vec<&Queue> = self.world.queues().collect();
        let is_dead_letter = |queue: &Queue| self.world.is_dead_letter_queue(&queue.settings.name);
        let mut ordered = Vec::new();
        for queue in queues.iter().filter(|queue| !is_dead_letter(queue)) {
            ordered.push(*queue);
            let policy = queue.settings.redrive_policy.as_ref();
            let dead_letters = policy.and_then(|p| self.world.queue(&p.dead_letter_queue));
            ordered.extend(dead_letters);
        }
        for queue in queues {
            if !ordered.iter().any(|other| other.settings.name == queue.settings.name) {
                ordered.push(queue);
            }
        }
        let mut seen: Vec<&str> = Vec::new();
        ordered.retain(|queue| {
            let is_new = !seen.contains(&&*queue.settings.name);
            seen.push(&queue.settings.name);
            is_new
        });
        let waiting = self.waiting();
        let queues = ordered.into_iter().map(|queue| self.queue_lane(queue, &waiting));
        let topics = self.world.topics().map(|topic| self.topic_lane(topic, &waiting));
        queues.chain(topics).collect()
    }

    fn queue_lane(&self, queue: &Queue, waiting: &[WaitingView]) -> LaneView {
        let now = self.clock.now;
        let settings = &queue.settings;
        let is_dead_letter = self.world.is_dead_letter_queue(&settings.name);
        let shown = queue.messages().iter().filter(|m| self.is_shown(m.origin.as_ref(), m.sent_at));
        let messages: Vec<MessageView> =
            shown.map(|message| self.message_view(queue, message, now, waiting)).collect();
        let count = |is_there: fn(&MessagePlace) -> bool| {
            messages.iter().filter(|message| is_there(&message.place)).count()
        };
        LaneView {
            kind: match is_dead_letter {
                true => LaneKind::DeadLetterQueue,
                false => LaneKind::Queue,
            },
            name: settings.name.to_string(),
            address: self.world.account.queue_url(&settings.name).to_string(),
            visibility_timeout: Some(settings.visibility_timeout),
            max_receive_count: settings.redrive_policy.as_ref().map(|p| p.max_receive_count),
            dead_letter_queue: settings
                .redrive_policy
                .as_ref()
                .map(|policy| policy.dead_letter_queue.to_string()),
            n_visible: count(|place| matches!(place, MessagePlace::Visible)),
            n_in_flight: count(|place| matches!(place, MessagePlace::InFlight { .. })),
            n_delayed: count(|place| matches!(place, MessagePlace::Delayed { .. })),
            n_deleted: count(|place| matches!(place, MessagePlace::Deleted)),
            is_fifo: settings.is_fifo(),
            settings: Some(settings.clone()),
            subscriptions: Vec::new(),
            messages,
        }
    }

    fn topic_lane(&self, topic: &Topic, waiting: &[WaitingView]) -> LaneView {
        let settings = &topic.settings;
        let published = topic.publications.iter();
        let shown = published.filter(|p| self.is_shown(p.origin.as_ref(), p.published_at));
        LaneView {
            kind: LaneKind::Topic,
            name: settings.name.to_string(),
            address: self.world.account.arn("sns", &settings.name).to_string(),
            visibility_timeout: None,
            max_receive_count: None,
            dead_letter_queue: None,
            n_visible: 0,
            n_in_flight: 0,
            n_delayed: 0,
            n_deleted: 0,
            is_fifo: settings.is_fifo(),
            settings: None,
            subscriptions: settings.subscriptions.clone(),
            messages: shown
                .map(|publication| self.publication_view(publication, waiting))
                .collect(),
        }
    }

    fn message_view(
        &self,
        queue: &Queue,
        message: &Message,
        now: Timestamp,
        waiting: &[WaitingView],
    ) -> MessageView {
        let token = message.origin.as_ref().and_then(|origin| origin.token.as_deref());
        MessageView {
            id: message.id,
            message_id: message.message_id.to_string(),
            body: message.body.to_string(),
            attributes: message.attributes.clone(),
            system_attributes: message.system_attributes(&self.world.account),
            place: match message.place(now) {
                Place::Delayed { until } => MessagePlace::Delayed { until },
                Place::Visible => MessagePlace::Visible,
                Place::InFlight { until } => MessagePlace::InFlight { until },
                Place::Deleted => MessagePlace::Deleted,
            },
            hidden: match message.place(now) {
                Place::Delayed { until } => {
                    Some(Countdown { left: until.since(now), total: until.since(message.sent_at) })
                }
                Place::InFlight { until } => {
                    let total = queue.settings.visibility_timeout;
                    Some(Countdown { left: until.since(now), total })
                }
                Place::Visible | Place::Deleted => None,
            },
            can_be_received: queue.is_next(message.id, now),
            group_id: message.group_id.as_deref().map(str::to_owned),
            is_blocked: queue.is_blocked(message.id, now),
            dead_letter_source: message.dead_letter_source.as_deref().map(str::to_owned),
            receive_count: message.receive_count,
            receipt_handle: message.receipt_handle.as_deref().map(str::to_owned),
            sent_at: message.sent_at,
            age: now.since(message.sent_at),
            sender: message.origin.as_ref().map(|origin| self.sender(origin)),
            tokens: self.tokens_in(&message.body, &message.attributes, token, waiting),
            delivered_to: Vec::new(),
        }
    }

    fn publication_view(&self, publication: &Publication, waiting: &[WaitingView]) -> MessageView {
        let token = publication.origin.as_ref().and_then(|origin| origin.token.as_deref());
        let subject = publication.subject.clone().map(|subject| ("Subject", Json::String(subject)));
        MessageView {
            id: publication.id,
            message_id: publication.message_id.to_string(),
            body: publication.message.to_string(),
            attributes: publication.attributes.clone(),
            system_attributes: Json::object(subject),
            place: MessagePlace::Published,
            hidden: None,
            can_be_received: false,
            group_id: None,
            is_blocked: false,
            dead_letter_source: None,
            receive_count: 0,
            receipt_handle: None,
            sent_at: publication.published_at,
            age: self.clock.now.since(publication.published_at),
            sender: publication.origin.as_ref().map(|origin| self.sender(origin)),
            tokens: self.tokens_in(&publication.message, &publication.attributes, token, waiting),
            delivered_to: publication.delivered_to.iter().map(|name| name.to_string()).collect(),
        }
    }

    /// In the past, what its run had not sent yet is not there; others' messages stay.
    fn is_shown(&self, origin: Option<&Origin>, sent_at: Timestamp) -> bool {
        let (Some(past), Some(origin)) = (&self.past, origin) else { return true };
        let is_of_selected = self.selected_run == Some(RunId(origin.run));
        let lag = self.selected_run().map(|run| run.lag).unwrap_or_default();
        !is_of_selected || sent_at <= past.execution.now() + lag
    }

    fn sender(&self, origin: &Origin) -> Sender {
        let run = RunId(origin.run);
        let identity = self.runs.get(&run).map(|run| &run.execution().start_info().identity);
        Sender {
            run,
            execution_name: origin.execution_name.to_string(),
            state_machine_name: identity
                .map(|identity| identity.state_machine_name.to_string())
                .unwrap_or_default(),
            state: origin.state.clone(),
        }
    }
}
