//! Takes out bends at nodes: hooks reach out to their lanes, and ways out stand above where they
//! lead, as far as there is room.

use super::super::Diagram;
use super::super::rows::{Rows, Segment, SegmentKind};
use super::ports::{CORNER, HOOK, node_of};
use super::slide::{Side, beside, reach_back};
use crate::sort;

/// Pixels that a hook may always reach further out: less than any neighbour is away.
const NUDGE: f64 = 8.0;
/// Pixels that two ways out of a node keep between them.
const PORTS_APART: f64 = 12.0;

/// Moves hooks and ports so that fewer edges bend.
pub fn straighten(diagram: &Diagram, rows: &mut Rows, x: &[f64]) {
    for item in 0..rows.items.len() {
        let Some(node) = node_of(rows, item) else { continue };
        let half = diagram.raw_nodes()[node].weight.size.width / 2.0;
        for side in [Side::Left, Side::Right] {
            extend_hooks(rows, x, (node, item), side, half);
            widen_ports(rows, x, item, side, half - CORNER);
        }
    }
}

/// Lets what hooks into a node's side, `half` from its middle, reach out to its lane, the outermost
/// first, where all rows beside the node are free. `item` is the node in one of them.
fn extend_hooks(rows: &mut Rows, x: &[f64], (node, item): (usize, usize), side: Side, half: f64) {
    let own = x[item];
    let is_hook = |s: &&u32| rows.segment(**s).kind == SegmentKind::Back;
    let above = rows.upward.of(item).iter().filter(is_hook).map(|&s| (s, false));
    let below = rows.downward.of(item).iter().filter(is_hook).map(|&s| (s, true));
    // Each with its distance from the node's middle, and that of its lane.
    let mut hooks: Vec<(f64, f64, u32, bool)> = above
        .chain(below)
        .map(|(s, is_upper)| {
            let (port, other) = ends(rows, x, s, is_upper);
            (side.outward(port), side.outward(other - own), s, is_upper)
        })
        .filter(|(port, ..)| *port > half)
        .collect();
    sort::by(&mut hooks, |a, b| b.0.total_cmp(&a.0));
    let Some(&(outermost, ..)) = hooks.first() else { return };
    let free = |item: u32| match beside(rows, item, side) {
        Some(next) => {
            let next = next as usize;
            side.outward(x[next] - own) - reach_back(rows, next, side) - HOOK
        }
        None => f64::INFINITY,
    };
    let mut limit = rows.items_of_node(node).map(free).fold(f64::INFINITY, f64::min);
    limit = limit.max(outermost + NUDGE);
    for (port, lane, s, is_upper) in hooks {
        let port = if port < lane && lane <= limit { lane } else { port };
        limit = port - HOOK;
        let segment = &mut rows.segments[s as usize];
        let end = if is_upper { &mut segment.upper_port } else { &mut segment.lower_port };
        *end = side.outward(port);
    }
}

/// Moves ways out of a node further apart, the outermost first, to where they run on straight.
fn widen_ports(rows: &mut Rows, x: &[f64], item: usize, side: Side, room: f64) {
    let mut segments = rows.downward.of(item).to_vec();
    if side == Side::Right {
        segments.reverse();
    }
    let mut limit = room;
    for s in segments {
        let Segment { kind, ribbon, upper_port, .. } = *rows.segment(s);
        let port = side.outward(upper_port);
        match kind {
            // A hook is no port.
            SegmentKind::Back if port > room + CORNER => continue,
            SegmentKind::Back | SegmentKind::Body | SegmentKind::Main => return,
            _ if port <= 0.0 || ribbon.is_some() => return,
            _ => {}
        }
        let (_, other) = ends(rows, x, s, true);
        let straight = side.outward(other - x[item]);
        let port = if port < straight && straight <= limit { straight } else { port };
        rows.segments[s as usize].upper_port = side.outward(port);
        limit = port - PORTS_APART;
    }
}

/// The port at one end of a segment, and the x of its other end.
fn ends(rows: &Rows, x: &[f64], segment: u32, is_upper: bool) -> (f64, f64) {
    let Segment { upper, lower, upper_port, lower_port, .. } = *rows.segment(segment);
    match is_upper {
        true => (upper_port, x[lower as usize] + lower_port),
        false => (lower_port, x[upper as usize] + upper_port),
    }
}
