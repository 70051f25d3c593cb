//! What reading has found so far, and the checks that every kind of object needs.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::sync::Arc;

use super::Options;
use super::fields;
use super::machine::Scope;
use super::place::Place;
use crate::asl::source::{Node, Span, Value, span_within};
use crate::asl::{Code, Diagnostic, QueryLanguage, Severity, WorkflowType};
use crate::time::Duration;

pub(super) struct Reader<'t> {
    /// What the definition was read from.
    pub text: &'t str,
    pub workflow_type: WorkflowType,
    /// The definition's own.
    pub query_language: QueryLanguage,
    pub diagnostics: Vec<Diagnostic>,
    /// Outer before inner.
    pub scopes: Vec<Scope>,
    /// Whether the definition has a `TimeoutSeconds` of its own.
    pub has_timeout: bool,
    /// How many of the Parallels and Maps around catch a timeout.
    pub n_catching: usize,
    /// Of the Maps that have been read.
    pub labels: BTreeSet<Arc<str>>,
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str, options: Options) -> Reader<'t> {
        Reader {
            text,
            workflow_type: options.workflow_type,
            query_language: QueryLanguage::default(),
            diagnostics: Vec::new(),
            scopes: Vec::new(),
            has_timeout: false,
            n_catching: 0,
            labels: BTreeSet::new(),
        }
    }

    /// Reports what is wrong with a value.
    pub fn wrong(&mut self, place: &Place, message: impl Display) {
        self.error(Code::SchemaValidationFailed, place, place.node.span.clone(), message);
    }

    /// Reports what is wrong with a part of a string.
    pub fn wrong_within(&mut self, place: &Place, part: &Span, message: impl Display) {
        let span = span_within(self.text, place.node, part);
        self.error(Code::SchemaValidationFailed, place, span, message);
    }

    /// Reports what is wrong with an object as a whole: its name is pointed at.
    pub fn wrong_object(&mut self, place: &Place, message: impl Display) {
        self.error(Code::SchemaValidationFailed, place, place.name_span.clone(), message);
    }

    pub fn error(&mut self, code: Code, place: &Place, span: Span, message: impl Display) {
        self.report(Severity::Error, code, place, span, message);
    }

    pub fn warn(&mut self, code: Code, place: &Place, message: impl Display) {
        self.report(Severity::Warning, code, place, place.node.span.clone(), message);
    }

    /// Says what AWS does not say.
    pub fn advise(&mut self, advice: &'static str, place: &Place, message: impl Display) {
        self.advise_at(advice, place, place.node.span.clone(), message);
    }

    pub fn advise_at(
        &mut self,
        advice: &'static str,
        place: &Place,
        span: Span,
        message: impl Display,
    ) {
        self.report(Severity::Hint, Code::Advice(advice), place, span, message);
    }

    fn report(
        &mut self,
        severity: Severity,
        code: Code,
        place: &Place,
        span: Span,
        message: impl Display,
    ) {
        let location = Some(place.location().to_owned());
        let message = message.to_string();
        self.diagnostics.push(Diagnostic { severity, code, message, location, span });
    }

    /// Reports a value of the wrong JSON type, but for a placeholder that deployment fills in.
    pub fn wrong_type(&mut self, place: &Place, expected: &str) {
        if !is_placeholder(place.node) {
            self.wrong(place, format_args!("Expected value of type {expected}"));
        }
    }

    /// Whether the value is an object; reports when not.
    pub fn is_object(&mut self, place: &Place) -> bool {
        let is_object = matches!(place.node.value, Value::Object(_));
        if !is_object {
            self.wrong_type(place, "[OBJECT]");
        }
        is_object
    }

    /// As [`is_object`](Self::is_object), of what holds states: a placeholder leaves nothing to draw.
    pub fn is_drawn(&mut self, place: &Place) -> bool {
        if is_placeholder(place.node) {
            self.wrong(place, "Expected value of type [OBJECT]");
        }
        self.is_object(place)
    }

    /// Reports every field that the object must not have.
    pub fn check_fields(&mut self, object: &Place, allowed: &[&str]) {
        for (name, field) in object.fields() {
            if !allowed.contains(&name) {
                self.unsupported(object, &field, name);
            }
        }
    }

    pub fn unsupported(&mut self, object: &Place, field: &Place, name: &str) {
        let message = format_args!("Field '{name}' is not supported");
        self.error(Code::SchemaValidationFailed, object, field.name_span.clone(), message);
    }

    /// Reports every field that belongs to the other query language, of those that the object may
    /// have at all.
    pub fn check_language(
        &mut self,
        object: &Place,
        allowed: Option<&[&str]>,
        language: QueryLanguage,
    ) {
        for (name, field) in object.fields() {
            let is_allowed = allowed.is_none_or(|allowed| allowed.contains(&name));
            if let Some(owner) = fields::language(name).filter(|owner| *owner != language)
                && is_allowed
            {
                self.wrong_language(object, &field, name, owner);
            }
        }
    }

    /// Reports a field that belongs to the other query language.
    pub fn wrong_language(
        &mut self,
        object: &Place,
        field: &Place,
        name: &str,
        owner: QueryLanguage,
    ) {
        let language = match owner {
            QueryLanguage::JsonPath => QueryLanguage::Jsonata,
            QueryLanguage::Jsonata => QueryLanguage::JsonPath,
        };
        let message = format_args!(
            "The QueryLanguage is set to '{language}', but field '{name}' is only supported for \
             the '{owner}' QueryLanguage"
        );
        let span = field.name_span.clone();
        self.error(Code::SchemaValidationFailed, object, span, message);
    }

    /// Reports the fields that the object lacks.
    pub fn require(&mut self, object: &Place, required: &[&str]) {
        let is_missing = |name: &&&str| !object.has(name);
        let missing: Vec<&str> = required.iter().filter(is_missing).copied().collect();
        if !missing.is_empty() {
            let message = format_args!("These fields are required: [{}]", missing.join(", "));
            self.wrong_object(object, message);
        }
    }

    /// Reports fields that exclude each other.
    pub fn at_most_one_of(&mut self, object: &Place, names: &[&str]) {
        if names.iter().filter(|name| object.has(name)).count() > 1 {
            let names = names.join(", ");
            let message =
                format_args!("There should only be one of the following fields: [{names}]");
            self.wrong_object(object, message);
        }
    }

    pub fn at_least_one_of(&mut self, object: &Place, names: &[&str]) {
        if !names.iter().any(|name| object.has(name)) {
            let names = names.join(", ");
            let message =
                format_args!("This object should have one of the following fields: [{names}]");
            self.wrong_object(object, message);
        }
    }

    pub fn exactly_one_of(&mut self, object: &Place, names: &[&str]) {
        if names.iter().any(|name| object.has(name)) {
            return self.at_most_one_of(object, names);
        }
        let names = names.join(", ");
        let message =
            format_args!("This object should have only one of the following fields: [{names}]");
        self.wrong_object(object, message);
    }

    pub fn string(&mut self, object: &Place, name: &str) -> Option<Arc<str>> {
        let field = object.field(name)?;
        match &field.node.value {
            Value::String(text) => Some(text.clone()),
            _ => {
                self.wrong_type(&field, "[STRING]");
                None
            }
        }
    }

    pub fn boolean(&mut self, object: &Place, name: &str) -> Option<bool> {
        let field = object.field(name)?;
        match field.node.value {
            Value::Bool(value) => Some(value),
            _ => {
                self.wrong_type(&field, "[BOOLEAN]");
                None
            }
        }
    }

    /// One of the words, by its place among them.
    pub fn word(&mut self, object: &Place, name: &str, words: &[&str]) -> Option<usize> {
        let text = self.string(object, name)?;
        let found = words.iter().position(|word| **word == *text);
        let field = object.field(name)?;
        if found.is_none() && !is_placeholder(field.node) {
            let words = words.join(", ");
            self.wrong(&field, format_args!("Value should be one of the following: [{words}]"));
        }
        found
    }

    pub fn integer(&mut self, object: &Place, name: &str, range: Range) -> Option<i64> {
        let field = object.field(name)?;
        let Value::Number(number) = field.node.value else {
            self.wrong_type(&field, "Integer");
            return None;
        };
        let Some(value) = number.as_i64() else {
            self.wrong_type(&field, "Integer");
            return None;
        };
        self.check_range(&field, value as f64, range).then_some(value)
    }

    pub fn number(&mut self, object: &Place, name: &str, range: Range) -> Option<f64> {
        let field = object.field(name)?;
        let Value::Number(number) = field.node.value else {
            self.wrong_type(&field, "Number");
            return None;
        };
        self.check_range(&field, number.as_f64(), range).then_some(number.as_f64())
    }

    pub fn seconds(&mut self, object: &Place, name: &str, range: Range) -> Option<Duration> {
        let seconds = self.integer(object, name, range)?;
        u64::try_from(seconds).ok().map(Duration::from_secs)
    }

    pub fn check_range(&mut self, field: &Place, value: f64, range: Range) -> bool {
        let Range { min, max } = range;
        if value < min as f64 {
            self.wrong(field, format_args!("Minimum value is {min}"));
        } else if max.is_some_and(|max| value > max as f64) {
            let max = max.unwrap_or_default();
            self.wrong(field, format_args!("Maximum value is {max}"));
        } else {
            return true;
        }
        false
    }

    /// The items of an array that must not be empty.
    pub fn items<'s>(&mut self, object: &Place<'s>, name: &str) -> Vec<Place<'s>> {
        let Some(field) = object.field(name) else { return Vec::new() };
        match &field.node.value {
            Value::Array(items) if items.is_empty() => self.wrong(&field, "Value cannot be empty"),
            Value::Array(_) => {}
            _ => self.wrong_type(&field, "[ARRAY]"),
        }
        field.items()
    }
}

/// What a number may be, ends included.
#[derive(Clone, Copy)]
pub(super) struct Range {
    pub min: i64,
    pub max: Option<i64>,
}

impl Range {
    pub const fn new(min: i64, max: i64) -> Range {
        Range { min, max: Some(max) }
    }

    pub const fn at_least(min: i64) -> Range {
        Range { min, max: None }
    }
}

/// Whether the value is to be filled in when the definition is deployed: `${Timeout}`.
pub(super) fn is_placeholder(node: &Node) -> bool {
    node.as_str().is_some_and(|text| has_placeholder(text))
}

pub(in crate::asl) fn has_placeholder(text: &str) -> bool {
    text.find("${").is_some_and(|at| text[at..].contains('}'))
}
