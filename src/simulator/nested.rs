//! Step Functions as a service of its own workflows: executions that start executions, and states
//! that send task tokens.

use std::sync::Arc;

use super::callback::{Verb, typed_failure};
use super::{DocumentId, Run, RunId, Simulator};
use crate::asl::{Pattern, Resource, WorkflowType};
use crate::engine::{
    Answer, Command, CommandError, EventDetail, Failure, Identity, Status, TaskId, aws, error,
};
use crate::services::{Call, ServiceError, name_of, sdk_failure};
use crate::value::Json;

/// Executions that workflows may start here: one that starts itself must come to an end.
const RUNS_MAX: usize = 500;

impl Simulator {
    /// Does what a task's request asks for: here where it concerns runs, in the world otherwise.
    pub(super) fn reach(&mut self, call: &Call) -> Result<Json, Failure> {
        if let Resource::Integration { service, action, .. } = &call.resource {
            let verb = match (&**service, &**action) {
                ("states" | "aws-sdk:sfn", "startExecution") => return self.start_nested(call),
                ("aws-sdk:sfn", "sendTaskSuccess") => {
                    Some(Verb::SendTaskSuccess { output: text_of(call.parameters.get("Output")) })
                }
                ("aws-sdk:sfn", "sendTaskFailure") => {
                    let text = |name| call.text(name).unwrap_or_default();
                    Some(Verb::SendTaskFailure(typed_failure(text("Error"), text("Cause"))))
                }
                ("aws-sdk:sfn", "sendTaskHeartbeat") => Some(Verb::SendTaskHeartbeat),
                _ => None,
            };
            if let Some(verb) = verb {
                return self.send_for_task(call, verb);
            }
        }
        self.world.call(call)
    }

    fn send_for_task(&mut self, call: &Call, verb: Verb) -> Result<Json, Failure> {
        let token = call.text("TaskToken").unwrap_or_default();
        match self.send_with_token(token, verb) {
            Ok(()) => Ok(Json::empty_object()),
            Err(error) => {
                let exception = format!("{}Exception", error.name());
                let request_id = self.world.new_id();
                Err(sdk_failure("Sfn", &exception, &error.message(), 400, &request_id))
            }
        }
    }

    /// StartSyncExecution of another document, when one of that name is open: the end of its
    /// execution will answer. `None` for any other call.
    pub(super) fn start_synchronously(&mut self, call: &Call) -> Option<Result<(), Failure>> {
        let document = self.document_meant(call).filter(|_| is_synchronous(&call.resource))?;
        if self.documents[&document].workflow_type == WorkflowType::Standard {
            let exception = "StateMachineTypeNotSupportedException";
            let message = CommandError::StateMachineTypeNotSupported.message();
            let request_id = self.world.new_id();
            return Some(Err(sdk_failure("Sfn", exception, &message, 400, &request_id)));
        }
        Some(self.start_child(call, document)?.map(|_| ()))
    }

    /// The open document whose state machine a call names.
    fn document_meant(&self, call: &Call) -> Option<DocumentId> {
        let machine_name = name_of(call.text("StateMachineArn")?);
        let is_meant = |id: &DocumentId| {
            let document = &self.documents[id];
            *document.name == *machine_name && document.is_valid()
        };
        self.documents.keys().copied().find(is_meant)
    }

    /// Starts an execution of another document, when one of that name is open; otherwise the mock
    /// only says so.
    fn start_nested(&mut self, call: &Call) -> Result<Json, Failure> {
        let document = self.document_meant(call);
        let Some(child) = document.and_then(|document| self.start_child(call, document)) else {
            return self.world.call(call);
        };
        // The mock's answer, under the name that the execution really has.
        let name = self.runs[&child?].execution().start_info().identity.execution_name.clone();
        let own_name = [crate::value::Key::Field("Name".into())];
        let parameters = call.parameters.with(&own_name, &Json::String(name));
        self.world.call(&Call { parameters: parameters.unwrap_or_default(), ..call.clone() })
    }

    /// A run of a document for a task; `None` where the document cannot run.
    fn start_child(&mut self, call: &Call, document: DocumentId) -> Option<Result<RunId, Failure>> {
        let machine_name = self.documents[&document].name.clone();
        if let Err(refusal) = self.check_start(call, &machine_name) {
            return Some(Err(refusal));
        }
        let input = match call.parameters.get("Input") {
            None | Some(Json::Null) => Json::empty_object(),
            Some(Json::String(text)) => Json::parse(text).unwrap_or_else(|_| text.clone().into()),
            Some(input) => input.clone(),
        };
        let parent = RunId(call.origin.run);
        let lag = self.runs.get(&parent).map(|run| run.lag).unwrap_or_default();
        let child = self.start_run(document, input, call.text("Name"), lag)?;
        let run = self.runs.get_mut(&child)?;
        run.parent = Some((parent, call.origin.task.clone()));
        run.awaited = matches!(call.pattern(), Pattern::Sync | Pattern::Sync2);
        Some(Ok(child))
    }

