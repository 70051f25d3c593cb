//! What a person's or a service's command means now: the events that it leads to.

use std::sync::Arc;

use super::aws::redrive_status;
use super::dataflow::{Flow, Problem, data_limit_exceeded};
use super::execution::PAYLOAD_BYTES_MAX;
use super::failure::{CAUSE_CHARS_MAX, error};
use super::frame::{Frames, Pending, Phase};
use super::map_run::MapRun;
use super::token::{TokenPlace, TokenState};
use super::{
    Answer, ChildPlace, Command, CommandError, Event, EventDetail, EventId, Execution, Failure,
    FrameId, Status, TaskStage, states,
};
use crate::asl::{Resource, WorkflowType};
use crate::time::Timestamp;
use crate::value::Json;

/// Characters that SendTaskSuccess and its kin take as a token.
const TOKEN_CHARS_MAX: usize = 2048;
const ERROR_CHARS_MAX: usize = 256;

impl Execution {
    /// The events that a command leads to, or why it cannot be.
    pub fn accept(&self, now: Timestamp, command: &Command) -> Result<Vec<Event>, CommandError> {
        let at = now.max(self.now);
        match command {
            Command::SendTaskSuccess { token, output } => {
                let place = self.open_task(token)?;
                let output = parse_output(output)?;
                self.to_task(at, place, command, |request| EventDetail::TaskSucceeded {
                    request,
                    output,
                })
            }
            Command::SendTaskFailure { token, failure } => {
                check_length("error", failure.error.as_ref(), ERROR_CHARS_MAX)?;
                check_length("cause", failure.cause.as_ref(), CAUSE_CHARS_MAX)?;
                let place = self.open_task(token)?;
                let failure = failure.clone();
                self.to_task(at, place, command, |request| EventDetail::TaskFailed {
                    request,
                    failure,
                })
            }
            Command::SendTaskHeartbeat { token } => {
                let place = self.open_task(token)?;
                self.to_task(at, place, command, |request| EventDetail::HeartbeatReceived {
                    request,
                })
            }
            Command::StopExecution(failure) => {
                if self.is_express() {
                    return Err(CommandError::StateMachineTypeNotSupported);
                }
                if self.status != Status::Running {
                    return Err(CommandError::ExecutionNotRunning);
                }
                Ok(vec![self.stopped(at, failure.clone())])
            }
            Command::RedriveExecution => self.accept_redrive(at),
            Command::GetActivityTask { task, worker_name } => match task.child() {
                Some((place, task)) => {
                    let worker_name = worker_name.clone();
                    self.to_child(at, place, &Command::GetActivityTask { task, worker_name })
                }
                None => self.take_activity(at, task.request, worker_name.clone()),
            },
            Command::Answer { task, answer } => match task.child() {
                Some((place, task)) => {
                    let answer = answer.clone();
                    self.to_child(at, place, &Command::Answer { task, answer })
                }
                None => self.answer(at, task.request, answer),
            },
        }
    }

    /// The events of a command about a token: here, or passed on to the child execution that
    /// issued it.
    fn to_task(
        &self,
        at: Timestamp,
        place: TokenPlace,
        command: &Command,
        detail: impl FnOnce(EventId) -> EventDetail,
    ) -> Result<Vec<Event>, CommandError> {
        match place {
            TokenPlace::Here(request) => {
                Ok(vec![self.event(at, self.tasks[&request], detail(request))])
            }
            TokenPlace::Child(place) => self.to_child(at, place, command),
        }
    }

    fn to_child(
        &self,
        at: Timestamp,
        place: ChildPlace,
        command: &Command,
    ) -> Result<Vec<Event>, CommandError> {
        let ChildPlace { map_run, index } = place;
        let frame_id = *self.map_runs.get(&map_run).ok_or(CommandError::TaskNotPending)?;
        let executions = &self.frames.get(frame_id).map_run().executions;
        let child = executions.get(index).ok_or(CommandError::TaskNotPending)?;
        let wrap = |event| {
            let event = Box::new(event);
            self.event(at, frame_id, EventDetail::ChildExecution { map_run, index, event })
        };
        Ok(child.accept(at, command)?.into_iter().map(wrap).collect())
    }

