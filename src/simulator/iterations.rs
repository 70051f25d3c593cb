//! Which iteration of which Map a state was entered in, kept up event by event as the summary is.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::asl::StateName;
use crate::engine::{ChildPlace, Event, EventDetail, EventId, FrameId};

/// A frame among those of the execution and of a distributed Map's child executions, which are
/// named from the outermost inwards.
pub type Place = (Vec<ChildPlace>, FrameId);

/// Names an iteration in the order of their starts.
pub type IterationId = u32;

/// All iterations of all Maps of an execution.
#[derive(Clone, Debug, Default)]
pub struct Iterations {
    all: Vec<Iteration>,
    /// The last visit of each Map within each iteration around it.
    maps: IndexMap<(StateName, Option<IterationId>), MapVisit, FxBuildHasher>,
    /// What begins behind a MapIterationStarted or ParallelStateStarted, where it begins.
    openings: BTreeMap<(Vec<ChildPlace>, EventId), Within>,
    frames: BTreeMap<Place, Within>,
    /// The iterations that are child executions.
    children: BTreeMap<Vec<ChildPlace>, IterationId>,
}

/// Where a frame is.
#[derive(Clone, Copy, Debug, Default)]
struct Within {
    iteration: Option<IterationId>,
    /// The frame of the Map or Parallel that it belongs to.
    parent: Option<FrameId>,
}

#[derive(Clone, Debug)]
pub struct Iteration {
    pub map: StateName,
    /// From 0: of the item, or of the child execution.
    pub index: usize,
    /// The iteration of an outer Map that the Map is in.
    pub around: Option<IterationId>,
    pub status: IterationStatus,
    /// More than one where items are batched.
    pub n_items: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IterationStatus {
    Running,
    Succeeded,
    Failed,
    Aborted,
}

/// One time that a Map was entered.
#[derive(Clone, Debug, Default)]
pub struct MapVisit {
    pub n_items: usize,
    /// By their indexes.
    pub iterations: BTreeMap<usize, IterationId>,
}

impl Iterations {
    pub fn get(&self, id: IterationId) -> Option<&Iteration> {
        self.all.get(id as usize)
    }

    /// The last visit of each Map: its name, the iteration around it, and its iterations.
    pub fn maps(&self) -> impl Iterator<Item = (&StateName, Option<IterationId>, &MapVisit)> {
        self.maps.iter().map(|((map, around), visit)| (map, *around, visit))
    }

    /// The iterations that something in `id` is within, innermost first.
    pub fn around(&self, id: Option<IterationId>) -> impl Iterator<Item = IterationId> {
        std::iter::successors(id, |id| self.get(*id).and_then(|iteration| iteration.around))
    }

    /// The iteration that a state which is entered by this event is in.
    pub fn entered(&mut self, place: &Place, event: &Event) -> Option<IterationId> {
        // A frame's number is used again after its end: what it follows tells where it is now.
        let opened = self.openings.get(&(place.0.clone(), event.previous)).copied();
        let known = opened.or_else(|| self.frames.get(place).copied());
        let within = known.unwrap_or_else(|| Within {
            iteration: self.children.get(&place.0).copied(),
            parent: None,
        });
        self.frames.insert(place.clone(), within);
        within.iteration
    }

    /// The frame of the Map or Parallel that a frame belongs to.
    pub fn parent(&self, place: &Place) -> Option<Place> {
        let parent = self.frames.get(place)?.parent?;
        Some((place.0.clone(), parent))
    }

    /// Whether a frame belongs, at any depth, to the same Map or Parallel as another one that is
    /// in the same execution.
    pub fn is_beside(&self, place: &Place, other: &Place) -> bool {
        let parent = |place: &Place| self.frames.get(place).and_then(|within| within.parent);
        let Some(common) = parent(other).filter(|_| place.0.starts_with(&other.0)) else {
            return false;
        };
        if place.0.len() > other.0.len() {
            // A child execution that a distributed Map beside it has started.
            return true;
        }
        let outward = std::iter::successors(parent(place), |frame| {
            parent(&(place.0.clone(), *frame)).filter(|outer| outer != frame)
        });
        place != other && outward.into_iter().any(|frame| frame == common)
    }

    /// The frame of that place was given up, with the iterations it was in up to those of the frame
    /// that failed.
    pub fn give_up(&mut self, place: &Place, failed: &Place) {
        let iteration = |place: &Place| self.frames.get(place).and_then(|within| within.iteration);
        let kept: Vec<IterationId> = self.around(iteration(failed)).skip(1).collect();
        let given_up: Vec<IterationId> =
            self.around(iteration(place)).filter(|id| !kept.contains(id)).collect();
        let own = iteration(failed);
        let given_up = given_up.into_iter().filter(|id| Some(*id) != own);
        given_up.for_each(|id| self.end(id, IterationStatus::Aborted));
    }

