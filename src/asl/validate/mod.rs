//! What states mean to each other, and the API calls that answer with diagnostics.

mod graph;

pub(super) use graph::{duplicate_names, graph};
