//! Map Runs: `DescribeMapRun`, `ListMapRuns`, and `ListExecutions` of a Map Run, as recorded in
//! 2026-09. All of it is told by the history of the execution that the Map Runs belong to.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Fields;
use crate::asl::{State, StateKind, StateName};
use crate::engine::{Event, EventDetail, EventId, Execution, FrameId, Status, Tolerance};
use crate::time::Timestamp;
use crate::value::Json;

/// A Map Run, with its child executions.
#[derive(Clone, Debug)]
pub struct MapRunRecord {
    pub arn: Arc<str>,
    /// The Map that it belongs to.
    pub state: StateName,
    /// Aborted where its execution ended without it.
    pub status: Status,
    pub started_at: Timestamp,
    pub stopped_at: Option<Timestamp>,
    /// In the order of their starts.
    pub children: Vec<ChildRecord>,
    /// `MaxConcurrency`; 0 is no limit.
    max_concurrency: usize,
    tolerance: Tolerance,
    n_items: usize,
    items_max: usize,
    is_written: bool,
    redrive_count: u32,
    redriven_at: Option<Timestamp>,
}

#[derive(Clone, Debug)]
pub struct ChildRecord {
    pub n_items: usize,
    pub execution: Execution,
}

/// The Map Runs of an execution, oldest first. Those within its child executions are their own.
pub fn map_runs(execution: &Execution) -> Vec<MapRunRecord> {
    let mut records = Records::default();
    execution.history().iter().for_each(|event| records.apply(event));
    records.all.into_values().collect()
}

/// The answer of `DescribeMapRun`.
pub fn describe_map_run(execution: &Execution, run: &MapRunRecord) -> Json {
    let percentage = run.tolerance.percentage.unwrap_or_default();
    Fields::default()
        .put("mapRunArn", run.arn.clone())
        .put("executionArn", execution.start_info().identity.execution_arn.clone())
        .put("status", run.status.as_str())
        .put("startDate", run.started_at.to_string())
        .put_some("stopDate", run.stopped_at.map(|at| at.to_string()))
        .put("maxConcurrency", run.max_concurrency)
        .put("toleratedFailurePercentage", percentage)
        .put("toleratedFailureCount", run.tolerance.count.unwrap_or_default())
        .put("itemCounts", run.counts(|child| child.n_items, run.n_pending_items()))
        .put("executionCounts", run.counts(|_| 1, run.n_pending_executions()))
        .put("redriveCount", i64::from(run.redrive_count))
        .put_some("redriveDate", run.redriven_at.map(|at| at.to_string()))
        .into_json()
}

/// The answer of `ListMapRuns`, the newest first.
pub fn list_map_runs(execution: &Execution, runs: &[MapRunRecord]) -> Json {
    let entries = runs.iter().rev().map(|run| {
        let prefix = run.arn.rsplit_once(':').map_or(&*run.arn, |(prefix, _)| prefix);
        Fields::default()
            .put("executionArn", execution.start_info().identity.execution_arn.clone())
            .put("mapRunArn", run.arn.clone())
            .put("stateMachineArn", prefix.replacen(":mapRun:", ":stateMachine:", 1))
            .put("startDate", run.started_at.to_string())
            .put_some("stopDate", run.stopped_at.map(|at| at.to_string()))
            .into_json()
    });
    Json::object([("mapRuns", Json::array(entries))])
}

/// The answer of `ListExecutions` with a Map Run's ARN, the newest first.
pub fn list_map_run_executions(run: &MapRunRecord) -> Json {
    let entries = run.children.iter().rev().map(|child| {
        let start = child.execution.start_info();
        let status = run.status_of(child);
        let stopped_at = (status != Status::Running).then(|| child.execution.now().to_string());
        Fields::default()
            .put("executionArn", start.identity.execution_arn.clone())
            .put("stateMachineArn", start.identity.state_machine_arn.clone())
            .put("name", super::describe::name_of(&child.execution))
            .put("status", status.as_str())
            .put("startDate", start.at.to_string())
            .put_some("stopDate", stopped_at)
            .put("mapRunArn", run.arn.clone())
            .put("itemCount", child.n_items)
            .put("redriveCount", i64::from(child.execution.redrive_count()))
            .into_json()
    });
    Json::object([("executions", Json::array(entries))])
}

impl MapRunRecord {
    /// How a child execution stands: what runs when its Map Run ends is aborted with it.
    pub fn status_of(&self, child: &ChildRecord) -> Status {
        match child.execution.status() {
            Status::Running if self.status != Status::Running => Status::Aborted,
            status => status,
        }
    }

    fn n_pending_items(&self) -> usize {
        let n_taken: usize = self.children.iter().map(|child| child.n_items).sum();
        self.n_items.min(self.items_max).saturating_sub(n_taken)
    }

    /// For batches that are not made yet, the largest so far tells.
    fn n_pending_executions(&self) -> usize {
        let largest = self.children.iter().map(|child| child.n_items).max();
        self.n_pending_items().div_ceil(largest.unwrap_or(1).max(1))
    }

