//! Signalbox runs AWS Step Functions workflows inside a browser tab.

pub mod layout;
pub mod query;
pub mod time;
pub mod ui;
pub mod value;
