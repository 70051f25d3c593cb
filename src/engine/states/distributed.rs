//! A distributed Map: its Map Run starts a child execution for every item or batch of items.

use std::sync::Arc;

use super::super::Command;
use super::super::context::Extras;
use super::super::dataflow::{Flow, Problem};
use super::super::failure::error;
use super::super::frame::Item;
use super::super::map_run::{MapRun, Tolerance};
use super::super::{
    EventDetail, Failure, Identity, ManifestFile, MapStart, Particulars, Start, TaskRequest, items,
    manifest,
};
use super::map::item;
use super::result_writer;
use crate::asl::{Field, ItemBatcher, ItemReader, Map, ProcessorMode, WorkflowType};
use crate::query::random::Random;
use crate::value::Json;

/// Bytes that a batch may take, whatever MaxInputBytesPerBatch says.
const BATCH_BYTES_MAX: usize = 262_144;

/// MapRunStarted. The tolerance is only looked at here, after MapStateStarted.
pub fn start_run(flow: Flow, map: &Map, start: &MapStart) -> Result<EventDetail, Problem> {
    let tolerance = tolerance(flow, map, &start.input)?;
    if let Some(run) = flow.frame.kept.as_ref().and_then(|kept| kept.map_run.as_ref()) {
        let redrive_count = u32::try_from(flow.execution.redrives.len()).unwrap_or(u32::MAX);
        return Ok(EventDetail::MapRunRedriven { map_run_arn: run.arn.clone(), redrive_count });
    }
    let random = flow.execution.random();
    let label = map.label.as_deref().map_or_else(|| random.uuid(), str::to_owned);
    let identity = &flow.execution.start_info().identity;
    let prefix = identity.state_machine_arn.replacen(":stateMachine:", ":mapRun:", 1);
    let map_run_arn = format!("{prefix}/{label}:{}", random.uuid()).into();
    Ok(EventDetail::MapRunStarted { map_run_arn, tolerance })
}

/// What comes next in a Map Run.
pub fn go_on(flow: Flow, map: &Map, run: &MapRun) -> Result<EventDetail, Problem> {
    if let Some(reader) = map.item_reader.as_ref().filter(|_| !run.has_items) {
        return request_items(flow, reader, run);
    }
    if run.is_exceeded() {
        return Ok(EventDetail::MapRunFailed(Failure::new(
            error::EXCEED_TOLERATED_FAILURE_THRESHOLD,
            "The specified tolerated failure threshold was exceeded",
        )));
    }
    if run.has_room() {
        return match run.unsuccessful.first() {
            Some(index) => redrive_child(flow, run, *index),
            None => start_child(flow, map, run),
        };
    }
    if let Some((_, index)) = run.due.first() {
        let event = run.executions[*index].upcoming();
        let event = Box::new(event.expect("a child execution that is due goes on"));
        return Ok(EventDetail::ChildExecution { map_run: run.id, index: *index, event });
    }
    if !run.is_written
        && let Some(written) = result_writer::objects(flow, map, run)?
    {
        return Ok(written);
    }
    Ok(EventDetail::MapRunSucceeded { output: result_writer::output(flow, map, run)? })
}

fn redrive_child(flow: Flow, run: &MapRun, index: usize) -> Result<EventDetail, Problem> {
    let child = &run.executions[index];
    let events = child.accept(flow.execution.now(), &Command::RedriveExecution);
    match events.ok().and_then(|events| events.into_iter().next()) {
        Some(event) => {
            let event = Box::new(event);
            Ok(EventDetail::ChildExecution { map_run: run.id, index, event })
        }
        None => Err(flow.runtime("A child execution of the Map Run cannot be redriven.")),
    }
}

