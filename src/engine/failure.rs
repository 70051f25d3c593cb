//! What makes an execution fail: a value, for Retry and Catch to look at.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::value::Json;

/// An error and its cause, either of which may be missing: SendTaskFailure and Fail may leave
/// them out, and then AWS's history leaves them out too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// At most 256 characters.
    pub error: Option<Arc<str>>,
    /// At most 32,768 characters.
    pub cause: Option<Arc<str>>,
}

/// The predefined names that the engine itself raises.
pub mod error {
    pub const ALL: &str = "States.ALL";
    pub const BRANCH_FAILED: &str = "States.BranchFailed";
    pub const DATA_LIMIT_EXCEEDED: &str = "States.DataLimitExceeded";
    pub const EXCEED_TOLERATED_FAILURE_THRESHOLD: &str = "States.ExceedToleratedFailureThreshold";
    pub const HEARTBEAT_TIMEOUT: &str = "States.HeartbeatTimeout";
    pub const ITEM_READER_FAILED: &str = "States.ItemReaderFailed";
    pub const RESULT_WRITER_FAILED: &str = "States.ResultWriterFailed";
    pub const QUERY_EVALUATION_ERROR: &str = "States.QueryEvaluationError";
    pub const RUNTIME: &str = "States.Runtime";
    pub const TASK_FAILED: &str = "States.TaskFailed";
    pub const TIMEOUT: &str = "States.Timeout";
}

impl Failure {
    pub fn new(error: impl Into<Arc<str>>, cause: impl Into<Arc<str>>) -> Failure {
        Failure { error: Some(error.into()), cause: Some(cut(cause.into())) }
    }

    /// A timeout or a missed heartbeat: AWS names it `States.Timeout` and gives no cause.
    pub fn timeout() -> Failure {
        Failure { error: Some(error::TIMEOUT.into()), cause: None }
    }

    pub fn is(&self, name: &str) -> bool {
        self.error.as_deref() == Some(name)
    }

    /// The error output that a catcher sees. AWS writes `null` for what a task's failure left out,
    /// yet an empty cause for a timeout, which never has one.
    pub fn output(&self) -> Json {
        let text = |text: &Option<Arc<str>>| text.clone().map_or(Json::Null, Json::String);
        let cause = match &self.cause {
            None if self.is(error::TIMEOUT) => Json::from(""),
            cause => text(cause),
        };
        Json::object([("Error", text(&self.error)), ("Cause", cause)])
    }
}

/// A cause of ours may quote a whole input; AWS keeps so many characters of it.
pub(super) const CAUSE_CHARS_MAX: usize = 32_768;

fn cut(cause: Arc<str>) -> Arc<str> {
    // Nearly all are short and need no look at each character.
    if cause.len() <= CAUSE_CHARS_MAX {
        return cause;
    }
    match cause.char_indices().nth(CAUSE_CHARS_MAX) {
        Some((end, _)) => cause[..end].into(),
        None => cause,
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.error, &self.cause) {
            (Some(error), Some(cause)) => write!(f, "{error}: {cause}"),
            (Some(text), None) | (None, Some(text)) => f.write_str(text),
            (None, None) => f.write_str("a failure without error and cause"),
        }
    }
}
