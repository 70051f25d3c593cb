//! What people already have, opened: a definition in JSON or YAML, a part of one, one that is wrapped
//! as a string; a CloudFormation or SAM template with the queues, topics and functions around its
//! workflows; the Serverless Framework's configuration; Terraform's as far as its definitions go.
//!
//! [`open`] never refuses: it gives what it understood, and tells with places what is wrong, what
//! it left out, and what it still needs.

mod decode;
mod evaluate;
mod for_each;
mod foreign;
mod fragment;
mod functions;
mod hcl;
pub mod history;
pub mod mock_config;
mod physical;
mod resources;
mod serverless;
mod state_machine;
mod template;
mod terraform;
mod text;

pub use decode::decode;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::fragment::Whole;
use crate::asl::source::{self, Node, SourceError, Span};
use crate::asl::{self, Code, Diagnostic, Severity, StateMachine, WorkflowType};
use crate::services::{Account, Resources};
use crate::value::Json;

/// Everything that a text holds.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    pub format: Format,
    /// In the order of writing; one, but for templates.
    pub state_machines: Vec<OpenedStateMachine>,
    /// What the mocks are made from.
    pub resources: Resources,
    /// Names of activities.
    pub activities: Vec<Arc<str>>,
    /// A template's parameters with the values that were used.
    pub parameters: Vec<Parameter>,
    /// What has no meaning here.
    pub ignored: Vec<Ignored>,
    /// What is wrong, with places in the opened text.
    pub diagnostics: Vec<Diagnostic>,
}

/// How the text is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// An ASL definition.
    #[default]
    Definition,
    /// A CloudFormation template, perhaps with SAM, or Terraform's configuration.
    Template,
    /// The response of GetExecutionHistory, for [`history::read`].
    History,
    /// A `MockConfigFile.json`, for [`mock_config::read`].
    MockConfig,
    /// Nothing that holds a definition.
    Other,
}

/// A state machine of the opened text.
#[derive(Clone, Debug)]
pub struct OpenedStateMachine {
    /// `StateMachineName`, the resource's logical id, or the name that was given to [`open`].
    pub name: Arc<str>,
    pub workflow_type: WorkflowType,
    /// The definition as JSON text, with everything filled in that the template says.
    pub definition: Arc<str>,
    /// Where the definition stands in the opened text.
    pub span: Span,
    pub machine: Option<Arc<StateMachine>>,
    /// `${names}` in the definition that nothing gives a value to.
    pub placeholders: Vec<Placeholder>,
    /// The file that holds the definition (`DefinitionUri`), which is to be opened instead.
    pub needed_file: Option<Arc<str>>,
    /// Values for the placeholders in that file.
    pub substitutions: BTreeMap<String, String>,
    /// The input that the template suggests (the output `ExecutionInput`).
    pub input: Option<Json>,
}

/// A parameter of a template.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    pub name: Arc<str>,
    /// `String`, `Number`, `CommaDelimitedList`, …
    pub kind: Arc<str>,
    pub description: Option<Arc<str>>,
    pub default: Option<Arc<str>>,
    /// What was used: the value given, or the default.
    pub value: Option<Arc<str>>,
    pub allowed_values: Vec<Arc<str>>,
    pub span: Span,
}

/// A name that is to be filled in when the definition is deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// Without `${` and `}`.
    pub name: Arc<str>,
    /// In the opened text.
    pub span: Span,
}

/// Something of the text that has no meaning here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// `AWS::IAM::Role StatesExecutionRole`.
    pub what: String,
    pub span: Span,
}

/// What a text does not say itself.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub account: Account,
    /// Values of a template's parameters, by name.
    pub parameters: BTreeMap<String, String>,
    /// Values of `${names}` in definitions.
    pub placeholders: BTreeMap<String, String>,
    /// Of a definition with nothing around it that says its type.
    pub workflow_type: WorkflowType,
}

/// Opens a text. `name` is what a definition that does not say its own is called: a file's name,
/// say.
pub fn open(text: &str, name: &str) -> Opened {
    open_with(text, name, &Settings::default())
}

/// Opens a text with values for what it leaves open.
pub fn open_with(text: &str, name: &str, settings: &Settings) -> Opened {
    if text.trim().is_empty() {
        return foreign::told(text, None).unwrap_or_default();
    }
    let is_json = text.trim_start().starts_with(['{', '[', '"']);
    if !is_json && terraform::is_terraform(text) {
        return terraform::open(text, name, settings);
    }
    if let Some(part) = fenced(text).filter(|_| !is_json) {
        let mut opened = open_with(&text[part.clone()], name, settings);
        opened.move_spans(|span| span.start + part.start..span.end + part.start);
        return opened;
    }
    if is_json {
        return open_read(text, true, source::read_json(text), name, settings);
    }
    let mut opened = open_read(text, false, source::read_yaml(text), name, settings);
    if let Some(span) = second_document(text) {
        let message = "Only the first document of this YAML is read".to_owned();
        opened.diagnostics.push(finding(Severity::Warning, "more-documents", message, &span));
    }
    opened
}

