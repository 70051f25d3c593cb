//! A text as a tree of values that know where they stand in it.
//!
//! Both notations, JSON and YAML, become the same tree, so that whatever reads a definition or a
//! template can say where it found something wrong. No value nests deeper than [`DEPTH_MAX`], so
//! that code over the tree may recurse.

mod align;
mod json;
mod lenient_yaml;
mod yaml;

use std::ops::Range;
use std::sync::Arc;

pub use align::{Alignment, align, span_within};

use crate::value::{Json, Key, Number, ParseError};

/// Bytes of the text.
pub type Span = Range<usize>;

/// Levels of nesting that a text may have.
pub const DEPTH_MAX: usize = 128;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    pub value: Value,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Value {
    Null,
    Bool(bool),
    Number(Number),
    String(Arc<str>),
    Array(Vec<Node>),
    /// In the order of writing; a name written twice is here twice.
    Object(Vec<Entry>),
}

/// A field of an object.
#[derive(Clone, Debug)]
pub struct Entry {
    pub key: Arc<str>,
    /// Of the name, with its quotes.
    pub key_span: Span,
    pub node: Node,
}

/// Why a text cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceError {
    pub message: String,
    /// 1-based, in characters.
    pub line: usize,
    pub column: usize,
    /// Where the text stops making sense.
    pub span: Span,
    pub is_too_deep: bool,
}

/// Reads JSON, and nothing that is only nearly JSON. Messages are Jackson's, as AWS shows them.
pub fn read_json(text: &str) -> Result<Node, SourceError> {
    json::read(text)
}

/// Reads JSON in which `${name}` may stand for a value, also without quotes.
pub fn read_json_with_placeholders(text: &str) -> Result<Node, SourceError> {
    json::read_with_placeholders(text)
}

/// Reads the first document of a YAML text. A local tag (`!Sub x`) becomes the object that
/// CloudFormation takes it for (`{"Fn::Sub": x}`).
pub fn read_yaml(text: &str) -> Result<Node, SourceError> {
    lenient_yaml::read(text)
}

impl Node {
    /// The value without its places.
    pub fn to_json(&self) -> Json {
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Number(number) => Json::Number(*number),
            Value::String(text) => Json::String(text.clone()),
            Value::Array(items) => Json::array(items.iter().map(Node::to_json)),
            Value::Object(entries) => {
                Json::object(entries.iter().map(|entry| (entry.key.clone(), entry.node.to_json())))
            }
        }
    }

    pub fn as_str(&self) -> Option<&Arc<str>> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    pub fn as_object(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// The field of that name: the last one, as Jackson has it, when there are several.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.as_object()?.iter().rev().find(|entry| &*entry.key == name)
    }

    /// The value behind a path of keys.
    pub fn at(&self, keys: &[Key]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| match key {
            Key::Field(name) => node.get(name),
            Key::Index(index) => node.as_array()?.get(*index),
        })
    }

    /// The value of the field of that name.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entry(name).map(|entry| &entry.node)
    }
}

impl SourceError {
    fn new(text: &str, message: impl Into<String>, at: usize) -> SourceError {
        let (line, column) = line_and_column(text, at);
        let span = at..ceil_char(text, at + 1);
        SourceError { message: message.into(), line, column, span, is_too_deep: false }
    }

    fn too_deep(text: &str, at: usize) -> SourceError {
        let message = format!("The text nests deeper than {DEPTH_MAX} levels");
        SourceError { is_too_deep: true, ..SourceError::new(text, message, at) }
    }

    fn from_parse_error(text: &str, error: ParseError) -> SourceError {
        let at = byte_offset(text, error.line, error.column);
        let start = floor_char(text, at.saturating_sub(1));
        SourceError {
            message: error.message,
            line: error.line,
            column: error.column,
            span: start..ceil_char(text, start + 1),
            is_too_deep: false,
        }
    }
}

/// Line and column, 1-based and in characters, of a byte of the text.
pub fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..floor_char(text, at)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// The byte at a 1-based line and column in characters; the text's end for a place behind it.
fn byte_offset(text: &str, line: usize, column: usize) -> usize {
    let line_start = match line.saturating_sub(2) {
        _ if line < 2 => 0,
        nth => text.match_indices('\n').nth(nth).map_or(text.len(), |(newline, _)| newline + 1),
    };
    let rest = &text[line_start..];
    let in_line =
        rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
    line_start + in_line
}

fn floor_char(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

fn ceil_char(text: &str, at: usize) -> usize {
    (at..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}
