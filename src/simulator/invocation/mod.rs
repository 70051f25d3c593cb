//! Invocations of Lambda functions. The simulator says what is to be run; whoever can run code (a
//! sandbox of the page, a test) does so, and tells what the code asks of AWS and how it ended.
//!
//! ```text
//!  queue, topic, task, person ──▶ Running ◀──▶ Asleep { until }
//!                                    │             │ the virtual clock is past the Timeout
//!                                    ▼             ▼
//!                            EndInvocation    Task timed out
//! ```
//!
//! Code that runs takes no virtual time: until it has ended or gone to sleep, the clock stands.
//! What ended is in the runs' logs and in the world, so nothing runs again when a save is loaded;
//! what had not ended begins anew then.

mod begin;
mod end;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{ApiError, LogLine, MessageId, RunId, Simulator};
use crate::engine::TaskId;
use crate::services::{FunctionResult, Origin};
use crate::time::{Duration, Timestamp};
use crate::value::Json;

#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct InvocationId(pub u64);

/// A function that runs, or waits for its time to go on. Its code, handler and environment are
/// those of [`World::function`](crate::services::World::function).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Invocation {
    pub id: InvocationId,
    /// `awsRequestId`.
    pub request_id: Arc<str>,
    pub function: Arc<str>,
    pub event: Json,
    pub invoked_at: Timestamp,
    /// When its Timeout is over.
    pub deadline: Timestamp,
    pub trigger: Trigger,
    pub stage: Stage,
    /// What the code asked of AWS so far, and the answers, in the order of asking.
    #[serde(skip)]
    pub replies: Vec<Reply>,
    /// The task in whose name it acts: that invoked it, or sent what it received.
    pub(super) origin: Option<Origin>,
    /// How often it was tried before, when it was invoked asynchronously.
    n_retries: u32,
}

/// What invokes a function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Trigger {
    /// An event source mapping, with a batch of messages.
    Queue { queue: Arc<str>, messages: Vec<MessageId> },
    /// A subscription.
    Topic { topic: Arc<str> },
    /// A state's task, which gets the result.
    Task { run: RunId, task: TaskId },
    /// Another function, which waits for the result as the answer to its call of that number.
    Function { caller: InvocationId, call: u64 },
    /// Somebody who does not wait for the result: InvocationType `Event`.
    Event,
    /// The person, to try it.
    Test,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// To be run, or running, now.
    Running,
    /// Waits for a timer of its own, or for a function that it has invoked.
    Asleep { until: Timestamp },
    /// Did not rest, and was killed: it only lasts until its Timeout is over.
    Killed,
}

/// An answer of AWS's API to a running function.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The number that the function gave its call.
    pub call: u64,
    pub result: Result<Json, ApiError>,
}

/// An invocation that has ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvocationLog {
    pub id: InvocationId,
    pub request_id: Arc<str>,
    pub function: Arc<str>,
    pub invoked_at: Timestamp,
    pub ended_at: Timestamp,
    pub trigger: Trigger,
    pub event: Json,
    /// The function's log in CloudWatch's form.
    pub lines: Vec<String>,
    pub result: FunctionResult,
}

/// Invocations that are not over; who is invoked beyond them waits.
pub(super) const INVOCATIONS_MAX: usize = 100;

impl Simulator {
    /// From now on somebody runs the code of functions. Without, tasks that invoke one get the
    /// mocked answer.
    pub fn run_functions(&mut self) {
        self.runs_functions = true;
    }

    /// What is not over yet, oldest first.
    pub fn invocations(&self) -> impl Iterator<Item = &Invocation> {
        self.invocations.values()
    }

    /// What is to be run now. One after the other, so that what they do has an order.
    pub fn running_invocation(&self) -> Option<&Invocation> {
        self.invocations().find(|invocation| invocation.stage == Stage::Running)
    }

    /// What has been run, oldest first.
    pub fn invocation_logs(&self) -> &[InvocationLog] {
        &self.invocation_logs
    }

    /// When the first sleeper wakes or is over its Timeout.
    pub(super) fn next_wake(&self) -> Option<Timestamp> {
        self.invocations().filter_map(Invocation::wakes_at).min()
    }

    /// Wakes those whose time has come, and ends those whose Timeout is over.
    pub(super) fn wake_functions(&mut self) {
        let now = self.clock.now;
        let is_due = |it: &&Invocation| it.wakes_at().is_some_and(|at| at <= now);
        let due: Vec<_> = self.invocations().filter(is_due).map(|it| it.id).collect();
        for id in due {
            let Some(invocation) = self.invocations.get_mut(&id) else { continue };
            if now >= invocation.deadline {
                self.settle_invocation(id, FunctionResult::TimedOut, self.clock.now);
            } else {
                invocation.stage = Stage::Running;
            }
        }
    }

    /// A function sets its alarm.
    pub(super) fn sleep_invocation(&mut self, id: InvocationId, span: Duration) {
        let until = self.clock.now + span;
        if let Some(invocation) = self.living(id) {
            invocation.stage = Stage::Asleep { until };
        }
    }

    /// An invocation that still can do something.
    fn living(&mut self, id: InvocationId) -> Option<&mut Invocation> {
        self.invocations.get_mut(&id).filter(|invocation| invocation.stage != Stage::Killed)
    }

    /// A function waits for answers. Where one is on its way already, it goes on by itself; where
    /// another function is to give it, that one has its turn now.
    pub(super) fn await_replies(
        &mut self,
        id: InvocationId,
        n_received: usize,
        timer: Option<Duration>,
    ) {
        let now = self.clock.now;
        let Some(invocation) = self.living(id) else { return };
        if invocation.replies.len() <= n_received {
            let until = timer.map_or(invocation.deadline, |span| now + span);
            invocation.stage = Stage::Asleep { until };
        }
    }

    /// What a function wrote to its log since the last time.
    pub(super) fn log_lines(&mut self, id: InvocationId, lines: Vec<LogLine>) {
        if self.invocations.contains_key(&id) {
            self.log_so_far.entry(id).or_default().extend(lines);
        }
    }
}

impl Invocation {
    /// The function's Timeout when it was invoked.
    pub fn timeout(&self) -> Duration {
        self.deadline.since(self.invoked_at)
    }

    /// When it goes on by itself or is ended; `None` while it runs.
    fn wakes_at(&self) -> Option<Timestamp> {
        match self.stage {
            Stage::Running => None,
            Stage::Asleep { until } => Some(until.min(self.deadline)),
            Stage::Killed => Some(self.deadline),
        }
    }
}
