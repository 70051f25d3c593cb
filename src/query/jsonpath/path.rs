//! [`Path`]: one value, or with an indefinite path a list of values, out of a document.

use std::fmt::{self, Write};
use std::sync::Arc;

use super::filter::{Filter, Operand};
use super::function::Function;
use super::path_evaluate::{self, Search};
use super::{QueryError, Scope, SyntaxError, path_parse};
use crate::value::{Json, Key};

/// A parsed path: `$…` into the input, `$$…` into the context object, `$name…` into a variable.
#[derive(Clone, Debug)]
pub struct Path {
    text: Arc<str>,
    root: Root,
    steps: Box<[Step]>,
    /// How many leading steps are plain fields and indexes.
    n_plain: usize,
}

/// What the first characters of a path name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Root {
    Input,
    Context,
    Variable(Arc<str>),
    /// `@`, the value that a filter looks at.
    Current,
}

/// One step of a path.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// `.a` or `['a']`
    Field(Arc<str>),
    /// `['a','b']`
    Fields(Box<[Arc<str>]>),
    /// `[0]`, or `[-1]` for the last item
    Index(i64),
    /// `[0,2]`
    Indexes(Box<[i64]>),
    /// `[1:3]`, the end not included
    Slice { from: Option<i64>, to: Option<i64> },
    /// `.*` or `[*]`
    Wildcard,
    /// `..`
    Descend,
    /// `[?(…)]`
    Filter(Box<Filter>),
    /// `.length()`
    Function(Function, Box<[Operand]>),
}

/// What an index past the end of an array finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PastTheEnd {
    IsNull,
    IsAbsent,
}

/// A path that leads nowhere. AWS words it in four ways, depending on what held the path.
#[derive(Clone, Debug, PartialEq)]
pub struct Miss {
    path: Arc<str>,
    /// Boxed, so that a value found is passed on in few bytes.
    reason: Box<Reason>,
    /// The context object, when that is what the path looked into.
    context: Option<Json>,
}

/// Why a step does not lead on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reason {
    /// In Jayway's words.
    pub detail: String,
    /// The name or index that the step asked for.
    pub step: String,
    /// Whether something is not there. Else the step cannot be applied to what is there, or took
    /// too long; AWS then shows the detail alone.
    pub is_absent: bool,
}

impl Path {
    /// Reads a path. A [`SyntaxError`] carries the detail of what AWS calls `Value must be a valid
    /// JSONPath.`
    pub fn parse(text: &str) -> Result<Path, SyntaxError> {
        let (root, steps) = path_parse::parse(text)?;
        Ok(Path::new(text.into(), root, steps))
    }

    pub(super) fn new(text: Arc<str>, root: Root, steps: Vec<Step>) -> Path {
        let n_plain =
            steps.iter().take_while(|step| matches!(step, Step::Field(_) | Step::Index(_))).count();
        Path { text, root, steps: steps.into(), n_plain }
    }

    /// The value of this path. An indefinite path gives an array, empty when nothing matches; a
    /// definite one whose field is missing gives a [`Miss`], and an index past the end null.
    pub fn evaluate(&self, scope: &dyn Scope) -> Result<Json, Miss> {
        self.evaluate_in(scope, PastTheEnd::IsNull)
    }

    /// As an argument of an intrinsic function: an index past the end is a [`Miss`] there.
    pub(super) fn evaluate_argument(&self, scope: &dyn Scope) -> Result<Json, Miss> {
        self.evaluate_in(scope, PastTheEnd::IsAbsent)
    }

    fn evaluate_in(&self, scope: &dyn Scope, past: PastTheEnd) -> Result<Json, Miss> {
        match &self.root {
            Root::Input | Root::Current => self.select(scope.input(), past),
            Root::Context => {
                let context = scope.context();
                let found = self.select(&context, past);
                found.map_err(|miss| Miss { context: Some(context), ..miss })
            }
            Root::Variable(name) => match scope.variable(name) {
                Some(value) => self.select(&value, past),
                None => {
                    let detail = format!("No results for path: ${name}");
                    let reason = Reason { detail, step: name.to_string(), is_absent: true };
                    Err(self.miss(Box::new(reason)))
                }
            },
        }
    }

    /// The path as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The name of the variable that the path begins with.
    pub fn variable(&self) -> Option<&str> {
        match &self.root {
            Root::Variable(name) => Some(name),
            Root::Input | Root::Context | Root::Current => None,
        }
    }

    pub(super) fn parts(&self) -> (&Root, &[Step]) {
        (&self.root, &self.steps)
    }

    /// Whether the path begins with `$$`.
    pub fn is_context(&self) -> bool {
        self.root == Root::Context
    }

    /// Whether the path gives one value rather than a list of all that match.
    pub fn is_definite(&self) -> bool {
        let is_function = |step: &Step| matches!(step, Step::Function(..));
        if let [Step::Descend, .., last] = &self.steps[..]
            && is_function(last)
        {
            return true;
        }
        self.steps.iter().enumerate().all(|(at, step)| match step {
            Step::Field(_) | Step::Index(_) | Step::Function(..) => true,
            // Several fields at the end are merged into one object.
            Step::Fields(_) => at + 1 == self.steps.len(),
            Step::Indexes(_)
            | Step::Slice { .. }
            | Step::Wildcard
            | Step::Descend
            | Step::Filter(_) => false,
        })
    }

