//! What a screen reader is told by itself: where the execution has come to, and nothing between.

use crate::engine::Status;
use crate::simulator::Simulator;
use crate::simulator::view::{WaitingKind, WaitingView};
use crate::ui::i18n::Texts;

/// One sentence on how the selected execution stands. As long as it stays the same, nothing is
/// said anew.
pub fn told(simulator: &Simulator, texts: &'static Texts) -> String {
    let Some(run) = simulator.selected_run() else { return String::new() };
    let ended = match run.execution().status() {
        Status::Running => None,
        Status::Succeeded => Some(texts.status.succeeded),
        Status::Failed => Some(texts.status.failed),
        Status::TimedOut => Some(texts.status.timed_out),
        Status::Aborted => Some(texts.status.aborted),
    };
    if let Some(status) = ended {
        return (texts.status.told_ended)(status);
    }
    let waiting = simulator.waiting();
    let states = waiting.iter().filter(|task| task.run == run.id);
    let tell = |task: &WaitingView| match task.kind {
        WaitingKind::Callback => (texts.status.told_waiting)(&task.state),
        WaitingKind::Activity | WaitingKind::Answer => (texts.status.told_asking)(&task.state),
    };
    let said: Vec<String> = states.take(TOLD_MAX).map(tell).collect();
    if said.is_empty() { texts.status.running.into() } else { said.join(" ") }
}

/// A hundred iterations that all wait are one thing to know, not a hundred.
const TOLD_MAX: usize = 3;
