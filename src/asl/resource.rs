//! `Resource` of a Task: what it calls, and what it waits for.

use std::fmt;
use std::sync::Arc;

/// What a Task calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// A Lambda function's own ARN.
    Lambda { arn: Arc<str> },
    /// An activity's ARN; a worker takes the task with GetActivityTask.
    Activity { arn: Arc<str> },
    /// `arn:aws:states:::<service>:<action>[.<pattern>]`. An SDK integration's service keeps its
    /// prefix: `aws-sdk:s3`.
    Integration { arn: Arc<str>, service: Arc<str>, action: Arc<str>, pattern: Pattern },
}

/// How long an integration's task lasts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// Until the service has answered.
    #[default]
    RequestResponse,
    /// `.sync`: until the job that was started has ended.
    Sync,
    /// `.sync:2`: the same, with the output as JSON instead of text.
    Sync2,
    /// `.waitForTaskToken`: until the task's token comes back.
    WaitForTaskToken,
}

impl Resource {
    /// Reads an ARN; `None` for a text that names nothing that a Task can call.
    pub fn parse(arn: &str) -> Option<Resource> {
        let ["arn", partition, service, _region, _account, rest] = arn_parts(arn)?[..] else {
            return None;
        };
        if !partition.starts_with("aws") && !partition.starts_with("${") {
            return None;
        }
        match service {
            "lambda" if rest.starts_with("function:") => Some(Resource::Lambda { arn: arn.into() }),
            "states" if rest.starts_with("activity:") => {
                Some(Resource::Activity { arn: arn.into() })
            }
            "states" => Resource::parse_integration(arn, rest),
            _ => None,
        }
    }

    fn parse_integration(arn: &str, rest: &str) -> Option<Resource> {
        let (called, pattern) = if let Some(called) = rest.strip_suffix(".waitForTaskToken") {
            (called, Pattern::WaitForTaskToken)
        } else if let Some(called) = rest.strip_suffix(".sync:2") {
            (called, Pattern::Sync2)
        } else if let Some(called) = rest.strip_suffix(".sync") {
            (called, Pattern::Sync)
        } else {
            (rest, Pattern::RequestResponse)
        };
        let (service, action) = called.rsplit_once(':')?;
        let is_name = |text: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-:_".contains(c))
        };
        (is_name(service) && is_name(action)).then(|| Resource::Integration {
            arn: arn.into(),
            service: service.into(),
            action: action.into(),
            pattern,
        })
    }

    pub fn arn(&self) -> &Arc<str> {
        match self {
            Resource::Lambda { arn }
            | Resource::Activity { arn }
            | Resource::Integration { arn, .. } => arn,
        }
    }

    /// Whether the task's context object has `Task.Token`.
    pub fn has_task_token(&self) -> bool {
        match self {
            Resource::Integration { pattern, .. } => *pattern != Pattern::RequestResponse,
            Resource::Lambda { .. } | Resource::Activity { .. } => false,
        }
    }
}

/// The six parts of an ARN. A colon within a placeholder, `${AWS::Partition}`, parts nothing.
fn arn_parts(arn: &str) -> Option<[&str; 6]> {
    let mut parts = [""; 6];
    let mut rest = arn;
    for part in &mut parts[..5] {
        let mut is_placeholder = false;
        let colon = rest.find(|c| {
            is_placeholder = (is_placeholder && c != '}') || c == '{';
            c == ':' && !is_placeholder
        })?;
        (*part, rest) = (&rest[..colon], &rest[colon + 1..]);
    }
    parts[5] = rest;
    Some(parts)
}

impl Pattern {
    /// The ARN's ending: empty, `.sync`, `.sync:2` or `.waitForTaskToken`.
    pub fn suffix(self) -> &'static str {
        match self {
            Pattern::RequestResponse => "",
            Pattern::Sync => ".sync",
            Pattern::Sync2 => ".sync:2",
            Pattern::WaitForTaskToken => ".waitForTaskToken",
        }
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.arn())
    }
}
