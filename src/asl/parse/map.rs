//! A Map: what is iterated, the item processor, and what a distributed Map reads and writes.

use std::sync::Arc;

use super::ScopeState;
use super::advice::within;
use super::errors::{read_catch, read_retry};
use super::expression::Available;
use super::fields;
use super::machine::read_machine;
use super::payload::{read_integer, read_number, read_path, read_template, read_value};
use super::place::Place;
use super::reader::{Range, Reader, is_placeholder};
use crate::asl::source::Value;
use crate::asl::{
    Code, Field, ItemBatcher, ItemProcessor, ItemReader, Items, Map, ProcessorMode, QueryLanguage,
    Resource, ResultWriter, Template, Transition, WorkflowType,
};
use crate::value::Json;

const LABEL_MAX: usize = 40;
/// What a Label must not hold beside blanks and control characters.
const LABEL_FORBIDDEN: &str = "?*<>{}[]\"#%\\^|~`$&,;:/";

const COUNT: Range = Range::at_least(0);
const ITEMS_PER_BATCH: Range = Range::at_least(1);
const INPUT_BYTES_PER_BATCH: Range = Range::new(1, 262_144);
const PERCENTAGE: Range = Range::new(0, 100);

const PROCESSOR_CONFIG: [&str; 2] = ["Mode", "ExecutionType"];
const ITEM_READER: [&str; 4] = ["Resource", "Parameters", "Arguments", "ReaderConfig"];
const READER_CONFIG: [&str; 9] = [
    "InputType",
    "Transformation",
    "ManifestType",
    "CSVDelimiter",
    "CSVHeaderLocation",
    "CSVHeaders",
    "ItemsPointer",
    "MaxItems",
    "MaxItemsPath",
];
const ITEM_BATCHER: [&str; 5] = [
    "MaxItemsPerBatch",
    "MaxItemsPerBatchPath",
    "MaxInputBytesPerBatch",
    "MaxInputBytesPerBatchPath",
    "BatchInput",
];
const RESULT_WRITER: [&str; 4] = ["Resource", "Parameters", "Arguments", "WriterConfig"];
const WRITER_CONFIG: [&str; 2] = ["Transformation", "OutputType"];

/// Reads a Map; `None` when it has nothing to run for each item.
pub(super) fn read_map(
    reader: &mut Reader,
    place: &Place,
    language: QueryLanguage,
    scope_state: &mut ScopeState,
    transition: Transition,
) -> Option<Map> {
    reader.exactly_one_of(place, &["ItemProcessor", "Iterator"]);
    let items = read_items(reader, place, language);
    let selector = if place.has("ItemSelector") { "ItemSelector" } else { "Parameters" };
    let item_selector = match (selector, language) {
        ("Parameters", QueryLanguage::Jsonata) => None,
        _ => read_template(reader, place, selector, language, Available::Input),
    };
    let label = reader.string(place, "Label");
    check_label(reader, place);
    let processor = place.field("ItemProcessor").or_else(|| place.field("Iterator"));
    let processor = within(reader, place, |reader| read_processor(reader, &processor?));
    let mut integer = |name: &str| read_integer(reader, place, name, COUNT, language);
    let max_concurrency = integer("MaxConcurrency");
    let tolerated_failure_count = integer("ToleratedFailureCount");
    let tolerated_failure_percentage =
        read_number(reader, place, "ToleratedFailurePercentage", PERCENTAGE, language);
    let item_reader = read_item_reader(reader, place, language);
    let item_batcher = read_item_batcher(reader, place, language);
    let result_writer = read_result_writer(reader, place, language);
    let retry = read_retry(reader, place);
    let catch = read_catch(reader, place, language, scope_state);
    Some(Map {
        items,
        item_selector,
        processor: processor?,
        max_concurrency,
        item_reader,
        item_batcher,
        result_writer,
        tolerated_failure_count,
        tolerated_failure_percentage,
        label,
        retry,
        catch,
        transition,
    })
}

fn read_items(reader: &mut Reader, place: &Place, language: QueryLanguage) -> Items {
    let is_array = |field: &Place| matches!(field.node.value, Value::Array(_));
    match language {
        QueryLanguage::JsonPath => read_items_path(reader, place).map(Items::Field),
        QueryLanguage::Jsonata if place.field("Items").is_some_and(|field| is_array(&field)) => {
            let array = read_template(reader, place, "Items", language, Available::Input);
            array.map(Items::Array)
        }
        QueryLanguage::Jsonata => read_value(reader, place, "Items", language).map(Items::Field),
    }
    .unwrap_or(Items::Input)
}

