//! `signalbox check`: what is wrong with definitions, and where.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use clap::{Args, ValueEnum};

use super::{Exit, show, source};
use crate::asl::validate::{ValidateRequest, validate_response};
use crate::asl::{Diagnostic, Severity, WorkflowType, advice_link};

/// Tells what is wrong with definitions, with the place in the text.
///
/// Errors are those for which CreateStateMachine would refuse the definition. Ends with status 0
/// when there are none, 1 when there are, 2 when a file cannot be read.
#[derive(Args)]
pub struct Arguments {
    /// Definitions or templates; `-` reads standard input.
    #[arg(required = true)]
    definitions: Vec<String>,
    /// Print the response of ValidateStateMachineDefinition instead, one a definition.
    #[arg(long)]
    json: bool,
    /// Judge definitions (not templates, which say it) as this type.
    #[arg(long, value_enum, ignore_case = true, default_value_t = Type::Standard)]
    r#type: Type,
    /// The least severity to show.
    #[arg(long, value_enum, ignore_case = true, default_value_t = Least::Hint)]
    severity: Least,
}

#[derive(Clone, Copy, ValueEnum)]
enum Type {
    Standard,
    Express,
}

#[derive(Clone, Copy, ValueEnum)]
enum Least {
    Error,
    Warning,
    /// Signalbox's own advice.
    Hint,
}

pub fn check(arguments: &Arguments) -> Result<(), Exit> {
    let mut n_errors = 0;
    for path in &arguments.definitions {
        n_errors += match arguments.json {
            true => check_json(arguments, path)?,
            false => check_text(arguments, path)?,
        };
    }
    match n_errors {
        0 => Ok(()),
        _ => Err(Exit::quiet(1)),
    }
}

/// Prints the API's response; tells how many definitions have errors.
fn check_json(arguments: &Arguments, path: &str) -> Result<usize, Exit> {
    let (text, opened) = source::open(path)?;
    let mut definitions: Vec<(&str, WorkflowType)> = opened
        .state_machines
        .iter()
        .map(|machine| (&*machine.definition, arguments.workflow_type(machine.workflow_type)))
        .collect();
    if definitions.is_empty() {
        definitions.push((&text, arguments.workflow_type(WorkflowType::Standard)));
    }
    let mut n_failed = 0;
    for (definition, workflow_type) in definitions {
        let severity = match arguments.severity {
            Least::Error => Severity::Error,
            Least::Warning | Least::Hint => Severity::Warning,
        };
        let request = ValidateRequest { workflow_type, severity, ..ValidateRequest::default() };
        let response = validate_response(definition, request)
            .map_err(|error| Exit { message: format!("{path}: {error}"), status: 1 })?;
        let is_ok = response.get("result").is_some_and(|result| result.as_str() == Some("OK"));
        n_failed += usize::from(!is_ok);
        show(response);
    }
    Ok(n_failed)
}

/// Prints each finding with the lines it is about; tells how many errors there are.
fn check_text(arguments: &Arguments, path: &str) -> Result<usize, Exit> {
    let (text, opened) = source::open(path)?;
    let mut found = opened.diagnostics.clone();
    if matches!(arguments.r#type, Type::Express) {
        found.extend(as_express(&text, &opened.diagnostics));
    }
    let least = arguments.least();
    let renderer = Renderer::styled();
    for diagnostic in found.iter().filter(|found| found.severity <= least) {
        show(format_args!("{}\n", frame(&renderer, path, &text, diagnostic)));
    }
    for machine in &opened.state_machines {
        if let Some(file) = &machine.needed_file {
            let name = &machine.name;
            show(format_args!("{path}: the definition of {name} is in {file}, not found here\n"));
        }
    }
    let count = |severity| found.iter().filter(|it| it.severity == severity).count();
    let (n_errors, n_warnings) = (count(Severity::Error), count(Severity::Warning));
    match (n_errors, n_warnings) {
        (0, 0) => show(format_args!("{path}: OK")),
        (n_errors, n_warnings) => {
            let errors = source::in_number(n_errors, "error");
            let warnings = source::in_number(n_warnings, "warning");
            show(format_args!("{path}: {errors}, {warnings}"))
        }
    }
    Ok(n_errors)
}

/// What a definition may not say in an EXPRESS workflow.
fn as_express(text: &str, known: &[Diagnostic]) -> Vec<Diagnostic> {
    let options = crate::asl::Options { workflow_type: WorkflowType::Express };
    let parsed = crate::asl::parse_with(text, options);
    parsed.diagnostics.into_iter().filter(|found| !known.contains(found)).collect()
}

/// A finding as compilers show theirs.
fn frame(renderer: &Renderer, path: &str, text: &str, diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::HELP,
    };
    // Jackson's messages end with the place, and quote the text: the frame shows both.
    let message = diagnostic.message.split("\n at [Source:").next().unwrap_or_default();
    let title = level.primary_title(message).id(diagnostic.code.as_str());
    let span = within(&diagnostic.span, text);
    let mut annotation = AnnotationKind::Primary.span(span);
    if let Some(location) = diagnostic.location.as_ref().filter(|it| it.starts_with('/')) {
        annotation = annotation.label(location);
    }
    let snippet = Snippet::source(text).path(path).annotation(annotation);
    let group = title.element(snippet);
    renderer.render(&[match advice_link(diagnostic.code) {
        Some(link) => group.element(Level::NOTE.message(link)),
        None => group,
    }])
}

/// The span, kept inside the text and to its first line: a whole state needs no frame.
fn within(span: &Range<usize>, text: &str) -> Range<usize> {
    let start = floor_char(text, span.start);
    let end = floor_char(text, span.end.max(start));
    let line_end = text[start..end].find('\n').map_or(end, |at| start + at);
    start..line_end.max(start)
}

fn floor_char(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

impl Arguments {
    fn least(&self) -> Severity {
        match self.severity {
            Least::Error => Severity::Error,
            Least::Warning => Severity::Warning,
            Least::Hint => Severity::Hint,
        }
    }

    /// A template says what its machines are; for a definition the option does.
    fn workflow_type(&self, said: WorkflowType) -> WorkflowType {
        match self.r#type {
            Type::Standard => said,
            Type::Express => WorkflowType::Express,
        }
    }
}
