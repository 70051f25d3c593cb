//! What the inspector shows: the selected state, or else the execution as a whole.

use crate::engine::{EventDetail, Failure, Status};
use crate::simulator::Simulator;
use crate::simulator::view::Inspection;
use crate::time::Timestamp;
use crate::value::Json;

#[derive(Clone, Debug, PartialEq)]
pub enum InspectorModel {
    /// Nothing is selected, and nothing was started yet.
    Nothing,
    State(Box<Inspection>),
    Execution(Box<ExecutionModel>),
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
}

impl InspectorModel {
    pub fn of(simulator: &Simulator) -> InspectorModel {
        if let Some(inspection) = simulator.inspection() {
            return InspectorModel::State(Box::new(inspection));
        }
        let Some(run) = simulator.selected_run() else { return InspectorModel::Nothing };
        let (view, execution) = (simulator.run_view(run), run.execution());
        let identity = &execution.start_info().identity;
        let input = match execution.history().first().map(|event| &event.detail) {
            Some(EventDetail::ExecutionStarted { input }) => input.clone(),
            _ => Json::Null,
        };
        InspectorModel::Execution(Box::new(ExecutionModel {
            name: view.execution_name,
            arn: identity.execution_arn.to_string(),
            status: view.status,
            started_at: view.started_at,
            input,
            output: view.output,
            failure: view.failure,
        }))
    }
}
