//! `signalbox layout`: places for a plain graph, as layout benchmarks use it.

use std::io::Read;

use clap::Args;

use super::{Exit, show};
use crate::graph::PlainGraph;

/// Lays out a graph of nodes, edges and clusters, read from standard input.
///
/// In: {nodes: [{id, w, h, parent?}], edges: [{id, from, to, label?, back?}], clusters: [{id,
/// parent?}]}. Out: {nodes: [{id, x, y, w, h}], edges: [{id, points}], width, height}, in pixels.
#[derive(Args)]
pub struct Arguments {}

pub fn run(_arguments: &Arguments) -> Result<(), Exit> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| Exit::usage(format!("standard input: {error}")))?;
    let mut graph = PlainGraph::parse(&text).map_err(Exit::usage)?;
    graph.lay_out();
    show(graph.to_string());
    Ok(())
}
