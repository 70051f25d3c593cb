//! JSON text: compact writing, sizes, and reading with the error texts of Jackson, which AWS uses.

use std::fmt::{self, Write};

use super::{Json, jackson};

/// How deep the arrays and objects of a text may nest, which is serde_json's limit.
pub const DEPTH_MAX: u32 = 127;

/// Why a text is not JSON. `message` is Jackson's, without the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    pub message: String,
    /// The place behind the last character that was read, as Jackson counts: from 1, in UTF-16
    /// units.
    pub line: usize,
    pub column: usize,
}

pub(super) fn parse(text: &str) -> Result<Json, ParseError> {
    serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let message = error.to_string();
        if message.starts_with("recursion limit exceeded") {
            let depth = DEPTH_MAX + 1;
            let message = format!(
                "Document nesting depth ({depth}) exceeds the maximum allowed ({DEPTH_MAX})"
            );
            return ParseError { message, line, column };
        }
        jackson::explain(text).unwrap_or_else(|| {
            let message = message.split(" at line ").next().unwrap_or_default().to_owned();
            ParseError { message, line, column }
        })
    })
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ParseError {}

/// Compact JSON text, as AWS writes payloads.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Json::Null => f.write_str("null"),
            Json::Bool(value) => write!(f, "{value}"),
            Json::Number(number) => write!(f, "{number}"),
            Json::String(text) => write_string(text, f),
            Json::Array(array) => {
                f.write_char('[')?;
                for (index, item) in array.iter().enumerate() {
                    if index > 0 {
                        f.write_char(',')?;
                    }
                    write!(f, "{item}")?;
                }
                f.write_char(']')
            }
            Json::Object(object) => {
                f.write_char('{')?;
                for (index, (name, value)) in object.iter().enumerate() {
                    if index > 0 {
                        f.write_char(',')?;
                    }
                    write_string(name, f)?;
                    write!(f, ":{value}")?;
                }
                f.write_char('}')
            }
        }
    }
}

/// How many bytes a string takes in JSON text, quotes and escapes included.
pub fn string_size(text: &str) -> usize {
    // Most strings have no escape, which eight bytes at a time can tell.
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let is_plain = !words.iter().any(|word| any_escaped(u64::from_ne_bytes(*word)))
        && rest.iter().all(|byte| escape(*byte).is_none());
    if is_plain {
        return 2 + text.len();
    }
    2 + text.bytes().map(|byte| escape(byte).map_or(1, str::len)).sum::<usize>()
}

/// Whether any of eight bytes is written as an escape.
fn any_escaped(bytes: u64) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // The highest bit of each byte below `n`, if it and those below it had none of their own.
    let below = |bytes: u64, n: u64| bytes.wrapping_sub(ONES * n) & !bytes & (ONES << 7);
    let is = |byte: u8| below(bytes ^ (ONES * u64::from(byte)), 1);
    below(bytes, 0x20) | is(b'"') | is(b'\\') != 0
}

fn write_string(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(escaped) = escape(byte) {
            f.write_str(&text[written..at])?;
            f.write_str(escaped)?;
            written = at + 1;
        }
    }
    f.write_str(&text[written..])?;
    f.write_char('"')
}

fn escape(byte: u8) -> Option<&'static str> {
    match byte {
        b'"' => Some("\\\""),
        b'\\' => Some("\\\\"),
        0..=0x1F => Some(CONTROL_ESCAPES[usize::from(byte)]),
        _ => None,
    }
}

const CONTROL_ESCAPES: [&str; 32] = [
    "\\u0000", "\\u0001", "\\u0002", "\\u0003", "\\u0004", "\\u0005", "\\u0006", "\\u0007", "\\b",
    "\\t", "\\n", "\\u000B", "\\f", "\\r", "\\u000E", "\\u000F", "\\u0010", "\\u0011", "\\u0012",
    "\\u0013", "\\u0014", "\\u0015", "\\u0016", "\\u0017", "\\u0018", "\\u0019", "\\u001A",
    "\\u001B", "\\u001C", "\\u001D", "\\u001E", "\\u001F",
];
