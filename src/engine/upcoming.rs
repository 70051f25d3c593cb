//! What happens next by itself, and when.

use super::children::Children;
use super::dataflow::{Flow, Problem, data_limit_exceeded};
use super::execution::PAYLOAD_BYTES_MAX;
use super::failure::{Failure, error};
use super::frame::{Failed, Frame, Frames, Pending, Phase, Role};
use super::{Event, EventDetail, EventId, Execution, FrameId, Status, retry, states};
use crate::asl::{Chosen, StateId, StateKind, StateName, WorkflowType};
use crate::query::random::Random;
use crate::time::{Duration, Timestamp};
use crate::value::Json;

/// How long an execution may last when its definition does not say: a year, or five minutes.
const STANDARD_LASTS_MAX: Duration = Duration::from_secs(31_536_000);
const EXPRESS_LASTS_MAX: Duration = Duration::from_secs(300);

/// The next thing that happens by itself.
#[derive(Clone, Copy)]
pub(super) enum Due {
    /// A frame goes on.
    Frame { at: Timestamp, frame_id: FrameId },
    /// The execution has lasted as long as it may.
    TimeOut { at: Timestamp },
}

impl Execution {
    /// The next event that happens by itself; its `at` says when. `None` once the execution is over.
    pub fn upcoming(&self) -> Option<Event> {
        self.due().map(|due| self.event_due(due))
    }

    /// When [`Execution::upcoming`] happens, without asking what it is.
    pub fn due_at(&self) -> Option<Timestamp> {
        if self.status != Status::Running {
            return None;
        }
        let ends_at = self.ends_at();
        Some(self.next_due().map_or(ends_at, |(at, _)| at.min(ends_at)))
    }

    /// When and where [`Execution::upcoming`] happens.
    #[inline(always)]
    pub(super) fn due(&self) -> Option<Due> {
        if self.status != Status::Running {
            return None;
        }
        // What is due already is never too late.
        let in_time = |at: Timestamp| at <= self.now || at <= self.ends_at();
        Some(match self.next_due() {
            Some((at, frame_id)) if in_time(at) => Due::Frame { at, frame_id },
            _ => Due::TimeOut { at: self.ends_at() },
        })
    }

    #[inline(always)]
    pub(super) fn event_due(&self, due: Due) -> Event {
        match due {
            Due::Frame { at, frame_id } if self.is_full_soon() => self.last_of(at, frame_id),
            Due::Frame { at, frame_id } => self.next_of(at, frame_id),
            Due::TimeOut { at } => self.timed_out_at(at),
        }
    }

    #[inline(always)]
    fn next_due(&self) -> Option<(Timestamp, FrameId)> {
        let timer = self.timers.first();
        match self.ready.front() {
            // Tasks that time out at one instant all have, before the first has consequences.
            Some(_) if timer.is_some_and(|(at, _)| *at <= self.now) => {
                timer.map(|(_, frame_id)| (self.now, *frame_id))
            }
            Some(frame_id) => Some((self.now, *frame_id)),
            None => timer.map(|(at, frame_id)| (self.now.max(*at), *frame_id)),
        }
    }

    /// When the execution ends TIMED_OUT if it still runs.
    fn ends_at(&self) -> Timestamp {
        let lasts_max = match self.start.workflow_type {
            WorkflowType::Standard => STANDARD_LASTS_MAX,
            WorkflowType::Express => EXPRESS_LASTS_MAX,
        };
        let lasts = self.machine.timeout.map_or(lasts_max, |timeout| timeout.min(lasts_max));
        self.redrives.last().copied().unwrap_or(self.start.at) + lasts
    }

    fn timed_out_at(&self, at: Timestamp) -> Event {
        Event {
            id: self.n_events + 1,
            previous: 0,
            at,
            frame: Frames::ROOT,
            detail: EventDetail::ExecutionTimedOut(Failure::timeout()),
        }
    }

    /// An event of a frame: numbered, if AWS's history has it, and linked to its predecessor. The
    /// last event that a full history has room for is its failure.
    pub(super) fn event(&self, at: Timestamp, frame_id: FrameId, detail: EventDetail) -> Event {
        self.bounded(self.numbered(at, frame_id, detail))
    }

