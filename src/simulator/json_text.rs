//! JSON as a person types it: whether it is, and where it stops being.

use crate::value::Json;

/// Why and where a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonProblem {
    /// As AWS's own parser words it.
    pub message: String,
    /// 1-based, in characters.
    pub line: usize,
    pub column: usize,
}

/// Checks a text while it is typed.
pub fn check_json(text: &str) -> Result<Json, JsonProblem> {
    Json::parse(text).map_err(|error| JsonProblem {
        message: error.message,
        line: error.line,
        column: error.column,
    })
}
