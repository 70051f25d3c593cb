//! Real time: the only place that knows it.

use std::cell::Cell;

use gloo::timers::callback::Interval;
use yew::prelude::*;

use crate::simulator::Action;

/// Milliseconds between two ticks: often enough for seconds that run down evenly.
const TICK_MS: u32 = 100;

/// Tells how much real time has passed, while anything depends on it.
#[hook]
pub fn use_ticker(is_running: bool, on_action: &Callback<Action>) {
    let on_action = on_action.clone();
    use_effect_with(is_running, move |is_running| {
        let interval = is_running.then(|| {
            // Measured, not counted: a tab in the background is called less often.
            let last = Cell::new(real_now());
            Interval::new(TICK_MS, move || {
                let now = real_now();
                on_action.emit(Action::Tick { elapsed_ms: now - last.replace(now) });
            })
        });
        move || drop(interval)
    });
}

/// Milliseconds on a clock that never goes back.
fn real_now() -> f64 {
    gloo::utils::window().performance().map_or_else(js_sys::Date::now, |clock| clock.now())
}
