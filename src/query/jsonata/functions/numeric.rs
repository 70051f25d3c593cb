//! Numbers.

use super::{Scope, take};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::number::{round_half_even, to_base};
use crate::query::jsonata::stringify::stringify;
use crate::query::jsonata::value::Value;

pub fn sum(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    combined(scope, arguments, Some(0.0), |sum, number| sum + number)
}

pub fn max(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    combined(scope, arguments, None, f64::max)
}

pub fn min(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    combined(scope, arguments, None, f64::min)
}

pub fn average(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let count = match arguments.first() {
        Some(Value::Array(array)) if array.len() > 0 => array.len() as f64,
        _ => return Ok(Value::Undefined),
    };
    let sum = sum(scope, arguments)?.as_f64().unwrap_or(f64::NAN);
    Ok(Value::number(sum / count))
}

/// All numbers of an array, and what to start from if anything, combined from left to right.
fn combined(
    scope: &Scope,
    arguments: Vec<Value>,
    start: Option<f64>,
    combine: fn(f64, f64) -> f64,
) -> Result<Value, Fault> {
    let [array] = take(arguments);
    let Value::Array(array) = array else { return Ok(Value::Undefined) };
    scope.evaluator.step(array.len() as u64 / 8)?;
    let mut result = start;
    array.each(&mut |value| {
        let number = value.as_f64().unwrap_or(f64::NAN);
        result = Some(result.map_or(number, |result| combine(result, number)));
    });
    Ok(result.map(Value::number).into())
}

pub fn number(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [value] = take(arguments);
    let parsed = match &value {
        Value::Undefined | Value::Number(_) => return Ok(value),
        Value::Bool(value) => Some(if *value { 1.0 } else { 0.0 }),
        Value::String(text) => parse_number(text),
        _ => None,
    };
    parsed.map(Value::number).ok_or_else(|| Fault::new("D3030").show("value", stringify(&value)))
}

/// A decimal number, or `0x`, `0o`, `0b` and digits.
fn parse_number(text: &str) -> Option<f64> {
    for (prefix, radix) in [("0x", 16), ("0X", 16), ("0o", 8), ("0O", 8), ("0b", 2), ("0B", 2)] {
        if let Some(digits) = text.strip_prefix(prefix).filter(|digits| !digits.is_empty()) {
            return digits.chars().try_fold(0.0, |value, digit| {
                Some(value * f64::from(radix) + f64::from(digit.to_digit(radix)?))
            });
        }
    }
    let mut rest = text.as_bytes();
    let mut take = |signs: &[u8]| {
        let found = rest.first().is_some_and(|byte| signs.contains(byte));
        rest = &rest[usize::from(found)..];
        found
    };
    take(b"-");
    let digits = b"0123456789";
    let mut well_formed = take(digits);
    while take(digits) {}
    if take(b".") {
        well_formed &= take(digits);
        while take(digits) {}
    }
    if take(b"eE") {
        take(b"+-");
        well_formed &= take(digits);
        while take(digits) {}
    }
    let value = text.parse().ok().filter(|value: &f64| value.is_finite());
    value.filter(|_| well_formed && rest.is_empty())
}

pub fn floor(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    map(arguments, f64::floor)
}

pub fn ceil(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    map(arguments, f64::ceil)
}

pub fn abs(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    map(arguments, f64::abs)
}

fn map(arguments: Vec<Value>, work: fn(f64) -> f64) -> Result<Value, Fault> {
    let [value] = take(arguments);
    Ok(value.as_f64().map_or(Value::Undefined, |number| Value::number(work(number))))
}

pub fn round(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [value, precision] = take(arguments);
    let precision = precision.as_f64().unwrap_or(0.0);
    if precision.fract() != 0.0 && !value.is_undefined() {
        // The reference moves the point by an exponent in text, which must be whole.
        return Ok(Value::number(f64::NAN));
    }
    let precision = precision.clamp(-1000.0, 1000.0) as i32;
    let rounded = |number| Value::number(round_half_even(number, precision));
    Ok(value.as_f64().map_or(Value::Undefined, rounded))
}

pub fn sqrt(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [value] = take(arguments);
    match value.as_f64() {
        Some(number) if number < 0.0 => Err(Fault::new("D3060").show("value", stringify(&value))),
        Some(number) => Ok(Value::number(number.sqrt())),
        None => Ok(Value::Undefined),
    }
}

pub fn power(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [base, exponent] = take(arguments);
    let Some(number) = base.as_f64() else { return Ok(Value::Undefined) };
    let result = number.powf(exponent.as_f64().unwrap_or(f64::NAN));
    if !result.is_finite() {
        return Err(Fault::new("D3061")
            .show("value", stringify(&base))
            .show("exp", stringify(&exponent)));
    }
    Ok(Value::number(result))
}

pub fn format_base(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [value, radix] = take(arguments);
    let Some(number) = value.as_f64() else { return Ok(Value::Undefined) };
    let radix = radix.as_f64().map_or(10.0, |radix| round_half_even(radix, 0));
    if !(2.0..=36.0).contains(&radix) {
        return Err(Fault::new("D3100").show("value", stringify(&Value::number(radix))));
    }
    Ok(Value::string(to_base(round_half_even(number, 0), radix as u32)))
}

pub fn random(scope: &Scope, _: Vec<Value>) -> Result<Value, Fault> {
    Ok(Value::Number(crate::value::Number::Float(scope.evaluator.environment.random.next_f64())))
}