    /// As [`Execution::event`], however full the history is.
    // Inlined, as is all that makes an event: so it is written where it is to stand, and not
    // carried there from place to place.
    #[inline(always)]
    fn numbered(&self, at: Timestamp, frame_id: FrameId, detail: EventDetail) -> Event {
        let frame = self.frames.get(frame_id);
        let id = if detail.is_recorded() { self.next_event_id() } else { 0 };
        let previous = self.previous(frame, &detail);
        Event { id, previous, at, frame: frame_id, detail }
    }

    #[inline(always)]
    fn is_full_soon(&self) -> bool {
        self.next_event_id() >= self.start.history_events_max
    }

    /// As [`Execution::next_of`], in a history that has room for one event.
    #[cold]
    #[inline(never)]
    fn last_of(&self, at: Timestamp, frame_id: FrameId) -> Event {
        self.bounded(self.next_of(at, frame_id))
    }

    fn bounded(&self, event: Event) -> Event {
        if !event.is_recorded() || !self.is_full_soon() || event.detail.is_end() {
            return event;
        }
        let previous = self.frames.get(event.frame).last;
        Event { previous, detail: self.history_full(), ..event }
    }

    fn history_full(&self) -> EventDetail {
        let most = self.start.history_events_max;
        let cause = format!("The execution reached the maximum number of history events ({most}).");
        EventDetail::ExecutionFailed(Failure::new(error::RUNTIME, cause))
    }

    #[inline(always)]
    fn previous(&self, frame: &Frame, detail: &EventDetail) -> u32 {
        match detail {
            EventDetail::ExecutionAborted(_) | EventDetail::ExecutionTimedOut(_) => 0,
            EventDetail::MapIterationStarted { .. } => match &frame.phase {
                Phase::ChildrenRunning(children) => children.room_made_by,
                _ => frame.last,
            },
            // The exit that follows links to MapRunStarted instead.
            EventDetail::MapStateSucceeded => frame.map_run_ended.unwrap_or(frame.last),
            EventDetail::EvaluationFailed { .. } => frame.before_evaluation(),
            _ => frame.last,
        }
    }

    /// What a frame that goes on does next.
    #[inline(never)]
    fn next_of(&self, at: Timestamp, frame_id: FrameId) -> Event {
        let frame = self.frames.get(frame_id);
        let outcome = match &frame.phase {
            // Every second event.
            Phase::Entering(id) => return self.numbered(at, frame_id, enter(frame, *id)),
            // AWS does not repeat a state's entry for another attempt.
            Phase::Entered | Phase::RetryPending { .. } => {
                if let Some(exited) = states::pass_at_once(self, frame) {
                    return self.numbered(at, frame_id, exited);
                }
                states::begin(self, frame)
            }
            Phase::NoSuchState(name) => Ok(no_such_state(name)),
            Phase::Waiting { .. } => states::wait_over(self, frame),
            Phase::TaskPending(pending) => Ok(self.time_out(pending)),
            Phase::ChildrenRunning(children) => states::go_on(self, frame, children),
            Phase::MapRunStarting(start) => states::start_map_run(self, frame, start),
            Phase::MapRunning(run) => states::go_on_map_run(self, frame, run),
            Phase::MapSucceeding(_) => Ok(EventDetail::MapStateSucceeded),
            Phase::Aborting { aborted, .. } => {
                Ok(aborted.front().expect("an Aborting phase ends with its last event").clone())
            }
            Phase::Worked(result) => Flow::new(self, frame).leave(result),
            Phase::Failed(failed) => Ok(self.handle(frame, failed)),
            Phase::Done(output) => Ok(done(self, frame, output)),
            Phase::Over => unreachable!("frame {frame_id:?} is over and has nothing scheduled"),
        };
        let detail = outcome.unwrap_or_else(|problem| self.fail(frame, problem));
        self.numbered(at, frame_id, detail)
    }

    fn time_out(&self, pending: &Pending) -> EventDetail {
        let heartbeat = pending.times_out_at.is_none_or(|at| {
            pending.heartbeat_due_at.is_some_and(|heartbeat_due_at| heartbeat_due_at < at)
        });
        EventDetail::TaskTimedOut {
            request: pending.request,
            failure: Failure::timeout(),
            heartbeat,
        }
    }

