//! Definitions: opened by themselves, or found in a template.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::evaluate::Evaluator;
use super::physical::{self, property};
use super::template::{label, scalar_text};
use super::text::Text;
use super::{Opened, OpenedStateMachine, Placeholder, Settings, finding};
use crate::asl::source::{self, Alignment, Entry, Node, Span, Value, align};
use crate::asl::{self, Options, Parsed, Severity, WorkflowType};

/// The properties of a state machine that are read.
const PROPERTIES: [&str; 9] = [
    "Definition",
    "DefinitionString",
    "DefinitionUri",
    "DefinitionS3Location",
    "DefinitionSubstitutions",
    "Name",
    "StateMachineName",
    "Type",
    "StateMachineType",
];

/// Values for `${names}`.
type Substitutions = BTreeMap<String, String>;

/// A definition as it was found.
enum Definition {
    /// As an object of the opened text.
    Tree(Node),
    /// As a string in it.
    Text(Text),
}

/// Opens a text that is a definition, or one that is wrapped as a string.
pub(super) fn open_definition(text: &str, root: &Node, name: &str, settings: &Settings) -> Opened {
    let mut opened = Opened::default();
    // DescribeStateMachine's response has the definition as a string.
    let wrapped = match &root.value {
        Value::String(_) => Some(root),
        _ => root.get("definition").filter(|node| node.as_str().is_some()),
    };
    let definition = match wrapped {
        Some(node) => Definition::Text(verbatim(text, node)),
        None => Definition::Tree(root.clone()),
    };
    let span = wrapped.unwrap_or(root).span.clone();
    let name = wrapped.and_then(|_| root.get("name")?.as_str().cloned()).unwrap_or(name.into());
    let said = wrapped.and_then(|_| root.get("type"));
    let workflow_type = said.map_or(settings.workflow_type, |said| workflow_type(Some(said)));
    let values = &settings.placeholders;
    let machine = read(text, definition, name, workflow_type, span, values, &mut opened);
    // Nothing was filled in, so the text is the definition.
    let is_unchanged = settings.placeholders.is_empty() && wrapped.is_none();
    let definition = match is_unchanged && source::read_json(text).is_ok() {
        true => text.into(),
        false => machine.definition,
    };
    opened.state_machines.push(OpenedStateMachine { definition, ..machine });
    opened
}

/// Opens a definition that is a part of a text, as it stands there.
pub(super) fn open_part(text: &str, span: Span, name: &str, settings: &Settings) -> Opened {
    let mut part = Text::default();
    part.push_verbatim(&text[span.clone()], 0, &Alignment::verbatim(span.start));
    open_one(text, Definition::Text(part), span, name, settings)
}

/// Opens a definition that is a string of a text.
pub(super) fn open_string(text: &str, node: &Node, name: &str, settings: &Settings) -> Opened {
    let definition = Definition::Text(verbatim(text, node));
    open_one(text, definition, node.span.clone(), name, settings)
}

/// Opens a definition that has been read from a part of a text.
pub(super) fn open_tree(text: &str, node: Node, name: &str, settings: &Settings) -> Opened {
    let span = node.span.clone();
    open_one(text, Definition::Tree(node), span, name, settings)
}

fn open_one(
    text: &str,
    definition: Definition,
    span: Span,
    name: &str,
    settings: &Settings,
) -> Opened {
    let mut opened = Opened::default();
    let values = &settings.placeholders;
    let workflow_type = settings.workflow_type;
    let machine = read(text, definition, name.into(), workflow_type, span, values, &mut opened);
    opened.state_machines.push(machine);
    opened
}

pub(super) fn is_state_machine(kind: &str) -> bool {
    matches!(kind, "AWS::StepFunctions::StateMachine" | "AWS::Serverless::StateMachine")
}

