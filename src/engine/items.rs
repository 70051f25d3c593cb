//! ItemReader: the items of a distributed Map, out of what the world read for it.

use super::Failure;
use super::failure::error;
use crate::query::java;
use crate::sort;
use crate::value::{Entries, Json, Object};

/// Items that a Map Run may have: 100,000,000.
const ITEMS_MAX: i64 = 100_000_000;

/// The items of an object's text (a mark of the byte order is no part of it), or of a listing, as
/// ReaderConfig reads it.
pub(super) fn read(answer: &Json, config: &Json, items_max: usize) -> Result<Json, Failure> {
    let items = match answer.as_str().map(|text| text.trim_start_matches('\u{FEFF}')) {
        // A listing comes as it is.
        None => contents(answer)?.clone(),
        Some(text) => match option(config, "InputType").unwrap_or("JSON") {
            "CSV" => csv(text, config)?,
            "JSONL" => json_lines(text)?,
            "JSON" => json(text, config)?,
            other => return Err(failed(&format!("{other} objects cannot be read here."))),
        },
    };
    Ok(match items {
        Json::Array(items) if items.len() > items_max => {
            Json::array(items.iter().take(items_max).cloned())
        }
        items => items,
    })
}

/// How many items MaxItems allows.
pub(super) fn items_max(max_items: Option<i64>) -> Result<usize, Failure> {
    let most = match max_items {
        Some(most) if most < 0 => return Err(failed("field MaxItems must be positive")),
        // 0 is no limit.
        Some(0) | None => ITEMS_MAX,
        Some(most) => most.min(ITEMS_MAX),
    };
    Ok(usize::try_from(most).unwrap_or(usize::MAX))
}

/// The objects of a listing.
pub(super) fn contents(answer: &Json) -> Result<&Json, Failure> {
    match answer.get("Contents").unwrap_or(answer) {
        items @ Json::Array(_) => Ok(items),
        _ => Err(not_iterable()),
    }
}

fn json(text: &str, config: &Json) -> Result<Json, Failure> {
    let document = parse(text)?;
    // ItemsPointer is a JSON Pointer to the array within the document.
    let items = match option(config, "ItemsPointer") {
        Some(pointer) => pointed(&document, pointer).ok_or_else(not_iterable)?,
        None => &document,
    };
    match items {
        Json::Array(_) => Ok(items.clone()),
        _ => Err(not_iterable()),
    }
}

fn json_lines(text: &str) -> Result<Json, Failure> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(parse).collect::<Result<Vec<_>, _>>().map(Json::from)
}

fn csv(text: &str, config: &Json) -> Result<Json, Failure> {
    let delimiter = match option(config, "CSVDelimiter").unwrap_or("COMMA") {
        "PIPE" => b'|',
        "SEMICOLON" => b';',
        "SPACE" => b' ',
        "TAB" => b'\t',
        _ => b',',
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut rows = reader.records().map(|row| row.map_err(|why| failed(&why.to_string())));
    let headers: Vec<String> = match config.get("CSVHeaders").and_then(Json::as_array) {
        Some(given) => given.iter().map(|name| name.as_str().unwrap_or_default().into()).collect(),
        None => match rows.next() {
            Some(row) => row?.iter().map(str::to_owned).collect(),
            None => Vec::new(),
        },
    };
    let distinct = sort::into_set(&headers);
    if distinct.len() < headers.len() && option(config, "CSVHeaderLocation") == Some("GIVEN") {
        return Err(failed("CSV headers cannot contain duplicates."));
    }
    let order = java::hash_map_order(headers.iter().map(String::as_str));
    rows.map(|row| row.map(|row| item(&headers, &order, &row)))
        .collect::<Result<Vec<_>, _>>()
        .map(Json::from)
}

/// A row as an object of strings, its fields in the order of a Java HashMap. Fields beyond the
/// headers are dropped, missing ones are empty.
fn item(headers: &[String], order: &[usize], row: &csv::StringRecord) -> Json {
    let mut entries = Entries::default();
    for place in order {
        let value = Json::from(row.get(*place).unwrap_or_default());
        entries.insert(headers[*place].as_str().into(), value);
    }
    Json::Object(std::sync::Arc::new(Object::new(entries)))
}

fn pointed<'a>(document: &'a Json, pointer: &str) -> Option<&'a Json> {
    pointer.split('/').skip(1).try_fold(document, |value, key| {
        let key = key.replace("~1", "/").replace("~0", "~");
        match value {
            Json::Object(object) => object.get(key.as_str()),
            Json::Array(array) => array.get(key.parse::<usize>().ok()?),
            _ => None,
        }
    })
}

pub(super) fn parse(text: &str) -> Result<Json, Failure> {
    Json::parse(text).map_err(|why| failed(&why.message))
}

pub(super) fn option<'a>(config: &'a Json, name: &str) -> Option<&'a str> {
    config.get(name).and_then(Json::as_str)
}

fn not_iterable() -> Failure {
    failed("Attempting to map over non-iterable node.")
}

pub(super) fn failed(cause: &str) -> Failure {
    Failure::new(error::ITEM_READER_FAILED, cause)
}
