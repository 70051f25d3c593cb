//! Fail: ends its scope with an error and a cause, either of which may be missing.

use std::sync::Arc;

use super::super::dataflow::{Flow, Problem};
use super::super::{EventDetail, Failure};
use crate::asl::{Fail, Field};
use crate::value::Json;

pub fn begin(flow: Flow, fail: &Fail) -> Result<EventDetail, Problem> {
    let error = text(flow, fail.error.as_ref(), "Error")?;
    let cause = text(flow, fail.cause.as_ref(), "Cause")?;
    Ok(EventDetail::StateFailed(Failure { error, cause }))
}

fn text(flow: Flow, field: Option<&Field>, name: &str) -> Result<Option<Arc<str>>, Problem> {
    let Some(field) = field else { return Ok(None) };
    let input = &flow.frame.input;
    let value = match field {
        // Unlike other paths, these word a miss as a payload template does.
        Field::Path(path) => flow.template_path(path, input, &format!("{name}Path"))?,
        field => flow.field(field, input, name)?,
    };
    match value {
        Json::String(text) => Ok(Some(text)),
        other => match field {
            Field::Expression(expression) => {
                Err(flow.evaluation_problem(expression.unexpected_type("string", &other, name)))
            }
            _ => Err(flow.runtime(&format!(
                "The {name}Path field refers to a value that is not a string: {other}"
            ))),
        },
    }
}
