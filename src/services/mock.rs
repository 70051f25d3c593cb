//! What a state's task is answered by itself: rules by attempt, as `MockConfigFile.json` of Step
//! Functions Local has them.

use serde::{Deserialize, Serialize};

use crate::engine::Failure;
use crate::time::Duration;
use crate::value::Json;

/// Who answers the tasks of a state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Mock {
    /// The mocked service, with what it would say; a token is left to the person.
    #[default]
    Service,
    /// The person, whatever the service.
    ByHand,
    /// These responses; attempts that none names are left to the mocked service.
    Responses(Vec<Response>),
}

/// An answer to some attempts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// Attempts of the state within one execution from 0, both inclusive; retries and further
    /// visits count up. An open end is all that follow.
    pub from: u32,
    pub to: Option<u32>,
    /// How long the service takes, on the virtual clock.
    #[serde(default)]
    pub after: Duration,
    /// SendTaskHeartbeat comes so often until the answer, where the task has a token.
    #[serde(default)]
    pub heartbeat_every: Option<Duration>,
    pub outcome: Outcome,
}

/// How a task ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    Return(Json),
    Throw(Failure),
}

impl Outcome {
    /// A failure by its two parts, either of which may be missing.
    pub fn throw(error: Option<&str>, cause: Option<&str>) -> Outcome {
        Outcome::Throw(Failure { error: error.map(Into::into), cause: cause.map(Into::into) })
    }
}

impl Mock {
    /// Always the same answer, at once.
    pub fn always(outcome: Outcome) -> Mock {
        let (after, heartbeat_every) = (Duration::ZERO, None);
        Mock::Responses(vec![Response { from: 0, to: None, after, heartbeat_every, outcome }])
    }

    /// The response to the given attempt, if a rule has one.
    pub fn response(&self, attempt: u32) -> Option<&Response> {
        match self {
            Mock::Service | Mock::ByHand => None,
            Mock::Responses(responses) => {
                responses.iter().find(|response| response.covers(attempt))
            }
        }
    }
}

impl Response {
    /// Whether an attempt, from 0, is answered by this.
    pub fn covers(&self, attempt: u32) -> bool {
        attempt >= self.from && self.to.is_none_or(|to| attempt <= to)
    }
}
