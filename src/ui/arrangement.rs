//! How a person has arranged the panels on a wide screen.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Arrangement {
    /// The queue panel's share of the width.
    pub queue_share: f64,
    /// The details' share of the height.
    pub details_share: f64,
    pub is_queue_open: bool,
    pub are_details_open: bool,
}

pub const QUEUE_SHARE: f64 = 0.32;
pub const DETAILS_SHARE: f64 = 0.36;

impl Default for Arrangement {
    fn default() -> Arrangement {
        Arrangement {
            queue_share: QUEUE_SHARE,
            details_share: DETAILS_SHARE,
            is_queue_open: true,
            are_details_open: true,
        }
    }
}
