//! What AWS checks of an expression when a definition is created.

use std::sync::Arc;

use crate::asl::Code;
use crate::query::expression::Expression;

/// Which parts of `$states` there are beside `input` and `context`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Available {
    Input,
    /// `$states.result`: in Output and Assign of a Task, Parallel or Map.
    Result,
    /// `$states.errorOutput`: in Output and Assign of a catcher.
    ErrorOutput,
}

/// Reads the text between `{%` and `%}`; gives the expression and what is wrong with it.
pub(super) fn read(
    source: &str,
    _available: Available,
) -> (Option<Arc<Expression>>, Vec<(Code, String)>) {
    match Expression::parse(source) {
        Ok(expression) => (Some(Arc::new(expression)), Vec::new()),
        Err(error) => (None, vec![(Code::InvalidJsonataExpression, error.to_string())]),
    }
}
