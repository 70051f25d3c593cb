//! What panels show, as plain data.

use std::ops::Range;

use crate::asl::StateName;
use crate::engine::{EventId, Failure, TaskId};
use crate::services::{Mock, QueueSettings, Subscription};
use crate::simulator::{ApiCall, IterationStatus, MessageId, RunId};
use crate::time::{Duration, Timestamp};
use crate::value::Json;

/// An execution in the list of executions.
#[derive(Clone, Debug, PartialEq)]
pub struct RunView {
    pub id: RunId,
    pub execution_name: String,
    pub state_machine_name: String,
    pub status: crate::engine::Status,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// Tasks that wait for a callback or an answer by hand.
    pub n_waiting: usize,
    /// The run and the number of recorded events that this one was forked from.
    pub forked_from: Option<(RunId, usize)>,
    /// The run whose task started this one.
    pub parent: Option<RunId>,
    pub output: Option<Json>,
    pub failure: Option<Failure>,
}

/// How a state stands, over all its visits; the liveliest of several wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum StateStatus {
    #[default]
    NotEntered,
    Succeeded,
    /// Its failure was caught, and the execution went on at the catcher's state.
    Caught,
    Cancelled,
    Failed,
    RetryWaiting,
    InProgress,
    WaitingForCallback,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct StateView {
    pub status: StateStatus,
    pub n_entered: usize,
    pub n_in_progress: usize,
    pub n_succeeded: usize,
    pub n_caught: usize,
    pub n_failed: usize,
    /// Task attempts of the last visit, retries included.
    pub n_attempts: u32,
    /// The retrier that took the last visit's last failure, by its place in `Retry`.
    pub retrier: Option<usize>,
    /// When the next attempt of a waiting retry, or the end of a Wait, is due.
    pub due_at: Option<Timestamp>,
}

/// A queue, a dead-letter queue, a topic, or the tasks of a service that has no lane of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneView {
    pub kind: LaneKind,
    /// The queue's or topic's name; the service's for tasks.
    pub name: String,
    /// Its URL or ARN.
    pub address: String,
    pub visibility_timeout: Option<Duration>,
    pub max_receive_count: Option<u32>,
    pub dead_letter_queue: Option<String>,
    pub is_fifo: bool,
    /// Of a queue: all that can be set.
    pub settings: Option<QueueSettings>,
    /// Of a topic: who gets what is published.
    pub subscriptions: Vec<Subscription>,
    pub messages: Vec<MessageView>,
    pub n_visible: usize,
    pub n_in_flight: usize,
    pub n_delayed: usize,
    pub n_deleted: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaneKind {
    Queue,
    DeadLetterQueue,
    Topic,
}

#[derive(Clone, Debug, PartialEq)]
pub struct MessageView {
    pub id: MessageId,
    /// AWS's `MessageId`, a UUID.
    pub message_id: String,
    pub body: String,
    /// `MessageAttributes` as sent; null when there are none.
    pub attributes: Json,
    /// `Attributes` as ReceiveMessage gives them: SentTimestamp, ApproximateReceiveCount, ….
    pub system_attributes: Json,
    pub place: MessagePlace,
    /// Left until a message in flight, or a delayed one, can be received.
    pub hidden: Option<Countdown>,
    /// Whether a consumer may get it now.
    pub can_be_received: bool,
    /// Of a FIFO queue: its `MessageGroupId`.
    pub group_id: Option<String>,
    /// Whether its group is held up by a message in flight before it.
    pub is_blocked: bool,
    /// The queue that gave it up to this dead-letter queue.
    pub dead_letter_source: Option<String>,
    pub receive_count: u32,
    pub receipt_handle: Option<String>,
    pub sent_at: Timestamp,
    /// Since it was sent.
    pub age: Duration,
    /// Which run's which state sent it; `None` for somebody else's message.
    pub sender: Option<Sender>,
    /// The task tokens in `body`.
    pub tokens: Vec<TokenView>,
    /// Queues that got a topic's message.
    pub delivered_to: Vec<String>,
}

/// Where a message is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessagePlace {
    Delayed {
        until: Timestamp,
    },
    Visible,
    /// Received, hidden until then.
    InFlight {
        until: Timestamp,
    },
    /// Deleted by a consumer; its task, if it has one, is none the wiser.
    Deleted,
    /// On a topic, where nothing is received.
    Published,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    pub run: RunId,
    pub execution_name: String,
    /// Empty when the run is not kept any more.
    pub state_machine_name: String,
    pub state: StateName,
}

