//! `InputPath`, `Parameters`, … of a JSONPath state; `Arguments`, `Output` of a JSONata state.

use super::expression::Available;
use super::payload::{read_path, read_template};
use super::place::Place;
use super::reader::{Reader, is_placeholder};
use crate::asl::source::Value;
use crate::asl::{
    Code, DataFlow, JsonPathFlow, JsonataFlow, PathField, QueryLanguage, ResultPath, Template,
};
use crate::query::jsonpath::ReferencePath;

/// The name of a variable is at most this long.
const VARIABLE_NAME_MAX: usize = 80;

/// Reads the flow of a state. `result` is what its Output and Assign may speak of.
pub(super) fn read_data_flow(
    reader: &mut Reader,
    place: &Place,
    state_type: &str,
    language: QueryLanguage,
) -> DataFlow {
    let result = match state_type {
        "Task" | "Parallel" | "Map" => Available::Result,
        _ => Available::Input,
    };
    // A Map's Parameters are its ItemSelector's older name.
    let parameters = if state_type == "Map" { "" } else { "Parameters" };
    match language {
        QueryLanguage::JsonPath => DataFlow::JsonPath(JsonPathFlow {
            input_path: read_path_field(reader, place, "InputPath"),
            parameters: read_template(reader, place, parameters, language, Available::Input),
            result_selector: read_template(
                reader,
                place,
                "ResultSelector",
                language,
                Available::Result,
            ),
            result_path: read_result_path(reader, place),
            assign: read_assign(reader, place, language, result),
            output_path: read_path_field(reader, place, "OutputPath"),
        }),
        QueryLanguage::Jsonata => DataFlow::Jsonata(JsonataFlow {
            arguments: read_template(reader, place, "Arguments", language, Available::Input),
            output: read_template(reader, place, "Output", language, result),
            assign: read_assign(reader, place, language, result),
        }),
    }
}

fn read_path_field(reader: &mut Reader, place: &Place, name: &str) -> PathField {
    let Some(field) = place.field(name) else { return PathField::Whole };
    match &field.node.value {
        Value::Null => PathField::Discard,
        Value::String(text) if &**text == "$" => PathField::Whole,
        _ => read_path(reader, place, name)
            .map_or(PathField::Whole, |path| PathField::Path(Box::new(path))),
    }
}

pub(super) fn read_result_path(reader: &mut Reader, place: &Place) -> ResultPath {
    let Some(field) = place.field("ResultPath") else { return ResultPath::Replace };
    match &field.node.value {
        Value::Null => ResultPath::Discard,
        Value::String(text) if &**text == "$" => ResultPath::Replace,
        _ => read_reference_path(reader, place, "ResultPath")
            .map_or(ResultPath::Replace, ResultPath::Path),
    }
}

fn read_reference_path(reader: &mut Reader, place: &Place, name: &str) -> Option<ReferencePath> {
    let text = reader.string(place, name)?;
    let field = place.field(name)?;
    match ReferencePath::parse(&text) {
        Ok(path) => Some(path),
        Err(_) if is_placeholder(field.node) => None,
        Err(error) => {
            // AWS says that something is no Reference Path only of what is a path.
            if read_path(reader, place, name).is_some() {
                let message = format_args!("Value is not a Reference Path: {error}");
                reader.wrong_within(&field, &error.span, message);
            }
            None
        }
    }
}

/// `Assign`, with the names that a variable may have.
pub(super) fn read_assign(
    reader: &mut Reader,
    place: &Place,
    language: QueryLanguage,
    available: Available,
) -> Option<Template> {
    let assign = place.field("Assign")?;
    if !reader.is_object(&assign) {
        return None;
    }
    for (key, field) in assign.fields() {
        let name = match language {
            QueryLanguage::JsonPath => key.strip_suffix(".$").unwrap_or(key),
            QueryLanguage::Jsonata => key,
        };
        let span = field.name_span.clone();
        if name == "states" {
            let message = "Cannot assign to reserved variable '$states'.";
            reader.error(Code::ReservedVariableName, &assign, span, message);
        } else if name.chars().count() > VARIABLE_NAME_MAX {
            let message = format_args!(
                "Invalid variable name '{name}': the variable name exceeds the \
                 {VARIABLE_NAME_MAX}-character limit allowed by the service."
            );
            reader.error(Code::InvalidVariableName, &assign, span, message);
        } else if !is_identifier(name) {
            let message = format_args!(
                "Invalid variable name '{name}': the variable name contains invalid characters."
            );
            reader.error(Code::InvalidVariableName, &assign, span, message);
        }
    }
    read_template(reader, place, "Assign", language, available)
}

/// Names are Unicode identifiers (UAX #31), and may hold `_` anywhere.
fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c == '_' || c.is_alphabetic())
        && name.chars().all(|c| c == '_' || c.is_alphanumeric())
}
