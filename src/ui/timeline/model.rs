//! What the clock bar shows.

use crate::engine::Status;
use crate::simulator::Simulator;
use crate::simulator::view::NextThing;
use crate::time::Duration;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimelineModel {
    pub is_playing: bool,
    pub speed: f64,
    /// Since the execution started; absent before the first start.
    pub elapsed: Option<Duration>,
    /// What happens next by itself, and after how long.
    pub next: Option<(NextThing, Duration)>,
    pub n_waiting: usize,
    /// How many recorded events there are.
    pub n_events: usize,
    /// How many of them are looked at; absent when live.
    pub cursor: Option<usize>,
}

impl TimelineModel {
    pub fn of(simulator: &Simulator) -> TimelineModel {
        let clock = simulator.clock();
        let run = simulator.selected_run();
        let elapsed = run.map(|run| {
            let started_at = run.execution().start_info().at;
            let shown_until = match run.execution().status() {
                Status::Running => run.now(clock.now),
                _ => run.execution().now(),
            };
            let past = simulator.cursor().and_then(|cursor| {
                simulator.history(cursor.saturating_sub(1)..cursor).first().map(|row| row.at)
            });
            past.unwrap_or(shown_until).since(started_at)
        });
        TimelineModel {
            is_playing: clock.playing,
            speed: clock.speed,
            elapsed: elapsed.map(in_seconds),
            next: simulator.upcoming().map(|next| (next.what, in_seconds(next.after))),
            n_waiting: simulator.waiting().len(),
            n_events: simulator.n_events_live(),
            cursor: simulator.cursor(),
        }
    }

    /// Whether anything changes while time goes on.
    pub fn is_ticking(&self) -> bool {
        self.is_playing && (self.next.is_some() || self.n_waiting > 0)
    }
}

/// Nothing is drawn anew between two seconds.
fn in_seconds(span: Duration) -> Duration {
    if span.0 < 1000 { span } else { Duration(span.0 / 1000 * 1000) }
}

/// The speeds to choose from: virtual milliseconds for each real one.
pub const SPEEDS: [f64; 5] = [1.0, 10.0, 60.0, 3600.0, 86_400.0];

/// How much virtual time goes by in a second, as far as that says more than a factor.
pub fn a_second(speed: f64) -> Option<Duration> {
    (speed >= 60.0).then_some(Duration((speed * 1000.0) as u64))
}

/// `12:03`, `1:02:03`, `3 d 04:05:06`: a span as a clock shows it.
pub fn as_clock(span: Duration, day: &str) -> String {
    let seconds = span.0 / 1000;
    let (days, hours, minutes, seconds) =
        (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes:02}:{seconds:02}"),
        (0, _) => format!("{hours}:{minutes:02}:{seconds:02}"),
        (_, _) => format!("{days} {day} {hours:02}:{minutes:02}:{seconds:02}"),
    }
}
