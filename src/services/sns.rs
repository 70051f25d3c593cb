//! SNS: topics, and what their subscribers get.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::account::Account;
use super::message::Publication;
use super::resources::{Subscription, TopicSettings};
use crate::json;
use crate::value::Json;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Topic {
    pub settings: TopicSettings,
    /// Oldest first.
    pub publications: Vec<Publication>,
}

/// Publications that a topic keeps to be shown.
const PUBLICATIONS_KEPT_MAX: usize = 200;

impl Topic {
    pub fn new(settings: TopicSettings) -> Topic {
        Topic { settings, publications: Vec::new() }
    }

    /// The subscriptions that really receive: those of queues.
    pub(super) fn subscribed_queues(&self) -> Vec<Subscription> {
        let all = self.settings.subscriptions.iter();
        all.filter(|subscription| &*subscription.protocol == "sqs").cloned().collect()
    }

    /// The subscriptions of Lambda functions.
    pub(super) fn subscribed_functions(&self) -> Vec<Subscription> {
        let all = self.settings.subscriptions.iter();
        all.filter(|subscription| &*subscription.protocol == "lambda").cloned().collect()
    }

    pub(super) fn keep(&mut self, publication: Publication) {
        if self.publications.len() == PUBLICATIONS_KEPT_MAX {
            self.publications.remove(0);
        }
        self.publications.push(publication);
    }
}

/// The body that a subscribed queue gets, unless raw message delivery is on: the notification's
/// JSON. `signature` stands for the one that AWS computes with its own key.
pub fn notification(
    account: &Account,
    topic: &str,
    publication: &Publication,
    subscription_id: &str,
    signature: &str,
) -> Json {
    let Account { region, .. } = account;
    let topic_arn = account.arn("sns", topic);
    let unsubscribe_url = format!(
        "https://sns.{region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn={topic_arn}:{subscription_id}"
    );
    let certificate_url = format!(
        "https://sns.{region}.amazonaws.com/SimpleNotificationService-{}.pem",
        &publication.message_id.replace('-', "")
    );
    let text = |text: &Arc<str>| Json::String(text.clone());
    let mut fields =
        vec![("Type", Json::from("Notification")), ("MessageId", text(&publication.message_id))];
    if let Some(sequence_number) = &publication.sequence_number {
        fields.push(("SequenceNumber", text(sequence_number)));
    }
    fields.push(("TopicArn", Json::String(topic_arn)));
    if let Some(subject) = &publication.subject {
        fields.push(("Subject", text(subject)));
    }
    fields.extend([
        ("Message", text(&publication.message)),
        ("Timestamp", Json::from(publication.published_at.to_string())),
    ]);
    if publication.sequence_number.is_none() {
        fields.extend([
            ("SignatureVersion", Json::from("1")),
            ("Signature", Json::from(signature)),
            ("SigningCertURL", Json::from(certificate_url)),
        ]);
    }
    fields.push(("UnsubscribeURL", Json::from(unsubscribe_url)));
    if let Some(attributes) = publication.attributes.as_object().filter(|all| !all.is_empty()) {
        let shown = attributes.iter().map(|(name, attribute)| {
            let field = |name| attribute.get(name).cloned().unwrap_or_default();
            let value = match attribute.get("BinaryValue") {
                Some(binary) => binary.clone(),
                None => field("StringValue"),
            };
            (name.clone(), Json::object([("Type", field("DataType")), ("Value", value)]))
        });
        fields.push(("MessageAttributes", Json::object(shown)));
    }
    Json::object(fields)
}

/// The event that a subscribed function gets. It spells some fields differently from a queue's
/// notification.
pub(super) fn lambda_event(
    account: &Account,
    topic: &str,
    publication: &Publication,
    subscription_id: &str,
    signature: &str,
) -> Json {
    let sent = notification(account, topic, publication, subscription_id, signature);
    let field = |name| sent.get(name).cloned().unwrap_or_default();
    let attributes = sent.get("MessageAttributes").cloned();
    let record = json!({
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "EventSubscriptionArn": format!("{}:{subscription_id}", account.arn("sns", topic)),
        "Sns": {
            "Type": "Notification",
            "MessageId": field("MessageId"),
            "TopicArn": field("TopicArn"),
            "Subject": field("Subject"),
            "Message": field("Message"),
            "Timestamp": field("Timestamp"),
            "SignatureVersion": field("SignatureVersion"),
            "Signature": field("Signature"),
            "SigningCertUrl": field("SigningCertURL"),
            "UnsubscribeUrl": field("UnsubscribeURL"),
            "MessageAttributes": attributes.unwrap_or_else(Json::empty_object)
        }
    });
    json!({ "Records": [record] })
}
