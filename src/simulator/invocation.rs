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

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::function_log::report;
use super::{LogLine, MessageId, RunId, Simulator};
use crate::engine::{Answer, Command, TaskId};
use crate::services::{Call, FunctionResult, Origin, function_name};
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
    pub result: Result<Json, super::ApiError>,
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

/// Invocations that are kept to be shown, and bytes of each event and result.
const LOGS_KEPT_MAX: usize = 30;
const KEPT_BYTES_MAX: usize = 32 * 1024;

/// Invocations that are not over; who is invoked beyond them waits.
pub(super) const INVOCATIONS_MAX: usize = 100;

/// After how long Lambda tries an asynchronous invocation again that failed.
const RETRIED_AFTER: [Duration; 2] = [Duration::from_secs(60), Duration::from_secs(120)];

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

    /// Gives functions what queues and topics have for them now.
    pub(super) fn invoke_consumers(&mut self) {
        let consumers: Vec<_> = self
            .world
            .consumers()
            .map(|(queue, function)| (queue.clone(), function.clone()))
            .collect();
        for (queue, function) in consumers {
            let messages = match self.invocations.len() < INVOCATIONS_MAX {
                true => self.world.receive_batch(&queue, self.clock.now),
                false => Vec::new(),
            };
            if let Some(first) = messages.first() {
                let event = self.world.lambda_event(&queue, &messages);
                let origin = self.world.queue(&queue).and_then(|queue| queue.message(*first));
                let origin = origin.and_then(|message| message.origin.clone());
                self.invoke(&function, event, Trigger::Queue { queue, messages }, origin);
            }
        }
        for delivery in self.world.take_deliveries() {
            if self.runs_functions && self.invocations.len() < INVOCATIONS_MAX {
                let trigger = Trigger::Topic { topic: delivery.topic };
                self.invoke(&delivery.function, delivery.event, trigger, delivery.origin);
            }
        }
    }

    /// When a function has something to receive that is hidden until then.
    pub(super) fn next_receivable(&self) -> Option<Timestamp> {
        let queues = self.world.consumers().map(|(queue, _)| queue);
        queues.filter_map(|queue| self.world.next_visible_at(queue, self.clock.now)).min()
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

    /// Starts an invocation of a function. One that is not here, or has no code here, is not.
    pub(super) fn invoke(
        &mut self,
        function: &str,
        event: Json,
        trigger: Trigger,
        origin: Option<Origin>,
    ) {
        self.invoke_at(self.clock.now, function_name(function), event, trigger, origin, 0);
    }

    fn invoke_at(
        &mut self,
        at: Timestamp,
        function: &str,
        event: Json,
        trigger: Trigger,
        origin: Option<Origin>,
        n_retries: u32,
    ) {
        let timeout = self.world.function(function).map(|function| function.settings.timeout);
        let timeout = timeout.filter(|timeout| *timeout > Duration::ZERO);
        self.n_invocations += 1;
        let id = InvocationId(self.n_invocations);
        let is_now = at <= self.clock.now;
        let invocation = Invocation {
            id,
            request_id: self.world.new_id().into(),
            function: function.into(),
            event,
            invoked_at: at,
            deadline: at + timeout.unwrap_or(Duration::from_secs(3)),
            trigger,
            stage: if is_now { Stage::Running } else { Stage::Asleep { until: at } },
            replies: Vec::new(),
            origin,
            n_retries,
        };
        self.invocations.insert(id, invocation);
    }

    /// Invokes the function that a task asks for, where its code can be run; whether it does, or
    /// does already.
    pub(super) fn invoke_for_task(&mut self, call: &Call) -> bool {
        if !self.runs_functions {
            return false;
        }
        let Some((function, event)) = self.world.invoked_by(call) else { return false };
        let (run, task) = (RunId(call.origin.run), call.origin.task.clone());
        let trigger = Trigger::Task { run, task };
        let is_running = self.invocations().any(|running| running.trigger == trigger);
        if !is_running {
            self.invoke(&function, event, trigger, Some(call.origin.clone()));
        }
        true
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

    /// A function has ended. One that had to be killed ends when its Timeout is over, and so long
    /// everything else goes on.
    pub(super) fn end_invocation(&mut self, id: InvocationId, result: FunctionResult) {
        match (result, self.invocations.get_mut(&id)) {
            (FunctionResult::TimedOut, Some(invocation)) => {
                let deadline = invocation.deadline;
                invocation.stage = Stage::Killed;
                self.advance(deadline);
            }
            (result, _) => self.settle_invocation(id, result, self.clock.now),
        }
    }

    /// Whoever waits for an invocation gets what came of it.
    fn settle_invocation(&mut self, id: InvocationId, result: FunctionResult, now: Timestamp) {
        let Some(ended) = self.invocations.remove(&id) else { return };
        match &ended.trigger {
            Trigger::Queue { queue, messages } => {
                self.world.settle_batch(queue, messages, &result, now);
            }
            Trigger::Task { run, task } => self.answer_with_result(*run, task, &ended, &result),
            Trigger::Function { caller, call } => {
                let response = result.invoke_response(&ended.request_id, ended.timeout());
                self.answer_function_call(*caller, *call, Ok(response));
            }
            Trigger::Topic { .. } | Trigger::Event => self.retry_event(&ended, &result),
            Trigger::Test => {}
        }
        let lines = self.log_so_far.remove(&id).unwrap_or_default();
        let lines = report(&ended, &lines, &result, now);
        if self.invocation_logs.len() == LOGS_KEPT_MAX {
            self.invocation_logs.remove(0);
        }
        self.invocation_logs.push(InvocationLog {
            id,
            request_id: ended.request_id,
            function: ended.function,
            invoked_at: ended.invoked_at,
            ended_at: now,
            trigger: ended.trigger,
            event: kept(ended.event),
            lines,
            result: match result {
                FunctionResult::Returned(value) => FunctionResult::Returned(kept(value)),
                other => other,
            },
        });
    }

    /// Whoever made the call goes on with the answer, unless it is over.
    pub(super) fn answer_function_call(
        &mut self,
        id: InvocationId,
        call: u64,
        result: Result<Json, super::ApiError>,
    ) {
        if let Some(invocation) = self.living(id) {
            invocation.replies.push(Reply { call, result });
            invocation.stage = Stage::Running;
        }
    }

    fn answer_with_result(
        &mut self,
        id: RunId,
        task_id: &TaskId,
        ended: &Invocation,
        result: &FunctionResult,
    ) {
        let Some(run) = self.runs.get(&id) else { return };
        // Were the task closed meanwhile, nobody waits for the answer.
        let Some(task) = run.pending_task(task_id) else { return };
        let call = Call::of(run.execution(), &task, id.0, self.clock.now);
        let timeout = ended.timeout();
        let answered = self.world.function_answer(&call, result, &ended.request_id, timeout);
        let waits_on = call.pattern() != crate::asl::Pattern::RequestResponse;
        let answer = match answered {
            Ok(result) if waits_on => Answer::Submitted(result),
            Ok(result) => Answer::Succeeded(result),
            Err(failure) if waits_on => Answer::SubmitFailed(failure),
            Err(failure) => Answer::Failed(failure),
        };
        // The task was just found waiting.
        let _ = self.send(id, Command::Answer { task: task_id.clone(), answer });
    }

    /// An asynchronous invocation that failed is tried twice more.
    fn retry_event(&mut self, ended: &Invocation, result: &FunctionResult) {
        let is_failed = !matches!(result, FunctionResult::Returned(_));
        let after = RETRIED_AFTER.get(ended.n_retries as usize).filter(|_| is_failed);
        let Some(after) = after else { return };
        let Invocation { function, event, trigger, origin, .. } = ended.clone();
        let at = self.clock.now + *after;
        self.invoke_at(at, &function, event, trigger, origin, ended.n_retries + 1);
    }

    /// Invocations of a save: what was under way begins anew.
    pub(super) fn begin_invocations_anew(&mut self) {
        let now = self.clock.now;
        // Who waits for such a one invokes it again.
        self.invocations.retain(|_, it| !matches!(it.trigger, Trigger::Function { .. }));
        for invocation in self.invocations.values_mut() {
            if invocation.invoked_at <= now {
                let timeout = invocation.timeout();
                invocation.stage = Stage::Running;
                (invocation.invoked_at, invocation.deadline) = (now, now + timeout);
            }
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

/// A payload, or how large it was when it is too large to keep.
fn kept(payload: Json) -> Json {
    match payload.size() {
        size if size > KEPT_BYTES_MAX => Json::from(format!("… {size} bytes")),
        _ => payload,
    }
}