    /// A failure that a state made by itself: written down before Retry and Catch look at it.
    pub(super) fn fail(&self, frame: &Frame, problem: Problem) -> EventDetail {
        match problem {
            Problem::Failure(failure) if failure.is(error::RUNTIME) => {
                EventDetail::ExecutionFailed(*failure)
            }
            Problem::Failure(failure) => EventDetail::StateFailed(*failure),
            Problem::Evaluation(evaluation) => EventDetail::EvaluationFailed {
                failure: evaluation.failure,
                location: evaluation.location,
                state: frame.state().clone(),
            },
        }
    }

    /// Retry, Catch, or fail upwards.
    fn handle(&self, frame: &Frame, failed: &Failed) -> EventDetail {
        if failed.failure.is(error::RUNTIME) {
            return EventDetail::ExecutionFailed(failed.failure.clone());
        }
        if !failed.is_final
            && failed.announced.is_none()
            && let Some(index) = retry::retrier(frame, failed)
        {
            let n_used = frame.attempts.get(index).copied().unwrap_or(0);
            let delay = retry::delay(&frame.state().retry()[index], n_used, &self.random());
            return EventDetail::RetryScheduled { retrier: index, due_at: self.now + delay };
        }
        if failed.announced.is_none() {
            match frame.state().kind {
                StateKind::Parallel(_) => return EventDetail::ParallelStateFailed,
                StateKind::Map(_) => return EventDetail::MapStateFailed,
                _ => {}
            }
        }
        if !failed.is_final
            && let Some(index) = retry::catcher(frame, failed)
        {
            return self.catch(frame, failed, index);
        }
        match frame.parent {
            None => EventDetail::ExecutionFailed(failed.failure.clone()),
            Some(_) => EventDetail::FrameFailed,
        }
    }

    fn catch(&self, frame: &Frame, failed: &Failed, index: usize) -> EventDetail {
        let flow = Flow::new(self, frame);
        match flow.exit_caught(index, &failed.failure) {
            Ok(exit) => flow.exited(exit, Some(Chosen::at(index))),
            Err(problem) => self.fail(frame, problem),
        }
    }

    /// The name of the Map around an iteration.
    fn map_name(&self, iteration: &Frame) -> StateName {
        let map = iteration.parent.expect("an iteration has a Map above it");
        self.frames.get(map).state().name.clone()
    }

    /// The id that the next event of AWS's history takes.
    pub(super) fn next_event_id(&self) -> EventId {
        self.n_events + 1
    }

    /// Randomness for what happens next: the same again whenever the same event is computed.
    pub(super) fn random(&self) -> Random {
        let position = self.history.len() as u64;
        Random::new(self.start.seed ^ position.wrapping_mul(0xD134_2543_DE82_EF95))
    }
}

fn enter(frame: &Frame, id: StateId) -> EventDetail {
    let state = frame.machine.state(id).clone();
    EventDetail::StateEntered { state, input: frame.input.clone() }
}

/// A definition with such a hole has an Error diagnostic; it may still be run to look at.
fn no_such_state(name: &str) -> EventDetail {
    let cause = format!("The state '{name}' does not exist in this scope.");
    EventDetail::ExecutionFailed(Failure::new(error::RUNTIME, cause))
}

fn done(execution: &Execution, frame: &Frame, output: &Json) -> EventDetail {
    match &frame.role {
        Role::Execution if output.size() > PAYLOAD_BYTES_MAX => {
            EventDetail::ExecutionFailed(data_limit_exceeded(&frame.state().name))
        }
        Role::Execution => EventDetail::ExecutionSucceeded { output: output.clone() },
        Role::Iteration { index, .. } => {
            let name = execution.map_name(frame);
            EventDetail::MapIterationSucceeded { name, index: *index }
        }
        Role::Branch { .. } => unreachable!("a branch's result is taken when its last state exits"),
    }
}

impl Children {
    /// The output of a Parallel or Map whose children have all succeeded.
    pub fn output(&self) -> Json {
        Json::array(self.results.iter().cloned())
    }
}
