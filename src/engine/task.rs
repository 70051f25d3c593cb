//! Tasks that wait for the world.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::frame::{Frame, Role};
use super::{EventId, Execution, FrameId, TaskRequest};
use crate::asl::StateName;
use crate::time::Timestamp;

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskStage {
    Scheduled,
    Started,
    Submitted,
}

/// Names a task among all tasks of an execution and of its child executions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TaskId {
    /// Which child execution of a distributed Map, outermost first; empty for the execution
    /// itself.
    pub children: Vec<ChildPlace>,
    /// The id of the TaskScheduled (LambdaFunctionScheduled, ActivityScheduled) event.
    pub request: EventId,
}

impl TaskId {
    /// The child execution that the task is in, and the task's name within it.
    pub(super) fn child(&self) -> Option<(ChildPlace, TaskId)> {
        let (place, children) = self.children.split_first()?;
        Some((*place, TaskId { children: children.to_vec(), request: self.request }))
    }
}

/// A child execution among those of its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ChildPlace {
    /// The id of the MapRunStarted event.
    pub map_run: EventId,
    /// In the order of their start.
    pub index: usize,
}

/// A request to the world that is still open.
#[derive(Clone, Debug)]
pub struct PendingTask<'a> {
    pub id: TaskId,
    pub state_name: StateName,
    pub task: &'a TaskRequest,
    pub stage: TaskStage,
    pub scheduled_at: Timestamp,
    pub times_out_at: Option<Timestamp>,
    pub heartbeat_due_at: Option<Timestamp>,
    /// 0 for the first try; retries of this visit of the state count up.
    pub retry_count: u32,
    /// The iterations around the state, outermost first.
    pub iterations: Vec<usize>,
}

impl Execution {
    /// The tasks that wait for the world, oldest first; those of child executions behind them.
    pub fn pending_tasks(&self) -> impl Iterator<Item = PendingTask<'_>> {
        let own = self.tasks.iter().map(|(request, frame)| self.pending_task(*request, *frame));
        own.chain(self.map_runs.iter().flat_map(|(map_run, frame)| {
            let run = self.frames.get(*frame).map_run();
            run.running().flat_map(|(index, child)| {
                child.tasks_as_child(ChildPlace { map_run: *map_run, index })
            })
        }))
    }

    /// Boxed, since child executions may have child executions.
    fn tasks_as_child(&self, place: ChildPlace) -> Box<dyn Iterator<Item = PendingTask<'_>> + '_> {
        Box::new(self.pending_tasks().map(move |mut task| {
            task.id.children.insert(0, place);
            task
        }))
    }

    fn pending_task(&self, request: EventId, frame_id: FrameId) -> PendingTask<'_> {
        let frame = self.frames.get(frame_id);
        let pending = frame.pending().expect("`tasks` holds the frames that wait for the world");
        PendingTask {
            id: TaskId { children: Vec::new(), request },
            state_name: frame.state().name.clone(),
            task: &pending.task,
            stage: pending.stage,
            scheduled_at: pending.scheduled_at,
            times_out_at: pending.times_out_at,
            heartbeat_due_at: pending.heartbeat_due_at,
            retry_count: frame.retry_count,
            iterations: self.iterations_around(frame),
        }
    }

    fn iterations_around(&self, frame: &Frame) -> Vec<usize> {
        let mut found = Vec::new();
        let mut around = Some(frame);
        while let Some(frame) = around {
            if let Role::Iteration { index, .. } = &frame.role {
                found.push(*index);
            }
            around = frame.parent.map(|parent| self.frames.get(parent));
        }
        found.reverse();
        found
    }

    /// The region that TaskScheduled names.
    pub fn region(&self) -> &Arc<str> {
        &self.start.identity.region
    }
}
