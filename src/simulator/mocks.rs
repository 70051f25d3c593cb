//! Mocks as a file: `MockConfigFile.json` in, and a run done by hand out as one.

use std::sync::Arc;

use indexmap::IndexMap;

use super::run::Run;
use super::summary::innermost;
use super::{Notice, Simulator};
use crate::asl::StateName;
use crate::engine::{Event, EventDetail, TaskId};
use crate::import::mock_config;
use crate::json;
use crate::services::{Mock, Outcome};
use crate::time::{Duration, Timestamp};
use crate::value::Json;

/// A task of a run, as far as its answer came.
struct Lived {
    state: StateName,
    attempt: u32,
    has_token: bool,
    scheduled_at: Timestamp,
    heard_at: Timestamp,
    /// The longest silence between heartbeats.
    heartbeat_every: Option<Duration>,
    answer: Option<(Timestamp, Outcome)>,
}

impl Simulator {
    pub(super) fn open_mocks(&mut self, text: &str, test_case: Option<&str>) {
        let config = match mock_config::read(text) {
            Ok(config) => config,
            Err(reason) => {
                self.notice = Some(Notice::MocksNotRead(reason));
                return;
            }
        };
        let machine = self.document().name.clone();
        let is_meant = |case: &&mock_config::TestCase| match test_case {
            Some(name) => case.name == name,
            None => case.state_machine.is_empty() || *case.state_machine == *machine,
        };
        let Some(case) = config.test_cases.iter().find(is_meant) else {
            let reason = format!("it has no test case for {machine}");
            self.notice = Some(Notice::MocksNotRead(reason));
            return;
        };
        self.edit(|document| {
            for (state, responses) in &case.states {
                let mock = Mock::Responses(responses.clone());
                document.mocks.insert(state.as_str().into(), mock);
            }
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

    /// The selected run as a mock file: what answered each attempt of each state, and when. Played
    /// by `signalbox run --mocks`, or opened here, it gives the same history again; only heartbeats
    /// of a task that then fell silent have no words in such a file.
    pub fn exported_mocks(&self) -> Option<Json> {
        let run = self.selected_run()?;
        let mut by_state: IndexMap<StateName, Vec<(Arc<str>, Json)>> = IndexMap::new();
        for lived in lived_tasks(run).into_values() {
            let Some(response) = lived.response() else { continue };
            let attempt = lived.attempt.to_string().into();
            by_state.entry(lived.state).or_default().push((attempt, response));
        }
        let machine = run.execution().start_info().identity.state_machine_name.clone();
        let cases = by_state.keys().map(|state| (state.clone(), Json::String(state.clone())));
        let cases = Json::object([("ByHand", Json::object(cases))]);
        let responses = by_state.into_iter().map(|(state, all)| (state, Json::object(all)));
        Some(json!({
            "StateMachines": Json::object([(machine, json!({ "TestCases": cases }))]),
            "MockedResponses": Json::object(responses)
        }))
    }
}

fn lived_tasks(run: &Run) -> IndexMap<TaskId, Lived> {
    let mut tasks: IndexMap<TaskId, Lived> = IndexMap::new();
    for (index, event) in run.execution().history().iter().enumerate() {
        let (children, event) = innermost(event);
        let id = |request| TaskId { children: children.clone(), request };
        if let EventDetail::TaskScheduled(request) = &event.detail {
            let Some(state) = run.summary().state_at(index) else { continue };
            let lived = Lived {
                state: state.clone(),
                attempt: run.summary().attempt_of(&id(event.id)),
                has_token: request.token.is_some(),
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

    /// `{"Return": …}` with the time that it took; nothing for a task that was never answered.
    fn response(&self) -> Option<Json> {
        let (at, outcome) = self.answer.as_ref()?;
        let name = match (outcome, self.has_token) {
            (Outcome::Return(_), true) => "SendTaskSuccess",
            (Outcome::Return(_), false) => "Return",
            (Outcome::Throw(_), true) => "SendTaskFailure",
            (Outcome::Throw(_), false) => "Throw",
        };
        let answer = match outcome {
            Outcome::Return(output) => output.clone(),
            Outcome::Throw(failure) => {
                let text = |text: &Option<Arc<str>>| text.clone().map(Json::String);
                let fields = [("Error", text(&failure.error)), ("Cause", text(&failure.cause))];
                Json::object(fields.into_iter().filter_map(|(name, text)| Some((name, text?))))
            }
        };
        let seconds = |span: Duration| Json::from(span.as_secs_f64());
        let after = Some(at.since(self.scheduled_at)).filter(|after| *after > Duration::ZERO);
        let fields = [
            Some((name, answer)),
            after.map(|after| ("AfterSeconds", seconds(after))),
            self.heartbeat_every.map(|every| ("HeartbeatSeconds", seconds(every))),
        ];
        Some(Json::object(fields.into_iter().flatten()))
    }
}
