//! The functions on strings and JSON text. `None` stands for invalid arguments.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Value, java};
use crate::query::{hash, java as java_map};
use crate::value::{Entries, Json};

/// The longest string that the encoding and hashing functions take, in UTF-16 units.
const DATA_CHARACTERS_MAX: usize = 10_000;

/// The longest string that States.Format makes, far beyond what a state may pass on.
const FORMAT_BYTES_MAX: usize = 16 << 20;

/// The first argument with the others put for its `{}`. The error is the cause's detail.
pub(super) fn format(arguments: &[Value]) -> Result<Json, String> {
    let template = arguments.first().and_then(|value| value.json.as_str());
    let template = template.ok_or("Invalid arguments in States.Format")?;
    let mut values = arguments[1..].iter();
    let mismatch = "Invalid arguments in States.Format: number of arguments do not match the \
                    occurrences of {}.";

    let mut formatted = String::new();
    let mut characters = template.chars();
    while let Some(c) = characters.next() {
        match c {
            '{' if characters.as_str().starts_with('}') => {
                characters.next();
                let value = values.next().ok_or(mismatch)?;
                formatted.push_str(&if value.is_parsed {
                    value.json.to_string()
                } else {
                    java::text(&value.json)
                });
            }
            '{' => return Err(invalid_template("matching '}' not found for '{'.")),
            '}' => return Err(invalid_template("matching '{' not found for '}'.")),
            '\\' => match characters.next() {
                Some(escaped @ ('\'' | '{' | '}' | '\\')) => formatted.push(escaped),
                Some(other) => formatted.extend(['\\', other]),
                None => return Err(invalid_template("nothing follows the last '\\'.")),
            },
            _ => formatted.push(c),
        }
        if formatted.len() > FORMAT_BYTES_MAX {
            return Err(format!("The result has more than {FORMAT_BYTES_MAX} bytes"));
        }
    }
    if values.next().is_some() { Err(mismatch.to_owned()) } else { Ok(formatted.into()) }
}

fn invalid_template(detail: &str) -> String {
    format!("Invalid template in States.Format: {detail}")
}

/// Splits at each character of `delimiters`; empty parts are dropped.
pub(super) fn split(text: &Json, delimiters: &Json) -> Option<Json> {
    let (text, delimiters) = (text.as_str()?, delimiters.as_str()?);
    let parts = text.split(|c| delimiters.contains(c)).filter(|part| !part.is_empty());
    Some(Json::array(parts.map(Json::from)))
}

/// Blank text is null, as Jackson reads an empty document.
pub(super) fn string_to_json(text: &Json) -> Option<Json> {
    match text.as_str()?.trim() {
        "" => Some(Json::Null),
        text => Json::parse(text).ok(),
    }
}

/// The fields of both objects in the order of a Java HashMap, the right one's values where they
/// share a name. Only shallow merging
/// exists: `deep` may be anything but true.
pub(super) fn json_merge(left: &Json, right: &Json, deep: &Json) -> Option<Json> {
    let (left, right) = (left.as_object()?, right.as_object()?);
    if *deep == Json::Bool(true) {
        return None;
    }
    let fields = left.iter().chain(right.iter());
    let fields = Entries::from_iter(fields.map(|(name, value)| (name.clone(), value.clone())));
    let order = java_map::hash_map_order(fields.keys().map(|name| &**name));
    let ordered = order.into_iter().filter_map(|place| fields.get_index(place));
    Some(Json::object(ordered.map(|(name, value)| (name.clone(), value.clone()))))
}

pub(super) fn base64_encode(data: &Json) -> Option<Json> {
    Some(STANDARD.encode(limited(data.as_str()?)?).into())
}

/// Decodes leniently, as AWS was seen to: characters outside the alphabet are skipped, the first
/// `=` ends the data, and padding may be missing.
pub(super) fn base64_decode(data: &Json) -> Option<Json> {
    let digits = limited(data.as_str()?)?.bytes().take_while(|byte| *byte != b'=');
    let sextets = digits.filter_map(|digit| match digit {
        b'A'..=b'Z' => Some(digit - b'A'),
        b'a'..=b'z' => Some(digit - b'a' + 26),
        b'0'..=b'9' => Some(digit - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    });
    let (mut bytes, mut bits, mut n_bits) = (Vec::new(), 0_u32, 0);
    for sextet in sextets {
        bits = bits << 6 | u32::from(sextet);
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push((bits >> n_bits & 0xFF) as u8);
        }
    }
    Some(String::from_utf8_lossy(&bytes).as_ref().into())
}

/// Data that is not a string is hashed by its Java text.
pub(super) fn hash(data: &Json, algorithm: &Json) -> Option<Json> {
    let data = java::text(data);
    hash::hash(limited(&data)?.as_bytes(), algorithm.as_str()?).map(Json::from)
}

fn limited(data: &str) -> Option<&str> {
    (data.encode_utf16().count() <= DATA_CHARACTERS_MAX).then_some(data)
}
