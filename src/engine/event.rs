//! What has happened: the events of an execution, AWS's and a few of our own.

use std::sync::Arc;

use super::{Failure, Manifest, Start, TaskToken, Tolerance};
use crate::asl::{Chosen, Resource, State, StateName};
use crate::time::{Duration, Timestamp};
use crate::value::{Json, Object};

/// AWS's number of an event, from 1; 0 stands for "none", as in AWS's own `previousEventId`.
pub type EventId = u32;

/// One state machine in progress: the execution itself (0), a branch, an iteration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FrameId(pub u32);

#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// 0 for the events that are ours and that AWS's history does not have.
    pub id: EventId,
    pub previous: EventId,
    pub at: Timestamp,
    pub frame: FrameId,
    pub detail: EventDetail,
}

/// The type and details of an event, in few bytes: what is large and rare is boxed. Names are HistoryEventType's, where `<X>StateEntered` and
/// `<X>StateExited` are one variant each, told apart by the state's kind.
#[derive(Clone, Debug, PartialEq)]
// A tag of a whole word: what stands behind it is then moved by whole words, too.
#[repr(u32)]
pub enum EventDetail {
    ExecutionStarted {
        input: Json,
    },
    ExecutionSucceeded {
        output: Json,
    },
    ExecutionFailed(Failure),
    ExecutionAborted(Failure),
    ExecutionTimedOut(Failure),
    ExecutionRedriven {
        redrive_count: u32,
    },

    StateEntered {
        state: Arc<State>,
        input: Json,
    },
    /// A state is left, by success or by a catcher.
    StateExited {
        state: Arc<State>,
        output: Json,
        assigned: Option<Arc<Assigned>>,
        /// What decided what follows. Ours: AWS leaves it to be seen.
        chosen: Option<Chosen>,
    },

    TaskScheduled(Box<TaskRequest>),
    TaskStarted {
        request: EventId,
    },
    TaskSubmitted {
        request: EventId,
        output: Json,
    },
    TaskSucceeded {
        request: EventId,
        output: Json,
    },
    TaskFailed {
        request: EventId,
        failure: Failure,
    },
    TaskScheduleFailed {
        request: EventId,
        failure: Failure,
    },
    TaskStartFailed {
        request: EventId,
        failure: Failure,
    },
    TaskSubmitFailed {
        request: EventId,
        failure: Failure,
    },
    TaskTimedOut {
        request: EventId,
        failure: Failure,
        heartbeat: bool,
    },
    /// An activity's worker has taken the task.
    ActivityStarted {
        request: EventId,
        worker_name: Option<Arc<str>>,
    },

    TaskStateAborted,
    WaitStateAborted,
    ParallelStateStarted {
        input: Json,
    },
    ParallelStateSucceeded,
    ParallelStateFailed,
    ParallelStateAborted,
    MapStateStarted {
        length: usize,
        children: Box<MapStart>,
    },
    MapStateSucceeded,
    MapStateFailed,
    MapStateAborted,
    MapIterationStarted {
        name: StateName,
        index: usize,
        input: Json,
    },
    MapIterationSucceeded {
        name: StateName,
        index: usize,
    },
    MapIterationFailed {
        name: StateName,
        index: usize,
    },
    MapIterationAborted {
        name: StateName,
        index: usize,
    },
    MapRunStarted {
        map_run_arn: Arc<str>,
        tolerance: Box<Tolerance>,
    },
    /// With what its Map gives, which AWS shows at MapStateExited.
    MapRunSucceeded {
        output: Json,
    },
    MapRunFailed(Failure),
    MapRunAborted,
    MapRunRedriven {
        map_run_arn: Arc<str>,
        redrive_count: u32,
    },
    EvaluationFailed {
        failure: Failure,
        location: Option<Arc<str>>,
        state: Arc<State>,
    },