fn open_read(
    text: &str,
    is_json: bool,
    read: Result<Node, SourceError>,
    name: &str,
    settings: &Settings,
) -> Opened {
    match read {
        Err(_) if is_json && source::read_json_with_placeholders(text).is_ok() => {
            state_machine::open_part(text, 0..text.len(), name, settings)
        }
        Err(_) if is_json => open_members(text, name, settings).unwrap_or_else(|| Opened {
            diagnostics: asl::parse(text).diagnostics,
            ..Opened::default()
        }),
        Err(error) => foreign::told(text, None).unwrap_or_else(|| Opened {
            diagnostics: vec![asl::broken_yaml(error)],
            ..Opened::default()
        }),
        Ok(node) if is_json && terraform::is_terraform_json(&node) => {
            terraform::open_json(text, &node, settings)
        }
        Ok(node) if is_template(&node) => template::open(text, &node, settings),
        Ok(node) if serverless::is_serverless(&node) => serverless::open(text, &node, settings),
        Ok(node) if is_json && history::is_history(&node.to_json()) => {
            let message = "This is the history of an execution, not its definition";
            other_format(Format::History, message, &node)
        }
        Ok(node) if is_json && mock_config::is_mock_config(&node.to_json()) => {
            let message = "This is a mock file, not a definition";
            other_format(Format::MockConfig, message, &node)
        }
        Ok(node) => match fragment::whole(&node, name) {
            Some(Whole::Template(template)) => template::open(text, &template, settings),
            Some(Whole::Definition(node)) => state_machine::open_tree(text, node, name, settings),
            None => open_template_body(&node, name, settings)
                .or_else(|| foreign::told(text, Some(&node)))
                .unwrap_or_else(|| state_machine::open_definition(text, &node, name, settings)),
        },
    }
}

/// The template that the answer of GetTemplate holds as a string.
fn open_template_body(node: &Node, name: &str, settings: &Settings) -> Option<Opened> {
    let body = node.get("TemplateBody")?;
    let mut opened = open_with(body.as_str()?, name, settings);
    opened.move_spans(|_| body.span.clone());
    Some(opened)
}

/// The line that begins the second document of a YAML text.
fn second_document(text: &str) -> Option<Span> {
    let mut at = 0;
    let mut has_content = false;
    for line in text.split_inclusive('\n') {
        if line.trim_end() == "---" && has_content {
            return Some(at..at + 3);
        }
        let is_content = !line.trim().is_empty() && !line.starts_with(['#', '%']);
        has_content |= is_content && line.trim_end() != "---";
        at += line.len();
    }
    None
}

/// The first block of code in a text of Markdown, such as a chat or an issue: all between ```` ``` ````
/// at the beginnings of two lines.
fn fenced(text: &str) -> Option<Span> {
    const FENCE: &str = "```";
    let starts_line = |at: &usize| text[..*at].is_empty() || text[..*at].ends_with('\n');
    let mut fences = text.match_indices(FENCE).map(|(at, _)| at).filter(starts_line);
    let start = fences.next()?;
    let start = start + text[start..].find('\n')? + 1;
    let end = fences.find(|end| *end >= start)?;
    Some(start..end)
}

/// Fields of an object without the braces around them: `"A": {"Type": "Pass"}`.
fn open_members(text: &str, name: &str, settings: &Settings) -> Option<Opened> {
    let is_member = text.trim_start().starts_with('"');
    let whole = is_member.then(|| format!("{{{}}}", text.trim_end().trim_end_matches(',')))?;
    source::read_json(&whole).ok()?;
    let mut opened = open_with(&whole, name, settings);
    let without_brace = |at: usize| at.saturating_sub(1).min(text.len());
    opened.move_spans(|span| without_brace(span.start)..without_brace(span.end));
    Some(opened)
}

/// A text that is understood, but holds no state machine.
fn other_format(format: Format, message: &str, node: &Node) -> Opened {
    let found = finding(Severity::Error, "no-state-machine", message.to_owned(), &node.span);
    Opened { format, diagnostics: vec![found], ..Opened::default() }
}

fn is_template(node: &Node) -> bool {
    let has = |name| node.get(name).is_some();
    let is_definition = has("States") || has("StartAt");
    !is_definition && (has("Resources") || has("AWSTemplateFormatVersion") || has("Transform"))
}

impl Opened {
    /// Whether at least one state machine could be read.
    pub fn is_usable(&self) -> bool {
        self.state_machines.iter().any(|opened| opened.machine.is_some())
    }

    /// Moves all places, where the text that was read is not the one that was given.
    fn move_spans(&mut self, moved: impl Fn(&Span) -> Span) {
        let machines = self.state_machines.iter_mut().flat_map(|machine| {
            let placeholders = machine.placeholders.iter_mut().map(|it| &mut it.span);
            placeholders.chain([&mut machine.span])
        });
        let spans = machines
            .chain(self.parameters.iter_mut().map(|it| &mut it.span))
            .chain(self.ignored.iter_mut().map(|it| &mut it.span))
            .chain(self.diagnostics.iter_mut().map(|it| &mut it.span));
        spans.for_each(|span| *span = moved(span));
    }
}

/// A finding of the importer's own.
fn finding(severity: Severity, code: &'static str, message: String, span: &Span) -> Diagnostic {
    let code = Code::Advice(code);
    Diagnostic { severity, code, message, location: None, span: span.clone() }
}
