//! Stage 3: each row is set from left to right, so that few edges cross.
//!
//! [`columns`] proposes an order from the structure of the graph, [`weave`] builds the rows by it,
//! and [`exchange`] swaps neighbours for as long as that takes crossings away.

mod columns;
mod dominators;
mod exchange;
mod weave;

use super::Diagram;
use super::acyclic::Flow;
use super::rank::Ranks;
use super::rows::Rows;

/// Builds the rows and orders them.
pub fn order(diagram: &Diagram, flow: &Flow, ranks: &Ranks) -> Rows {
    let columns = columns::columns(diagram, flow);
    let mut rows = weave::weave(diagram, flow, ranks, &columns);
    exchange::exchange(&mut rows);
    rows
}
