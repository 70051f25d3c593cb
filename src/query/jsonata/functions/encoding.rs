//! Base64 and URLs.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Scope, take};
use crate::query::jsonata::Dialect;
use crate::query::jsonata::error::{ErrorKind, Fault};
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
    let mut encoded = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || COMPONENT_MARKS.contains(c) || also_kept.contains(c) {
            encoded.push(c);
            continue;
        }
        let mut buffer = [0; 4];
        for byte in c.encode_utf8(&mut buffer).bytes() {
            encoded.push('%');
            encoded.extend([byte >> 4, byte & 15].map(|digit| char::from(HEX[usize::from(digit)])));
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
        let digits = bytes.get(at + 1..at + 3).filter(|_| bytes[at] == b'%')?;
        let digit = |byte: u8| char::from(byte).to_digit(16);
        u8::try_from(digit(digits[0])? * 16 + digit(digits[1])?).ok()
    };
    let mut decoded = String::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'%' {
            let c = text[at..].chars().next().expect("not at the end");
            decoded.push(c);
            at += c.len_utf8();
            continue;
        }
        let first = escaped(at)?;
        let n_bytes = match first {
            0..0x80 => 1,
            0xC0..0xE0 => 2,
            0xE0..0xF0 => 3,
            0xF0..0xF8 => 4,
            _ => return None,
        };
        let sequence: Option<Vec<u8>> = (0..n_bytes)
            .map(|n| (at + 3 * n < bytes.len()).then(|| escaped(at + 3 * n))?)
            .collect();
        let sequence = sequence?;
        let c = std::str::from_utf8(&sequence).ok()?.chars().next()?;
        let source = &text[at..at + 3 * n_bytes];
        if kept.contains(c) {
            decoded.push_str(source)
        } else {
            decoded.push(c)
        }
        at += 3 * n_bytes;
    }
    Some(decoded)
}
