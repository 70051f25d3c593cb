//! Walking a document along the steps of a path.
//!
//! A path fails only as long as it is definite: from the first step on that may match many values,
//! whatever does not fit is left out.

use std::cell::Cell;

use super::path::{PastTheEnd, Path, Reason, Root, Step};
use crate::query::jsonata::regex::Regex;
use crate::value::{Array, Json};

/// How many values one evaluation may look at. A payload of 256 KiB has fewer; only paths that
/// multiply, such as `$..*..*..*`, reach it.
const VISITS_MAX: usize = 4_000_000;

static NULL: Json = Json::Null;

/// Why step `at` of a definite path does not lead on from `value`.
pub(super) fn explain(path: &Path, at: usize, value: &Json) -> Box<Reason> {
    let step = &path.steps()[at];
    let is_last = at + 1 == path.steps().len();
    let detail = match (step, value) {
        (Step::Field(_), Json::Object(_)) if !is_last => {
            format!("Missing property in path {}", path.normalized(at + 1))
        }
        (Step::Field(_), Json::Object(_)) | (Step::Index(_), Json::Array(_)) => no_results(path),
        (Step::Field(_) | Step::Fields(_), _) => format!(
            "Expected to find an object with property {step} in path {} but found '{}'. This is \
             not a json object according to the JsonProvider: \
             'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.",
            path.normalized(at),
            java_class(value)
        ),
        (Step::Filter(_), _) => {
            return inapplicable(format!(
                "Filter: {step} can not be applied to primitives. Current context is: {value}"
            ));
        }
        (_, Json::Null) => format!("The path {} is null", path.normalized(at)),
        _ => {
            return inapplicable(format!(
                "Filter: {step} can only be applied to arrays. Current context is: {value}"
            ));
        }
    };
    let step = match step {
        Step::Field(name) => name.to_string(),
        Step::Index(index) => index.to_string(),
        _ => step.to_string(),
    };
    Box::new(Reason { detail, step, is_absent: true })
}

fn no_results(path: &Path) -> String {
    format!("No results for path: {}", path.normalized(path.steps().len()))
}

fn inapplicable(detail: String) -> Box<Reason> {
    Box::new(Reason { detail, step: String::new(), is_absent: false })
}

/// One evaluation, with all that the filters in it evaluate.
pub(super) struct Search<'a> {
    /// What `$` means in a filter.
    root: &'a Json,
    past: PastTheEnd,
    n_visits: Cell<usize>,
}

