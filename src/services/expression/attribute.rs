//! Attribute values in DynamoDB's JSON: `{"S": "text"}`, `{"N": "7"}`, `{"L": […]}`, ….

use std::cmp::Ordering;

use crate::json;
use crate::value::Json;

const TYPES: [&str; 10] = ["S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS"];

/// An object's attributes, each as a typed value. Step Functions takes plain JSON for one as well.
pub fn typed_attributes(attributes: &Json) -> Json {
    let Some(attributes) = attributes.as_object() else { return attributes.clone() };
    Json::object(attributes.iter().map(|(name, value)| (name.clone(), typed(value))))
}

fn typed(value: &Json) -> Json {
    match value {
        Json::Null => json!({ "NULL": true }),
        Json::Bool(flag) => json!({ "BOOL": *flag }),
        Json::Number(number) => json!({ "N": number.to_string() }),
        Json::String(text) => json!({ "S": text }),
        Json::Array(items) => json!({ "L": items.iter().map(typed).collect::<Vec<Json>>() }),
        Json::Object(_) => match parts(value) {
            // A number may be written as one.
            Some(("N", Json::Number(number))) => json!({ "N": number.to_string() }),
            Some(_) => value.clone(),
            None => json!({ "M": typed_attributes(value) }),
        },
    }
}

/// A typed value as the JSON that it stands for; a set as an array.
pub fn plain_value(value: &Json) -> Json {
    match parts(value) {
        Some(("N", Json::String(number))) => {
            Json::parse(number).unwrap_or_else(|_| (&**number).into())
        }
        Some(("NULL", _)) => Json::Null,
        Some(("L", Json::Array(items))) => Json::array(items.iter().map(plain_value)),
        Some(("NS", Json::Array(items))) => {
            let number = |it: &Json| plain_value(&Json::object([("N", it.clone())]));
            Json::array(items.iter().map(number))
        }
        Some(("M", Json::Object(fields))) => {
            Json::object(fields.iter().map(|(name, value)| (name.clone(), plain_value(value))))
        }
        Some((_, content)) => content.clone(),
        None => value.clone(),
    }
}

/// A typed value's type and content.
pub(super) fn parts(value: &Json) -> Option<(&'static str, &Json)> {
    let (name, content) = value.as_object().filter(|it| it.len() == 1)?.iter().next()?;
    let kind = TYPES.iter().find(|kind| ***kind == **name)?;
    Some((kind, content))
}

/// `S`, `N`, `L`, ….
pub fn type_of(value: &Json) -> &'static str {
    parts(value).map_or("M", |(kind, _)| kind)
}

/// Whether the value is a text of no characters, which no key may be.
pub fn empty_text(value: &Json) -> bool {
    matches!(parts(value), Some(("S" | "B", content)) if content.as_str() == Some(""))
}

/// The order of two values of the same ordered type: texts, numbers, bytes.
pub fn order(a: &Json, b: &Json) -> Option<Ordering> {
    match (parts(a)?, parts(b)?) {
        (("N", a), ("N", b)) => number(a)?.partial_cmp(&number(b)?),
        (("S", a), ("S", b)) | (("B", a), ("B", b)) => Some(a.as_str()?.cmp(b.as_str()?)),
        _ => None,
    }
}

pub(super) fn is_equal(a: &Json, b: &Json) -> bool {
    match (parts(a), parts(b)) {
        (Some(("N", _)), Some(("N", _))) => order(a, b) == Some(Ordering::Equal),
        (Some((kind @ ("SS" | "NS" | "BS"), a)), Some((other, b))) if kind == other => {
            let all = |in_what: &Json, of: &Json| {
                let element = &kind[..1];
                let has = |item: &Json| has_element(in_what, element, item);
                of.as_array().is_some_and(|items| items.iter().all(has))
            };
            all(a, b) && all(b, a)
        }
        _ => a == b,
    }
}

/// Whether a set's content has an element; `element` is the type of its elements.
pub(super) fn has_element(set: &Json, element: &str, item: &Json) -> bool {
    let wanted = Json::object([(element, item.clone())]);
    let is_it = |other: &Json| is_equal(&Json::object([(element, other.clone())]), &wanted);
    set.as_array().is_some_and(|items| items.iter().any(is_it))
}

fn number(content: &Json) -> Option<f64> {
    content.as_str()?.parse().ok()
}

/// A sum or a difference of two numbers; whole numbers stay exact.
pub(super) fn sum(a: &Json, b: &Json, sign: i64) -> Option<Json> {
    let (("N", a), ("N", b)) = (parts(a)?, parts(b)?) else { return None };
    let whole = |content: &Json| content.as_str()?.parse::<i64>().ok();
    let exact = whole(a).zip(whole(b)).and_then(|(a, b)| a.checked_add(b.checked_mul(sign)?));
    let text = match exact {
        Some(sum) => sum.to_string(),
        None => (number(a)? + number(b)? * sign as f64).to_string(),
    };
    Some(json!({ "N": text }))
}

/// What `size()` gives: characters, elements; `None` for a type that has no size.
pub(super) fn size(value: &Json) -> Option<Json> {
    let n = match parts(value)? {
        ("S" | "B", content) => content.as_str()?.len(),
        ("L" | "SS" | "NS" | "BS", content) => content.as_array()?.len(),
        ("M", content) => content.as_object()?.len(),
        _ => return None,
    };
    Some(json!({ "N": n.to_string() }))
}
