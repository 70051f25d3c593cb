//! What the history panel shows.

use crate::asl::StateName;
use crate::simulator::Simulator;
use crate::simulator::view::EventRow;
use crate::time::Duration;
use crate::ui::pretty::pretty;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct HistoryModel {
    /// The last rows, oldest first.
    pub rows: Vec<EventRow>,
    /// Rows before those.
    pub n_earlier: usize,
    pub selected_state: Option<StateName>,
    /// The row that is open, by its position, with its whole event as JSON text.
    pub opened: Option<(usize, String)>,
    /// The position of the row that is looked at; absent when live.
    pub cursor: Option<usize>,
}

impl HistoryModel {
    /// The last `n_rows` rows of the selected run, one of them open.
    pub fn of(simulator: &Simulator, n_rows: usize, opened: Option<usize>) -> HistoryModel {
        let n_events = simulator.n_events_live();
        let n_earlier = n_events.saturating_sub(n_rows);
        HistoryModel {
            rows: simulator.history(n_earlier..n_events),
            n_earlier,
            opened: opened.and_then(|position| {
                let event = simulator.event_detail(position.checked_sub(1)?)?;
                Some((position, pretty(&event)))
            }),
            selected_state: simulator.selected_state().cloned(),
            cursor: simulator.cursor(),
        }
    }
}

/// How many rows are shown until more are asked for.
pub const ROWS_SHOWN: usize = 200;

/// What kind of thing an event tells, for the colour of its mark.
pub fn tone(kind: &str) -> &'static str {
    match kind {
        _ if kind.ends_with("Failed") || kind.ends_with("TimedOut") => "failed",
        _ if kind.ends_with("Aborted") => "cancelled",
        _ if kind.ends_with("Succeeded") => "succeeded",
        _ if kind.ends_with("Submitted") => "waiting",
        _ => "running",
    }
}

/// `+12.345 s` with milliseconds: events of one second are told apart.
pub fn after_start(span: Duration) -> String {
    let (seconds, millis) = (span.0 / 1000, span.0 % 1000);
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    let clock = format!("{hours:02}:{minutes:02}:{:02}.{millis:03}", seconds % 60);
    if days > 0 { format!("{days}d {clock}") } else { clock }
}
