//! Values that look computed where nothing is computed. AWS documents the three codes, but not
//! their messages; these are ours.

use super::place::Place;
use super::reader::Reader;
use crate::asl::Code;
use crate::query::jsonpath::{Intrinsic, Path};

/// NO_DOLLAR: a path or intrinsic function call in a payload template, whose name lacks `.$`.
pub(super) fn warn_no_dollar(reader: &mut Reader, template: &Place) {
    for (name, field) in template.fields() {
        if name.ends_with(".$") {
            continue;
        }
        if looks_computed(&field) {
            let message = format_args!(
                "The value of the field '{name}' looks like a path or an intrinsic function call, \
                 but is taken literally, since the field's name does not end with '.$'"
            );
            reader.warn(Code::NoDollar, &field, message);
        }
        warn_no_dollar(reader, &field);
    }
    for item in template.items() {
        warn_no_dollar(reader, &item);
    }
}

/// NO_PATH: a path in a field whose `…Path` form would read it.
pub(super) fn warn_no_path(reader: &mut Reader, object: &Place, name: &str) {
    if let Some(field) = object.field(name).filter(looks_like_path) {
        let message = format_args!(
            "The value of the field '{name}' looks like a path, but is taken literally; \
             '{name}Path' reads a path"
        );
        reader.warn(Code::NoPath, &field, message);
    }
}

/// PASS_RESULT_IS_STATIC: a path within the Result of a Pass.
pub(super) fn warn_static_result(reader: &mut Reader, result: &Place) {
    if looks_like_path(result) {
        let message = "The Result of a Pass is taken literally, also what looks like a path; \
                       Parameters can hold paths";
        reader.warn(Code::PassResultIsStatic, result, message);
    }
    for (_, field) in result.fields() {
        warn_static_result(reader, &field);
    }
    for item in result.items() {
        warn_static_result(reader, &item);
    }
}

fn looks_computed(place: &Place) -> bool {
    let is_call = place.node.as_str().is_some_and(|text| Intrinsic::parse(text).is_ok());
    looks_like_path(place) || is_call
}

/// A path with steps, or the whole input or context. `$5` is money, `$name` may be a shell's.
fn looks_like_path(place: &Place) -> bool {
    place.node.as_str().is_some_and(|text| {
        let has_steps = ["$.", "$[", "$$."].iter().any(|start| text.starts_with(start));
        (has_steps || matches!(&**text, "$" | "$$")) && Path::parse(text).is_ok()
    })
}
