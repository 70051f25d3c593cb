//! Filters: `[?(@.price < 10 && @.tags contains 'new')]`, evaluated as Jayway does.

use std::cmp::Ordering;
use std::sync::Arc;

use super::Path;
use super::path_evaluate::Search;
use crate::query::compare::Order;
use crate::query::jsonata::regex::Regex;
use crate::value::Json;

#[derive(Clone, Debug)]
pub(super) enum Filter {
    /// `||`
    Any(Vec<Filter>),
    /// `&&`
    All(Vec<Filter>),
    Not(Box<Filter>),
    /// A path alone: something is there, be it null or false.
    Exists(Path),
    Compare(Operand, Operator, Operand),
    /// `@.a =~ /pattern/`: the pattern makes up the whole text.
    Matches(Operand, Arc<Regex>),
}

#[derive(Clone, Debug)]
pub(super) enum Operand {
    Literal(Json),
    Path(Path),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equals,
    NotEquals,
    EqualsStrictly,
    NotEqualsStrictly,
    LessThan,
    LessThanEquals,
    GreaterThan,
    GreaterThanEquals,
    In,
    NotIn,
    Contains,
    All,
    Size,
    Empty,
    SubsetOf,
    AnyOf,
    NoneOf,
}

impl Operator {
    /// The order that it asks for, if it is about one.
    pub fn order(self) -> Option<Order> {
        Some(match self {
            Operator::Equals | Operator::EqualsStrictly => Order::Equals,
            Operator::LessThan => Order::LessThan,
            Operator::LessThanEquals => Order::LessThanEquals,
            Operator::GreaterThan => Order::GreaterThan,
            Operator::GreaterThanEquals => Order::GreaterThanEquals,
            _ => return None,
        })
    }
}

impl Filter {
    pub fn accepts(&self, item: &Json, search: &Search) -> bool {
        match self {
            Filter::Any(filters) => filters.iter().any(|filter| filter.accepts(item, search)),
            Filter::All(filters) => filters.iter().all(|filter| filter.accepts(item, search)),
            Filter::Not(filter) => !filter.accepts(item, search),
            Filter::Exists(path) => search.find(path, item).is_some(),
            Filter::Compare(left, operator, right) => operator
                .holds(left.value(item, search).as_ref(), right.value(item, search).as_ref()),
            Filter::Matches(operand, regex) => match operand.value(item, search) {
                Some(Json::Array(array)) => {
                    array.iter().any(|item| search.matches(&text(item), regex))
                }
                value => search.matches(&text(&value.unwrap_or_default()), regex),
            },
        }
    }
}

impl Operand {
    /// `None` when the path leads nowhere.
    pub fn value(&self, item: &Json, search: &Search) -> Option<Json> {
        match self {
            Operand::Literal(value) => Some(value.clone()),
            Operand::Path(path) => search.find(path, item),
        }
    }
}

impl Operator {
    /// The operators made of signs, those that begin others behind them.
    pub const SIGNS: [(&str, Operator); 8] = [
        ("===", Operator::EqualsStrictly),
        ("!==", Operator::NotEqualsStrictly),
        ("==", Operator::Equals),
        ("!=", Operator::NotEquals),
        ("<=", Operator::LessThanEquals),
        (">=", Operator::GreaterThanEquals),
        ("<", Operator::LessThan),
        (">", Operator::GreaterThan),
    ];

    /// The operators that are words, in any case.
    pub const WORDS: [(&str, Operator); 9] = [
        ("in", Operator::In),
        ("nin", Operator::NotIn),
        ("contains", Operator::Contains),
        ("all", Operator::All),
        ("size", Operator::Size),
        ("empty", Operator::Empty),
        ("subsetof", Operator::SubsetOf),
        ("anyof", Operator::AnyOf),
        ("noneof", Operator::NoneOf),
    ];

    /// A value that is not there equals nothing, has no order and is in no list.
    fn holds(self, left: Option<&Json>, right: Option<&Json>) -> bool {
        let (Some(left), Some(right)) = (left, right) else {
            let negations = [Operator::NotEquals, Operator::NotEqualsStrictly, Operator::NotIn];
            return negations.contains(&self);
        };
        let order = |admitted: fn(Ordering) -> bool| compare(left, right).is_some_and(admitted);
        match self {
            Operator::Equals => equals(left, right),
            Operator::NotEquals => !equals(left, right),
            Operator::EqualsStrictly => left == right,
            Operator::NotEqualsStrictly => left != right,
            Operator::LessThan => order(Ordering::is_lt),
            Operator::LessThanEquals => order(Ordering::is_le),
            Operator::GreaterThan => order(Ordering::is_gt),
            Operator::GreaterThanEquals => order(Ordering::is_ge),
            Operator::In => is_in(left, right),
            Operator::NotIn => !is_in(left, right),
            Operator::Contains => match (left, right) {
                (Json::String(text), Json::String(part)) => text.contains(&**part),
                _ => is_in(right, left),
            },
            Operator::All | Operator::SubsetOf | Operator::AnyOf | Operator::NoneOf => {
                let (Json::Array(left), Json::Array(right)) = (left, right) else { return false };
                let among =
                    |item: &Json, list: &[Json]| list.iter().any(|other| equals(item, other));
                match self {
                    Operator::All => right.iter().all(|item| among(item, left)),
                    Operator::SubsetOf => left.iter().all(|item| among(item, right)),
                    Operator::AnyOf => left.iter().any(|item| among(item, right)),
                    _ => !left.iter().any(|item| among(item, right)),
                }
            }
            Operator::Size => {
                length(left).is_some_and(|length| right.as_i64() == i64::try_from(length).ok())
            }
            Operator::Empty => {
                length(left).is_some_and(|length| right.as_bool() == Some(length == 0))
            }
        }
    }
}

/// What a pattern is held against; nothing, for what has no text of its own.
fn text(value: &Json) -> String {
    match value {
        Json::String(text) => text.to_string(),
        Json::Number(_) | Json::Bool(_) => value.to_string(),
        Json::Null | Json::Array(_) | Json::Object(_) => String::new(),
    }
}

fn is_in(value: &Json, list: &Json) -> bool {
    list.as_array().is_some_and(|list| list.iter().any(|item| equals(value, item)))
}

/// A number equals a string that prints it.
fn equals(left: &Json, right: &Json) -> bool {
    match (left, right) {
        (Json::Number(_), Json::String(_)) | (Json::String(_), Json::Number(_)) => {
            compare(left, right) == Some(Ordering::Equal)
        }
        _ => left == right,
    }
}

fn compare(left: &Json, right: &Json) -> Option<Ordering> {
    match (left, right) {
        (Json::Number(left), Json::Number(right)) => left.partial_cmp(right),
        (Json::String(left), Json::String(right)) => {
            Some(left.encode_utf16().cmp(right.encode_utf16()))
        }
        (Json::String(text), Json::Number(number)) => {
            text.parse::<f64>().ok()?.partial_cmp(&number.as_f64())
        }
        (Json::Number(_), Json::String(_)) => compare(right, left).map(Ordering::reverse),
        _ => None,
    }
}

/// Of a string in UTF-16 units, of an array or object in values.
fn length(value: &Json) -> Option<usize> {
    match value {
        Json::String(text) => Some(text.encode_utf16().count()),
        Json::Array(array) => Some(array.len()),
        Json::Object(object) => Some(object.len()),
        Json::Null | Json::Bool(_) | Json::Number(_) => None,
    }
}
