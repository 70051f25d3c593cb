//! Who answers the tasks of an execution in a terminal: a mock file first, then the mocked
//! services.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::asl::{Pattern, Resource};
use crate::engine::{
    Answer, Command, Event, EventDetail, Execution, PendingTask, Status, TaskId, TaskStage,
};
use crate::import::mock_config::TestCase;
use crate::services::{Call, MadeUp, Outcome, Response, World};
use crate::simulator::Expectations;
use crate::time::Timestamp;
use crate::value::Json;

/// The world of one execution: what it will do, and when.
pub struct Script {
    world: World,
    /// What is read of answers that are made up.
    expectations: Expectations,
    test_case: TestCase,
    /// Commands to come, by instant and then by the order in which they were planned.
    planned: BTreeMap<(Timestamp, u64), Command>,
    n_planned: u64,
    /// Events of the history that have been looked at for new tasks.
    n_events_seen: usize,
    seen: BTreeSet<TaskId>,
    /// How often each state has scheduled its task.
    n_attempts: BTreeMap<Arc<str>, u32>,
}

/// How a run stopped.
pub enum Stop {
    Ended,
    /// Nobody will answer what it waits for: the states.
    Waiting(Vec<Arc<str>>),
    /// It would go on for longer than anybody waits.
    TooLong,
}

/// Steps, ours included, after which a run is taken to go round in circles.
const N_STEPS_MAX: usize = 2_000_000;

impl Script {
    pub fn new(world: World, expectations: Expectations, test_case: TestCase) -> Script {
        Script {
            world,
            expectations,
            test_case,
            planned: BTreeMap::new(),
            n_planned: 0,
            n_events_seen: 0,
            seen: BTreeSet::new(),
            n_attempts: BTreeMap::new(),
        }
    }

    /// Runs an execution as far as it goes.
    pub fn run(&mut self, execution: &mut Execution) -> Stop {
        for _ in 0..N_STEPS_MAX {
            execution.run_until(execution.now());
            if execution.status() != Status::Running {
                return Stop::Ended;
            }
            self.plan(execution);
            let next = self.planned.first_key_value().map(|(key, _)| *key);
            match (next, execution.due_at()) {
                (Some((at, _)), due) if due.is_none_or(|due| at <= due) => {
                    self.send_next(execution)
                }
                _ if waits_for_nobody(execution) => return Stop::Waiting(waiting(execution)),
                _ => {
                    execution.step();
                }
            }
        }
        Stop::TooLong
    }

    fn send_next(&mut self, execution: &mut Execution) {
        let Some(((at, _), command)) = self.planned.pop_first() else { return };
        // A task may have timed out before its answer, as tasks do.
        let _ = execution.send(at, &command);
    }

    /// Decides on the answers of tasks that are new.
    fn plan(&mut self, execution: &Execution) {
        let since = &execution.history()[self.n_events_seen..];
        self.n_events_seen = execution.history().len();
        if !since.iter().any(schedules) {
            return;
        }
        let is_new = |task: &PendingTask| !self.seen.contains(&task.id);
        let new: Vec<PendingTask> = execution.pending_tasks().filter(is_new).collect();
        for task in new {
            self.seen.insert(task.id.clone());
            let attempts = self.n_attempts.entry(task.state_name.clone()).or_default();
            let attempt = *attempts;
            *attempts += 1;
            let mocked = self.test_case.response(&task.state_name, attempt).cloned();
            let call = Call::of(execution, &task, 0, task.scheduled_at);
            match mocked {
                Some(mocked) => self.plan_mocked(&task, &call, &mocked),
                None => self.plan_service(&task, &call),
            }
        }
    }

    fn plan_mocked(&mut self, task: &PendingTask, call: &Call, mocked: &Response) {
        self.begin(task, call);
        let now = task.scheduled_at;
        let answered_at = now + mocked.after;
        if let (Some(every), Some(token)) = (mocked.heartbeat_every, &task.task.token) {
            let mut beat_at = now + every;
            while every.0 > 0 && beat_at < answered_at {
                self.at(beat_at, Command::SendTaskHeartbeat { token: token.clone() });
                beat_at = beat_at + every;
            }
        }
        let outcome = mocked.outcome.clone();
        let command = match (outcome, callback_token(task)) {
            (Outcome::Return(output), Some(token)) => {
                Command::SendTaskSuccess { token, output: output.to_string().into() }
            }
            (Outcome::Throw(failure), Some(token)) => Command::SendTaskFailure { token, failure },
            (Outcome::Return(output), None) => answer(task, Answer::Succeeded(output)),
            (Outcome::Throw(failure), None) => answer(task, Answer::Failed(failure)),
        };
        self.at(answered_at, command);
    }

