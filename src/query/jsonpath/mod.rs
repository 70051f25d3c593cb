//! JSONPath as AWS has it: Jayway's semantics rather than RFC 9535's, and around it the payload
//! templates and intrinsic functions of the Amazon States Language.
//!
//! | type | written | gives |
//! |---|---|---|
//! | [`Path`] | `$.a[?(@.b > 1)]`, `$$.Execution.Id`, `$variable.a` | a value, or a [`Miss`] |
//! | [`ReferencePath`] | `$.a['b'][0]` | a place to put a value |
//! | [`Intrinsic`] | `States.Format('{}', $.a)` | a value |
//! | [`Template`] | `{"a.$": "$.b", "c": 1}` | a payload |
//!
//! All four are parsed once and evaluated often. Parsing and evaluating are pure: what they need of
//! the world comes through a [`Scope`]. A path of plain fields costs its steps and one shared
//! clone; a template costs its own size, never that of the input.

mod cursor;
mod filter;
mod filter_parse;
mod function;
mod intrinsic;
mod path;
mod path_evaluate;
mod path_parse;
mod reference;
mod sketch;
mod template;

use std::fmt;
use std::ops::Range;

use crate::query::random::Random;
use crate::value::{DEPTH_MAX, Json};

pub use intrinsic::Intrinsic;
pub use path::{Miss, Path};
pub use reference::ReferencePath;
pub use template::{Template, TemplateError};

/// What an expression can see.
pub trait Scope {
    /// What `$` means.
    fn input(&self) -> &Json;

    /// What `$$` means: the context object.
    fn context(&self) -> Json;

    /// The value of `$name`; `None` when nobody assigned it.
    fn variable(&self, name: &str) -> Option<Json>;

    /// Where `States.UUID` and `States.MathRandom` draw from.
    fn random(&self) -> &Random;
}

/// Why a text is not a path, a reference path or an intrinsic function call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// AWS's detail where it is known, else in the manner of Jayway's exceptions.
    pub message: String,
    /// The offending bytes of the text; empty when something is missing there.
    pub span: Range<usize>,
}

/// Why an evaluation failed: the error name and cause of a failing state. AWS puts `An error
/// occurred while executing the state …` before the cause; that is the caller's to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    pub error: &'static str,
    pub cause: String,
}

impl QueryError {
    fn runtime(cause: impl Into<String>) -> QueryError {
        QueryError { error: "States.Runtime", cause: cause.into() }
    }

    /// A reference path meets a value that has no such place.
    fn reference_conflict(step: &str, input: &Json) -> QueryError {
        let cause = format!("Unable to apply step \"{step}\" to input {input}");
        QueryError { error: "States.ReferencePathConflict", cause }
    }

    fn too_deep() -> QueryError {
        QueryError::runtime(format!("The result nests deeper than {DEPTH_MAX} levels"))
    }
}

impl SyntaxError {
    fn new(message: impl Into<String>, span: Range<usize>) -> SyntaxError {
        SyntaxError { message: message.into(), span }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.error, self.cause)
    }
}

impl std::error::Error for SyntaxError {}
impl std::error::Error for QueryError {}
