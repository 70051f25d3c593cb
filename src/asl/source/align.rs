//! Where in a text the characters of a string value stand: a definition may be a string within a
//! template, indented, folded or full of escapes.

use std::ops::Range;
use std::sync::Arc;

use super::{Node, Span, Value, ceil_char, floor_char};

/// The places of a string's bytes, as runs that stand in the text as they are. `clone` copies no
/// data.
#[derive(Clone, Debug, Default)]
pub struct Alignment {
    /// Where a run begins in the value, and where in the text; ascending.
    runs: Arc<[(usize, usize)]>,
}

impl Alignment {
    /// Of a value that stands in the text as it is, from a byte on.
    pub fn verbatim(start: usize) -> Alignment {
        Alignment { runs: [(0, start)].into() }
    }

    /// The byte of the text where this byte of the value stands.
    pub fn source(&self, at: usize) -> usize {
        let n_before = self.runs.partition_point(|(start, _)| *start <= at);
        match n_before.checked_sub(1).map(|index| self.runs[index]) {
            Some((start, source)) => source + (at - start),
            None => self.runs.first().map_or(0, |(_, source)| *source),
        }
    }
}

/// Aligns a string with the text that it was read from, in JSON or YAML of any style.
pub fn align(text: &str, node: &Node) -> Alignment {
    let (Value::String(value), Some(raw)) = (&node.value, text.get(node.span.clone())) else {
        return Alignment::verbatim(node.span.start);
    };
    let is_escaped = raw.starts_with('"');
    let quoted = if is_escaped || raw.starts_with('\'') { 1 } else { 0 };
    let (mut in_value, mut in_raw) = (0, quoted);
    let mut runs: Vec<(usize, usize)> = Vec::new();
    while let (Some(wanted), Some(found)) =
        (value[in_value..].chars().next(), raw[in_raw..].chars().next())
    {
        if is_escaped && found == '\\' {
            runs.push((in_value, node.span.start + in_raw));
            in_value += wanted.len_utf8();
            in_raw += escape_len(&raw[in_raw..]);
        } else if wanted == found {
            let source = node.span.start + in_raw;
            if runs.last().is_none_or(|(at, start)| start + (in_value - at) != source) {
                runs.push((in_value, source));
            }
            in_value += wanted.len_utf8();
            in_raw += found.len_utf8();
        } else if found.is_whitespace() || found == '\'' {
            // Indentation, a folded line's end, or the first of two quotes.
            in_raw += found.len_utf8();
        } else if wanted.is_whitespace() {
            in_value += wanted.len_utf8();
        } else {
            break;
        }
    }
    if runs.is_empty() {
        runs.push((0, node.span.start));
    }
    Alignment { runs: runs.into() }
}

/// Where a part of a string's value stands; the whole string where that cannot be said.
pub fn span_within(text: &str, node: &Node, part: &Range<usize>) -> Span {
    let Some(value) = node.as_str().filter(|_| text.get(node.span.clone()).is_some()) else {
        return node.span.clone();
    };
    let alignment = align(text, node);
    let last = value.get(..part.end).and_then(|head| head.char_indices().last());
    let last = last.map_or(part.start, |(at, _)| at.max(part.start));
    let start = floor_char(text, alignment.source(part.start.min(last)));
    let end = ceil_char(text, alignment.source(last) + 1);
    start.clamp(node.span.start, node.span.end)..end.clamp(start, node.span.end.max(start))
}

/// How long the escape is with which `raw` begins: `\n`, `\x41`, `\u00e9`, a surrogate pair.
fn escape_len(raw: &str) -> usize {
    let n_digits = |count: usize| (2..2 + count).take_while(|&at| raw.is_char_boundary(at)).count();
    let len = match raw.as_bytes().get(1) {
        Some(b'x') => 2 + n_digits(2),
        Some(b'u') if is_high_surrogate(raw) => 12,
        Some(b'u') => 2 + n_digits(4),
        Some(b'U') => 2 + n_digits(8),
        _ => 1 + raw[1..].chars().next().map_or(0, char::len_utf8),
    };
    (len..=raw.len()).find(|&at| raw.is_char_boundary(at)).unwrap_or(raw.len())
}

fn is_high_surrogate(raw: &str) -> bool {
    let digits = raw.get(2..6).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    digits.is_some_and(|unit| (0xD800..0xDC00).contains(&unit))
}
