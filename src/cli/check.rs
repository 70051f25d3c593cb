//! `signalbox check`: what is wrong with definitions, and where.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use clap::{Args, ValueEnum};

use super::source::Type;
use super::{Exit, show, source};
use crate::asl::validate::{ValidateRequest, validate_response};
use crate::asl::{Diagnostic, Severity, WorkflowType, advice_link};
use crate::import::{Opened, OpenedStateMachine};

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
    /// The least severity to show; unless said `hint`, or with `--json` `error`, as the API has it.
    #[arg(long, value_enum, ignore_case = true)]
    severity: Option<Least>,
    /// With `--json`, how many diagnostics a response holds at most; `0` for 100, the most.
    #[arg(long, value_name = "N", requires = "json", default_value_t = 0)]
    max_results: u32,
}

/// More frames than that nobody reads.
const FRAMES_MAX: usize = 1000;

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
    let (text, opened) = arguments.open(path)?;
    let mut definitions: Vec<(&str, WorkflowType)> = Vec::new();
    for machine in &opened.state_machines {
        if let Some(missing) = missing(path, machine) {
            return Err(Exit::usage(missing));
        }
        definitions.push((&machine.definition, machine.workflow_type));
    }
    if definitions.is_empty() {
        definitions.push((&text, arguments.r#type.workflow_type()));
    }
    let severity = arguments.severity.map_or(Severity::Error, Least::severity);
    let severity = severity.min(Severity::Warning);
    let max_results = arguments.max_results;
    let mut n_failed = 0;
    for (definition, workflow_type) in definitions {
        let request = ValidateRequest { workflow_type, severity, max_results };
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
    let (text, opened) = arguments.open(path)?;
    let found = &opened.diagnostics;
    let least = arguments.severity.map_or(Severity::Hint, Least::severity);
    let frames = Frames::of(path, &text);
    let shown = found.iter().filter(|found| found.severity <= least);
    for diagnostic in shown.clone().take(FRAMES_MAX) {
        show(format_args!("{}\n", frames.frame(diagnostic)));
    }
    let n_more = shown.count().saturating_sub(FRAMES_MAX);
    if n_more > 0 {
        show(format_args!("{path}: {}\n", source::in_number(n_more, "more finding")));
    }
    for machine in &opened.state_machines {
        if let Some(missing) = missing(path, machine) {
            show(format_args!("{missing}\n"));
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

/// What there is to say when a template has a definition in another file, and that is not there.
fn missing(path: &str, machine: &OpenedStateMachine) -> Option<String> {
    let file = machine.needed_file.as_ref()?;
    Some(format!("{path}: the definition of {} is in {file}, not found here", machine.name))
}

/// The frames around what is found in a text.
struct Frames<'t> {
    renderer: Renderer,
    path: &'t str,
    text: &'t str,
    /// Where each line begins.
    lines: Vec<usize>,
}

impl<'t> Frames<'t> {
    fn of(path: &'t str, text: &'t str) -> Frames<'t> {
        let lines = text.match_indices('\n').map(|(newline, _)| newline + 1);
        let lines = std::iter::once(0).chain(lines).collect();
        Frames { renderer: Renderer::styled(), path, text, lines }
    }

    /// Where a line stands, by its number from 1 on, without its end.
    fn line(&self, number: usize) -> Range<usize> {
        let start = self.lines[number - 1];
        let line = self.text[start..].lines().next().unwrap_or_default();
        start..start + line.len()
    }

    /// A finding as compilers show theirs.
    fn frame(&self, diagnostic: &Diagnostic) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Hint => Level::HELP,
        };
        // Jackson's messages end with the place, and quote the text: the frame shows both.
        let message = diagnostic.message.split("\n at [Source:").next().unwrap_or_default();
        let title = level.primary_title(message).id(diagnostic.code.as_str());
        let span = within(&diagnostic.span, self.text);
        let number = self.lines.partition_point(|start| *start <= span.start);
        let line = self.line(number);
        let around = around(self.text, &line, &span);
        let in_source = span.start - around.start..span.end.min(around.end) - around.start;
        let mut annotation = AnnotationKind::Primary.span(in_source);
        if let Some(location) = diagnostic.location.as_ref().filter(|it| it.starts_with('/')) {
            annotation = annotation.label(location);
        }
        let snippet = Snippet::source(&self.text[around.clone()]).line_start(number);
        let snippet = snippet.annotation(annotation);
        let group = if around.start == line.start {
            title.element(snippet.path(self.path))
        } else {
            // Of a part of a line, the column is not to be seen.
            let column = self.text[line.start..span.start].chars().count() + 1;
            let origin = Origin::path(self.path).line(number).char_column(column);
            title.element(origin).element(snippet)
        };
        self.renderer.render(&[match advice_link(diagnostic.code) {
            Some(link) => group.element(Level::NOTE.message(link)),
            None => group,
        }])
    }
}

/// The part of a line to show around a span: no more is handed on, so that a frame costs the same in
/// a text of any length.
fn around(text: &str, line: &Range<usize>, span: &Range<usize>) -> Range<usize> {
    const BYTES_AROUND: usize = 400;
    let start = floor_char(text, span.start.saturating_sub(BYTES_AROUND)).max(line.start);
    let end = floor_char(text, span.start + BYTES_AROUND).min(line.end);
    start..end.max(span.start)
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
    /// Opens a file. A template says what its machines are; for a definition the option does.
    fn open(&self, path: &str) -> Result<(String, Opened), Exit> {
        source::open_with(path, &self.r#type.settings())
    }
}

impl Least {
    fn severity(self) -> Severity {
        match self {
            Least::Error => Severity::Error,
            Least::Warning => Severity::Warning,
            Least::Hint => Severity::Hint,
        }
    }
}
