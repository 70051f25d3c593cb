//! Time goes on: executions by themselves, services when it is their turn, in the order of time.

use super::callback::Verb;
use super::summary::innermost;
use super::{MessageId, RunId, Simulator};
use crate::asl::{Pattern, Resource};
use crate::engine::{Answer, Command, EventDetail, Status, TaskId, TaskRequest, TaskStage};
use crate::services::{Call, MadeUp, Mock, Outcome, Response};
use crate::time::{Duration, Timestamp};
use crate::value::Json;

/// Events and services' turns in one update; the rest comes with the next, so that a workflow that
/// never rests cannot stop the page.
const TURNS_MAX: usize = 100_000;

/// A task that a service has its turn with.
struct Turn {
    run: RunId,
    task: TaskId,
    call: Call,
    request: TaskRequest,
    stage: TaskStage,
    scheduled_at: Timestamp,
    /// In the run's time.
    now: Timestamp,
    by_hand: bool,
    response: Option<Response>,
    /// The message by which a queue's rule has the token.
    ruled: Option<MessageId>,
}

impl Simulator {
    /// When something happens next by itself, on the clock, and in which run.
    pub(super) fn next_due(&self) -> Option<(Timestamp, RunId)> {
        let due = self.runs.values().filter_map(|run| Some((run.due_at()? + run.lag, run.id)));
        due.min()
    }

    /// When anything happens next by itself: in a run, with a message that a function receives, or
    /// with a function that sleeps.
    pub(super) fn next_at(&self) -> Option<Timestamp> {
        let due = self.next_due().map(|(at, _)| at);
        [due, self.next_receivable(), self.next_wake()].into_iter().flatten().min()
    }

    /// Does all that is due up to `until`; then it is that time. While a function runs, time stands.
    pub(super) fn advance(&mut self, until: Timestamp) {
        for _ in 0..TURNS_MAX {
            self.wake_functions();
            self.invoke_consumers();
            if self.running_invocation().is_some() {
                return;
            }
            let Some(at) = self.next_at().filter(|at| *at <= until) else {
                self.clock.now = until.max(self.clock.now);
                return;
            };
            self.clock.now = self.clock.now.max(at);
            if let Some((_, id)) = self.next_due().filter(|(due_at, _)| *due_at <= at) {
                self.go_on(id);
            }
        }
    }

    /// Does one thing of a run, which is due.
    pub(super) fn go_on(&mut self, id: RunId) {
        let Some(run) = self.runs.get_mut(&id) else { return };
        if run.is_services_turn() {
            self.serve(id);
        } else {
            run.step();
            self.keep_results(id);
            self.settle(id);
        }
    }

    /// What a ResultWriter has just written lies in its bucket.
    fn keep_results(&mut self, id: RunId) {
        let last = self.runs.get(&id).and_then(|run| run.execution().history().last());
        if let Some((_, event)) = last.map(innermost)
            && let EventDetail::ResultsWritten { bucket, objects, .. } = &event.detail
        {
            for (key, text) in objects {
                self.world.put_object(bucket, key, text.as_str());
            }
        }
    }

    /// After a run has changed: when it has ended, whoever started it hears of it.
    pub(super) fn settle(&mut self, id: RunId) {
        let has_ended =
            self.runs.get(&id).is_some_and(|run| run.execution().status() != Status::Running);
        if has_ended {
            self.stop_children(id);
            self.report_to_parent(id);
        }
    }

    /// The next part of the task that is first on a run's agenda.
    fn serve(&mut self, id: RunId) {
        let Some(task) = self.runs.get_mut(&id).and_then(|run| run.agenda.pop_first()) else {
            return;
        };
        let Some(turn) = self.turn(id, &task.1) else { return };
        match (&turn.request.resource, turn.stage) {
            (Resource::Activity { .. }, TaskStage::Scheduled) => self.work_on_activity(turn),
            (Resource::Activity { .. }, _) => self.call_back_by_rule(turn),
            // Where the task's time would begin; an ItemReader's request has no such step.
            (Resource::Integration { service, .. }, _) if &**service == "s3" => {
                self.read_items(turn)
            }
            (_, TaskStage::Scheduled) => {
                self.answer(&turn, Answer::Started);
                self.come_back(turn);
            }
            (_, TaskStage::Started) => self.answer_request(turn),
            (_, TaskStage::Submitted) => match turn.call.pattern() {
                Pattern::WaitForTaskToken => self.call_back_by_rule(turn),
                _ => self.end_job(turn),
            },
        }
    }

