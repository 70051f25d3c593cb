//! What a callback might bring: an output that makes the Choice behind its task take its first way.
//! Only a beginning for an editor: where nothing can be told, nothing is suggested.

use crate::value::{Json, Key, Number};

/// An output for a task, by what the state that comes next asks of it.
pub(super) fn callback_output(definition: &Json, state: &str) -> Option<Json> {
    let (states, task) = find(definition, state)?;
    let shapes_result = ["ResultSelector", "OutputPath", "Output", "Assign"];
    if shapes_result.iter().any(|field| task.get(field).is_some()) {
        return None;
    }
    let place = match task.get("ResultPath") {
        None => "$",
        Some(path) => path.as_str()?,
    };
    let next = states.get(task.get("Next")?.as_str()?)?;
    let rule = next.get("Choices")?.as_array()?.first()?;

    let mut output = Json::empty_object();
    for comparison in comparisons(rule) {
        let found = comparison.get("Variable").and_then(Json::as_str);
        let path = found.and_then(|variable| path_behind(place, variable));
        let Some((path, value)) = path.zip(satisfying(comparison)) else { continue };
        output = output.with(&path, value)?;
    }
    output.as_object().is_some_and(|fields| !fields.is_empty()).then_some(output)
}

/// A state wherever it is nested, with the states beside it.
fn find<'a>(value: &'a Json, name: &str) -> Option<(&'a Json, &'a Json)> {
    if let Some(states) = value.get("States")
        && let Some(state) = states.get(name)
    {
        return Some((states, state));
    }
    match value {
        Json::Object(object) => object.values().find_map(|value| find(value, name)),
        Json::Array(array) => array.iter().find_map(|value| find(value, name)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => None,
    }
}

/// The comparisons that must all hold for a rule to hold.
fn comparisons(rule: &Json) -> Vec<&Json> {
    match rule.get("And").and_then(Json::as_array) {
        Some(rules) => rules.iter().flat_map(comparisons).collect(),
        None => vec![rule],
    }
}

/// `$.check.score` behind `$.check` is `score`. Only plain fields are followed.
fn path_behind(place: &str, variable: &str) -> Option<Vec<Key>> {
    let rest = variable.strip_prefix(place)?.strip_prefix('.')?;
    let is_plain = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    rest.split('.').map(|name| is_plain(name).then(|| Key::Field(name.into()))).collect()
}

/// A value for which a comparison holds.
fn satisfying(comparison: &Json) -> Option<Json> {
    let fields = comparison.as_object()?.iter();
    fields.filter(|(name, _)| !matches!(&***name, "Variable" | "Next")).find_map(
        |(name, operand)| {
            let beside = |by: f64| match operand.as_number()? {
                Number::Int(value) => Some(Json::from(value.saturating_add(by as i64))),
                Number::Float(value) => Some(Json::from(value + by)),
            };
            match &**name {
                "StringEquals" | "BooleanEquals" | "NumericEquals" | "TimestampEquals" => {
                    Some(operand.clone())
                }
                "StringMatches" => Some(Json::from(operand.as_str()?.replace('*', ""))),
                "NumericGreaterThanEquals" | "NumericLessThanEquals" => Some(operand.clone()),
                "TimestampGreaterThanEquals" | "TimestampLessThanEquals" => Some(operand.clone()),
                "NumericGreaterThan" => beside(1.0),
                "NumericLessThan" => beside(-1.0),
                // A presence alone says nothing of the value.
                _ => None,
            }
        },
    )
}
