//! Strings. Lengths and places count characters, as JSONata does.

use std::sync::Arc;

use super::{Scope, take};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::evaluate::Evaluator;
use crate::query::jsonata::stringify::{number_text, to_json_text};
use crate::query::jsonata::text::{cut, split_once};
use crate::query::jsonata::value::Value;

pub fn string(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [value, pretty] = take(arguments);
    if value.is_undefined() {
        return Ok(value);
    }
    to_text(scope.evaluator, &value, matches!(pretty, Value::Bool(true))).map(Value::String)
}

/// The text of a value as `$string` and `&` show it.
pub fn to_text(evaluator: &Evaluator, value: &Value, pretty: bool) -> Result<Arc<str>, Fault> {
    Ok(match value {
        Value::String(text) => text.clone(),
        Value::Undefined | Value::Function(_) => "".into(),
        Value::Null => "null".into(),
        Value::Bool(value) => if *value { "true" } else { "false" }.into(),
        Value::Number(number) if !number.as_f64().is_finite() => {
            return Err(Fault::new("D3001"));
        }
        Value::Number(number) => number_text(*number).into(),
        Value::Array(array) if array.nature().outer_wrapper => {
            return to_text(evaluator, &array.get(0).into(), pretty);
        }
        Value::Array(_) | Value::Object(_) => {
            evaluator.step(value.n_bytes() as u64 / 8)?;
            if has_infinity(value) {
                return Err(Fault::new("D1001").show("value", "null".into()));
            }
            to_json_text(value, pretty).into()
        }
    })
}

/// The text that JavaScript makes of what a function that was applied partially gets unchecked;
/// `None` for undefined and functions.
pub fn coerced(value: &Value) -> Option<Arc<str>> {
    Some(match value {
        Value::Undefined | Value::Function(_) => return None,
        Value::String(text) => text.clone(),
        Value::Null => "null".into(),
        Value::Bool(value) => value.to_string().into(),
        Value::Number(number) => number_text(*number).into(),
        Value::Object(_) => "[object Object]".into(),
        Value::Array(array) => {
            let mut joined = String::new();
            for (place, item) in array.iter().enumerate() {
                joined.push_str(if place > 0 { "," } else { "" });
                if let (false, Some(text)) = (matches!(item, Value::Null), coerced(&item)) {
                    joined.push_str(&text);
                }
            }
            joined.into()
        }
    })
}

/// A text's characters, each a text.
pub fn characters(text: &str) -> Vec<Value> {
    let mut buffer = [0; 4];
    text.chars().map(|c| Value::string(&*c.encode_utf8(&mut buffer))).collect()
}

/// Infinity cannot be written as JSON; NaN is written as null.
fn has_infinity(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_f64().is_infinite(),
        Value::Array(array) => array.iter().any(|item| has_infinity(&item)),
        Value::Object(object) => object.iter().any(|(_, inner)| has_infinity(&inner)),
        _ => false,
    }
}

pub fn substring(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [text, start, length] = take(arguments);
    Ok(match &text {
        Value::String(text) => {
            let (n_before, n_picked) = piece(&start, &length, text.chars().count() as f64);
            let rest = &text[cut(text, n_before).len()..];
            Value::string(cut(rest, n_picked))
        }
        // Unchecked, an array's items are what a text's characters are.
        Value::Array(parts) => {
            let (n_before, n_picked) = piece(&start, &length, parts.len() as f64);
            let mut picked = String::new();
            for place in n_before..n_before + n_picked {
                let part = coerced(&parts.get(place).into());
                picked.push_str(&part.unwrap_or_default());
            }
            Value::string(picked)
        }
        _ => Value::Undefined,
    })
}

