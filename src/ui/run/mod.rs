//! Starting, stopping and choosing executions: what stands in the graph panel's head.

pub mod model;

#[cfg(target_arch = "wasm32")]
mod answers;
#[cfg(target_arch = "wasm32")]
mod dialog;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use answers::Saved;
#[cfg(target_arch = "wasm32")]
pub use dialog::ExecutionsDialog;
#[cfg(target_arch = "wasm32")]
pub use view::RunTools;