/// The request to read the items, which the world answers.
fn request_items(flow: Flow, reader: &ItemReader, run: &MapRun) -> Result<EventDetail, Problem> {
    let file = run.manifest.as_ref().and_then(|read| read.0.files.get(read.1));
    let parameters = match (file, &reader.arguments) {
        (Some(ManifestFile { bucket, key }), _) => {
            Json::object([("Bucket", Json::from(bucket.clone())), ("Key", Json::from(key.clone()))])
        }
        (None, Some(arguments)) => {
            flow.template(arguments, &run.start.input, "ItemReader/Arguments")?
        }
        (None, None) => Json::empty_object(),
    };
    Ok(EventDetail::ItemsRequested {
        map_run: run.id,
        request: Box::new(TaskRequest {
            resource: reader.resource.clone(),
            parameters,
            timeout: None,
            heartbeat: None,
            credentials: None,
            token: None,
        }),
    })
}

fn start_child(flow: Flow, map: &Map, run: &MapRun) -> Result<EventDetail, Problem> {
    let index = run.executions.len();
    let (input, n_items, first) = match &map.item_batcher {
        Some(batcher) => batch(flow, map, batcher, run)?,
        None => {
            let item = source_item(map, &run.start, run.n_taken);
            (selected(flow, map, run, run.n_taken, &item)?, 1, item)
        }
    };
    let start = child_start(flow, map, run, index, input, first);
    Ok(EventDetail::ChildStarted { map_run: run.id, index, n_items, start: Arc::new(start) })
}

fn child_start(
    flow: Flow,
    map: &Map,
    run: &MapRun,
    index: usize,
    input: Json,
    item: Item,
) -> Start {
    let parent = flow.execution.start_info();
    let seed = parent.seed ^ (u64::from(run.id) << 32) ^ (index as u64 + 1);
    let random = Random::new(seed);
    let name: Arc<str> = random.uuid().into();
    let run_name = run.arn.rsplit_once(":mapRun:").map_or("", |(_, name)| name);
    let run_name = run_name.rsplit_once(':').map_or(run_name, |(label, _)| label);
    let prefix = parent.identity.execution_arn.split(":execution:").next().unwrap_or_default();
    let workflow_type = match map.processor.mode {
        ProcessorMode::Distributed(workflow_type) => workflow_type,
        ProcessorMode::Inline => WorkflowType::Standard,
    };
    let execution_arn = match workflow_type {
        WorkflowType::Standard => format!("{prefix}:execution:{run_name}:{name}"),
        WorkflowType::Express => format!("{prefix}:express:{run_name}:{name}:{}", random.uuid()),
    };
    Start {
        identity: Identity {
            execution_arn: execution_arn.into(),
            execution_name: name,
            ..parent.identity.clone()
        },
        workflow_type,
        input,
        at: flow.execution.now(),
        seed,
        history_events_max: parent.history_events_max,
        particulars: Particulars::default(),
        item: Some((run.n_taken, item)),
    }
}

/// What the world's answer to an ItemReader means: items, or a manifest of where they are.
pub fn read_items(
    flow: Flow,
    map: &Map,
    run: &MapRun,
    answer: &Json,
) -> Result<EventDetail, Problem> {
    let reader = map.item_reader.as_ref().expect("only an ItemReader asks for items");
    let max_items = match &reader.max_items {
        Some(field) => Some(flow.integer(field, &run.start.input, "MaxItems")?),
        None => None,
    };
    let items_max = items::items_max(max_items)?;
    let config = match (&run.manifest, answer.as_str()) {
        (Some(read), _) => &read.0.config,
        (None, Some(text)) if manifest::is_manifest(&reader.config) => {
            let manifest = manifest::read(text, &reader.config, items_max);
            let manifest = Box::new(manifest?);
            return Ok(EventDetail::ManifestRead { map_run: run.id, manifest });
        }
        (None, _) => &reader.config,
    };
    let items = items::read(answer, config, items_max)?;
    let source = run.reading.as_ref().and_then(|reading| reading.source());
    Ok(EventDetail::ItemsRead { map_run: run.id, items, source })
}

