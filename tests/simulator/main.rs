//! The simulator through its front door: what a person does, and what is seen then.

mod callbacks;
mod laws;
mod opening;
mod recordings;
mod saving;
mod script;
mod services;

use signalbox::time::Timestamp;

/// When every clock starts.
const START: Timestamp = Timestamp(1_700_000_000_000);
