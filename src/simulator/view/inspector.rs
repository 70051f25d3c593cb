//! What is known of the selected state.

use super::history::short_name;
use super::{Inspection, VisitView};
use crate::engine::{EventDetail, Execution};
use crate::simulator::summary::{Index, innermost};
use crate::simulator::{Simulator, Visit};
use crate::value::Json;

/// Of many visits, the last so many are shown.
pub const VISITS_SHOWN_MAX: usize = 50;

impl Simulator {
    /// The selected state at the cursor; `None` when no state is selected, or the open definition
    /// has none of that name.
    pub fn inspection(&self) -> Option<Inspection> {
        let name = self.selected_state()?;
        let state = self.document().machine()?.find(name)?;
        let mut inspection = Inspection {
            state: name.clone(),
            kind: state.kind.type_name().to_owned(),
            view: Default::default(),
            mock: self.document().mock(name).clone(),
            visits: Vec::new(),
            n_visits: 0,
        };
        if let (Some(summary), Some(execution)) =
            (self.summary_at_cursor(), self.execution_at_cursor())
        {
            let visits = summary.visits_of(name);
            inspection.view = summary.state(name);
            inspection.n_visits = visits.len();
            let shown = visits.skip(inspection.n_visits.saturating_sub(VISITS_SHOWN_MAX));
            inspection.visits = shown.map(|visit| visit_view(execution, visit)).collect();
        }
        Some(inspection)
    }
}

fn visit_view(execution: &Execution, visit: &Visit) -> VisitView {
    let at = |index: Index| innermost(&execution.history()[index as usize]).1;
    let detail = |index: Option<Index>| index.map(|index| &at(index).detail);
    let (output, assigned, next) = match detail(visit.exited) {
        Some(EventDetail::StateExited { state, output, assigned, chosen }) => {
            (Some(output), assigned.as_ref(), state.next(*chosen))
        }
        _ => (None, None, None),
    };
    let request = match detail(visit.scheduled) {
        Some(EventDetail::TaskScheduled(request)) => Some(request),
        _ => None,
    };
    VisitView {
        status: visit.status,
        entered_at: at(visit.entered).at,
        exited_at: visit.exited.map(|index| at(index).at),
        input: match &at(visit.entered).detail {
            EventDetail::StateEntered { input, .. } => input.clone(),
            _ => Json::Null,
        },
        parameters: request.map(|request| request.parameters.clone()),
        resource: request.map(|request| short_name(&request.resource)),
        token: request.and_then(|request| request.token.as_deref().map(str::to_owned)),
        submitted: match detail(visit.submitted) {
            Some(EventDetail::TaskSubmitted { output, .. }) => Some(output.clone()),
            _ => None,
        },
        result: match detail(visit.succeeded) {
            Some(EventDetail::TaskSucceeded { output, .. }) => Some(output.clone()),
            _ => None,
        },
        failure: visit.failure.clone(),
        output: output.cloned(),
        assigned: assigned.cloned().map(Json::Object),
        next: next.map(|target| target.name.clone()),
        n_attempts: visit.n_attempts,
    }
}