    /// StartExecution's own refusals.
    fn check_start(&mut self, call: &Call, machine_name: &str) -> Result<(), Failure> {
        let identities = || self.runs.values().map(|run| &run.execution().start_info().identity);
        let name = call.text("Name");
        let same = name.and_then(|name| {
            let is_same = |it: &&Identity| {
                *it.execution_name == *name && *it.state_machine_name == *machine_name
            };
            identities().find(is_same).map(|it| it.execution_arn.clone())
        });
        let (exception, message) = if let Some(arn) = same {
            ("ExecutionAlreadyExists", format!("Execution Already Exists: '{arn}'"))
        } else if self.runs.len() >= RUNS_MAX {
            ("ExecutionLimitExceeded", format!("Signalbox keeps {RUNS_MAX} executions at most"))
        } else {
            return Ok(());
        };
        let refusal = ServiceError {
            prefix: "StepFunctions",
            exception: &format!("{exception}Exception"),
            message: &message,
            service: "AWSStepFunctions",
            status_code: 400,
            error_code: exception,
        };
        Err(refusal.failure(&self.world.new_id()))
    }

    /// A run has ended without its own jobs: AWS stops the executions that its `.sync` tasks
    /// waited for.
    pub(super) fn stop_children(&mut self, id: RunId) {
        let is_child = |run: &&Run| {
            let is_running = run.execution().status() == Status::Running;
            is_running && run.awaited && run.parent.as_ref().is_some_and(|it| it.0 == id)
        };
        let children: Vec<RunId> = self.runs.values().filter(is_child).map(|run| run.id).collect();
        for child in children {
            // It was just found running.
            let _ = self.send(child, Command::StopExecution(Failure::default()));
        }
    }

    /// Whether a task's execution really runs here.
    pub(super) fn is_nested(&self, run: RunId, task: &TaskId) -> bool {
        let is_its_child = |parent: &(RunId, TaskId)| parent.0 == run && parent.1 == *task;
        self.runs.values().any(|run| run.parent.as_ref().is_some_and(is_its_child))
    }

    /// A run has ended: the task that started it and waits gets what DescribeExecution tells, or
    /// StartSyncExecution, which answers however the execution ended.
    pub(super) fn report_to_parent(&mut self, id: RunId) {
        let Some(child) = self.runs.get(&id) else { return };
        let Some((parent_id, task)) = child.parent.clone() else { return };
        let parent = self.runs.get(&parent_id);
        let Some(pending) = parent.and_then(|parent| parent.pending_task(&task)) else { return };
        let (pattern, is_synchronous) = match &pending.task.resource {
            Resource::Integration {
                pattern: pattern @ (Pattern::Sync | Pattern::Sync2), ..
            } => (*pattern, false),
            resource if is_synchronous(resource) => (Pattern::Sync, true),
            _ => return,
        };
        let description = aws::describe_job(child.execution(), pattern);
        let answer = match child.execution().status() {
            Status::Succeeded => Answer::Succeeded(description),
            _ if is_synchronous => Answer::Succeeded(description),
            _ => Answer::Failed(Failure::new(error::TASK_FAILED, description.to_string())),
        };
        // Were the task closed meanwhile, nobody waits for the answer.
        let _ = self.send(parent_id, Command::Answer { task, answer });
    }

    /// The first answer that a task got.
    pub(super) fn submitted(&self, id: RunId, task: &TaskId) -> Option<Json> {
        let history = self.runs.get(&id)?.execution().history();
        history.iter().rev().find_map(|event| match &event.detail {
            EventDetail::TaskSubmitted { request, output } if *request == task.request => {
                Some(output.clone())
            }
            _ => None,
        })
    }
}

/// Whether a task's one answer is how the execution ended that it starts.
fn is_synchronous(resource: &Resource) -> bool {
    matches!(resource, Resource::Integration { service, action, pattern: Pattern::RequestResponse, .. }
        if &**service == "aws-sdk:sfn" && &**action == "startSyncExecution")
}

/// A string as it is, anything else as its JSON text, as AWS serialises it for the API.
fn text_of(value: Option<&Json>) -> Arc<str> {
    match value {
        Some(Json::String(text)) => text.clone(),
        Some(value) => value.to_string().into(),
        None => "".into(),
    }
}
