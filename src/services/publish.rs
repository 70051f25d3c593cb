//! `sns:publish`, and its fan-out to subscribed queues.

use std::sync::Arc;

use super::World;
use super::account::{host_of, name_of};
use super::answers::bare;
use super::call::Call;
use super::error::{ServiceError, sdk_failure, unknown_host};
use super::message::Publication;
use super::response::{Wire, with_sdk_metadata};
use super::send_message::text_of;
use super::sns::{Topic, notification};
use super::sqs::Draft;
use crate::engine::Failure;
use crate::value::Json;

/// Bytes of the XML around a MessageId, and around a SequenceNumber after it.
const XML_BYTES: usize = 294;
const XML_SEQUENCE_NUMBER_BYTES: usize = 58;

pub(super) fn publish(world: &mut World, call: &Call) -> Result<Json, Failure> {
    let arn = call.text("TopicArn").or_else(|| call.text("TargetArn")).unwrap_or_default();
    let is_to_phone = call.text("PhoneNumber").is_some();
    if let Some(host) = host_of(arn) {
        return Err(unknown_host("SNS", host));
    }
    if arn.is_empty() && !is_to_phone {
        let message = "Invalid parameter: TopicArn or TargetArn Reason: no value for required \
                       parameter";
        return Err(refusal(world, "InvalidParameterException", message, 400, "InvalidParameter"));
    }

    let string = |name| call.text(name).map(Arc::from);
    let group_id: Option<Arc<str>> = string("MessageGroupId");
    let is_fifo = name_of(arn).ends_with(".fifo");
    if is_fifo && group_id.is_none() {
        let message = "Invalid parameter: The MessageGroupId parameter is required for FIFO topics";
        return Err(refusal(world, "InvalidParameterException", message, 400, "InvalidParameter"));
    }
    let publication = Publication {
        id: world.next_publication_id(),
        message_id: world.draw().uuid().into(),
        subject: string("Subject"),
        message: text_of(call.parameters.get("Message")),
        attributes: call.parameters.get("MessageAttributes").cloned().unwrap_or_default(),
        sequence_number: is_fifo.then(|| world.sequence_number()),
        published_at: call.at,
        origin: Some(call.origin.clone()),
        delivered_to: Vec::new(),
    };
    let (message_id, sequence_number) =
        (publication.message_id.clone(), publication.sequence_number.clone());
    if !is_to_phone {
        let Some(topic) = world.topic_or_new(arn) else {
            let message = "Topic does not exist";
            return Err(refusal(world, "NotFoundException", message, 404, "NotFound"));
        };
        let name = topic.settings.name.clone();
        let delivered_to = fan_out(world, &name, &publication, group_id, call);
        if let Some(topic) = world.topic_or_new(arn) {
            topic.keep(Publication { delivered_to, ..publication });
        }
    }

    let mut content_length = XML_BYTES;
    let mut fields = vec![("MessageId", Json::String(message_id))];
    if let Some(sequence_number) = sequence_number {
        content_length += XML_SEQUENCE_NUMBER_BYTES;
        fields.push(("SequenceNumber", Json::String(sequence_number)));
    }
    let request_id = world.draw().uuid();
    Ok(with_sdk_metadata(Json::object(fields), Wire::Xml, content_length, call.at, &request_id))
}

/// Gives the message to every subscribed queue and function; tells which got it.
fn fan_out(
    world: &mut World,
    topic: &str,
    publication: &Publication,
    group_id: Option<Arc<str>>,
    call: &Call,
) -> Vec<Arc<str>> {
    let Some(subscriptions) = world.topics.get(topic).map(Topic::subscribed_queues) else {
        return Vec::new();
    };
    let mut delivered_to = Vec::new();
    for subscription in subscriptions {
        let is_raw = subscription.raw_message_delivery;
        let (subscription_id, signature) = (world.draw().uuid(), world.draw().signature());
        let body = match is_raw {
            true => publication.message.clone(),
            false => notification(&world.account, topic, publication, &subscription_id, &signature)
                .to_string()
                .into(),
        };
        let attributes = if is_raw { publication.attributes.clone() } else { Json::Null };
        let draft = Draft {
            group_id: group_id.clone(),
            deduplication_id: group_id.is_some().then(|| publication.message_id.clone()),
            origin: Some(call.origin.clone()),
            ..world.draft(body, attributes)
        };
        if let Some(queue) = world.queue_or_new(&subscription.endpoint) {
            queue.send(draft, call.at);
            delivered_to.push(queue.settings.name.clone());
        }
    }
    delivered_to.extend(world.deliver_to_functions(topic, publication));
    delivered_to
}

/// The SDK integration: the same message, the bare response.
pub(super) fn sdk_publish(world: &mut World, call: &Call) -> Result<Json, Failure> {
    match publish(world, call) {
        Ok(result) => Ok(bare(result)),
        Err(failure) => {
            let error = failure.error.as_deref().unwrap_or_default();
            let exception = error.trim_start_matches("SNS.").to_owned();
            let cause = failure.cause.as_deref().unwrap_or_default();
            let message = cause.split(" (Service:").next().unwrap_or(cause);
            Err(sdk_failure("Sns", &exception, message, 400, &world.draw().uuid()))
        }
    }
}

fn refusal(
    world: &mut World,
    exception: &str,
    message: &str,
    status_code: u16,
    error_code: &str,
) -> Failure {
    let refusal = ServiceError {
        prefix: "SNS",
        exception,
        message,
        service: "AmazonSNS",
        status_code,
        error_code,
    };
    refusal.failure(&world.draw().uuid())
}
