//! What is known of the executions, in short.

use crate::engine::Status;
use crate::simulator::{DocumentId, RunId, Simulator};

#[derive(Clone, Debug, PartialEq)]
pub struct RunModel {
    /// The selected execution's status; `None` before the first start.
    pub status: Option<Status>,
    /// Whether the selected execution waits for somebody.
    pub is_waiting: bool,
    /// Whether AWS would take the definition, and the input is JSON.
    pub can_start: bool,
    /// Executions, the newest first; more than one is worth a choice.
    pub runs: Vec<(RunId, Status)>,
    pub selected: Option<RunId>,
    /// Open state machines, by name.
    pub documents: Vec<(DocumentId, String)>,
    pub open: DocumentId,
    pub is_in_past: bool,
}

impl RunModel {
    pub fn of(simulator: &Simulator) -> RunModel {
        let run = simulator.selected_run();
        let document = simulator.document();
        let waiting = simulator.waiting();
        RunModel {
            status: run.map(|run| run.execution().status()),
            is_waiting: waiting.iter().any(|task| Some(task.run) == run.map(|run| run.id)),
            can_start: document.is_valid(),
            runs: simulator.runs().into_iter().map(|run| (run.id, run.status)).collect(),
            selected: run.map(|run| run.id),
            documents: simulator.documents().map(|d| (d.id, d.name.to_string())).collect(),
            open: document.id,
            is_in_past: simulator.cursor().is_some(),
        }
    }
}
