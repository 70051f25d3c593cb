//! Fields that are computed when a state runs: whole payloads ([`Template`]) and single values
//! ([`Field`]), in either query language.

use std::sync::Arc;

use crate::query::jsonpath::{self, Intrinsic, Path};
use crate::query::sketch::Sketch;
use crate::query::{expression, expression::Expression};
use crate::value::Json;

/// A payload with computed parts: `Parameters`, `Arguments`, `Assign`, `Output`, …
///
/// Boxed: most states have none of those that they could have, and a state's data flow is looked
/// through on each visit.
#[derive(Clone, Debug)]
pub enum Template {
    JsonPath(Box<jsonpath::Template>),
    Jsonata(Box<expression::Template>),
}

/// A single value: written out, behind a path, or computed.
#[derive(Clone, Debug)]
pub enum Field {
    Literal(Json),
    /// The value of a `…Path` field.
    Path(Path),
    /// An intrinsic function call, which ErrorPath and CausePath may hold.
    Intrinsic(Arc<Intrinsic>),
    /// A `{% … %}` string.
    Expression(Arc<Expression>),
}

impl Template {
    /// What the payload reads and makes.
    pub fn sketch(&self) -> Sketch {
        match self {
            Template::JsonPath(template) => template.sketch(),
            Template::Jsonata(template) => template.sketch(),
        }
    }
}

impl Field {
    /// What the field reads.
    pub fn sketch(&self) -> Sketch {
        match self {
            Field::Literal(value) => Sketch::Literal(value.clone()),
            Field::Path(path) => path.sketch(),
            Field::Intrinsic(call) => call.sketch(),
            Field::Expression(expression) => expression.sketch(),
        }
    }
}
