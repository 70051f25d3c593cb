//! The Serverless Framework's configuration, `serverless.yml`: the section `stepFunctions` of the
//! plugin serverless-step-functions with the functions and resources around it, rewritten as the
//! CloudFormation template that they are deployed as.

mod variables;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::variables::{STAGE, Variables};
use super::template;
use super::{Opened, Settings};
use crate::asl::source::{Entry, Node, Span, Value};

/// Whether an object is such a configuration, or the file of state machines that one includes.
pub(super) fn is_serverless(root: &Node) -> bool {
    let has = |name| root.get(name).is_some();
    let has_machines =
        |node: &Node| machines(node).iter().any(|entry| entry.node.get("definition").is_some());
    has("stepFunctions") || has("service") && has("provider") || has_machines(root)
}

/// Opens a configuration.
pub(super) fn open(text: &str, root: &Node, settings: &Settings) -> Opened {
    let root = Variables::new(root, &settings.account).fill_in(root);
    let mut rewriting = Rewriting::of(&root);
    rewriting.functions();
    rewriting.state_machines();
    rewriting.activities();
    let template = rewriting.into_template();
    let mut opened = template::open(text, &template, settings);
    // Where variables were filled in, a place is as near as can be told.
    opened.move_spans(|span| within(text, span));
    opened
}

fn within(text: &str, span: &Span) -> Span {
    let floor = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    let start = floor(span.start).unwrap_or(0);
    start..floor(span.end).unwrap_or(0).max(start)
}

/// The configuration's section on state machines; a file that is included in one is that section.
fn section(root: &Node) -> &Node {
    root.get("stepFunctions").unwrap_or(root)
}

/// The state machines, written as an object or as a list of objects.
fn machines(root: &Node) -> Vec<&Entry> {
    section(root).get("stateMachines").map(entries).unwrap_or_default()
}

/// The entries of an object, or of all the objects of a list.
fn entries(node: &Node) -> Vec<&Entry> {
    let objects = node.as_array().unwrap_or(std::slice::from_ref(node));
    objects.iter().filter_map(Node::as_object).flatten().collect()
}

struct Rewriting<'r> {
    root: &'r Node,
    resources: Vec<Entry>,
    /// What the configuration calls a resource, and its logical id in the template.
    logical_ids: BTreeMap<Arc<str>, Arc<str>>,
}

impl<'r> Rewriting<'r> {
    fn of(root: &'r Node) -> Rewriting<'r> {
        let resources = root.get("resources").map(entries).unwrap_or_default();
        let resources = resources.into_iter().filter(|entry| &*entry.key == "Resources");
        let resources = resources.flat_map(|entry| entries(&entry.node)).cloned().collect();
        Rewriting { root, resources, logical_ids: BTreeMap::new() }
    }

    fn provider(&self, name: &str) -> Option<&'r Node> {
        self.root.get("provider")?.get(name)
    }

    /// `service-stage-name`, as the framework calls a function.
    fn function_name(&self, name: &str) -> String {
        let service = self.root.get("service");
        let service = service.and_then(|it| it.as_str().or_else(|| it.get("name")?.as_str()));
        let stage = self.provider("stage").and_then(Node::as_str).map_or(STAGE, |stage| stage);
        service.map_or(name.to_owned(), |service| format!("{service}-{stage}-{name}"))
    }

    fn functions(&mut self) {
        for entry in self.root.get("functions").map(entries).unwrap_or_default() {
            let function = &entry.node;
            let span = &entry.key_span;
            let own = |name: &str| function.get(name).cloned();
            let inherited = |name: &str| own(name).or_else(|| self.provider(name).cloned());
            let name = own("name").unwrap_or_else(|| string(&self.function_name(&entry.key), span));
            let variables = [self.provider("environment"), function.get("environment")];
            let variables = variables.into_iter().flatten().flat_map(entries).cloned().collect();
            let environment = object(
                [("Variables", Some(Node { value: Value::Object(variables), span: span.clone() }))],
                span,
            );
            let properties = object(
                [
                    ("FunctionName", Some(name)),
                    ("Handler", own("handler")),
                    ("Runtime", inherited("runtime")),
                    ("Timeout", inherited("timeout")),
                    ("Environment", Some(environment)),
                ],
                span,
            );
            let id: Arc<str> = format!("{}LambdaFunction", normalized(&entry.key)).into();
            self.polled_queues(entry, &id);
            self.add(entry, id, "AWS::Lambda::Function", properties);
        }
    }

    /// The queues among a function's events: `sqs: arn`, or an object with the ARN.
    fn polled_queues(&mut self, function: &Entry, id: &Arc<str>) {
        let events = function.node.get("events").map(entries).unwrap_or_default();
        for (n, event) in events.into_iter().filter(|event| &*event.key == "sqs").enumerate() {
            let arn = event.node.get("arn").unwrap_or(&event.node).clone();
            let span = &event.key_span;
            let properties = object(
                [
                    ("EventSourceArn", Some(arn)),
                    ("FunctionName", Some(object([("Ref", Some(string(id, span)))], span))),
                    ("BatchSize", event.node.get("batchSize").cloned()),
                ],
                span,
            );
            let id = format!("{id}EventSourceMappingSQS{n}").into();
            self.add(event, id, "AWS::Lambda::EventSourceMapping", properties);
        }
    }

