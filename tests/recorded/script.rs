//! The recorded world around an execution: what answers its tasks, and when.

use std::collections::BTreeMap;
use std::sync::Arc;

use signalbox::asl::{Pattern, Resource};
use signalbox::engine::{
    Answer, Command, Execution, Failure, PendingTask, Status, TaskId, TaskStage,
};
use signalbox::time::{Duration, Timestamp};
use signalbox::value::Json;

use crate::case::Case;
use crate::matching::Difference;

/// No recorded run comes near; a run that does goes round in circles.
const N_STEPS_MAX: usize = 60_000;

/// Runs an execution to its end, answering its tasks as the recording tells.
pub fn run(case: &Case, execution: &mut Execution) -> Result<(), Difference> {
    let mut script = Script::new(case);
    for _ in 0..N_STEPS_MAX {
        if execution.status() != Status::Running || script.is_over(execution) {
            return Ok(());
        }
        let goes_on_at_once = execution.due_at().is_some_and(|at| at <= execution.now());
        if !goes_on_at_once && (script.answer_next(execution)? || script.stop(execution)) {
            continue;
        }
        if execution.step().is_none() {
            return Ok(());
        }
    }
    Err(format!("still running after {N_STEPS_MAX} steps"))
}

struct Script<'a> {
    case: &'a Case,
    /// How often each state, in its iterations, has scheduled its task.
    n_attempts: BTreeMap<(Arc<str>, Vec<usize>), usize>,
    /// The attempt that each open task is.
    attempts: BTreeMap<TaskId, usize>,
    /// The recorded entries that have been used, for those that do not tell their state.
    used: Vec<bool>,
    entries: BTreeMap<TaskId, Option<usize>>,
}

impl<'a> Script<'a> {
    fn new(case: &'a Case) -> Script<'a> {
        Script {
            case,
            n_attempts: BTreeMap::new(),
            attempts: BTreeMap::new(),
            used: vec![false; case.list("mock").len()],
            entries: BTreeMap::new(),
        }
    }

    /// Whether the recording ends here, though the execution would go on.
    fn is_over(&mut self, execution: &mut Execution) -> bool {
        let n_recorded = self.events().len() as i64;
        let n_events = last_id(execution);
        if n_events + 1 == n_recorded && self.stop(execution) {
            return true;
        }
        let is_running = self.case.expected("status").and_then(Json::as_str) == Some("RUNNING");
        is_running && n_events == n_recorded
    }

    /// StopExecution, if the test called it.
    fn stop(&mut self, execution: &mut Execution) -> bool {
        let Some(signal) = self.signals("stop_execution").next() else { return false };
        let text = |name| {
            let said = signal.get(name).or_else(|| self.case.expected(name));
            said.and_then(Json::as_str).map(Arc::from)
        };
        let failure = Failure { error: text("error"), cause: text("cause") };
        execution.send(execution.now(), &Command::StopExecution(failure)).is_ok()
    }

    fn events(&self) -> &'a [Json] {
        self.case.expected("events").and_then(Json::as_array).map_or(&[], |events| events)
    }

