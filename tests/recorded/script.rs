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
        execution.run_until(execution.now());
        if execution.status() != Status::Running {
            return Ok(());
        }
        if script.is_over(execution) {
            return Ok(());
        }
        if script.answer_next(execution)? {
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
    fn is_over(&self, execution: &mut Execution) -> bool {
        let n_recorded =
            self.case.expected("events").and_then(Json::as_array).map_or(0, |e| e.len());
        let last_id = execution.history().iter().map(|event| event.id).max().unwrap_or(0) as usize;
        if self.case.has_signal("stop_execution") && last_id + 1 == n_recorded {
            let stopped = Command::StopExecution(Failure::default());
            execution.send(execution.now(), &stopped).expect("a running execution can be stopped");
            return true;
        }
        let is_running = self.case.expected("status").and_then(Json::as_str) == Some("RUNNING");
        is_running && last_id == n_recorded
    }

    fn signals(&self, op: &str) -> impl Iterator<Item = &'a Json> {
        let signals = self.case.list("signals").iter();
        signals.filter(move |signal| signal.get("op").and_then(Json::as_str) == Some(op))
    }

    /// Takes the oldest task that has an answer one step further.
    fn answer_next(&mut self, execution: &mut Execution) -> Result<bool, Difference> {
        let pending: Vec<Pending> = execution.pending_tasks().map(Pending::from).collect();
        for task in pending {
            let entry = self.entry(&task)?;
            if let Some(step) = self.step(&task, entry.as_ref()) {
                return self.take(execution, &task, step).map(|()| true);
            }
        }
        Ok(false)
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
                        ("Key", object.get("key").cloned().unwrap_or_default()),
                        ("LastModified", Json::from(1_700_000_000_i64)),
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
            let output = self.case.expected("output")?;
            let text = |name| output.get(name).and_then(Json::as_str).map(Arc::from);
            return Some(match (text("Error"), text("Cause")) {
                (None, None) => Answer::Succeeded(task.parameters.clone()),
                (error, cause) => Answer::Failed(Failure { error, cause }),
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
        let failure = || Failure {
            error: result.get("error").and_then(Json::as_str).map(Arc::from),
            cause: result.get("cause").and_then(Json::as_str).map(Arc::from),
        };
        let before_start = match kind {
            "schedule_failed" => Some(Answer::ScheduleFailed(failure())),
            "start_failed" => Some(Answer::StartFailed(failure())),
            _ => None,
        };
        if let Some(answer) = before_start {
            return Some(Step::Answer(answer));
        }
        if task.stage == TaskStage::Scheduled {
            let was_started = entry.get("started") != Some(&Json::Bool(false));
            return match (task.is_activity, was_started) {
                (true, true) => Some(Step::WorkerTakes(self.worker_name())),
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
    fn worker_name(&self) -> Option<Arc<str>> {
        let events = self.case.expected("events")?.as_array()?;
        let name = events.iter().find_map(|event| {
            event.get("activityStartedEventDetails")?.get("workerName")?.as_str()
        });
        name.map(Arc::from)
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
                self.beat(execution, &token, &mut now)?;
                Command::SendTaskSuccess { token, output }
            }
            Step::SendFailure(token, failure) => Command::SendTaskFailure { token, failure },
        };
        execution.send(now, &command).map_err(|error| format!("{command:?}: {error}"))
    }

    /// The heartbeats of the test's thread, a second apart.
    fn beat(
        &self,
        execution: &mut Execution,
        token: &Arc<str>,
        now: &mut Timestamp,
    ) -> Result<(), Difference> {
        let Some(signal) = self.signals("send_task_heartbeat").next() else { return Ok(()) };
        for _ in 0..signal.get("times").and_then(Json::as_i64).unwrap_or(1) {
            *now = *now + Duration::from_secs(1);
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
        }
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
