//! The world around executions: queues, topics and tables that remember, and the account that they
//! belong to.

use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

use super::account::{Account, name_of};
use super::draw::Draw;
use super::dynamodb::Table;
use super::function::Function;
use super::lambda::Delivery;
use super::message::MessageId;
use super::resources::{EventSourceMapping, QueueSettings, Resources, Subscription, TopicSettings};
use super::rule::Consumer;
use super::sns::Topic;
use super::sqs::{Draft, Queue};
use crate::query::random::Random;
use crate::time::Timestamp;
use crate::value::Json;

/// By name, in the order of making.
pub type ByName<T> = IndexMap<Arc<str>, T, FxBuildHasher>;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct World {
    pub account: Account,
    pub(super) queues: ByName<Queue>,
    pub(super) topics: ByName<Topic>,
    pub(super) tables: ByName<Table>,
    /// Objects of S3 buckets: text by `bucket/key`.
    pub(super) objects: ByName<Arc<str>>,
    pub(super) functions: ByName<Function>,
    /// Who receives from queues, by the queue's name.
    pub(super) consumers: ByName<Consumer>,
    /// What topics have for functions, until these are invoked.
    #[serde(default)]
    pub(super) deliveries: Vec<Delivery>,
    event_source_mappings: Vec<EventSourceMapping>,
    /// Queues and topics that were deleted: whoever names them is refused, as on AWS. All others
    /// come into being when they are first named.
    deleted: Vec<Arc<str>>,
    seed: u64,
    n_draws: u64,
    pub(super) n_messages: u64,
    n_sequence_numbers: u64,
}

impl World {
    /// An empty account. `seed` decides message ids, receipt handles and the like.
    pub fn new(seed: u64) -> World {
        World {
            account: Account::default(),
            queues: ByName::default(),
            topics: ByName::default(),
            tables: ByName::default(),
            objects: ByName::default(),
            functions: ByName::default(),
            consumers: ByName::default(),
            deliveries: Vec::new(),
            event_source_mappings: Vec::new(),
            deleted: Vec::new(),
            seed,
            n_draws: 0,
            n_messages: 0,
            n_sequence_numbers: 0,
        }
    }

    /// Makes what a template declares. What has the same name already gets the new settings and
    /// keeps its messages.
    pub fn declare(&mut self, resources: &Resources) {
        for settings in &resources.queues {
            self.configure_queue(settings.clone());
        }
        for settings in &resources.topics {
            match self.topics.get_mut(&settings.name) {
                Some(topic) => topic.settings = settings.clone(),
                None => {
                    self.topics.insert(settings.name.clone(), Topic::new(settings.clone()));
                }
            }
        }
        for settings in &resources.tables {
            let table = self.tables.entry(settings.name.clone()).or_default();
            table.key = settings.key.clone();
            table.types = settings.types.clone();
        }
        for settings in &resources.functions {
            match self.functions.get_mut(&settings.name) {
                Some(function) => function.declare_again(settings.clone()),
                None => {
                    let function = Function::new(settings.clone());
                    self.functions.insert(settings.name.clone(), function);
                }
            }
        }
        for mapping in &resources.event_source_mappings {
            self.event_source_mappings
                .retain(|old| old.queue != mapping.queue || old.function != mapping.function);
            self.event_source_mappings.push(mapping.clone());
        }
    }

    pub fn queues(&self) -> impl Iterator<Item = &Queue> {
        self.queues.values()
    }

    pub fn queue(&self, name: &str) -> Option<&Queue> {
        self.queues.get(name)
    }

    pub fn topics(&self) -> impl Iterator<Item = &Topic> {
        self.topics.values()
    }

    pub fn tables(&self) -> impl Iterator<Item = (&Arc<str>, &Table)> {
        self.tables.iter()
    }

    pub fn functions(&self) -> impl Iterator<Item = &Function> {
        self.functions.values()
    }

    pub fn event_source_mappings(&self) -> &[EventSourceMapping] {
        &self.event_source_mappings
    }

    /// Whether some queue's redrive policy sends its messages to this one.
    pub fn is_dead_letter_queue(&self, name: &str) -> bool {
        let policies = self.queues().filter_map(|queue| queue.settings.redrive_policy.as_ref());
        policies.into_iter().any(|policy| *policy.dead_letter_queue == *name)
    }

