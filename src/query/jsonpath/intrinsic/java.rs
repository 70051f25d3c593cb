//! How Java prints and hashes values, where AWS shows it.

use std::fmt::Write;

use crate::query::java::hash_string;
use crate::value::{Json, Number};

/// A value as Java's `toString` has it: strings bare, objects as `{a=1, b=[]}`.
pub(super) fn text(value: &Json) -> String {
    let mut text = String::new();
    write_text(value, &mut text);
    text
}

fn write_text(value: &Json, text: &mut String) {
    match value {
        Json::String(string) => text.push_str(string),
        Json::Array(array) => {
            text.push('[');
            for (nth, item) in array.iter().enumerate() {
                text.push_str(if nth > 0 { ", " } else { "" });
                write_text(item, text);
            }
            text.push(']');
        }
        Json::Object(object) => {
            text.push('{');
            for (nth, (name, field)) in object.iter().enumerate() {
                text.push_str(if nth > 0 { ", " } else { "" });
                text.push_str(name);
                text.push('=');
                write_text(field, text);
            }
            text.push('}');
        }
        _ => write!(text, "{value}").expect("writing to a string cannot fail"),
    }
}

/// The distinct items in the order in which a HashSet of them would be walked.
pub(super) fn hash_set(items: &[Json]) -> Vec<Json> {
    let n_buckets = (items.len() * 4 / 3 + 1).next_power_of_two().max(16);
    let mut buckets: Vec<Vec<&Json>> = vec![Vec::new(); n_buckets];
    for item in items {
        let hash = hash(item);
        let bucket = &mut buckets[(hash ^ hash >> 16) as usize & (n_buckets - 1)];
        if !bucket.iter().any(|known| equals(known, item)) {
            bucket.push(item);
        }
    }
    buckets.into_iter().flatten().cloned().collect()
}

/// Java's `hashCode`, as its bits.
fn hash(value: &Json) -> u32 {
    let of_bits = |bits: u64| (bits ^ bits >> 32) as u32;
    match value {
        Json::Null => 0,
        Json::Bool(value) => 1237 - 6 * u32::from(*value),
        Json::Number(Number::Int(value)) => match i32::try_from(*value) {
            Ok(value) => value as u32,
            Err(_) => of_bits(*value as u64),
        },
        Json::Number(Number::Float(value)) => of_bits(value.to_bits()),
        Json::String(text) => hash_string(text),
        Json::Array(array) => {
            array.iter().fold(1, |sum: u32, item| sum.wrapping_mul(31).wrapping_add(hash(item)))
        }
        Json::Object(object) => object
            .iter()
            .fold(0, |sum: u32, (name, field)| sum.wrapping_add(hash_string(name) ^ hash(field))),
    }
}

/// Java's `equals`: an integer and a floating-point number are never the same.
fn equals(left: &Json, right: &Json) -> bool {
    match (left, right) {
        (Json::Number(left), Json::Number(right)) => match (left, right) {
            (Number::Int(left), Number::Int(right)) => left == right,
            (Number::Float(left), Number::Float(right)) => left == right,
            _ => false,
        },
        (Json::Array(left), Json::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right.iter()).all(|(l, r)| equals(l, r))
        }
        (Json::Object(left), Json::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(name, field)| right.get(name).is_some_and(|other| equals(field, other)))
        }
        _ => left == right,
    }
}
