//! The only place where an execution changes: one event at a time.

mod children;
mod map_run;
mod redrive;
mod schedule;

use std::sync::Arc;

use super::event::Assigned;
use super::failure::Failure;
use super::frame::{Failed, Frames, Pending, Phase, Role};
use super::{Event, EventDetail, EventId, Execution, FrameId, Status, TaskRequest, TaskStage};
use crate::asl::{Resource, State, Target};
use crate::time::Timestamp;
use crate::value::Json;

impl Execution {
    /// Takes an event that [`Execution::upcoming`] or [`Execution::accept`] gave, or one of a
    /// history that they gave before.
    pub fn apply(&mut self, event: Event) {
        self.now = event.at;
        if event.is_recorded() {
            self.n_events = event.id;
        }
        self.change(&event);
        // Not as one piece, which in wasm would be moved by a call.
        let Event { id, previous, frame, detail, .. } = event;
        self.history.push(Event { id, previous, at: self.now, frame, detail });
    }

    fn change(&mut self, event: &Event) {
        let frame_id = event.frame;
        match &event.detail {
            EventDetail::ExecutionStarted { input } => self.begin(input),
            EventDetail::ExecutionSucceeded { .. } => self.end(Status::Succeeded),
            EventDetail::ExecutionFailed(_) => self.end(Status::Failed),
            EventDetail::ExecutionAborted(_) => self.end(Status::Aborted),
            EventDetail::ExecutionTimedOut(_) => self.end(Status::TimedOut),
            EventDetail::ExecutionRedriven { .. } => self.redrive(event),

            EventDetail::StateEntered { state, .. } => self.enter_state(event, state),
            EventDetail::StateExited { state, output, assigned, chosen } => {
                self.exit_state(event, state.next(*chosen), output, assigned.as_deref());
            }

            EventDetail::TaskScheduled(request) => self.schedule_task(event, request),
            EventDetail::TaskStarted { .. } => self.task_reaches(event, TaskStage::Started),
            EventDetail::TaskSubmitted { .. } => self.task_reaches(event, TaskStage::Submitted),
            EventDetail::ActivityStarted { .. } => self.start_activity(event),
            EventDetail::HeartbeatReceived { .. } => self.restart_heartbeat(frame_id, event.at),
            EventDetail::TaskSucceeded { request, output } => {
                self.close_task(event, *request, Phase::Worked(output.clone()));
            }
            EventDetail::TaskFailed { request, failure }
            | EventDetail::TaskScheduleFailed { request, failure }
            | EventDetail::TaskStartFailed { request, failure }
            | EventDetail::TaskSubmitFailed { request, failure } => {
                self.close_task(event, *request, Phase::failed(failure.clone(), false));
            }
            EventDetail::TaskTimedOut { request, failure, heartbeat } => {
                self.close_task(event, *request, Phase::failed(failure.clone(), *heartbeat));
                // Of those that time out at one instant, the first has consequences first.
                self.ready.retain(|ready| *ready != frame_id);
                self.ready.push_back(frame_id);
            }

            EventDetail::TaskStateAborted
            | EventDetail::WaitStateAborted
            | EventDetail::ParallelStateAborted
            | EventDetail::MapStateAborted
            | EventDetail::MapRunAborted
            | EventDetail::MapIterationFailed { .. }
            | EventDetail::MapIterationAborted { .. } => self.abort_next(frame_id),

            EventDetail::ParallelStateStarted { input } => self.start_branches(event, input),
            EventDetail::MapStateStarted { children, .. } => self.start_map(event, children),
            EventDetail::MapIterationStarted { index, input, .. } => {
                self.start_iteration(event, *index, input);
            }
            EventDetail::MapIterationSucceeded { index, .. } => {
                self.finish_iteration(event, *index);
            }
            // The exit that follows has the same predecessor, so these two do not count as one.
            EventDetail::ParallelStateSucceeded | EventDetail::MapStateSucceeded => {
                self.gather(frame_id);
            }
            EventDetail::ParallelStateFailed | EventDetail::MapStateFailed => {
                self.announce_failure(event);
            }
            EventDetail::EvaluationFailed { failure, .. } | EventDetail::StateFailed(failure) => {
                self.fail_state(event, failure);
            }
            EventDetail::FrameFailed => self.fail_frame(frame_id),

            EventDetail::WaitScheduled { until } => {
                self.frames.get_mut(frame_id).phase = Phase::Waiting { until: *until };
                self.reschedule(frame_id);
            }
            EventDetail::RetryScheduled { retrier, due_at } => {
                self.schedule_retry(frame_id, *retrier, *due_at);
            }
            EventDetail::MapRunStarted { map_run_arn, tolerance } => {
                self.start_map_run(event, map_run_arn, **tolerance);
            }
            EventDetail::ItemsRequested { map_run, request } => {
                self.request_items(event, *map_run, request);
            }
            EventDetail::ManifestRead { map_run, manifest } => {
                self.take_manifest(frame_id, *map_run, manifest);
            }
            EventDetail::ItemsRead { map_run, items, source } => {
                self.take_items(frame_id, *map_run, items, source.clone());
            }
            EventDetail::ChildStarted { index, n_items, start, .. } => {
                self.start_child(frame_id, *index, *n_items, start);
            }
            EventDetail::ChildExecution { index, event: inner, .. } => {
                self.apply_to_child(frame_id, *index, inner);
            }
            EventDetail::MapRunSucceeded { output } => self.finish_map_run(event, output),
            EventDetail::MapRunFailed(failure) => self.fail_map_run(event, failure),
            EventDetail::ResultsWritten { .. } => {
                self.frames.get_mut(frame_id).map_run_mut().is_written = true;
            }
            EventDetail::MapRunRedriven { .. } => self.redrive_map_run(event),
        }
    }

