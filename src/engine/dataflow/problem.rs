//! Why a state cannot go on, in AWS's words.

use std::sync::Arc;

use super::Flow;
use crate::engine::failure::{Failure, error};
use crate::query::expression::EvaluationError;
use crate::query::jsonpath::QueryError;

/// Why a state cannot go on. Failures are boxed, so that what goes well is passed on in few bytes.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::engine) enum Problem {
    /// A failure that Retry and Catch may handle, unless it is States.Runtime.
    Failure(Box<Failure>),
    /// An expression failed; AWS writes EvaluationFailed first.
    Evaluation(Box<EvaluationFailure>),
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::engine) struct EvaluationFailure {
    pub failure: Failure,
    pub location: Option<Arc<str>>,
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Problem {
        Problem::Failure(Box::new(failure))
    }
}

impl Flow<'_> {
    /// A failure that no Retry or Catch may handle.
    pub fn runtime(&self, what: &str) -> Problem {
        Failure::new(error::RUNTIME, self.cause(what)).into()
    }

    /// AWS's opening of a cause, then what happened.
    pub fn cause(&self, what: &str) -> String {
        let (name, id) = (&self.state().name, self.frame.entered_id);
        format!(
            "An error occurred while executing the state '{name}' (entered at the event id #{id}). \
             {what}"
        )
    }

    pub fn query_problem(&self, query: QueryError) -> Problem {
        // As failed executions show it: this one cause does not name the state.
        if query.error == "States.ReferencePathConflict" {
            return Failure::new(query.error, query.cause).into();
        }
        Failure::new(query.error, self.cause(&query.cause)).into()
    }

    pub fn evaluation_problem(&self, evaluation: EvaluationError) -> Problem {
        let cause = self.cause(&evaluation.cause);
        Problem::Evaluation(Box::new(EvaluationFailure {
            failure: Failure::new(error::QUERY_EVALUATION_ERROR, cause),
            location: evaluation.location.map(Arc::from),
        }))
    }
}

/// A task, state or execution gave more than
/// [`PAYLOAD_BYTES_MAX`](crate::engine::execution::PAYLOAD_BYTES_MAX).
pub(in crate::engine) fn data_limit_exceeded(what: &str) -> Failure {
    let cause = format!(
        "The state/task '{what}' returned a result with a size exceeding the maximum number of \
         bytes service limit."
    );
    Failure::new(error::DATA_LIMIT_EXCEEDED, cause)
}
