//! What a run in a terminal reaches beyond itself: the objects that an ItemReader reads, executions
//! of the template's other state machines, and tasks that other tasks answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::script::{Awaited, Script, Stop};
use crate::asl::{Pattern, Resource, WorkflowType};
use crate::engine::{
    Answer, Command, CommandError, Execution, Failure, HISTORY_EVENTS_MAX, Identity, Particulars,
    PendingTask, Start, Status, aws, error,
};
use crate::import::OpenedStateMachine;
use crate::import::mock_config::TestCase;
use crate::services::{Call, World, name_of, sdk_failure};
use crate::simulator::Expectations;
use crate::time::Timestamp;
use crate::value::{Json, Key};

/// How deep executions may start executions: one that starts itself must come to an end.
const DEPTH_MAX: usize = 20;

/// State machines beside the one that runs, by name, with the answers to their tasks.
pub type Machines = BTreeMap<Arc<str>, (OpenedStateMachine, TestCase)>;

/// An execution that a task has started, as far as it went.
pub struct Nested {
    pub state: Arc<str>,
    pub execution: Execution,
    pub nested: Vec<Nested>,
    /// A task waits for its end.
    is_job: bool,
    /// What it still waits for.
    awaited: Vec<Awaited>,
}

impl Nested {
    pub fn awaited(&self) -> impl Iterator<Item = Awaited> {
        self.awaited.iter().cloned()
    }

    /// What started it has ended: a job that still runs then is stopped, as AWS stops it.
    pub fn stop(&mut self, at: Timestamp) {
        if !self.is_job {
            return;
        }
        let child = &self.execution;
        let n_events = child.history().partition_point(|event| event.at <= at);
        let (machine, start) = (child.machine().clone(), child.start_info().clone());
        let mut stopped = Execution::replay(machine, start, &child.history()[..n_events]);
        // Refused where it had ended by then.
        if stopped.send(at, &Command::StopExecution(Failure::default())).is_ok() {
            self.execution = stopped;
            self.awaited.clear();
        }
        self.nested.iter_mut().for_each(|nested| nested.stop(at));
    }
}

/// What came of a request.
pub struct Reached {
    /// The first answer.
    pub answer: Result<Json, Failure>,
    /// When and how a job ends, if it does.
    pub end: Option<(Timestamp, Answer)>,
}

/// The start of an execution of a state machine in the mocked account.
pub fn start_of(
    world: &World,
    machine: &str,
    name: &str,
    workflow_type: WorkflowType,
    input: Json,
    at: Timestamp,
    seed: u64,
) -> Start {
    let account = &world.account;
    Start {
        identity: Identity {
            execution_arn: account.execution_arn(workflow_type, machine, name, seed),
            execution_name: name.into(),
            state_machine_arn: account.arn("states", &format!("stateMachine:{machine}")),
            state_machine_name: machine.into(),
            role_arn: account.role_arn("StepFunctionsExecutionRole"),
            region: account.region.clone(),
        },
        workflow_type,
        input,
        at,
        seed,
        history_events_max: HISTORY_EVENTS_MAX,
        particulars: Particulars::default(),
    }
}

impl Script {
    /// The answer to an ItemReader: what the mocked S3 has, or, where no folder of objects was
    /// given, a few items made up.
    pub fn read_items(&mut self, call: &Call) -> Answer {
        match self.world.read_items(call) {
            Some(items) => Answer::Succeeded(items),
            None if !self.has_objects => Answer::Succeeded(self.world.suggestion(call)),
            None => {
                let (exception, message) = match call.text("Key") {
                    Some(_) => ("NoSuchKeyException", "The specified key does not exist."),
                    None => ("NoSuchBucketException", "The specified bucket does not exist"),
                };
                let id = self.world.new_id();
                Answer::Failed(sdk_failure("S3", exception, message, 404, &id))
            }
        }
    }

    /// What a task's request does, where that is not the mocked services' affair alone.
    pub fn reach(
        &mut self,
        execution: &Execution,
        task: &PendingTask,
        call: &Call,
    ) -> Option<Reached> {
        let Resource::Integration { service, action, .. } = &call.resource else { return None };
        match (&**service, &**action) {
            ("states", "startExecution")
            | ("aws-sdk:sfn", "startExecution" | "startSyncExecution") => {
                self.start_nested(execution, task, call)
            }
            ("aws-sdk:sfn", "sendTaskSuccess" | "sendTaskFailure" | "sendTaskHeartbeat") => {
                Some(Reached { answer: self.send_for_task(execution, call, action), end: None })
            }
            _ => None,
        }
    }