    /// What the mocked service says; a task token is nobody's to answer.
    fn plan_service(&mut self, task: &PendingTask, call: &Call) {
        let submitted = self.begin(task, call);
        let command = match (call.pattern(), submitted) {
            (Pattern::WaitForTaskToken, _) => return,
            (Pattern::Sync | Pattern::Sync2, Some(submitted)) => {
                let result = self.world.job_result(call, &submitted);
                answer(task, Answer::Succeeded(self.completed(call, result)))
            }
            _ if matches!(call.resource, Resource::Activity { .. }) => return,
            _ => match self.world.call(call) {
                Ok(result) => answer(task, Answer::Succeeded(self.completed(call, result))),
                Err(failure) => answer(task, Answer::Failed(failure)),
            },
        };
        self.at(task.scheduled_at, command);
    }

    fn completed(&self, call: &Call, result: Json) -> Json {
        match self.world.made_up(call) {
            MadeUp::Nothing => result,
            _ => self.expectations.complete(&call.origin.state, result),
        }
    }

    /// The steps before the answer: the start, and for jobs and tokens what the service says first.
    fn begin(&mut self, task: &PendingTask, call: &Call) -> Option<Json> {
        let now = task.scheduled_at;
        if task.stage != TaskStage::Scheduled {
            return None;
        }
        if matches!(call.resource, Resource::Activity { .. }) {
            // Somebody works only where a mock says how.
            if self.test_case.states.contains_key(&*task.state_name) {
                let worker_name = Some("signalbox".into());
                self.at(now, Command::GetActivityTask { task: task.id.clone(), worker_name });
            }
            return None;
        }
        self.at(now, answer(task, Answer::Started));
        if call.pattern() == Pattern::RequestResponse {
            return None;
        }
        let submitted = self.world.call(call);
        match &submitted {
            Ok(response) => self.at(now, answer(task, Answer::Submitted(response.clone()))),
            Err(failure) => self.at(now, answer(task, Answer::SubmitFailed(failure.clone()))),
        }
        submitted.ok()
    }

    fn at(&mut self, at: Timestamp, command: Command) {
        self.n_planned += 1;
        self.planned.insert((at, self.n_planned), command);
    }
}

/// Whether an event asks the world for something, here or in a child execution.
fn schedules(event: &Event) -> bool {
    match &event.detail {
        EventDetail::TaskScheduled(_) | EventDetail::ItemsRequested { .. } => true,
        EventDetail::ChildExecution { event, .. } => schedules(event),
        _ => false,
    }
}

fn answer(task: &PendingTask, answer: Answer) -> Command {
    Command::Answer { task: task.id.clone(), answer }
}

/// The token where it is what ends the task.
fn callback_token(task: &PendingTask) -> Option<Arc<str>> {
    let is_awaited = match &task.task.resource {
        Resource::Integration { pattern, .. } => *pattern == Pattern::WaitForTaskToken,
        Resource::Activity { .. } => true,
        Resource::Lambda { .. } => false,
    };
    task.task.token.clone().filter(|_| is_awaited)
}

/// Whether tasks are open, and nothing but the end of the longest time that an execution may last
/// is to come.
fn waits_for_nobody(execution: &Execution) -> bool {
    let is_endless = execution.machine().timeout.is_none();
    let is_open = execution.pending_tasks().next().is_some();
    let ends = matches!(
        execution.upcoming().map(|event| event.detail),
        Some(EventDetail::ExecutionTimedOut(_)) | None
    );
    is_open && is_endless && ends
}

fn waiting(execution: &Execution) -> Vec<Arc<str>> {
    execution.pending_tasks().map(|task| task.state_name).collect()
}
