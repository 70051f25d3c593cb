//! A value of the definition with the way to it.

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::asl::source::{Entry, Node, Span, Value};

/// A value, AWS's location of it, and what to point at.
#[derive(Clone, Debug)]
pub(super) struct Place<'s> {
    pub node: &'s Node,
    /// `/States/Charge/Retry[0]`; empty for the root.
    location: String,
    /// The field's name, which stands for an object that is wrong as a whole.
    pub name_span: Span,
}

impl<'s> Place<'s> {
    pub fn root(node: &'s Node) -> Place<'s> {
        Place { node, location: String::new(), name_span: opening(node) }
    }

    pub fn field(&self, name: &str) -> Option<Place<'s>> {
        self.node.entry(name).map(|entry| self.entry(entry))
    }

    fn entry(&self, entry: &'s Entry) -> Place<'s> {
        Place {
            node: &entry.node,
            location: format!("{}/{}", self.location, entry.key),
            name_span: entry.key_span.clone(),
        }
    }

    pub fn has(&self, name: &str) -> bool {
        self.node.entry(name).is_some()
    }

    /// The fields in the order of writing. Of fields with one name the last counts, as Jackson
    /// has it.
    pub fn fields(&self) -> IndexMap<&'s str, Place<'s>, FxBuildHasher> {
        let entries = self.node.as_object().unwrap_or_default();
        entries.iter().map(|entry| (&*entry.key, self.entry(entry))).collect()
    }

    /// The items of an array; none of anything else.
    pub fn items(&self) -> Vec<Place<'s>> {
        let items = self.node.as_array().unwrap_or_default().iter().enumerate();
        items.map(|(index, node)| self.item(index, node)).collect()
    }

    fn item(&self, index: usize, node: &'s Node) -> Place<'s> {
        Place { node, location: format!("{}[{index}]", self.location), name_span: opening(node) }
    }

    pub fn location(&self) -> &str {
        if self.location.is_empty() { "/" } else { &self.location }
    }
}

/// The bracket with which a value begins, or an object's first name where YAML has no bracket.
fn opening(node: &Node) -> Span {
    let first = node.span.start;
    match &node.value {
        Value::Object(entries) => match entries.first() {
            Some(entry) if entry.key_span.start == first => entry.key_span.clone(),
            _ => first..node.span.end.min(first + 1),
        },
        Value::Array(_) => first..node.span.end.min(first + 1),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => node.span.clone(),
    }
}
