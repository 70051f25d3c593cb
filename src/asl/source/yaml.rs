//! YAML text with places, from the events of `saphyr-parser`: by the letter, see
//! [`lenient_yaml`](super::lenient_yaml) for the texts that people write.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use super::{DEPTH_MAX, Entry, Node, SourceError, Span, Value};
use crate::value::{Json, Number};

/// Aliases repeat what they name; a short text could thereby become a huge tree.
const NODES_MAX: usize = 1_000_000;

/// Reads YAML as its specification has it.
pub(super) fn read(text: &str) -> Result<Node, SourceError> {
    let mut tree = Tree { text, open: Vec::new(), anchors: BTreeMap::new(), n_nodes: 0 };
    let places = Places::new(text);
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| {
            SourceError::new(text, error.info(), places.byte(error.marker().index()))
        })?;
        let span = places.byte(span.start.index())..places.byte(span.end.index());
        if let Some(root) = tree.accept(event, span)? {
            return Ok(root);
        }
    }
    Ok(Node { value: Value::Null, span: 0..text.len() })
}

/// From characters, which the parser counts, to bytes.
struct Places {
    /// Empty for a text of which each character is a byte.
    bytes: Vec<usize>,
    n_bytes: usize,
}

impl Places {
    fn new(text: &str) -> Places {
        let bytes = match text.is_ascii() {
            true => Vec::new(),
            false => text.char_indices().map(|(at, _)| at).collect(),
        };
        Places { bytes, n_bytes: text.len() }
    }

    fn byte(&self, index: usize) -> usize {
        match self.bytes.is_empty() {
            true => index.min(self.n_bytes),
            false => self.bytes.get(index).copied().unwrap_or(self.n_bytes),
        }
    }
}

/// The tree as far as it has been read.
struct Tree<'t> {
    text: &'t str,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Node>,
    n_nodes: usize,
}

/// A container that has begun.
struct Open {
    start: usize,
    anchor: usize,
    tag: Option<String>,
    children: Children,
}

enum Children {
    Items(Vec<Node>),
    Entries { entries: Vec<Entry>, key: Option<(Arc<str>, Span)> },
}

impl Tree<'_> {
    /// Takes an event; gives the root when it is complete.
    fn accept(&mut self, event: Event<'_>, span: Span) -> Result<Option<Node>, SourceError> {
        match event {
            Event::SequenceStart(anchor, tag) => {
                self.begin(Children::Items(Vec::new()), anchor, tag, span)?;
                Ok(None)
            }
            Event::MappingStart(anchor, tag) => {
                let children = Children::Entries { entries: Vec::new(), key: None };
                self.begin(children, anchor, tag, span)?;
                Ok(None)
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(open) => {
                    let (anchor, tag) = (open.anchor, open.tag.clone());
                    let node = open.close(self.text, span.end);
                    self.complete(node, anchor, tag)
                }
                None => Ok(None),
            },
            Event::Scalar(text, style, anchor, tag) => {
                let is_string = tag.as_ref().is_some_and(|tag| is_core(tag, "str"));
                let is_plain = style == ScalarStyle::Plain && !is_string;
                let value = if is_plain { plain_value(&text) } else { string(&text) };
                self.complete(Node { value, span }, anchor, local_tag(tag))
            }
            Event::Alias(anchor) => {
                let unknown = "An alias within its own anchor cannot be written as JSON";
                let node = self.anchors.get(&anchor).cloned();
                let node = node.ok_or_else(|| SourceError::new(self.text, unknown, span.start))?;
                self.n_nodes += count(&node);
                self.complete(node, 0, None)
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(None),
        }
    }

    fn begin(
        &mut self,
        children: Children,
        anchor: usize,
        tag: Option<Cow<'_, Tag>>,
        span: Span,
    ) -> Result<(), SourceError> {
        if self.is_key_next() {
            let message = "A field's name must be a string";
            return Err(SourceError::new(self.text, message, span.start));
        }
        // A tag adds a level.
        if (self.open.len() + 1) * 2 > DEPTH_MAX {
            return Err(SourceError::too_deep(self.text, span.start));
        }
        self.open.push(Open { start: span.start, anchor, tag: local_tag(tag), children });
        Ok(())
    }

    fn complete(
        &mut self,
        node: Node,
        anchor: usize,
        tag: Option<String>,
    ) -> Result<Option<Node>, SourceError> {
        self.n_nodes += 1;
        if self.n_nodes > NODES_MAX {
            let message = format!("The text's aliases make more than {NODES_MAX} values");
            return Err(SourceError::new(self.text, message, node.span.start));
        }
        if self.is_key_next() {
            return match node.value {
                Value::Array(_) | Value::Object(_) => {
                    let message = "A field's name must be a string";
                    Err(SourceError::new(self.text, message, node.span.start))
                }
                _ => {
                    self.take_key(&node);
                    Ok(None)
                }
            };
        }
        let node = match tag {
            Some(tag) => intrinsic(&tag, node),
            None => node,
        };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut().map(|open| &mut open.children) {
            None => return Ok(Some(node)),
            Some(Children::Items(items)) => items.push(node),
            Some(Children::Entries { entries, key }) => {
                if let Some((key, key_span)) = key.take() {
                    entries.push(Entry { key, key_span, node });
                }
            }
        }
        Ok(None)
    }

    fn is_key_next(&self) -> bool {
        let children = self.open.last().map(|open| &open.children);
        matches!(children, Some(Children::Entries { key: None, .. }))
    }

    fn take_key(&mut self, node: &Node) {
        let name = match &node.value {
            Value::String(text) => text.clone(),
            // `2012-10-17:`, `80:` and `true:` are names like any other.
            _ => self.text.get(node.span.clone()).unwrap_or_default().trim().into(),
        };
        if let Some(Children::Entries { key, .. }) = self.open.last_mut().map(|o| &mut o.children) {
            *key = Some((name, node.span.clone()));
        }
    }
}