/// How many characters are left out in front of a piece, and how many it has.
fn piece(start: &Value, length: &Value, n_chars: f64) -> (usize, usize) {
    let start = if matches!(start, Value::Null) { Some(0.0) } else { start.as_f64() };
    // Without a start all of the text is meant, unless a length cuts it to nothing.
    let Some(start) = start else {
        return (0, if length.is_undefined() { n_chars as usize } else { 0 });
    };
    let start = if n_chars + start < 0.0 { 0.0 } else { start };
    let end = match length.as_f64() {
        Some(length) if length <= 0.0 => return (0, 0),
        Some(length) if start >= 0.0 => start + length,
        Some(length) => n_chars + start + length,
        None if !length.is_undefined() => return (0, 0),
        None => n_chars,
    };
    // Places count from the end when negative, and are cut to whole numbers.
    let place = |place: f64| {
        let place = place.trunc();
        (if place < 0.0 { (n_chars + place).max(0.0) } else { place.min(n_chars) }) as usize
    };
    let (start, end) = (place(start), place(end));
    (start, end.saturating_sub(start))
}

pub fn substring_before(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [text, chars] = take(arguments);
    let (Value::String(text), Some(chars)) = (&text, coerced(&chars)) else { return Ok(text) };
    Ok(Value::string(split_once(text, &chars).map_or(&**text, |(before, _)| before)))
}

pub fn substring_after(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [text, chars] = take(arguments);
    let (Value::String(text), Some(chars)) = (&text, coerced(&chars)) else { return Ok(text) };
    Ok(Value::string(split_once(text, &chars).map_or(&**text, |(_, after)| after)))
}

pub fn lowercase(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [text] = take(arguments);
    Ok(text.as_str().map_or(Value::Undefined, |text| Value::string(text.to_lowercase())))
}

pub fn uppercase(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [text] = take(arguments);
    Ok(text.as_str().map_or(Value::Undefined, |text| Value::string(text.to_uppercase())))
}

pub fn length(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [text] = take(arguments);
    Ok(text.as_str().map_or(Value::Undefined, |text| Value::count(text.chars().count())))
}

/// White space at the ends goes, runs of it inside become one space.
pub fn trim(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [text] = take(arguments);
    let Value::String(text) = text else { return Ok(Value::Undefined) };
    let mut trimmed = String::new();
    let mut is_between = false;
    for c in text.chars() {
        if matches!(c, ' ' | '\t' | '\n' | '\r') {
            is_between = !trimmed.is_empty();
            continue;
        }
        if std::mem::take(&mut is_between) {
            trimmed.push(' ');
        }
        trimmed.push(c);
    }
    Ok(Value::string(trimmed))
}

pub fn pad(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [text, width, filler] = take(arguments);
    let (Value::String(text), Some(width)) = (&text, width.as_f64()) else { return Ok(text) };
    let width = width.trunc();
    let missing = width.abs() - text.chars().count() as f64;
    if missing <= 0.0 {
        return Ok(Value::String(text.clone()));
    }
    scope.evaluator.check_memory(missing as usize)?;
    scope.evaluator.step(missing as u64 / 16)?;
    let filler = filler.as_str().filter(|filler| !filler.is_empty());
    let filler = filler.map_or(" ", |filler| &**filler);
    let filler: Vec<char> = filler.chars().collect();
    let mut padded = String::new();
    if width > 0.0 {
        padded.push_str(text);
    }
    for place in 0..missing as usize {
        padded.push(filler[place % filler.len()]);
    }
    if width < 0.0 {
        padded.push_str(text);
    }
    Ok(Value::string(padded))
}

pub fn join(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [texts, separator] = take(arguments);
    let Value::Array(texts) = texts else { return Ok(Value::Undefined) };
    let separator = separator.as_str().map_or("", |separator| &**separator);
    let mut joined = String::new();
    for (index, text) in texts.iter().enumerate() {
        if index > 0 {
            joined.push_str(separator);
        }
        joined.push_str(text.as_str().map_or("", |text| &**text));
        scope.evaluator.check_memory(joined.len())?;
    }
    scope.evaluator.step(joined.len() as u64 / 64)?;
    Ok(Value::string(joined))
}
