//! Map: one state machine run for every item.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Catcher, Field, Resource, Retrier, StateMachine, Template, Transition};

#[derive(Clone, Debug)]
pub struct Map {
    pub items: Items,
    /// `ItemSelector` (or the older `Parameters` of a Map): an iteration's input.
    pub item_selector: Option<Template>,
    pub processor: ItemProcessor,
    /// `MaxConcurrency` or `MaxConcurrencyPath`; 0 and absent are no limit of the author's.
    pub max_concurrency: Option<Field>,
    pub item_reader: Option<ItemReader>,
    pub item_batcher: Option<ItemBatcher>,
    pub result_writer: Option<ResultWriter>,
    pub tolerated_failure_count: Option<Field>,
    /// 0 to 100.
    pub tolerated_failure_percentage: Option<Field>,
    /// `Label`: the Map Run's name part, at most 40 characters.
    pub label: Option<Arc<str>>,
    pub retry: Vec<Retrier>,
    pub catch: Vec<Catcher>,
    pub transition: Transition,
}

/// What is iterated.
#[derive(Clone, Debug)]
pub enum Items {
    /// Neither field: the effective input.
    Input,
    /// `ItemsPath` (JSONPath) or `Items` (JSONata).
    Field(Field),
    /// `Items` written out as an array, perhaps with expressions in it.
    Array(Template),
}

#[derive(Clone, Debug)]
pub struct ItemProcessor {
    pub mode: ProcessorMode,
    pub machine: Arc<StateMachine>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcessorMode {
    Inline,
    Distributed(WorkflowType),
}

/// `ExecutionType` of a distributed Map, `type` of a state machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum WorkflowType {
    #[default]
    Standard,
    Express,
}

/// `ItemReader`: where a distributed Map's items come from.
#[derive(Clone, Debug)]
pub struct ItemReader {
    pub resource: Resource,
    /// `Parameters` or `Arguments`.
    pub arguments: Option<Template>,
    /// `ReaderConfig` as written, but `MaxItems` and `MaxItemsPath`.
    pub config: crate::value::Json,
    /// `CSVHeaders` where an expression gives them.
    pub csv_headers: Option<Field>,
    pub max_items: Option<Field>,
}

impl ItemReader {
    /// Whether it lists objects, and does not read one.
    pub fn lists_objects(&self) -> bool {
        matches!(&self.resource, Resource::Integration { action, .. } if &**action == "listObjectsV2")
    }
}

/// `ItemBatcher`: several items for one child execution.
#[derive(Clone, Debug)]
pub struct ItemBatcher {
    pub max_items: Option<Field>,
    pub max_bytes: Option<Field>,
    pub batch_input: Option<Template>,
}

/// `ResultWriter`: where a distributed Map's results go.
#[derive(Clone, Debug)]
pub struct ResultWriter {
    pub resource: Option<Resource>,
    pub arguments: Option<Template>,
    /// `WriterConfig` as written.
    pub config: crate::value::Json,
}
