//! The tasks that wait for somebody: a callback, a worker, an answer by hand.

use super::history::short_name;
use super::{Countdown, WaitingKind, WaitingView};
use crate::asl::{Pattern, Resource};
use crate::engine::{EventDetail, PendingTask, TaskId, TaskStage};
use crate::services::{Call, Mock, Origin};
use crate::simulator::summary::innermost;
use crate::simulator::{MessageId, Run, Simulator};
use crate::time::{Duration, Timestamp};

impl Simulator {
    /// Every task that waits for somebody, at the cursor: of the selected run first, then of the
    /// others, newest first.
    pub fn waiting(&self) -> Vec<WaitingView> {
        let selected = self.selected_run().into_iter();
        let others = self.runs.values().rev().filter(|run| Some(run.id) != self.selected_run);
        selected.chain(others).flat_map(|run| self.waiting_in(run)).collect()
    }

    pub(super) fn n_waiting(&self, run: &Run) -> usize {
        let tasks = run.execution().pending_tasks();
        tasks.filter(|task| self.waits_for(run, task).is_some()).count()
    }

    fn waiting_in(&self, run: &Run) -> Vec<WaitingView> {
        let Some(execution) = self.execution_of(run.id) else { return Vec::new() };
        let is_past = self.past.is_some() && self.selected_run == Some(run.id);
        let now = if is_past { execution.now() } else { run.now(self.clock.now) };
        let tasks = execution.pending_tasks();
        tasks
            .filter_map(|task| {
                let kind = self.waits_for(run, &task)?;
                Some(self.waiting_view(run, task, kind, now))
            })
            .collect()
    }

    /// Whom a task waits for; `None` while its service will go on by itself.
    fn waits_for(&self, run: &Run, task: &PendingTask<'_>) -> Option<WaitingKind> {
        let mock = self.documents.get(&run.document).map(|d| d.mock(&task.state_name));
        let is_by_hand = mock == Some(&Mock::ByHand);
        let attempt = run.summary().attempt_of(&task.id);
        let is_ruled = || {
            let call = || Call::of(run.execution(), task, run.id.0, self.clock.now);
            mock.and_then(|mock| mock.response(attempt)).is_some()
                || self.ruled_callback(&call(), attempt).is_some()
        };
        match (&task.task.resource, task.stage) {
            (Resource::Activity { .. }, _) => (!is_ruled()).then_some(WaitingKind::Activity),
            (Resource::Integration { service, .. }, _) if &**service == "s3" => {
                Some(WaitingKind::Answer)
            }
            (Resource::Integration { pattern: Pattern::WaitForTaskToken, .. }, stage) => {
                let is_sent = stage == TaskStage::Submitted;
                (is_sent && !is_ruled()).then_some(WaitingKind::Callback)
            }
            (
                Resource::Integration { pattern: Pattern::RequestResponse, .. },
                TaskStage::Started,
            )
            | (Resource::Lambda { .. }, TaskStage::Started) => {
                is_by_hand.then_some(WaitingKind::Answer)
            }
            (Resource::Integration { .. }, TaskStage::Submitted) => {
                let is_job = is_by_hand && !self.is_nested(run.id, &task.id);
                is_job.then_some(WaitingKind::Answer)
            }
            (Resource::Integration { .. } | Resource::Lambda { .. }, _) => None,
        }
    }

    fn waiting_view(
        &self,
        run: &Run,
        task: PendingTask<'_>,
        kind: WaitingKind,
        now: Timestamp,
    ) -> WaitingView {
        let identity = &run.execution().start_info().identity;
        let request = task.task;
        let token = request.token.as_deref().filter(|_| {
            // A worker gets an activity's token with the task.
            kind != WaitingKind::Activity || task.stage != TaskStage::Scheduled
        });
        let call = Call::of(run.execution(), &task, run.id.0, now);
        let countdown = |until: Option<Timestamp>, total: Option<Duration>| {
            Some(Countdown { left: until?.since(now), total: total? })
        };
        let suggestion =
            run.expectations().complete(&task.state_name, self.world.suggestion(&call));
        let worker = (kind == WaitingKind::Activity).then(|| worker_of(run, &task.id)).flatten();
        WaitingView {
            run: run.id,
            task: task.id,
            worker,
            state: task.state_name,
            execution_name: identity.execution_name.to_string(),
            state_machine_name: identity.state_machine_name.to_string(),
            kind,
            resource: short_name(&request.resource),
            parameters: request.parameters.clone(),
            token: token.map(str::to_owned),
            waiting_since: task.scheduled_at,
            waited: now.since(task.scheduled_at),
            timeout: countdown(task.times_out_at, request.timeout),
            heartbeat: countdown(task.heartbeat_due_at, request.heartbeat),
            retry_count: task.retry_count,
            iterations: task.iterations,
            suggestion: suggestion.to_string(),
            messages: self.messages_of(&call.origin),
            calls: token.map(|token| self.calls_with(token).cloned().collect()).unwrap_or_default(),
        }
    }

    /// The messages of a task that a consumer can still get.
    fn messages_of(&self, origin: &Origin) -> Vec<MessageId> {
        let queued = self.world.queues().flat_map(|queue| queue.messages());
        let is_meant = |of: &Option<Origin>| {
            of.as_ref().is_some_and(|of| of.run == origin.run && of.task == origin.task)
        };
        let left = queued.filter(|message| message.deleted_at.is_none());
        let published = self.world.topics().flat_map(|topic| &topic.publications);
        left.filter(|message| is_meant(&message.origin))
            .map(|message| message.id)
            .chain(published.filter(|p| is_meant(&p.origin)).map(|p| p.id))
            .collect()
    }
}

/// Who has taken an activity's task.
fn worker_of(run: &Run, task: &TaskId) -> Option<String> {
    run.execution().history().iter().rev().find_map(|event| {
        let (children, event) = innermost(event);
        match &event.detail {
            EventDetail::ActivityStarted { request, worker_name }
                if *request == task.request && children == task.children =>
            {
                worker_name.as_deref().map(str::to_owned)
            }
            _ => None,
        }
    })
}
