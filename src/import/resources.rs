//! The resources of a template that become mocks.

use std::sync::Arc;

use super::Opened;
use super::evaluate::Evaluator;
use super::physical::{boolean, name, number, property};
use super::template::{label, resource_type, scalar_text};
use crate::asl::source::{Entry, Node, Value};
use crate::services::{
    EventSourceMapping, FunctionSettings, QueueSettings, RedrivePolicy, Resources, Subscription,
    TableSettings, TopicSettings, name_of,
};
use crate::sort;
use crate::time::Duration;
use crate::value::Json;

/// The properties that are read, by type of resource.
const QUEUE: &[&str] = &[
    "QueueName",
    "VisibilityTimeout",
    "DelaySeconds",
    "FifoQueue",
    "ContentBasedDeduplication",
    "RedrivePolicy",
];
const TOPIC: &[&str] =
    &["TopicName", "DisplayName", "FifoTopic", "ContentBasedDeduplication", "Subscription"];
const SUBSCRIPTION: &[&str] = &["TopicArn", "Protocol", "Endpoint", "RawMessageDelivery"];
const FUNCTION: &[&str] = &[
    "FunctionName",
    "Handler",
    "Runtime",
    "Timeout",
    "Code",
    "InlineCode",
    "Environment",
    "Events",
    "Description",
];
const MAPPING: &[&str] =
    &["EventSourceArn", "FunctionName", "BatchSize", "Enabled", "FunctionResponseTypes"];
const TABLE: &[&str] = &["TableName", "KeySchema", "AttributeDefinitions", "PrimaryKey"];
const ACTIVITY: &[&str] = &["Name"];

/// Lambda's own default.
const FUNCTION_TIMEOUT: u64 = 3;
/// How many messages a function gets at once, when its mapping does not say.
const BATCH_SIZE: u64 = 10;

/// Whether reading the resource needs the topics to be read.
pub(super) fn is_subscriber(entry: &Entry) -> bool {
    let subscribers =
        ["AWS::SNS::Subscription", "AWS::Lambda::Function", "AWS::Serverless::Function"];
    subscribers.contains(&resource_type(&entry.node))
}

/// Takes a resource for a mock, or lists it as ignored.
pub(super) fn read_resource(evaluator: &Evaluator, kind: &str, entry: &Entry, opened: &mut Opened) {
    let resource = Resource { evaluator, entry };
    let resources = &mut opened.resources;
    let read = match kind {
        "AWS::SQS::Queue" => {
            resources.queues.push(resource.queue());
            QUEUE
        }
        "AWS::SNS::Topic" => {
            resources.topics.push(resource.topic());
            TOPIC
        }
        "AWS::SNS::Subscription" => {
            resource.subscribe(resources);
            SUBSCRIPTION
        }
        "AWS::Lambda::Function" | "AWS::Serverless::Function" => {
            resources.functions.push(resource.function());
            resource.events(resources);
            FUNCTION
        }
        "AWS::Lambda::EventSourceMapping" => {
            resources.event_source_mappings.extend(resource.mapping());
            MAPPING
        }
        "AWS::DynamoDB::Table" | "AWS::Serverless::SimpleTable" => {
            resources.tables.push(resource.table());
            TABLE
        }
        "AWS::StepFunctions::Activity" => {
            opened.activities.push(name(evaluator, entry));
            ACTIVITY
        }
        _ => return opened.ignore(label(entry), entry),
    };
    let properties = entry.node.get("Properties").and_then(Node::as_object).unwrap_or_default();
    for other in properties.iter().filter(|property| !read.contains(&&*property.key)) {
        opened.ignore(format!("{}.{}", label(entry), other.key), other);
    }
}

/// Dead-letter queues that are not of the template are there all the same.
pub(super) fn add_dead_letter_queues(resources: &mut Resources) {
    let policies = resources.queues.iter().filter_map(|queue| queue.redrive_policy.as_ref());
    let named: Vec<Arc<str>> = policies.map(|policy| policy.dead_letter_queue.clone()).collect();
    for name in named {
        if !resources.queues.iter().any(|queue| queue.name == name) {
            resources.queues.push(QueueSettings::named(name));
        }
    }
}

struct Resource<'a> {
    evaluator: &'a Evaluator<'a>,
    entry: &'a Entry,
}