    /// The keys from the root, when the path is only made of fields and indexes from the front, as
    /// a reference path must be.
    pub fn keys(&self) -> Option<Vec<Key>> {
        let is_plain = self.n_plain == self.steps.len();
        let keys = self.steps[..self.n_plain].iter().map(|step| match step {
            Step::Field(name) => Some(Key::Field(name.clone())),
            Step::Index(index) => usize::try_from(*index).ok().map(Key::Index),
            _ => None,
        });
        is_plain.then(|| keys.collect()).flatten()
    }

    /// What the steps find below `document`. Where an indefinite path does not even get to its
    /// first search, AWS was recorded to give an empty list.
    fn select(&self, document: &Json, past: PastTheEnd) -> Result<Json, Miss> {
        match self.select_in(document, &Search::new(document, past)) {
            Err(reason) if reason.is_absent && !self.is_definite() => {
                Ok(Json::Array(Arc::default()))
            }
            found => found.map_err(|reason| self.miss(reason)),
        }
    }

    /// As a part of a search in a larger document.
    pub(super) fn select_in(&self, document: &Json, search: &Search) -> Result<Json, Box<Reason>> {
        let mut value = document;
        for (at, step) in self.steps[..self.n_plain].iter().enumerate() {
            value = match search.follow(step, value) {
                Some(next) => next,
                None => return Err(path_evaluate::explain(self, at, value)),
            };
        }
        if self.n_plain == self.steps.len() {
            return Ok(value.clone());
        }
        search.collect(self, value)
    }

    pub(super) fn root(&self) -> &Root {
        &self.root
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub(super) fn n_plain(&self) -> usize {
        self.n_plain
    }

    /// The first steps as Jayway prints a path: `$['a'][0]`.
    pub(super) fn normalized(&self, n_steps: usize) -> String {
        let mut text = String::from(if self.root == Root::Current { "@" } else { "$" });
        for step in &self.steps[..n_steps] {
            write!(text, "{step}").expect("writing to a string cannot fail");
        }
        text
    }

    fn miss(&self, reason: Box<Reason>) -> Miss {
        Miss { path: self.text.clone(), reason, context: None }
    }
}

impl Miss {
    /// As AWS words it for InputPath, OutputPath and the other fields that hold a bare path:
    /// `Invalid path '$.x' : No results for path: $['x']`.
    pub fn invalid_path(&self) -> String {
        format!("Invalid path '{}' : {}", self.path, self.reason.detail)
    }

    /// As AWS words it for payload templates, ErrorPath and CausePath. `field` is the innermost
    /// field's name (`value.$`), `input` the effective input of the state.
    pub fn not_found(&self, field: &str, input: &Json) -> String {
        if !self.reason.is_absent {
            return self.reason.detail.clone();
        }
        let (path, input) = (&self.path, self.context.as_ref().unwrap_or(input));
        format!(
            "The JSONPath '{path}' specified for the field '{field}' could not be found in the \
             input '{input}'"
        )
    }

    /// As AWS words it for an argument of an intrinsic function: a context path loses its first
    /// `$`, and `input` is the state's also then.
    pub(super) fn argument(&self, input: &Json) -> String {
        if !self.reason.is_absent {
            return self.reason.detail.clone();
        }
        let path = self.path.strip_prefix('$').filter(|path| path.starts_with('$'));
        let path = path.unwrap_or(&self.path);
        format!(
            "The JsonPath argument for the field '{path}' could not be found in the input '{input}'"
        )
    }

    /// As AWS words it for ItemsPath, which must be a reference path.
    pub fn reference_conflict(&self, input: &Json) -> QueryError {
        QueryError::reference_conflict(&self.reason.step, input)
    }

    /// Only the detail, in Jayway's words: `Missing property in path $['no']`.
    pub fn detail(&self) -> &str {
        &self.reason.detail
    }

    /// The path as it was written.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for Miss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.invalid_path())
    }
}

impl std::error::Error for Miss {}

/// As Jayway prints a step.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Field(name) => write!(f, "['{name}']"),
            Step::Fields(names) => write!(f, "['{}']", names.join("','")),
            Step::Index(index) => write!(f, "[{index}]"),
            Step::Indexes(indexes) => {
                let indexes: Vec<_> = indexes.iter().map(i64::to_string).collect();
                write!(f, "[{}]", indexes.join(","))
            }
            Step::Slice { from, to } => {
                let bound = |at: &Option<i64>| at.map_or(String::new(), |at| at.to_string());
                write!(f, "[{}:{}]", bound(from), bound(to))
            }
            Step::Wildcard => f.write_str("[*]"),
            Step::Descend => f.write_str(".."),
            Step::Filter(_) => f.write_str("[?]"),
            Step::Function(function, _) => write!(f, ".{}()", function.name()),
        }
    }
}
