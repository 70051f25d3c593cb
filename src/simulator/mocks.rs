//! Mocks as a file: `MockConfigFile.json` in, and a run done by hand out as one.

use indexmap::IndexMap;

use super::run::Run;
use super::summary::innermost;
use super::{MockFile, Notice, Simulator};
use crate::asl::StateName;
use crate::engine::{Event, EventDetail, TaskId};
use crate::import::mock_config::{self, MockConfig, TestCase};
use crate::services::{Mock, Outcome, Response};
use crate::time::{Duration, Timestamp};
use crate::value::Json;

/// A task of a run, as far as its answer came.
struct Lived {
    state: StateName,
    attempt: u32,
    scheduled_at: Timestamp,
    heard_at: Timestamp,
    /// The longest silence between heartbeats.
    heartbeat_every: Option<Duration>,
    answer: Option<(Timestamp, Outcome)>,
}

impl Simulator {
    pub(super) fn open_mocks(&mut self, text: &str, test_case: Option<&str>) {
        match self.find_test_case(text, test_case) {
            Ok(case) => {
                self.notice = Some(Notice::MocksOpened(case.name.clone()));
                self.answer_by(text, case);
            }
            Err(reason) => self.notice = Some(Notice::MocksNotRead(reason)),
        }
    }

    /// The test case that is meant; the error says, in English, why there is none.
    fn find_test_case(&self, text: &str, name: Option<&str>) -> Result<TestCase, String> {
        let config = mock_config::read(text)?;
        let document = self.document();
        let mut cases = config.of_machine(&document.name);
        let case = cases.find(|case| name.is_none_or(|name| case.name == name));
        let case = case.ok_or_else(|| format!("it has no test case for {}", document.name))?;
        let is_state = |name: &String| document.machine().is_some_and(|it| it.find(name).is_some());
        match case.states.keys().find(|name| !is_state(name)) {
            Some(name) => Err(format!("{} has no state '{name}'", document.name)),
            None => Ok(case.clone()),
        }
    }

    /// Lets a test case answer, in the place of what answered by rules so far.
    pub(super) fn answer_by(&mut self, text: &str, case: TestCase) {
        self.edit(|document| {
            document.mocks.retain(|_, mock| !matches!(mock, Mock::Responses(_)));
            for (state, responses) in case.states {
                document.mocks.insert(state.into(), Mock::Responses(responses));
            }
            document.mock_file = Some(MockFile { text: text.into(), test_case: case.name });
        });
        self.replan();
    }

    pub(super) fn clear_mocks(&mut self) {
        self.edit(|document| {
            document.mocks.clear();
            document.mock_file = None;
        });
        self.replan();
    }

    pub(super) fn set_mock(&mut self, state: StateName, mock: Mock) {
        self.edit(|document| {
            match mock {
                Mock::Service => document.mocks.shift_remove(&state),
                mock => document.mocks.insert(state, mock),
            };
        });
        self.replan();
    }

    /// After who answers has changed: what waits already is theirs too.
    pub(super) fn replan(&mut self) {
        self.runs.values_mut().for_each(Run::replan);
    }

    /// The names of the test cases that the open document's mock file has for it.
    pub fn test_cases(&self) -> Vec<String> {
        let document = self.document();
        let read = document.mock_file.as_ref().and_then(|file| mock_config::read(&file.text).ok());
        let names = |config: MockConfig| {
            config.of_machine(&document.name).map(|case| case.name.clone()).collect()
        };
        read.map(names).unwrap_or_default()
    }

    /// The selected run as a mock file: what answered each attempt of each state, and when. Played
    /// by `signalbox run --mocks`, or opened here, it gives the same history again; only heartbeats
    /// of a task that then fell silent have no words in such a file.
    pub fn exported_mocks(&self) -> Option<Json> {
        let run = self.selected_run()?;
        let mut case = TestCase { name: BY_HAND.to_owned(), ..TestCase::default() };
        for lived in lived_tasks(run).into_values() {
            if let Some(response) = lived.response() {
                case.states.entry(lived.state.to_string()).or_default().push(response);
            }
        }
        let machine = &run.execution().start_info().identity.state_machine_name;
        Some(mock_config::write(machine, &case))
    }
}

/// What a run is called as a test case.
const BY_HAND: &str = "ByHand";

fn lived_tasks(run: &Run) -> IndexMap<TaskId, Lived> {
    let mut tasks: IndexMap<TaskId, Lived> = IndexMap::new();
    for (index, event) in run.execution().history().iter().enumerate() {
        let (children, event) = innermost(event);
        let id = |request| TaskId { children: children.clone(), request };
        if let EventDetail::TaskScheduled(_) = &event.detail {
            let Some(state) = run.summary().state_at(index) else { continue };
            let lived = Lived {
                state: state.clone(),
                attempt: run.summary().attempt_of(&id(event.id)),
                scheduled_at: event.at,
                heard_at: event.at,
                heartbeat_every: None,
                answer: None,
            };
            tasks.insert(id(event.id), lived);
        } else if let Some(lived) = request_of(event).and_then(|it| tasks.get_mut(&id(it))) {
            lived.hear(event);
        }
    }
    tasks
}

fn request_of(event: &Event) -> Option<u32> {
    match &event.detail {
        EventDetail::HeartbeatReceived { request }
        | EventDetail::TaskSucceeded { request, .. }
        | EventDetail::TaskFailed { request, .. } => Some(*request),
        _ => None,
    }
}

impl Lived {
    fn hear(&mut self, event: &Event) {
        match &event.detail {
            EventDetail::HeartbeatReceived { .. } => {
                let silence = event.at.since(self.heard_at);
                self.heartbeat_every = self.heartbeat_every.max(Some(silence));
                self.heard_at = event.at;
            }
            EventDetail::TaskSucceeded { output, .. } => {
                self.answer = Some((event.at, Outcome::Return(output.clone())));
            }
            EventDetail::TaskFailed { failure, .. } => {
                self.answer = Some((event.at, Outcome::Throw(failure.clone())));
            }
            _ => {}
        }
    }

    /// What answered, and the time that it took; nothing for a task that was never answered.
    fn response(&self) -> Option<Response> {
        let (at, outcome) = self.answer.clone()?;
        Some(Response {
            from: self.attempt,
            to: Some(self.attempt),
            after: at.since(self.scheduled_at),
            heartbeat_every: self.heartbeat_every,
            outcome,
        })
    }
}