impl Resource<'_> {
    fn name(&self) -> Arc<str> {
        name(self.evaluator, self.entry)
    }

    /// The property, or what SAM's `Globals` say for all functions.
    fn property(&self, name: &str) -> Option<Node> {
        property(self.evaluator, self.entry, name).or_else(|| {
            let kind = self.entry.node.get("Type")?.as_str()?;
            let globals = self.evaluator.root.get("Globals")?;
            let section = kind.strip_prefix("AWS::Serverless::")?;
            self.evaluator.value(globals.get(section)?.get(name)?)
        })
    }

    fn text(&self, name: &str) -> Option<Arc<str>> {
        self.property(name).and_then(|value| scalar_text(&value))
    }

    fn seconds(&self, name: &str) -> Option<Duration> {
        self.property(name).and_then(|value| number(&value)).map(Duration::from_secs)
    }

    fn is(&self, name: &str) -> bool {
        self.property(name).is_some_and(|value| boolean(&value))
    }

    fn queue(&self) -> QueueSettings {
        let unset = QueueSettings::named(self.name());
        QueueSettings {
            visibility_timeout: self
                .seconds("VisibilityTimeout")
                .unwrap_or(unset.visibility_timeout),
            delay: self.seconds("DelaySeconds").unwrap_or(unset.delay),
            redrive_policy: self.property("RedrivePolicy").and_then(|policy| redrive(&policy)),
            content_based_deduplication: self.is("ContentBasedDeduplication"),
            ..unset
        }
    }

    fn topic(&self) -> TopicSettings {
        let subscriptions = self.property("Subscription");
        let subscriptions = subscriptions.as_ref().and_then(Node::as_array).unwrap_or_default();
        TopicSettings {
            name: self.name(),
            display_name: self.text("DisplayName"),
            content_based_deduplication: self.is("ContentBasedDeduplication"),
            subscriptions: subscriptions.iter().filter_map(subscription).collect(),
        }
    }

    fn subscribe(&self, resources: &mut Resources) {
        let properties = self.entry.node.get("Properties").and_then(|p| self.evaluator.value(p));
        let (Some(arn), Some(subscription)) =
            (self.text("TopicArn"), properties.as_ref().and_then(subscription))
        else {
            return;
        };
        subscribe(resources, &arn, subscription);
    }

    fn function(&self) -> FunctionSettings {
        let code = self.entry.node.get("Properties").and_then(|properties| {
            properties.get("InlineCode").or_else(|| properties.get("Code")?.get("ZipFile"))
        });
        let environment = self.property("Environment");
        let variables = environment.as_ref().and_then(|environment| environment.get("Variables"));
        let variables = variables.and_then(Node::as_object).unwrap_or_default().iter();
        FunctionSettings {
            name: self.name(),
            handler: self.text("Handler").unwrap_or_default(),
            runtime: self.text("Runtime").unwrap_or_default(),
            timeout: self.seconds("Timeout").unwrap_or(Duration::from_secs(FUNCTION_TIMEOUT)),
            code: code.and_then(|code| self.evaluator.text(code)).map(|code| code.text.into()),
            environment: variables
                .filter_map(|entry| Some((entry.key.clone(), scalar_text(&entry.node)?)))
                .collect(),
        }
    }

    /// SAM: the queues and topics that a function listens to.
    fn events(&self, resources: &mut Resources) {
        let Some(events) = self.property("Events") else { return };
        for event in events.as_object().unwrap_or_default() {
            let Some(properties) = event.node.get("Properties") else { continue };
            let text = |name: &str| properties.get(name).and_then(scalar_text);
            let kind = event.node.get("Type").and_then(Node::as_str).map_or("", |kind| kind);
            match (kind, text("Queue"), text("Topic")) {
                ("SQS", Some(queue), _) => {
                    resources.event_source_mappings.push(mapping(
                        name_of(&queue).into(),
                        self.name(),
                        properties,
                    ));
                }
                ("SNS", _, Some(topic)) => {
                    let (protocol, endpoint) = ("lambda".into(), self.name());
                    let raw_message_delivery = false;
                    let subscription = Subscription { protocol, endpoint, raw_message_delivery };
                    subscribe(resources, &topic, subscription);
                }
                _ => {}
            }
        }
    }

    /// From a queue to a function; streams are not mocked.
    fn mapping(&self) -> Option<EventSourceMapping> {
        let source = self.text("EventSourceArn").filter(|arn| arn.contains(":sqs:"))?;
        let function = self.text("FunctionName")?;
        let properties = self.evaluator.value(self.entry.node.get("Properties")?)?;
        Some(mapping(name_of(&source).into(), name_of(&function).into(), &properties))
    }

    fn table(&self) -> TableSettings {
        let schema = self.property("KeySchema");
        let schema = schema.as_ref().and_then(Node::as_array).unwrap_or_default();
        let attribute = |key: &Node| key.get("AttributeName").and_then(scalar_text);
        let partition_first = |key: &&Node| {
            key.get("KeyType").and_then(Node::as_str).is_some_and(|kind| &**kind == "RANGE")
        };
        let mut keys: Vec<&Node> = schema.iter().collect();
        sort::by_key(&mut keys, partition_first);
        let mut key: Vec<Arc<str>> = keys.into_iter().filter_map(attribute).collect();
        let defined = self.property("AttributeDefinitions");
        let defined = defined.as_ref().and_then(Node::as_array).unwrap_or_default().iter();
        let mut types = sort::into_map(
            defined.filter_map(|it| Some((attribute(it)?, scalar_text(it.get("AttributeType")?)?))),
        );
        if key.is_empty() {
            let primary = self.property("PrimaryKey");
            let text = |name| scalar_text(primary.as_ref()?.get(name)?);
            let name = text("Name").unwrap_or_else(|| "id".into());
            // SAM says String, Number, Binary.
            let kind = text("Type").and_then(|kind| kind.get(..1).map(Arc::from));
            types.insert(name.clone(), kind.unwrap_or_else(|| "S".into()));
            key.push(name);
        }
        TableSettings { name: self.name(), key, types }
    }
}

