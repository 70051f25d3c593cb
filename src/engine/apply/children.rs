//! How branches and iterations start, end, and fail together.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::asl::{ProcessorMode, StateKind, StateMachine};
use crate::engine::children::Children;
use crate::engine::frame::{Frame, Phase, Role, Slot};
use crate::engine::states::map_item;
use crate::engine::variables::Variables;
use crate::engine::{Event, EventDetail, Execution, FrameId, MapStart};
use crate::value::Json;

impl Execution {
    pub(super) fn start_branches(&mut self, event: &Event, input: &Json) {
        let parent = self.frames.get_mut(event.frame);
        parent.last = event.id;
        let StateKind::Parallel(parallel) = &parent.state().clone().kind else {
            unreachable!("only a Parallel writes ParallelStateStarted")
        };
        let mut children = Children::new(parallel.branches.len());
        children.next = parallel.branches.len();
        for (index, branch) in parallel.branches.iter().enumerate() {
            let role = Role::Branch { index };
            let child = self.add_child(event, branch.clone(), role, input.clone());
            children.start(index, child);
        }
        self.frames.get_mut(event.frame).phase = Phase::ChildrenRunning(Box::new(children));
        self.reschedule(event.frame);
    }

    pub(super) fn start_map(&mut self, event: &Event, start: &MapStart) {
        let frame = self.frames.get_mut(event.frame);
        frame.last = event.id;
        if let ProcessorMode::Distributed(_) = frame.map().processor.mode {
            frame.phase = Phase::MapRunStarting(Box::new(start.clone()));
            return self.reschedule(event.frame);
        }
        let n_items = start.items.as_array().map_or(0, |items| items.len());
        let mut children = Children::new(n_items);
        children.max_concurrency = start.max_concurrency;
        children.room_made_by = event.id;
        children.map = Some(Box::new(start.clone()));
        frame.phase = Phase::ChildrenRunning(Box::new(children));
        self.reschedule(event.frame);
    }

    pub(super) fn start_iteration(&mut self, event: &Event, index: usize, input: &Json) {
        let parent = self.frames.get(event.frame);
        let StateKind::Map(map) = &parent.state().clone().kind else {
            unreachable!("only a Map writes MapIterationStarted")
        };
        let start = parent.children().map.as_ref().expect("a Map's children know their items");
        let role = Role::Iteration { index, item: map_item(start, index) };
        let child = self.add_child(event, map.processor.machine.clone(), role, input.clone());
        let children = self.frames.get_mut(event.frame).children_mut();
        children.next = index + 1;
        children.start(index, child);
        self.reschedule(event.frame);
    }

    fn add_child(
        &mut self,
        event: &Event,
        machine: Arc<StateMachine>,
        role: Role,
        input: Json,
    ) -> FrameId {
        let parent = self.frames.get(event.frame);
        let variables = Variables::within(&parent.variables);
        let child = Frame {
            parent: Some(event.frame),
            role,
            input,
            phase: Phase::entering(&machine.start_at),
            last: event.id,
            // Behind what is ready already, so that siblings begin in their order.
            slot: Slot::Ready,
            ..Frame::new(machine, variables)
        };
        let child = self.frames.insert(child);
        self.ready.push_back(child);
        child
    }

    pub(super) fn finish_branch(&mut self, child_id: FrameId, index: usize, output: Json) {
        let child = self.remove_frame(child_id);
        let parent_id = child.parent.expect("a branch has a parent");
        let parent = self.frames.get_mut(parent_id);
        parent.last = child.last;
        parent.children_mut().finish(index, output);
        self.reschedule(parent_id);
    }

    pub(super) fn finish_iteration(&mut self, event: &Event, index: usize) {
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

    /// A branch or iteration has failed: all beside it is aborted, then its parent fails.
    pub(super) fn fail_frame(&mut self, child_id: FrameId) {
        let child = self.frames.get(child_id);
        let parent_id = child.parent.expect("the execution's own frame ends the execution instead");
        let Phase::Failed(failed) = &child.phase else {
            unreachable!("a frame fails by its state's failure")
        };
        let failure = failed.failure.clone();
        let last = child.last;
        let aborted = self.aborted_beside(child_id, parent_id);
        self.keep_children(parent_id);
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
        for (index, child_id) in children.running() {
            if child_id == except {
                continue;
            }
            if children.map.is_some() {
                let name = parent.state().name.clone();
                aborted.push_back(EventDetail::MapIterationAborted { name, index });
            }
            let child = self.frames.get(child_id);
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

    pub(super) fn abort_next(&mut self, frame_id: FrameId) {
        let frame = self.frames.get_mut(frame_id);
        if let Phase::Aborting { aborted, failure } = &mut frame.phase {
            aborted.pop_front();
            if aborted.is_empty() {
                frame.phase = Phase::failed(std::mem::take(failure), false);
            }
        }
        self.reschedule(frame_id);
    }
}
