//! Conditions, and whether an item meets them.

use std::cmp::Ordering;
use std::sync::Arc;

use super::attribute::{has_element, is_equal, order, parts, size, type_of};
use super::path::Path;
use crate::value::Json;

#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
    Compare(Comparison, Operand, Operand),
    Between(Operand, Operand, Operand),
    In(Operand, Vec<Operand>),
    Exists(Path),
    NotExists(Path),
    HasType(Path, Operand),
    BeginsWith(Operand, Operand),
    Contains(Operand, Operand),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    Path(Path),
    Value(Json),
    Size(Path),
}

impl Operand {
    pub fn value(&self, item: &Json) -> Option<Json> {
        match self {
            Operand::Path(path) => path.get(item).cloned(),
            Operand::Value(value) => Some(value.clone()),
            Operand::Size(path) => size(path.get(item)?),
        }
    }
}

/// Whether an item (an empty object where there is none) meets a condition.
pub fn holds(condition: &Condition, item: &Json) -> bool {
    match condition {
        Condition::And(a, b) => holds(a, item) && holds(b, item),
        Condition::Or(a, b) => holds(a, item) || holds(b, item),
        Condition::Not(a) => !holds(a, item),
        Condition::Compare(comparison, a, b) => {
            compares(*comparison, a.value(item).as_ref(), b.value(item).as_ref())
        }
        Condition::Between(value, low, high) => {
            let value = value.value(item);
            let at = |bound: &Operand, comparison| {
                compares(comparison, value.as_ref(), bound.value(item).as_ref())
            };
            at(low, Comparison::GreaterOrEqual) && at(high, Comparison::LessOrEqual)
        }
        Condition::In(value, among) => {
            let value = value.value(item);
            among.iter().any(|other| {
                compares(Comparison::Equal, value.as_ref(), other.value(item).as_ref())
            })
        }
        Condition::Exists(path) => path.get(item).is_some(),
        Condition::NotExists(path) => path.get(item).is_none(),
        Condition::HasType(path, kind) => {
            let kind = kind.value(item);
            let kind = kind.as_ref().and_then(|kind| kind.get("S")?.as_str());
            path.get(item).is_some_and(|value| Some(type_of(value)) == kind)
        }
        Condition::BeginsWith(text, prefix) => {
            let (text, prefix) = (text.value(item), prefix.value(item));
            let text_of = |value: &Option<Json>| match parts(value.as_ref()?)? {
                ("S" | "B", content) => content.as_str().map(str::to_owned),
                _ => None,
            };
            text_of(&text)
                .zip(text_of(&prefix))
                .is_some_and(|(text, prefix)| text.starts_with(&prefix))
        }
        Condition::Contains(whole, part) => {
            let (whole, part) = (whole.value(item), part.value(item));
            whole.as_ref().zip(part.as_ref()).is_some_and(|(whole, part)| contains(whole, part))
        }
    }
}

/// The attributes whose existence a condition is about.
pub fn existing(condition: &Condition) -> Vec<&Arc<str>> {
    match condition {
        Condition::And(a, b) | Condition::Or(a, b) => {
            existing(a).into_iter().chain(existing(b)).collect()
        }
        Condition::Not(a) => existing(a),
        Condition::Exists(path) | Condition::NotExists(path) if path.steps.is_empty() => {
            vec![&path.attribute]
        }
        Condition::Exists(_)
        | Condition::NotExists(_)
        | Condition::Compare(..)
        | Condition::Between(..)
        | Condition::In(..)
        | Condition::HasType(..)
        | Condition::BeginsWith(..)
        | Condition::Contains(..) => Vec::new(),
    }
}

/// The attributes that a query's key condition wants to be equal to a value, and the values.
pub fn equalities(condition: &Condition) -> Vec<(&Arc<str>, &Json)> {
    match condition {
        Condition::And(a, b) => equalities(a).into_iter().chain(equalities(b)).collect(),
        Condition::Compare(Comparison::Equal, Operand::Path(path), Operand::Value(value))
        | Condition::Compare(Comparison::Equal, Operand::Value(value), Operand::Path(path)) => {
            vec![(&path.attribute, value)]
        }
        Condition::Or(..)
        | Condition::Not(_)
        | Condition::Exists(_)
        | Condition::NotExists(_)
        | Condition::Compare(..)
        | Condition::Between(..)
        | Condition::In(..)
        | Condition::HasType(..)
        | Condition::BeginsWith(..)
        | Condition::Contains(..) => Vec::new(),
    }
}

fn compares(comparison: Comparison, a: Option<&Json>, b: Option<&Json>) -> bool {
    let (Some(a), Some(b)) = (a, b) else {
        // What is not there differs from everything, and is neither less nor more.
        return comparison == Comparison::NotEqual;
    };
    let order = order(a, b);
    match comparison {
        Comparison::Equal => is_equal(a, b),
        Comparison::NotEqual => !is_equal(a, b),
        Comparison::Less => order == Some(Ordering::Less),
        Comparison::LessOrEqual => order.is_some_and(Ordering::is_le),
        Comparison::Greater => order == Some(Ordering::Greater),
        Comparison::GreaterOrEqual => order.is_some_and(Ordering::is_ge),
    }
}

/// A text within a text, an element of a set or a list.
fn contains(whole: &Json, part: &Json) -> bool {
    match (parts(whole), parts(part)) {
        (Some(("S", whole)), Some(("S", part))) => {
            whole.as_str().zip(part.as_str()).is_some_and(|(whole, part)| whole.contains(part))
        }
        (Some((kind @ ("SS" | "NS" | "BS"), set)), Some((element, item))) => {
            kind[..1] == *element && has_element(set, element, item)
        }
        (Some(("L", items)), _) => {
            items.as_array().is_some_and(|items| items.iter().any(|item| is_equal(item, part)))
        }
        _ => false,
    }
}
