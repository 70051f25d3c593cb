//! The texts that a person writes: the definition, and the input.

pub mod model;
pub mod template;

#[cfg(target_arch = "wasm32")]
mod bridge;
#[cfg(target_arch = "wasm32")]
mod field;
#[cfg(target_arch = "wasm32")]
mod template_view;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use field::TextField;
#[cfg(target_arch = "wasm32")]
pub use view::{DefinitionPanel, InputPanel};