    /// What the service needs to know, if the task still waits.
    fn turn(&self, id: RunId, task_id: &TaskId) -> Option<Turn> {
        let run = self.runs.get(&id)?;
        let task = run.pending_task(task_id)?;
        let mock = self.documents.get(&run.document).map(|d| d.mock(&task.state_name));
        let attempt = run.summary().attempt_of(task_id);
        let call = Call::of(run.execution(), &task, id.0, self.clock.now);
        let response = mock.and_then(|mock| mock.response(attempt)).cloned();
        let ruled = match task.stage {
            TaskStage::Submitted if response.is_none() => self.ruled_callback(&call, attempt),
            _ => None,
        };
        Some(Turn {
            run: id,
            task: task_id.clone(),
            call,
            request: task.task.clone(),
            stage: task.stage,
            scheduled_at: task.scheduled_at,
            now: run.now(self.clock.now),
            by_hand: mock == Some(&Mock::ByHand),
            ruled: ruled.as_ref().map(|(message, _)| *message),
            response: response.or(ruled.map(|(_, response)| response)),
        })
    }

    /// The answer that a rule of a queue has to a callback task, and the message that it is in.
    pub(super) fn ruled_callback(
        &self,
        call: &Call,
        attempt: u32,
    ) -> Option<(MessageId, Response)> {
        call.origin.token.as_ref()?;
        let (message, response) = self.world.ruled_response(&call.origin, attempt)?;
        Some((message, response.clone()))
    }

    /// The service's answer to the request, which it got when the task started.
    fn answer_request(&mut self, turn: Turn) {
        let is_last = turn.call.pattern() == Pattern::RequestResponse;
        if is_last && turn.by_hand {
            return;
        }
        if let Some(response) = turn.response.as_ref().filter(|_| is_last) {
            let answer = answer_of(&response.outcome);
            return self.answer_when_due(turn, answer);
        }
        let is_left_to_service = !turn.by_hand && turn.response.is_none();
        if is_left_to_service && self.invoke_for_task(&turn.call) {
            // Its answer comes when the invocation ends.
            return;
        }
        let reached = match self.start_synchronously(&turn.call) {
            // Its answer comes when the execution ends.
            Some(Ok(())) => return,
            Some(Err(refusal)) => Err(refusal),
            None => self.reach(&turn.call),
        };
        let answer = match reached {
            Ok(result) if is_last => Answer::Succeeded(self.completed(&turn, result)),
            Ok(result) => Answer::Submitted(result),
            Err(failure) if is_last => Answer::Failed(failure),
            Err(failure) => Answer::SubmitFailed(failure),
        };
        self.answer(&turn, answer);
        self.come_back(turn);
    }

    /// An answer of a mocked service; where it is made up, with all that the definition reads of it.
    fn completed(&self, turn: &Turn, answer: Json) -> Json {
        let run = self.runs.get(&turn.run);
        let run = run.filter(|_| self.world.made_up(&turn.call) != MadeUp::Nothing);
        match run {
            Some(run) => run.expectations().complete(&turn.call.origin.state, answer),
            None => answer,
        }
    }

    /// A distributed Map's ItemReader: what the mocked S3 has not got, a person gives.
    fn read_items(&mut self, turn: Turn) {
        if let Some(items) = self.world.read_items(&turn.call) {
            self.answer(&turn, Answer::Succeeded(items));
        }
    }

