//! What a history says about each state, kept up event by event, so that showing a run costs what
//! is shown and not the length of its history.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::iterations::{IterationId, Iterations, Place};
use super::view::{StateStatus, StateView};
use crate::asl::{Chosen, Pattern, Resource, StateKind, StateName};
use crate::engine::{ChildPlace, Event, EventDetail, Failure, TaskId};
use crate::sort;
use crate::time::Timestamp;

/// Index of an event in a history, ours counted among AWS's.
pub type Index = u32;

#[derive(Clone, Debug, Default)]
pub struct Summary {
    pub visits: Vec<Visit>,
    pub(super) by_state: IndexMap<StateName, StateVisits, FxBuildHasher>,
    /// The visit that each frame is in.
    pub(super) current: BTreeMap<Place, u32>,
    /// How often the execution went from one state to another, and by which Choice rule or
    /// catcher, in the order of the first time.
    pub transitions: IndexMap<Transition, Passages, FxBuildHasher>,
    pub iterations: Iterations,
    /// The events that AWS's history has.
    pub recorded: Vec<Index>,
    n_events: Index,
    /// The visit that each event belongs to; of those before the first state, none.
    pub(super) visit_of_event: Vec<u32>,
    /// Which attempt of its state each scheduled task is, from 0.
    attempts: BTreeMap<TaskId, u32>,
    pub ended_at: Option<Timestamp>,
    /// From then on, events may go on with visits that had ended.
    is_redriven: bool,
}

/// A way from one state to another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Transition {
    pub from: StateName,
    pub to: StateName,
    /// The Choice rule or catcher that chose it, by its place in the definition.
    pub chosen: Option<usize>,
    pub is_caught: bool,
}

/// How often a transition was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passages {
    pub n: usize,
    /// The event of the last time.
    pub last: Index,
}

/// One time that a state was entered. Indexes name events of the history.
#[derive(Clone, Debug)]
pub struct Visit {
    pub state: StateName,
    pub kind: &'static str,
    pub status: StateStatus,
    pub entered: Index,
    pub exited: Option<Index>,
    /// The last attempt's TaskScheduled, its first answer, its result.
    pub scheduled: Option<Index>,
    pub submitted: Option<Index>,
    pub succeeded: Option<Index>,
    pub failure: Option<Failure>,
    pub n_attempts: u32,
    pub due_at: Option<Timestamp>,
    /// The retrier that took the last failure, by its place in `Retry`.
    pub retrier: Option<usize>,
    /// The innermost iteration of a Map that it is in.
    pub iteration: Option<IterationId>,
    /// How the state was left.
    pub left: Option<Transition>,
    /// The last attempt waits for its token, or for an activity's worker, once it was submitted.
    has_callback: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct StateVisits {
    all: Vec<u32>,
    /// Those that have not ended.
    pub(super) active: BTreeSet<u32>,
    pub(super) n_succeeded: usize,
    pub(super) n_caught: usize,
    pub(super) n_failed: usize,
    /// Task attempts over all visits.
    n_attempts: u32,
}

impl Summary {
    pub fn of(history: &[Event]) -> Summary {
        let mut summary = Summary::default();
        history.iter().for_each(|event| summary.apply(event));
        summary
    }

    /// Takes the next event of the history.
    pub fn apply(&mut self, event: &Event) {
        let index = self.n_events;
        self.n_events += 1;
        if event.is_recorded() {
            self.recorded.push(index);
        }
        let (children, event) = innermost(event);
        let place = (children, event.frame);
        if self.is_redriven && is_of_state(&event.detail) {
            self.reopen(&place);
        }
        self.apply_at(&place, event, index);
        let state = self.current.get(&place).map(|visit| &self.visits[*visit as usize]);
        let state = state.map(|visit| (&visit.state, visit.iteration));
        self.iterations.apply(&place, state, event);
        let visit = self.current.get(&place).copied().filter(|_| is_of_state(&event.detail));
        self.visit_of_event.push(visit.unwrap_or(u32::MAX));
    }

