//! The bar at the top: what is open, and how the page is to be.

#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use view::{Header, HeaderModel};
