//! `GetExecutionHistory`: pages of events, oldest or newest first.

use std::collections::BTreeMap;

use super::Fields;
use super::event_details::{Surroundings, answered, details, details_field, event_type};
use crate::engine::{Event, EventDetail, EventId, Execution, TaskRequest};
use crate::value::Json;

/// The request of `GetExecutionHistory`, without the ARN.
#[derive(Clone, Copy, Debug)]
pub struct HistoryRequest {
    /// `maxResults`, 1 to 1000.
    pub max_results: usize,
    pub reverse_order: bool,
    pub include_execution_data: bool,
    /// Where the page begins: what the last page's `nextToken` said.
    pub next: usize,
}

impl Default for HistoryRequest {
    fn default() -> HistoryRequest {
        HistoryRequest {
            max_results: 100,
            reverse_order: false,
            include_execution_data: true,
            next: 0,
        }
    }
}

/// The answer of `GetExecutionHistory`: `events`, and `nextToken` when there are more.
pub fn get_execution_history(execution: &Execution, request: HistoryRequest) -> Json {
    let mut events = history_events(execution, request.include_execution_data);
    if request.reverse_order {
        events.reverse();
    }
    let end = request.next.saturating_add(request.max_results).min(events.len());
    let next_token = (end < events.len()).then(|| end.to_string());
    let page = events.drain(request.next.min(end)..end).collect::<Vec<_>>();
    Fields::default().put("events", page).put_some("nextToken", next_token).into_json()
}

/// All events as AWS shows them, oldest first.
pub fn history_events(execution: &Execution, include_execution_data: bool) -> Vec<Json> {
    with_requests(execution)
        .filter_map(|(event, request)| render(execution, event, request, include_execution_data))
        .collect()
}

/// One event as AWS shows it; `None` for the events that are ours.
pub fn history_event(execution: &Execution, event: &Event) -> Option<Json> {
    let earlier = |id| {
        execution.history().iter().rev().find_map(|event| match &event.detail {
            EventDetail::TaskScheduled(task) if event.id == id => Some(&**task),
            _ => None,
        })
    };
    render(execution, event, request_of(event, earlier), true)
}

fn request_of<'a>(
    event: &'a Event,
    find: impl Fn(EventId) -> Option<&'a TaskRequest>,
) -> Option<&'a TaskRequest> {
    match &event.detail {
        EventDetail::TaskScheduled(task) => Some(task),
        detail => answered(detail).and_then(find),
    }
}

fn render(
    execution: &Execution,
    event: &Event,
    request: Option<&TaskRequest>,
    with_data: bool,
) -> Option<Json> {
    let (event_type, details) = type_and_details(execution, event, request, with_data)?;
    let field = details_field(&event_type);
    let fields = Fields::default()
        .put("timestamp", event.at.to_string())
        .put("type", event_type)
        .put("id", i64::from(event.id))
        .put("previousEventId", i64::from(event.previous))
        .put_some(&field, details);
    Some(fields.into_json())
}

pub(super) fn type_and_details(
    execution: &Execution,
    event: &Event,
    request: Option<&TaskRequest>,
    with_data: bool,
) -> Option<(String, Option<Json>)> {
    let event_type = event_type(&event.detail, request)?;
    let around = Surroundings { start: execution.start_info(), with_data, request };
    Some((event_type, details(event, &around)))
}

/// Every event of AWS's history with the request it answers, oldest first.
pub(super) fn with_requests(
    execution: &Execution,
) -> impl Iterator<Item = (&Event, Option<&TaskRequest>)> {
    let mut requests = BTreeMap::new();
    execution.history().iter().map(move |event| {
        if let EventDetail::TaskScheduled(task) = &event.detail {
            requests.insert(event.id, &**task);
        }
        let request = request_of(event, |id| requests.get(&id).copied());
        (event, request)
    })
}