    fn apply_at(&mut self, place: &Place, event: &Event, index: Index) {
        match &event.detail {
            EventDetail::StateEntered { state, .. } => {
                let iteration = self.iterations.entered(place, event);
                self.enter(place, &state.name, state.kind.type_name(), index, iteration);
                if let Some(parent) = self.iterations.parent(place).filter(|_| self.is_redriven) {
                    self.reopen(&parent);
                }
            }
            EventDetail::StateExited { state, chosen, .. } => {
                let is_caught = chosen.is_some() && !matches!(state.kind, StateKind::Choice(_));
                let status = if is_caught { StateStatus::Caught } else { StateStatus::Succeeded };
                let left = state.next(*chosen).map(|next| Transition {
                    from: state.name.clone(),
                    to: next.name.clone(),
                    chosen: chosen.map(Chosen::index),
                    is_caught,
                });
                self.edit(place, |visit| {
                    visit.exited = Some(index);
                    visit.left.clone_from(&left);
                });
                self.end(place, status);
                if let Some(transition) = left {
                    let passages = self.transitions.entry(transition).or_default();
                    *passages = Passages { n: passages.n + 1, last: index };
                }
            }

            EventDetail::TaskScheduled(request) => {
                let task = TaskId { children: place.0.clone(), request: event.id };
                self.schedule(place, &request.resource, task, index);
            }
            EventDetail::TaskSubmitted { .. } => self.edit(place, |visit| {
                visit.submitted = Some(index);
                if visit.has_callback {
                    visit.status = StateStatus::WaitingForCallback;
                }
            }),
            EventDetail::TaskSucceeded { .. } => self.edit(place, |visit| {
                visit.succeeded = Some(index);
                visit.status = StateStatus::InProgress;
            }),
            EventDetail::TaskFailed { failure, .. }
            | EventDetail::TaskScheduleFailed { failure, .. }
            | EventDetail::TaskStartFailed { failure, .. }
            | EventDetail::TaskSubmitFailed { failure, .. }
            | EventDetail::TaskTimedOut { failure, .. }
            | EventDetail::EvaluationFailed { failure, .. }
            | EventDetail::MapRunFailed(failure)
            | EventDetail::StateFailed(failure) => self.edit(place, |visit| {
                visit.failure = Some(failure.clone());
                visit.status = StateStatus::InProgress;
            }),
            EventDetail::WaitScheduled { until } => {
                self.edit(place, |visit| visit.due_at = Some(*until));
            }
            EventDetail::RetryScheduled { due_at, retrier } => self.edit(place, |visit| {
                visit.due_at = Some(*due_at);
                visit.retrier = Some(*retrier);
                visit.status = StateStatus::RetryWaiting;
            }),

            EventDetail::FrameFailed => {
                self.end(place, StateStatus::Failed);
                self.cancel_beside(place);
                self.hand_failure_on(place);
            }
            // The Map or Parallel around tells of these; the failed frame has ended them.
            EventDetail::TaskStateAborted
            | EventDetail::WaitStateAborted
            | EventDetail::ParallelStateAborted
            | EventDetail::MapStateAborted
            | EventDetail::MapIterationAborted { .. }
            | EventDetail::MapIterationFailed { .. } => {}

            EventDetail::ExecutionFailed(failure) => {
                self.edit(place, |visit| visit.failure = Some(failure.clone()));
                self.end(place, StateStatus::Failed);
                self.fail_around(place);
                self.end_all(&place.0, event.at);
            }
            EventDetail::ExecutionTimedOut(_) => {
                self.end(place, StateStatus::Failed);
                self.end_all(&place.0, event.at);
            }
            EventDetail::ExecutionSucceeded { .. } | EventDetail::ExecutionAborted(_) => {
                self.end_all(&place.0, event.at);
            }
            EventDetail::ExecutionRedriven { .. } => {
                self.is_redriven = true;
                if place.0.is_empty() {
                    self.ended_at = None;
                }
            }

            EventDetail::ExecutionStarted { .. }
            | EventDetail::TaskStarted { .. }
            | EventDetail::ActivityStarted { .. }
            | EventDetail::ParallelStateStarted { .. }
            | EventDetail::ParallelStateSucceeded
            | EventDetail::ParallelStateFailed
            | EventDetail::MapStateStarted { .. }
            | EventDetail::MapStateSucceeded
            | EventDetail::MapStateFailed
            | EventDetail::MapIterationStarted { .. }
            | EventDetail::MapIterationSucceeded { .. }
            | EventDetail::MapRunStarted { .. }
            | EventDetail::MapRunSucceeded { .. }
            | EventDetail::MapRunAborted
            | EventDetail::MapRunRedriven { .. }
            | EventDetail::HeartbeatReceived { .. }
            | EventDetail::ItemsRequested { .. }
            | EventDetail::ManifestRead { .. }
            | EventDetail::ItemsRead { .. }
            | EventDetail::ResultsWritten { .. }
            | EventDetail::ChildStarted { .. }
            | EventDetail::ChildExecution { .. } => {}
        }
    }

    /// How each state that was entered stands, in the order of entering.
    pub fn states(&self) -> impl Iterator<Item = (&StateName, StateView)> {
        self.by_state.iter().map(|(name, state)| (name, self.view(state)))
    }

    pub fn state(&self, name: &str) -> StateView {
        self.by_state.get(name).map(|state| self.view(state)).unwrap_or_default()
    }

