//! `sqs:sendMessage`.

use std::sync::Arc;

use super::World;
use super::account::host_of;
use super::answers::bare;
use super::call::Call;
use super::digest::{md5_of_attributes, md5_of_body};
use super::error::{ServiceError, sdk_failure, unknown_host};
use super::response::{Wire, with_sdk_metadata};
use super::sqs::Draft;
use crate::engine::Failure;
use crate::time::Duration;
use crate::value::Json;

pub(super) fn send_message(world: &mut World, call: &Call) -> Result<Json, Failure> {
    let url = call.text("QueueUrl").unwrap_or_default();
    if let Some(host) = host_of(url).filter(|host| !is_of_sqs(host)) {
        return Err(unknown_host("SQS", host));
    }
    if let Some(name) = call.missing(&["QueueUrl", "MessageBody"]) {
        let message = format!("The request must contain the parameter {name}.");
        return Err(refusal(world, "AmazonSQSException", &message, "MissingParameter"));
    }

    let body = text_of(call.parameters.get("MessageBody"));
    let attributes = call.parameters.get("MessageAttributes").cloned().unwrap_or_default();
    let string = |name| call.text(name).map(Arc::from);
    let seconds = call.parameters.get("DelaySeconds").and_then(Json::as_i64);
    let draft = Draft {
        delay: seconds.and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs),
        group_id: string("MessageGroupId"),
        deduplication_id: string("MessageDeduplicationId"),
        origin: Some(call.origin.clone()),
        ..world.draft(body.clone(), attributes.clone())
    };

    let Some(queue) = world.queue_or_new(url) else {
        let message = "The specified queue does not exist.";
        let code = "AWS.SimpleQueueService.NonExistentQueue";
        return Err(refusal(world, "QueueDoesNotExistException", message, code));
    };
    let is_fifo = queue.settings.is_fifo();
    let by_content = queue.settings.content_based_deduplication;
    if is_fifo && draft.group_id.is_none() {
        let message = "The request must contain the parameter MessageGroupId.";
        return Err(refusal(world, "AmazonSQSException", message, "MissingParameter"));
    }
    if is_fifo && draft.deduplication_id.is_none() && !by_content {
        let message = "The queue should either have ContentBasedDeduplication enabled or \
                       MessageDeduplicationId provided explicitly";
        return Err(refusal(world, "AmazonSQSException", message, "InvalidParameterValue"));
    }
    // AWS takes the SHA-256 of the body; any digest tells bodies apart.
    let by_body = || Arc::from(md5_of_body(&body));
    let deduplication_id = draft.deduplication_id.clone().or_else(|| is_fifo.then(by_body));
    let sent = queue.send(Draft { deduplication_id, ..draft }, call.at);

    let mut fields = Vec::new();
    if let Some(digest) = md5_of_attributes(&attributes) {
        fields.push(("MD5OfMessageAttributes", Json::from(digest)));
    }
    fields.push(("MD5OfMessageBody", Json::from(md5_of_body(&body))));
    fields.push(("MessageId", Json::String(sent.message_id)));
    if let Some(sequence_number) = sent.sequence_number {
        fields.push(("SequenceNumber", Json::String(sequence_number)));
    }
    let response = Json::object(fields);
    let (content_length, request_id) = (response.size(), world.draw().uuid());
    Ok(with_sdk_metadata(response, Wire::Json10, content_length, call.at, &request_id))
}

/// The SDK integration: the same message, the bare response.
pub(super) fn sdk_send_message(world: &mut World, call: &Call) -> Result<Json, Failure> {
    match send_message(world, call) {
        Ok(result) => Ok(bare(result)),
        Err(failure) => {
            let error = failure.error.as_deref().unwrap_or_default().replace("SQS.Amazon", "");
            let exception = error.trim_start_matches("SQS.").to_owned();
            let cause = failure.cause.as_deref().unwrap_or_default();
            let message = cause.split(" (Service:").next().unwrap_or(cause);
            Err(sdk_failure("Sqs", &exception, message, 400, &world.draw().uuid()))
        }
    }
}

fn refusal(world: &mut World, exception: &str, message: &str, error_code: &str) -> Failure {
    let refusal = ServiceError {
        prefix: "SQS",
        exception,
        message,
        service: "AmazonSQS",
        status_code: 400,
        error_code,
    };
    refusal.failure(&world.draw().uuid())
}

/// Hosts that SQS might answer on, local stand-ins among them.
fn is_of_sqs(host: &str) -> bool {
    host.contains("sqs") || host.contains("queue.amazonaws") || host == "localhost"
}

/// A payload as a message's text: a string as it is, anything else as compact JSON.
pub(super) fn text_of(value: Option<&Json>) -> Arc<str> {
    match value {
        Some(Json::String(text)) => text.clone(),
        Some(value) => value.to_string().into(),
        None => "".into(),
    }
}