    fn begin(&mut self, input: &Json) {
        let phase = Phase::entering(&self.machine.start_at);
        let root = self.frames.get_mut(Frames::ROOT);
        root.input = input.clone();
        root.phase = phase;
        self.reschedule(Frames::ROOT);
    }

    fn end(&mut self, status: Status) {
        self.status = status;
        self.ready.clear();
        self.timers.clear();
        self.tasks.clear();
        self.map_runs.clear();
    }

    /// The frame has the input already: whatever came before left it there.
    fn enter_state(&mut self, event: &Event, state: &Arc<State>) {
        let frame = self.frames.get_mut(event.frame);
        frame.state = Some(state.clone());
        frame.entered_id = event.id;
        frame.entered_previous = event.previous;
        frame.entered_at = event.at;
        frame.attempts.clear();
        frame.kept = None;
        frame.retry_count = 0;
        frame.last = event.id;
        frame.phase = Phase::Entered;
        self.go_on_at_once(event.frame);
    }

    fn exit_state(
        &mut self,
        event: &Event,
        next: Option<&Target>,
        output: &Json,
        assigned: Option<&Assigned>,
    ) {
        let frame = self.frames.get_mut(event.frame);
        frame.last = event.id;
        if let Some(assigned) = assigned {
            Arc::make_mut(&mut frame.variables).assign(assigned);
        }
        match (next, &frame.role) {
            (Some(next), _) => {
                frame.input = output.clone();
                frame.phase = Phase::entering(next);
                self.go_on_at_once(event.frame);
            }
            (None, Role::Branch { index }) => {
                let index = *index;
                self.finish_branch(event.frame, index, output.clone());
            }
            (None, Role::Execution | Role::Iteration { .. }) => {
                frame.phase = Phase::Done(output.clone());
                self.reschedule(event.frame);
            }
        }
    }

