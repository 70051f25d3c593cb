//! ItemSelector and ItemBatcher: what a distributed Map makes of its items for its child executions.

use super::super::context::Extras;
use super::super::dataflow::{Flow, Problem};
use super::super::event::MapStart;
use super::super::frame::Item;
use super::map::item;
use crate::asl::{Field, ItemBatcher, Map};
use crate::value::Json;

/// Bytes that a batch may take, whatever MaxInputBytesPerBatch says.
const BATCH_BYTES_MAX: usize = 262_144;

/// The input of the child execution that begins with an item, and how many items it takes.
pub fn child_input(
    flow: Flow,
    map: &Map,
    start: &MapStart,
    first: usize,
) -> Result<(Json, usize), Problem> {
    match &map.item_batcher {
        Some(batcher) => batch(flow, map, batcher, start, first),
        None => Ok((selected(flow, map, start, first)?, 1)),
    }
}

/// The inputs of all the child executions from an item on.
pub fn child_inputs(
    flow: Flow,
    map: &Map,
    start: &MapStart,
    first: usize,
) -> Result<Vec<Json>, Problem> {
    let n_items = n_items(start);
    let mut inputs = Vec::new();
    let mut next = first;
    while next < n_items {
        let (input, n_taken) = child_input(flow, map, start, next)?;
        inputs.push(input);
        next += n_taken;
    }
    Ok(inputs)
}

/// An item as ItemSelector makes it.
pub fn selected(flow: Flow, map: &Map, start: &MapStart, index: usize) -> Result<Json, Problem> {
    let item = source_item(map, start, index);
    match &map.item_selector {
        Some(selector) => flow.with(Extras { token: None, item: Some((index, &item)) }).template(
            selector,
            &start.input,
            "ItemSelector",
        ),
        None => Ok(item.value),
    }
}

pub fn n_items(start: &MapStart) -> usize {
    start.items.as_array().map_or(0, |items| items.len())
}

/// As many items as fit: `{"BatchInput": …, "Items": […]}`.
fn batch(
    flow: Flow,
    map: &Map,
    batcher: &ItemBatcher,
    start: &MapStart,
    first: usize,
) -> Result<(Json, usize), Problem> {
    let limit = |field: &Option<Field>, name| match field {
        Some(field) => {
            let limit = flow.integer(field, &start.input, name)?;
            let positive = usize::try_from(limit).ok().filter(|limit| *limit > 0);
            let why = format!("{name} must be positive.");
            positive.map(Some).ok_or_else(|| flow.unacceptable(field, name, &why))
        }
        None => Ok(None),
    };
    let items_max = limit(&batcher.max_items, "MaxItemsPerBatch")?.unwrap_or(usize::MAX);
    let bytes_max = limit(&batcher.max_bytes, "MaxInputBytesPerBatch")?;
    let bytes_max = bytes_max.unwrap_or(BATCH_BYTES_MAX).min(BATCH_BYTES_MAX);
    let mut fields = Vec::new();
    if let Some(batch_input) = &batcher.batch_input {
        let input = flow.template(batch_input, &start.input, "ItemBatcher/BatchInput")?;
        fields.push(("BatchInput", input));
    }
    let mut items = Vec::new();
    let around = Json::object(fields.iter().cloned().chain([("Items", Json::array([]))]));
    let mut n_bytes = around.size();
    for place in first..n_items(start) {
        let selected = selected(flow, map, start, place)?;
        // With the comma before it.
        n_bytes += selected.size() + usize::from(!items.is_empty());
        let is_full = items.len() >= items_max || n_bytes > bytes_max;
        // A batch takes at least one item, however large.
        if is_full && !items.is_empty() {
            break;
        }
        items.push(selected);
    }
    let n_items = items.len();
    fields.push(("Items", Json::from(items)));
    Ok((Json::object(fields), n_items))
}

fn source_item(map: &Map, start: &MapStart, index: usize) -> Item {
    let source = match &map.item_reader {
        Some(_) => {
            let before = start.sources.partition_point(|(first, _)| *first <= index);
            before.checked_sub(1).map(|last| start.sources[last].1.clone())
        }
        None => Some("STATE_DATA".into()),
    };
    Item { source, ..item(start, index) }
}
