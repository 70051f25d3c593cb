//! Truth, existence, types, failing on purpose, `$eval`.

use super::{Scope, take};
use crate::query::jsonata::compile::compile;
use crate::query::jsonata::error::{Error, ErrorKind, Fault};
use crate::query::jsonata::evaluate::is_true;
use crate::query::jsonata::parser;
use crate::query::jsonata::value::{Nature, Value};

pub fn boolean(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [value] = take(arguments);
    if value.is_undefined() { Ok(value) } else { is_true(&value).map(Value::Bool) }
}

pub fn not(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [value] = take(arguments);
    if value.is_undefined() { Ok(value) } else { Ok(Value::Bool(!is_true(&value)?)) }
}

pub fn exists(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [value] = take(arguments);
    Ok(Value::Bool(!value.is_undefined()))
}

pub fn type_of(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [value] = take(arguments);
    Ok(Value::string(match value {
        Value::Undefined => return Ok(Value::Undefined),
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        // What is not a number is to the reference no number either.
        Value::Number(number) if number.as_f64().is_nan() => "object",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        Value::Function(_) => "function",
    }))
}

pub fn error(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [message] = take(arguments);
    Err(failure("D3137", &message, "$error() function evaluated"))
}

pub fn assert(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [condition, message] = take(arguments);
    if is_true(&condition)? {
        return Ok(Value::Undefined);
    }
    Err(failure("D3141", &message, "$assert() statement failed"))
}

fn failure(code: &'static str, message: &Value, default: &str) -> Fault {
    let message = message.as_str().filter(|message| !message.is_empty());
    let message = message.map_or_else(|| default.to_owned(), |message| message.to_string());
    Fault::with_message(ErrorKind::Evaluation, Some(code), message)
}

/// Parses and evaluates a text here, or with the given value as its input.
pub fn eval(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [text, focus] = take(arguments);
    let Value::String(text) = text else { return Ok(Value::Undefined) };
    let input = match focus {
        Value::Undefined => scope.input.clone(),
        Value::Array(array) if !array.nature().sequence => {
            let nature = Nature { outer_wrapper: true, ..Nature::SEQUENCE };
            Value::list(vec![Value::Array(array)], nature)
        }
        focus => focus,
    };
    let wrapped = |code, error: Error| Fault::new(code).show_text("value", &error.message);
    let parsed = parser::parse(&text)
        .and_then(|syntax| scope.evaluator.with_names(|names| compile(&syntax, names)));
    let node = parsed.map_err(|fault| wrapped("D3120", fault.into_error()))?;
    scope.evaluator.eval(&node, &input, scope.frame).map_err(|fault| {
        if fault.is_limit() { fault } else { wrapped("D3121", fault.into_error()) }
    })
}
