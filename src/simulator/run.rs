//! A run: an execution that is kept, with everything that was asked of it.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::summary::{Summary, innermost};
use super::{DocumentId, Expectations, RunId};
use crate::asl::{StateMachine, StateName};
use crate::engine::{
    Command, CommandError, Event, EventDetail, Execution, PendingTask, Start, TaskId,
};
use crate::sort;
use crate::time::{Duration, Timestamp};

/// An execution with the log of what was asked of it: by the log alone it can be run again, event
/// for event.
#[derive(Clone, Debug)]
pub struct Run {
    pub id: RunId,
    pub document: DocumentId,
    /// The definition's text as it was at the start.
    pub definition: Arc<str>,
    /// What the machine expects, told when somebody first asks; a document shares it with its runs.
    pub(super) expectations: Arc<OnceLock<Expectations>>,
    execution: Execution,
    log: Vec<Entry>,
    summary: Summary,
    /// How far the run's own time is behind the clock's: a fork goes on in its past.
    pub lag: Duration,
    /// When the mocked services do their next part of which task, in the run's time.
    pub(super) agenda: BTreeSet<(Timestamp, TaskId)>,
    pub forked_from: Option<(RunId, usize)>,
    /// The run and the task whose `startExecution` started this one.
    pub parent: Option<(RunId, TaskId)>,
    /// Whether that task waits for this run to end.
    pub(super) awaited: bool,
}

/// Something asked of an execution: after how many events, when, what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub position: u32,
    pub at: Timestamp,
    pub command: Command,
}

impl Run {
    pub fn start(
        id: RunId,
        document: DocumentId,
        definition: Arc<str>,
        machine: Arc<StateMachine>,
        start: Start,
    ) -> Run {
        let execution = Execution::start(machine, start);
        Run::with(id, document, definition, execution)
    }

    fn with(id: RunId, document: DocumentId, definition: Arc<str>, execution: Execution) -> Run {
        let mut run = Run {
            id,
            document,
            expectations: Arc::default(),
            definition,
            summary: Summary::of(execution.history()),
            execution,
            log: Vec::new(),
            lag: Duration::ZERO,
            agenda: BTreeSet::new(),
            forked_from: None,
            parent: None,
            awaited: false,
        };
        run.agenda = run.services_turns();
        run
    }

    /// The same run again from its log, up to `n_events`. Stops early where the log does not fit.
    pub fn replay(
        id: RunId,
        document: DocumentId,
        definition: Arc<str>,
        machine: Arc<StateMachine>,
        start: Start,
        log: Vec<Entry>,
        n_events: u32,
    ) -> Run {
        let mut execution = Execution::start(machine, start);
        for entry in &log {
            step_to(&mut execution, entry.position);
            // A command that was accepted then is accepted now.
            let _ = execution.send(entry.at, &entry.command);
        }
        step_to(&mut execution, n_events);
        let mut run = Run::with(id, document, definition, execution);
        run.log = log;
        run
    }

    /// Another run that has lived through the first `n_recorded` events of this one.
    pub fn fork(&self, id: RunId, n_recorded: usize, clock_now: Timestamp) -> Run {
        let n_events = self.n_events_at(n_recorded);
        let history = &self.execution.history()[..n_events];
        let start = self.execution.start_info().clone();
        let execution = Execution::replay(self.execution.machine().clone(), start, history);
        let mut run = Run::with(id, self.document, self.definition.clone(), execution);
        let kept = self.log.iter().take_while(|entry| (entry.position as usize) < n_events);
        run.log = kept.cloned().collect();
        run.lag = clock_now.since(run.execution.now());
        run.forked_from = Some((self.id, n_recorded));
        run.expectations = self.expectations.clone();
        run
    }

    /// What the state machine expects of the input and of the answers to its tasks.
    pub fn expectations(&self) -> &Expectations {
        self.expectations.get_or_init(|| Expectations::of(self.execution.machine()))
    }

    pub fn execution(&self) -> &Execution {
        &self.execution
    }

    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    pub fn log(&self) -> &[Entry] {
        &self.log
    }

    /// The run's own time, given the clock's.
    pub fn now(&self, clock_now: Timestamp) -> Timestamp {
        clock_now - self.lag
    }

    /// How many events of AWS's history there are.
    pub fn n_recorded(&self) -> usize {
        self.summary.recorded.len()
    }

    /// How many events the history has before its next recorded one after the first
    /// `n_recorded`: what is ours belongs to the recorded event before it.
    pub fn n_events_at(&self, n_recorded: usize) -> usize {
        let next = self.summary.recorded.get(n_recorded);
        next.map_or(self.execution.history().len(), |index| *index as usize)
    }

    /// When this run goes on by itself or a service has its turn, in the run's time.
    pub fn due_at(&self) -> Option<Timestamp> {
        let turn = self.agenda.first().map(|(at, _)| (*at).max(self.execution.now()));
        match (self.execution.due_at(), turn) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// Whether a service's turn is what is next.
    pub(super) fn is_services_turn(&self) -> bool {
        let Some((at, _)) = self.agenda.first() else { return false };
        self.execution.due_at().is_none_or(|due_at| (*at).max(self.execution.now()) < due_at)
    }

    /// Does the next thing that the execution does by itself.
    pub(super) fn step(&mut self) {
        let n_events = self.execution.history().len();
        self.execution.step();
        self.absorb(n_events);
    }

    /// Asks the execution for something at its time `at`, and logs it when it was accepted.
    pub(super) fn send(&mut self, at: Timestamp, command: Command) -> Result<(), CommandError> {
        let n_events = self.execution.history().len();
        let at = at.max(self.execution.now());
        self.execution.send(at, &command)?;
        let position = u32::try_from(n_events).expect("events are numbered by u32");
        self.log.push(Entry { position, at, command });
        self.absorb(n_events);
        Ok(())
    }

    /// The state that a task is of, whether it still waits or not.
    pub fn state_of(&self, task: &TaskId) -> Option<&StateName> {
        let is_its = |event: &Event| {
            let (children, event) = innermost(event);
            event.id == task.request
                && children == task.children
                && matches!(event.detail, EventDetail::TaskScheduled(_))
        };
        self.summary.state_at(self.execution.history().iter().position(is_its)?)
    }

    pub fn pending_task(&self, id: &TaskId) -> Option<PendingTask<'_>> {
        self.execution.pending_tasks().find(|task| task.id == *id)
    }

    /// Takes up the events from `n_known` on.
    fn absorb(&mut self, n_known: usize) {
        for event in &self.execution.history()[n_known..] {
            self.summary.apply(event);
            let (children, event) = innermost(event);
            let request = match &event.detail {
                EventDetail::TaskScheduled(_) => event.id,
                EventDetail::ItemsRequested { map_run, .. } => *map_run,
                _ => continue,
            };
            self.agenda.insert((event.at, TaskId { children, request }));
        }
    }

    /// Gives the services another turn with every task that waits: who answers may have changed.
    pub(super) fn replan(&mut self) {
        self.agenda = self.services_turns();
    }

    /// An agenda with every task that waits now.
    fn services_turns(&self) -> BTreeSet<(Timestamp, TaskId)> {
        sort::into_set(self.execution.pending_tasks().map(|task| (task.scheduled_at, task.id)))
    }
}

fn step_to(execution: &mut Execution, n_events: u32) {
    while execution.history().len() < n_events as usize && execution.step().is_some() {}
}
