//! What is known of the selected state, or of the execution.

pub mod model;

#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use view::InspectorPanel;
