//! DynamoDB's expressions: conditions and filters, updates, projections.
//!
//! ```text
//! text ─tokens─▶ tokens ─parse─▶ Condition, Update, Vec<Path> ─evaluate, change─▶ an item's
//! ```
//!
//! Everything that tutorials write is understood; what is not answers with DynamoDB's own
//! `ValidationException`, and nothing is passed over.

mod attribute;
mod change;
mod evaluate;
mod parse;
mod path;
mod tokens;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::value::Json;

pub use attribute::{empty_text, order as order_of, plain_value, type_of, typed_attributes};
pub use change::{Update, changed};
pub use evaluate::{Condition, equalities, existing, holds};
pub use path::{Path, project};

/// A request's expressions with the names and values that they use.
pub struct Expressions<'a> {
    names: Option<&'a Json>,
    values: Option<Json>,
    /// What was looked up: DynamoDB refuses what no expression uses.
    used: RefCell<BTreeSet<Arc<str>>>,
}

/// The message of a `ValidationException`.
pub type Refusal = String;

impl<'a> Expressions<'a> {
    pub fn of(parameters: &'a Json) -> Expressions<'a> {
        Expressions {
            names: parameters.get("ExpressionAttributeNames").filter(|names| !names.is_null()),
            values: parameters
                .get("ExpressionAttributeValues")
                .filter(|values| !values.is_null())
                .map(typed_attributes),
            used: RefCell::default(),
        }
    }

    /// A condition of the request's field `kind`: ConditionExpression, FilterExpression, ….
    pub fn condition(&self, kind: &'static str, text: &str) -> Result<Condition, Refusal> {
        parse::condition(self, kind, text)
    }

    pub fn update(&self, text: &str) -> Result<Update, Refusal> {
        parse::update(self, text)
    }

    pub fn projection(&self, text: &str) -> Result<Vec<Path>, Refusal> {
        parse::projection(self, text)
    }

    /// Refuses names and values that no expression has used.
    pub fn check_used(&self) -> Result<(), Refusal> {
        let used = self.used.borrow();
        let all = [
            ("ExpressionAttributeNames", self.names),
            ("ExpressionAttributeValues", self.values.as_ref()),
        ];
        for (field, given) in all {
            let given = given.and_then(Json::as_object).into_iter().flat_map(|it| it.keys());
            let unused: Vec<&str> =
                given.filter(|name| !used.contains(*name)).map(|n| &**n).collect();
            if !unused.is_empty() {
                let unused = unused.join(", ");
                return Err(format!(
                    "Value provided in {field} unused in expressions: keys: {{{unused}}}"
                ));
            }
        }
        Ok(())
    }

    /// The attribute's name behind `#name`.
    fn name(&self, kind: &str, placeholder: &str) -> Result<Arc<str>, Refusal> {
        self.used.borrow_mut().insert(placeholder.into());
        let name = self.names.and_then(|names| names.get(placeholder)?.as_str());
        name.map(Arc::from).ok_or_else(|| {
            format!(
                "Invalid {kind}: An expression attribute name used in the document path is not \
                 defined; attribute name: {placeholder}"
            )
        })
    }

    /// The attribute value behind `:value`.
    fn value(&self, kind: &str, placeholder: &str) -> Result<Json, Refusal> {
        self.used.borrow_mut().insert(placeholder.into());
        let value = self.values.as_ref().and_then(|values| values.get(placeholder));
        value.cloned().ok_or_else(|| {
            format!(
                "Invalid {kind}: An expression attribute value used in expression is not defined; \
                 attribute value: {placeholder}"
            )
        })
    }
}
