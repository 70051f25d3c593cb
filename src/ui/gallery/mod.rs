//! Where workflows come from: the samples, a file, a pasted text.

pub mod model;

#[cfg(target_arch = "wasm32")]
mod open;
#[cfg(target_arch = "wasm32")]
mod samples;

#[cfg(target_arch = "wasm32")]
pub use open::{DropZone, OpenDialog};
#[cfg(target_arch = "wasm32")]
pub use samples::SamplesDialog;
