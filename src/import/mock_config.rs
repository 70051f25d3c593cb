//! `MockConfigFile.json` of Step Functions Local: what answers the tasks of a state machine.
//!
//! Signalbox reads AWS's format and a little more, for task tokens and time:
//!
//! ```json
//! {
//!   "StateMachines": {
//!     "Approval": { "TestCases": { "Late": { "Ask": "AnswersLate", "Notify": "Published" } } }
//!   },
//!   "MockedResponses": {
//!     "AnswersLate": {
//!       "0":   { "SendTaskSuccess": { "approved": true }, "AfterSeconds": 90, "HeartbeatSeconds": 20 },
//!       "1-2": { "Throw": { "Error": "Mail.Bounced", "Cause": "no such address" } }
//!     },
//!     "Published": { "0": { "Return": { "MessageId": "1" } } }
//!   }
//! }
//! ```
//!
//! `SendTaskSuccess` and `SendTaskFailure` say the same as `Return` and `Throw`, and read better
//! where a token is what is answered. A file without `StateMachines` is one test case: its fields
//! are states, each with its responses.

use std::ops::RangeInclusive;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::json;
use crate::services::{Failure, Outcome, Response};
use crate::time::Duration;
use crate::value::Json;

/// The test cases of a mock file, in the order of writing.
#[derive(Clone, Debug, Default)]
pub struct MockConfig {
    pub test_cases: Vec<TestCase>,
}

/// What answers the tasks of each state in one execution.
#[derive(Clone, Debug, Default)]
pub struct TestCase {
    /// As `StateMachines` has it; empty where the file has none.
    pub state_machine: String,
    pub name: String,
    pub states: IndexMap<String, Vec<Response>>,
}

impl MockConfig {
    /// The test cases for a state machine: those under its name, or all of them when the file is
    /// about a single machine, whatever that is called there.
    pub fn of_machine<'a>(&'a self, machine: &'a str) -> impl Iterator<Item = &'a TestCase> {
        let first = self.test_cases.first().map(|case| &case.state_machine);
        let is_about_one = self.test_cases.iter().all(|case| Some(&case.state_machine) == first);
        self.test_cases.iter().filter(move |case| is_about_one || case.state_machine == machine)
    }
}

/// Whether a text that is JSON looks like a mock file, and not like a definition.
pub fn is_mock_config(value: &Json) -> bool {
    value.get("MockedResponses").is_some() || value.get("StateMachines").is_some()
}

impl TestCase {
    /// The answer to an attempt of a state's task: 0 for the first, counting retries and visits.
    pub fn response(&self, state: &str, attempt: u32) -> Option<&Response> {
        self.states.get(state)?.iter().find(|response| response.covers(attempt))
    }
}

/// Reads a mock file. The error says what in it is not understood.
pub fn read(text: &str) -> Result<MockConfig, String> {
    let config = Json::parse(text).map_err(|error| {
        format!("not JSON: {error} (line {}, column {})", error.line, error.column)
    })?;
    let Some(machines) = config.get("StateMachines") else {
        let states = each(&config, "the file", |_, responses| read_responses(responses))?;
        return Ok(MockConfig { test_cases: vec![TestCase { states, ..TestCase::default() }] });
    };
    let mocked = config.get("MockedResponses").cloned().unwrap_or_else(Json::empty_object);
    let mocked = each(&mocked, "MockedResponses", |_, responses| read_responses(responses))?;
    let mut test_cases = Vec::new();
    for (machine, fields) in object(machines, "StateMachines")?.iter() {
        let cases = fields.get("TestCases").unwrap_or(&Json::Null);
        for (name, states) in object(cases, &format!("TestCases of {machine}"))?.iter() {
            let states = each(states, name, |_, response| {
                let response = response.as_str().unwrap_or_default();
                let found = mocked.get(response).cloned();
                found.ok_or_else(|| format!("MockedResponses has no '{response}'"))
            })?;
            test_cases.push(TestCase {
                state_machine: machine.to_string(),
                name: name.to_string(),
                states,
            });
        }
    }
    Ok(MockConfig { test_cases })
}