    fn take_activity(
        &self,
        at: Timestamp,
        request: EventId,
        worker_name: Option<Arc<str>>,
    ) -> Result<Vec<Event>, CommandError> {
        let (frame, pending) = self.pending(request)?;
        if pending.stage != TaskStage::Scheduled {
            return Err(CommandError::TaskNotPending);
        }
        let detail = EventDetail::ActivityStarted { request, worker_name };
        Ok(vec![self.event(at, frame, detail)])
    }

    fn answer(
        &self,
        at: Timestamp,
        request: EventId,
        answer: &Answer,
    ) -> Result<Vec<Event>, CommandError> {
        let (frame_id, pending) = self.pending(request)?;
        match &self.frames.get(frame_id).phase {
            Phase::MapRunning(run) => Ok(self.items_answered(at, frame_id, run, answer)),
            _ => Ok(self.answered(at, frame_id, pending, answer)),
        }
    }

    /// What the answer to an ItemReader's request leads to.
    fn items_answered(
        &self,
        at: Timestamp,
        frame_id: FrameId,
        run: &MapRun,
        answer: &Answer,
    ) -> Vec<Event> {
        let frame = self.frames.get(frame_id);
        let detail = match answer {
            Answer::Succeeded(read) => {
                let flow = Flow::new(self, frame);
                match states::read_items(flow, frame.map(), run, read) {
                    Ok(detail) => detail,
                    Err(Problem::Failure(failure)) if !failure.is(error::RUNTIME) => {
                        EventDetail::MapRunFailed(*failure)
                    }
                    Err(problem) => self.fail(frame, problem),
                }
            }
            Answer::Failed(failure)
            | Answer::ScheduleFailed(failure)
            | Answer::StartFailed(failure)
            | Answer::SubmitFailed(failure) => {
                let cause = failure.cause.as_deref().unwrap_or_default();
                EventDetail::MapRunFailed(Failure::new(error::ITEM_READER_FAILED, cause))
            }
            Answer::TimedOut => EventDetail::MapRunFailed(Failure::timeout()),
            // Reading has no such steps.
            Answer::Started | Answer::Submitted(_) => return Vec::new(),
        };
        vec![self.event(at, frame_id, detail)]
    }

    fn open_task(&self, token: &str) -> Result<TokenPlace, CommandError> {
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
            TokenState::Open(place) => Ok(place),
        }
    }

    fn pending(&self, request: EventId) -> Result<(FrameId, &Pending), CommandError> {
        let frame = self.tasks.get(&request).ok_or(CommandError::TaskNotPending)?;
        let pending = self.frames.get(*frame).pending().ok_or(CommandError::TaskNotPending)?;
        Ok((*frame, pending))
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

    /// The end of an execution that is stopped, by a person or by what started it.
    pub(super) fn stopped(&self, at: Timestamp, failure: Failure) -> Event {
        self.event(at, Frames::ROOT, EventDetail::ExecutionAborted(failure))
    }

    /// Whether it is one that a caller starts: what a Map Run starts is the Map Run's to stop.
    fn is_express(&self) -> bool {
        let is_child = self.start.particulars.map_run_arn.is_some();
        self.start.workflow_type == WorkflowType::Express && !is_child
    }

    fn accept_redrive(&self, at: Timestamp) -> Result<Vec<Event>, CommandError> {
        if self.is_express() {
            return Err(CommandError::InvalidArn);
        }
        if let (_, Some(why)) = redrive_status(self, at) {
            let arn = &self.start.identity.execution_arn;
            let why = format!("Execution {arn} invalid for redrive as: {why}");
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