    /// CreateQueue, or SetQueueAttributes when there is one of that name.
    pub fn configure_queue(&mut self, settings: QueueSettings) {
        self.deleted.retain(|name| *name != settings.name);
        match self.queues.get_mut(&settings.name) {
            Some(queue) => queue.settings = settings,
            None => {
                self.queues.insert(settings.name.clone(), Queue::new(settings));
            }
        }
    }

    /// DeleteQueue: from then on, sending to it fails.
    pub fn delete_queue(&mut self, name: &str) {
        if let Some((name, _)) = self.queues.shift_remove_entry(name) {
            self.deleted.push(name);
        }
    }

    pub fn subscribe(&mut self, topic: &str, subscription: Subscription) {
        if let Some(topic) = self.topics.get_mut(topic) {
            topic.settings.subscriptions.push(subscription);
        }
    }

    pub fn unsubscribe(&mut self, topic: &str, endpoint: &str) {
        if let Some(topic) = self.topics.get_mut(topic) {
            topic.settings.subscriptions.retain(|subscription| *subscription.endpoint != *endpoint);
        }
    }

    /// The queue of that URL, ARN or name, which is made when nobody has deleted it.
    pub(super) fn queue_or_new(&mut self, url: &str) -> Option<&mut Queue> {
        let name = name_of(url);
        if self.deleted.iter().any(|deleted| **deleted == *name) {
            return None;
        }
        let queue = self.queues.entry(name.into());
        Some(queue.or_insert_with_key(|name| Queue::new(QueueSettings::named(name.clone()))))
    }

    /// The topic of that ARN or name, which is made when nobody has deleted it.
    pub(super) fn topic_or_new(&mut self, arn: &str) -> Option<&mut Topic> {
        let name = name_of(arn);
        if self.deleted.iter().any(|deleted| **deleted == *name) {
            return None;
        }
        let topic = self.topics.entry(name.into());
        Some(topic.or_insert_with_key(|name| Topic::new(TopicSettings::named(name.clone()))))
    }

    /// Makes the queue and topic that a definition names, so that they can be seen before a run.
    pub fn expect_queue(&mut self, url: &str) {
        self.queue_or_new(url);
    }

    pub fn expect_topic(&mut self, arn: &str) {
        self.topic_or_new(arn);
    }

    /// A fresh UUID.
    pub fn new_id(&mut self) -> String {
        self.draw().uuid()
    }

    /// A fresh seed for an execution.
    pub fn new_seed(&mut self) -> u64 {
        self.draw().0.next_u64()
    }

    /// The queue that holds a message.
    pub fn queue_of(&self, message: MessageId) -> Option<&Queue> {
        self.queues().find(|queue| queue.message(message).is_some())
    }

    /// A message that no task sent.
    pub fn send_foreign(
        &mut self,
        queue: &str,
        body: Arc<str>,
        group_id: Option<Arc<str>>,
        now: Timestamp,
    ) {
        let draft = self.draft(body, Json::Null);
        let deduplication_id = group_id.is_some().then(|| draft.message_id.clone());
        let draft = Draft { group_id, deduplication_id, ..draft };
        if let Some(queue) = self.queue_or_new(queue) {
            queue.send(draft, now);
        }
    }

    pub(super) fn queue_of_mut(&mut self, message: MessageId) -> Option<&mut Queue> {
        self.queues.values_mut().find(|queue| queue.message(message).is_some())
    }

    pub(super) fn draft(&mut self, body: Arc<str>, attributes: Json) -> Draft {
        self.n_messages += 1;
        let id = MessageId(self.n_messages);
        let message_id = self.draw().uuid().into();
        Draft {
            id,
            message_id,
            body,
            attributes,
            delay: None,
            group_id: None,
            deduplication_id: None,
            sequence_number: self.sequence_number(),
            origin: None,
        }
    }

    pub(super) fn next_publication_id(&mut self) -> MessageId {
        self.n_messages += 1;
        MessageId(self.n_messages)
    }

    /// Twenty digits that grow, as those of FIFO queues and topics.
    pub(super) fn sequence_number(&mut self) -> Arc<str> {
        self.n_sequence_numbers += 1;
        format!("188{:014}000", self.n_sequence_numbers * 256).into()
    }

    /// Fresh randomness, the same again for the same seed and history of the world.
    pub(super) fn draw(&mut self) -> Draw {
        self.n_draws += 1;
        Draw(Random::new(self.seed ^ self.n_draws.wrapping_mul(0xA24B_AED4_963E_E407)))
    }
}
