//! The table of events, as AWS has them.

pub mod model;

#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use view::HistoryPanel;
