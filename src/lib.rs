//! Signalbox runs AWS Step Functions workflows inside a browser tab.

pub mod asl;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod engine;
pub mod graph;
pub mod import;
pub mod layout;
pub mod query;
pub mod services;
pub mod simulator;
pub mod time;
pub mod ui;
pub mod value;
