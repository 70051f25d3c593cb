//! Arrays: counting, appending, ordering.

use super::{Scope, take};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::evaluate::{is_true, merge_sort, sort_plain};
use crate::query::jsonata::value::{Array, Nature, Value};

pub fn count(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [array] = take(arguments);
    Ok(match array {
        Value::Array(array) => Value::count(array.len()),
        _ => Value::count(0),
    })
}

pub fn append_values(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [first, second] = take(arguments);
    scope.evaluator.step(1)?;
    if let (Value::Array(a), Value::Array(b)) = (&first, &second) {
        scope.evaluator.step((a.len() + b.len()) as u64 / 16)?;
    }
    Ok(append(first, second))
}

/// Both values in one array; an undefined one adds nothing.
pub fn append(first: Value, second: Value) -> Value {
    match (first, second) {
        (Value::Undefined, other) | (other, Value::Undefined) => other,
        (first, second) => {
            let mut items = match first {
                Value::Array(array) => array.into_items(),
                single => vec![single],
            };
            match second {
                Value::Array(array) => items.extend(array.into_items()),
                single => items.push(single),
            }
            Value::array(items)
        }
    }
}

pub fn reverse(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [array] = take(arguments);
    Ok(match array {
        Value::Array(array) if array.len() > 1 => Value::array(array.iter().rev().collect()),
        other => other,
    })
}

pub fn zip(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let length = |value: &Value| match value {
        Value::Array(array) => array.len(),
        _ => 0,
    };
    let n_rows = arguments.iter().map(length).min().unwrap_or(0);
    let cell = |value: &Value, row: usize| match value {
        Value::Array(array) => array.get(row).into(),
        _ => Value::Undefined,
    };
    let row = |row| Value::array(arguments.iter().map(|value| cell(value, row)).collect());
    Ok(Value::array((0..n_rows).map(row).collect()))
}

/// Sorts by a function that tells whether its first argument comes after its second.
pub fn sort(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [array, comparator] = take(arguments);
    let Value::Array(array) = array else { return Ok(Value::Undefined) };
    if array.len() <= 1 {
        return Ok(Value::Array(array));
    }
    scope.evaluator.step(array.len() as u64)?;
    let Value::Function(comparator) = comparator else {
        let sorted = sort_plain(&array)?;
        return sorted.map(Value::array).ok_or_else(|| Fault::new("D3070"));
    };
    let places = merge_sort(array.len(), &mut |a, b| {
        let pair = array.at(&[a, b]);
        let answer = scope.evaluator.call(&comparator, pair, scope.input, scope.frame)?;
        // JavaScript's truth: an object or array is true even when it is empty.
        Ok(matches!(answer, Value::Array(_) | Value::Object(_)) || is_true(&answer)?)
    })?;
    Ok(Value::array(array.at(&places)))
}

pub fn shuffle(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [array] = take(arguments);
    let Value::Array(array) = array else { return Ok(array) };
    if array.len() <= 1 {
        return Ok(Value::Array(array));
    }
    let mut items = array.into_items();
    for last in (1..items.len()).rev() {
        let other = scope.evaluator.environment.random.next_f64() * (last + 1) as f64;
        items.swap(last, other as usize);
    }
    Ok(Value::array(items))
}

pub fn distinct(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [value] = take(arguments);
    let Value::Array(array) = value else { return Ok(value) };
    if array.len() <= 1 {
        return Ok(Value::Array(array));
    }
    if matches!(array, Array::Range(_)) {
        return Ok(Value::Array(array));
    }
    let nature = if array.nature().sequence { Nature::SEQUENCE } else { Nature::default() };
    let mut distinct: Vec<Value> = Vec::new();
    for item in array.iter() {
        scope.evaluator.step(1 + distinct.len() as u64 / 8)?;
        if !distinct.iter().any(|other| item.equals(other)) {
            distinct.push(item);
        }
    }
    Ok(Value::list(distinct, nature))
}
