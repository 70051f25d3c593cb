//! Functions that call functions.

use super::{Scope, take};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::evaluate::is_true;
use crate::query::jsonata::function::Function;
use crate::query::jsonata::value::{Array, Entries, Value};

pub fn map(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [array, function] = take(arguments);
    let (Value::Array(array), Value::Function(function)) = (array, function) else {
        return Ok(Value::Undefined);
    };
    let mut results = Vec::with_capacity(array.len());
    for (index, item) in array.iter().enumerate() {
        let result = call_with(scope, &function, item, Value::count(index), &array)?;
        if !result.is_undefined() {
            results.push(result);
        }
    }
    Ok(Value::sequence(results))
}

pub fn filter(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [array, function] = take(arguments);
    let (Value::Array(array), Value::Function(function)) = (array, function) else {
        return Ok(Value::Undefined);
    };
    let mut results = Vec::new();
    for (index, item) in array.iter().enumerate() {
        let chosen = call_with(scope, &function, item.clone(), Value::count(index), &array)?;
        if is_true(&chosen)? {
            results.push(item);
        }
    }
    Ok(Value::sequence(results))
}

pub fn single(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [array, function] = take(arguments);
    let Value::Array(array) = array else { return Ok(Value::Undefined) };
    let mut found = None;
    for (index, item) in array.iter().enumerate() {
        let chosen = match &function {
            Value::Function(function) => {
                let index = Value::count(index);
                is_true(&call_with(scope, function, item.clone(), index, &array)?)?
            }
            _ => true,
        };
        if chosen && found.replace(item).is_some() {
            return Err(Fault::new("D3138"));
        }
    }
    found.ok_or_else(|| Fault::new("D3139"))
}

pub fn reduce(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [array, function, initial] = take(arguments);
    let (Value::Array(array), Value::Function(function)) = (array, function) else {
        return Ok(Value::Undefined);
    };
    let arity = function.arity();
    if arity < 2 {
        return Err(Fault::new("D3050"));
    }
    let (mut result, start) = match (initial, array.get(0)) {
        (Value::Undefined, Some(first)) => (first, 1),
        (initial, _) => (initial, 0),
    };
    for (index, item) in array.iter().enumerate().skip(start) {
        let mut arguments = vec![result, item];
        if arity >= 3 {
            arguments.push(Value::count(index));
        }
        if arity >= 4 {
            arguments.push(Value::Array(array.clone()));
        }
        result = scope.evaluator.call(&function, arguments, scope.input, scope.frame)?;
    }
    Ok(result)
}

pub fn each(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [object, function] = take(arguments);
    let (Value::Object(object), Value::Function(function)) = (&object, &function) else {
        return Ok(Value::sequence(Vec::new()));
    };
    let mut results = Vec::with_capacity(object.len());
    for (name, value) in object.iter() {
        let whole = Value::Object(object.clone());
        let result = call_on(scope, function, value, Value::String(name), whole)?;
        if !result.is_undefined() {
            results.push(result);
        }
    }
    Ok(Value::sequence(results))
}

pub fn sift(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [object, function] = take(arguments);
    let (Value::Object(object), Value::Function(function)) = (&object, &function) else {
        return Ok(Value::Undefined);
    };
    let mut kept = Entries::default();
    for (name, value) in object.iter() {
        let whole = Value::Object(object.clone());
        let key = Value::String(name.clone());
        if is_true(&call_on(scope, function, value.clone(), key, whole)?)? {
            kept.insert(name, value);
        }
    }
    Ok(if kept.is_empty() { Value::Undefined } else { Value::object(kept) })
}

fn call_with(
    scope: &Scope,
    function: &Function,
    item: Value,
    index: Value,
    array: &Array,
) -> Result<Value, Fault> {
    call_on(scope, function, item, index, Value::Array(array.clone()))
}

/// Passes as many of value, place and whole as the function has parameters, at least the value.
fn call_on(
    scope: &Scope,
    function: &Function,
    value: Value,
    place: Value,
    whole: Value,
) -> Result<Value, Fault> {
    let arguments = match function.arity() {
        0 | 1 => vec![value],
        2 => vec![value, place],
        _ => vec![value, place, whole],
    };
    scope.evaluator.call(function, arguments, scope.input, scope.frame)
}
