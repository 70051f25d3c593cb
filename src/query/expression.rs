//! JSONata as a definition writes it: `{% … %}` strings, alone or within a payload, with the error
//! texts that AWS gives when one of them fails.

use std::sync::Arc;

use super::jsonata::{self, Dialect, Environment, ErrorKind, Limits, Outcome, References};
use super::random::Random;
use super::sketch::Sketch;
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
    parsed: Arc<jsonata::Expression>,
    references: Arc<References>,
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
    pub fn parse(source: &str) -> Result<Expression, jsonata::Error> {
        let parsed = jsonata::Expression::parse(source.trim())?;
        let references = Arc::new(parsed.references());
        Ok(Expression { source: source.trim().into(), parsed: Arc::new(parsed), references })
    }

    /// The value. `field` is the field's path, which error texts show.
    pub fn evaluate(&self, scope: &dyn Scope, field: &str) -> Result<Json, EvaluationError> {
        let variables = |name: &str| match name {
            "states" => Some(self.states(scope)),
            name => scope.variable(name),
        };
        let environment = Environment {
            variables: &variables,
            now: scope.now(),
            random: scope.random(),
            limits: Limits::AWS,
            dialect: Dialect::Aws,
        };
        match self.parsed.evaluate(None, &environment) {
            Ok(Outcome::Json(value)) => Ok(value),
            Ok(Outcome::Undefined) => Err(self.error(field, "returned nothing (undefined).")),
            Ok(Outcome::Function) => Err(self.error(field, "returned an unsupported result type.")),
            Err(error) => Err(self.error(field, &failure(&error))),
        }
    }

    /// `$states` with the fields that the expression reads.
    fn states(&self, scope: &dyn Scope) -> Json {
        let fields = ["input", "context", "result", "errorOutput"].into_iter().filter(|field| {
            let read = &self.references.states_fields;
            self.references.whole_states || read.iter().any(|read| read == field)
        });
        Json::object(fields.filter_map(|field| Some((field, scope.states(field)?))))
    }

    /// What the expression reads from outside.
    pub fn references(&self) -> &References {
        &self.references
    }

    /// What the expression reads and makes, as far as can be told.
    pub fn sketch(&self) -> Sketch {
        self.parsed.sketch()
    }

    /// AWS's texts for what it does not support, where `$states` has the given fields.
    pub fn restrictions(&self, states_fields: &[&str]) -> Vec<jsonata::Restriction> {
        self.parsed.aws_restrictions(states_fields)
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
        self.error(field, &what)
    }

    fn error(&self, field: &str, what: &str) -> EvaluationError {
        EvaluationError {
            cause: format!(
                "The JSONata expression '{}' specified for the field '{field}' {what}",
                self.source
            ),
            location: Some(field.to_owned()),
        }
    }
}

/// AWS's words for an evaluation that failed: bounds have no code.
fn failure(error: &jsonata::Error) -> String {
    match (error.kind, error.code) {
        (ErrorKind::Internal, _) => {
            format!("threw an internal error during evaluation. {}", error.message)
        }
        (_, Some(code)) => format!("threw an error during evaluation. {code}: {}", error.message),
        (_, None) => format!("threw an error during evaluation: {}", error.message),
    }
}

impl Template {
    /// What the payload reads and makes.
    pub fn sketch(&self) -> Sketch {
        match self {
            Template::Literal(value) => Sketch::Literal(value.clone()),
            Template::Expression(expression) => expression.sketch(),
            Template::Array(items) => Sketch::Array(items.iter().map(Template::sketch).collect()),
            Template::Object(fields) => {
                let field = |(name, value): &(Arc<str>, Template)| (name.clone(), value.sketch());
                Sketch::Object(fields.iter().map(field).collect())
            }
        }
    }

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
