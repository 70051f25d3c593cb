//! `Fn::ForEach` of the transform `AWS::LanguageExtensions`: resources or properties written once
//! for a list of names. It is written out before anything else is read.

use super::evaluate::Evaluator;
use super::template::scalar_text;
use crate::asl::source::{Entry, Node, Value};

/// Loops within loops are written out this deep; CloudFormation has five.
const DEPTH_MAX: usize = 5;

/// Entries that loops may make in all, far beyond what a stack may have.
const ENTRIES_MAX: usize = 10_000;

/// Whether anything is to be written out.
pub(super) fn has_loops(node: &Node) -> bool {
    match &node.value {
        Value::Array(items) => items.iter().any(has_loops),
        Value::Object(entries) => {
            entries.iter().any(|entry| is_loop(entry) || has_loops(&entry.node))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The template with its loops written out. A collection that is not known makes nothing, and is
/// told of.
pub(super) fn write_out(evaluator: &Evaluator, node: &Node) -> Node {
    Writer { evaluator, n_entries: 0 }.node(node, 0)
}

struct Writer<'e, 't> {
    evaluator: &'e Evaluator<'t>,
    n_entries: usize,
}

impl Writer<'_, '_> {
    fn node(&mut self, node: &Node, depth: usize) -> Node {
        let value = match &node.value {
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.node(item, depth)).collect())
            }
            Value::Object(entries) => {
                let mut written = Vec::new();
                for entry in entries {
                    match is_loop(entry) {
                        true => written.extend(self.each(entry, depth)),
                        false => {
                            let node = self.node(&entry.node, depth);
                            written.push(Entry { node, ..entry.clone() });
                        }
                    }
                }
                Value::Object(written)
            }
            scalar => scalar.clone(),
        };
        Node { value, span: node.span.clone() }
    }

    /// The entries that a loop stands for.
    fn each(&mut self, entry: &Entry, depth: usize) -> Vec<Entry> {
        let Some([identifier, collection, body]) = entry.node.as_array() else {
            let message = format!("{} is to be a name, a list and an object", entry.key);
            self.evaluator.report(message, &entry.key_span);
            return Vec::new();
        };
        let items = self.evaluator.value(collection);
        let items = items.as_ref().and_then(Node::as_array).unwrap_or_default();
        let (Some(identifier), false) = (identifier.as_str(), items.is_empty()) else {
            let message = format!("What {} goes over is not known here", entry.key);
            self.evaluator.report(message, &collection.span);
            return Vec::new();
        };
        let mut written = Vec::new();
        for item in items.iter().filter_map(scalar_text) {
            let filled = replace(body, identifier, &item);
            let whole = if depth < DEPTH_MAX { self.node(&filled, depth + 1) } else { filled };
            let Value::Object(entries) = whole.value else { continue };
            self.n_entries += entries.len();
            if self.n_entries > ENTRIES_MAX {
                let message = format!("{} makes too many entries", entry.key);
                self.evaluator.report(message, &entry.key_span);
                break;
            }
            written.extend(entries);
        }
        written
    }
}

fn is_loop(entry: &Entry) -> bool {
    entry.key.starts_with("Fn::ForEach::")
}

/// The body for one item: `${Name}` in texts and keys, and `Ref: Name`, are the item; `&{Name}` is
/// it without what no logical id can hold.
fn replace(node: &Node, identifier: &str, item: &str) -> Node {
    let fill = |text: &str| {
        let plain: String = item.chars().filter(char::is_ascii_alphanumeric).collect();
        let text = text.replace(&format!("${{{identifier}}}"), item);
        text.replace(&format!("&{{{identifier}}}"), &plain)
    };
    let value = match &node.value {
        Value::String(text) => Value::String(fill(text).into()),
        Value::Array(items) => {
            Value::Array(items.iter().map(|one| replace(one, identifier, item)).collect())
        }
        Value::Object(entries) => match entries.as_slice() {
            [only]
                if &*only.key == "Ref"
                    && only.node.as_str().is_some_and(|r| **r == *identifier) =>
            {
                Value::String(item.into())
            }
            entries => Value::Object(
                entries
                    .iter()
                    .map(|entry| Entry {
                        key: fill(&entry.key).into(),
                        key_span: entry.key_span.clone(),
                        node: replace(&entry.node, identifier, item),
                    })
                    .collect(),
            ),
        },
        scalar => scalar.clone(),
    };
    Node { value, span: node.span.clone() }
}
