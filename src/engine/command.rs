//! What a person or a service may ask of an execution, and what can be wrong with it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Failure, TaskId};
use crate::value::Json;

/// The AWS API's verbs, and the answers of services to scheduled tasks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// `output` is JSON text, at most 262,144 bytes.
    SendTaskSuccess {
        token: Arc<str>,
        output: Arc<str>,
    },
    SendTaskFailure {
        token: Arc<str>,
        failure: Failure,
    },
    SendTaskHeartbeat {
        token: Arc<str>,
    },
    StopExecution(Failure),
    RedriveExecution,
    /// A worker takes the task that an activity has scheduled.
    GetActivityTask {
        task: TaskId,
        worker_name: Option<Arc<str>>,
    },
    /// A service answers the task that TaskScheduled, LambdaFunctionScheduled, … asked for.
    Answer {
        task: TaskId,
        answer: Answer,
    },
}

/// How a service answers a task. Steps that it leaves out (Started before Succeeded) are filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    Started,
    /// The first answer of `.sync` and `.waitForTaskToken`: the request was taken.
    Submitted(Json),
    Succeeded(Json),
    Failed(Failure),
    ScheduleFailed(Failure),
    StartFailed(Failure),
    SubmitFailed(Failure),
    TimedOut,
}

/// The person asked for what cannot be. Printed as AWS prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandError {
    /// The token is malformed or was never issued.
    InvalidToken,
    /// The token's task has ended: answered, timed out, or its execution is over.
    TaskTimedOut,
    /// `output` is not JSON; holds the parser's words.
    InvalidOutput(String),
    /// A member of the request breaks its constraint.
    ValidationException(String),
    /// The execution is over, which StopExecution and RedriveExecution say by its status.
    ExecutionNotRunning,
    ExecutionNotRedrivable(String),
    /// RedriveExecution of an Express execution.
    InvalidArn,
    /// StopExecution of an Express execution.
    StateMachineTypeNotSupported,
    /// No such task is pending. Services only.
    TaskNotPending,
}

impl CommandError {
    /// The exception's name in the AWS API.
    pub fn name(&self) -> &'static str {
        match self {
            CommandError::InvalidToken => "InvalidToken",
            CommandError::TaskTimedOut => "TaskTimedOut",
            CommandError::InvalidOutput(_) => "InvalidOutput",
            CommandError::ValidationException(_) => "ValidationException",
            CommandError::ExecutionNotRunning => "ValidationException",
            CommandError::ExecutionNotRedrivable(_) => "ExecutionNotRedrivable",
            CommandError::InvalidArn => "InvalidArn",
            CommandError::StateMachineTypeNotSupported => "StateMachineTypeNotSupported",
            CommandError::TaskNotPending => "TaskDoesNotExist",
        }
    }

    /// The exception's message, without its name.
    pub fn message(&self) -> String {
        match self {
            CommandError::InvalidToken => "Invalid Token: 'Invalid token'".into(),
            CommandError::TaskTimedOut => {
                "Task Timed Out: 'Provided task does not exist anymore'".into()
            }
            CommandError::InvalidOutput(why) => format!("Invalid Output: '{why}'"),
            CommandError::ValidationException(why) => why.clone(),
            CommandError::ExecutionNotRunning => "The execution is not running".into(),
            CommandError::ExecutionNotRedrivable(why) => why.clone(),
            CommandError::InvalidArn => {
                "Invalid Arn: 'Resource type not valid in this context: express'".into()
            }
            CommandError::StateMachineTypeNotSupported => {
                "This operation is not supported by this type of state machine".into()
            }
            CommandError::TaskNotPending => "Task does not exist".into(),
        }
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name(), self.message())
    }
}

impl std::error::Error for CommandError {}
