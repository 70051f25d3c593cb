//! The only place where an execution changes: one event at a time.

use std::collections::VecDeque;
use std::sync::Arc;

use super::event::StateExited;
use super::failure::Failure;
use super::frame::{Children, Failed, Frame, Frames, Pending, Phase, Role, Slot};
use super::states::map_item;
use super::variables::Variables;
use super::{
    Event, EventDetail, EventId, Execution, FrameId, MapStart, Status, TaskRequest, TaskStage,
};
use crate::asl::{ProcessorMode, Resource, StateKind, StateName};
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
        self.history.push(event);
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

            EventDetail::StateEntered { name, input, .. } => self.enter_state(event, name, input),
            EventDetail::StateExited(exited) => self.exit_state(event, exited),

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
                self.start_map_run(event, map_run_arn, *tolerance);
            }
            EventDetail::ItemsRequested { map_run, request } => {
                self.request_items(event, *map_run, request);
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
            // The redriven Map enters its state again; this only marks it for the reader.
            EventDetail::MapRunRedriven { .. } => {}
        }
    }

    fn begin(&mut self, input: &Json) {
        let start_at = self.machine.start_at.clone();
        let root = self.frames.get_mut(Frames::ROOT);
        root.input = input.clone();
        root.phase = Phase::Entering(start_at);
        self.reschedule(Frames::ROOT);
    }

    fn end(&mut self, status: Status) {
        self.status = status;
        self.ready.clear();
        self.timers.clear();
        self.tasks.clear();
        self.map_runs.clear();
    }

    /// The state that failed is entered again; all before it stays done.
    fn redrive(&mut self, event: &Event) {
        self.status = Status::Running;
        self.redrives.push(event.at);
        let children: Vec<FrameId> =
            self.frames.iter().map(|(id, _)| id).filter(|id| *id != Frames::ROOT).collect();
        for id in children {
            self.frames.remove(id);
        }
        let root = self.frames.get_mut(Frames::ROOT);
        let name = match &root.state {
            Some(state) => state.name.clone(),
            None => self.machine.start_at.clone(),
        };
        root.phase = Phase::Entering(name);
        root.last = event.id;
        root.slot = Slot::Blocked;
        self.reschedule(Frames::ROOT);
    }

    fn enter_state(&mut self, event: &Event, name: &StateName, input: &Json) {
        let frame = self.frames.get_mut(event.frame);
        frame.state = frame.machine.states.get(name).cloned();
        frame.entered_id = event.id;
        frame.entered_previous = event.previous;
        frame.entered_at = event.at;
        frame.input = input.clone();
        frame.attempts.clear();
        frame.retry_count = 0;
        frame.last = event.id;
        frame.phase = Phase::Entered;
        self.reschedule(event.frame);
    }

    fn exit_state(&mut self, event: &Event, exited: &StateExited) {
        let frame = self.frames.get_mut(event.frame);
        frame.last = event.id;
        if let Some(assigned) = &exited.assigned {
            Arc::make_mut(&mut frame.variables).assign(assigned);
        }
        match (&exited.next, &frame.role) {
            (Some(next), _) => {
                frame.input = exited.output.clone();
                frame.phase = Phase::Entering(next.clone());
                self.reschedule(event.frame);
            }
            (None, Role::Branch { index }) => {
                let index = *index;
                self.finish_branch(event.frame, index, exited.output.clone());
            }
            (None, Role::Execution | Role::Iteration { .. }) => {
                frame.phase = Phase::Done(exited.output.clone());
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

    fn start_branches(&mut self, event: &Event, input: &Json) {
        let parent = self.frames.get_mut(event.frame);
        parent.last = event.id;
        let StateKind::Parallel(parallel) = &parent.state().clone().kind else {
            unreachable!("only a Parallel writes ParallelStateStarted")
        };
        let n_branches = parallel.branches.len();
        let mut children = Children {
            results: vec![Json::Null; n_branches],
            next: n_branches,
            ..Children::default()
        };
        for (index, branch) in parallel.branches.iter().enumerate() {
            let role = Role::Branch { index };
            let child = self.add_child(event, branch.clone(), role, input.clone());
            children.running.insert(index, child);
        }
        self.frames.get_mut(event.frame).phase = Phase::ChildrenRunning(Box::new(children));
        self.reschedule(event.frame);
    }

    fn start_map(&mut self, event: &Event, start: &MapStart) {
        let frame = self.frames.get_mut(event.frame);
        frame.last = event.id;
        if let ProcessorMode::Distributed(_) = frame.map().processor.mode {
            frame.phase = Phase::MapRunStarting(Box::new(start.clone()));
            return self.reschedule(event.frame);
        }
        let n_items = start.items.as_array().map_or(0, |items| items.len());
        frame.phase = Phase::ChildrenRunning(Box::new(Children {
            results: vec![Json::Null; n_items],
            max_concurrency: start.max_concurrency,
            room_made_by: event.id,
            map: Some(Box::new(start.clone())),
            ..Children::default()
        }));
        self.reschedule(event.frame);
    }

    fn start_iteration(&mut self, event: &Event, index: usize, input: &Json) {
        let parent = self.frames.get(event.frame);
        let StateKind::Map(map) = &parent.state().clone().kind else {
            unreachable!("only a Map writes MapIterationStarted")
        };
        let start = parent.children().map.as_ref().expect("a Map's children know their items");
        let role = Role::Iteration { index, item: map_item(start, index) };
        let child = self.add_child(event, map.processor.machine.clone(), role, input.clone());
        let children = self.frames.get_mut(event.frame).children_mut();
        children.next = index + 1;
        children.running.insert(index, child);
        self.reschedule(event.frame);
    }

    fn add_child(
        &mut self,
        event: &Event,
        machine: Arc<crate::asl::StateMachine>,
        role: Role,
        input: Json,
    ) -> FrameId {
        let parent = self.frames.get(event.frame);
        let variables = Arc::new(Variables::within(parent.variables.clone()));
        let child = Frame {
            parent: Some(event.frame),
            role,
            input,
            phase: Phase::Entering(machine.start_at.clone()),
            variables,
            last: event.id,
            // Behind what is ready already, so that siblings begin in their order.
            slot: Slot::Ready,
            ..Frame::new(machine)
        };
        let child = self.frames.insert(child);
        self.ready.push_back(child);
        child
    }

    fn finish_branch(&mut self, child_id: FrameId, index: usize, output: Json) {
        let child = self.remove_frame(child_id);
        let parent_id = child.parent.expect("a branch has a parent");
        let parent = self.frames.get_mut(parent_id);
        parent.last = child.last;
        parent.children_mut().finish(index, output);
        self.reschedule(parent_id);
    }

    fn finish_iteration(&mut self, event: &Event, index: usize) {
        let child = self.remove_frame(event.frame);
        let Phase::Done(output) = child.phase else {
            unreachable!("an iteration succeeds when its last state has exited")
        };
        let parent_id = child.parent.expect("an iteration has a parent");
        let parent = self.frames.get_mut(parent_id);
        parent.last = event.id;
        let children = parent.children_mut();
        children.room_made_by = child.last;
        children.finish(index, output);
        self.reschedule(parent_id);
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
        // An ItemSelector fails while iterations run: they go with it.
        if matches!(frame.phase, Phase::ChildrenRunning(_)) {
            self.drop_children(event.frame);
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

    /// A branch or iteration has failed: all beside it is aborted, then its parent fails.
    fn fail_frame(&mut self, child_id: FrameId) {
        let child = self.frames.get(child_id);
        let parent_id = child.parent.expect("the execution's own frame ends the execution instead");
        let Phase::Failed(failed) = &child.phase else {
            unreachable!("a frame fails by its state's failure")
        };
        let failure = failed.failure.clone();
        let last = child.last;
        let aborted = self.aborted_beside(child_id, parent_id);
        self.drop_children(parent_id);
        let parent = self.frames.get_mut(parent_id);
        parent.last = last;
        parent.phase = if aborted.is_empty() {
            Phase::failed(failure, false)
        } else {
            Phase::Aborting { aborted, failure }
        };
        self.reschedule(parent_id);
    }

    fn aborted_beside(&self, failed_id: FrameId, parent_id: FrameId) -> VecDeque<EventDetail> {
        let parent = self.frames.get(parent_id);
        let failed = self.frames.get(failed_id);
        let mut aborted = VecDeque::new();
        if let Role::Iteration { index, .. } = failed.role {
            let name = parent.state().name.clone();
            aborted.push_back(EventDetail::MapIterationFailed { name, index });
        }
        // A failed Task leaves its state open; a failed Parallel or Map has said so itself.
        if matches!(failed.state().kind, StateKind::Task(_)) {
            aborted.push_back(EventDetail::TaskStateAborted);
        }
        self.abort_children(parent, failed_id, &mut aborted);
        aborted
    }

    fn abort_children(&self, parent: &Frame, except: FrameId, aborted: &mut VecDeque<EventDetail>) {
        let Phase::ChildrenRunning(children) = &parent.phase else { return };
        for (index, child_id) in &children.running {
            if *child_id == except {
                continue;
            }
            if children.map.is_some() {
                let name = parent.state().name.clone();
                aborted.push_back(EventDetail::MapIterationAborted { name, index: *index });
            }
            let child = self.frames.get(*child_id);
            self.abort_children(child, except, aborted);
            match (&child.phase, child.state.as_ref().map(|state| &state.kind)) {
                (
                    Phase::TaskPending(_) | Phase::RetryPending { .. } | Phase::Failed(_),
                    Some(StateKind::Task(_)),
                ) => {
                    aborted.push_back(EventDetail::TaskStateAborted);
                }
                (Phase::Waiting { .. }, _) => aborted.push_back(EventDetail::WaitStateAborted),
                (Phase::ChildrenRunning(_), Some(StateKind::Map(_)))
                | (Phase::MapRunning(_), _) => {
                    aborted.push_back(EventDetail::MapStateAborted);
                }
                (Phase::ChildrenRunning(_), _) => {
                    aborted.push_back(EventDetail::ParallelStateAborted);
                }
                _ => {}
            }
        }
    }

    fn abort_next(&mut self, frame_id: FrameId) {
        let frame = self.frames.get_mut(frame_id);
        if let Phase::Aborting { aborted, failure } = &mut frame.phase {
            aborted.pop_front();
            if aborted.is_empty() {
                frame.phase = Phase::failed(std::mem::take(failure), false);
            }
        }
        self.reschedule(frame_id);
    }

    fn schedule_retry(&mut self, frame_id: FrameId, retrier: usize, due_at: Timestamp) {
        let frame = self.frames.get_mut(frame_id);
        if frame.attempts.len() <= retrier {
            frame.attempts.resize(retrier + 1, 0);
        }
        frame.attempts[retrier] += 1;
        frame.retry_count += 1;
        frame.phase = Phase::RetryPending { due_at };
        self.reschedule(frame_id);
    }

    fn drop_children(&mut self, parent_id: FrameId) {
        let mut doomed = vec![parent_id];
        while let Some(id) = doomed.pop() {
            if let Phase::ChildrenRunning(children) = &self.frames.get(id).phase {
                doomed.extend(children.running.values());
            }
            if id != parent_id {
                self.remove_frame(id);
            }
        }
    }

    fn remove_frame(&mut self, id: FrameId) -> Frame {
        self.put(id, Slot::Blocked);
        let frame = self.frames.remove(id);
        match &frame.phase {
            Phase::TaskPending(pending) => {
                self.tasks.remove(&pending.request);
            }
            Phase::MapRunning(run) => {
                self.tasks.remove(&run.id);
                self.map_runs.remove(&run.id);
            }
            _ => {}
        }
        frame
    }

    /// Puts a frame where its phase wants it. One that goes on at once goes first, so that it runs
    /// until it cannot.
    pub(super) fn reschedule(&mut self, id: FrameId) {
        self.put(id, self.frames.get(id).slot_wanted());
    }

    fn put(&mut self, id: FrameId, slot: Slot) {
        let old = std::mem::replace(&mut self.frames.get_mut(id).slot, slot);
        if old == slot {
            return;
        }
        match old {
            Slot::Blocked => {}
            Slot::Ready if self.ready.front() == Some(&id) => {
                self.ready.pop_front();
            }
            Slot::Ready => self.ready.retain(|ready| *ready != id),
            Slot::At(at) => {
                self.timers.remove(&(at, id));
            }
        }
        match slot {
            Slot::Blocked => {}
            Slot::Ready => self.ready.push_front(id),
            Slot::At(at) => {
                self.timers.insert((at, id));
            }
        }
    }
}

impl Phase {
    pub(super) fn failed(failure: Failure, heartbeat: bool) -> Phase {
        Phase::Failed(Box::new(Failed { failure, heartbeat, announced: None, is_final: false }))
    }
}
