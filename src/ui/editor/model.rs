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
        let places = Places::of(&text);
        let problem = |diagnostic: &Diagnostic| Problem::of(diagnostic, &places);
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
    /// Whether it is shown is asked because a suggestion costs a walk through the state machine,
    /// which nobody who types a definition waits for.
    pub fn of(simulator: &Simulator, is_shown: bool) -> InputModel {
        let document = simulator.document();
        let text = document.input.clone();
        let suggested = is_shown.then(|| document.suggested_input());
        let suggestion = match suggested.filter(|suggested| &**suggested != "{}") {
            None => InputSuggestion::None,
            Some(suggested) if suggested == text => InputSuggestion::Taken,
            Some(_) => InputSuggestion::Offered,
        };
        let is_blank = text.trim().is_empty();
        let problem = check_json(&text).err().filter(|_| !is_blank);
        InputModel {
            document: document.id.0,
            problem: problem.map(|problem| (problem.line, problem.column, problem.message)),
            suggestion,
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

    fn of(diagnostic: &Diagnostic, places: &Places) -> Problem {
        let (line, column) = places.line_and_column(diagnostic.span.start);
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
    pub suggestion: InputSuggestion,
}

/// What the input is to the one that is made from what the definition reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputSuggestion {
    /// Nothing is read of it.
    None,
    /// It is that one.
    Taken,
    /// It is another.
    Offered,
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

/// A text in which many places are looked up: each then costs its line and not the whole text.
pub struct Places<'a> {
    text: &'a str,
    /// Where each line begins, in bytes and in UTF-16 units.
    lines: Vec<(usize, usize)>,
}

impl Places<'_> {
    pub fn of(text: &str) -> Places<'_> {
        let mut lines = vec![(0, 0)];
        let (mut byte, mut units) = (0, 0);
        for line in text.split_inclusive('\n') {
            byte += line.len();
            units += n_units(line);
            lines.push((byte, units));
        }
        Places { text, lines }
    }

    /// Line and column, both from 1 and the column in characters, of a byte of the text.
    pub fn line_and_column(&self, at: usize) -> (usize, usize) {
        let at = floor_char(self.text, at);
        let line = self.line_of(at);
        let before = &self.text[self.lines[line].0..at];
        (line + 1, before.chars().count() + 1)
    }

    /// The UTF-16 offset of a byte of the text: what browsers count in.
    pub fn utf16(&self, at: usize) -> usize {
        let at = floor_char(self.text, at);
        let (byte, units) = self.lines[self.line_of(at)];
        units + n_units(&self.text[byte..at])
    }

    /// From 0. A text that ends with a line's end has no line behind it.
    fn line_of(&self, at: usize) -> usize {
        let n_begun = self.lines.partition_point(|(byte, _)| *byte <= at);
        let is_past_end = !self.text.ends_with('\n') && n_begun == self.lines.len();
        n_begun.saturating_sub(if is_past_end { 2 } else { 1 })
    }
}

fn n_units(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

/// Line and column of one place; see [`Places::line_and_column`].
pub fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    Places::of(text).line_and_column(at)
}

/// The UTF-16 offset of one place; see [`Places::utf16`].
pub fn utf16_of_byte(text: &str, at: usize) -> usize {
    Places::of(text).utf16(at)
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
