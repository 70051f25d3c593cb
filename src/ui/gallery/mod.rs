//! Where workflows come from: the samples, a file, a pasted text.

pub mod model;

#[cfg(target_arch = "wasm32")]
mod drop;
#[cfg(target_arch = "wasm32")]
mod open;
#[cfg(target_arch = "wasm32")]
mod samples;

#[cfg(target_arch = "wasm32")]
pub use drop::DropZone;
#[cfg(target_arch = "wasm32")]
pub use open::{OpenDialog, read_file};
#[cfg(target_arch = "wasm32")]
pub use samples::SamplesDialog;
