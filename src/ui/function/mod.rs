//! The code of Lambda functions: shown, edited, deployed and run, with its log.

pub mod model;
pub mod protocol;

#[cfg(target_arch = "wasm32")]
mod log;
#[cfg(target_arch = "wasm32")]
mod runner;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use runner::use_functions;
#[cfg(target_arch = "wasm32")]
pub use view::FunctionPanel;
