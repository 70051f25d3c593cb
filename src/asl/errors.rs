//! What a state does about failures: `Retry` and `Catch`.

use std::sync::Arc;

use super::data_flow::ResultPath;
use super::{Target, Template};
use crate::time::Duration;

/// An entry of `ErrorEquals`: a predefined name (`States.…`), or the task's own.
pub type ErrorName = Arc<str>;

#[derive(Clone, Debug)]
pub struct Retrier {
    pub error_equals: Vec<ErrorName>,
    /// `IntervalSeconds`, default 1.
    pub interval: Duration,
    /// `MaxAttempts`, default 3; 0 is never.
    pub max_attempts: u32,
    /// `BackoffRate`, default 2.0, at least 1.
    pub backoff_rate: f64,
    /// `MaxDelaySeconds`.
    pub max_delay: Option<Duration>,
    pub jitter_strategy: JitterStrategy,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JitterStrategy {
    #[default]
    None,
    Full,
}

#[derive(Clone, Debug)]
pub struct Catcher {
    pub error_equals: Vec<ErrorName>,
    pub next: Target,
    pub flow: CatcherFlow,
}

/// What a catcher does with the error output, in the state's query language.
#[derive(Clone, Debug)]
pub enum CatcherFlow {
    JsonPath { result_path: ResultPath, assign: Option<Template> },
    Jsonata { output: Option<Template>, assign: Option<Template> },
}
