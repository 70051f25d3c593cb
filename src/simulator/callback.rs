//! Callbacks: what is sent with a task token, to whom, and what AWS says to it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Notice, RunId, Simulator};
use crate::asl::StateName;
use crate::engine::{Command, CommandError, Failure, TokenState};
use crate::services::Fork;
use crate::time::{Duration, Timestamp};

/// A call of the token API, kept to be shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApiCall {
    /// On the clock.
    pub at: Timestamp,
    pub token: Arc<str>,
    pub verb: Verb,
    /// Whose token it is; `None` when nobody issued it.
    pub run: Option<RunId>,
    pub state: Option<StateName>,
    /// AWS's exception and its message; `None` when the call was accepted.
    pub error: Option<ApiError>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Verb {
    SendTaskSuccess { output: Arc<str> },
    SendTaskFailure(Failure),
    SendTaskHeartbeat,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiError {
    /// `TaskTimedOut`, `InvalidToken`, `InvalidOutput`, ….
    pub name: String,
    pub message: String,
}

/// Calls that are kept to be shown.
const CALLS_KEPT_MAX: usize = 200;

impl Verb {
    /// The action's name in the API.
    pub fn name(&self) -> &'static str {
        match self {
            Verb::SendTaskSuccess { .. } => "SendTaskSuccess",
            Verb::SendTaskFailure(_) => "SendTaskFailure",
            Verb::SendTaskHeartbeat => "SendTaskHeartbeat",
        }
    }
}

/// A failure as typed: what is empty was left out.
pub(super) fn typed_failure(error: &str, cause: &str) -> Failure {
    let given = |text: &str| (!text.is_empty()).then(|| Arc::from(text));
    Failure { error: given(error), cause: given(cause) }
}

impl Simulator {
    /// All calls with this token that are still kept, oldest first.
    pub fn calls_with(&self, token: &str) -> impl Iterator<Item = &ApiCall> {
        self.calls.iter().filter(move |call| &*call.token == token)
    }

    /// The last call of all.
    pub fn last_call(&self) -> Option<&ApiCall> {
        self.calls.last()
    }

    /// A person sends something with a token, at the cursor.
    pub(super) fn call_back(&mut self, token: &str, verb: Verb) {
        let token = token.trim();
        if self.is_issued_in_past(token) {
            self.leave_past_by_fork();
        }
        // What AWS said is kept with the call.
        let _ = self.send_with_token(token, verb);
    }

    /// Sends something with a token to the run that issued it.
    pub(super) fn send_with_token(&mut self, token: &str, verb: Verb) -> Result<(), CommandError> {
        let run = self.issuer_of(token);
        let state = run.and_then(|id| self.state_waiting_with(id, token));
        let token: Arc<str> = token.into();
        let command = match verb.clone() {
            Verb::SendTaskSuccess { output } => {
                Command::SendTaskSuccess { token: token.clone(), output }
            }
            Verb::SendTaskFailure(failure) => {
                Command::SendTaskFailure { token: token.clone(), failure }
            }
            Verb::SendTaskHeartbeat => Command::SendTaskHeartbeat { token: token.clone() },
        };
        let result = match run {
            Some(id) => self.send(id, command),
            None => Err(CommandError::InvalidToken),
        };
        let error = result
            .as_ref()
            .err()
            .map(|error| ApiError { name: error.name().to_owned(), message: error.message() });
        if self.calls.len() == CALLS_KEPT_MAX {
            self.calls.remove(0);
        }
        self.calls.push(ApiCall { at: self.clock.now, token, verb, run, state, error });
        result
    }

    /// Asks a run for something now.
    pub(super) fn send(&mut self, id: RunId, command: Command) -> Result<(), CommandError> {
        let Some(run) = self.runs.get_mut(&id) else { return Err(CommandError::TaskNotPending) };
        run.send(run.now(self.clock.now), command)?;
        self.settle(id);
        Ok(())
    }

    /// The run that issued a token. A fork shares the tokens of its past with the run that it was
    /// forked from: the selected run is meant before others, and one that waits before one that is
    /// over.
    fn issuer_of(&self, token: &str) -> Option<RunId> {
        let selected = self.selected_run.into_iter();
        let others = self.runs.keys().rev().copied();
        let mut closed = None;
        for id in selected.chain(others) {
            match self.runs.get(&id).map(|run| run.execution().token_state(token)) {
                Some(TokenState::Open { .. }) => return Some(id),
                Some(TokenState::Closed) => closed = closed.or(Some(id)),
                Some(TokenState::Unknown) | None => {}
            }
        }
        closed
    }

    fn state_waiting_with(&self, id: RunId, token: &str) -> Option<StateName> {
        let mut tasks = self.runs.get(&id)?.execution().pending_tasks();
        tasks.find(|task| task.task.token.as_deref() == Some(token)).map(|task| task.state_name)
    }

    fn is_issued_in_past(&self, token: &str) -> bool {
        let past = self.past.as_ref();
        past.is_some_and(|past| past.execution.token_state(token) != TokenState::Unknown)
    }

    /// Acting on the past: a new run that has lived as far as the cursor, selected and live.
    pub(super) fn leave_past_by_fork(&mut self) {
        let (Some(past), Some(from)) = (self.past.take(), self.selected_run()) else { return };
        let id = RunId(self.n_runs_started);
        let fork = from.fork(id, past.n_recorded, self.clock.now);
        let later = Duration(fork.lag.0.saturating_sub(from.lag.0));
        let waiting: Vec<_> = fork.execution().pending_tasks().map(|task| task.id).collect();
        let messages_of = Fork {
            from: from.id.0,
            to: id.0,
            execution_name: fork.execution().start_info().identity.execution_name.clone(),
            waiting: &waiting,
        };
        self.world.copy_messages(&messages_of, later, self.clock.now);
        self.n_runs_started += 1;
        self.runs.insert(id, fork);
        self.selected_run = Some(id);
        self.notice = Some(Notice::Forked(id));
    }
}