    /// Takes note of an event of the Map or Parallel `state`, which `within` is the iteration of.
    pub fn apply(
        &mut self,
        place: &Place,
        state: Option<(&StateName, Option<IterationId>)>,
        event: &Event,
    ) {
        let opening = || (place.0.clone(), event.id);
        let parent = Some(place.1);
        match &event.detail {
            EventDetail::ParallelStateStarted { .. } => {
                let iteration = state.and_then(|(_, within)| within);
                self.openings.insert(opening(), Within { iteration, parent });
            }
            EventDetail::MapStateStarted { length, .. } => {
                let Some((map, within)) = state else { return };
                let visit = MapVisit { n_items: *length, ..MapVisit::default() };
                self.maps.insert((map.clone(), within), visit);
            }
            EventDetail::ItemsRead { items, .. } => {
                let n_items = items.as_array().map_or(0, |items| items.len());
                if let Some(visit) = self.visit_mut(state) {
                    visit.n_items += n_items;
                }
            }
            EventDetail::MapIterationStarted { index, .. } => {
                let Some(id) = self.start(state, *index, 1) else { return };
                self.openings.insert(opening(), Within { iteration: Some(id), parent });
            }
            EventDetail::ChildStarted { map_run, index, n_items, .. } => {
                let Some(id) = self.start(state, *index, *n_items) else { return };
                let mut child = place.0.clone();
                child.push(ChildPlace { map_run: *map_run, index: *index });
                self.children.insert(child, id);
            }
            EventDetail::MapIterationSucceeded { .. } => {
                // It happens in the iteration's own frame.
                if let Some(id) = self.frames.get(place).and_then(|within| within.iteration) {
                    self.end(id, IterationStatus::Succeeded);
                }
            }
            EventDetail::MapIterationFailed { name, index } => {
                self.end_of(state, name, *index, IterationStatus::Failed);
            }
            EventDetail::MapIterationAborted { name, index } => {
                self.end_of(state, name, *index, IterationStatus::Aborted);
            }
            EventDetail::ExecutionSucceeded { .. } => {
                self.end_within(&place.0, IterationStatus::Succeeded);
            }
            EventDetail::ExecutionFailed(_) | EventDetail::ExecutionTimedOut(_) => {
                self.end_within(&place.0, IterationStatus::Failed);
            }
            EventDetail::ExecutionAborted(_) => {
                self.end_within(&place.0, IterationStatus::Aborted);
            }
            // What a failed Map leaves behind without a word of its own.
            EventDetail::MapStateFailed
            | EventDetail::MapRunFailed(_)
            | EventDetail::MapRunAborted => self.end_all_of(state),
            _ => {}
        }
    }

    fn visit_mut(
        &mut self,
        state: Option<(&StateName, Option<IterationId>)>,
    ) -> Option<&mut MapVisit> {
        let (map, within) = state?;
        self.maps.get_mut(&(map.clone(), within))
    }

    fn start(
        &mut self,
        state: Option<(&StateName, Option<IterationId>)>,
        index: usize,
        n_items: usize,
    ) -> Option<IterationId> {
        let (map, around) = state?;
        let id = IterationId::try_from(self.all.len()).expect("events are numbered by u32");
        let (map, status) = (map.clone(), IterationStatus::Running);
        self.visit_mut(state)?.iterations.insert(index, id);
        self.all.push(Iteration { map, index, around, status, n_items });
        Some(id)
    }

    /// A redrive goes on with an iteration that had ended.
    pub fn reopen(&mut self, id: IterationId) {
        if let Some(iteration) = self.all.get_mut(id as usize) {
            iteration.status = IterationStatus::Running;
        }
    }

    fn end(&mut self, id: IterationId, status: IterationStatus) {
        let iteration = self.all.get_mut(id as usize);
        if let Some(iteration) = iteration.filter(|it| it.status == IterationStatus::Running) {
            iteration.status = status;
        }
    }

    fn end_of(
        &mut self,
        state: Option<(&StateName, Option<IterationId>)>,
        name: &StateName,
        index: usize,
        status: IterationStatus,
    ) {
        // A Map that is aborted within another one is told of by the outer one.
        let state = state.filter(|(map, _)| *map == name);
        let id = self.visit_mut(state).and_then(|visit| visit.iterations.get(&index).copied());
        if let Some(id) = id {
            self.end(id, status);
        }
    }

    fn end_all_of(&mut self, state: Option<(&StateName, Option<IterationId>)>) {
        let Some(visit) = self.visit_mut(state) else { return };
        let ids: Vec<IterationId> = visit.iterations.values().copied().collect();
        ids.into_iter().for_each(|id| self.end(id, IterationStatus::Aborted));
    }

    /// An execution is over: it is an iteration itself, or ends all of them.
    fn end_within(&mut self, children: &[ChildPlace], status: IterationStatus) {
        match self.children.get(children) {
            Some(id) => self.end(*id, status),
            None if children.is_empty() && status != IterationStatus::Succeeded => {
                let running = self.all.iter_mut();
                running.filter(|it| it.status == IterationStatus::Running).for_each(|it| {
                    it.status = status;
                });
            }
            None => {}
        }
    }
}
