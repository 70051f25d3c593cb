//! Map: one iteration for every item.

use super::super::EventDetail;
use super::super::children::Children;
use super::super::context::Extras;
use super::super::dataflow::{Flow, Problem};
use super::super::event::MapStart;
use super::super::frame::Item;
use super::super::map_run::DISTRIBUTED_CONCURRENCY_MAX;
use crate::asl::{Field, Items, Map, ProcessorMode, QueryLanguage};
use crate::query::expression::EvaluationError;
use crate::value::Json;

/// Iterations of an inline Map that run at once, whatever MaxConcurrency says.
const INLINE_CONCURRENCY_MAX: usize = 40;

pub fn begin(flow: Flow, map: &Map) -> Result<EventDetail, Problem> {
    let input = flow.effective_input()?;
    let items = items(flow, map, &input)?;
    let max_concurrency = max_concurrency(flow, map, &input)?;
    let input = input.into_owned();
    let (keys, items) = match items {
        Json::Object(properties) => {
            let names = properties.keys().cloned().collect();
            (names, Json::array(properties.values().cloned()))
        }
        items => (Vec::new(), items),
    };
    let length = items.as_array().map_or(0, |items| items.len());
    let children = MapStart { input, items, keys, max_concurrency, sources: Vec::new() };
    Ok(EventDetail::MapStateStarted { length, children: Box::new(children) })
}

pub fn go_on(flow: Flow, map: &Map, children: &Children) -> Result<EventDetail, Problem> {
    if !children.has_room() {
        return Ok(EventDetail::MapStateSucceeded);
    }
    let index = children.next;
    let start = children.map.as_ref().expect("a Map's children know what the Map iterates");
    let item = item(start, index);
    let input =
        match &map.item_selector {
            Some(selector) => flow
                .with(Extras { token: None, item: Some((index, &item)) })
                .template(selector, &start.input, "ItemSelector")?,
            None => item.value,
        };
    Ok(EventDetail::MapIterationStarted { name: flow.frame.state().name.clone(), index, input })
}

/// The item of an iteration.
pub(in super::super) fn item(start: &MapStart, index: usize) -> Item {
    let value = start.items.as_array().and_then(|items| items.get(index)).cloned();
    Item { value: value.unwrap_or_default(), key: start.keys.get(index).cloned(), source: None }
}

/// What a Map iterates, found.
pub fn items(flow: Flow, map: &Map, input: &Json) -> Result<Json, Problem> {
    // An ItemReader brings them later.
    if map.item_reader.is_some() {
        return Ok(Json::Null);
    }
    let items = match &map.items {
        Items::Input => input.clone(),
        Items::Field(Field::Path(path)) => flow.reference(path, input)?,
        Items::Field(field) => flow.field(field, input, "Items")?,
        Items::Array(template) => flow.template(template, input, "Items")?,
    };
    // The properties of an object are only iterated by a distributed Map: inline, AWS was recorded
    // to refuse one.
    let is_distributed = matches!(map.processor.mode, ProcessorMode::Distributed(_));
    if items.as_array().is_some() || (is_distributed && items.as_object().is_some()) {
        return Ok(items);
    }
    Err(match (&map.items, flow.frame.state().query_language()) {
        (Items::Field(Field::Expression(expression)), _) => {
            flow.evaluation_problem(expression.unexpected_type("array", &items, "Items"))
        }
        (_, QueryLanguage::Jsonata) => flow.evaluation_problem(EvaluationError {
            cause: format!("Map state input must be an array but was: {items}"),
            location: None,
        }),
        (Items::Field(Field::Path(path)), _) => {
            // AWS shows a path into the context object as one into the context object's own `$`.
            let path = path.to_string().replacen("$$", "$", 1);
            flow.runtime(&format!("Reference path \"{path}\" must point to array."))
        }
        _ => flow.runtime("Reference path \"$\" must point to array."),
    })
}

fn max_concurrency(flow: Flow, map: &Map, input: &Json) -> Result<usize, Problem> {
    let most = match map.processor.mode {
        ProcessorMode::Inline => INLINE_CONCURRENCY_MAX,
        ProcessorMode::Distributed(_) => DISTRIBUTED_CONCURRENCY_MAX,
    };
    let Some(field) = &map.max_concurrency else { return Ok(most) };
    match usize::try_from(flow.integer(field, input, "MaxConcurrency")?) {
        Ok(0) => Ok(most),
        Ok(wanted) => Ok(wanted.min(most)),
        Err(_) => {
            let what = "MaxConcurrency cannot be negative.";
            Err(flow.unacceptable(field, "MaxConcurrency", what))
        }
    }
}