/// Reads a state machine of a template.
pub(super) fn read_state_machine(evaluator: &Evaluator, entry: &Entry, opened: &mut Opened) {
    let properties = entry.node.get("Properties");
    let get = |name: &str| properties.and_then(|properties| properties.entry(name));
    let said = property(evaluator, entry, "StateMachineType")
        .or_else(|| property(evaluator, entry, "Type"));
    let workflow_type = workflow_type(said.as_ref());
    let name = physical::name(evaluator, entry);
    let substitutions = substitutions(evaluator, entry);

    let definition = match (get("DefinitionString"), get("Definition")) {
        (Some(string), _) => Some(definition_string(evaluator, string)),
        (None, Some(tree)) if included_file(evaluator, &tree.node).is_none() => {
            let node = evaluator.value(&tree.node).unwrap_or_else(|| tree.node.clone());
            Some((Definition::Tree(node), tree.node.span.clone()))
        }
        (None, _) => None,
    };
    let machine = match definition {
        Some((definition, span)) => {
            let source = evaluator.source;
            read(source, definition, name, workflow_type, span, &substitutions, opened)
        }
        None => {
            let file = get("DefinitionUri").or_else(|| get("DefinitionS3Location"));
            let file = file.and_then(|file| file_name(evaluator, &file.node));
            let included = get("Definition").map(|tree| &tree.node).or(properties);
            let file = file.or_else(|| included_file(evaluator, included?));
            if file.is_none() {
                let message = format!("{} has no definition", label(entry));
                let found = finding(Severity::Error, "no-definition", message, &entry.key_span);
                opened.diagnostics.push(found);
            }
            OpenedStateMachine {
                name,
                workflow_type,
                definition: "".into(),
                span: entry.key_span.clone(),
                machine: None,
                placeholders: Vec::new(),
                needed_file: file,
                substitutions,
                input: None,
            }
        }
    };
    opened.state_machines.push(machine);
    let fields = properties.and_then(Node::as_object).unwrap_or_default();
    for other in fields.iter().filter(|field| !PROPERTIES.contains(&&*field.key)) {
        opened.ignore(format!("{}.{}", label(entry), other.key), other);
    }
}

/// `DefinitionString`. CloudFormation wants a text there; an object is read all the same.
fn definition_string(evaluator: &Evaluator, string: &Entry) -> (Definition, Span) {
    let span = string.node.span.clone();
    match evaluator.text(&string.node) {
        Some(text) => (Definition::Text(text), span),
        None => {
            let message = "DefinitionString is to be a text; an object belongs into Definition";
            evaluator.report(message.to_owned(), &string.key_span);
            let node = evaluator.value(&string.node).unwrap_or_else(|| string.node.clone());
            (Definition::Tree(node), span)
        }
    }
}

/// The file that `Fn::Transform` with `AWS::Include` puts in place of an object.
fn included_file(evaluator: &Evaluator, node: &Node) -> Option<Arc<str>> {
    let transform = node.get("Fn::Transform")?;
    file_name(evaluator, transform.get("Parameters")?.get("Location")?)
}

/// `DefinitionUri`: a path, or a bucket and a key.
fn file_name(evaluator: &Evaluator, node: &Node) -> Option<Arc<str>> {
    let value = evaluator.value(node)?;
    scalar_text(&value).or_else(|| {
        let (bucket, key) = (scalar_text(value.get("Bucket")?)?, scalar_text(value.get("Key")?)?);
        Some(format!("s3://{bucket}/{key}").into())
    })
}

/// `DefinitionSubstitutions`, and what was filled in by hand.
fn substitutions(evaluator: &Evaluator, entry: &Entry) -> Substitutions {
    let mut values = evaluator.settings.placeholders.clone();
    let given = property(evaluator, entry, "DefinitionSubstitutions");
    for field in given.as_ref().and_then(Node::as_object).unwrap_or_default() {
        if let Some(text) = scalar_text(&field.node) {
            values.insert(field.key.to_string(), text.to_string());
        }
    }
    values
}

fn workflow_type(said: Option<&Node>) -> WorkflowType {
    match said.and_then(Node::as_str).map(|said| &**said) {
        Some("EXPRESS") => WorkflowType::Express,
        _ => WorkflowType::Standard,
    }
}

fn verbatim(text: &str, node: &Node) -> Text {
    let mut copied = Text::default();
    if let Some(value) = node.as_str() {
        copied.push_verbatim(value, 0, &align(text, node));
    }
    copied
}