fn read_items_path(reader: &mut Reader, place: &Place) -> Option<Field> {
    let path = read_path(reader, place, "ItemsPath")?;
    if !path.is_definite() {
        let field = place.field("ItemsPath")?;
        let message = "Value is not a Reference Path: Reference path must name a single value, \
                       without the operators '@', '..', ',', ':', '?' and '*'";
        reader.wrong(&field, message);
    }
    Some(Field::Path(path))
}

fn check_label(reader: &mut Reader, place: &Place) {
    let Some(field) = place.field("Label") else { return };
    let Some(label) = field.node.as_str().filter(|_| !is_placeholder(field.node)) else { return };
    let is_forbidden =
        |c: &char| c.is_whitespace() || c.is_control() || LABEL_FORBIDDEN.contains(*c);
    let message = if label.chars().count() > LABEL_MAX {
        format!(
            "Invalid Label name: Label '{label}' exceeds the {LABEL_MAX}-character limit allowed \
             by the service"
        )
    } else if let Some(forbidden) = label.chars().find(is_forbidden) {
        format!(
            "Invalid Label name: Label '{label}' contains the invalid character '{}'",
            forbidden.escape_default()
        )
    } else {
        let labels = reader.labels.insert(label.clone());
        match labels {
            true => return,
            false => {
                let message = format_args!("Duplicate Label name: {label}");
                let span = field.node.span.clone();
                return reader.error(Code::DuplicateLabelName, &field, span, message);
            }
        }
    };
    reader.error(Code::InvalidLabelName, &field, field.node.span.clone(), message);
}

fn read_processor(reader: &mut Reader, place: &Place) -> Option<ItemProcessor> {
    if !reader.is_drawn(place) {
        return None;
    }
    reader.check_fields(place, &fields::ITEM_PROCESSOR);
    let mode = read_mode(reader, place);
    let around = reader.workflow_type;
    // Express child executions can do no more than other Express executions.
    if let ProcessorMode::Distributed(WorkflowType::Express) = mode {
        reader.workflow_type = WorkflowType::Express;
    }
    let machine = read_machine(reader, place, false);
    reader.workflow_type = around;
    Some(ItemProcessor { mode, machine: Arc::new(machine?) })
}

fn read_mode(reader: &mut Reader, place: &Place) -> ProcessorMode {
    let config = place.field("ProcessorConfig").filter(|config| reader.is_object(config));
    let Some(config) = config else { return ProcessorMode::Inline };
    reader.check_fields(&config, &PROCESSOR_CONFIG);
    let mode = reader.word(&config, "Mode", &["INLINE", "DISTRIBUTED"]);
    // Only deployment tells a mode that is filled in; what is written beside it is of either.
    let is_open = config.field("Mode").is_some_and(|mode| is_placeholder(mode.node));
    let is_distributed = mode == Some(1) || is_open && config.has("ExecutionType");
    if !is_distributed {
        if let Some(field) = config.field("ExecutionType") {
            reader.unsupported(&config, &field, "ExecutionType");
        }
        return ProcessorMode::Inline;
    }
    if reader.workflow_type == WorkflowType::Express
        && let Some(field) = config.field("Mode")
    {
        let message = "The field 'Mode' with value 'DISTRIBUTED' is not supported inside \
                       'EXPRESS' state machines";
        reader.wrong(&field, message);
    }
    reader.require(&config, &["ExecutionType"]);
    match reader.word(&config, "ExecutionType", &["STANDARD", "EXPRESS"]) {
        Some(1) => ProcessorMode::Distributed(WorkflowType::Express),
        _ => ProcessorMode::Distributed(WorkflowType::Standard),
    }
}

fn read_item_reader(
    reader: &mut Reader,
    place: &Place,
    language: QueryLanguage,
) -> Option<ItemReader> {
    let place = place.field("ItemReader").filter(|place| reader.is_object(place))?;
    reader.check_fields(&place, &ITEM_READER);
    reader.check_language(&place, Some(&ITEM_READER), language);
    reader.require(&place, &["Resource"]);
    let resource = read_s3_resource(reader, &place, &["getObject", "listObjectsV2"]);
    let arguments = read_arguments(reader, &place, language);
    let config = place.field("ReaderConfig").filter(|config| reader.is_object(config));
    let max_items = config.as_ref().and_then(|config| {
        check_reader_config(reader, config);
        read_integer(reader, config, "MaxItems", COUNT, language)
    });
    let csv_headers = config.as_ref().and_then(|config| {
        config.field("CSVHeaders").filter(|headers| headers.node.as_str().is_some())?;
        read_value(reader, config, "CSVHeaders", language)
    });
    let config = config.map_or_else(Json::empty_object, |config| {
        let fields = config.fields().into_iter();
        let other = fields.filter(|(name, _)| !matches!(*name, "MaxItems" | "MaxItemsPath"));
        Json::object(other.map(|(name, field)| (name, field.node.to_json())))
    });
    Some(ItemReader { resource: resource?, arguments, config, csv_headers, max_items })
}