/// `RedrivePolicy`, an object or its JSON text.
fn redrive(policy: &Node) -> Option<RedrivePolicy> {
    let policy = match &policy.value {
        Value::String(text) => Json::parse(text).ok()?,
        _ => policy.to_json(),
    };
    let count = policy.get("maxReceiveCount")?;
    let count = count.as_i64().or_else(|| count.as_str()?.parse().ok())?;
    Some(RedrivePolicy {
        dead_letter_queue: name_of(policy.get("deadLetterTargetArn")?.as_str()?).into(),
        max_receive_count: u32::try_from(count).ok()?,
    })
}

fn subscription(node: &Node) -> Option<Subscription> {
    let protocol = node.get("Protocol").and_then(scalar_text)?;
    let endpoint = node.get("Endpoint").and_then(scalar_text)?;
    let endpoint = match &*protocol {
        "sqs" | "lambda" => name_of(&endpoint).into(),
        _ => endpoint,
    };
    let raw_message_delivery = node.get("RawMessageDelivery").is_some_and(boolean);
    Some(Subscription { protocol, endpoint, raw_message_delivery })
}

/// Subscriptions are read behind all topics; one that is not of the template is there all the same.
fn subscribe(resources: &mut Resources, topic_arn: &str, subscription: Subscription) {
    let name = name_of(topic_arn);
    match resources.topics.iter_mut().find(|topic| &*topic.name == name) {
        Some(topic) => topic.subscriptions.push(subscription),
        None => resources.topics.push(TopicSettings {
            subscriptions: vec![subscription],
            ..TopicSettings::named(name)
        }),
    }
}

fn mapping(queue: Arc<str>, function: Arc<str>, properties: &Node) -> EventSourceMapping {
    let batch_size = properties.get("BatchSize").and_then(number).unwrap_or(BATCH_SIZE);
    let types = properties.get("FunctionResponseTypes").and_then(Node::as_array);
    let reports = |node: &Node| scalar_text(node).as_deref() == Some("ReportBatchItemFailures");
    EventSourceMapping {
        queue,
        function,
        batch_size: u32::try_from(batch_size).unwrap_or(u32::MAX),
        enabled: properties.get("Enabled").is_none_or(boolean),
        report_batch_item_failures: types.unwrap_or_default().iter().any(reports),
    }
}
