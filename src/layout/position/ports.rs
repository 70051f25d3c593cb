//! Where edges leave and reach a node.
//!
//! Ways out stand side by side under a node, the happy path in the middle; ways in share the middle
//! of its upper side. A way back hooks in from the side, round the node's corner, so that its arrow
//! does not point against the stream.

use super::super::Diagram;
use super::super::rows::{Role, Rows, SegmentKind};

/// Pixels between two ways out.
const PORT_GAP: f64 = 20.0;
/// Pixels that a node's corners keep free of ports.
const CORNER: f64 = 12.0;
/// Pixels between a node's side and the line that hooks into it.
const HOOK: f64 = 14.0;

/// Sets the ports of all segments and makes room beside nodes for what hooks in there.
pub fn assign(diagram: &Diagram, rows: &mut Rows) {
    for item in 0..rows.items.len() {
        let (Role::Node(node) | Role::Body(node)) = rows.items[item].role else { continue };
        let half = diagram.raw_nodes()[node].weight.width / 2.0;
        let below = rows.downward.of(item).to_vec();
        let ways_out = hook(rows, item, &below, half, |rows, s, port| {
            rows.segments[s as usize].upper_port = port;
        });
        spread(rows, &ways_out, half);
        let above = rows.upward.of(item).to_vec();
        hook(rows, item, &above, half, |rows, s, port| {
            rows.segments[s as usize].lower_port = port;
        });
    }
}

/// Leads the ways back that are outermost to the node's sides and returns the other segments.
fn hook(
    rows: &mut Rows,
    item: usize,
    segments: &[u32],
    half: f64,
    set_port: impl Fn(&mut Rows, u32, f64),
) -> Vec<u32> {
    let is_back = |s: &&u32| rows.segment(**s).kind == SegmentKind::Back;
    let n_left = segments.iter().take_while(is_back).count();
    let n_right = segments[n_left..].iter().rev().take_while(is_back).count();
    let (left, rest) = segments.split_at(n_left);
    let (middle, right) = rest.split_at(rest.len() - n_right);
    // With nothing else on this side of the node, left and right are alike.
    let (left, right) = if rest.is_empty() { (&[][..], left) } else { (left, right) };
    for (i, &segment) in left.iter().rev().enumerate() {
        set_port(rows, segment, exact(-half - HOOK * (i + 1) as f64));
    }
    for (i, &segment) in right.iter().enumerate() {
        set_port(rows, segment, exact(half + HOOK * (i + 1) as f64));
    }
    let item = &mut rows.items[item];
    item.left = item.left.max(half + HOOK * left.len() as f64);
    item.right = item.right.max(half + HOOK * right.len() as f64);
    middle.to_vec()
}

/// Spreads the ways out under a node.
fn spread(rows: &mut Rows, segments: &[u32], half: f64) {
    let n = segments.len();
    let middle = segments.iter().position(|&s| rows.segment(s).kind == SegmentKind::Main);
    let middle = middle.map_or((n.max(1) - 1) as f64 / 2.0, |i| i as f64);
    let n_beside = middle.max((n.max(1) - 1) as f64 - middle);
    let gap = PORT_GAP.min((half - CORNER).max(0.0) / n_beside.max(1.0));
    for (i, &segment) in segments.iter().enumerate() {
        rows.segments[segment as usize].upper_port = exact((i as f64 - middle) * gap);
    }
}

/// A number of pixels that adds up without rounding, so that what is aligned is equal.
fn exact(x: f64) -> f64 {
    (x * 64.0).round() / 64.0
}
