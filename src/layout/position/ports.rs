//! Where edges leave and reach a node.
//!
//! Ways out stand side by side under a node, the happy path in the middle; ways in share the middle
//! of its upper side. A way back hooks in from the side, round the node's corner, so that its arrow
//! does not point against the stream.

use super::super::route::loop_width;
use super::super::rows::{Role, Rows, Segment, SegmentKind};
use super::super::{Diagram, Node};
use super::slide::{Side, reach, reach_back};
use super::{FINEST, gap};

/// Pixels between two ways out.
const PORT_GAP: f64 = 20.0;
/// Pixels that a node's corners keep free of ports.
pub const CORNER: f64 = 12.0;
/// Pixels between a node's side and the line that hooks into it.
pub(super) const HOOK: f64 = 14.0;

/// Sets the ports of all segments and makes room beside nodes for what hooks in there.
pub fn assign(diagram: &Diagram, rows: &mut Rows) {
    let mut reach = vec![(0.0f64, 0.0f64); diagram.node_count()];
    for item in 0..rows.items.len() {
        let Some(node) = node_of(rows, item) else { continue };
        let Node { size, entry, exit } = diagram.raw_nodes()[node].weight;
        let half = size.width / 2.0;
        let below = Hooks::of(rows, rows.downward.of(item));
        let reach_below = below.lead(rows, half, End::Upper);
        spread(rows, &below.middle, half, exit);
        let above = Hooks::of(rows, rows.upward.of(item));
        let reach_above = above.lead(rows, half, End::Lower);
        for &s in &above.middle {
            let segment = &mut rows.segments[s as usize];
            segment.lower_port = if segment.kind == SegmentKind::Body { 0.0 } else { exact(entry) };
        }
        let (left, right) = &mut reach[node];
        for (reach_left, reach_right) in [reach_below, reach_above] {
            *left = left.max(reach_left);
            *right = right.max(reach_right);
        }
    }
    for edge in diagram.raw_edges().iter().filter(|edge| edge.source() == edge.target()) {
        reach[edge.source().index()].1 += loop_width(&edge.weight);
    }
    for item in 0..rows.items.len() {
        if let Some(node) = node_of(rows, item) {
            (rows.items[item].left, rows.items[item].right) = reach[node];
        }
    }
}

/// The node that an item is, or is part of.
pub fn node_of(rows: &Rows, item: usize) -> Option<usize> {
    match rows.items[item].role {
        Role::Node(node) | Role::Body(node) => Some(node),
        Role::Label(_) | Role::Bend(_) => None,
    }
}

/// Which end of a segment is at the node.
#[derive(Clone, Copy, PartialEq)]
enum End {
    Upper,
    Lower,
}

/// The segments on one side of a node: the ways back that are outermost hook in, each outside of
/// the one before.
struct Hooks {
    left: Vec<u32>,
    middle: Vec<u32>,
    right: Vec<u32>,
}

impl Hooks {
    fn of(rows: &Rows, segments: &[u32]) -> Hooks {
        let is_back = |s: &&u32| rows.segment(**s).kind == SegmentKind::Back;
        let n_right = segments.iter().rev().take_while(is_back).count();
        // With nothing else there, all goes to the right.
        let n_left = segments[..segments.len() - n_right].iter().take_while(is_back).count();
        let (left, rest) = segments.split_at(n_left);
        let (middle, right) = rest.split_at(rest.len() - n_right);
        Hooks {
            left: left.iter().rev().copied().collect(),
            middle: middle.to_vec(),
            right: right.to_vec(),
        }
    }

    /// Sets the ports at that end of the segments; gives how far the hooks reach to the left and to
    /// the right.
    fn lead(&self, rows: &mut Rows, half: f64, end: End) -> (f64, f64) {
        let left = lead_on(rows, &self.left, Side::Left, half, end);
        (left, lead_on(rows, &self.right, Side::Right, half, end))
    }
}

/// Sets the ports of hooks on one side, from the inside out, so far from each other that what they
/// lead to fits beside each other: a line that runs straight on from one hook must not have to
/// avoid the label on another. Gives how far out the last one is.
fn lead_on(rows: &mut Rows, hooks: &[u32], side: Side, half: f64, end: End) -> f64 {
    let mut port = half;
    let mut inside: Option<usize> = None;
    for &s in hooks {
        let Segment { upper, lower, .. } = *rows.segment(s);
        let next = if end == End::Upper { lower } else { upper } as usize;
        let apart = inside.filter(|_| node_of(rows, next).is_none()).map(|inside| {
            reach(rows, inside, side) + gap(rows, inside, next) + reach_back(rows, next, side)
        });
        port += apart.map_or(HOOK, |apart| apart.max(HOOK));
        inside = Some(next).filter(|&next| node_of(rows, next).is_none());
        let segment = &mut rows.segments[s as usize];
        let end = if end == End::Upper { &mut segment.upper_port } else { &mut segment.lower_port };
        *end = exact(side.outward(port));
    }
    port
}

/// Spreads the ways out under a node.
fn spread(rows: &mut Rows, segments: &[u32], half: f64, exit: f64) {
    let n = segments.len();
    let find = |kind: SegmentKind| segments.iter().position(|&s| rows.segment(s).kind == kind);
    let middle = find(SegmentKind::Main).or(find(SegmentKind::Middle));
    let middle = middle.map_or((n.max(1) - 1) as f64 / 2.0, |i| i as f64);
    let n_beside = middle.max((n.max(1) - 1) as f64 - middle);
    let half = (half - exit.abs()).max(0.0);
    let room = (half - CORNER).max(half * 0.7);
    let ribbon = segments.first().and_then(|&s| rows.segment(s).ribbon);
    let gap = ribbon.map_or(PORT_GAP, |ribbon| ribbon.pitch).min(room / n_beside.max(1.0));
    for (i, &segment) in segments.iter().enumerate() {
        let is_body = rows.segment(segment).kind == SegmentKind::Body;
        let port = if is_body { 0.0 } else { exact(exit + (i as f64 - middle) * gap) };
        rows.segments[segment as usize].upper_port = port;
    }
}

/// A number of pixels that adds up without rounding, so that what is aligned is equal.
fn exact(x: f64) -> f64 {
    (x / FINEST).round() * FINEST
}
