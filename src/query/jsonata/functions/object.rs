//! Objects: names, fields, merging, copies.

use super::{Scope, take};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::evaluate;
use crate::query::jsonata::value::{Entries, Value};

pub fn keys(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [value] = take(arguments);
    let mut names = Entries::default();
    collect_keys(&value, &mut names);
    Ok(Value::sequence(names.keys().cloned().map(Value::String).collect()))
}

fn collect_keys(value: &Value, names: &mut Entries) {
    match value {
        Value::Object(object) => names.extend(object.iter()),
        Value::Array(array) => array.iter().for_each(|item| collect_keys(&item, names)),
        _ => {}
    }
}

pub fn lookup(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [value, name] = take(arguments);
    Ok(match name {
        Value::String(name) => evaluate::lookup(&value, &name),
        _ => Value::Undefined,
    })
}

/// An object with one field for every field; arrays of objects likewise, one after the other.
pub fn spread(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [value] = take(arguments);
    Ok(spread_value(value))
}

fn spread_value(value: Value) -> Value {
    match value {
        Value::Array(array) => {
            let mut results = Vec::new();
            for item in array.iter() {
                results.extend(spread_value(item).into_items());
            }
            // Appended one after the other, the results are a plain array.
            if array.len() == 0 { Value::sequence(results) } else { Value::array(results) }
        }
        Value::Object(object) => {
            let single = |(name, value)| {
                let mut entries = Entries::default();
                entries.insert(name, value);
                Value::object(entries)
            };
            Value::sequence(object.iter().map(single).collect())
        }
        other => other,
    }
}

pub fn merge(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [objects] = take(arguments);
    let Value::Array(objects) = objects else { return Ok(Value::Undefined) };
    let mut entries = Entries::default();
    for object in objects.iter() {
        if let Value::Object(object) = object {
            entries.extend(object.iter());
        }
    }
    Ok(Value::object(entries))
}

/// A copy that shares no container with the original.
pub fn clone(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [value] = take(arguments);
    scope.evaluator.step(value.n_bytes() as u64 / 16)?;
    Ok(deep_copy(&value))
}

fn deep_copy(value: &Value) -> Value {
    match value {
        Value::Array(array) if array.nature().outer_wrapper => {
            array.get(0).map_or(Value::Undefined, |inner| deep_copy(&inner))
        }
        Value::Array(array) => Value::array(array.iter().map(|item| deep_copy(&item)).collect()),
        Value::Object(object) => {
            Value::object(object.iter().map(|(name, inner)| (name, deep_copy(&inner))).collect())
        }
        // A copy goes by way of text, in which functions are empty strings.
        Value::Function(_) => Value::string(""),
        scalar => scalar.clone(),
    }
}
