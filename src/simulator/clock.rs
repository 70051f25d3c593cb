//! Virtual time: what the page calls now, and how fast it goes.

use serde::{Deserialize, Serialize};

use crate::time::{Duration, Timestamp};

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clock {
    pub now: Timestamp,
    /// Virtual milliseconds for each real one; more than 0.
    pub speed: f64,
    pub playing: bool,
    /// The part of a millisecond that ticks have not filled yet.
    rest_ms: f64,
}

/// The fastest that a clock goes: an hour a millisecond.
pub const SPEED_MAX: f64 = 3_600_000.0;

impl Clock {
    pub fn starting_at(now: Timestamp) -> Clock {
        Clock { now, speed: 1.0, playing: true, rest_ms: 0.0 }
    }

    /// What time it is after so many real milliseconds more.
    pub(super) fn after(&mut self, elapsed_ms: f64) -> Timestamp {
        // What is no number at all is no time.
        let elapsed_ms = if elapsed_ms.is_nan() { 0.0 } else { elapsed_ms };
        let virtual_ms = elapsed_ms.clamp(0.0, ELAPSED_MS_MAX) * self.speed + self.rest_ms;
        self.rest_ms = virtual_ms.fract();
        self.now + Duration(virtual_ms as u64)
    }

    pub(super) fn set_speed(&mut self, speed: f64) {
        if speed.is_finite() && speed > 0.0 {
            self.speed = speed.min(SPEED_MAX);
        }
    }
}

/// A tab in the background is not ticked; when it comes back, at most this much is caught up.
const ELAPSED_MS_MAX: f64 = 60_000.0;
