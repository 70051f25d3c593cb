//! The clock bar: virtual time, and how it goes on.

pub mod model;

#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use view::TimelineBar;
