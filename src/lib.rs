//! Signalbox runs AWS Step Functions workflows inside a browser tab.

pub mod asl;
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