/// A task token somewhere in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenView {
    /// Bytes of the text in which it was found.
    pub span: Range<usize>,
    pub token: String,
    /// The open task that waits for it; `None` when it has ended.
    pub waiting: Option<WaitingView>,
    /// What was sent with this token so far, and what AWS said.
    pub calls: Vec<ApiCall>,
}

/// A task that waits for a callback, a worker or an answer by hand.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitingView {
    pub run: RunId,
    pub task: TaskId,
    pub state: StateName,
    pub execution_name: String,
    pub state_machine_name: String,
    pub kind: WaitingKind,
    pub resource: String,
    pub parameters: Json,
    /// The worker that has taken an activity's task, if it gave its name.
    pub worker: Option<String>,
    /// The token where the task has one; an activity's once a worker has taken it.
    pub token: Option<String>,
    pub waiting_since: Timestamp,
    pub waited: Duration,
    /// Left until TimeoutSeconds strikes, and TimeoutSeconds itself.
    pub timeout: Option<Countdown>,
    pub heartbeat: Option<Countdown>,
    /// From 0; retries count up.
    pub retry_count: u32,
    /// Iterations of Maps around the state, outermost first.
    pub iterations: Vec<usize>,
    /// What the mocked service would answer: the text to begin editing with.
    pub suggestion: String,
    /// Messages that carry the token; empty when nobody was told, or none is left.
    pub messages: Vec<MessageId>,
    /// What was sent with the token so far.
    pub calls: Vec<ApiCall>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitingKind {
    /// For SendTaskSuccess or SendTaskFailure.
    Callback,
    /// An activity's task for a worker, or for the worker's answer.
    Activity,
    /// For the person who plays the service.
    Answer,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Countdown {
    pub left: Duration,
    pub total: Duration,
}

/// What runs down at a state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CountdownView {
    /// Until a Wait ends, or a retry begins.
    pub due: Option<Countdown>,
    /// Until TimeoutSeconds strikes.
    pub timeout: Option<Countdown>,
    /// Until HeartbeatSeconds strikes.
    pub heartbeat: Option<Countdown>,
}

/// How a Map stands. Counts are of items, whose sum is at most `n_items`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapView {
    pub n_items: usize,
    /// Running, and waiting for nobody.
    pub n_running: usize,
    /// In which something waits for a person.
    pub n_waiting: usize,
    pub n_succeeded: usize,
    pub n_failed: usize,
    pub n_aborted: usize,
    /// Those that have started, by their indexes.
    pub iterations: Vec<IterationView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IterationView {
    pub index: usize,
    pub status: IterationStatus,
    pub is_waiting: bool,
}

/// What happens next by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct UpcomingView {
    /// On the clock.
    pub at: Timestamp,
    pub after: Duration,
    pub what: NextThing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextThing {
    /// An event of AWS's history, by its HistoryEventType.
    Event(String),
    /// What has no event: a service answers, a retry becomes due, a function goes on.
    Answer,
    /// A message that was hidden can be received.
    Message,
}

/// A row of the event table.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRow {
    pub id: EventId,
    pub previous: EventId,
    /// HistoryEventType: `TaskStateEntered`, ….
    pub kind: String,
    /// The state or, as the console calls it, the step.
    pub state: Option<StateName>,
    /// Type and resource: `sqs:sendMessage.waitForTaskToken`.
    pub resource: Option<String>,
    /// Since the execution started.
    pub elapsed: Duration,
    pub at: Timestamp,
    /// Of how many recorded events this is the last: what Seek takes to look at it.
    pub position: usize,
}

/// What is known of the selected state at the cursor.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspection {
    pub state: StateName,
    pub kind: String,
    pub view: StateView,
    pub mock: Mock,
    /// Oldest first; with many, the last [`super::VISITS_SHOWN_MAX`].
    pub visits: Vec<VisitView>,
    pub n_visits: usize,
}

/// One time that a state was entered.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitView {
    pub status: StateStatus,
    pub entered_at: Timestamp,
    pub exited_at: Option<Timestamp>,
    pub input: Json,
    /// Of the last attempt.
    pub parameters: Option<Json>,
    pub resource: Option<String>,
    pub token: Option<String>,
    /// The first answer of a callback or a job: TaskSubmitted.
    pub submitted: Option<Json>,
    /// The task's result, before ResultSelector and ResultPath.
    pub result: Option<Json>,
    pub failure: Option<Failure>,
    pub output: Option<Json>,
    pub assigned: Option<Json>,
    pub next: Option<StateName>,
    pub n_attempts: u32,
}