/// Reads a definition of the opened text `source`. Its diagnostics are added to those of the text,
/// with places there.
fn read(
    source: &str,
    definition: Definition,
    name: Arc<str>,
    workflow_type: WorkflowType,
    span: Span,
    substitutions: &Substitutions,
    opened: &mut Opened,
) -> OpenedStateMachine {
    let options = Options { workflow_type };
    let (text, parsed, placeholders) = match definition {
        Definition::Tree(mut node) => {
            fill_in_tree(&mut node, substitutions);
            let mut placeholders = Vec::new();
            find_in_tree(&node, &mut placeholders);
            let text = serde_json::to_string_pretty(&node.to_json()).unwrap_or_default();
            (text, asl::parse_node(source, &node, options), placeholders)
        }
        Definition::Text(text) => {
            let text = fill_in(&text, substitutions);
            let places = find(&text.text).map(|(name, span)| (name, text.source_span(&span)));
            let placeholders = places.collect();
            let (written, mut parsed) = parse_text(&text.text, options);
            for found in &mut parsed.diagnostics {
                found.span = text.source_span(&found.span);
            }
            (written.unwrap_or(text.text), parsed, placeholders)
        }
    };
    opened.diagnostics.extend(parsed.diagnostics);
    OpenedStateMachine {
        name,
        workflow_type: options.workflow_type,
        definition: text.into(),
        span,
        machine: parsed.machine,
        placeholders: once_each(placeholders),
        needed_file: None,
        substitutions: Substitutions::new(),
        input: None,
    }
}

/// Reads a definition's text. Where names that are still open stand without quotes, as numbers or
/// objects, it is written anew with quotes around them.
fn parse_text(text: &str, options: Options) -> (Option<String>, Parsed) {
    if text.contains("${")
        && source::read_json(text).is_err()
        && let Ok(node) = source::read_json_with_placeholders(text)
    {
        let written = serde_json::to_string_pretty(&node.to_json()).unwrap_or_default();
        return (Some(written), asl::parse_node(text, &node, options));
    }
    (None, asl::parse_json_or_yaml(text, options))
}

/// The text with values for the names that have one.
fn fill_in(text: &Text, substitutions: &Substitutions) -> Text {
    let mut filled = Text::default();
    let mut at = 0;
    for (name, span) in find(&text.text) {
        if let Some(value) = substitutions.get(&*name) {
            filled.append(text.slice(at..span.start));
            filled.push_replaced(value, text.source_span(&span));
            at = span.end;
        }
    }
    filled.append(text.slice(at..text.text.len()));
    filled
}

fn fill_in_tree(node: &mut Node, substitutions: &Substitutions) {
    match &mut node.value {
        Value::String(text) if text.contains("${") => {
            let mut plain = Text::default();
            plain.push_replaced(text, node.span.clone());
            *text = fill_in(&plain, substitutions).text.into();
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill_in_tree(item, substitutions)),
        Value::Object(entries) => {
            entries.iter_mut().for_each(|entry| fill_in_tree(&mut entry.node, substitutions));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn find_in_tree(node: &Node, found: &mut Vec<(Arc<str>, Span)>) {
    match &node.value {
        Value::String(text) => {
            found.extend(find(text).map(|(name, _)| (name, node.span.clone())));
        }
        Value::Array(items) => items.iter().for_each(|item| find_in_tree(item, found)),
        Value::Object(entries) => {
            entries.iter().for_each(|entry| find_in_tree(&entry.node, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The `${names}` of a text, with their places in it.
fn find(text: &str) -> impl Iterator<Item = (Arc<str>, Span)> {
    let starts = text.match_indices("${").map(|(start, _)| start);
    starts.filter_map(move |start| {
        let end = start + text[start..].find('}')?;
        let name = text[start + 2..end].trim();
        let is_name = |c: char| c.is_alphanumeric() || "_-.:/[]* ".contains(c);
        (!name.is_empty() && name.chars().all(is_name)).then(|| (name.into(), start..end + 1))
    })
}

fn once_each(found: Vec<(Arc<str>, Span)>) -> Vec<Placeholder> {
    let mut seen = BTreeSet::new();
    let mut placeholders = Vec::new();
    for (name, span) in found {
        if seen.insert(name.clone()) {
            placeholders.push(Placeholder { name, span });
        }
    }
    placeholders
}
