//! When frames go on: at once, later, or when the world answers.

use crate::engine::frame::{Frame, Phase, Slot};
use crate::engine::{Execution, FrameId};

impl Execution {
    pub(super) fn remove_frame(&mut self, id: FrameId) -> Frame {
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
        let frame = self.frames.get(id);
        let wanted = frame.slot_wanted();
        if frame.slot != wanted {
            self.put(id, wanted);
        }
    }

    /// As [`Execution::reschedule`], of a frame whose phase goes on at once.
    #[inline]
    pub(super) fn go_on_at_once(&mut self, id: FrameId) {
        if self.frames.get(id).slot != Slot::Ready {
            self.put(id, Slot::Ready);
        }
    }

    fn put(&mut self, id: FrameId, slot: Slot) {
        match std::mem::replace(&mut self.frames.get_mut(id).slot, slot) {
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