    /// The same for those of its visits that count.
    pub fn state_where(&self, name: &str, counts: impl Fn(&Visit) -> bool) -> StateView {
        let Some(state) = self.by_state.get(name) else { return StateView::default() };
        let is_counted = |place: &&u32| counts(&self.visits[**place as usize]);
        let mut counted = StateVisits {
            all: state.all.iter().filter(is_counted).copied().collect(),
            active: sort::into_set(state.active.iter().filter(is_counted).copied()),
            ..StateVisits::default()
        };
        for place in &counted.all {
            match self.visits[*place as usize].status {
                StateStatus::Succeeded => counted.n_succeeded += 1,
                StateStatus::Caught => counted.n_caught += 1,
                StateStatus::Failed => counted.n_failed += 1,
                StateStatus::NotEntered
                | StateStatus::Cancelled
                | StateStatus::RetryWaiting
                | StateStatus::InProgress
                | StateStatus::WaitingForCallback => {}
            }
        }
        self.view(&counted)
    }

    /// The visits of a state, oldest first.
    pub fn visits_of(
        &self,
        name: &str,
    ) -> impl DoubleEndedIterator<Item = &Visit> + ExactSizeIterator {
        let all = self.by_state.get(name).map_or(&[][..], |state| &state.all);
        all.iter().map(|place| &self.visits[*place as usize])
    }

    /// Which attempt of its state a task is, from 0, over all visits.
    pub fn attempt_of(&self, task: &TaskId) -> u32 {
        self.attempts.get(task).copied().unwrap_or(0)
    }

    fn view(&self, state: &StateVisits) -> StateView {
        let last = state.all.last().map(|place| &self.visits[*place as usize]);
        let liveliest = state
            .active
            .iter()
            .map(|place| &self.visits[*place as usize])
            .max_by_key(|visit| visit.status)
            .or(last);
        StateView {
            status: liveliest.map_or(StateStatus::NotEntered, |visit| visit.status),
            n_entered: state.all.len(),
            n_in_progress: state.active.len(),
            n_succeeded: state.n_succeeded,
            n_caught: state.n_caught,
            n_failed: state.n_failed,
            n_attempts: last.map_or(0, |visit| visit.n_attempts),
            retrier: last.and_then(|visit| visit.retrier),
            due_at: liveliest.and_then(|visit| visit.due_at),
        }
    }

    fn enter(
        &mut self,
        frame: &Place,
        name: &StateName,
        kind: &'static str,
        index: Index,
        iteration: Option<IterationId>,
    ) {
        let place = u32::try_from(self.visits.len()).expect("events are numbered by u32");
        self.visits.push(Visit {
            state: name.clone(),
            kind,
            status: StateStatus::InProgress,
            entered: index,
            exited: None,
            scheduled: None,
            submitted: None,
            succeeded: None,
            failure: None,
            n_attempts: 0,
            due_at: None,
            retrier: None,
            iteration,
            left: None,
            has_callback: false,
        });
        let state = self.by_state.entry(name.clone()).or_default();
        state.all.push(place);
        state.active.insert(place);
        self.current.insert(frame.clone(), place);
    }

    fn schedule(&mut self, frame: &Place, resource: &Resource, task: TaskId, index: Index) {
        let Some(place) = self.current.get(frame).copied() else { return };
        let visit = &mut self.visits[place as usize];
        visit.n_attempts += 1;
        visit.scheduled = Some(index);
        (visit.submitted, visit.succeeded, visit.due_at) = (None, None, None);
        visit.failure = None;
        visit.has_callback = has_callback(resource);
        // An activity waits for its worker from the first.
        visit.status = match resource {
            Resource::Activity { .. } => StateStatus::WaitingForCallback,
            Resource::Lambda { .. } | Resource::Integration { .. } => StateStatus::InProgress,
        };
        if let Some(state) = self.by_state.get_mut(&visit.state) {
            self.attempts.insert(task, state.n_attempts);
            state.n_attempts += 1;
        }
    }

    pub(super) fn edit(&mut self, frame: &Place, change: impl FnOnce(&mut Visit)) {
        if let Some(place) = self.current.get(frame) {
            change(&mut self.visits[*place as usize]);
        }
    }

    /// The visits that have not ended.
    pub fn active(&self) -> impl Iterator<Item = &Visit> {
        let active = self.by_state.values().flat_map(|state| &state.active);
        active.map(|place| &self.visits[*place as usize])
    }
}

/// The event itself, and the child executions that it happened in, outermost first.
pub fn innermost(event: &Event) -> (Vec<ChildPlace>, &Event) {
    let (mut children, mut event) = (Vec::new(), event);
    while let EventDetail::ChildExecution { map_run, index, event: inner } = &event.detail {
        children.push(ChildPlace { map_run: *map_run, index: *index });
        event = inner;
    }
    (children, event)
}

/// Whether an event tells of the state that its frame is in, and not of the whole execution.
fn is_of_state(detail: &EventDetail) -> bool {
    !detail.is_end() && !matches!(detail, EventDetail::ExecutionRedriven { .. })
}

fn has_callback(resource: &Resource) -> bool {
    match resource {
        Resource::Integration { pattern, .. } => *pattern == Pattern::WaitForTaskToken,
        Resource::Activity { .. } => true,
        Resource::Lambda { .. } => false,
    }
}
