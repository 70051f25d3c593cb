//! What the inspector shows: the selected state, or else the execution as a whole.

use crate::engine::{EventDetail, Failure, Status};
use crate::simulator::view::{Inspection, RunView};
use crate::simulator::{RunId, Simulator};
use crate::time::Timestamp;
use crate::value::Json;

#[derive(Clone, Debug, PartialEq)]
pub enum InspectorModel {
    /// Nothing is selected, and nothing was started yet.
    Nothing,
    State(Box<Inspection>, Vec<Child>),
    Execution(Box<ExecutionModel>),
}

/// An execution that a state has started.
#[derive(Clone, Debug, PartialEq)]
pub struct Child {
    pub run: RunId,
    pub machine: String,
    pub status: Status,
}

/// An execution as DescribeExecution tells of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutionModel {
    pub name: String,
    pub arn: String,
    pub status: Status,
    pub started_at: Timestamp,
    pub input: Json,
    pub output: Option<Json>,
    pub failure: Option<Failure>,
    /// The execution whose task started this one.
    pub parent: Option<Child>,
}

impl InspectorModel {
    pub fn of(simulator: &Simulator) -> InspectorModel {
        if let Some(inspection) = simulator.inspection() {
            let started = simulator.runs_started_by(&inspection.state);
            let children = started.into_iter().map(Child::of).collect();
            return InspectorModel::State(Box::new(inspection), children);
        }
        let Some(run) = simulator.selected_run() else { return InspectorModel::Nothing };
        let (view, execution) = (simulator.run_view(run), run.execution());
        let identity = &execution.start_info().identity;
        let input = match execution.history().first().map(|event| &event.detail) {
            Some(EventDetail::ExecutionStarted { input }) => input.clone(),
            _ => Json::Null,
        };
        let parent = view.parent.and_then(|id| simulator.run(id));
        InspectorModel::Execution(Box::new(ExecutionModel {
            name: view.execution_name,
            arn: identity.execution_arn.to_string(),
            status: view.status,
            started_at: view.started_at,
            input,
            output: view.output,
            failure: view.failure,
            parent: parent.map(|run| Child::of(simulator.run_view(run))),
        }))
    }
}

impl Child {
    fn of(run: RunView) -> Child {
        Child { run: run.id, machine: run.state_machine_name, status: run.status }
    }
}
