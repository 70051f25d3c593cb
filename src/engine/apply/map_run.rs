//! How a Map Run changes: the part of [`Execution::apply`] that concerns distributed Maps.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::engine::frame::{Frame, Kept, Pending, Phase};
use crate::engine::map_run::{MapRun, Tolerance};
use crate::engine::{
    Event, EventDetail, EventId, Execution, Failure, FrameId, Manifest, Start, Status, TaskRequest,
    TaskStage,
};
use crate::value::Json;

impl Execution {
    pub(super) fn start_map_run(&mut self, event: &Event, arn: &Arc<str>, tolerance: Tolerance) {
        let frame = self.frames.get_mut(event.frame);
        frame.last = event.id;
        let has_items = frame.map().item_reader.is_none();
        let Phase::MapRunStarting(start) = std::mem::replace(&mut frame.phase, Phase::Over) else {
            unreachable!("a Map Run starts after its Map")
        };
        frame.phase = Phase::MapRunning(Box::new(MapRun {
            arn: arn.clone(),
            id: event.id,
            started_after: event.previous,
            start: *start,
            tolerance,
            reading: None,
            manifest: None,
            has_items,
            n_taken: 0,
            executions: Vec::new(),
            weights: Vec::new(),
            running: BTreeSet::new(),
            n_failed: 0,
            is_written: false,
            unsuccessful: Vec::new(),
            due: BTreeSet::new(),
        }));
        self.map_runs.insert(event.id, event.frame);
        self.reschedule(event.frame);
    }

    pub(super) fn request_items(&mut self, event: &Event, id: EventId, request: &TaskRequest) {
        self.frames.get_mut(event.frame).map_run_mut().reading = Some(Box::new(Pending {
            request: id,
            task: request.clone(),
            stage: TaskStage::Scheduled,
            scheduled_at: event.at,
            times_out_at: None,
            heartbeat_due_at: None,
        }));
        self.tasks.insert(id, event.frame);
        self.reschedule(event.frame);
    }

    pub(super) fn take_items(
        &mut self,
        frame_id: FrameId,
        id: EventId,
        items: &Json,
        source: Option<Arc<str>>,
    ) {
        self.tasks.remove(&id);
        let run = self.frames.get_mut(frame_id).map_run_mut();
        run.reading = None;
        let n_before = run.manifest.as_ref().map_or(0, |_| run.n_items());
        run.start.sources.extend(source.map(|source| (n_before, source)));
        match &mut run.manifest {
            Some(manifest) => {
                let (manifest, n_read) = &mut **manifest;
                *n_read += 1;
                let Json::Array(so_far) = std::mem::take(&mut run.start.items) else {
                    unreachable!("a manifest's items begin as an empty array")
                };
                let mut all = so_far.into_items();
                let n_wanted = manifest.items_max - all.len();
                all.extend(items.as_array().iter().flat_map(|i| i.iter()).take(n_wanted).cloned());
                let is_full = all.len() == manifest.items_max;
                run.start.items = Json::from(all);
                run.has_items = is_full || *n_read == manifest.files.len();
            }
            None => {
                run.start.items = items.clone();
                run.has_items = true;
            }
        }
        self.reschedule(frame_id);
    }

    /// The ItemReader's object lists others, which are read one after the other.
    pub(super) fn take_manifest(&mut self, frame_id: FrameId, id: EventId, manifest: &Manifest) {
        self.tasks.remove(&id);
        let run = self.frames.get_mut(frame_id).map_run_mut();
        run.reading = None;
        run.start.items = Json::array([]);
        run.has_items = manifest.files.is_empty();
        run.manifest = Some(Box::new((manifest.clone(), 0)));
        self.reschedule(frame_id);
    }

    pub(super) fn start_child(
        &mut self,
        frame_id: FrameId,
        index: usize,
        n_items: usize,
        start: &Arc<Start>,
    ) {
        let frame = self.frames.get_mut(frame_id);
        let machine = frame.map().processor.machine.clone();
        let run = frame.map_run_mut();
        run.n_taken += n_items;
        run.running.insert(index);
        run.weights.push(n_items);
        run.executions.push(Execution::start(machine, (**start).clone()));
        run.update(index, None);
        self.reschedule(frame_id);
    }

    pub(super) fn apply_to_child(&mut self, frame_id: FrameId, index: usize, event: &Event) {
        let run = self.frames.get_mut(frame_id).map_run_mut();
        if matches!(event.detail, EventDetail::ExecutionRedriven { .. }) {
            run.unsuccessful.retain(|unsuccessful| *unsuccessful != index);
            run.running.insert(index);
        }
        let was_due = run.executions[index].due_at();
        run.executions[index].apply(event.clone());
        run.update(index, was_due);
        self.reschedule(frame_id);
    }

    /// MapStateExited links to MapRunStarted, so the frame's predecessor stays that.
    pub(super) fn finish_map_run(&mut self, event: &Event, output: &Json) {
        let frame = self.frames.get_mut(event.frame);
        let id = frame.map_run_mut().id;
        frame.map_run_ended = Some(event.id);
        frame.phase = Phase::MapSucceeding(output.clone());
        self.map_runs.remove(&id);
        self.reschedule(event.frame);
    }

    pub(super) fn fail_map_run(&mut self, event: &Event, failure: &Failure) {
        let frame = self.frames.get_mut(event.frame);
        let id = frame.map_run_mut().id;
        frame.last = event.id;
        let failed = Phase::failed(failure.clone(), false);
        let Phase::MapRunning(run) = std::mem::replace(&mut frame.phase, failed) else {
            unreachable!("a Map Run fails while it runs")
        };
        self.tasks.remove(&id);
        self.map_runs.remove(&id);
        frame_keeps(run, self.frames.get_mut(event.frame));
        self.reschedule(event.frame);
    }

    /// The Map Run goes on with the child executions that did not succeed.
    pub(super) fn redrive_map_run(&mut self, event: &Event) {
        let frame = self.frames.get_mut(event.frame);
        frame.last = event.id;
        let Some(Kept::MapRun(mut run)) = frame.kept.take().map(|kept| *kept) else {
            unreachable!("only a kept Map Run is redriven")
        };
        run.n_failed = 0;
        run.running.clear();
        run.is_written = false;
        run.due.clear();
        run.reading = None;
        let ended = run.executions.iter().enumerate();
        run.unsuccessful = ended
            .filter(|(_, child)| child.status() != Status::Succeeded)
            .map(|(index, _)| index)
            .collect();
        let id = run.id;
        frame.phase = Phase::MapRunning(run);
        self.map_runs.insert(id, event.frame);
        self.reschedule(event.frame);
    }
}

/// Keeps an ended Map Run with its frame for a redrive.
fn frame_keeps(run: Box<MapRun>, frame: &mut Frame) {
    frame.kept = Some(Box::new(Kept::MapRun(run)));
}