    // Ours: bookkeeping that AWS's history does not say, but that a replay needs.
    /// A Wait knows when it ends.
    WaitScheduled {
        until: Timestamp,
    },
    /// A retrier (by its place in `Retry`) has taken a failure; the next attempt is due.
    RetryScheduled {
        retrier: usize,
        due_at: Timestamp,
    },
    /// SendTaskHeartbeat restarted the heartbeat clock of a task.
    HeartbeatReceived {
        request: EventId,
    },
    /// A failure that the state itself made, before Retry and Catch look at it.
    StateFailed(Failure),
    /// A failure left a branch or iteration; its siblings are to be aborted.
    FrameFailed,
    /// A distributed Map's ItemReader asks the world for its items.
    ItemsRequested {
        map_run: EventId,
        request: Box<TaskRequest>,
    },
    /// What has come lists the objects that hold the items.
    ManifestRead {
        map_run: EventId,
        manifest: Box<Manifest>,
    },
    /// The items have come, or those of one file of a manifest.
    ItemsRead {
        map_run: EventId,
        items: Json,
        source: Option<Arc<str>>,
    },
    /// A distributed Map started a child execution for its next items.
    ChildStarted {
        map_run: EventId,
        index: usize,
        n_items: usize,
        start: Arc<Start>,
    },
    /// A child execution went on.
    ChildExecution {
        map_run: EventId,
        index: usize,
        event: Box<Event>,
    },
    /// A ResultWriter put these objects (key and text) into a bucket.
    ResultsWritten {
        map_run: EventId,
        bucket: Arc<str>,
        objects: Vec<(String, String)>,
    },
}

/// The variables that a state assigned.
pub type Assigned = Object;

/// A request to the world: a task was scheduled and waits for answers.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskRequest {
    pub resource: Resource,
    pub parameters: Json,
    /// `timeoutInSeconds`, as the definition gave it.
    pub timeout: Option<Duration>,
    /// `heartbeatInSeconds`.
    pub heartbeat: Option<Duration>,
    /// `taskCredentials.roleArn`.
    pub credentials: Option<Json>,
    /// Present where the pattern has one, and for activities.
    pub token: Option<TaskToken>,
}

/// What a Map iterates, kept with its start.
#[derive(Clone, Debug, PartialEq)]
pub struct MapStart {
    /// The Map's effective input, which ItemSelector sees as `$`.
    pub input: Json,
    pub items: Json,
    /// At once; 0 is no limit.
    pub max_concurrency: usize,
    /// The names of an iterated object's properties, which stand as values in `items`.
    pub keys: Vec<Arc<str>>,
    /// Where an ItemReader read the items: from which item on, and `s3://bucket/key`.
    pub sources: Vec<(usize, Arc<str>)>,
}

impl Event {
    /// Whether AWS's history has this event.
    pub fn is_recorded(&self) -> bool {
        self.id != 0
    }
}

impl EventDetail {
    /// Whether AWS's history has such an event.
    pub fn is_recorded(&self) -> bool {
        !matches!(
            self,
            EventDetail::WaitScheduled { .. }
                | EventDetail::RetryScheduled { .. }
                | EventDetail::HeartbeatReceived { .. }
                | EventDetail::StateFailed(_)
                | EventDetail::FrameFailed
                | EventDetail::ItemsRequested { .. }
                | EventDetail::ManifestRead { .. }
                | EventDetail::ItemsRead { .. }
                | EventDetail::ChildStarted { .. }
                | EventDetail::ChildExecution { .. }
                | EventDetail::ResultsWritten { .. }
        )
    }

    /// Whether nothing can come after it but a redrive.
    pub fn is_end(&self) -> bool {
        matches!(
            self,
            EventDetail::ExecutionSucceeded { .. }
                | EventDetail::ExecutionFailed(_)
                | EventDetail::ExecutionAborted(_)
                | EventDetail::ExecutionTimedOut(_)
        )
    }
}
