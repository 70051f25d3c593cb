//! A CloudFormation or SAM template: its parameters, conditions and resources.

use std::sync::Arc;

use super::evaluate::Evaluator;
use super::for_each;
use super::resources::{add_dead_letter_queues, is_subscriber, read_resource};
use super::state_machine::{is_state_machine, read_state_machine};
use super::{Format, Ignored, Opened, Parameter, Settings, finding};
use crate::asl::Severity;
use crate::asl::source::{Entry, Node, Value};
use crate::sort;
use crate::value::Json;

/// Opens a template.
pub(super) fn open(text: &str, root: &Node, settings: &Settings) -> Opened {
    let parameters = read_parameters(root, settings);
    if for_each::has_loops(root) {
        let evaluator = Evaluator::new(text, root, &parameters, settings);
        let written_out = for_each::write_out(&evaluator, root);
        let mut opened = open_resources(text, &written_out, parameters, settings);
        opened.diagnostics.extend(evaluator.into_findings());
        return opened;
    }
    open_resources(text, root, parameters, settings)
}

fn open_resources(
    text: &str,
    root: &Node,
    parameters: Vec<Parameter>,
    settings: &Settings,
) -> Opened {
    let evaluator = Evaluator::new(text, root, &parameters, settings);
    let mut opened = Opened { format: Format::Template, parameters, ..Opened::default() };
    // Subscribers come behind what they subscribe to.
    let (subscribers, others): (Vec<&Entry>, Vec<&Entry>) =
        section(root, "Resources").iter().partition(|entry| is_subscriber(entry));
    for entry in others.into_iter().chain(subscribers) {
        let kind = resource_type(&entry.node);
        let condition = entry.node.get("Condition").and_then(Node::as_str);
        if let Some(condition) = condition.filter(|name| !evaluator.condition(name)) {
            opened.ignore(format!("{} ({condition} does not hold)", label(entry)), entry);
        } else if is_state_machine(kind) {
            read_state_machine(&evaluator, entry, &mut opened);
        } else {
            read_resource(&evaluator, kind, entry, &mut opened);
        }
    }
    add_dead_letter_queues(&mut opened.resources);
    sort::by_key(&mut opened.ignored, |ignored| ignored.span.start);
    if opened.state_machines.is_empty() {
        let message = "The template has no state machine".to_owned();
        let span = root.entry("Resources").map_or(&root.span, |entry| &entry.key_span);
        opened.diagnostics.push(finding(Severity::Error, "no-state-machine", message, span));
    }
    suggest_inputs(&evaluator, root, &mut opened);
    opened.diagnostics.extend(evaluator.into_findings());
    opened
}

impl Opened {
    pub(super) fn ignore(&mut self, what: String, entry: &Entry) {
        self.ignored.push(Ignored { what, span: entry.key_span.clone() });
    }
}

/// `AWS::SQS::Queue Orders`.
pub(super) fn label(entry: &Entry) -> String {
    format!("{} {}", resource_type(&entry.node), entry.key)
}

/// The `Type` of a resource.
pub(super) fn resource_type(node: &Node) -> &str {
    node.get("Type").and_then(Node::as_str).map_or("", |text| text)
}

/// The fields of a part of the template.
pub(super) fn section<'t>(root: &'t Node, name: &str) -> &'t [Entry] {
    root.get(name).and_then(Node::as_object).unwrap_or_default()
}

fn read_parameters(root: &Node, settings: &Settings) -> Vec<Parameter> {
    let parameters = section(root, "Parameters").iter().map(|entry| {
        let text = |name: &str| entry.node.get(name).and_then(scalar_text);
        let allowed = entry.node.get("AllowedValues").and_then(Node::as_array);
        let default = text("Default");
        let given = settings.parameters.get(&*entry.key).map(|value| value.as_str().into());
        Parameter {
            name: entry.key.clone(),
            kind: text("Type").unwrap_or_else(|| "String".into()),
            description: text("Description"),
            value: given.or_else(|| default.clone()),
            default,
            allowed_values: allowed.unwrap_or_default().iter().filter_map(scalar_text).collect(),
            span: entry.key_span.clone(),
        }
    });
    parameters.collect()
}

/// A scalar as the text that CloudFormation takes it for.
pub(super) fn scalar_text(node: &Node) -> Option<Arc<str>> {
    match &node.value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(value) => Some(value.to_string().into()),
        Value::Number(number) => Some(number.to_string().into()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The workshop's templates suggest an input in an output called `ExecutionInput`.
fn suggest_inputs(evaluator: &Evaluator, root: &Node, opened: &mut Opened) {
    let value = root.get("Outputs").and_then(|outputs| outputs.get("ExecutionInput")?.get("Value"));
    let text = value.and_then(|value| evaluator.text(value));
    let input = text.and_then(|text| Json::parse(&text.text).ok());
    for machine in &mut opened.state_machines {
        machine.input = input.clone();
    }
}