    fn state_machines(&mut self) {
        const KIND: &str = "AWS::StepFunctions::StateMachine";
        let section = section(self.root);
        let machines_node = section.get("stateMachines");
        let listed = machines_node.and_then(Node::as_array).unwrap_or_default();
        for node in [section].into_iter().chain(machines_node).chain(listed) {
            if let Some(file) = file_of(node) {
                self.included(node, &file);
            }
        }
        for entry in machines(self.root) {
            let span = &entry.key_span;
            let definition = entry.node.get("definition");
            let file = file_of(definition.unwrap_or(&entry.node));
            let mut properties = vec![field("StateMachineName", string(&entry.key, span))];
            for field in entry.node.as_object().unwrap_or_default() {
                let key = match &*field.key {
                    "name" => "StateMachineName",
                    "type" => "StateMachineType",
                    "definition" if file.is_some() => continue,
                    "definition" if field.node.as_str().is_some() => "DefinitionString",
                    "definition" => "Definition",
                    other => other,
                };
                properties.push(Entry { key: key.into(), ..field.clone() });
            }
            properties.extend(file.map(|file| field("DefinitionUri", string(&file, span))));
            let properties = Node { value: Value::Object(properties), span: span.clone() };
            let id = format!("{}StepFunctionsStateMachine", normalized(&entry.key)).into();
            self.add(entry, id, KIND, properties);
        }
    }

    /// State machines that are in a file of their own: all of them, or one of a list.
    fn included(&mut self, node: &Node, file: &str) {
        let properties = object([("DefinitionUri", Some(string(file, &node.span)))], &node.span);
        let within = node.as_str().and_then(|text| text.rsplit_once("):"));
        let key = within.map_or("stateMachines", |(_, name)| name.trim_end_matches('}'));
        let (key, key_span) = (key.into(), node.span.clone());
        let entry = Entry { key, key_span, node: node.clone() };
        self.add(&entry, entry.key.clone(), "AWS::Serverless::StateMachine", properties);
    }

    fn activities(&mut self) {
        let activities = section(self.root).get("activities").and_then(Node::as_array);
        for node in activities.unwrap_or_default() {
            let Some(name) = node.as_str() else { continue };
            let entry =
                Entry { key: name.clone(), key_span: node.span.clone(), node: node.clone() };
            let id = format!("{}StepFunctionsActivity", normalized(name)).into();
            let properties = object([("Name", Some(node.clone()))], &node.span);
            self.add(&entry, id, "AWS::StepFunctions::Activity", properties);
        }
    }

    fn add(&mut self, entry: &Entry, id: Arc<str>, kind: &str, properties: Node) {
        let span = &entry.key_span;
        let fields = [("Type", Some(string(kind, span))), ("Properties", Some(properties))];
        let node = Node { span: entry.node.span.clone(), ..object(fields, span) };
        self.logical_ids.insert(entry.key.clone(), id.clone());
        self.resources.push(Entry { key: id, key_span: span.clone(), node });
    }

    fn into_template(mut self) -> Node {
        let mut resources = std::mem::take(&mut self.resources);
        resources.iter_mut().for_each(|resource| self.rename(&mut resource.node));
        let others = self.root.get("resources").map(entries).unwrap_or_default();
        let others = others.into_iter().filter(|entry| &*entry.key != "Resources").cloned();
        let span = self.root.span.clone();
        let resources = Node { value: Value::Object(resources), span: span.clone() };
        let fields = std::iter::once(field("Resources", resources)).chain(others);
        Node { value: Value::Object(fields.collect()), span }
    }

    /// References name functions and state machines as the configuration does.
    fn rename(&self, node: &mut Node) {
        match &mut node.value {
            Value::Object(fields) => {
                for field in fields {
                    match &*field.key {
                        "Ref" | "Fn::GetAtt" => self.rename_reference(&mut field.node),
                        _ => self.rename(&mut field.node),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.rename(item)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn rename_reference(&self, node: &mut Node) {
        match &mut node.value {
            Value::String(text) => {
                let (name, attribute) = text.split_at(text.find('.').unwrap_or(text.len()));
                if let Some(id) = self.logical_ids.get(name) {
                    *text = format!("{id}{attribute}").into();
                }
            }
            Value::Array(items) => {
                if let Some(name) = items.first_mut() {
                    self.rename_reference(name);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {}
        }
    }
}

/// A name as the framework makes it part of a logical id: `send-mail` is `SendDashmail`.
fn normalized(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let name: String = first.into_iter().chain(letters).collect();
    name.replace('-', "Dash").replace('_', "Underscore")
}

/// The file of `${file(path)}`, when a value is just that.
fn file_of(node: &Node) -> Option<String> {
    let inner = node.as_str()?.trim().strip_prefix("${file(")?;
    let path = inner.split_once(')')?.0.trim();
    Some(path.strip_prefix("./").unwrap_or(path).to_owned())
}

fn string(text: &str, span: &Span) -> Node {
    Node { value: Value::String(text.into()), span: span.clone() }
}

fn field(name: &str, node: Node) -> Entry {
    Entry { key: name.into(), key_span: node.span.clone(), node }
}

/// An object of the fields that are there.
fn object<const N: usize>(fields: [(&str, Option<Node>); N], span: &Span) -> Node {
    let fields = fields.into_iter().filter_map(|(name, node)| Some(field(name, node?)));
    Node { value: Value::Object(fields.collect()), span: span.clone() }
}
