//! What a Map under test makes of its items, stage by stage, as AWS was recorded to show it
//! (2026-09): lists as Java prints them, the items of a batch as texts.

use super::inspection::Inspection;
use super::{TestStateError, TestStateRequest};
use crate::asl::{ItemReader, Map};
use crate::engine::dataflow::{Flow, Problem};
use crate::engine::{MapStart, items, states};
use crate::value::Json;

/// Shows the stages; tells how many iterations or child executions the Map would start.
pub(super) fn show(
    flow: Flow<'_>,
    map: &Map,
    request: &TestStateRequest,
    seen: &mut Inspection,
) -> Result<usize, Problem> {
    let start = start(flow, map, request, seen)?;
    let n_items = states::n_items(&start);
    if map.item_selector.is_some() {
        let selected = (0..n_items).map(|index| states::selected(flow, map, &start, index));
        let selected = selected.collect::<Result<Vec<_>, _>>()?;
        seen.shown("afterItemSelector", list(&selected));
    }
    if map.item_batcher.is_none() {
        return Ok(n_items);
    }
    let batches = states::child_inputs(flow, map, &start, 0)?;
    let shown: Vec<Json> = batches.iter().map(with_items_as_texts).collect();
    seen.shown("afterItemBatcher", list(&shown));
    Ok(batches.len())
}

/// Refuses a mocked result of another length than the iterations have.
pub(super) fn check_length(result: &Json, n_iterations: usize) -> Result<(), TestStateError> {
    match result.as_array() {
        Some(results) if results.len() != n_iterations => Err(TestStateError::validation(
            "Input array does not equal the mocked result array's size",
        )),
        _ => Ok(()),
    }
}

/// `[1, {"a":2}]`: JSON texts as a list of Java prints them.
pub(super) fn list(items: &[Json]) -> String {
    let texts: Vec<String> = items.iter().map(Json::to_string).collect();
    format!("[{}]", texts.join(", "))
}

fn start(
    flow: Flow<'_>,
    map: &Map,
    request: &TestStateRequest,
    seen: &mut Inspection,
) -> Result<MapStart, Problem> {
    let input = flow.effective_input()?.into_owned();
    let (items, sources) = match &map.item_reader {
        Some(reader) => {
            let data = request.configuration.map_item_reader_data.as_deref().unwrap_or_default();
            let items = read(flow, reader, data, &input)?;
            if reader.config.get("ItemsPointer").is_some() {
                seen.shown("afterItemsPointer", items.to_string());
            }
            (items, source(flow, reader, &input)?)
        }
        None => (states::map_items(flow, map, &input)?, Vec::new()),
    };
    let (keys, items) = match items {
        Json::Object(properties) => {
            let names = properties.keys().cloned().collect();
            (names, Json::array(properties.values().cloned()))
        }
        items => (Vec::new(), items),
    };
    Ok(MapStart { input, items, max_concurrency: 0, keys, sources })
}

/// The items in the data that the request gives in place of what ItemReader would read.
fn read(flow: Flow<'_>, reader: &ItemReader, data: &str, input: &Json) -> Result<Json, Problem> {
    let config = states::reader_config(flow, reader, input)?;
    let items_max = states::items_max(flow, reader, input)?;
    // A listing comes as JSON, an object as its text.
    let listing = reader.lists_objects().then(|| Json::parse(data).ok()).flatten();
    let answer = listing.unwrap_or_else(|| Json::from(data));
    Ok(items::read(&answer, &config, items_max)?)
}

fn source(
    flow: Flow<'_>,
    reader: &ItemReader,
    input: &Json,
) -> Result<Vec<(usize, std::sync::Arc<str>)>, Problem> {
    let Some(arguments) = &reader.arguments else { return Ok(Vec::new()) };
    let arguments = flow.template(arguments, input, "ItemReader/Arguments")?;
    let text = |name| arguments.get(name).and_then(Json::as_str);
    let key = text("Key").map(|key| format!("/{key}")).unwrap_or_default();
    let source = text("Bucket").map(|bucket| format!("s3://{bucket}{key}").into());
    Ok(source.map(|source| (0, source)).into_iter().collect())
}

fn with_items_as_texts(batch: &Json) -> Json {
    let fields = batch.as_object().into_iter().flat_map(|batch| batch.iter());
    Json::object(fields.map(|(name, value)| match value {
        Json::Array(items) if &**name == "Items" => {
            let texts = items.iter().map(|item| Json::from(item.to_string()));
            (name.clone(), Json::array(texts))
        }
        value => (name.clone(), value.clone()),
    }))
}
