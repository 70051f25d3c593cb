//! Where edges leave and reach a node.
//!
//! Ways out stand side by side under a node, the happy path in the middle; ways in share the middle
//! of its upper side. A way back hooks in from the side, round the node's corner, so that its arrow
//! does not point against the stream.

use super::super::route::loop_width;
use super::super::rows::{Item, Role, Rows, Segment, SegmentKind};
use super::super::{Diagram, Node};
use super::FINEST;

/// Pixels between two ways out.
const PORT_GAP: f64 = 20.0;
/// Pixels that a node's corners keep free of ports.
const CORNER: f64 = 12.0;
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

fn node_of(rows: &Rows, item: usize) -> Option<usize> {
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

/// Lets what hooks into a node's side come straight from its lane, further out, where the row beside
/// the node is free.
pub fn extend_hooks(rows: &mut Rows, x: &[f64]) {
    for s in 0..rows.segments.len() {
        let Segment { upper, lower, kind, upper_port, lower_port, .. } = rows.segments[s];
        if kind != SegmentKind::Back {
            continue;
        }
        let lower_x = x[lower as usize] + lower_port;
        if let Some(port) = extended(rows, x, upper, upper_port, lower_x) {
            rows.segments[s].upper_port = port;
        }
        let upper_x = x[upper as usize] + rows.segments[s].upper_port;
        if let Some(port) = extended(rows, x, lower, lower_port, upper_x) {
            rows.segments[s].lower_port = port;
        }
    }
}

/// The port with which a hook reaches out to a line at `to`, if it is the node's only one on that
/// side and nothing is in the way.
fn extended(rows: &Rows, x: &[f64], item: u32, port: f64, to: f64) -> Option<f64> {
    node_of(rows, item as usize)?;
    let own = x[item as usize];
    let Item { row, place, .. } = *rows.item(item);
    let is_outward = (to - own).abs() > port.abs() && (to > own) == (port > 0.0);
    let reach = if port > 0.0 { rows.item(item).right } else { rows.item(item).left };
    let is_outermost = (reach - port.abs()).abs() < 0.5;
    let hooks = |list: &[u32], port_of: fn(&Segment) -> f64| {
        let same_side = |s: &&u32| {
            let segment = rows.segment(**s);
            segment.kind == SegmentKind::Back && (port_of(segment) > 0.0) == (port > 0.0)
        };
        list.iter().filter(same_side).count()
    };
    let (above, below) = (rows.upward.of(item as usize), rows.downward.of(item as usize));
    let n_hooks = hooks(above, |s| s.lower_port) + hooks(below, |s| s.upper_port);
    let is_tall = above.iter().chain(below).any(|&s| rows.segment(s).kind == SegmentKind::Body);
    let neighbours = &rows.rows[row as usize];
    let next = match port > 0.0 {
        true => neighbours.get(place as usize + 1),
        false => (place as usize).checked_sub(1).and_then(|before| neighbours.get(before)),
    };
    let is_free = next.is_none_or(|&next| {
        let (other, next) = (x[next as usize], rows.item(next));
        if port > 0.0 { to + HOOK < other - next.left } else { other + next.right + HOOK < to }
    });
    (is_outward && is_outermost && n_hooks == 1 && !is_tall && is_free).then_some(to - own)
}

/// A number of pixels that adds up without rounding, so that what is aligned is equal.
fn exact(x: f64) -> f64 {
    (x / FINEST).round() * FINEST
}