/// A mock file with one test case, in AWS's format: what [`read`] reads.
pub fn write(machine: &str, case: &TestCase) -> Json {
    let states = case.states.keys().map(|state| (state.as_str(), Json::from(state.as_str())));
    let case_of_machine = Json::object([(case.name.as_str(), Json::object(states))]);
    let responses = case.states.iter().map(|(state, responses)| {
        let attempts = responses.iter().map(|it| (write_attempts(it), write_response(it)));
        (state.as_str(), Json::object(attempts))
    });
    json!({
        "StateMachines": Json::object([(machine, json!({ "TestCases": case_of_machine }))]),
        "MockedResponses": Json::object(responses)
    })
}

fn write_attempts(response: &Response) -> String {
    match response.to {
        Some(to) if to != response.from => format!("{}-{to}", response.from),
        _ => response.from.to_string(),
    }
}

fn write_response(response: &Response) -> Json {
    let (name, answer) = match &response.outcome {
        Outcome::Return(output) => ("Return", output.clone()),
        Outcome::Throw(Failure { error, cause }) => {
            let text = |text: &Option<Arc<str>>| text.clone().map(Json::String);
            let fields = [("Error", text(error)), ("Cause", text(cause))];
            let given = fields.into_iter().filter_map(|(name, text)| Some((name, text?)));
            ("Throw", Json::object(given))
        }
    };
    let seconds = |span: Duration| Json::from(span.as_secs_f64());
    let after = Some(response.after).filter(|after| *after > Duration::ZERO);
    let fields = [
        Some((name, answer)),
        after.map(|after| ("AfterSeconds", seconds(after))),
        response.heartbeat_every.map(|every| ("HeartbeatSeconds", seconds(every))),
    ];
    Json::object(fields.into_iter().flatten())
}

fn read_responses(responses: &Json) -> Result<Vec<Response>, String> {
    let read = |attempts: &str, answer: &Json| {
        let attempts = read_attempts(attempts)?;
        let outcome = read_outcome(answer)?;
        let after = seconds(answer, "AfterSeconds")?.unwrap_or(Duration::ZERO);
        let heartbeat_every = seconds(answer, "HeartbeatSeconds")?;
        let (from, to) = (*attempts.start(), Some(*attempts.end()));
        Ok(Response { from, to, after, heartbeat_every, outcome })
    };
    Ok(each(responses, "a mocked response", read)?.into_values().collect())
}

/// `0`, or `1-2`.
fn read_attempts(text: &str) -> Result<RangeInclusive<u32>, String> {
    let number = |text: &str| text.trim().parse::<u32>().ok();
    let range = match text.split_once('-') {
        Some((first, last)) => number(first).zip(number(last)),
        None => number(text).map(|only| (only, only)),
    };
    match range {
        Some((first, last)) if first <= last => Ok(first..=last),
        _ => Err(format!("'{text}' is neither an attempt (`0`) nor a range of them (`1-2`)")),
    }
}

fn read_outcome(answer: &Json) -> Result<Outcome, String> {
    let returned = answer.get("Return").or(answer.get("SendTaskSuccess"));
    let thrown = answer.get("Throw").or(answer.get("SendTaskFailure"));
    match (returned, thrown) {
        (Some(output), None) => Ok(Outcome::Return(output.clone())),
        (None, Some(failure)) => {
            let text = |name| failure.get(name).and_then(Json::as_str);
            Ok(Outcome::throw(text("Error"), text("Cause")))
        }
        _ => Err("one of Return, Throw, SendTaskSuccess and SendTaskFailure is needed".into()),
    }
}

fn seconds(answer: &Json, name: &str) -> Result<Option<Duration>, String> {
    match answer.get(name).map(|seconds| seconds.as_f64()) {
        None => Ok(None),
        Some(Some(seconds)) if seconds >= 0.0 => Ok(Some(Duration((seconds * 1000.0) as u64))),
        Some(_) => Err(format!("{name} is not a number of seconds")),
    }
}

/// Reads each field of an object; an error says in which one it is.
fn each<T>(
    value: &Json,
    what: &str,
    read: impl Fn(&str, &Json) -> Result<T, String>,
) -> Result<IndexMap<String, T>, String> {
    let fields = object(value, what)?.iter();
    let read = fields.map(|(name, value)| match read(name, value) {
        Ok(read) => Ok((name.to_string(), read)),
        Err(error) => Err(format!("{name}: {error}")),
    });
    read.collect()
}

fn object<'a>(value: &'a Json, what: &str) -> Result<&'a crate::value::Object, String> {
    value.as_object().map(|object| &**object).ok_or_else(|| format!("{what} is not an object"))
}