    fn counts(&self, weight: impl Fn(&ChildRecord) -> usize, n_pending: usize) -> Json {
        let is_meant = |status: Status| {
            let children = self.children.iter();
            children
                .filter(move |child| self.status_of(child) == status)
                .map(&weight)
                .sum::<usize>()
        };
        // A redrive takes up one after the other.
        let awaits_redrive = |child: &&ChildRecord| {
            let status = self.status_of(child);
            self.status == Status::Running
                && !matches!(status, Status::Running | Status::Succeeded)
                && child.execution.redrive_count() < self.redrive_count
        };
        let n_awaiting: usize = self.children.iter().filter(awaits_redrive).map(&weight).sum();
        let total = self.children.iter().map(&weight).sum::<usize>() + n_pending;
        let is_written = self.is_written || self.status == Status::Succeeded;
        Fields::default()
            .put("pending", n_pending)
            .put("running", is_meant(Status::Running))
            .put("succeeded", is_meant(Status::Succeeded))
            .put("failed", is_meant(Status::Failed))
            .put("timedOut", is_meant(Status::TimedOut))
            .put("aborted", is_meant(Status::Aborted))
            .put("total", total)
            .put("resultsWritten", if is_written { total } else { 0 })
            .put("failuresNotRedrivable", 0_usize)
            .put("pendingRedrive", n_awaiting)
            .into_json()
    }
}

/// What the events so far tell.
#[derive(Default)]
struct Records {
    /// By MapRunStarted.
    all: BTreeMap<EventId, MapRunRecord>,
    /// The state that each frame is in; of a Map, how many items it has begun with, and how many at
    /// once.
    states: BTreeMap<FrameId, (Arc<State>, usize, usize)>,
    /// The last Map Run of each frame.
    current: BTreeMap<FrameId, EventId>,
}

impl Records {
    fn apply(&mut self, event: &Event) {
        match &event.detail {
            EventDetail::StateEntered { state, .. } => {
                self.states.insert(event.frame, (state.clone(), 0, 0));
            }
            EventDetail::MapStateStarted { length, children } => {
                if let Some((_, n_items, most)) = self.states.get_mut(&event.frame) {
                    (*n_items, *most) = (*length, children.max_concurrency);
                }
            }
            EventDetail::MapRunStarted { map_run_arn, tolerance } => {
                self.start(event, map_run_arn, **tolerance);
            }
            EventDetail::ManifestRead { map_run, manifest } => {
                self.edit(*map_run, |run| run.items_max = manifest.items_max);
            }
            EventDetail::ItemsRead { map_run, items, .. } => {
                let n_read = items.as_array().map_or(0, |items| items.len());
                self.edit(*map_run, |run| run.n_items += n_read);
            }
            EventDetail::ChildStarted { map_run, n_items, start, .. } => {
                let machine =
                    self.states.get(&event.frame).and_then(|(state, ..)| match &state.kind {
                        StateKind::Map(map) => Some(map.processor.machine.clone()),
                        _ => None,
                    });
                let Some(machine) = machine else { return };
                let execution = Execution::start(machine, (**start).clone());
                let child = ChildRecord { n_items: *n_items, execution };
                self.edit(*map_run, |run| run.children.push(child));
            }
            EventDetail::ChildExecution { map_run, index, event } => {
                self.edit(*map_run, |run| run.children[*index].execution.apply((**event).clone()));
            }
            EventDetail::ResultsWritten { map_run, .. } => {
                self.edit(*map_run, |run| run.is_written = true);
            }
            EventDetail::MapRunSucceeded { .. } => self.stop(event, Status::Succeeded),
            EventDetail::MapRunFailed(_) => self.stop(event, Status::Failed),
            EventDetail::MapRunRedriven { redrive_count, .. } => {
                let Some(id) = self.current.get(&event.frame).copied() else { return };
                self.edit(id, |run| {
                    (run.status, run.stopped_at) = (Status::Running, None);
                    (run.redrive_count, run.redriven_at) = (*redrive_count, Some(event.at));
                    run.is_written = false;
                });
            }
            // What ends an execution, or what fails beside a Map Run, ends it too.
            detail if detail.is_end() => self.abort(event, |_| true),
            EventDetail::MapStateFailed => self.abort(event, |frame| frame == event.frame),
            EventDetail::MapStateAborted | EventDetail::MapRunAborted => {
                self.abort(event, |frame| frame != event.frame);
            }
            _ => {}
        }
    }

    fn start(&mut self, event: &Event, arn: &Arc<str>, tolerance: Tolerance) {
        let Some((state, n_items, max_concurrency)) = self.states.get(&event.frame) else { return };
        let StateKind::Map(map) = &state.kind else { return };
        // Without one, TestState shows 0 too.
        let max_concurrency = map.max_concurrency.as_ref().map_or(0, |_| *max_concurrency);
        let record = MapRunRecord {
            arn: arn.clone(),
            state: state.name.clone(),
            status: Status::Running,
            started_at: event.at,
            stopped_at: None,
            children: Vec::new(),
            max_concurrency,
            tolerance,
            n_items: *n_items,
            items_max: usize::MAX,
            is_written: false,
            redrive_count: 0,
            redriven_at: None,
        };
        self.current.insert(event.frame, event.id);
        self.all.insert(event.id, record);
    }

    fn edit(&mut self, id: EventId, change: impl FnOnce(&mut MapRunRecord)) {
        if let Some(run) = self.all.get_mut(&id) {
            change(run);
        }
    }

    fn stop(&mut self, event: &Event, status: Status) {
        let Some(id) = self.current.get(&event.frame).copied() else { return };
        self.edit(id, |run| (run.status, run.stopped_at) = (status, Some(event.at)));
    }

    fn abort(&mut self, event: &Event, is_meant: impl Fn(FrameId) -> bool) {
        for (frame, id) in &self.current {
            if is_meant(*frame)
                && let Some(run) = self.all.get_mut(id).filter(|run| run.status == Status::Running)
            {
                (run.status, run.stopped_at) = (Status::Aborted, Some(event.at));
            }
        }
    }
}
