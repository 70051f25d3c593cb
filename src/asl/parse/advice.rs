//! Advice on callbacks: what AWS takes, and what goes wrong all the same.

use super::place::Place;
use super::reader::Reader;
use crate::asl::source::{Node, Value};
use crate::asl::{Catcher, Code, ErrorName, Field, Pattern, Resource, Retrier, Task};

/// The page of AWS's that explains a piece of advice.
pub fn advice_link(code: Code) -> Option<&'static str> {
    match code {
        Code::Advice("callback-without-end" | "heartbeat-not-shorter") => Some(
            "https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#wait-token-hearbeat",
        ),
        Code::Advice("token-not-passed" | "token-not-encoded") => Some(
            "https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token",
        ),
        Code::Advice("job-error-in-callback") => Some(
            "https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync",
        ),
        Code::Advice("retry-sends-again" | "timeout-not-caught") => Some(
            "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html",
        ),
        _ => None,
    }
}

/// Advises on a Task that waits for its token to come back.
pub(super) fn advise_callback(reader: &mut Reader, place: &Place, task: &Task) {
    advise_heartbeat(reader, place, task);
    let waits =
        matches!(&task.resource, Resource::Integration { pattern: Pattern::WaitForTaskToken, .. });
    let Some(resource) = place.field("Resource").filter(|_| waits) else { return };
    let has_end = task.timeout.is_some() || task.heartbeat.is_some();
    if !has_end && !reader.has_timeout {
        let message = "Without TimeoutSeconds or HeartbeatSeconds this Task waits for a lost \
                       token up to a year, until its execution ends";
        reader.advise("callback-without-end", &resource, message);
    } else if has_end && reader.n_catching == 0 && !catches_timeout(&task.catch) {
        let message = "No catcher names States.Timeout (or States.ALL): when no answer comes in \
                       time, the execution fails";
        reader.advise("timeout-not-caught", &resource, message);
    }
    advise_token(reader, place, &resource);
    for (index, retrier) in place.field("Retry").iter().flat_map(Place::items).enumerate() {
        let sends_again = task.retry.get(index).is_some_and(|retrier| {
            has_end && retrier.max_attempts > 0 && names_timeout(&retrier.error_equals)
        });
        if let Some(name) = retrier_names(&task.retry, index).find(|name| is_of_job(name)) {
            let message = format!(
                "{name} is an error of a job that a .sync Task waits for: this Task hears of it \
                 only when whoever answers sends it with SendTaskFailure"
            );
            reader.advise("job-error-in-callback", &retrier, message);
        }
        if sends_again {
            let message = "A retry after a timeout sends the request once more, with a new \
                           token; an answer to the first one is then refused";
            reader.advise("retry-sends-again", &retrier, message);
        }
    }
}

fn retrier_names(retriers: &[Retrier], index: usize) -> impl Iterator<Item = &ErrorName> {
    retriers.get(index).into_iter().flat_map(|retrier| &retrier.error_equals)
}

/// Whether an error is of a service that only ever runs jobs, none of which can wait for a token.
fn is_of_job(name: &str) -> bool {
    const JOB_SERVICES: [&str; 9] = [
        "Athena",
        "Batch",
        "CodeBuild",
        "DataBrew",
        "EMR",
        "ElasticMapReduce",
        "Glue",
        "MediaConvert",
        "SageMaker",
    ];
    let service = name.split_once('.').map(|(service, _)| service.trim_start_matches("Amazon"));
    service.is_some_and(|service| JOB_SERVICES.contains(&service.trim_start_matches("AWS")))
}

fn advise_heartbeat(reader: &mut Reader, place: &Place, task: &Task) {
    let seconds = |field: &Option<Field>| match field {
        Some(Field::Literal(value)) => value.as_i64(),
        _ => None,
    };
    if let (Some(heartbeat), Some(timeout)) = (seconds(&task.heartbeat), seconds(&task.timeout))
        && heartbeat >= timeout
        && let Some(field) = place.field("HeartbeatSeconds")
    {
        let message = "HeartbeatSeconds must be shorter than TimeoutSeconds to mean anything";
        reader.advise("heartbeat-not-shorter", &field, message);
    }
}

/// Tells how many timeouts are caught further out while `read` reads what is within a state.
pub(super) fn within<T>(
    reader: &mut Reader,
    place: &Place,
    read: impl FnOnce(&mut Reader) -> T,
) -> T {
    let catchers = place.field("Catch").map(|catch| catch.items()).unwrap_or_default();
    let names = catchers.iter().filter_map(|catcher| catcher.field("ErrorEquals"));
    let names = names.flat_map(|names| names.items());
    let catches = names.filter_map(|name| name.node.as_str()).any(|name| is_timeout(name));
    reader.n_catching += usize::from(catches);
    let value = read(reader);
    reader.n_catching -= usize::from(catches);
    value
}

fn catches_timeout(catchers: &[Catcher]) -> bool {
    catchers.iter().any(|catcher| names_timeout(&catcher.error_equals))
}

fn names_timeout(error_equals: &[ErrorName]) -> bool {
    error_equals.iter().any(|name| is_timeout(name))
}

fn is_timeout(name: &str) -> bool {
    matches!(name, "States.ALL" | "States.Timeout" | "States.HeartbeatTimeout")
}

fn advise_token(reader: &mut Reader, place: &Place, resource: &Place) {
    let payload = place.field("Parameters").or_else(|| place.field("Arguments"));
    if !payload.as_ref().is_some_and(|payload| mentions_token(payload.node)) {
        let message = "The task token ($$.Task.Token) is not passed on, so nobody can answer";
        return reader.advise("token-not-passed", resource, message);
    }
    if let Some(payload) = payload {
        advise_encoding(reader, &payload);
    }
}

/// Whether the token may be in the payload: by its own path, with the context, or from the input.
fn mentions_token(node: &Node) -> bool {
    match &node.value {
        // `$` and `$.request` may hold what an earlier state put there, yet never this task's
        // token; `$$` and `$states.context` hold it.
        Value::String(text) => {
            let whole = ["$$", "$$.Task", "$states.context", "$states.context.Task"];
            let source = text.trim_start_matches("{%").trim_end_matches("%}").trim();
            text.contains("Task.Token")
                || text.contains("Task['Token']")
                || whole.contains(&source)
                || text.contains("$states.context)")
                || text.contains("($$)")
        }
        Value::Array(items) => items.iter().any(mentions_token),
        Value::Object(entries) => entries.iter().any(|entry| mentions_token(&entry.node)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A token has `+`, `/` and `=`, which mean something else in a query string.
fn advise_encoding(reader: &mut Reader, place: &Place) {
    if let Some(text) = place.node.as_str()
        && let Some(token) = text.find("Task.Token")
        && is_in_query(text, token)
    {
        let message = "A task token in a query string must be percent-encoded, since it may hold \
                       '+', '/' and '='";
        reader.advise("token-not-encoded", place, message);
    }
    for (_, field) in place.fields() {
        advise_encoding(reader, &field);
    }
    for item in place.items() {
        advise_encoding(reader, &item);
    }
}

/// Whether a text builds a URL whose query gets the token as it is.
fn is_in_query(text: &str, token: usize) -> bool {
    let is_encoded = text.contains("encodeUrl") || text.contains("Base64Encode");
    let before = &text[..token];
    // `…?token={}` of States.Format, or `'…?token=' & $states.context.Task.Token`.
    let is_url = before.contains("http") || before.contains('?');
    let builds_query = before.contains('?') && (before.contains("={}") || before.contains("='"));
    is_url && builds_query && !is_encoded
}
