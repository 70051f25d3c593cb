//! Text into a [`StateMachine`], and everything that is wrong with the text.
//!
//! One walk over the source tree builds the states and tells what does not fit AWS's schema, in
//! the order of writing; then `validate` looks at what states mean to each other. Reading goes on
//! behind a mistake: whatever can be drawn is returned.

mod advice;
mod choice;
mod data_flow;
mod errors;
mod expression;
mod fields;
mod machine;
mod map;
mod nearly_json;
mod payload;
mod place;
mod reader;
mod scopes;
mod state;
mod task;
mod warnings;

use std::sync::Arc;

pub use advice::advice_link;
pub(super) use machine::{Reference, Scope, ScopeState};
pub(super) use reader::has_placeholder;

use place::Place;
use reader::Reader;

use super::source::{self, Node, SourceError, Span, Value};
use super::validate;
use super::{Code, Diagnostic, Severity, StateMachine, WorkflowType};
use crate::sort;

/// What reading a definition gives.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// Whatever could be understood, also beside errors; `None` when nothing could.
    pub machine: Option<Arc<StateMachine>>,
    /// In AWS's order.
    pub diagnostics: Vec<Diagnostic>,
}

/// How a definition is judged.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// `type` of CreateStateMachine.
    pub workflow_type: WorkflowType,
}

/// Reads a definition in JSON, as a STANDARD workflow.
pub fn parse(text: &str) -> Parsed {
    parse_with(text, Options::default())
}

/// Reads a definition in JSON.
pub fn parse_with(text: &str, options: Options) -> Parsed {
    if text.trim().is_empty() {
        return not_an_object(0..text.len());
    }
    match source::read_json(text) {
        Ok(node) => parse_node(text, &node, options),
        Err(error) => {
            let advice = nearly_json::advise(text, &error);
            let diagnostics = std::iter::once(broken_text(text, error)).chain(advice).collect();
            Parsed { machine: None, diagnostics }
        }
    }
}

/// Reads a definition in JSON or, when it does not begin as JSON does, in YAML.
pub fn parse_json_or_yaml(text: &str, options: Options) -> Parsed {
    if text.trim().is_empty() || text.trim_start().starts_with(['{', '[', '"']) {
        return parse_with(text, options);
    }
    match source::read_yaml(text) {
        // A word alone is YAML too, but nobody's.
        Ok(node) if node.as_object().is_none() => parse_with(text, options),
        Ok(node) => parse_node(text, &node, options),
        Err(error) => Parsed { machine: None, diagnostics: vec![broken_yaml(error)] },
    }
}

/// Reads a definition that has been read from a text as JSON or YAML.
pub fn parse_node(text: &str, node: &Node, options: Options) -> Parsed {
    let Value::Object(_) = node.value else { return not_an_object(node.span.clone()) };
    let mut reader = Reader::new(text, options);
    let machine = machine::read_definition(&mut reader, &Place::root(node));
    let Reader { mut diagnostics, scopes, .. } = reader;
    diagnostics.extend(validate::graph(&scopes));
    diagnostics.extend(validate::duplicate_names(&scopes));
    sort::by_key(&mut diagnostics, |diagnostic| diagnostic.severity);
    Parsed { machine: machine.map(Arc::new), diagnostics }
}

impl Parsed {
    /// Whether CreateStateMachine would take the definition.
    pub fn is_valid(&self) -> bool {
        let is_error = |found: &Diagnostic| found.severity == Severity::Error;
        self.machine.is_some() && !self.diagnostics.iter().any(is_error)
    }
}

fn not_an_object(span: Span) -> Parsed {
    let message = "Definition must be a valid JSON object".to_owned();
    let code = Code::SchemaValidationFailed;
    let diagnostic = Diagnostic { severity: Severity::Error, code, message, location: None, span };
    Parsed { machine: None, diagnostics: vec![diagnostic] }
}

/// What is wrong with a text that is no YAML.
pub(crate) fn broken_yaml(error: SourceError) -> Diagnostic {
    let message = format!("{} (line {}, column {})", error.message, error.line, error.column);
    unreadable(error, message, None)
}

/// Jackson's message with the text in it, as AWS gives it.
fn broken_text(text: &str, error: SourceError) -> Diagnostic {
    let source = jackson_source(text);
    let location = format!("[Source: {source}; line: {}, column: {}]", error.line, error.column);
    let message = format!("{}\n at {location}", error.message);
    unreadable(error, message, Some(location))
}

fn unreadable(error: SourceError, message: String, location: Option<String>) -> Diagnostic {
    let code = match error.is_too_deep {
        true => Code::TooDeeplyNested,
        false => Code::InvalidJsonDescription,
    };
    Diagnostic { severity: Severity::Error, code, message, location, span: error.span }
}

/// The text as Jackson quotes it: not more than its first 500 characters.
fn jackson_source(text: &str) -> String {
    const SHOWN_MAX: usize = 500;
    let n_chars = text.chars().count();
    let shown: String = text.chars().take(SHOWN_MAX).collect();
    match n_chars.saturating_sub(SHOWN_MAX) {
        0 => format!("(String)\"{shown}\""),
        n_hidden => format!("(String)\"{shown}\"[truncated {n_hidden} chars]"),
    }
}
