//! Saving and loading: everything a person would miss, as one text.
//!
//! Of a run only its start and its log are saved; loading lives through it again. So a save stays
//! small, and whatever waited before waits again, token and all.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::document::{MockFile, Source, read_definition};
use super::{
    ApiCall, Clock, Document, DocumentId, Entry, Invocation, InvocationId, InvocationLog, Notice,
    Run, RunId, Settings, Simulator,
};
use crate::asl::{StateName, WorkflowType};
use crate::engine::{Start, TaskId};
use crate::services::{ByName, Mock, World};
use crate::sort;
use crate::time::{Duration, Timestamp};
use crate::value::decode;

/// What this program writes, and the only one it reads.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Saved {
    version: u32,
    clock: Clock,
    world: World,
    documents: Vec<SavedDocument>,
    open: DocumentId,
    n_documents_opened: u32,
    /// The definitions of runs, each once.
    definitions: Vec<Arc<str>>,
    runs: Vec<SavedRun>,
    n_runs_started: u32,
    selected_run: Option<RunId>,
    selected_state: Option<StateName>,
    calls: Vec<ApiCall>,
    #[serde(default)]
    invocations: BTreeMap<InvocationId, Invocation>,
    #[serde(default)]
    invocation_logs: Vec<InvocationLog>,
    #[serde(default)]
    n_invocations: u64,
    settings: Settings,
}

#[derive(Serialize, Deserialize)]
struct SavedDocument {
    id: DocumentId,
    name: Arc<str>,
    text: Arc<str>,
    input: Arc<str>,
    workflow_type: WorkflowType,
    mocks: ByName<Mock>,
    #[serde(default)]
    mock_file: Option<MockFile>,
    #[serde(default)]
    execution_name: String,
    sample: Option<String>,
    source: Option<Source>,
}

#[derive(Serialize, Deserialize)]
struct SavedRun {
    id: RunId,
    document: DocumentId,
    /// Its place in `definitions`.
    definition: usize,
    start: Start,
    log: Vec<Entry>,
    n_events: u32,
    lag: Duration,
    forked_from: Option<(RunId, usize)>,
    parent: Option<(RunId, TaskId)>,
    #[serde(default)]
    awaited: bool,
}

impl Simulator {
    /// Everything but where in the past one looks.
    pub fn save(&self) -> String {
        let mut definitions: Vec<Arc<str>> = Vec::new();
        let runs = self.runs.values().map(|run| SavedRun::of(run, &mut definitions)).collect();
        let saved = Saved {
            version: VERSION,
            clock: self.clock,
            world: self.world.clone(),
            documents: self.documents.values().map(SavedDocument::of).collect(),
            open: self.open,
            n_documents_opened: self.n_documents_opened,
            definitions,
            runs,
            n_runs_started: self.n_runs_started,
            selected_run: self.selected_run,
            selected_state: self.selected_state.clone(),
            calls: self.calls.clone(),
            invocations: self.invocations.clone(),
            invocation_logs: self.invocation_logs.clone(),
            n_invocations: self.n_invocations,
            settings: self.settings.clone(),
        };
        serde_json::to_string(&saved).expect("all that is saved can be written as JSON")
    }

    /// What was saved; of a save that cannot be read a fresh start (as [`Simulator::new`] makes it)
    /// with a notice that says so. `now` is what the clock starts with then.
    pub fn load(text: &str, seed: u64, now: Timestamp) -> Simulator {
        match Simulator::read(text, seed, now) {
            Ok(simulator) => simulator,
            Err(reason) => {
                let mut simulator = Simulator::new(seed, now);
                simulator.notice = Some(Notice::SaveNotRead(reason));
                simulator
            }
        }
    }

