//! What stands around a state machine: queues, topics, functions, tables, as data that a template
//! or a sample declares and the mocks are made from.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::time::Duration;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Resources {
    pub queues: Vec<QueueSettings>,
    pub topics: Vec<TopicSettings>,
    pub functions: Vec<FunctionSettings>,
    pub event_source_mappings: Vec<EventSourceMapping>,
    pub tables: Vec<TableSettings>,
}

/// `AWS::SQS::Queue`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueueSettings {
    /// Ends in `.fifo` for a FIFO queue.
    pub name: Arc<str>,
    /// `VisibilityTimeout`: how long a received message stays hidden.
    pub visibility_timeout: Duration,
    /// `DelaySeconds` of messages that do not say their own.
    pub delay: Duration,
    pub redrive_policy: Option<RedrivePolicy>,
    /// `ContentBasedDeduplication` of a FIFO queue.
    pub content_based_deduplication: bool,
}

/// `RedrivePolicy`: which queue takes what was received too often.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RedrivePolicy {
    /// The name of the dead-letter queue, not its ARN.
    pub dead_letter_queue: Arc<str>,
    pub max_receive_count: u32,
}

/// `AWS::SNS::Topic` with its subscriptions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TopicSettings {
    /// Ends in `.fifo` for a FIFO topic.
    pub name: Arc<str>,
    pub display_name: Option<Arc<str>>,
    pub content_based_deduplication: bool,
    pub subscriptions: Vec<Subscription>,
}

/// Who gets what is published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Subscription {
    /// `sqs`, `email`, `lambda`, `https`, …; only queues really receive.
    pub protocol: Arc<str>,
    /// A queue's name for `sqs`; an address, function or URL otherwise.
    pub endpoint: Arc<str>,
    /// `RawMessageDelivery`: the message as it is, not wrapped in a notification.
    #[serde(default)]
    pub raw_message_delivery: bool,
}

/// `AWS::Lambda::Function`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FunctionSettings {
    pub name: Arc<str>,
    /// `index.handler`.
    pub handler: Arc<str>,
    /// `nodejs22.x`, `python3.13`, …
    pub runtime: Arc<str>,
    pub timeout: Duration,
    /// The inline source (`Code.ZipFile`), where the template has it.
    pub code: Option<Arc<str>>,
    /// `Environment.Variables`.
    pub environment: Vec<(Arc<str>, Arc<str>)>,
}

/// `AWS::Lambda::EventSourceMapping` from a queue to a function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventSourceMapping {
    /// The queue's name.
    pub queue: Arc<str>,
    /// The function's name.
    pub function: Arc<str>,
    pub batch_size: u32,
    pub enabled: bool,
    /// `FunctionResponseTypes` has `ReportBatchItemFailures`.
    #[serde(default)]
    pub report_batch_item_failures: bool,
}

/// `AWS::DynamoDB::Table`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableSettings {
    pub name: Arc<str>,
    /// `KeySchema`: the partition key, then the sort key if there is one.
    pub key: Vec<Arc<str>>,
    /// `AttributeDefinitions`: `S`, `N` or `B` by attribute.
    #[serde(default)]
    pub types: BTreeMap<Arc<str>, Arc<str>>,
}

impl Default for QueueSettings {
    fn default() -> QueueSettings {
        QueueSettings {
            name: "".into(),
            visibility_timeout: Duration::from_secs(30),
            delay: Duration::ZERO,
            redrive_policy: None,
            content_based_deduplication: false,
        }
    }
}

impl QueueSettings {
    /// A queue as CreateQueue makes it when it is told nothing but a name.
    pub fn named(name: impl Into<Arc<str>>) -> QueueSettings {
        QueueSettings { name: name.into(), ..QueueSettings::default() }
    }

    pub fn is_fifo(&self) -> bool {
        self.name.ends_with(".fifo")
    }
}

impl TopicSettings {
    pub fn named(name: impl Into<Arc<str>>) -> TopicSettings {
        TopicSettings { name: name.into(), ..TopicSettings::default() }
    }

    pub fn is_fifo(&self) -> bool {
        self.name.ends_with(".fifo")
    }
}