impl<'a> Search<'a> {
    pub fn new(root: &'a Json, past: PastTheEnd) -> Search<'a> {
        Search { root, past, n_visits: Cell::new(0) }
    }

    /// One plain step.
    pub fn follow<'v>(&self, step: &Step, value: &'v Json) -> Option<&'v Json> {
        match (step, value) {
            (Step::Field(name), Json::Object(object)) => object.get(name),
            (Step::Index(index), Json::Array(array)) => match self.past {
                PastTheEnd::IsNull => Some(item(array, *index).unwrap_or(&NULL)),
                PastTheEnd::IsAbsent => item(array, *index),
            },
            _ => None,
        }
    }

    /// The value of a path that is not made of plain steps alone; `value` is what its plain steps
    /// led to.
    pub fn collect(&self, path: &Path, value: &Json) -> Result<Json, Box<Reason>> {
        let steps = &path.steps()[path.n_plain()..];
        if !fits(&steps[0], value) {
            return Err(explain(path, path.n_plain(), value));
        }
        let mut found = Vec::new();
        // Jayway turns `$..a.max()` inside out: the function takes all that is found.
        if let [Step::Descend, searching @ .., Step::Function(function, arguments)] = steps
            && path.n_plain() == 0
        {
            self.descend(value, searching, &mut found)?;
            let result = function.apply(&Json::array(found), arguments, self);
            return result.map_err(inapplicable);
        }
        self.visit(value, steps, &mut found)?;
        self.check_visits()?;
        if !path.is_definite() {
            return Ok(Json::array(found));
        }
        found.pop().ok_or_else(|| {
            let (detail, step) = (no_results(path), path.as_str().to_owned());
            Box::new(Reason { detail, step, is_absent: true })
        })
    }

    /// Whether the pattern, made to reach from start to end, matches. Its steps count as visits.
    pub fn matches(&self, text: &str, regex: &Regex) -> bool {
        let text: Vec<char> = text.chars().collect();
        let n_left = VISITS_MAX.saturating_sub(self.n_visits.get()) as u64;
        let mut n_steps_left = n_left;
        let found = regex.find(&text, 0, &mut n_steps_left);
        let n_steps = usize::try_from(n_left - n_steps_left).unwrap_or(VISITS_MAX);
        // A pattern that took too long ends the evaluation.
        let n_visits = if found.is_ok() { n_steps } else { VISITS_MAX };
        self.n_visits.set(self.n_visits.get().saturating_add(n_visits));
        found.is_ok_and(|found| found.is_some())
    }

    /// What a path within a filter finds; `None` when it leads nowhere.
    pub fn find(&self, path: &Path, item: &Json) -> Option<Json> {
        let document = if *path.root() == Root::Current { item } else { self.root };
        path.select_in(document, self).ok()
    }

    fn visit(
        &self,
        value: &Json,
        steps: &[Step],
        found: &mut Vec<Json>,
    ) -> Result<(), Box<Reason>> {
        self.count_visit()?;
        let Some((step, rest)) = steps.split_first() else {
            found.push(value.clone());
            return Ok(());
        };
        let mut go_on = |value: &Json| self.visit(value, rest, found);
        match (step, value) {
            (Step::Field(_) | Step::Index(_), _) => self.follow(step, value).map_or(Ok(()), go_on),
            (Step::Fields(names), Json::Object(object)) => {
                let fields = names.iter().filter_map(|name| object.get_key_value(name));
                if rest.is_empty() {
                    let fields = fields.map(|(name, field)| (name.clone(), field.clone()));
                    found.push(Json::object(fields));
                    return Ok(());
                }
                fields.map(|(_, field)| field).try_for_each(go_on)
            }
            (Step::Indexes(indexes), Json::Array(array)) => {
                indexes.iter().try_for_each(|index| go_on(item(array, *index).unwrap_or(&NULL)))
            }
            (Step::Slice { from, to }, Json::Array(array)) => slice(array.len(), *from, *to)
                .try_for_each(|index| go_on(item(array, index).unwrap_or(&NULL))),
            (Step::Wildcard, Json::Object(object)) => object.values().try_for_each(go_on),
            (Step::Wildcard, Json::Array(array)) => array.iter().try_for_each(go_on),
            (Step::Filter(filter), Json::Object(_)) if filter.accepts(value, self) => go_on(value),
            (Step::Filter(filter), Json::Array(array)) => {
                let mut accepted = array.iter().filter(|item| filter.accepts(item, self));
                accepted.try_for_each(go_on)
            }
            (Step::Descend, _) => self.descend(value, rest, found),
            (Step::Function(function, arguments), _) => {
                let result = function.apply(value, arguments, self);
                go_on(&result.map_err(inapplicable)?)
            }
            _ => Ok(()),
        }
    }

    /// Applies `steps` to `value` and to everything below it that they fit.
    fn descend(
        &self,
        value: &Json,
        steps: &[Step],
        found: &mut Vec<Json>,
    ) -> Result<(), Box<Reason>> {
        self.count_visit()?;
        let Some(step) = steps.first() else { return Ok(()) };
        match value {
            Json::Object(object) => {
                if self.reaches(step, value) {
                    self.visit(value, steps, found)?;
                }
                object.values().try_for_each(|field| self.descend(field, steps, found))
            }
            Json::Array(array) => {
                if self.reaches(step, value) {
                    match &steps[1..] {
                        [] => self.visit(value, steps, found)?,
                        // Jayway's own way: all items go on, not only those that the step names.
                        rest => array.iter().try_for_each(|item| self.visit(item, rest, found))?,
                    }
                }
                array.iter().try_for_each(|item| self.descend(item, steps, found))
            }
            _ => Ok(()),
        }
    }

    /// Whether a step after `..` applies to this array or object.
    fn reaches(&self, step: &Step, value: &Json) -> bool {
        match (step, value) {
            (Step::Field(name), Json::Object(object)) => object.contains_key(name),
            (Step::Fields(names), Json::Object(object)) => {
                names.iter().all(|name| object.contains_key(name))
            }
            (Step::Filter(filter), _) => filter.accepts(value, self),
            (Step::Field(_) | Step::Fields(_) | Step::Function(..), _) => false,
            _ => fits(step, value),
        }
    }

    fn count_visit(&self) -> Result<(), Box<Reason>> {
        self.n_visits.set(self.n_visits.get().saturating_add(1));
        self.check_visits()
    }

    fn check_visits(&self) -> Result<(), Box<Reason>> {
        if self.n_visits.get() <= VISITS_MAX {
            return Ok(());
        }
        Err(inapplicable(format!("The path looks at more than {VISITS_MAX} values")))
    }
}

/// Whether a step can be applied to `value` at all.
fn fits(step: &Step, value: &Json) -> bool {
    match step {
        Step::Field(_) | Step::Fields(_) => matches!(value, Json::Object(_)),
        Step::Index(_) | Step::Indexes(_) | Step::Slice { .. } => matches!(value, Json::Array(_)),
        Step::Filter(_) => matches!(value, Json::Array(_) | Json::Object(_)),
        Step::Wildcard | Step::Descend | Step::Function(..) => true,
    }
}

/// The item at `index`, counted from the end when negative.
fn item(array: &Array, index: i64) -> Option<&Json> {
    let length = i64::try_from(array.len()).unwrap_or(i64::MAX);
    let index = if index < 0 { index.saturating_add(length) } else { index };
    array.get(usize::try_from(index).ok()?)
}

/// The indexes of a slice. A negative start beside an end counts from the end item by item, so that
/// `[-2:1]` is the last two items and then the first: Jayway's own way.
fn slice(length: usize, from: Option<i64>, to: Option<i64>) -> std::ops::Range<i64> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    match (from, to) {
        (Some(from), Some(to)) => from.max(-length)..to.min(length),
        (Some(from), None) if from < 0 => (length.saturating_add(from)).max(0)..length,
        (Some(from), None) => from..length,
        (None, Some(to)) if to < 0 => 0..length.saturating_add(to),
        (None, Some(to)) => 0..to.min(length),
        (None, None) => 0..length,
    }
}

/// The class of a value behind a Jackson tree, which Jayway's messages name.
fn java_class(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "java.lang.Boolean",
        Json::Number(number) => match number.as_i64() {
            Some(integer) if i32::try_from(integer).is_ok() => "java.lang.Integer",
            Some(_) => "java.lang.Long",
            None => "java.lang.Double",
        },
        Json::String(_) => "java.lang.String",
        Json::Array(_) => "com.fasterxml.jackson.databind.node.ArrayNode",
        Json::Object(_) => "com.fasterxml.jackson.databind.node.ObjectNode",
    }
}
