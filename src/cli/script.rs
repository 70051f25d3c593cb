//! Who answers the tasks of an execution in a terminal: a mock file first, then the mocked
//! services.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::reach::{Machines, Nested, Reached};
use crate::asl::{Pattern, Resource};
use crate::engine::{
    Answer, Command, EventDetail, Execution, Failure, PendingTask, Status, TaskId, TaskStage,
};
use crate::import::mock_config::TestCase;
use crate::services::{Call, MadeUp, Outcome, Response, World};
use crate::simulator::{Expectations, innermost};
use crate::time::Timestamp;
use crate::value::Json;

/// The world of one execution: what it will do, and when.
pub struct Script {
    pub(super) world: World,
    /// Whether a folder of objects was given: then S3 has these and no others.
    pub(super) has_objects: bool,
    /// Whose executions really run when a task starts them.
    pub(super) machines: Machines,
    /// How many executions it is within.
    pub(super) depth: usize,
    /// Executions that tasks have started, in that order.
    pub(super) nested: Vec<Nested>,
    /// Tokens that the executions around it have issued, and what tasks have sent to these.
    pub(super) outer_tokens: BTreeSet<Arc<str>>,
    pub(super) outbox: Vec<(Timestamp, Command)>,
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
    /// Nobody will answer what it waits for.
    Waiting(Vec<Awaited>),
    /// It would go on for longer than anybody waits.
    TooLong,
}

/// An answer that nobody gives.
#[derive(Clone)]
pub struct Awaited {
    pub state: Arc<str>,
    /// The state machine of an execution that a task has started.
    pub machine: Option<Arc<str>>,
    /// The number that a mock file has for it.
    pub attempt: u32,
}

/// Steps, ours included, after which a run is taken to go round in circles.
const N_STEPS_MAX: usize = 2_000_000;

impl Script {
    pub fn new(world: World, expectations: Expectations, test_case: TestCase) -> Script {
        Script {
            world,
            has_objects: false,
            machines: Machines::default(),
            depth: 0,
            nested: Vec::new(),
            outer_tokens: BTreeSet::new(),
            outbox: Vec::new(),
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
            self.plan(execution);
            if execution.status() != Status::Running {
                self.nested.iter_mut().for_each(|nested| nested.stop(execution.now()));
                return Stop::Ended;
            }
            let next = self.planned.first_key_value().map(|(key, _)| *key);
            match (next, execution.due_at()) {
                (Some((at, _)), due) if due.is_none_or(|due| at <= due) => {
                    self.send_next(execution)
                }
                _ if waits_for_nobody(execution) => return Stop::Waiting(self.waiting(execution)),
                _ => {
                    execution.step();
                }
            }
        }
        Stop::TooLong
    }

    /// Sends a command when its time has come, if the execution still runs then.
    pub fn at(&mut self, at: Timestamp, command: Command) {
        self.n_planned += 1;
        self.planned.insert((at, self.n_planned), command);
    }

    fn send_next(&mut self, execution: &mut Execution) {
        let Some(((at, _), command)) = self.planned.pop_first() else { return };
        // A task may have timed out before its answer, as tasks do.
        let _ = execution.send(at, &command);
    }

    /// Takes up what is new in the history: results that are written, tasks that want an answer.
    fn plan(&mut self, execution: &Execution) {
        let since = &execution.history()[self.n_events_seen..];
        self.n_events_seen = execution.history().len();
        let mut is_asked = false;
        for event in since {
            let (children, event) = innermost(event);
            match &event.detail {
                EventDetail::ResultsWritten { bucket, objects, .. } => {
                    for (key, text) in objects {
                        self.world.put_object(bucket, key, text.as_str());
                    }
                }
                EventDetail::TaskScheduled(_) => is_asked = true,
                // An ItemReader may ask again, for what the first object leads to.
                EventDetail::ItemsRequested { map_run, .. } => {
                    self.seen.remove(&TaskId { children, request: *map_run });
                    is_asked = true;
                }
                _ => {}
            }
        }
        if is_asked {
            self.plan_answers(execution);
        }
    }

    /// Decides on the answers of tasks that are new.
    fn plan_answers(&mut self, execution: &Execution) {
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
                None if call.is_item_reader() => {
                    let items = self.read_items(&call);
                    self.at(task.scheduled_at, answer(&task, items));
                }
                None => match self.reach(execution, &task, &call) {
                    Some(reached) => self.plan_reached(&task, &call, reached),
                    None => self.plan_service(&task, &call),
                },
            }
        }
    }

    /// What it waits for: where a task waits for an execution, what that waits for.
    fn waiting(&self, execution: &Execution) -> Vec<Awaited> {
        let mut awaited = Vec::new();
        for task in execution.pending_tasks() {
            let state = task.state_name;
            let nested = self.nested.iter().filter(|nested| nested.state == state);
            let inner: Vec<Awaited> = nested.flat_map(Nested::awaited).collect();
            let attempt = self.n_attempts.get(&state).map_or(0, |n| n.saturating_sub(1));
            match inner.is_empty() {
                true => awaited.push(Awaited { state, machine: None, attempt }),
                false => awaited.extend(inner),
            }
        }
        awaited
    }

    fn plan_mocked(&mut self, task: &PendingTask, call: &Call, mocked: &Response) {
        self.begin(task, call, |script| script.world.call(call));
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
        let submitted = self.begin(task, call, |script| script.world.call(call));
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

    /// What came of a request that was more than the mocked services' affair.
    fn plan_reached(&mut self, task: &PendingTask, call: &Call, reached: Reached) {
        let (now, first) = (task.scheduled_at, reached.answer.clone());
        self.begin(task, call, |_| first);
        match (call.pattern(), reached.end, reached.answer) {
            (_, Some((at, end)), _) => self.at(at, answer(task, end)),
            (Pattern::RequestResponse, None, Ok(result)) => {
                self.at(now, answer(task, Answer::Succeeded(result)));
            }
            (Pattern::RequestResponse, None, Err(failure)) => {
                self.at(now, answer(task, Answer::Failed(failure)));
            }
            _ => {}
        }
    }

    fn completed(&self, call: &Call, result: Json) -> Json {
        match self.world.made_up(call) {
            MadeUp::Nothing => result,
            _ => self.expectations.complete(&call.origin.state, result),
        }
    }

    /// The steps before the answer: the start, and for jobs and tokens what the service says first.
    fn begin(
        &mut self,
        task: &PendingTask,
        call: &Call,
        request: impl FnOnce(&mut Script) -> Result<Json, Failure>,
    ) -> Option<Json> {
        let now = task.scheduled_at;
        if task.stage != TaskStage::Scheduled || call.is_item_reader() {
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
        let submitted = request(self);
        match &submitted {
            Ok(response) => self.at(now, answer(task, Answer::Submitted(response.clone()))),
            Err(failure) => self.at(now, answer(task, Answer::SubmitFailed(failure.clone()))),
        }
        submitted.ok()
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
