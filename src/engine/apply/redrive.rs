//! RedriveExecution: what failed runs again, what succeeded stays done.
//!
//! As AWS was recorded to do it (2026-09, us-west-2): no state is entered again. The unsuccessful
//! state goes on from its entry, which the next event links to; a Parallel or inline Map goes on
//! with its unfinished branches and iterations, each from the entry of the state it stood in; a
//! Map Run is redriven.

use std::collections::BTreeMap;

use crate::asl::StateKind;
use crate::engine::frame::{Frames, Kept, Phase, Slot};
use crate::engine::{Event, EventId, Execution, FrameId, Status};

impl Execution {
    /// The execution goes on where it failed, was stopped, or ran out of time.
    pub(super) fn redrive(&mut self, event: &Event) {
        self.status = Status::Running;
        self.redrives.push(event.at);
        self.resume(Frames::ROOT, event.id);
    }

    /// Takes a frame up where it stood, with all that is below it.
    fn resume(&mut self, frame_id: FrameId, redriven: EventId) {
        let frame = self.frames.get_mut(frame_id);
        frame.slot = Slot::Blocked;
        frame.attempts.clear();
        frame.retry_count = 0;
        let running = match frame.kept.take().map(|kept| *kept) {
            Some(Kept::Children { children, unfinished }) => {
                frame.phase = Phase::ChildrenRunning(children);
                for (index, (child_id, mut child)) in unfinished {
                    child.parent = Some(frame_id);
                    let child_id = self.frames.put_back(child_id, child);
                    self.frames.get_mut(frame_id).children_mut().start(index, child_id);
                }
                self.frames.get(frame_id).children().running().collect()
            }
            Some(Kept::MapRun(run)) => {
                frame.last = run.started_after;
                frame.phase = Phase::MapRunStarting(Box::new(run.start.clone()));
                frame.kept = Some(Box::new(Kept::MapRun(run)));
                Vec::new()
            }
            None => match &frame.phase {
                Phase::ChildrenRunning(children) => children.running().collect(),
                Phase::Entering(_) | Phase::NoSuchState(_) | Phase::Done(_) => Vec::new(),
                _ => {
                    let is_fail = matches!(frame.state().kind, StateKind::Fail(_));
                    frame.last = if is_fail { redriven } else { frame.entered_id };
                    frame.phase = Phase::Entered;
                    Vec::new()
                }
            },
        };
        for (_, child_id) in running {
            self.resume(child_id, redriven);
        }
        // Behind what is ready already, so that siblings go on in their order.
        match self.frames.get(frame_id).slot_wanted() {
            Slot::Ready => {
                self.frames.get_mut(frame_id).slot = Slot::Ready;
                self.ready.push_back(frame_id);
            }
            Slot::Blocked | Slot::At(_) => self.reschedule(frame_id),
        }
    }

    /// Takes the branches or iterations below a frame away. What they have reached is kept with
    /// the frame, so that a redrive need not do it again.
    pub(super) fn keep_children(&mut self, parent_id: FrameId) {
        let parent = self.frames.get_mut(parent_id);
        let kept = match std::mem::replace(&mut parent.phase, Phase::Over) {
            Phase::ChildrenRunning(mut children) => {
                let mut unfinished = BTreeMap::new();
                for (index, child_id) in children.stop() {
                    self.keep_children(child_id);
                    unfinished.insert(index, (child_id, self.remove_frame(child_id)));
                }
                Kept::Children { children, unfinished }
            }
            Phase::MapRunning(run) => {
                self.tasks.remove(&run.id);
                self.map_runs.remove(&run.id);
                Kept::MapRun(run)
            }
            phase => {
                parent.phase = phase;
                return;
            }
        };
        self.frames.get_mut(parent_id).kept = Some(Box::new(kept));
    }
}
