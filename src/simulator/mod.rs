//! Everything a person works on, without a browser.
//!
//! A [`Simulator`] holds opened definitions, runs, the mocked AWS around them, a clock, a
//! selection and a cursor in time. [`Simulator::update`] is the only writer: it takes an
//! [`Action`] and changes what is held, with no storage, timer, randomness or real time inside.
//! Everything that a panel shows is a question to it, answered by a plain struct of [`view`].
//!
//! ```text
//! Action ──▶ update ──▶ documents   text ──▶ machine + diagnostics, samples, mocks
//!                       runs        execution + log of commands (and so: save, replay, fork)
//!                       world       queues, topics, tables: what tasks reach
//!                       invocations functions whose code somebody runs
//!                       clock       virtual now; ticks come from outside
//! ```

mod action;
mod callback;
mod clock;
mod document;
mod ending;
mod function_calls;
mod function_log;
mod go_on;
mod invocation;
mod iterations;
mod json_text;
mod mishap;
mod mocks;
mod naming;
mod nested;
mod opening;
mod queues;
mod recorded;
mod run;
pub mod samples;
mod save;
pub mod shell;
mod suggestion;
mod summary;
mod update;
pub mod view;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use action::{Action, MessageAction, Mishap, QueueAction, Theme};
pub use callback::{ApiCall, ApiError, Verb};
pub use clock::{Clock, SPEED_MAX};
pub use document::{Document, DocumentId, MockFile, Source};
pub use function_calls::FunctionCall;
pub use function_log::LogLine;
pub use invocation::{Invocation, InvocationId, InvocationLog, Reply, Stage, Trigger};
pub use iterations::IterationStatus;
pub use json_text::{JsonProblem, check_json};
pub use run::{Entry, Run};
pub use suggestion::Expectations;
pub use summary::{Passages, Summary, Transition, Visit, innermost};

use crate::asl::StateName;
use crate::engine::Execution;
pub use crate::services::MessageId;
use crate::services::World;
use crate::time::Timestamp;

/// Names a run for as long as the simulator is kept.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct RunId(pub u32);

#[derive(Clone, Debug)]
pub struct Simulator {
    documents: BTreeMap<DocumentId, Document>,
    open: DocumentId,
    runs: BTreeMap<RunId, Run>,
    selected_run: Option<RunId>,
    selected_state: Option<StateName>,
    /// The past that is looked at; `None` is live.
    past: Option<Past>,
    clock: Clock,
    world: World,
    /// What was sent with tokens, oldest first.
    calls: Vec<ApiCall>,
    /// Functions that are to be run, or run somewhere now.
    invocations: BTreeMap<InvocationId, Invocation>,
    /// What these have written to their logs.
    log_so_far: BTreeMap<InvocationId, Vec<LogLine>>,
    /// Whether somebody runs code.
    runs_functions: bool,
    invocation_logs: Vec<InvocationLog>,
    n_invocations: u64,
    settings: Settings,
    notice: Option<Notice>,
    n_runs_started: u32,
    n_documents_opened: u32,
    revision: u64,
}

/// The selected run after its first so many recorded events.
#[derive(Clone, Debug)]
struct Past {
    n_recorded: usize,
    execution: Execution,
    summary: Summary,
}

/// What the page remembers beside the work.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// A BCP 47 tag, `en` or `ko`; `None` follows the browser.
    pub language: Option<String>,
    pub theme: Theme,
    /// Hints that were read and sent away for good.
    pub dismissed_hints: Vec<String>,
}

/// Something that a person must be told once.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// What was saved could not be read, wholly or in part; holds the reason, in English.
    SaveNotRead(String),
    /// So many runs of a save could not be taken up again.
    RunsNotTakenUp(usize),
    /// The opened text holds no state machine, for this reason.
    NothingToOpen(Reason),
    /// The file of that name is no text.
    NotText(String),
    /// The definition is in another file, which is to be opened instead.
    NeedsFile(String),
    /// The mock file is not one; holds the reason, in English.
    MocksNotRead(String),
    /// The definition has errors, or none was ever good; nothing was started.
    NotStarted,
    /// The input is not JSON.
    InputNotJson,
    /// Acting on the past made a new run.
    Forked(RunId),
    /// The mock file's test case of that name answers the open document's tasks now.
    MocksOpened(String),
    /// An execution's history was opened, and no open workflow has the states that it names: those.
    HistoryOfOther(String),
    /// The opened history was done again; whether it went as recorded.
    HistoryReplayed { is_same: bool },
    /// A command of the selected run was refused; holds AWS's words.
    Refused(String),
}

/// Why something cannot be opened: the first finding of the importer's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reason {
    /// Of the diagnostic; empty where a text is not what it was opened as.
    pub code: String,
    /// In English, one line.
    pub message: String,
    /// Line and column in the opened text, 1-based.
    pub place: Option<(usize, usize)>,
}

impl Simulator {
    /// With the tutorial's callback workflow open. `seed` decides all randomness, `now` is what
    /// the virtual clock starts with.
    pub fn new(seed: u64, now: Timestamp) -> Simulator {
        let mut simulator = Simulator::empty(seed, now);
        simulator.open_sample(samples::FIRST);
        simulator
    }

    fn empty(seed: u64, now: Timestamp) -> Simulator {
        Simulator {
            documents: BTreeMap::new(),
            open: DocumentId::default(),
            runs: BTreeMap::new(),
            selected_run: None,
            selected_state: None,
            past: None,
            clock: Clock::starting_at(now),
            world: World::new(seed),
            calls: Vec::new(),
            invocations: BTreeMap::new(),
            log_so_far: BTreeMap::new(),
            runs_functions: false,
            invocation_logs: Vec::new(),
            n_invocations: 0,
            settings: Settings::default(),
            notice: None,
            n_runs_started: 0,
            n_documents_opened: 0,
            revision: 0,
        }
    }

    /// Changes with every update that may show.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// The document that is being edited.
    pub fn document(&self) -> &Document {
        &self.documents[&self.open]
    }

    /// All opened documents, in the order of opening.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        self.documents.values()
    }

    pub fn selected_run(&self) -> Option<&Run> {
        self.selected_run.and_then(|id| self.runs.get(&id))
    }

    pub fn selected_state(&self) -> Option<&StateName> {
        self.selected_state.as_ref()
    }

    /// How many recorded events of the selected run are looked at; `None` is live.
    pub fn cursor(&self) -> Option<usize> {
        self.past.as_ref().map(|past| past.n_recorded)
    }

    pub fn run(&self, id: RunId) -> Option<&Run> {
        self.runs.get(&id)
    }

    pub fn world(&self) -> &World {
        &self.world
    }
}