    fn schedule_task(&mut self, event: &Event, request: &TaskRequest) {
        // An activity's clocks start when a worker takes the task.
        let runs = !matches!(request.resource, Resource::Activity { .. });
        let after = |span: Option<_>| span.filter(|_| runs).map(|span| event.at + span);
        let frame = self.frames.get_mut(event.frame);
        frame.last = event.id;
        frame.phase = Phase::TaskPending(Box::new(Pending {
            request: event.id,
            stage: TaskStage::Scheduled,
            scheduled_at: event.at,
            times_out_at: after(request.timeout),
            heartbeat_due_at: after(request.heartbeat),
            task: request.clone(),
        }));
        self.tasks.insert(event.id, event.frame);
        self.reschedule(event.frame);
    }

    fn task_reaches(&mut self, event: &Event, stage: TaskStage) {
        let frame = self.frames.get_mut(event.frame);
        frame.last = event.id;
        frame.pending_mut().stage = stage;
    }

    fn start_activity(&mut self, event: &Event) {
        self.task_reaches(event, TaskStage::Started);
        let pending = self.frames.get_mut(event.frame).pending_mut();
        pending.times_out_at = pending.task.timeout.map(|timeout| event.at + timeout);
        self.restart_heartbeat(event.frame, event.at);
    }

    fn restart_heartbeat(&mut self, frame_id: FrameId, at: Timestamp) {
        let pending = self.frames.get_mut(frame_id).pending_mut();
        pending.heartbeat_due_at = pending.task.heartbeat.map(|heartbeat| at + heartbeat);
        self.reschedule(frame_id);
    }

    fn close_task(&mut self, event: &Event, request: EventId, phase: Phase) {
        self.tasks.remove(&request);
        let frame = self.frames.get_mut(event.frame);
        frame.last = event.id;
        frame.phase = phase;
        self.reschedule(event.frame);
    }

    fn gather(&mut self, frame_id: FrameId) {
        let frame = self.frames.get_mut(frame_id);
        let output = match &frame.phase {
            Phase::MapSucceeding(output) => output.clone(),
            _ => frame.children().output(),
        };
        frame.phase = Phase::Worked(output);
        frame.map_run_ended = None;
        self.reschedule(frame_id);
    }

    fn fail_state(&mut self, event: &Event, failure: &Failure) {
        let frame = self.frames.get_mut(event.frame);
        if event.is_recorded() {
            frame.last = event.id;
        }
        let in_catcher = matches!(frame.phase, Phase::Failed(_));
        // An ItemSelector fails while iterations or child executions run: they go with it.
        if matches!(frame.phase, Phase::ChildrenRunning(_) | Phase::MapRunning(_)) {
            self.keep_children(event.frame);
        }
        let frame = self.frames.get_mut(event.frame);
        frame.phase = Phase::Failed(Box::new(Failed {
            failure: failure.clone(),
            heartbeat: false,
            announced: None,
            is_final: in_catcher,
        }));
        self.reschedule(event.frame);
    }

    fn announce_failure(&mut self, event: &Event) {
        let frame = self.frames.get_mut(event.frame);
        let before = frame.last;
        frame.last = event.id;
        if let Phase::Failed(failed) = &mut frame.phase {
            failed.announced = Some(before);
        }
        self.reschedule(event.frame);
    }

    fn schedule_retry(&mut self, frame_id: FrameId, retrier: usize, due_at: Timestamp) {
        let frame = self.frames.get_mut(frame_id);
        if frame.attempts.len() <= retrier {
            frame.attempts.resize(retrier + 1, 0);
        }
        // Another attempt begins from nothing.
        frame.kept = None;
        frame.attempts[retrier] += 1;
        frame.retry_count += 1;
        frame.phase = Phase::RetryPending { due_at };
        self.reschedule(frame_id);
    }
}

impl Phase {
    pub(super) fn failed(failure: Failure, heartbeat: bool) -> Phase {
        Phase::Failed(Box::new(Failed { failure, heartbeat, announced: None, is_final: false }))
    }
}