    fn signals(&self, op: &str) -> impl Iterator<Item = &'a Json> {
        let signals = self.case.list("signals").iter();
        signals.filter(move |signal| signal.get("op").and_then(Json::as_str) == Some(op))
    }

    /// Takes one of the tasks that have an answer a step further: the one whose answer was
    /// recorded first, or else the oldest.
    fn answer_next(&mut self, execution: &mut Execution) -> Result<bool, Difference> {
        let pending: Vec<Pending> = execution.pending_tasks().map(Pending::from).collect();
        let mut steps = Vec::new();
        for task in pending {
            let entry = self.entry(&task)?;
            if let Some(step) = self.step(&task, entry.as_ref()) {
                let recorded = entry.and_then(|entry| self.recorded_id(&task, &step, &entry));
                steps.push((recorded, task, step));
            }
        }
        steps.sort_by_key(|(recorded, ..)| recorded.unwrap_or(0));
        let Some((recorded, task, step)) = steps.into_iter().next() else { return Ok(false) };
        if recorded.is_some_and(|id| self.is_early(execution, id)) {
            return Ok(false);
        }
        self.take(execution, &task, step).map(|()| true)
    }

    /// Whether the recording has something before event `id` that only time brings: the end of a
    /// Wait, a timeout, a retry.
    fn is_early(&self, execution: &Execution, id: i64) -> bool {
        let is_strict = self.case.expected("order").and_then(Json::as_str) == Some("strict");
        let next = last_id(execution) + 1;
        let next_event = self.events().iter().find(|event| event.get("id") == Some(&next.into()));
        let next_type = next_event.and_then(|event| event.get("type")?.as_str()).unwrap_or("");
        let is_of_time = ["StateExited", "TimedOut", "Scheduled"];
        is_strict && id > next && is_of_time.iter().any(|end| next_type.ends_with(end))
    }

    /// The id of the recorded event that a step makes.
    fn recorded_id(&self, task: &Pending, step: &Step, entry: &Json) -> Option<i64> {
        let scheduled = entry.get("scheduledId")?.as_i64()?;
        let after = |id: i64| {
            let is_next = |event: &&Json| event.get("previousEventId") == Some(&Json::from(id));
            self.events().iter().find(is_next)?.get("id")?.as_i64()
        };
        match step {
            Step::WorkerTakes(_) | Step::Answer(Answer::Started) => after(scheduled),
            Step::Answer(Answer::Submitted(_)) => after(after(scheduled)?),
            _ if task.stage == TaskStage::Scheduled => after(scheduled),
            _ => entry.get("result")?.get("eventId")?.as_i64(),
        }
    }

    /// The recorded entry of this attempt.
    fn entry(&mut self, task: &Pending) -> Result<Option<Json>, Difference> {
        let entries = self.case.list("mock");
        if let Some(found) = self.entries.get(&task.id) {
            return Ok(found.map(|index| entries[index].clone()));
        }
        let key = (task.state.clone(), task.iterations.clone());
        let attempt = *self.n_attempts.entry(key).and_modify(|n| *n += 1).or_insert(0);
        self.attempts.insert(task.id.clone(), attempt);
        let found = entries.iter().enumerate().position(|(index, entry)| {
            if entry.get("stateOneOf").is_some() {
                return !self.used[index] && may_be_of(entry, &task.state);
            }
            let is_attempt = entry.get("attempt").and_then(Json::as_i64).unwrap_or(0)
                == i64::try_from(attempt).unwrap_or(i64::MAX);
            let is_state = entry.get("state").and_then(Json::as_str) == Some(&*task.state);
            is_state && is_attempt && iterations(entry) == task.iterations
        });
        if let Some(index) = found {
            self.used[index] = true;
        } else if self.unrecorded(task).is_none() {
            return Err(format!(
                "nothing is recorded for attempt {attempt} of '{}' in {:?}",
                task.state, task.iterations
            ));
        }
        self.entries.insert(task.id.clone(), found);
        Ok(found.map(|index| entries[index].clone()))
    }

    /// What S3 holds for an ItemReader: an object's text, or a bucket's listing.
    fn read_s3(&self, task: &Pending) -> Option<Answer> {
        let bucket = task.parameters.get("Bucket")?;
        let objects = self.case.list("s3").iter().filter(|it| it.get("bucket") == Some(bucket));
        match task.action.as_deref()? {
            "s3:getObject" => {
                let key = task.parameters.get("Key");
                let object = objects.into_iter().find(|object| object.get("key") == key)?;
                Some(Answer::Succeeded(object.get("body")?.clone()))
            }
            "s3:listObjectsV2" => {
                let listed = objects.map(|object| {
                    let body = object.get("body").and_then(Json::as_str).unwrap_or_default();
                    Json::object([
                        ("Etag", Json::from("\"5d41402abc4b2a76b9719d911017c592\"")),
                        ("LastModified", Json::from(1_700_000_000_i64)),
                        ("Key", object.get("key").cloned().unwrap_or_default()),
                        ("Size", Json::from(body.len())),
                        ("StorageClass", Json::from("STANDARD")),
                    ])
                });
                Some(Answer::Succeeded(Json::array(listed)))
            }
            _ => None,
        }
    }

    /// What a task must have given whose result was not recorded: an Express execution ended by a
    /// catcher shows the failure, a child execution's echo shows in the Map's output.
    fn unrecorded(&self, task: &Pending) -> Option<Answer> {
        if let Some(answer) = self.read_s3(task) {
            return Some(answer);
        }
        if self.case.needs("task_results_unrecorded") {
            let caught = self.case.expected("output").and_then(error_output);
            let failure = caught.or_else(|| failure(self.case.expected_all(), ["error", "cause"]));
            return Some(match failure {
                None => Answer::Succeeded(task.parameters.clone()),
                Some(failure) => Answer::Failed(failure),
            });
        }
        let needs = self.case.needs("child_task_results_unrecorded");
        needs.then(|| Answer::Succeeded(task.parameters.clone()))
    }

    /// What happens to a task next; `None` when only time can tell.
    fn step(&self, task: &Pending, entry: Option<&Json>) -> Option<Step> {
        let Some(entry) = entry else { return self.unrecorded(task).map(Step::Answer) };
        let result = entry.get("result")?;
        let kind = result.get("type").and_then(Json::as_str)?;
        let failure = || failure(result, ["error", "cause"]).unwrap_or_default();
        let was_started = entry.get("started") != Some(&Json::Bool(false));
        let before_start = match kind {
            "schedule_failed" => Some(Answer::ScheduleFailed(failure())),
            "start_failed" => Some(Answer::StartFailed(failure())),
            "failure" if !was_started => Some(Answer::ScheduleFailed(failure())),
            _ => None,
        };
        if let Some(answer) = before_start.filter(|_| task.stage == TaskStage::Scheduled) {
            return Some(Step::Answer(answer));
        }
        if task.stage == TaskStage::Scheduled {
            return match (task.is_activity, was_started) {
                (true, true) => Some(Step::WorkerTakes(self.worker_name(entry))),
                (false, true) => Some(Step::Answer(Answer::Started)),
                (_, false) => None,
            };
        }
        if let (TaskStage::Started, Some(submitted)) = (task.stage, entry.get("submitted")) {
            return Some(Step::Answer(Answer::Submitted(submitted.get("output")?.clone())));
        }
        let by_token = task.token.clone().filter(|_| task.is_callback || task.is_activity);
        let output = || result.get("output").cloned().unwrap_or_default();
        match (kind, by_token) {
            ("success", Some(token)) => Some(Step::SendSuccess(token, output().to_string().into())),
            ("success", None) => Some(Step::Answer(Answer::Succeeded(output()))),
            ("failure", Some(token)) => Some(Step::SendFailure(token, failure())),
            ("failure", None) => Some(Step::Answer(Answer::Failed(failure()))),
            ("submit_failed", _) => Some(Step::Answer(Answer::SubmitFailed(failure()))),
            // `timeout` and `pending`: nobody answers.
            _ => None,
        }
    }

    /// The test's own name for its worker; it shows nowhere but in the event itself.
    fn worker_name(&self, entry: &Json) -> Option<Arc<str>> {
        let scheduled = entry.get("scheduledId");
        let started = self.events().iter().find(|event| {
            let is_of_task = scheduled.is_none() || event.get("previousEventId") == scheduled;
            is_of_task && event.get("activityStartedEventDetails").is_some()
        });
        started?.get("activityStartedEventDetails")?.get("workerName")?.as_str().map(Arc::from)
    }

    fn take(
        &mut self,
        execution: &mut Execution,
        task: &Pending,
        step: Step,
    ) -> Result<(), Difference> {
        let mut now = execution.now();
        let id = task.id.clone();
        let command = match step {
            Step::Answer(answer) => Command::Answer { task: id, answer },
            Step::WorkerTakes(worker_name) => Command::GetActivityTask { task: id, worker_name },
            Step::SendSuccess(token, output) => {
                self.beat(execution, task, &token, &mut now)?;
                Command::SendTaskSuccess { token, output }
            }
            Step::SendFailure(token, failure) => {
                self.beat(execution, task, &token, &mut now)?;
                Command::SendTaskFailure { token, failure }
            }
        };
        execution.send(now, &command).map_err(|error| format!("{command:?}: {error}"))
    }

    /// The heartbeats of the test's thread, a second apart unless the task has less time.
    fn beat(
        &self,
        execution: &mut Execution,
        task: &Pending,
        token: &Arc<str>,
        now: &mut Timestamp,
    ) -> Result<(), Difference> {
        let Some(signal) = self.signals("send_task_heartbeat").next() else { return Ok(()) };
        let times = signal.get("times").and_then(Json::as_i64).unwrap_or(1).max(1);
        let time_left = task.times_out_at.map_or(u64::MAX, |at| at.since(*now).0);
        let apart = Duration(1000.min(time_left / (times.unsigned_abs() + 1)));
        for _ in 0..times {
            *now = *now + apart;
            let beat = Command::SendTaskHeartbeat { token: token.clone() };
            execution.send(*now, &beat).map_err(|error| format!("heartbeat: {error}"))?;
        }
        Ok(())
    }
}

