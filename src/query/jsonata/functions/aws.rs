//! The functions that Step Functions adds. They answer undefined where their arguments make no
//! sense, as was measured.

use super::{Scope, take};
use crate::query::hash;
use crate::query::jsonata::error::{ErrorKind, Fault};
use crate::query::jsonata::value::Value;
use crate::value::{Json, Number};

/// `$range` fails from here on: this many bytes an item fill AWS's memory.
const RANGE_BYTES_PER_ITEM: f64 = 19.40955;

/// `$partition(array, size)`
pub fn partition(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [array, size] = take(arguments);
    let (Value::Array(array), Some(size)) = (array, size.as_f64()) else {
        return Ok(Value::Undefined);
    };
    let size = size.trunc();
    if size < 1.0 || array.len() == 0 {
        return Ok(Value::Undefined);
    }
    let items: Vec<Value> = array.into_items();
    Ok(Value::array(items.chunks(size as usize).map(|part| Value::array(part.to_vec())).collect()))
}

/// `$range(start, end, step)`, both ends included.
pub fn range(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [start, end, step] = take(arguments);
    let (Some(start), Some(end), Some(step)) = (start.as_f64(), end.as_f64(), step.as_f64()) else {
        return Ok(Value::Undefined);
    };
    let (start, end, step) = (start.trunc(), end.trunc(), step.trunc());
    if step == 0.0 || (end - start) * step < 0.0 {
        return Ok(Value::Undefined);
    }
    let count = ((end - start) / step).floor() + 1.0;
    let n_bytes = count * RANGE_BYTES_PER_ITEM;
    scope.evaluator.check_memory(n_bytes as usize)?;
    scope.evaluator.step(count as u64 / 8)?;
    let item = |index| Value::number(start + step * index as f64);
    // A sequence: recorded, a range of one number is that number.
    Ok(Value::sequence((0..count as usize).map(item).collect()))
}

/// `$hash(data, algorithm)`, lowercase hex.
pub fn hash(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [data, algorithm] = take(arguments);
    let (Value::String(data), Value::String(algorithm)) = (data, algorithm) else {
        return Ok(Value::Undefined);
    };
    Ok(hash::hash(data.as_bytes(), &algorithm).map_or(Value::Undefined, Value::string))
}

/// `$random(seed)`: with a seed, the first number of Java's generator.
pub fn random(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [seed] = take(arguments);
    let random = match seed.as_f64() {
        Some(seed) => java_random(seed as i64),
        None => scope.evaluator.environment.random.next_f64(),
    };
    Ok(Value::Number(Number::Float(random)))
}

/// `new java.util.Random(seed).nextDouble()`
fn java_random(seed: i64) -> f64 {
    const MULTIPLIER: u64 = 0x5_DEEC_E66D;
    const MASK: u64 = (1 << 48) - 1;
    let mut state = (seed as u64 ^ MULTIPLIER) & MASK;
    let mut next = |n_bits: u32| {
        state = state.wrapping_mul(MULTIPLIER).wrapping_add(0xB) & MASK;
        state >> (48 - n_bits)
    };
    let bits = (next(26) << 27) + next(27);
    bits as f64 / (1u64 << 53) as f64
}

pub fn uuid(scope: &Scope, _: Vec<Value>) -> Result<Value, Fault> {
    Ok(Value::string(scope.evaluator.environment.random.uuid()))
}

/// `$parse(text)`: JSON, whole numbers of 64 bits exact.
pub fn parse(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [text] = take(arguments);
    let Value::String(text) = text else { return Ok(Value::Undefined) };
    let parsed = Json::parse(&text)
        .map_err(|error| Fault::with_message(ErrorKind::Evaluation, None, error.message))?;
    Ok(Value::from(&parsed))
}
