//! Stage 2: every node gets its row, or as many rows as it is tall.
//!
//! The longest way from above gives the row; nodes that have more edges below than above then sink
//! as far as they can, which shortens edges. A node that is much taller than others, a container
//! say, takes several rows, so that what stands beside it can use the room.

use super::acyclic::Flow;
use super::{Diagram, LinkKind};
use crate::sort;

/// The first and the last row of every node. Invariant: an arc's upper node ends above the row in
/// which its lower node begins.
pub struct Ranks {
    pub first: Vec<usize>,
    pub last: Vec<usize>,
}

/// Pixels that usually lie between two rows of nodes.
const USUAL_GAP: f64 = 44.0;

/// Fewer than this in a row would make a tower of a wide choice.
const WIDE_ROW_MIN: f64 = 8.0;

/// Ranks all nodes.
pub fn rank(diagram: &Diagram, flow: &Flow) -> Ranks {
    rank_with(diagram, flow, n_rows(diagram))
}

/// Ranks all nodes, each in one row however tall it is.
pub fn rank_one_row_each(diagram: &Diagram, flow: &Flow) -> Ranks {
    rank_with(diagram, flow, vec![1; diagram.node_count()])
}

fn rank_with(diagram: &Diagram, flow: &Flow, n_rows: Vec<usize>) -> Ranks {
    let n_skipped = n_skipped(flow, &n_rows);
    let mut first = vec![0; n_rows.len()];
    for &node in &flow.order {
        let row = |&arc: &u32| {
            let upper = flow.arcs[arc as usize].upper;
            first[upper] + n_rows[upper] + n_skipped[arc as usize]
        };
        first[node] = flow.upward.of(node).iter().map(row).max().unwrap_or(0);
    }
    for &node in flow.order.iter().rev() {
        sink(diagram, flow, &n_rows, &mut first, node);
    }
    let last = first.iter().zip(&n_rows).map(|(first, n_rows)| first + n_rows - 1).collect();
    Ranks { first, last }
}

/// Moves a node down to what is below it if that shortens more edges than it lengthens.
fn sink(diagram: &Diagram, flow: &Flow, n_rows: &[usize], first: &mut [usize], node: usize) {
    let weight = |arcs: &[u32]| -> usize { arcs.iter().map(|&arc| pull(diagram, arc)).sum() };
    let below = flow.downward.of(node);
    let above = flow.upward.of(node);
    let is_arm = above.iter().any(|&arc| flow.is_wide(flow.arcs[arc as usize].upper));
    if is_arm || weight(below) <= weight(above) {
        return;
    }
    if let Some(row) = below.iter().map(|&arc| first[flow.arcs[arc as usize].lower]).min() {
        first[node] = row - n_rows[node];
    }
}

/// How many rows each edge leaves out, so that a node with very many ways out has them in several
/// rows, each as long as the others and below what follows on those before it.
fn n_skipped(flow: &Flow, n_rows: &[usize]) -> Vec<usize> {
    let mut n_skipped = vec![0; flow.arcs.len()];
    for &node in &flow.order {
        if !flow.is_wide(node) {
            continue;
        }
        let below = flow.downward.of(node).iter().map(|&arc| arc as usize);
        let alone = |arc: &usize| flow.upward.of(flow.arcs[*arc].lower).len() == 1;
        let mut arms: Vec<Arm> = below.filter(alone).map(|arc| arm(arc, flow, n_rows)).collect();
        sort::by_key(&mut arms, |arm| arm.leads_to);
        let row_length = (arms.len() as f64).sqrt().ceil().max(WIDE_ROW_MIN);
        let n_lines = (arms.len() as f64 / row_length).ceil().max(1.0);
        let row_length = (arms.len() as f64 / n_lines).ceil().max(1.0) as usize;
        let mut n_above = 0;
        for line in arms.chunks(row_length) {
            line.iter().for_each(|arm| n_skipped[arm.arc] = n_above);
            n_above += line.iter().map(|arm| arm.n_rows).max().unwrap_or(0);
        }
    }
    n_skipped
}

/// One of very many ways out of a node, with the nodes that follow on it one after the other and on
/// nothing else.
struct Arm {
    arc: usize,
    n_rows: usize,
    /// The first and the last place in the flow's order that it leads on to. Arms that lead to the
    /// same place stand together.
    leads_to: (usize, usize),
}

fn arm(arc: usize, flow: &Flow, n_rows: &[usize]) -> Arm {
    let lower = |arc: &u32| flow.arcs[*arc as usize].lower;
    let mut node = flow.arcs[arc].lower;
    let mut length = n_rows[node];
    while let [arc] = *flow.downward.of(node) {
        if flow.upward.of(lower(&arc)).len() > 1 {
            break;
        }
        node = lower(&arc);
        length += n_rows[node];
    }
    let places = flow.downward.of(node).iter().map(|arc| flow.place[lower(arc)]);
    let leads_to = places.clone().min().zip(places.max()).unwrap_or((usize::MAX, usize::MAX));
    Arm { arc, n_rows: length, leads_to }
}

/// How much an edge wants to be short.
fn pull(diagram: &Diagram, arc: u32) -> usize {
    match diagram.raw_edges()[arc as usize].weight.kind {
        LinkKind::Main => 3,
        LinkKind::Ordinary | LinkKind::Choice | LinkKind::Catch => 2,
        LinkKind::Back => 1,
    }
}

/// How many rows each node takes, by its height against that of most others.
fn n_rows(diagram: &Diagram) -> Vec<usize> {
    let mut heights: Vec<f64> = diagram.node_weights().map(|node| node.size.height).collect();
    sort::by(&mut heights, f64::total_cmp);
    let usual = heights.get(heights.len() / 2).copied().unwrap_or(0.0) + USUAL_GAP;
    let rows = |height: f64| ((height + USUAL_GAP) / usual).floor().clamp(1.0, 1000.0) as usize;
    diagram.node_weights().map(|node| rows(node.size.height)).collect()
}