    /// A `.sync` job ends.
    fn end_job(&mut self, turn: Turn) {
        if turn.by_hand || self.is_nested(turn.run, &turn.task) {
            return;
        }
        let answer = match &turn.response {
            Some(response) => answer_of(&response.outcome),
            None => {
                let submitted = self.submitted(turn.run, &turn.task);
                let result = self.world.job_result(&turn.call, &submitted.unwrap_or_default());
                Answer::Succeeded(self.completed(&turn, result))
            }
        };
        self.answer_when_due(turn, answer);
    }

    /// A rule holds the token; without one, it waits for a person.
    fn call_back_by_rule(&mut self, turn: Turn) {
        let (Some(response), Some(token)) = (&turn.response, &turn.request.token) else { return };
        if let Some(message) = turn.ruled {
            // Whoever follows the rule took the message when it came.
            self.world.receive_message(message, self.clock.now);
        }
        let verb = match &response.outcome {
            _ if turn.beats() => Verb::SendTaskHeartbeat,
            _ if !turn.is_due() => return self.come_back(turn),
            Outcome::Return(output) => Verb::SendTaskSuccess { output: output.to_string().into() },
            Outcome::Throw(failure) => Verb::SendTaskFailure(failure.clone()),
        };
        // The task waited a moment ago; were it closed since, the call shows so.
        let _ = self.send_with_token(&token.clone(), verb);
        match (turn.is_due(), turn.ruled) {
            (false, _) => self.come_back(turn),
            (true, Some(message)) => self.world.delete_message(message, self.clock.now),
            (true, None) => {}
        }
    }

    /// A rule is the worker too; without one, a person is.
    fn work_on_activity(&mut self, turn: Turn) {
        if turn.response.is_some() {
            let command = Command::GetActivityTask { task: turn.task.clone(), worker_name: None };
            // The task was just found waiting.
            let _ = self.send(turn.run, command);
            self.come_back(turn);
        }
    }

    /// Gives the answer that ends a task, or waits until its rule wants that.
    fn answer_when_due(&mut self, turn: Turn, answer: Answer) {
        match turn.is_due() {
            true => self.answer(&turn, answer),
            false => self.come_back(turn),
        }
    }

    fn answer(&mut self, turn: &Turn, answer: Answer) {
        let command = Command::Answer { task: turn.task.clone(), answer };
        // The task was just found waiting.
        let _ = self.send(turn.run, command);
    }

    /// Puts the next part of the task on the agenda: at once, at the next heartbeat, or when its
    /// rule has its answer.
    fn come_back(&mut self, turn: Turn) {
        if let Some(run) = self.runs.get_mut(&turn.run) {
            run.agenda.insert((turn.next_at(), turn.task));
        }
    }
}

impl Turn {
    /// Whether the rule's answer, if there is a rule, has taken the time that it takes.
    fn is_due(&self) -> bool {
        self.response.as_ref().is_none_or(|rule| self.now >= self.scheduled_at + rule.after)
    }

    /// Whether the rule sends a heartbeat now.
    fn beats(&self) -> bool {
        let every = self.response.as_ref().and_then(|rule| rule.heartbeat_every);
        !self.is_due() && every.is_some_and(|every| self.now >= self.scheduled_at + every)
    }

    fn next_at(&self) -> Timestamp {
        let Some(rule) = &self.response else { return self.now };
        // While the request itself is under way, nothing waits for the rule.
        let is_answered_now = self.stage == TaskStage::Scheduled
            || self.stage == TaskStage::Started && self.call.pattern() != Pattern::RequestResponse;
        let answered_at = self.scheduled_at + rule.after;
        match rule.heartbeat_every {
            _ if is_answered_now => self.now,
            Some(every) if every > Duration::ZERO => answered_at.min(self.now + every),
            _ => answered_at,
        }
    }
}

fn answer_of(outcome: &Outcome) -> Answer {
    match outcome {
        Outcome::Return(result) => Answer::Succeeded(result.clone()),
        Outcome::Throw(failure) => Answer::Failed(failure.clone()),
    }
}
