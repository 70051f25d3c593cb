//! The list of executions, and the clock's next stop.

use super::{NextThing, RunView, UpcomingView};
use crate::engine::{EventDetail, Execution};
use crate::simulator::{Run, RunId, Simulator, Summary};

impl Simulator {
    /// All runs, newest first.
    pub fn runs(&self) -> Vec<RunView> {
        self.runs.values().rev().map(|run| self.run_view(run)).collect()
    }

    /// The runs that a state of the selected one has started, oldest first.
    pub fn runs_started_by(&self, state: &str) -> Vec<RunView> {
        let Some(parent) = self.selected_run() else { return Vec::new() };
        let children = self.runs.values().filter(|run| {
            let task = run.parent.as_ref().filter(|(id, _)| *id == parent.id).map(|(_, it)| it);
            task.and_then(|task| parent.state_of(task)).is_some_and(|name| **name == *state)
        });
        children.map(|run| self.run_view(run)).collect()
    }

    pub fn run_view(&self, run: &Run) -> RunView {
        let execution = run.execution();
        let identity = &execution.start_info().identity;
        let (output, failure) = match execution.history().last().map(|event| &event.detail) {
            Some(EventDetail::ExecutionSucceeded { output }) => (Some(output.clone()), None),
            Some(
                EventDetail::ExecutionFailed(failure)
                | EventDetail::ExecutionAborted(failure)
                | EventDetail::ExecutionTimedOut(failure),
            ) => (None, Some(failure.clone())),
            _ => (None, None),
        };
        RunView {
            id: run.id,
            execution_name: identity.execution_name.to_string(),
            state_machine_name: identity.state_machine_name.to_string(),
            status: execution.status(),
            started_at: execution.start_info().at,
            ended_at: run.summary().ended_at,
            n_waiting: self.n_waiting(run),
            forked_from: run.forked_from,
            parent: run.parent.as_ref().map(|(parent, _)| *parent),
            output,
            failure,
        }
    }

    /// What happens next by itself, in whichever run or queue.
    pub fn upcoming(&self) -> Option<UpcomingView> {
        let now = self.clock.now;
        // Of two at the same time, what an execution does is worth telling first.
        let all = [
            self.next_due().map(|(at, run)| (at, self.next_thing(run))),
            self.next_wake().map(|at| (at, NextThing::Answer)),
            self.world.next_visible(now).map(|at| (at, NextThing::Message)),
        ];
        let (at, what) = all.into_iter().flatten().min_by_key(|(at, _)| *at)?;
        Some(UpcomingView { at, after: at.since(now), what })
    }

    fn next_thing(&self, run: RunId) -> NextThing {
        let run = self.runs.get(&run).filter(|run| !run.is_services_turn());
        let event = run.and_then(|run| {
            let event = run.execution().upcoming()?;
            super::history::kind(run.execution(), &event)
        });
        event.map_or(NextThing::Answer, NextThing::Event)
    }

    /// The execution that is looked at: the selected one, at the cursor.
    pub(in crate::simulator) fn execution_at_cursor(&self) -> Option<&Execution> {
        match &self.past {
            Some(past) => Some(&past.execution),
            None => self.selected_run().map(Run::execution),
        }
    }

    pub(in crate::simulator) fn summary_at_cursor(&self) -> Option<&Summary> {
        match &self.past {
            Some(past) => Some(&past.summary),
            None => self.selected_run().map(Run::summary),
        }
    }

    /// The execution of a run as it is looked at: at the cursor for the selected one.
    pub(super) fn execution_of(&self, id: RunId) -> Option<&Execution> {
        match &self.past {
            Some(past) if self.selected_run == Some(id) => Some(&past.execution),
            _ => self.runs.get(&id).map(Run::execution),
        }
    }
}
