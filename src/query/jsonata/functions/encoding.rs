//! Base64 and URLs.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Scope, take};
use crate::query::jsonata::Dialect;
use crate::query::jsonata::error::{ErrorKind, Fault};
use crate::query::jsonata::text::is_among;
use crate::query::jsonata::value::Value;

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// What may stand in a URL component as it is, beside letters and digits.
const COMPONENT_MARKS: &str = "-_.!~*'()";
/// What may stand in a URL besides, since it divides one.
const URL_MARKS: &str = ";/?:@&=+$,#";

/// JSONata takes the low byte of every UTF-16 unit, AWS the UTF-8 bytes.
pub fn base64_encode(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [text] = take(arguments);
    let Value::String(text) = text else { return Ok(Value::Undefined) };
    let bytes: Vec<u8> = match scope.evaluator.dialect() {
        Dialect::Official => text.encode_utf16().map(|unit| unit as u8).collect(),
        Dialect::Aws => text.bytes().collect(),
    };
    Ok(Value::string(STANDARD.encode(bytes)))
}

pub fn base64_decode(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [text] = take(arguments);
    let Value::String(text) = text else { return Ok(Value::Undefined) };
    let is_aws = scope.evaluator.dialect() == Dialect::Aws;
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut n_bits) = (0u32, 0);
    for byte in text.bytes().take_while(|byte| *byte != b'=') {
        let standard = match byte {
            b'-' if !is_aws => b'+',
            b'_' if !is_aws => b'/',
            byte => byte,
        };
        let Some(sextet) = BASE64.iter().position(|letter| *letter == standard) else {
            if is_aws {
                return Err(internal_error(scope));
            }
            continue;
        };
        bits = bits << 6 | sextet as u32;
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push((bits >> n_bits) as u8);
        }
    }
    Ok(Value::string(if is_aws {
        String::from_utf8_lossy(&bytes).into_owned()
    } else {
        bytes.into_iter().map(char::from).collect()
    }))
}

/// AWS answers with the id of an internal error.
fn internal_error(scope: &Scope) -> Fault {
    let id = scope.evaluator.environment.random.uuid();
    Fault::with_message(ErrorKind::Internal, None, id)
}

pub fn encode_url_component(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [text] = take(arguments);
    Ok(text.as_str().map_or(Value::Undefined, |text| Value::string(encode(text, ""))))
}

pub fn encode_url(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [text] = take(arguments);
    Ok(text.as_str().map_or(Value::Undefined, |text| Value::string(encode(text, URL_MARKS))))
}

pub fn decode_url_component(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    decode_argument(arguments, "decodeUrlComponent", "")
}

pub fn decode_url(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    decode_argument(arguments, "decodeUrl", URL_MARKS)
}

fn encode(text: &str, also_kept: &str) -> String {
    let is_kept = |byte: u8| {
        let c = char::from(byte);
        byte.is_ascii_alphanumeric() || is_among(COMPONENT_MARKS, c) || is_among(also_kept, c)
    };
    let mut encoded = String::new();
    for byte in text.bytes() {
        if is_kept(byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(char::from(HEX[usize::from(byte >> 4)]));
            encoded.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    encoded
}

fn decode_argument(arguments: Vec<Value>, function: &str, kept: &str) -> Result<Value, Fault> {
    let [text] = take(arguments);
    let Value::String(text) = text else { return Ok(Value::Undefined) };
    decode(&text, kept).map(Value::string).ok_or_else(|| {
        Fault::new("D3140").show_text("functionName", function).show_text("value", &text)
    })
}

/// Reads `%41`; those that stand for a `kept` character stay as they are.
fn decode(text: &str, kept: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let escaped = |at: usize| -> Option<u8> {
        let [b'%', high, low] = bytes.get(at..at + 3)? else { return None };
        let digit = |byte: &u8| char::from(*byte).to_digit(16);
        u8::try_from(digit(high)? * 16 + digit(low)?).ok()
    };
    let mut decoded = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if *byte != b'%' {
            decoded.push(*byte);
            at += 1;
            continue;
        }
        let n_bytes = match escaped(at)? {
            0..0x80 => 1,
            0xC0..0xE0 => 2,
            0xE0..0xF0 => 3,
            0xF0..0xF8 => 4,
            _ => return None,
        };
        let mut sequence = Vec::with_capacity(n_bytes);
        for n in 0..n_bytes {
            sequence.push(escaped(at + 3 * n)?);
        }
        let c = std::str::from_utf8(&sequence).ok()?.chars().next()?;
        let end = at + 3 * n_bytes;
        decoded.extend_from_slice(if is_among(kept, c) { &bytes[at..end] } else { &sequence });
        at = end;
    }
    String::from_utf8(decoded).ok()
}
