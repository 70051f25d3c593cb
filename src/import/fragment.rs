//! Parts of a definition or of a template, as people copy them out of one: what stood around them
//! is put around them again.

use std::sync::Arc;

use crate::asl::source::{Entry, Node, Value};

/// What a part is a part of.
pub(super) enum Whole {
    Definition(Node),
    Template(Node),
}

/// The types of states.
const STATES: [&str; 8] = ["Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"];

/// The whole that an object is a part of; `None` where it is no part that is known.
pub(super) fn whole(node: &Node, name: &str) -> Option<Whole> {
    let entries = node.as_object().filter(|entries| !entries.is_empty())?;
    let has = |name: &str| node.get(name).is_some();
    if has("States") || has("StartAt") || has("Resources") {
        return None;
    }
    if let Some(body) = node.get("TemplateBody").filter(|body| body.get("Resources").is_some()) {
        // The answer of GetTemplate.
        return Some(Whole::Template(body.clone()));
    }
    let around = |part: Node, name: &str| object(&node.span, vec![(name.into(), part)]);
    let template = |resources: Node| Some(Whole::Template(around(resources, "Resources")));
    if is_state(node) {
        let states = around(node.clone(), name);
        return Some(Whole::Definition(definition(name.into(), states)));
    }
    if is_resource(node) {
        return template(around(node.clone(), name));
    }
    if entries.iter().all(|entry| is_state(&entry.node)) {
        return Some(Whole::Definition(definition(entries[0].key.clone(), node.clone())));
    }
    if entries.iter().all(|entry| is_resource(&entry.node)) {
        return template(node.clone());
    }
    let holds_definition = ["Definition", "DefinitionString", "DefinitionUri"].into_iter().any(has);
    holds_definition.then(|| {
        let kind = Value::String("AWS::Serverless::StateMachine".into());
        let kind = Node { value: kind, span: node.span.start..node.span.start };
        let fields = vec![("Type".into(), kind), ("Properties".into(), node.clone())];
        let resource = object(&node.span, fields);
        Whole::Template(around(around(resource, name), "Resources"))
    })
}

fn type_of(node: &Node) -> &str {
    node.get("Type").and_then(Node::as_str).map_or("", |kind| kind)
}

fn is_state(node: &Node) -> bool {
    STATES.contains(&type_of(node))
}

fn is_resource(node: &Node) -> bool {
    type_of(node).starts_with("AWS::")
}

fn definition(start_at: Arc<str>, states: Node) -> Node {
    let span = states.span.clone();
    let start_at = Node { value: Value::String(start_at), span: span.start..span.start };
    object(&span, vec![("StartAt".into(), start_at), ("States".into(), states)])
}

fn object(span: &std::ops::Range<usize>, fields: Vec<(Arc<str>, Node)>) -> Node {
    let fields = fields.into_iter().map(|(key, node)| {
        let key_span = node.span.start..node.span.start;
        Entry { key, key_span, node }
    });
    Node { value: Value::Object(fields.collect()), span: span.clone() }
}
