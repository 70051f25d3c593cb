//! JSON text with places. [`Json::parse`] judges the text, so that there is one reader and one set
//! of messages; what is walked here is known to be JSON.

use std::sync::Arc;

use super::{DEPTH_MAX, Entry, Node, SourceError, Span, Value};
use crate::value::Json;

pub(super) fn read(text: &str) -> Result<Node, SourceError> {
    let json = Json::parse(text).map_err(|error| SourceError::from_parse_error(text, error))?;
    if json.depth() as usize > DEPTH_MAX {
        return Err(SourceError::too_deep(text, 0));
    }
    let root = Walk { text, at: 0, open: Vec::new() }.root();
    Ok(root.unwrap_or(Node { value: Value::Null, span: 0..text.len() }))
}

/// Reads JSON in which `${name}` may stand for any value, without quotes: so it is written where a
/// number or an object is filled in later. Such a value becomes the string `"${name}"`.
pub(super) fn read_with_placeholders(text: &str) -> Result<Node, SourceError> {
    let (masked, n_masked) = mask(text);
    let mut node = read(&masked)?;
    if n_masked > 0 {
        unmask(text, &mut node);
    }
    Ok(node)
}

/// The text with a number as long as it for each placeholder outside of strings.
fn mask(text: &str) -> (String, usize) {
    let (mut masked, mut n_masked) = (String::with_capacity(text.len()), 0);
    // Nothing is looked for twice, however long the text is: behind the last bracket nothing ends.
    let last_bracket = text.rfind('}').unwrap_or(0);
    let (mut at, mut is_in_string, mut is_escaped) = (0, false, false);
    while let Some(c) = text[at..].chars().next() {
        let is_placeholder = !is_in_string && at < last_bracket && text[at..].starts_with("${");
        if let Some(length) = is_placeholder.then(|| text[at..].find('}')).flatten() {
            masked.extend(std::iter::repeat_n('1', length + 1));
            n_masked += 1;
            at += length + 1;
        } else {
            masked.push(c);
            is_in_string ^= c == '"' && !is_escaped;
            is_escaped = is_in_string && c == '\\' && !is_escaped;
            at += c.len_utf8();
        }
    }
    (masked, n_masked)
}

/// Puts placeholders back, where [`mask`] has put numbers.
fn unmask(text: &str, node: &mut Node) {
    match &mut node.value {
        Value::Number(_) if text[node.span.clone()].starts_with("${") => {
            node.value = Value::String(text[node.span.clone()].into());
        }
        Value::Array(items) => items.iter_mut().for_each(|item| unmask(text, item)),
        Value::Object(entries) => {
            entries.iter_mut().for_each(|entry| unmask(text, &mut entry.node));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A walk over the tokens of a JSON text.
struct Walk<'t> {
    text: &'t str,
    at: usize,
    /// The containers around `at`.
    open: Vec<Open>,
}

enum Open {
    Array { start: usize, items: Vec<Node> },
    Object { start: usize, entries: Vec<Entry>, key: Option<(Arc<str>, Span)> },
}

impl Walk<'_> {
    fn root(&mut self) -> Option<Node> {
        while let Some(byte) = self.text.as_bytes().get(self.at).copied() {
            let start = self.at;
            let complete = match byte {
                b'{' => {
                    self.at += 1;
                    self.open.push(Open::Object { start, entries: Vec::new(), key: None });
                    None
                }
                b'[' => {
                    self.at += 1;
                    self.open.push(Open::Array { start, items: Vec::new() });
                    None
                }
                b'}' | b']' => {
                    self.at += 1;
                    self.open.pop().map(|open| open.close(self.at))
                }
                b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' => {
                    self.at += 1;
                    None
                }
                b'"' => self.string(),
                _ => Some(self.scalar()),
            };
            if let Some(node) = complete {
                match self.open.last_mut() {
                    None => return Some(node),
                    Some(container) => container.take(node),
                }
            }
        }
        None
    }

    /// A string value; `None` for a field's name, which waits for its value.
    fn string(&mut self) -> Option<Node> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        self.at += 1;
        while let Some(byte) = bytes.get(self.at) {
            self.at += if *byte == b'\\' { 2 } else { 1 };
            if *byte == b'"' {
                break;
            }
        }
        let node = self.token(start);
        match (self.open.last_mut(), &node.value) {
            (Some(Open::Object { key: key @ None, .. }), Value::String(name)) => {
                *key = Some((name.clone(), node.span));
                None
            }
            _ => Some(node),
        }
    }

    fn scalar(&mut self) -> Node {
        let start = self.at;
        let rest = &self.text[start..];
        let is_end = |byte: u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n');
        self.at += rest.bytes().position(is_end).unwrap_or(rest.len());
        self.token(start)
    }

    /// The scalar that was just passed.
    fn token(&self, start: usize) -> Node {
        let span = start..self.at.min(self.text.len());
        let value = match Json::parse(&self.text[span.clone()]) {
            Ok(Json::Bool(value)) => Value::Bool(value),
            Ok(Json::Number(number)) => Value::Number(number),
            Ok(Json::String(text)) => Value::String(text),
            _ => Value::Null,
        };
        Node { value, span }
    }
}

impl Open {
    fn take(&mut self, node: Node) {
        match self {
            Open::Array { items, .. } => items.push(node),
            Open::Object { entries, key, .. } => {
                if let Some((key, key_span)) = key.take() {
                    entries.push(Entry { key, key_span, node });
                }
            }
        }
    }

    fn close(self, end: usize) -> Node {
        match self {
            Open::Array { start, items } => Node { value: Value::Array(items), span: start..end },
            Open::Object { start, entries, .. } => {
                Node { value: Value::Object(entries), span: start..end }
            }
        }
    }
}
