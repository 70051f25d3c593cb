//! The event table, as the console has it.

use std::ops::Range;

use super::EventRow;
use crate::asl::{Resource, StateName};
use crate::engine::{Event, EventDetail, EventId, Execution, TaskRequest, aws};
use crate::simulator::{Simulator, Summary};
use crate::value::Json;

impl Simulator {
    /// How many recorded events there are at the cursor.
    pub fn n_events(&self) -> usize {
        self.summary_at_cursor().map_or(0, |summary| summary.recorded.len())
    }

    /// How many recorded events the selected run has by now, whatever the cursor.
    pub fn n_events_live(&self) -> usize {
        self.selected_run().map_or(0, |run| run.n_recorded())
    }

    /// Rows of the selected run's event table, by their places from 0; of the whole history, also
    /// of what is behind the cursor.
    pub fn history(&self, places: Range<usize>) -> Vec<EventRow> {
        let Some(run) = self.selected_run() else { return Vec::new() };
        let (execution, summary) = (run.execution(), run.summary());
        let end = places.end.min(summary.recorded.len());
        let places = places.start.min(end)..end;
        places.map(|place| row(execution, summary, place)).collect()
    }

    /// The `HistoryEvent` that `GetExecutionHistory` gives for a row, by the row's place from 0.
    pub fn event_detail(&self, place: usize) -> Option<Json> {
        let run = self.selected_run()?;
        let index = *run.summary().recorded.get(place)?;
        let event = &run.execution().history()[index as usize];
        aws::history_event(run.execution(), event)
    }

    /// The whole answer of `GetExecutionHistory`, for a file.
    pub fn exported_history(&self) -> Option<Json> {
        let events = aws::history_events(self.selected_run()?.execution(), true);
        Some(Json::object([("events", Json::array(events))]))
    }
}

/// The event's HistoryEventType; `None` for events that are ours.
pub(super) fn kind(execution: &Execution, event: &Event) -> Option<String> {
    aws::event_type(&event.detail, request_of(execution, event))
}

fn row(execution: &Execution, summary: &Summary, place: usize) -> EventRow {
    let index = summary.recorded[place] as usize;
    let event = &execution.history()[index];
    let request = request_of(execution, event);
    EventRow {
        id: event.id,
        previous: event.previous,
        kind: aws::event_type(&event.detail, request).unwrap_or_default(),
        state: summary.state_at(index).cloned(),
        resource: request.map(|request| short_name(&request.resource)),
        elapsed: event.at.since(execution.start_info().at),
        at: event.at,
        position: place + 1,
    }
}

/// The request of a task's event. Events are numbered in the order of writing, ours excepted, so
/// it is found by halving.
fn request_of<'a>(execution: &'a Execution, event: &'a Event) -> Option<&'a TaskRequest> {
    let request = match &event.detail {
        EventDetail::TaskScheduled(request) => return Some(request),
        detail => answered(detail)?,
    };
    let history = execution.history();
    // Recorded ids grow; an event that is ours counts for the recorded one before it.
    let recorded_id = |at: usize| {
        history[..=at].iter().rev().find(|event| event.is_recorded()).map_or(0, |event| event.id)
    };
    let (mut low, mut high) = (0, history.len());
    while low < high {
        let middle = low.midpoint(high);
        if recorded_id(middle) < request {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    match history.get(low).map(|event| &event.detail) {
        Some(EventDetail::TaskScheduled(request)) => Some(request),
        _ => None,
    }
}

/// The request that a task's event answers.
fn answered(detail: &EventDetail) -> Option<EventId> {
    match detail {
        EventDetail::TaskStarted { request }
        | EventDetail::TaskSubmitted { request, .. }
        | EventDetail::TaskSucceeded { request, .. }
        | EventDetail::TaskFailed { request, .. }
        | EventDetail::TaskScheduleFailed { request, .. }
        | EventDetail::TaskStartFailed { request, .. }
        | EventDetail::TaskSubmitFailed { request, .. }
        | EventDetail::TaskTimedOut { request, .. }
        | EventDetail::ActivityStarted { request, .. } => Some(*request),
        _ => None,
    }
}

/// `sqs:sendMessage.waitForTaskToken`, or the name of a function or activity.
pub(super) fn short_name(resource: &Resource) -> String {
    match resource {
        Resource::Integration { service, action, pattern, .. } => {
            format!("{service}:{action}{}", pattern.suffix())
        }
        Resource::Lambda { arn } | Resource::Activity { arn } => {
            arn.splitn(6, ':').last().unwrap_or(arn).to_owned()
        }
    }
}

impl Summary {
    /// The state that an event, by its index in the history, belongs to.
    pub fn state_at(&self, index: usize) -> Option<&StateName> {
        let visit = *self.visit_of_event.get(index)?;
        self.visits.get(visit as usize).map(|visit| &visit.state)
    }
}
