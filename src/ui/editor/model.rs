//! What the editor panels show, and places in a text as people and editors count them.

use std::ops::Range;
use std::sync::Arc;

use crate::asl::{Diagnostic, Severity, advice_link};
use crate::simulator::{Simulator, check_json};
use crate::value::Json;

#[derive(Clone, Debug, PartialEq)]
pub struct DefinitionModel {
    /// Changes when another document is shown, so that undo does not reach over.
    pub document: u32,
    pub text: Arc<str>,
    pub language: TextLanguage,
    pub problems: Vec<Problem>,
    /// Whether the text could not be read, and the graph shows an older one.
    pub is_broken: bool,
    /// Where the selected state stands in the text, in bytes.
    pub selected: Option<Range<usize>>,
}

impl DefinitionModel {
    pub fn of(simulator: &Simulator) -> DefinitionModel {
        let document = simulator.document();
        let text = document.text.clone();
        let problem = |diagnostic: &Diagnostic| Problem::of(diagnostic, &text);
        DefinitionModel {
            document: document.id.0,
            language: language_of(&text),
            problems: document.diagnostics().iter().map(problem).collect(),
            is_broken: document.is_stale(),
            selected: simulator.selected_state().and_then(|state| place_of(&text, state)),
            text,
        }
    }
}

impl InputModel {
    pub fn of(simulator: &Simulator) -> InputModel {
        let document = simulator.document();
        let text = document.input.clone();
        let is_blank = text.trim().is_empty();
        let problem = check_json(&text).err().filter(|_| !is_blank);
        InputModel {
            document: document.id.0,
            problem: problem.map(|problem| (problem.line, problem.column, problem.message)),
            text,
        }
    }
}

impl Problem {
    /// The problem in the person's language, where `advice` has words for its code.
    pub fn told(&self, advice: fn(&str) -> Option<&'static str>) -> Problem {
        let message = advice(&self.code).map_or_else(|| self.message.clone(), str::to_owned);
        Problem { message, ..self.clone() }
    }

    fn of(diagnostic: &Diagnostic, text: &str) -> Problem {
        let (line, column) = line_and_column(text, diagnostic.span.start);
        Problem {
            severity: diagnostic.severity,
            code: diagnostic.code.to_string(),
            message: diagnostic.message.clone(),
            link: advice_link(diagnostic.code),
            span: diagnostic.span.clone(),
            line,
            column,
        }
    }
}

/// Where a state's name stands as a key: `"Name":` in JSON, `Name:` or `"Name":` in YAML.
fn place_of(text: &str, state: &str) -> Option<Range<usize>> {
    let quoted = Json::string(state).to_string();
    [quoted.as_str(), state].into_iter().find_map(|key| {
        let mut places = text.match_indices(key).map(|(start, _)| start..start + key.len());
        places.find(|place| {
            let is_whole = !text[..place.start].ends_with(|c: char| c.is_alphanumeric());
            is_whole && text[place.end..].trim_start_matches([' ', '"']).starts_with(':')
        })
    })
}

#[derive(Clone, Debug, PartialEq)]
pub struct InputModel {
    pub document: u32,
    pub text: Arc<str>,
    pub problem: Option<(usize, usize, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextLanguage {
    Json,
    Yaml,
    JavaScript,
}

/// A diagnostic with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    pub severity: Severity,
    pub code: String,
    pub message: String,
    /// The page of AWS's that explains it.
    pub link: Option<&'static str>,
    /// Bytes of the text.
    pub span: Range<usize>,
    /// From 1.
    pub line: usize,
    pub column: usize,
}

/// Line and column, both from 1 and the column in characters, of a byte of the text.
pub fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..floor_char(text, at)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// The UTF-16 offset of a byte of the text: what browsers count in.
pub fn utf16_of_byte(text: &str, at: usize) -> usize {
    text[..floor_char(text, at)].encode_utf16().count()
}

/// The byte of a UTF-16 offset of the text.
pub fn byte_of_utf16(text: &str, at: usize) -> usize {
    let mut n_units = 0;
    for (byte, character) in text.char_indices() {
        if n_units >= at {
            return byte;
        }
        n_units += character.len_utf16();
    }
    text.len()
}

/// The nearest beginning of a character at or before the byte; a place that is past the end, or
/// that lags behind the text, must not be a panic.
fn floor_char(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// JSON begins with a brace; anything else is read as YAML.
pub fn language_of(text: &str) -> TextLanguage {
    if text.trim_start().starts_with('{') || text.trim().is_empty() {
        TextLanguage::Json
    } else {
        TextLanguage::Yaml
    }
}
