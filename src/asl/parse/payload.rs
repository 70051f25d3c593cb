//! Values that are computed when a state runs: payload templates, expressions, paths.

use std::sync::Arc;

use super::expression::{Available, read_expression};
use super::place::Place;
use super::reader::{Range, Reader, is_placeholder};
use super::warnings::warn_no_dollar;
use crate::asl::source::{Value, span_within};
use crate::asl::{Code, Field, QueryLanguage, Template};
use crate::query::expression;
use crate::query::jsonpath::{self, Intrinsic, Path};
use crate::value::Json;

/// A payload, its parts computed in the state's query language.
pub(super) fn read_template(
    reader: &mut Reader,
    object: &Place,
    name: &str,
    language: QueryLanguage,
    available: Available,
) -> Option<Template> {
    let field = object.field(name)?;
    match language {
        QueryLanguage::JsonPath => {
            read_payload_template(reader, &field).map(Box::new).map(Template::JsonPath)
        }
        QueryLanguage::Jsonata => {
            read_expressions(reader, &field, available).map(Box::new).map(Template::Jsonata)
        }
    }
}

/// A payload template. What is wrong in it is located at its root, as AWS does.
fn read_payload_template(reader: &mut Reader, place: &Place) -> Option<jsonpath::Template> {
    warn_no_dollar(reader, place);
    match jsonpath::Template::parse(&place.node.to_json()) {
        Ok(template) => Some(template),
        Err(errors) => {
            for error in errors {
                let node = place.node.at(&error.keys).unwrap_or(place.node);
                if !is_placeholder(node) {
                    let span = match &error.detail {
                        Some(detail) => span_within(reader.text, node, &detail.span),
                        None => node.span.clone(),
                    };
                    reader.error(Code::SchemaValidationFailed, place, span, error.message);
                }
            }
            None
        }
    }
}

/// A payload in which strings are expressions; `None` when one of them is broken.
fn read_expressions(
    reader: &mut Reader,
    place: &Place,
    available: Available,
) -> Option<expression::Template> {
    if is_expression(place) {
        return read_expression(reader, place, available).map(expression::Template::Expression);
    }
    match place.node.value {
        Value::Array(_) => {
            let items = place.items().into_iter().map(|i| read_expressions(reader, &i, available));
            // All are read, so that all that is wrong is told.
            let items: Vec<_> = items.collect();
            items.into_iter().collect::<Option<_>>().map(expression::Template::Array)
        }
        Value::Object(_) => {
            let fields = place.fields().into_iter().map(|(name, field)| {
                Some((name.into(), read_expressions(reader, &field, available)?))
            });
            let fields: Vec<_> = fields.collect();
            fields.into_iter().collect::<Option<_>>().map(expression::Template::Object)
        }
        _ => Some(expression::Template::Literal(place.node.to_json())),
    }
}

/// A single value in the state's language: written out, or in JSONata an expression.
pub(super) fn read_value(
    reader: &mut Reader,
    object: &Place,
    name: &str,
    language: QueryLanguage,
) -> Option<Field> {
    let field = object.field(name)?;
    if language == QueryLanguage::Jsonata && is_expression(&field) {
        return read_expression(reader, &field, Available::Input).map(Field::Expression);
    }
    Some(Field::Literal(field.node.to_json()))
}

/// Text in the state's language.
pub(super) fn read_text(
    reader: &mut Reader,
    object: &Place,
    name: &str,
    language: QueryLanguage,
) -> Option<Field> {
    reader.string(object, name)?;
    read_value(reader, object, name, language)
}

/// A whole number in the state's language, or behind the `…Path` field of that name.
pub(super) fn read_integer(
    reader: &mut Reader,
    object: &Place,
    name: &str,
    range: Range,
    language: QueryLanguage,
) -> Option<Field> {
    reader.at_most_one_of(object, &[name, &format!("{name}Path")]);
    read_integer_among_others(reader, object, name, range, language)
}

/// As [`read_integer`], of fields that exclude more than one another.
pub(super) fn read_integer_among_others(
    reader: &mut Reader,
    object: &Place,
    name: &str,
    range: Range,
    language: QueryLanguage,
) -> Option<Field> {
    read_numeric(reader, object, name, language, |reader| {
        reader.integer(object, name, range).map(Json::from)
    })
}

/// A number in the state's language, or behind the `…Path` field of that name.
pub(super) fn read_number(
    reader: &mut Reader,
    object: &Place,
    name: &str,
    range: Range,
    language: QueryLanguage,
) -> Option<Field> {
    reader.at_most_one_of(object, &[name, &format!("{name}Path")]);
    read_numeric(reader, object, name, language, |reader| {
        let number = reader.number(object, name, range)?;
        Some(object.field(name).map_or(Json::from(number), |field| field.node.to_json()))
    })
}

fn read_numeric(
    reader: &mut Reader,
    object: &Place,
    name: &str,
    language: QueryLanguage,
    literal: impl FnOnce(&mut Reader) -> Option<Json>,
) -> Option<Field> {
    match (language, object.field(name)) {
        (QueryLanguage::Jsonata, Some(field)) if is_expression(&field) => {
            read_expression(reader, &field, Available::Input).map(Field::Expression)
        }
        (_, Some(_)) => literal(reader).map(Field::Literal),
        (QueryLanguage::JsonPath, None) => {
            read_path(reader, object, &format!("{name}Path")).map(Field::Path)
        }
        (QueryLanguage::Jsonata, None) => None,
    }
}

fn is_expression(field: &Place) -> bool {
    field.node.as_str().is_some_and(|text| text.starts_with("{%"))
}

/// A path; `None` when the field is absent or broken.
pub(super) fn read_path(reader: &mut Reader, object: &Place, name: &str) -> Option<Path> {
    let text = reader.string(object, name)?;
    let field = object.field(name)?;
    match Path::parse(&text) {
        Ok(path) => Some(path),
        Err(_) if is_placeholder(field.node) => None,
        Err(error) => {
            reader.wrong_within(&field, &error.span, "Value must be a valid JSONPath.");
            None
        }
    }
}

/// What ErrorPath and CausePath hold: a path or an intrinsic function call.
pub(super) fn read_path_or_intrinsic(
    reader: &mut Reader,
    object: &Place,
    name: &str,
) -> Option<Field> {
    let text = reader.string(object, name)?;
    match Intrinsic::parse(&text) {
        Ok(intrinsic) => Some(Field::Intrinsic(Arc::new(intrinsic))),
        Err(_) => read_path(reader, object, name).map(Field::Path),
    }
}