    fn start_nested(
        &mut self,
        execution: &Execution,
        task: &PendingTask,
        call: &Call,
    ) -> Option<Reached> {
        let machine_name = name_of(call.text("StateMachineArn")?);
        let (opened, test_case) = self.machines.get(machine_name)?.clone();
        let machine = opened.machine.clone().filter(|_| self.depth < DEPTH_MAX)?;
        let input = match call.parameters.get("Input") {
            None | Some(Json::Null) => Json::empty_object(),
            Some(Json::String(text)) => Json::parse(text).unwrap_or_else(|_| text.clone().into()),
            Some(input) => input.clone(),
        };
        let (own_name, seed) = (self.world.new_id(), self.world.new_seed());
        let name = call.text("Name").unwrap_or(&own_name);
        let (kind, at) = (opened.workflow_type, task.scheduled_at);
        let is_sync = matches!(&call.resource, Resource::Integration { action, .. }
            if &**action == "startSyncExecution");
        if is_sync && kind == WorkflowType::Standard {
            let message = CommandError::StateMachineTypeNotSupported.message();
            let exception = "StateMachineTypeNotSupportedException";
            let refusal = sdk_failure("Sfn", exception, &message, 400, &own_name);
            return Some(Reached { answer: Err(refusal), end: None });
        }
        let start = start_of(&self.world, machine_name, name, kind, input, at, seed);
        // The mock's answer, under the name that the execution really has.
        let named = call.parameters.with(&[Key::Field("Name".into())], &Json::from(name));
        let call = Call { parameters: named.unwrap_or_default(), ..call.clone() };
        let first = self.world.call(&call);

        let mut child = Execution::start(machine, start);
        let world = std::mem::replace(&mut self.world, World::new(0));
        let expectations = Expectations::of(child.machine());
        let mut script = Script::new(world, expectations, test_case);
        script.machines.clone_from(&self.machines);
        (script.depth, script.has_objects) = (self.depth + 1, self.has_objects);
        let tokens = execution.pending_tasks().filter_map(|task| task.task.token.clone());
        script.outer_tokens = self.outer_tokens.iter().cloned().chain(tokens).collect();
        let stop = script.run(&mut child);
        self.world = script.world;
        for (at, command) in script.outbox {
            self.forward(at, command);
        }

        let pattern = call.pattern();
        let is_job = matches!(pattern, Pattern::Sync | Pattern::Sync2);
        let end = match child.status() {
            // StartSyncExecution answers when the execution has ended, however it did.
            _ if is_sync => Some(Answer::Succeeded(aws::describe_job(&child, Pattern::Sync))),
            _ if !is_job => None,
            Status::Running => None,
            Status::Succeeded => Some(Answer::Succeeded(aws::describe_job(&child, pattern))),
            _ => {
                let description = aws::describe_job(&child, pattern).to_string();
                Some(Answer::Failed(Failure::new(error::TASK_FAILED, description)))
            }
        };
        let awaited = match stop {
            Stop::Waiting(awaited) => awaited,
            Stop::Ended | Stop::TooLong => Vec::new(),
        };
        let of_child = |it: Awaited| Awaited {
            machine: it.machine.or_else(|| Some(machine_name.into())),
            ..it
        };
        let end = end.map(|answer| (child.now(), answer));
        self.nested.push(Nested {
            state: task.state_name.clone(),
            execution: child,
            nested: script.nested,
            is_job,
            awaited: awaited.into_iter().map(of_child).collect(),
        });
        Some(Reached { answer: first, end })
    }

    /// What was sent to a token that is not the sender's: it is this execution's, or one's around.
    fn forward(&mut self, at: Timestamp, command: Command) {
        match token_of(&command).is_some_and(|token| self.outer_tokens.contains(token)) {
            true => self.outbox.push((at, command)),
            false => self.at(at, command),
        }
    }

    /// A state sends a task token: of this execution, or of one that started it.
    fn send_for_task(
        &mut self,
        execution: &Execution,
        call: &Call,
        action: &str,
    ) -> Result<Json, Failure> {
        let text = |name| call.text(name).map(Arc::from);
        let token: Arc<str> = call.text("TaskToken").unwrap_or_default().into();
        let command = match action {
            "sendTaskSuccess" => {
                let output = match call.parameters.get("Output") {
                    Some(Json::String(text)) => text.clone(),
                    output => output.map(Json::to_string).unwrap_or_default().into(),
                };
                Command::SendTaskSuccess { token: token.clone(), output }
            }
            "sendTaskFailure" => {
                let failure = Failure { error: text("Error"), cause: text("Cause") };
                Command::SendTaskFailure { token: token.clone(), failure }
            }
            _ => Command::SendTaskHeartbeat { token: token.clone() },
        };
        if self.outer_tokens.contains(&token) {
            self.outbox.push((call.at, command));
            return Ok(Json::empty_object());
        }
        if let Err(refusal) = execution.accept(call.at, &command) {
            let exception = format!("{}Exception", refusal.name());
            let id = self.world.new_id();
            return Err(sdk_failure("Sfn", &exception, &refusal.message(), 400, &id));
        }
        self.at(call.at, command);
        Ok(Json::empty_object())
    }
}

fn token_of(command: &Command) -> Option<&Arc<str>> {
    match command {
        Command::SendTaskSuccess { token, .. }
        | Command::SendTaskFailure { token, .. }
        | Command::SendTaskHeartbeat { token } => Some(token),
        _ => None,
    }
}
