//! What AWS checks of an expression when a definition is created.

use std::ops::Range;
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

/// Something wrong with an expression.
pub(super) struct Finding {
    pub code: Code,
    pub message: String,
    /// Bytes of the text between `{%` and `%}`; empty where something is missing.
    pub at: Range<usize>,
}

impl Available {
    fn states_fields(self) -> &'static [&'static str] {
        match self {
            Available::Input => &["input", "context"],
            Available::Result => &["input", "context", "result"],
            Available::ErrorOutput => &["input", "context", "errorOutput"],
        }
    }
}

/// Reads the text between `{%` and `%}`; gives the expression and what is wrong with it.
pub(super) fn read(text: &str, available: Available) -> (Option<Arc<Expression>>, Vec<Finding>) {
    match Expression::parse(text) {
        Ok(expression) => {
            let restrictions = expression.restrictions(available.states_fields());
            let findings = restrictions.into_iter().map(|restriction| Finding {
                code: Code::UnsupportedJsonataExpression,
                message: restriction.message,
                at: token_before(text, restriction.position),
            });
            (Some(Arc::new(expression)), findings.collect())
        }
        Err(error) => {
            let at = token_before(text, error.position);
            let code = Code::InvalidJsonataExpression;
            (None, vec![Finding { code, message: error.message, at }])
        }
    }
}

/// The token that ends at a position, which JSONata counts in UTF-16 units of the trimmed text.
fn token_before(text: &str, position: usize) -> Range<usize> {
    let n_blank = text.len() - text.trim_start().len();
    let trimmed = text.trim();
    let mut n_units = 0;
    let end = trimmed.char_indices().find(|(_, char)| {
        n_units += char.len_utf16();
        n_units > position
    });
    let end = end.map_or(trimmed.len(), |(at, _)| at);
    let is_part = |char: char| char.is_alphanumeric() || "_$".contains(char);
    let word = trimmed[..end].trim_end_matches(is_part).len();
    // Where no word ends there, the one character before.
    let before = trimmed[..end].char_indices().next_back().map_or(0, |(at, _)| at);
    n_blank + word.min(before)..n_blank + end
}
