//! How visits end: by themselves, with what failed beside them, and with their execution.

use super::Summary;
use super::iterations::Place;
use super::view::StateStatus;
use crate::engine::ChildPlace;
use crate::time::Timestamp;

impl Summary {
    /// Ends the visit that a frame is in, unless it has ended already.
    pub(super) fn end(&mut self, frame: &Place, status: StateStatus) {
        if let Some(place) = self.current.get(frame).copied() {
            self.end_visit(place, status);
        }
    }

    /// What failed a branch or iteration fails the Parallel or Map around it.
    pub(super) fn hand_failure_on(&mut self, failed: &Place) {
        let visit = self.current.get(failed).map(|visit| &self.visits[*visit as usize]);
        let Some(failure) = visit.and_then(|visit| visit.failure.clone()) else { return };
        if let Some(parent) = self.iterations.parent(failed) {
            self.edit(&parent, |visit| visit.failure = Some(failure));
        }
    }

    /// What fails an execution from within fails every Parallel and Map around it.
    pub(super) fn fail_around(&mut self, failed: &Place) {
        let mut inner = failed.clone();
        while let Some(outer) = self.iterations.parent(&inner) {
            self.hand_failure_on(&inner);
            self.end(&outer, StateStatus::Failed);
            inner = outer;
        }
    }

    /// A failure left a frame: whatever runs in the same Map or Parallel is aborted with it.
    pub(super) fn cancel_beside(&mut self, failed: &Place) {
        let is_active = |visit: &u32| {
            let state = self.by_state.get(&self.visits[*visit as usize].state);
            state.is_some_and(|state| state.active.contains(visit))
        };
        let beside: Vec<(Place, u32)> = self
            .current
            .iter()
            .filter(|(place, visit)| is_active(visit) && self.iterations.is_beside(place, failed))
            .map(|(place, visit)| (place.clone(), *visit))
            .collect();
        for (place, visit) in beside {
            self.iterations.give_up(&place, failed);
            self.end_visit(visit, StateStatus::Cancelled);
        }
    }

    /// A redrive goes on with what had ended: the visit that a frame is in, and those around it.
    pub(super) fn reopen(&mut self, frame: &Place) {
        let Some(place) = self.current.get(frame).copied() else { return };
        let visit = &mut self.visits[place as usize];
        let Some(state) = self.by_state.get_mut(&visit.state) else { return };
        if visit.exited.is_some() || !state.active.insert(place) {
            return;
        }
        if visit.status == StateStatus::Failed {
            state.n_failed -= 1;
        }
        visit.status = StateStatus::InProgress;
        visit.failure = None;
        if let Some(iteration) = visit.iteration {
            self.iterations.reopen(iteration);
        }
        if let Some(parent) = self.iterations.parent(frame) {
            self.reopen(&parent);
        }
    }

    fn end_visit(&mut self, place: u32, status: StateStatus) {
        let visit = &mut self.visits[place as usize];
        let Some(state) = self.by_state.get_mut(&visit.state) else { return };
        if !state.active.remove(&place) {
            return;
        }
        visit.status = status;
        visit.due_at = None;
        match status {
            StateStatus::Succeeded => state.n_succeeded += 1,
            StateStatus::Caught => state.n_caught += 1,
            StateStatus::Failed => state.n_failed += 1,
            StateStatus::NotEntered
            | StateStatus::Cancelled
            | StateStatus::RetryWaiting
            | StateStatus::InProgress
            | StateStatus::WaitingForCallback => {}
        }
    }

    /// An execution is over: what failed by itself has failed, the rest is cancelled. With it end
    /// its child executions.
    pub(super) fn end_all(&mut self, children: &[ChildPlace], at: Timestamp) {
        if children.is_empty() {
            self.ended_at = Some(at);
        }
        let is_within = |place: &&Place| place.0.starts_with(children);
        let ended: Vec<Place> = self.current.keys().filter(is_within).cloned().collect();
        for place in ended {
            let Some(visit) = self.current.remove(&place) else { continue };
            let has_failed = self.visits[visit as usize].failure.is_some();
            let status = if has_failed { StateStatus::Failed } else { StateStatus::Cancelled };
            self.end_visit(visit, status);
            // A redrive goes on in the frame where the failure was.
            if self.visits[visit as usize].exited.is_none() {
                self.current.insert(place, visit);
            }
        }
    }
}
