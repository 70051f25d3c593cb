//! What is known of the selected state.

#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use view::{InspectorModel, InspectorPanel};
