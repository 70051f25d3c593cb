//! What people already have, opened: a definition in JSON or YAML, one that is wrapped as a string,
//! a CloudFormation or SAM template with the queues, topics and functions around its workflows, or
//! Terraform's configuration as far as its definitions go.
//!
//! [`open`] never refuses: it gives what it understood, and tells with places what is wrong, what
//! it left out, and what it still needs.

mod decode;
mod evaluate;
mod for_each;
mod functions;
mod hcl;
pub mod history;
pub mod mock_config;
mod physical;
mod resources;
mod state_machine;
mod template;
mod terraform;
mod text;

pub use decode::decode;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::source::{self, Node, Span};
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
}

/// Opens a text. `name` is what a definition that does not say its own is called: a file's name,
/// say.
pub fn open(text: &str, name: &str) -> Opened {
    open_with(text, name, &Settings::default())
}

/// Opens a text with values for what it leaves open.
pub fn open_with(text: &str, name: &str, settings: &Settings) -> Opened {
    let is_json = text.trim_start().starts_with(['{', '[', '"']) || text.trim().is_empty();
    if !is_json && terraform::is_terraform(text) {
        return terraform::open(text, name, settings);
    }
    let read = if is_json { source::read_json(text) } else { source::read_yaml(text) };
    match read {
        Err(_) if is_json && source::read_json_with_placeholders(text).is_ok() => {
            state_machine::open_part(text, 0..text.len(), name, settings)
        }
        Err(_) if is_json => {
            Opened { diagnostics: asl::parse(text).diagnostics, ..Opened::default() }
        }
        Err(error) => Opened { diagnostics: vec![asl::broken_yaml(error)], ..Opened::default() },
        Ok(node) if is_json && terraform::is_terraform_json(&node) => {
            terraform::open_json(text, &node, settings)
        }
        Ok(node) if is_template(&node) => template::open(text, &node, settings),
        Ok(node) if is_json && history::is_history(&node.to_json()) => {
            let message = "This is the history of an execution, not its definition";
            other_format(Format::History, message, &node)
        }
        Ok(node) if is_json && mock_config::is_mock_config(&node.to_json()) => {
            let message = "This is a mock file, not a definition";
            other_format(Format::MockConfig, message, &node)
        }
        Ok(node) => state_machine::open_definition(text, &node, name, settings),
    }
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
}

/// A finding of the importer's own.
fn finding(severity: Severity, code: &'static str, message: String, span: &Span) -> Diagnostic {
    let code = Code::Advice(code);
    Diagnostic { severity, code, message, location: None, span: span.clone() }
}
