//! What a person's or a service's command means now: the events that it leads to.

use std::sync::Arc;

use super::dataflow::data_limit_exceeded;
use super::execution::PAYLOAD_BYTES_MAX;
use super::frame::{Frames, Pending, Phase};
use super::token::TokenState;
use super::{
    Answer, Command, CommandError, Event, EventDetail, EventId, Execution, Failure, FrameId,
    Status, TaskId, TaskStage,
};
use crate::asl::Resource;
use crate::time::Timestamp;
use crate::value::Json;

/// Characters that SendTaskSuccess and its kin take as a token.
const TOKEN_CHARS_MAX: usize = 2048;
const ERROR_CHARS_MAX: usize = 256;
const CAUSE_CHARS_MAX: usize = 32_768;

impl Execution {
    /// The events that a command leads to, or why it cannot be.
    pub fn accept(&self, now: Timestamp, command: &Command) -> Result<Vec<Event>, CommandError> {
        let at = now.max(self.now);
        match command {
            Command::SendTaskSuccess { token, output } => {
                let (request, frame) = self.open_task(token)?;
                let output = parse_output(output)?;
                let detail = EventDetail::TaskSucceeded { request, output };
                Ok(vec![self.event(at, frame, detail)])
            }
            Command::SendTaskFailure { token, failure } => {
                check_length("error", failure.error.as_ref(), ERROR_CHARS_MAX)?;
                check_length("cause", failure.cause.as_ref(), CAUSE_CHARS_MAX)?;
                let (request, frame) = self.open_task(token)?;
                let detail = EventDetail::TaskFailed { request, failure: failure.clone() };
                Ok(vec![self.event(at, frame, detail)])
            }
            Command::SendTaskHeartbeat { token } => {
                let (request, frame) = self.open_task(token)?;
                Ok(vec![self.event(at, frame, EventDetail::HeartbeatReceived { request })])
            }
            Command::StopExecution(failure) => {
                if self.status != Status::Running {
                    return Err(CommandError::ExecutionNotRunning);
                }
                let detail = EventDetail::ExecutionAborted(failure.clone());
                Ok(vec![self.event(at, Frames::ROOT, detail)])
            }
            Command::RedriveExecution => self.accept_redrive(at),
            Command::GetActivityTask { task, worker_name } => {
                let (frame, pending) = self.pending(task)?;
                if pending.stage != TaskStage::Scheduled {
                    return Err(CommandError::TaskNotPending);
                }
                let worker_name = worker_name.clone();
                let detail = EventDetail::ActivityStarted { request: task.request, worker_name };
                Ok(vec![self.event(at, frame, detail)])
            }
            Command::Answer { task, answer } => {
                let (frame, pending) = self.pending(task)?;
                Ok(self.answered(at, frame, pending, answer))
            }
        }
    }

    fn open_task(&self, token: &str) -> Result<(EventId, FrameId), CommandError> {
        if token.is_empty() || token.chars().count() > TOKEN_CHARS_MAX {
            return Err(CommandError::ValidationException(format!(
                "1 validation error detected: Value '{token}' at 'taskToken' failed to satisfy \
                 constraint: Member must have length {} {}",
                if token.is_empty() { "greater than or equal to" } else { "less than or equal to" },
                if token.is_empty() { 1 } else { TOKEN_CHARS_MAX },
            )));
        }
        match self.token_state(token) {
            TokenState::Unknown => Err(CommandError::InvalidToken),
            TokenState::Closed => Err(CommandError::TaskTimedOut),
            TokenState::Open { request } => Ok((request, self.tasks[&request])),
        }
    }

    fn pending(&self, task: &TaskId) -> Result<(FrameId, &Pending), CommandError> {
        let frame = self.tasks.get(&task.request).ok_or(CommandError::TaskNotPending)?;
        match &self.frames.get(*frame).phase {
            Phase::TaskPending(pending) => Ok((*frame, pending)),
            _ => Err(CommandError::TaskNotPending),
        }
    }