enum Step {
    Answer(Answer),
    WorkerTakes(Option<Arc<str>>),
    SendSuccess(Arc<str>, Arc<str>),
    SendFailure(Arc<str>, Failure),
}

/// An open task, free of its execution.
struct Pending {
    id: TaskId,
    state: Arc<str>,
    iterations: Vec<usize>,
    stage: TaskStage,
    parameters: Json,
    /// `<service>:<action>` of an integration.
    action: Option<String>,
    token: Option<Arc<str>>,
    is_callback: bool,
    is_activity: bool,
    times_out_at: Option<Timestamp>,
}

impl From<PendingTask<'_>> for Pending {
    fn from(task: PendingTask<'_>) -> Pending {
        let pattern = match &task.task.resource {
            Resource::Integration { pattern, .. } => *pattern,
            Resource::Lambda { .. } | Resource::Activity { .. } => Pattern::RequestResponse,
        };
        let action = match &task.task.resource {
            Resource::Integration { service, action, .. } => Some(format!("{service}:{action}")),
            Resource::Lambda { .. } | Resource::Activity { .. } => None,
        };
        Pending {
            action,
            is_callback: pattern == Pattern::WaitForTaskToken,
            is_activity: matches!(task.task.resource, Resource::Activity { .. }),
            id: task.id,
            state: task.state_name,
            iterations: task.iterations,
            stage: task.stage,
            parameters: task.task.parameters.clone(),
            token: task.task.token.clone(),
            times_out_at: task.times_out_at,
        }
    }
}

