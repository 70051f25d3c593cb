//! Walking a document along the steps of a path.
//!
//! A path fails only as long as it is definite: from the first step on that may match many values,
//! whatever does not fit is left out.

use super::path::{PastTheEnd, Path, Reason, Step};
use crate::value::{Array, Json};

/// How many values one evaluation may look at. A payload of 256 KiB has fewer; only paths that
/// multiply, such as `$..*..*..*`, reach it.
const VISITS_MAX: usize = 4_000_000;

static NULL: Json = Json::Null;

/// One plain step.
pub(super) fn follow<'a>(step: &Step, value: &'a Json, past: PastTheEnd) -> Option<&'a Json> {
    match (step, value) {
        (Step::Field(name), Json::Object(object)) => object.get(&**name),
        (Step::Index(index), Json::Array(array)) => match past {
            PastTheEnd::IsNull => Some(item(array, *index).unwrap_or(&NULL)),
            PastTheEnd::IsAbsent => item(array, *index),
        },
        _ => None,
    }
}

/// Why step `at` of a definite path does not lead on from `value`.
pub(super) fn explain(path: &Path, at: usize, value: &Json) -> Reason {
    let step = &path.steps()[at];
    let is_last = at + 1 == path.steps().len();
    match (step, value) {
        (Step::Field(_), Json::Object(_)) if !is_last => {
            Reason::Absent(format!("Missing property in path {}", path.normalized(at + 1)))
        }
        (Step::Field(_), Json::Object(_)) | (Step::Index(_), Json::Array(_)) => {
            let path = path.normalized(path.steps().len());
            Reason::Absent(format!("No results for path: {path}"))
        }
        (Step::Field(_) | Step::Fields(_), _) => Reason::Absent(format!(
            "Expected to find an object with property {step} in path {} but found '{}'. This is \
             not a json object according to the JsonProvider: \
             'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.",
            path.normalized(at),
            java_class(value)
        )),
        (_, Json::Null) => Reason::Absent(format!("The path {} is null", path.normalized(at))),
        _ => Reason::Inapplicable(format!(
            "Filter: {step} can only be applied to arrays. Current context is: {value}"
        )),
    }
}

/// The value of a path that is not made of plain steps alone; `value` is what its plain steps led to.
pub(super) fn collect(path: &Path, value: &Json) -> Result<Json, Reason> {
    let steps = &path.steps()[path.n_plain()..];
    if !fits(&steps[0], value) {
        return Err(explain(path, path.n_plain(), value));
    }
    let mut walk = Walk { found: Vec::new(), n_visits: 0 };
    walk.visit(value, steps)?;
    if path.is_definite() {
        Ok(walk.found.pop().unwrap_or_default())
    } else {
        Ok(Json::array(walk.found))
    }
}

/// Whether the first indefinite step can be applied to `value` at all.
fn fits(step: &Step, value: &Json) -> bool {
    match step {
        Step::Field(_) | Step::Fields(_) => matches!(value, Json::Object(_)),
        Step::Index(_) | Step::Indexes(_) | Step::Slice { .. } => matches!(value, Json::Array(_)),
        Step::Wildcard | Step::Descend => true,
    }
}

struct Walk {
    found: Vec<Json>,
    n_visits: usize,
}

impl Walk {
    fn visit(&mut self, value: &Json, steps: &[Step]) -> Result<(), Reason> {
        self.n_visits += 1;
        if self.n_visits > VISITS_MAX {
            let limit = format!("The path looks at more than {VISITS_MAX} values");
            return Err(Reason::Inapplicable(limit));
        }
        let Some((step, rest)) = steps.split_first() else {
            self.found.push(value.clone());
            return Ok(());
        };
        match (step, value) {
            (Step::Field(_) | Step::Index(_), _) => match follow(step, value, PastTheEnd::IsNull) {
                Some(next) => self.visit(next, rest),
                None => Ok(()),
            },
            (Step::Fields(names), Json::Object(object)) => {
                let fields = names.iter().filter_map(|name| Some((name, object.get(&**name)?)));
                if rest.is_empty() {
                    let fields = fields.map(|(name, field)| (name.clone(), field.clone()));
                    self.found.push(Json::object(fields));
                    return Ok(());
                }
                fields.map(|(_, field)| field).try_for_each(|field| self.visit(field, rest))
            }
            (Step::Indexes(indexes), Json::Array(array)) => indexes
                .iter()
                .try_for_each(|index| self.visit(item(array, *index).unwrap_or(&NULL), rest)),
            (Step::Slice { from, to }, Json::Array(array)) => slice(array.len(), *from, *to)
                .try_for_each(|index| self.visit(item(array, index).unwrap_or(&NULL), rest)),
            (Step::Wildcard, Json::Object(object)) => {
                object.values().try_for_each(|field| self.visit(field, rest))
            }
            (Step::Wildcard, Json::Array(array)) => {
                array.iter().try_for_each(|item| self.visit(item, rest))
            }
            (Step::Descend, _) => self.descend(value, rest),
            _ => Ok(()),
        }
    }

    /// Applies `steps` to `value` and to everything below it that they fit.
    fn descend(&mut self, value: &Json, steps: &[Step]) -> Result<(), Reason> {
        self.n_visits += 1;
        match value {
            Json::Object(object) => {
                if steps.first().is_some_and(|step| has_all(step, value)) {
                    self.visit(value, steps)?;
                }
                object.values().try_for_each(|field| self.descend(field, steps))
            }
            Json::Array(array) => {
                if steps.first().is_some_and(|step| has_all(step, value)) {
                    self.visit(value, steps)?;
                }
                array.iter().try_for_each(|item| self.descend(item, steps))
            }
            _ => Ok(()),
        }
    }
}

/// Whether a step after `..` applies to this container.
fn has_all(step: &Step, value: &Json) -> bool {
    match (step, value) {
        (Step::Field(name), Json::Object(object)) => object.contains_key(&**name),
        (Step::Fields(names), Json::Object(object)) => {
            names.iter().all(|name| object.contains_key(&**name))
        }
        (Step::Field(_) | Step::Fields(_), _) => false,
        _ => fits(step, value),
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