    /// The events of a service's answer, with those that come before it filled in.
    fn answered(
        &self,
        at: Timestamp,
        frame: FrameId,
        pending: &Pending,
        answer: &Answer,
    ) -> Vec<Event> {
        let request = pending.request;
        let failed =
            |failure: &Failure| EventDetail::TaskFailed { request, failure: failure.clone() };
        let (needs, detail) = match answer {
            Answer::Started => (TaskStage::Scheduled, EventDetail::TaskStarted { request }),
            Answer::Submitted(output) => {
                let output = output.clone();
                (TaskStage::Started, EventDetail::TaskSubmitted { request, output })
            }
            Answer::Succeeded(output) if output.size() > PAYLOAD_BYTES_MAX => {
                let failure = data_limit_exceeded(&called(&pending.task.resource));
                (TaskStage::Started, failed(&failure))
            }
            Answer::Succeeded(output) => {
                let output = output.clone();
                (TaskStage::Started, EventDetail::TaskSucceeded { request, output })
            }
            Answer::Failed(failure) => (TaskStage::Started, failed(failure)),
            Answer::TimedOut => {
                let failure = Failure::timeout();
                let heartbeat = false;
                (TaskStage::Started, EventDetail::TaskTimedOut { request, failure, heartbeat })
            }
            Answer::ScheduleFailed(failure) => {
                let failure = failure.clone();
                (TaskStage::Scheduled, EventDetail::TaskScheduleFailed { request, failure })
            }
            Answer::StartFailed(failure) => {
                let failure = failure.clone();
                (TaskStage::Scheduled, EventDetail::TaskStartFailed { request, failure })
            }
            Answer::SubmitFailed(failure) => {
                let failure = failure.clone();
                (TaskStage::Started, EventDetail::TaskSubmitFailed { request, failure })
            }
        };
        let mut events = Vec::with_capacity(2);
        if pending.stage < needs {
            events.push(self.event(at, frame, EventDetail::TaskStarted { request }));
        }
        let mut event = self.event(at, frame, detail);
        if let Some(before) = events.last() {
            event.id += 1;
            event.previous = before.id;
        }
        events.push(event);
        events
    }

    fn accept_redrive(&self, at: Timestamp) -> Result<Vec<Event>, CommandError> {
        let reason = match self.status {
            Status::Failed | Status::TimedOut | Status::Aborted => None,
            Status::Running => Some("RUNNING"),
            Status::Succeeded => Some("SUCCEEDED"),
        };
        if let Some(status) = reason {
            let why = format!("Execution is {status} and cannot be redriven");
            return Err(CommandError::ExecutionNotRedrivable(why));
        }
        if self.n_events + 1 >= self.start.history_events_max {
            let why = "Execution history event limit exceeded".to_owned();
            return Err(CommandError::ExecutionNotRedrivable(why));
        }
        let redrive_count = u32::try_from(self.redrives.len() + 1).unwrap_or(u32::MAX);
        let detail = EventDetail::ExecutionRedriven { redrive_count };
        let previous = self.n_events;
        Ok(vec![Event { id: previous + 1, previous, at, frame: Frames::ROOT, detail }])
    }
}

/// What the text of States.DataLimitExceeded calls a task's resource.
fn called(resource: &Resource) -> Arc<str> {
    match resource {
        Resource::Integration { service, .. } => service.clone(),
        Resource::Lambda { arn } | Resource::Activity { arn } => arn.clone(),
    }
}

fn parse_output(text: &str) -> Result<Json, CommandError> {
    if text.len() > PAYLOAD_BYTES_MAX {
        return Err(too_long("output", PAYLOAD_BYTES_MAX));
    }
    Json::parse(text).map_err(|error| CommandError::InvalidOutput(error.message))
}

fn check_length(member: &str, text: Option<&Arc<str>>, most: usize) -> Result<(), CommandError> {
    match text {
        Some(text) if text.chars().count() > most => Err(too_long(member, most)),
        _ => Ok(()),
    }
}

fn too_long(member: &str, most: usize) -> CommandError {
    CommandError::ValidationException(format!(
        "1 validation error detected: Value at '{member}' failed to satisfy constraint: Member \
         must have length less than or equal to {most}"
    ))
}
