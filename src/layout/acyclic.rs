//! Stage 1: every edge is made to point down, and the nodes are put in an order that agrees.
//!
//! A depth-first walk from the first node finds the edges that lead back to where the walk still
//! is; those are turned round for the drawing. Depth first, because a reader follows a workflow the
//! same way: what leads back to a state on the way from the start is a loop.

use super::adjacency::Adjacency;
use super::{Diagram, LinkKind};

/// The diagram's edges, all pointing down. Invariant: `order[i]` is before `order[j]` whenever an
/// arc leads from the first down to the second.
pub struct Flow {
    /// One for each edge, in the diagram's order.
    pub arcs: Vec<Arc>,
    /// All nodes, each before those below it.
    pub order: Vec<usize>,
    /// The index of each node in `order`.
    pub place: Vec<usize>,
    /// The arcs that leave a node downwards; a loop from a node to itself is in neither list.
    pub downward: Adjacency,
    /// The arcs that reach a node from above.
    pub upward: Adjacency,
}

/// An edge as it is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Arc {
    pub upper: usize,
    pub lower: usize,
    /// Whether the edge leads from `lower` to `upper`.
    pub is_reversed: bool,
}

/// More ways out than this do not fit into one row.
const WIDE: usize = 10;

impl Flow {
    /// Whether a node has so many ways down that they are set in several rows.
    pub fn is_wide(&self, node: usize) -> bool {
        self.downward.of(node).len() > WIDE
    }

    /// For each node whether all ways down to it lead over an edge to a handler: it is only reached
    /// after something went wrong.
    pub fn aside(&self, diagram: &Diagram) -> Vec<bool> {
        let mut is_aside = vec![false; self.order.len()];
        for &node in &self.order {
            let ways_in = self.upward.of(node).iter().map(|&arc| arc as usize);
            let mut ways_in = ways_in.filter(|&arc| !self.arcs[arc].is_reversed).peekable();
            let is_catch = |arc: usize| {
                diagram.raw_edges()[arc].weight.kind == LinkKind::Catch
                    || is_aside[self.arcs[arc].upper]
            };
            is_aside[node] = ways_in.peek().is_some() && ways_in.all(is_catch);
        }
        is_aside
    }
}

impl Arc {
    pub fn is_loop(&self) -> bool {
        self.upper == self.lower
    }
}

/// Points all edges down.
pub fn point_down(diagram: &Diagram) -> Flow {
    let n = diagram.node_count();
    let ends = |edge: usize| {
        let edge = &diagram.raw_edges()[edge];
        (edge.source().index(), edge.target().index())
    };
    let edges = 0..diagram.edge_count();
    let is_loop = |edge: &usize| ends(*edge).0 == ends(*edge).1;
    // An edge that is known to lead back must not lead the walk.
    let leads_on = |edge: &usize| diagram.raw_edges()[*edge].weight.kind != LinkKind::Back;
    let outgoing = Adjacency::new(n, edges.clone().filter(leads_on).map(|e| (ends(e).0, e)));
    let order = depth_first_order(n, |node, i| Some(ends(*outgoing.of(node).get(i)? as usize).1));

    let mut place = vec![0; n];
    for (i, &node) in order.iter().enumerate() {
        place[node] = i;
    }
    let arcs: Vec<Arc> = edges
        .clone()
        .map(ends)
        .map(|(from, to)| match place[from] > place[to] {
            false => Arc { upper: from, lower: to, is_reversed: false },
            true => Arc { upper: to, lower: from, is_reversed: true },
        })
        .collect();
    let between = edges.filter(|edge| !is_loop(edge));
    let downward = Adjacency::new(n, between.clone().map(|e| (arcs[e].upper, e)));
    let upward = Adjacency::new(n, between.map(|e| (arcs[e].lower, e)));
    Flow { arcs, order, place, downward, upward }
}

/// The nodes by the time at which a depth-first walk leaves them, last first. Walks with a list,
/// since a chain of thousands of states would overflow the call stack.
fn depth_first_order(n: usize, next: impl Fn(usize, usize) -> Option<usize>) -> Vec<usize> {
    let mut is_seen = vec![false; n];
    let mut left = Vec::with_capacity(n);
    let mut walk: Vec<(usize, usize)> = Vec::new();
    for root in 0..n {
        if is_seen[root] {
            continue;
        }
        is_seen[root] = true;
        walk.push((root, 0));
        let first = left.len();
        while let Some((node, i)) = walk.last_mut() {
            match next(*node, *i) {
                Some(target) => {
                    *i += 1;
                    if !is_seen[target] {
                        is_seen[target] = true;
                        walk.push((target, 0));
                    }
                }
                None => {
                    left.push(*node);
                    walk.pop();
                }
            }
        }
        debug_assert!(left.len() > first, "a walk leaves at least its root");
    }
    left.reverse();
    left
}