impl Open {
    fn close(self, text: &str, end: usize) -> Node {
        // A block ends where the next thing begins; the blanks between belong to neither.
        let end = self.start + text.get(self.start..end).map_or(0, |own| own.trim_end().len());
        let value = match self.children {
            Children::Items(items) => Value::Array(items),
            Children::Entries { entries, .. } => Value::Object(merged(entries)),
        };
        Node { value, span: self.start..end }
    }
}

/// The fields with those of a merge key (`<<: *defaults`) that are not overridden.
fn merged(entries: Vec<Entry>) -> Vec<Entry> {
    if !entries.iter().any(|entry| &*entry.key == "<<") {
        return entries;
    }
    let (merges, mut own): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().partition(|entry| &*entry.key == "<<");
    for merge in merges {
        let sources = match merge.node.value {
            Value::Array(items) => items,
            _ => vec![merge.node],
        };
        for entry in sources.iter().filter_map(Node::as_object).flatten() {
            if !own.iter().any(|other| other.key == entry.key) {
                own.push(entry.clone());
            }
        }
    }
    own
}

fn count(node: &Node) -> usize {
    match &node.value {
        Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Object(entries) => 1 + entries.iter().map(|entry| count(&entry.node)).sum::<usize>(),
        _ => 1,
    }
}

/// The name of a local tag: `Sub` for `!Sub`.
fn local_tag(tag: Option<Cow<'_, Tag>>) -> Option<String> {
    tag.filter(|tag| tag.handle == "!" && !tag.suffix.is_empty()).map(|tag| tag.suffix.clone())
}

fn is_core(tag: &Tag, suffix: &str) -> bool {
    tag.is_yaml_core_schema() && tag.suffix == suffix
}

/// CloudFormation's short form in its long form.
fn intrinsic(tag: &str, node: Node) -> Node {
    let name: Arc<str> = match tag {
        "Ref" | "Condition" => tag.into(),
        _ => format!("Fn::{tag}").into(),
    };
    let span = node.span.clone();
    // `!GetAtt Queue.Arn` says in one string what `Fn::GetAtt` says in two.
    let node = match (tag, &node.value) {
        ("GetAtt", Value::String(text)) => {
            let (resource, attribute) = text.split_once('.').unwrap_or((text, ""));
            let part = |text: &str| Node { value: string(text), span: span.clone() };
            Node { value: Value::Array(vec![part(resource), part(attribute)]), span: span.clone() }
        }
        _ => node,
    };
    let entry = Entry { key: name, key_span: span.clone(), node };
    Node { value: Value::Object(vec![entry]), span }
}

fn string(text: &str) -> Value {
    Value::String(text.into())
}

/// A plain scalar by YAML 1.2's core schema. What begins with a zero stays text, as account ids do.
fn plain_value(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).map_or_else(|| string(text), Value::Number),
    }
}

fn number(text: &str) -> Option<Number> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number_like = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let is_text_like =
        unsigned.len() > 1 && unsigned.starts_with('0') && !unsigned.starts_with("0.");
    if !is_number_like || is_text_like {
        return None;
    }
    let plain = text.strip_prefix('+').unwrap_or(text);
    let complete = match plain {
        _ if unsigned.starts_with('.') => plain.replacen('.', "0.", 1),
        _ if plain.ends_with('.') => format!("{plain}0"),
        _ => plain.to_owned(),
    };
    Json::parse(&complete).ok().and_then(|json| json.as_number())
}