fn check_reader_config(reader: &mut Reader, config: &Place) {
    reader.check_fields(config, &READER_CONFIG);
    let text = |name: &str| config.field(name).and_then(|field| field.node.as_str().cloned());
    let is_csv = text("InputType").as_deref() == Some("CSV");
    reader.word(config, "InputType", &["CSV", "JSON", "JSONL", "PARQUET", "MANIFEST"]);
    reader.word(config, "Transformation", &["NONE", "LOAD_AND_FLATTEN"]);
    reader.word(config, "ManifestType", &["ATHENA_DATA", "S3_INVENTORY"]);
    reader.word(config, "CSVDelimiter", &["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"]);
    match reader.word(config, "CSVHeaderLocation", &["FIRST_ROW", "GIVEN"]) {
        Some(1) => {
            reader.require(config, &["CSVHeaders"]);
            let headers = config.field("CSVHeaders").filter(|field| field.node.as_str().is_none());
            if headers.is_some() {
                reader.items(config, "CSVHeaders");
            }
        }
        None if is_csv && !config.has("CSVHeaderLocation") => {
            reader.wrong_object(config, "The field 'CSVHeaderLocation' is required");
        }
        _ => {}
    }
    if !is_csv
        && matches!(text("InputType").as_deref(), Some("JSON" | "JSONL" | "PARQUET"))
        && let Some(field) = config.field("CSVHeaderLocation")
    {
        reader.unsupported(config, &field, "CSVHeaderLocation");
    }
}

fn read_item_batcher(
    reader: &mut Reader,
    place: &Place,
    language: QueryLanguage,
) -> Option<ItemBatcher> {
    let place = place.field("ItemBatcher").filter(|place| reader.is_object(place))?;
    reader.check_fields(&place, &ITEM_BATCHER);
    reader.check_language(&place, Some(&ITEM_BATCHER), language);
    // "To batch items, specify the maximum number of items to batch, the maximum batch size, or
    // both"; how AWS words that is not known.
    reader.at_least_one_of(&place, &ITEM_BATCHER[..4]);
    let mut limit = |name, range| read_integer(reader, &place, name, range, language);
    Some(ItemBatcher {
        max_items: limit("MaxItemsPerBatch", ITEMS_PER_BATCH),
        max_bytes: limit("MaxInputBytesPerBatch", INPUT_BYTES_PER_BATCH),
        batch_input: read_template(reader, &place, "BatchInput", language, Available::Input),
    })
}

fn read_result_writer(
    reader: &mut Reader,
    place: &Place,
    language: QueryLanguage,
) -> Option<ResultWriter> {
    let place = place.field("ResultWriter").filter(|place| reader.is_object(place))?;
    reader.check_fields(&place, &RESULT_WRITER);
    reader.check_language(&place, Some(&RESULT_WRITER), language);
    let resource = read_s3_resource(reader, &place, &["putObject"]);
    let arguments = read_arguments(reader, &place, language);
    let config = place.field("WriterConfig").filter(|config| reader.is_object(config));
    if let Some(config) = &config {
        reader.check_fields(config, &WRITER_CONFIG);
        reader.word(config, "Transformation", &["NONE", "COMPACT", "FLATTEN"]);
        reader.word(config, "OutputType", &["JSON", "JSONL"]);
    }
    let config = config.map_or_else(Json::empty_object, |config| config.node.to_json());
    Some(ResultWriter { resource, arguments, config })
}

/// `Parameters` or `Arguments`.
fn read_arguments(reader: &mut Reader, place: &Place, language: QueryLanguage) -> Option<Template> {
    let name = match language {
        QueryLanguage::JsonPath => "Parameters",
        QueryLanguage::Jsonata => "Arguments",
    };
    read_template(reader, place, name, language, Available::Input)
}

/// The `Resource` of an ItemReader or ResultWriter, which is one of a few actions of S3.
fn read_s3_resource(reader: &mut Reader, place: &Place, actions: &[&str]) -> Option<Resource> {
    let arn = reader.string(place, "Resource")?;
    let field = place.field("Resource")?;
    let resource = Resource::parse(&arn);
    let is_allowed = matches!(&resource, Some(Resource::Integration { service, action, .. })
        if &**service == "s3" && actions.contains(&&**action));
    if !is_allowed && !is_placeholder(field.node) {
        reader.wrong(&field, "The field 'Resource' does not match any of the allowed values");
    }
    resource
}
