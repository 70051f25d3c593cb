//! Values that look computed where nothing is computed, and fields that are lost. AWS documents the
//! three codes of warnings, but not their messages; these are ours.

use std::collections::{BTreeMap, BTreeSet};

use super::place::Place;
use super::reader::Reader;
use crate::asl::Code;
use crate::asl::source::Node;
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

/// A field that is written twice: Jackson, and so AWS, silently takes the last one.
pub(super) fn advise_duplicate_fields(reader: &mut Reader, place: &Place) {
    if !has_duplicate_fields(place.node) {
        return;
    }
    let mut written = BTreeMap::new();
    for entry in place.node.as_object().unwrap_or_default() {
        if let Some(earlier) = written.insert(&entry.key, &entry.key_span) {
            let message = format_args!("'{}' is written twice; the last one counts", entry.key);
            reader.advise_at("duplicate-field", place, earlier.clone(), message);
        }
    }
    for (_, field) in place.fields() {
        advise_duplicate_fields(reader, &field);
    }
    for item in place.items() {
        advise_duplicate_fields(reader, &item);
    }
}

/// Whether the value, or one within it, has a field twice. Nearly always not.
fn has_duplicate_fields(node: &Node) -> bool {
    let mut names = BTreeSet::new();
    let entries = node.as_object().unwrap_or_default();
    entries.iter().any(|entry| !names.insert(&entry.key) || has_duplicate_fields(&entry.node))
        || node.as_array().unwrap_or_default().iter().any(has_duplicate_fields)
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