    fn read(text: &str, seed: u64, now: Timestamp) -> Result<Simulator, String> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let Versioned { version } = decode(text).map_err(|error| error.to_string())?;
        if version != VERSION {
            return Err(format!("it has version {version}, and this page reads {VERSION}"));
        }
        let saved: Saved = decode(text).map_err(|error| error.to_string())?;
        if saved.documents.is_empty() {
            return Err("it has no document".to_owned());
        }
        Ok(saved.into_simulator(seed, now))
    }
}

impl Saved {
    fn into_simulator(self, seed: u64, now: Timestamp) -> Simulator {
        let documents = self.documents.into_iter();
        let documents =
            sort::into_map(documents.map(|document| (document.id, document.into_document())));
        let first = documents.keys().next().copied().unwrap_or_default();
        let n_saved = self.runs.len();
        let definitions = &self.definitions;
        let runs = self.runs.into_iter().filter_map(|run| run.into_run(definitions));
        let runs = sort::into_map(runs.map(|run| (run.id, run)));
        let n_lost = n_saved - runs.len();
        let next = |last: Option<u32>, counted: u32| counted.max(last.map_or(0, |last| last + 1));
        let mut simulator = Simulator {
            open: if documents.contains_key(&self.open) { self.open } else { first },
            n_documents_opened: next(
                documents.keys().last().map(|id| id.0),
                self.n_documents_opened,
            ),
            n_runs_started: next(runs.keys().last().map(|id| id.0), self.n_runs_started),
            selected_run: self.selected_run.filter(|id| runs.contains_key(id)),
            selected_state: self.selected_state,
            documents,
            runs,
            clock: self.clock,
            world: self.world,
            calls: self.calls,
            invocations: self.invocations,
            invocation_logs: self.invocation_logs,
            n_invocations: self.n_invocations,
            settings: self.settings,
            notice: (n_lost > 0).then_some(Notice::RunsNotTakenUp(n_lost)),
            ..Simulator::empty(seed, now)
        };
        simulator.begin_invocations_anew();
        simulator
    }
}

impl SavedDocument {
    fn of(document: &Document) -> SavedDocument {
        SavedDocument {
            id: document.id,
            name: document.name.clone(),
            text: document.text.clone(),
            input: document.input.clone(),
            workflow_type: document.workflow_type,
            mocks: document.mocks.clone(),
            mock_file: document.mock_file.clone(),
            execution_name: document.execution_name.to_string(),
            sample: document.sample.clone(),
            source: document.source.clone(),
        }
    }

    fn into_document(self) -> Document {
        let mut document = Document::new(&self.name, &self.text, self.workflow_type);
        document.id = self.id;
        document.input = self.input;
        document.mocks = self.mocks;
        document.mock_file = self.mock_file;
        document.execution_name = self.execution_name.into();
        document.sample = self.sample;
        document.source = self.source;
        document
    }
}

impl SavedRun {
    fn of(run: &Run, definitions: &mut Vec<Arc<str>>) -> SavedRun {
        let known = definitions.iter().position(|definition| *definition == run.definition);
        let definition = known.unwrap_or_else(|| {
            definitions.push(run.definition.clone());
            definitions.len() - 1
        });
        let n_events = run.execution().history().len();
        SavedRun {
            id: run.id,
            document: run.document,
            definition,
            start: (**run.execution().start_info()).clone(),
            log: run.log().to_vec(),
            n_events: u32::try_from(n_events).expect("events are numbered by u32"),
            lag: run.lag,
            forked_from: run.forked_from,
            parent: run.parent.clone(),
            awaited: run.awaited,
        }
    }

    /// `None` when its definition cannot be read any more.
    fn into_run(self, definitions: &[Arc<str>]) -> Option<Run> {
        let text = definitions.get(self.definition)?.clone();
        let machine = read_definition(&text, self.start.workflow_type).machine?;
        let (start, log) = (self.start, self.log);
        let mut run = Run::replay(self.id, self.document, text, machine, start, log, self.n_events);
        run.lag = self.lag;
        run.forked_from = self.forked_from;
        run.parent = self.parent;
        run.awaited = self.awaited;
        Some(run)
    }
}
