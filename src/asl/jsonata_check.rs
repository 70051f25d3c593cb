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
    available: Available,
) -> (Option<Arc<Expression>>, Vec<(Code, String)>) {
    let expression = match Expression::parse(source) {
        Ok(expression) => expression,
        // AWS shows JSONata's text without its code.
        Err(error) => return (None, vec![(Code::InvalidJsonataExpression, error.message)]),
    };
    let states_fields: &[&str] = match available {
        Available::Input => &["input", "context"],
        Available::Result => &["input", "context", "result"],
        Available::ErrorOutput => &["input", "context", "errorOutput"],
    };
    let restrictions = expression.restrictions(states_fields).into_iter();
    let findings = restrictions
        .map(|restriction| (Code::UnsupportedJsonataExpression, restriction.message))
        .collect();
    (Some(Arc::new(expression)), findings)
}
