//! GetExecutionHistory's response of a real execution: its input, and what answered its tasks, so
//! that the same run can be done again here.

use std::collections::BTreeMap;

use indexmap::{IndexMap, IndexSet};

use super::mock_config::TestCase;
use crate::services::{Failure, Outcome, Response};
use crate::sort;
use crate::time::{Duration, Timestamp};
use crate::value::Json;

/// What a history tells of its execution.
#[derive(Clone, Debug)]
pub struct RecordedHistory {
    /// Of ExecutionStarted.
    pub input: Json,
    pub started_at: Option<Timestamp>,
    /// The types of all events, in their order.
    pub events: Vec<String>,
    /// The states that were entered, each once, in the order of entering.
    pub states: Vec<String>,
    /// The type of the last event: `ExecutionSucceeded`, `ExecutionFailed`, …
    pub last_event: String,
    /// What answered each state's tasks, attempt by attempt.
    pub answers: TestCase,
}

/// Whether a text that is JSON looks like a history.
pub fn is_history(value: &Json) -> bool {
    let first = events(value).and_then(|events| events.first());
    first.is_some_and(|event| event.get("type").is_some() && event.get("id").is_some())
}

/// Reads a history as `aws stepfunctions get-execution-history` prints it, or its list of events
/// alone. The error says what is missing.
pub fn read(text: &str) -> Result<RecordedHistory, String> {
    let value = Json::parse(text).map_err(|error| format!("not JSON: {error}"))?;
    let events = events(&value).filter(|_| is_history(&value)).ok_or("there are no events")?;
    let mut events: Vec<&Json> = events.iter().collect();
    // `--reverse-order` prints the last one first.
    sort::by_key(&mut events, |event| id(event));

    let mut tasks = Tasks::default();
    let mut input = None;
    for event in &events {
        let kind = event_type(event);
        if kind == "ExecutionStarted" {
            input = detail(event).and_then(|detail| detail.get("input")).map(opened);
        }
        tasks.take(event, kind);
    }
    Ok(RecordedHistory {
        input: input.ok_or("there is no ExecutionStarted with its input")?,
        started_at: events.first().and_then(|event| timestamp(event)),
        events: events.iter().map(|event| event_type(event).to_owned()).collect(),
        states: tasks.states.into_iter().collect(),
        last_event: events.last().map(|event| event_type(event).to_owned()).unwrap_or_default(),
        answers: TestCase { states: tasks.answers, ..TestCase::default() },
    })
}

/// What is known of an event by those that follow it.
#[derive(Clone, Default)]
struct Known {
    /// The state that it belongs to.
    state: String,
    /// Of the last task that was scheduled: the attempt, and when.
    attempt: u32,
    scheduled_at: Option<Timestamp>,
}

/// Longer than any execution lasts.
const NEVER: Duration = Duration::from_secs(2 * 366 * 86_400);

#[derive(Default)]
struct Tasks {
    known: BTreeMap<i64, Known>,
    n_attempts: BTreeMap<String, u32>,
    answers: IndexMap<String, Vec<Response>>,
    states: IndexSet<String>,
}

impl Tasks {
    fn take(&mut self, event: &Json, kind: &str) {
        let previous = event.get("previousEventId").and_then(Json::as_i64).unwrap_or(0);
        let mut known = self.known.get(&previous).cloned().unwrap_or_default();
        if kind.ends_with("StateEntered") {
            let name = detail(event).and_then(|detail| detail.get("name")?.as_str());
            known.state = name.unwrap_or_default().to_owned();
            self.states.insert(known.state.clone());
        } else if matches!(kind, "TaskScheduled" | "LambdaFunctionScheduled" | "ActivityScheduled")
        {
            let n_attempts = self.n_attempts.entry(known.state.clone()).or_default();
            known.attempt = *n_attempts;
            known.scheduled_at = timestamp(event);
            *n_attempts += 1;
        } else if let Some(outcome) = outcome(event, kind) {
            let span = timestamp(event).zip(known.scheduled_at);
            let after = span.map_or(Duration::ZERO, |(at, scheduled)| at.since(scheduled));
            // A service that had its time out would have answered later, if ever.
            let after = if kind.ends_with("TimedOut") { NEVER } else { after };
            let (from, to) = (known.attempt, Some(known.attempt));
            let response = Response { from, to, after, heartbeat_every: None, outcome };
            self.answers.entry(known.state.clone()).or_default().push(response);
        }
        self.known.insert(id(event), known);
    }
}

/// How a task ended, for the events that say so.
fn outcome(event: &Json, kind: &str) -> Option<Outcome> {
    let kind = ["Task", "LambdaFunction", "Activity"]
        .iter()
        .find_map(|service| kind.strip_prefix(service))?;
    let text = |name: &str| detail(event)?.get(name)?.as_str().map(Into::into);
    match kind {
        "Succeeded" => {
            let output = detail(event).and_then(|detail| detail.get("output"));
            Some(Outcome::Return(output.map_or(Json::Null, opened)))
        }
        "Failed" | "ScheduleFailed" | "StartFailed" | "SubmitFailed" => {
            Some(Outcome::Throw(Failure { error: text("error"), cause: text("cause") }))
        }
        // Whoever waits for a token, or for a worker, times out here by itself too.
        "TimedOut" if waits_for_somebody(event) => None,
        "TimedOut" => {
            let error = text("error").unwrap_or_else(|| "States.Timeout".into());
            Some(Outcome::Throw(Failure { error: Some(error), cause: text("cause") }))
        }
        _ => None,
    }
}

fn waits_for_somebody(event: &Json) -> bool {
    let resource = detail(event).and_then(|detail| detail.get("resource")?.as_str());
    event_type(event).starts_with("Activity")
        || resource.is_some_and(|resource| resource.ends_with("waitForTaskToken"))
}

fn events(value: &Json) -> Option<&[Json]> {
    value.get("events").unwrap_or(value).as_array().map(|events| &***events)
}

fn id(event: &Json) -> i64 {
    event.get("id").and_then(Json::as_i64).unwrap_or(0)
}

fn event_type(event: &Json) -> &str {
    event.get("type").and_then(Json::as_str).unwrap_or_default()
}

/// The one field that ends in `EventDetails`.
fn detail(event: &Json) -> Option<&Json> {
    let fields = event.as_object()?;
    fields.iter().find(|(name, _)| name.ends_with("EventDetails")).map(|(_, detail)| detail)
}

/// JSON in a string.
fn opened(text: &Json) -> Json {
    text.as_str().and_then(|text| Json::parse(text).ok()).unwrap_or_else(|| text.clone())
}

/// RFC 3339, or seconds since 1970 as the API has them.
fn timestamp(event: &Json) -> Option<Timestamp> {
    match event.get("timestamp")? {
        Json::String(text) => Timestamp::parse_rfc3339(text),
        Json::Number(seconds) => Some(Timestamp((seconds.as_f64() * 1000.0).round() as i64)),
        _ => None,
    }
}
