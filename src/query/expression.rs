//! JSONata as a definition writes it: `{% … %}` strings, alone or within a payload, with the error
//! texts that AWS gives when one of them fails.

use std::sync::Arc;

use super::jsonpath::SyntaxError;
use super::random::Random;
use crate::time::Timestamp;
use crate::value::{Entries, Json, Object};

/// What an expression sees of the state that evaluates it.
pub trait Scope {
    /// A field of `$states`: `input`, `result`, `errorOutput`, `context`.
    fn states(&self, field: &str) -> Option<Json>;
    fn variable(&self, name: &str) -> Option<Json>;
    fn now(&self) -> Timestamp;
    fn random(&self) -> &Random;
}

/// Why an expression gave no value.
#[derive(Clone, Debug, PartialEq)]
pub struct EvaluationError {
    /// AWS's words, without its opening that names the state.
    pub cause: String,
    /// The field: `Output/a/b[0]`.
    pub location: Option<String>,
}

/// The text between `{%` and `%}`, parsed.
#[derive(Clone, Debug)]
pub struct Expression {
    source: Arc<str>,
}

/// A payload in which `{% … %}` strings are computed, at any depth.
#[derive(Clone, Debug)]
pub enum Template {
    Literal(Json),
    Expression(Arc<Expression>),
    Array(Vec<Template>),
    Object(Vec<(Arc<str>, Template)>),
}

impl Expression {
    pub fn parse(source: &str) -> Result<Expression, SyntaxError> {
        Ok(Expression { source: source.trim().into() })
    }

    /// The value. `field` is the field's path, which error texts show.
    pub fn evaluate(&self, _scope: &dyn Scope, field: &str) -> Result<Json, EvaluationError> {
        Err(self.error(field, "cannot be evaluated yet.".to_owned()))
    }

    pub fn source(&self) -> &str {
        &self.source
    }

    /// The value is of another type than the field takes; `expected` is a JSON type's name.
    pub fn unexpected_type(&self, expected: &str, value: &Json, field: &str) -> EvaluationError {
        let what = format!(
            "returned an unexpected result type. Expected '{expected}', but was '{}' for value: \
             {value}",
            value.type_name()
        );
        self.error(field, what)
    }

    fn error(&self, field: &str, what: String) -> EvaluationError {
        EvaluationError {
            cause: format!(
                "The JSONata expression '{}' specified for the field '{field}' {what}",
                self.source
            ),
            location: Some(field.to_owned()),
        }
    }
}

impl Template {
    /// The payload. `field` is the template's own path: `Output`, `Choices[1]/Assign`.
    pub fn evaluate(&self, scope: &dyn Scope, field: &str) -> Result<Json, EvaluationError> {
        match self {
            Template::Literal(value) => Ok(value.clone()),
            Template::Expression(expression) => expression.evaluate(scope, field),
            Template::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| item.evaluate(scope, &format!("{field}[{index}]")))
                .collect::<Result<Vec<_>, _>>()
                .map(Json::from),
            Template::Object(fields) => {
                let mut entries = Entries::default();
                for (name, value) in fields {
                    let value = value.evaluate(scope, &format!("{field}/{name}"))?;
                    entries.insert(name.clone(), value);
                }
                Ok(Json::Object(Arc::new(Object::new(entries))))
            }
        }
    }
}