/// The id of the last event that AWS's history has.
fn last_id(execution: &Execution) -> i64 {
    execution.history().iter().rev().find(|event| event.id > 0).map_or(0, |event| event.id.into())
}

/// An error and a cause in two fields, if either is there.
fn failure(from: &Json, [error, cause]: [&str; 2]) -> Option<Failure> {
    let text = |name| from.get(name).and_then(Json::as_str).map(Arc::from);
    let failure = Failure { error: text(error), cause: text(cause) };
    (failure != Failure::default()).then_some(failure)
}

/// What a catcher was given, wherever in the output it ended.
fn error_output(output: &Json) -> Option<Failure> {
    match output {
        Json::Object(fields) => {
            failure(output, ["Error", "Cause"]).or_else(|| fields.values().find_map(error_output))
        }
        Json::Array(items) => items.iter().find_map(error_output),
        _ => None,
    }
}

fn may_be_of(entry: &Json, state: &str) -> bool {
    let names = entry.get("stateOneOf").and_then(Json::as_array);
    names.is_some_and(|names| names.iter().any(|name| name.as_str() == Some(state)))
}

fn iterations(entry: &Json) -> Vec<usize> {
    let around = entry.get("iteration").and_then(Json::as_array).map_or(&[][..], |array| array);
    let indexes = around.iter().filter_map(|iteration| iteration.get("index")?.as_i64());
    indexes.filter_map(|index| usize::try_from(index).ok()).collect()
}
