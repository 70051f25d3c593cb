//! An execution: a state machine, its history, and what the history has led to.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::frame::{Frame, Frames};
use super::{Command, CommandError, Event, EventDetail, EventId, Failure, FrameId};
use crate::asl::{StateMachine, WorkflowType};
use crate::time::Timestamp;
use crate::value::Json;

/// How an execution starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Start {
    pub identity: Identity,
    pub workflow_type: WorkflowType,
    pub input: Json,
    pub at: Timestamp,
    /// All randomness of the execution derives from it.
    pub seed: u64,
    /// At most so many events, AWS's quota: [`HISTORY_EVENTS_MAX`] unless a bench says otherwise.
    pub history_events_max: u32,
    pub particulars: Particulars,
}

/// What only some starts say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Particulars {
    /// StartSyncExecution: the caller waits, and the context object does not speak of redrives.
    pub is_synchronous: bool,
    /// The version that was started, by its own ARN or through an alias.
    pub state_machine_version_arn: Option<Arc<str>>,
    pub state_machine_alias_arn: Option<Arc<str>>,
    /// The Map Run that started it as a child execution.
    pub map_run_arn: Option<Arc<str>>,
    /// Activities that have been deleted, by ARN: a Task that names one cannot be scheduled.
    pub missing_activities: Vec<Arc<str>>,
    /// Stands for the context object where TestState gives one of its own.
    pub context: Option<Json>,
}

/// Names by which AWS knows an execution; the context object shows them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    pub execution_arn: Arc<str>,
    pub execution_name: Arc<str>,
    pub state_machine_arn: Arc<str>,
    pub state_machine_name: Arc<str>,
    pub role_arn: Arc<str>,
    pub region: Arc<str>,
}

/// Events in the history of a Standard execution, the last being its ExecutionFailed.
pub const HISTORY_EVENTS_MAX: u32 = 25_000;

/// Bytes of UTF-8 JSON text that a task, a state or an execution may take or give.
pub const PAYLOAD_BYTES_MAX: usize = 262_144;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Status {
    #[default]
    Running,
    Succeeded,
    Failed,
    TimedOut,
    Aborted,
}

impl Status {
    /// As the AWS API writes it: `TIMED_OUT`.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Running => "RUNNING",
            Status::Succeeded => "SUCCEEDED",
            Status::Failed => "FAILED",
            Status::TimedOut => "TIMED_OUT",
            Status::Aborted => "ABORTED",
        }
    }
}

/// A running or ended execution. `clone` shares payloads, not the history.
#[derive(Clone, Debug)]
pub struct Execution {
    pub(super) machine: Arc<StateMachine>,
    pub(super) start: Arc<Start>,
    pub(super) history: Vec<Event>,
    pub(super) status: Status,
    pub(super) frames: Frames,
    /// Frames that go on by themselves at once; the first one runs until it cannot.
    pub(super) ready: VecDeque<FrameId>,
    /// Frames that go on by themselves later.
    pub(super) timers: BTreeSet<(Timestamp, FrameId)>,
    /// The open requests to the world: the frame of each scheduled task.
    pub(super) tasks: BTreeMap<EventId, FrameId>,
    /// The frames of the Map Runs in progress, by MapRunStarted.
    pub(super) map_runs: BTreeMap<EventId, FrameId>,
    pub(super) n_events: u32,
    pub(super) now: Timestamp,
    /// When each redrive began.
    pub(super) redrives: Vec<Timestamp>,
}

impl Execution {
    /// An execution with its first event, ExecutionStarted.
    pub fn start(machine: Arc<StateMachine>, start: Start) -> Execution {
        let started = Event {
            id: 1,
            previous: 0,
            at: start.at,
            frame: FrameId::default(),
            detail: EventDetail::ExecutionStarted { input: start.input.clone() },
        };
        let mut execution = Execution::before_start(machine, Arc::new(start));
        execution.apply(started);
        execution
    }

    /// The same execution as far as `history` tells. Prefixes of a history are histories too.
    pub fn replay(machine: Arc<StateMachine>, start: Arc<Start>, history: &[Event]) -> Execution {
        let mut execution = Execution::before_start(machine, start);
        history.iter().for_each(|event| execution.apply(event.clone()));
        execution
    }

    fn before_start(machine: Arc<StateMachine>, start: Arc<Start>) -> Execution {
        Execution {
            frames: Frames::with_root(Frame::new(machine.clone(), Arc::default())),
            // Most states are entered and left once.
            history: Vec::with_capacity(2 * machine.n_states + 2),
            machine,
            status: Status::Running,
            ready: VecDeque::new(),
            timers: BTreeSet::new(),
            tasks: BTreeMap::new(),
            map_runs: BTreeMap::new(),
            n_events: 0,
            now: start.at,
            redrives: Vec::new(),
            start,
        }
    }

    /// Does the next thing that happens by itself, whenever that is; tells what it was.
    pub fn step(&mut self) -> Option<&Event> {
        let event = self.event_due(self.due()?);
        self.apply(event);
        self.history.last()
    }

    /// Does all that happens by itself up to and including `now`.
    pub fn run_until(&mut self, now: Timestamp) {
        while self.due_at().is_some_and(|at| at <= now) {
            let Some(event) = self.upcoming() else { return };
            self.apply(event);
        }
    }

    /// Does what a person or a service asks for at `now`, after all that was due before.
    pub fn send(&mut self, now: Timestamp, command: &Command) -> Result<(), CommandError> {
        self.run_until(Timestamp(now.0 - 1));
        for event in self.accept(now, command)? {
            self.apply(event);
        }
        Ok(())
    }

    pub fn machine(&self) -> &Arc<StateMachine> {
        &self.machine
    }

    pub fn start_info(&self) -> &Arc<Start> {
        &self.start
    }

    /// All events so far, ours among AWS's.
    pub fn history(&self) -> &[Event] {
        &self.history
    }

    /// How often the execution has been redriven.
    pub fn redrive_count(&self) -> u32 {
        u32::try_from(self.redrives.len()).unwrap_or(u32::MAX)
    }

    /// When the last redrive began.
    pub fn redriven_at(&self) -> Option<Timestamp> {
        self.redrives.last().copied()
    }

    pub fn status(&self) -> Status {
        self.status
    }

    /// The output of an execution that succeeded.
    pub fn output(&self) -> Option<&Json> {
        match &self.history.last()?.detail {
            EventDetail::ExecutionSucceeded { output } => Some(output),
            _ => None,
        }
    }

    /// Why an execution ended that did not succeed; a timeout or stop may give no reason.
    pub fn failure(&self) -> Option<&Failure> {
        match &self.history.last()?.detail {
            EventDetail::ExecutionFailed(failure)
            | EventDetail::ExecutionAborted(failure)
            | EventDetail::ExecutionTimedOut(failure) => Some(failure),
            _ => None,
        }
    }

    /// When the last event happened.
    pub fn now(&self) -> Timestamp {
        self.now
    }
}
