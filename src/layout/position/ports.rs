//! Where edges leave and reach a node.
//!
//! Ways out stand side by side under a node, the happy path in the middle; ways in share the middle
//! of its upper side. A way back hooks in from the side, round the node's corner, so that its arrow
//! does not point against the stream.

use super::super::route::loop_width;
use super::super::rows::{Role, Rows, Segment, SegmentKind};
use super::super::{Diagram, Node};
use super::FINEST;

/// Pixels between two ways out.
const PORT_GAP: f64 = 20.0;
/// Pixels that a node's corners keep free of ports.
pub const CORNER: f64 = 12.0;
/// Pixels between a node's side and the line that hooks into it.
pub const HOOK: f64 = 14.0;

/// Sets the ports of all segments and makes room beside nodes for what hooks in there.
pub fn assign(diagram: &Diagram, rows: &mut Rows) {
    let mut reach = vec![(0.0f64, 0.0f64); diagram.node_count()];
    for item in 0..rows.items.len() {
        let Some(node) = node_of(rows, item) else { continue };
        let Node { size, entry, exit } = diagram.raw_nodes()[node].weight;
        let half = size.width / 2.0;
        let below = Hooks::of(rows, rows.downward.of(item));
        below.lead(rows, half, |segment| &mut segment.upper_port);
        spread(rows, &below.middle, half, exit);
        let above = Hooks::of(rows, rows.upward.of(item));
        above.lead(rows, half, |segment| &mut segment.lower_port);
        for &s in &above.middle {
            let segment = &mut rows.segments[s as usize];
            segment.lower_port = if segment.kind == SegmentKind::Body { 0.0 } else { exact(entry) };
        }
        let n_left = below.left.len().max(above.left.len()) as f64;
        let n_right = below.right.len().max(above.right.len()) as f64;
        let (left, right) = &mut reach[node];
        *left = left.max(half + HOOK * n_left);
        *right = right.max(half + HOOK * n_right);
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

    fn lead(&self, rows: &mut Rows, half: f64, port: impl Fn(&mut Segment) -> &mut f64) {
        for (i, &s) in self.left.iter().enumerate() {
            *port(&mut rows.segments[s as usize]) = exact(-half - HOOK * (i + 1) as f64);
        }
        for (i, &s) in self.right.iter().enumerate() {
            *port(&mut rows.segments[s as usize]) = exact(half + HOOK * (i + 1) as f64);
        }
    }
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
