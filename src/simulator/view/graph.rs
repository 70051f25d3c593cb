//! What the graph shows of an execution: states, the ways taken, Maps, and what runs down.

use std::collections::{BTreeMap, BTreeSet};

use super::{Countdown, CountdownView, IterationView, MapView, StateStatus, StateView};
use crate::asl::StateName;
use crate::simulator::iterations::{IterationId, Iterations};
use crate::simulator::{IterationStatus, Passages, Simulator, Summary, Transition};
use crate::sort;
use crate::time::Duration;

/// Of Maps by name, the iteration that alone is looked at, by its index.
pub type Picked = BTreeMap<StateName, usize>;

impl Simulator {
    /// How each state of the selected run that was entered stands, at the cursor.
    pub fn states(&self) -> Vec<(StateName, StateView)> {
        self.states_in(&Picked::new())
    }

    /// The same, inside of Maps only in the picked iterations.
    pub fn states_in(&self, picked: &Picked) -> Vec<(StateName, StateView)> {
        let Some(summary) = self.summary_at_cursor() else { return Vec::new() };
        let states = summary.states();
        if picked.is_empty() {
            return states.map(|(name, view)| (name.clone(), view)).collect();
        }
        let is_shown = shown(&summary.iterations, picked);
        let view = |name: &StateName| summary.state_where(name, |visit| is_shown(visit.iteration));
        states.map(|(name, _)| (name.clone(), view(name))).collect()
    }

    /// How often the selected run went from one state to another, at the cursor.
    pub fn transitions(&self) -> Vec<(Transition, Passages)> {
        self.transitions_in(&Picked::new())
    }

    /// The same, inside of Maps only in the picked iterations.
    pub fn transitions_in(&self, picked: &Picked) -> Vec<(Transition, Passages)> {
        let Some(summary) = self.summary_at_cursor() else { return Vec::new() };
        if picked.is_empty() {
            let all = summary.transitions.iter();
            return all.map(|(transition, passages)| (transition.clone(), *passages)).collect();
        }
        let is_shown = shown(&summary.iterations, picked);
        let mut found: Vec<(Transition, Passages)> = Vec::new();
        let mut places: BTreeMap<(&StateName, &StateName, Option<usize>), usize> = BTreeMap::new();
        for visit in summary.visits.iter().filter(|visit| is_shown(visit.iteration)) {
            let (Some(left), Some(last)) = (&visit.left, visit.exited) else { continue };
            let place = *places.entry((&left.from, &left.to, left.chosen)).or_insert_with(|| {
                found.push((left.clone(), Passages::default()));
                found.len() - 1
            });
            let passages = &mut found[place].1;
            *passages = Passages { n: passages.n + 1, last: passages.last.max(last) };
        }
        found
    }

    /// The error that was last caught at a state, at the cursor.
    pub fn caught(&self, state: &str) -> Option<String> {
        let mut visits = self.summary_at_cursor()?.visits_of(state).rev();
        let caught = visits.find(|visit| visit.status == StateStatus::Caught)?;
        caught.failure.as_ref()?.error.as_ref().map(|error| error.to_string())
    }

    /// How the Maps of the selected run stand at the cursor, by name: each in its last visit, in
    /// all iterations around it or in those that are picked.
    pub fn maps(&self, picked: &Picked) -> Vec<(StateName, MapView)> {
        let Some(summary) = self.summary_at_cursor() else { return Vec::new() };
        let iterations = &summary.iterations;
        let is_shown = shown(iterations, picked);
        let waiting = waiting(summary);
        let mut found: BTreeMap<&StateName, MapView> = BTreeMap::new();
        for (map, _, visit) in iterations.maps().filter(|(_, around, _)| is_shown(*around)) {
            let view = found.entry(map).or_default();
            view.n_items += visit.n_items;
            for (index, id) in &visit.iterations {
                let Some(iteration) = iterations.get(*id) else { continue };
                let n = iteration.n_items;
                let is_waiting = waiting.contains(id);
                match iteration.status {
                    IterationStatus::Running if is_waiting => view.n_waiting += n,
                    IterationStatus::Running => view.n_running += n,
                    IterationStatus::Succeeded => view.n_succeeded += n,
                    IterationStatus::Failed => view.n_failed += n,
                    IterationStatus::Aborted => view.n_aborted += n,
                }
                let status = iteration.status;
                view.iterations.push(IterationView { index: *index, status, is_waiting });
            }
        }
        found.into_iter().map(|(map, view)| (map.clone(), view)).collect()
    }

    /// What runs down in the selected run: waits, retries to come, timeouts and heartbeats, each
    /// state's first one.
    pub fn countdowns(&self) -> BTreeMap<StateName, CountdownView> {
        let mut found: BTreeMap<StateName, CountdownView> = BTreeMap::new();
        let (Some(summary), Some(execution)) =
            (self.summary_at_cursor(), self.execution_at_cursor())
        else {
            return found;
        };
        let Some(run) = self.selected_run() else { return found };
        let now = match self.cursor() {
            Some(_) => execution.now(),
            None => run.now(self.clock.now),
        };
        for visit in summary.active() {
            let Some(due_at) = visit.due_at else { continue };
            let view = found.entry(visit.state.clone()).or_default();
            let since = execution.history().get(visit.entered as usize).map(|event| event.at);
            let left = due_at.since(now);
            let total = Duration(due_at.since(since.unwrap_or(now)).0.max(left.0));
            sooner(&mut view.due, Countdown { left, total });
        }
        for task in execution.pending_tasks() {
            if task.times_out_at.is_none() && task.heartbeat_due_at.is_none() {
                continue;
            }
            let view = found.entry(task.state_name.clone()).or_default();
            if let Some((at, total)) = task.times_out_at.zip(task.task.timeout) {
                sooner(&mut view.timeout, Countdown { left: at.since(now), total });
            }
            if let Some((at, total)) = task.heartbeat_due_at.zip(task.task.heartbeat) {
                sooner(&mut view.heartbeat, Countdown { left: at.since(now), total });
            }
        }
        found
    }
}

fn sooner(held: &mut Option<Countdown>, other: Countdown) {
    if held.is_none_or(|held| other.left < held.left) {
        *held = Some(other);
    }
}

/// Whether something in that iteration is looked at.
fn shown(iterations: &Iterations, picked: &Picked) -> impl Fn(Option<IterationId>) -> bool {
    move |id: Option<IterationId>| {
        iterations.around(id).all(|id| {
            let iteration = iterations.get(id);
            iteration.is_none_or(|it| picked.get(&it.map).is_none_or(|index| *index == it.index))
        })
    }
}

/// The iterations in which something waits for a person.
fn waiting(summary: &Summary) -> BTreeSet<IterationId> {
    let waits = summary.active().filter(|v| v.status == StateStatus::WaitingForCallback);
    sort::into_set(waits.flat_map(|visit| summary.iterations.around(visit.iteration)))
}
