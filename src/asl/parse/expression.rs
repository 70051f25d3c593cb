//! What AWS checks of a JSONata expression when a definition is created.

use std::ops::Range;
use std::sync::Arc;

use super::place::Place;
use super::reader::{Reader, has_placeholder};
use crate::asl::Code;
use crate::asl::source::span_within;
use crate::query::expression::Expression;

/// Which fields `$states` has where an expression stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Available {
    /// `input` and `context`, which there are everywhere.
    Input,
    /// Also `result`: in Output and Assign of a Task, Parallel or Map.
    Result,
    /// Also `errorOutput`: in Output and Assign of a catcher.
    ErrorOutput,
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

/// The expression of a `{% … %}` string; `None` when it is broken.
pub(super) fn read_expression(
    reader: &mut Reader,
    place: &Place,
    available: Available,
) -> Option<Arc<Expression>> {
    let text = place.node.as_str()?;
    let Some(inner) = text.strip_prefix("{%").and_then(|text| text.strip_suffix("%}")) else {
        reader.wrong(place, "JSONata string must start with {% and end with %}");
        return None;
    };
    let source = inner.trim();
    let begin = 2 + (inner.len() - inner.trim_start().len());
    let mut report = |code: Code, message: &str, position: usize, token: Option<&str>| {
        let part = token_range(source, position, token);
        let span = span_within(reader.text, place.node, &(begin + part.start..begin + part.end));
        reader.error(code, place, span, message);
    };
    match Expression::parse(source) {
        Ok(expression) => {
            for found in expression.restrictions(available.states_fields()) {
                let code = Code::UnsupportedJsonataExpression;
                report(code, &found.message, found.position, None);
            }
            Some(Arc::new(expression))
        }
        // With what is filled in, it may well be an expression.
        Err(_) if has_placeholder(source) => None,
        Err(error) => {
            let (code, token) = (Code::InvalidJsonataExpression, error.token.as_deref());
            report(code, &error.message, error.position, token);
            None
        }
    }
}

/// The bytes of the token that ends at a position, which JSONata counts in UTF-16 units.
fn token_range(source: &str, position: usize, token: Option<&str>) -> Range<usize> {
    let mut n_units = 0;
    let end = source.char_indices().find(|(_, c)| {
        n_units += c.len_utf16();
        n_units > position
    });
    let end = end.map_or(source.len(), |(at, _)| at);
    let head = &source[..end];
    let start = match token.filter(|token| !token.is_empty() && head.ends_with(token)) {
        Some(token) => end - token.len(),
        None => {
            let is_name = |c: char| c.is_alphanumeric() || "_$".contains(c);
            let name = head.trim_end_matches(is_name).len();
            let last = head.char_indices().last().map_or(0, |(at, _)| at);
            if name < end { name } else { last }
        }
    };
    start..end
}
