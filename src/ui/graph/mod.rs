//! The graph panel: the workflow as it is drawn, with what has become of each state.

pub mod model;
pub mod viewport;

#[cfg(target_arch = "wasm32")]
mod edge;
#[cfg(target_arch = "wasm32")]
mod node;
#[cfg(target_arch = "wasm32")]
mod panel;
#[cfg(target_arch = "wasm32")]
mod stage;

#[cfg(target_arch = "wasm32")]
pub use panel::GraphPanel;