/// The next batch: its input, how many items it takes, and the first of them.
fn batch(
    flow: Flow,
    map: &Map,
    batcher: &ItemBatcher,
    run: &MapRun,
) -> Result<(Json, usize, Item), Problem> {
    let input = &run.start.input;
    let whole = |field: &Option<Field>, name| match field {
        Some(field) => flow.integer(field, input, name).map(Some),
        None => Ok(None),
    };
    let items_max = whole(&batcher.max_items, "MaxItemsPerBatch")?.unwrap_or(i64::MAX);
    let bytes_max = whole(&batcher.max_bytes, "MaxInputBytesPerBatch")?;
    let bytes_max = bytes_max.and_then(|most| usize::try_from(most).ok());
    let bytes_max = bytes_max.unwrap_or(BATCH_BYTES_MAX).min(BATCH_BYTES_MAX);
    let mut fields = Vec::new();
    if let Some(batch_input) = &batcher.batch_input {
        fields.push(("BatchInput", flow.template(batch_input, input, "ItemBatcher/BatchInput")?));
    }
    let mut items = Vec::new();
    let mut n_bytes: usize = fields.iter().map(|(_, value)| value.size()).sum();
    for place in run.n_taken..run.n_items() {
        let selected = selected(flow, map, run, place, &source_item(map, &run.start, place))?;
        n_bytes += selected.size() + 1;
        let is_full = items.len() as i64 >= items_max || n_bytes > bytes_max;
        // A batch takes at least one item, however large.
        if is_full && !items.is_empty() {
            break;
        }
        items.push(selected);
    }
    let n_items = items.len();
    fields.push(("Items", Json::from(items)));
    Ok((Json::object(fields), n_items, source_item(map, &run.start, run.n_taken)))
}

fn selected(
    flow: Flow,
    map: &Map,
    run: &MapRun,
    index: usize,
    item: &Item,
) -> Result<Json, Problem> {
    match &map.item_selector {
        Some(selector) => flow.with(Extras { token: None, item: Some((index, item)) }).template(
            selector,
            &run.start.input,
            "ItemSelector",
        ),
        None => Ok(item.value.clone()),
    }
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

fn tolerance(flow: Flow, map: &Map, input: &Json) -> Result<Tolerance, Problem> {
    let count = match &map.tolerated_failure_count {
        Some(field) => {
            let name = "ToleratedFailureCount";
            let count = usize::try_from(flow.integer(field, input, name)?);
            let negative =
                |_| flow.unacceptable(field, name, &format!("{name} cannot be negative."));
            Some(count.map_err(negative)?)
        }
        None => None,
    };
    let percentage = match &map.tolerated_failure_percentage {
        Some(field) => Some(percentage(flow, field, input)?),
        None => None,
    };
    Ok(Tolerance { count, percentage })
}

fn percentage(flow: Flow, field: &Field, input: &Json) -> Result<f64, Problem> {
    let name = "ToleratedFailurePercentage";
    let value = flow.field(field, input, name)?;
    // A number in a string is as good.
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    match (number, field) {
        (Some(percentage), _) if (0.0..=100.0).contains(&percentage) => Ok(percentage),
        (Some(_), _) => {
            let what = format!("{name} must be between 0 and 100.");
            Err(flow.unacceptable(field, name, &what))
        }
        (None, Field::Path(path)) => Err(flow.runtime(&format!(
            "The {name}Path field refers to value \"{}\" which is not a valid float: {path}",
            value.as_str().map_or_else(|| value.to_string(), str::to_owned)
        ))),
        (None, Field::Expression(expression)) => {
            Err(flow.evaluation_problem(expression.unexpected_type("number", &value, name)))
        }
        (None, Field::Literal(_) | Field::Intrinsic(_)) => {
            Err(flow.runtime(&format!("{name} is not a number.")))
        }
    }
}
