//! Functions that take a pattern: a string, a regular expression, or a matcher function.

use std::sync::Arc;

use super::matches::{Found, Matches};
use super::string::{characters, coerced};
use super::{Scope, take};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::text::split_once;
use crate::query::jsonata::value::Value;

pub fn contains(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [text, pattern] = take(arguments);
    let Value::String(text) = text else { return Ok(Value::Undefined) };
    Ok(match pattern {
        Value::String(pattern) => Value::Bool(split_once(&text, &pattern).is_some()),
        Value::Function(function) => {
            let found = Matches::of(scope, function, &text).next()?.is_some();
            Value::Bool(found)
        }
        _ => Value::Undefined,
    })
}

pub fn match_all(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [text, pattern, limit] = take(arguments);
    let (Some(text), Value::Function(pattern)) = (coerced(&text), pattern) else {
        return Ok(Value::Undefined);
    };
    let limit = limit_of(&limit, "D3040")?;
    let mut matches = Matches::of(scope, pattern, &text);
    let mut results = Vec::new();
    while below(results.len(), limit) {
        let Some(found) = matches.next()? else { break };
        results.push(Value::fields(vec![
            ("match", found.text.clone()),
            ("index", found.index.clone()),
            ("groups", found.groups.clone()),
        ]));
    }
    Ok(Value::sequence(results))
}

pub fn replace(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [text, pattern, replacement, limit] = take(arguments);
    let Value::String(text) = text else { return Ok(Value::Undefined) };
    if matches!(&pattern, Value::String(pattern) if pattern.is_empty()) {
        return Err(Fault::new("D3010"));
    }
    let limit = limit_of(&limit, "D3011")?;
    if limit == 0.0 {
        return Ok(Value::String(text));
    }
    let mut result = String::new();
    let mut n_replaced = 0;
    match pattern {
        Value::String(pattern) => {
            let replacement = replacement_text(&replacement)?;
            let mut rest = &*text;
            while below(n_replaced, limit)
                && let Some((before, after)) = split_once(rest, &pattern)
            {
                result.push_str(before);
                result.push_str(&replacement);
                scope.evaluator.step(1)?;
                scope.evaluator.check_memory(result.len())?;
                rest = after;
                n_replaced += 1;
            }
            result.push_str(rest);
        }
        Value::Function(pattern) => {
            let mut matches = Matches::of(scope, pattern, &text);
            let mut position = 0;
            while below(n_replaced, limit) {
                let Some(found) = matches.next()? else { break };
                let chars = &matches.chars;
                result.extend(chars.get(position..found.start).unwrap_or_default());
                result.push_str(&substitute(scope, &replacement, &found)?);
                scope.evaluator.check_memory(result.len())?;
                position = found.start + found.n_chars;
                n_replaced += 1;
            }
            result.extend(matches.chars.get(position..).unwrap_or_default());
        }
        _ => return Ok(Value::Undefined),
    }
    scope.evaluator.step(result.len() as u64 / 64)?;
    Ok(Value::string(result))
}

pub fn split(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [text, separator, limit] = take(arguments);
    let Value::String(text) = text else { return Ok(Value::Undefined) };
    let limit = limit_of(&limit, "D3020")?;
    if limit == 0.0 {
        return Ok(Value::array(Vec::new()));
    }
    let mut parts: Vec<Value> = Vec::new();
    match separator {
        Value::String(separator) => {
            if separator.is_empty() {
                parts = characters(&text);
            } else {
                let mut rest = &*text;
                while let Some((before, after)) = split_once(rest, &separator) {
                    parts.push(Value::string(before));
                    rest = after;
                }
                parts.push(Value::string(rest));
            }
            scope.evaluator.step(parts.len() as u64 / 8)?;
            parts.truncate(limit as usize);
        }
        Value::Function(separator) => {
            let mut matches = Matches::of(scope, separator, &text);
            let mut start = 0;
            let slice = |chars: &[char], range: std::ops::Range<usize>| {
                Value::string(chars.get(range).unwrap_or_default().iter().collect::<String>())
            };
            while below(parts.len(), limit) {
                let Some(found) = matches.next()? else {
                    let end = matches.chars.len();
                    parts.push(slice(&matches.chars, start..end));
                    break;
                };
                parts.push(slice(&matches.chars, start..found.start));
                start = found.end;
            }
        }
        _ => return Ok(Value::Undefined),
    }
    Ok(Value::array(parts))
}

/// What takes the place of a match: the replacement with its `$1`, or what a function makes.
fn substitute(scope: &Scope, replacement: &Value, found: &Found) -> Result<String, Fault> {
    let Value::Function(function) = replacement else {
        return Ok(expand(&replacement_text(replacement)?, found));
    };
    let object = found.object.clone().unwrap_or_else(|| {
        Value::fields(vec![
            ("match", found.text.clone()),
            ("start", found.index.clone()),
            ("end", Value::count(found.end)),
            ("groups", found.groups.clone()),
        ])
    });
    match scope.evaluator.call(function, vec![object], scope.input, scope.frame)? {
        Value::String(text) => Ok(text.to_string()),
        _ => Err(Fault::new("D3012")),
    }
}

fn replacement_text(replacement: &Value) -> Result<Arc<str>, Fault> {
    match replacement {
        Value::String(text) => Ok(text.clone()),
        Value::Undefined => Ok("undefined".into()),
        _ => Err(Fault::new("D3012")),
    }
}

/// `$1` is a group, `$0` the whole match, `$$` a dollar sign.
fn expand(replacement: &str, found: &Found) -> String {
    let whole = found.text.as_str().map_or("", |text| &**text);
    let groups: Vec<Value> = match &found.groups {
        Value::Array(groups) => groups.iter().collect(),
        _ => Vec::new(),
    };
    let mut result = String::new();
    let mut rest = replacement;
    while let Some((before, after)) = split_once(rest, "$") {
        result.push_str(before);
        rest = after;
        if let Some(after) = rest.strip_prefix('$') {
            result.push('$');
            rest = after;
        } else if let Some(after) = rest.strip_prefix('0') {
            result.push_str(whole);
            rest = after;
        } else {
            // As many digits as the number of groups has, or one fewer if that is no group.
            let n_digits = groups.len().max(1).ilog10() as usize + 1;
            let mut number = leading_number(rest, n_digits);
            if n_digits > 1 && number.is_some_and(|number| number > groups.len()) {
                number = leading_number(rest, n_digits - 1);
            }
            match number {
                Some(number) => {
                    let group = number.checked_sub(1).and_then(|index| groups.get(index));
                    result.push_str(group.and_then(Value::as_str).map_or("", |text| &**text));
                    rest = &rest[number.to_string().len()..];
                }
                None => result.push('$'),
            }
        }
    }
    result.push_str(rest);
    result
}

fn leading_number(text: &str, n_digits: usize) -> Option<usize> {
    let length = text.bytes().take(n_digits).take_while(u8::is_ascii_digit).count();
    text[..length].parse().ok()
}

/// How many matches are asked for: all, if the argument does not say.
fn limit_of(limit: &Value, code: &'static str) -> Result<f64, Fault> {
    let limit = limit.as_f64().unwrap_or(f64::INFINITY);
    if limit < 0.0 { Err(Fault::new(code)) } else { Ok(limit) }
}

fn below(count: usize, limit: f64) -> bool {
    (count as f64) < limit
}
