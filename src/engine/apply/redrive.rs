//! RedriveExecution: what failed runs again, what succeeded stays done.

use std::collections::BTreeMap;

use crate::engine::frame::{Frame, Frames, Kept, Phase, Slot};
use crate::engine::{Event, Execution, FrameId, Status};

impl Execution {
    /// The state that failed is entered again; all before it stays done.
    pub(super) fn redrive(&mut self, event: &Event) {
        self.status = Status::Running;
        self.redrives.push(event.at);
        self.keep_children(Frames::ROOT);
        let root = self.frames.get_mut(Frames::ROOT);
        root.resume(event.id);
        root.slot = Slot::Blocked;
        self.reschedule(Frames::ROOT);
    }

    /// Takes the branches or iterations below a frame away. What they have reached is kept with
    /// the frame, so that a redrive need not do it again.
    pub(super) fn keep_children(&mut self, parent_id: FrameId) {
        let parent = self.frames.get_mut(parent_id);
        match std::mem::replace(&mut parent.phase, Phase::Over) {
            Phase::ChildrenRunning(mut children) => {
                let mut unfinished = BTreeMap::new();
                for (index, child_id) in children.running() {
                    self.keep_children(child_id);
                    unfinished.insert(index, self.remove_frame(child_id));
                }
                // Those of an earlier attempt that this one had not come to yet.
                unfinished.extend(std::mem::take(&mut children.unfinished));
                let kept = Kept { results: children.take_results(), unfinished, map_run: None };
                self.frames.get_mut(parent_id).kept = Some(Box::new(kept));
            }
            Phase::MapRunning(run) => {
                self.tasks.remove(&run.id);
                self.map_runs.remove(&run.id);
                let kept = Kept { map_run: Some(run), ..Kept::default() };
                self.frames.get_mut(parent_id).kept = Some(Box::new(kept));
            }
            phase => parent.phase = phase,
        }
    }
}

impl Frame {
    /// Enters the state again in which the frame stood.
    pub fn resume(&mut self, last: crate::engine::EventId) {
        if !matches!(self.phase, Phase::Entering(_) | Phase::NoSuchState(_)) {
            self.phase = match &self.state {
                Some(state) => Phase::entering(&self.machine.target(&state.name)),
                None => Phase::entering(&self.machine.start_at),
            };
        }
        self.is_resumed = true;
        self.last = last;
    }
}
