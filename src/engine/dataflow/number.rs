//! Numbers that a field gives, checked as AWS checks them: an expression that gives what the field
//! cannot take is a States.QueryEvaluationError, a path that leads to it a States.Runtime.

use std::ops::RangeInclusive;

use super::{Flow, Problem};
use crate::asl::Field;
use crate::query::expression::EvaluationError;
use crate::value::Json;

impl Flow<'_> {
    /// A whole number. A number in a string is as good, where a path leads to it.
    pub fn integer(&self, field: &Field, input: &Json, name: &str) -> Result<i64, Problem> {
        let value = self.field(field, input, name)?;
        let wrong = |what: String| Err(self.unacceptable(field, name, &what));
        match (value.as_i64(), field) {
            (Some(integer), _) => Ok(integer),
            (None, Field::Expression(expression)) if value.as_f64().is_none() => {
                Err(self.evaluation_problem(expression.unexpected_type("number", &value, name)))
            }
            (None, Field::Path(path)) => match plain(&value).trim().parse() {
                Ok(integer) => Ok(integer),
                Err(_) => wrong(format!(
                    "The {name}Path field refers to value \"{}\" which is not a valid integer: \
                     {path}",
                    plain(&value)
                )),
            },
            _ => wrong(format!("The {name} field cannot be parsed as an integer: {value}")),
        }
    }

    /// A whole number of a range that AWS names when it is left.
    pub fn integer_within(
        &self,
        field: &Field,
        input: &Json,
        name: &str,
        range: RangeInclusive<i64>,
    ) -> Result<i64, Problem> {
        let integer = self.integer(field, input, name)?;
        if range.contains(&integer) {
            return Ok(integer);
        }
        let (least, most) = (range.start(), range.end());
        let what = format!("{name} must be between {least} and {most} but was: {integer}");
        Err(self.unacceptable(field, name, &what))
    }

    /// A field has a value that it cannot take.
    pub fn unacceptable(&self, field: &Field, name: &str, what: &str) -> Problem {
        match field {
            Field::Expression(_) => self.evaluation_problem(EvaluationError {
                cause: what.to_owned(),
                location: Some(name.to_owned()),
            }),
            Field::Literal(_) | Field::Path(_) | Field::Intrinsic(_) => self.runtime(what),
        }
    }
}

/// Strings without quotes, all else as JSON.
fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
