//! What is known of the executions, in short.

use crate::asl::WorkflowType;
use crate::engine::Status;
use crate::simulator::view::RunView;
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
    pub runs: Vec<RunLine>,
    pub selected: Option<RunId>,
    pub can_be_stopped: bool,
    /// Open state machines, by name.
    pub documents: Vec<(DocumentId, String)>,
    pub open: DocumentId,
    pub is_in_past: bool,
}

/// An execution in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct RunLine {
    pub id: RunId,
    pub status: Status,
    /// The execution's name.
    pub name: String,
    /// Its state machine's, where the list is of several.
    pub machine: Option<String>,
    pub is_waiting: bool,
    /// Neither is offered for Express executions, for which AWS refuses both.
    pub can_be_stopped: bool,
    pub can_be_redriven: bool,
    /// The execution that started it, or that it was forked from.
    pub parent: Option<RunId>,
    pub forked_from: Option<RunId>,
}

/// The executions, the newest first.
pub fn run_lines(simulator: &Simulator) -> Vec<RunLine> {
    let runs = simulator.runs();
    let first = runs.first().map(|run| run.state_machine_name.clone());
    let are_several = runs.iter().any(|run| Some(&run.state_machine_name) != first.as_ref());
    runs.into_iter().map(|run| run_line(simulator, run, are_several)).collect()
}

fn run_line(simulator: &Simulator, run: RunView, are_several: bool) -> RunLine {
    let workflow_type = simulator.run(run.id).map(|run| run.execution().start_info().workflow_type);
    let is_standard = workflow_type == Some(WorkflowType::Standard);
    RunLine {
        id: run.id,
        status: run.status,
        name: run.execution_name,
        machine: are_several.then_some(run.state_machine_name),
        is_waiting: run.n_waiting > 0,
        can_be_stopped: is_standard && run.status == Status::Running,
        can_be_redriven: is_standard
            && matches!(run.status, Status::Failed | Status::Aborted | Status::TimedOut),
        parent: run.parent,
        forked_from: run.forked_from.map(|(from, _)| from),
    }
}

/// What the dialog on executions shows.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutionsModel {
    pub runs: Vec<RunLine>,
    pub selected: Option<RunId>,
    /// Of the next execution.
    pub execution_name: String,
    pub workflow_type: WorkflowType,
    /// States whose tasks are answered by rules, or by the person where a service would.
    pub n_mocked: usize,
    /// The mock file's test cases, and which one answers.
    pub test_cases: Vec<String>,
    pub test_case: Option<String>,
    pub mock_file: Option<String>,
}

impl ExecutionsModel {
    pub fn of(simulator: &Simulator) -> ExecutionsModel {
        let document = simulator.document();
        let file = document.mock_file.as_ref();
        ExecutionsModel {
            runs: run_lines(simulator),
            selected: simulator.selected_run().map(|run| run.id),
            execution_name: document.execution_name.to_string(),
            workflow_type: document.workflow_type,
            n_mocked: document.mocks.len(),
            test_cases: simulator.test_cases(),
            test_case: file.map(|file| file.test_case.clone()),
            mock_file: file.map(|file| file.text.to_string()),
        }
    }
}

impl RunModel {
    pub fn of(simulator: &Simulator) -> RunModel {
        let run = simulator.selected_run();
        let document = simulator.document();
        let waiting = simulator.waiting();
        let runs = run_lines(simulator);
        let selected = run.map(|run| run.id);
        RunModel {
            status: run.map(|run| run.execution().status()),
            is_waiting: waiting.iter().any(|task| Some(task.run) == selected),
            can_start: document.is_valid(),
            can_be_stopped: runs
                .iter()
                .any(|line| Some(line.id) == selected && line.can_be_stopped),
            runs,
            selected,
            documents: simulator.documents().map(|d| (d.id, d.name.to_string())).collect(),
            open: document.id,
            is_in_past: simulator.cursor().is_some(),
        }
    }
}
