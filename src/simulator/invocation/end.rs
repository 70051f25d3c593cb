//! How invocations end: who waits for them gets what came of them, and their log is kept.

use super::{Invocation, InvocationId, InvocationLog, Reply, Stage, Trigger};
use crate::asl::Pattern;
use crate::engine::{Answer, Command, TaskId};
use crate::services::{Call, FunctionResult};
use crate::simulator::function_log::report;
use crate::simulator::{ApiError, RunId, Simulator};
use crate::time::{Duration, Timestamp};
use crate::value::Json;

/// Invocations that are kept to be shown, and bytes of each event and result.
const LOGS_KEPT_MAX: usize = 30;
const KEPT_BYTES_MAX: usize = 32 * 1024;

/// After how long Lambda tries an asynchronous invocation again that failed.
const RETRIED_AFTER: [Duration; 2] = [Duration::from_secs(60), Duration::from_secs(120)];

impl Simulator {
    /// A function has ended. One that had to be killed ends when its Timeout is over, and so long
    /// everything else goes on.
    pub(in crate::simulator) fn end_invocation(
        &mut self,
        id: InvocationId,
        result: FunctionResult,
    ) {
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
    pub(super) fn settle_invocation(
        &mut self,
        id: InvocationId,
        result: FunctionResult,
        now: Timestamp,
    ) {
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
    pub(in crate::simulator) fn answer_function_call(
        &mut self,
        id: InvocationId,
        call: u64,
        result: Result<Json, ApiError>,
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
        let waits_on = call.pattern() != Pattern::RequestResponse;
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
}

/// A payload, or how large it was when it is too large to keep.
fn kept(payload: Json) -> Json {
    match payload.size() {
        size if size > KEPT_BYTES_MAX => Json::from(format!("… {size} bytes")),
        _ => payload,
    }
}
