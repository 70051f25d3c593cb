//! Takes out bends where there is room to: what stands a little beside its edge moves over it.

use super::super::Diagram;
use super::super::adjacency::Adjacency;
use super::super::rows::{Rows, Segment, SegmentKind};
use super::align::Columns;
use super::gap;
use super::ports::{CORNER, HOOK, node_of};

/// Pixels that a hook may always reach further out: less than any neighbour is away.
const NUDGE: f64 = 8.0;
/// Pixels that two ways out of a node keep between them.
const PORTS_APART: f64 = 12.0;

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Left,
    Right,
}

impl Side {
    /// The distance to the outside.
    fn outward(self, x: f64) -> f64 {
        match self {
            Side::Left => -x,
            Side::Right => x,
        }
    }
}

/// Moves lanes, hooks and ports so that fewer edges bend.
pub fn straighten(diagram: &Diagram, rows: &mut Rows, columns: &Columns, x: &mut [f64]) {
    slide_lanes(diagram, rows, columns, x);
    for item in 0..rows.items.len() {
        let Some(node) = node_of(rows, item) else { continue };
        let half = diagram.raw_nodes()[node].weight.size.width / 2.0;
        for side in [Side::Left, Side::Right] {
            extend_hooks(rows, x, item, side, half);
            widen_ports(rows, x, item, side, half - CORNER);
        }
    }
}

/// Moves the lane of a way back outwards to where it leaves its node, if nothing is in its way.
fn slide_lanes(diagram: &Diagram, rows: &Rows, columns: &Columns, x: &mut [f64]) {
    let in_column = Adjacency::new(
        columns.n,
        columns.of_item.iter().enumerate().map(|(item, &column)| (column, item)),
    );
    let is_hook = |segment: &&Segment| {
        let node = node_of(rows, segment.lower as usize).map(|node| &diagram.raw_nodes()[node]);
        let half = node.map_or(f64::INFINITY, |node| node.weight.size.width / 2.0);
        segment.kind == SegmentKind::Back && segment.lower_port.abs() > half
    };
    for segment in rows.segments.iter().filter(is_hook) {
        let lane = in_column.of(columns.of_item[segment.upper as usize]);
        if lane.iter().any(|&item| node_of(rows, item as usize).is_some()) {
            continue;
        }
        let by = x[segment.lower as usize] + segment.lower_port - x[segment.upper as usize];
        let side = if segment.lower_port > 0.0 { Side::Right } else { Side::Left };
        let is_free = |&item: &u32| {
            let Some(next) = beside(rows, item, side) else { return true };
            let (item, next) = (item as usize, next as usize);
            side.outward(x[next] - x[item] - by)
                >= reach(rows, item, side) + gap(rows, item, next) + reach_back(rows, next, side)
        };
        if side.outward(by) > 0.0 && lane.iter().all(is_free) {
            lane.iter().for_each(|&item| x[item as usize] += by);
        }
    }
}

/// Lets what hooks into a node's side, `half` from its middle, reach out to its lane, the outermost
/// first, where the row beside the node is free.
fn extend_hooks(rows: &mut Rows, x: &[f64], item: usize, side: Side, half: f64) {
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
    hooks.sort_by(|a, b| b.0.total_cmp(&a.0));
    let Some(&(outermost, ..)) = hooks.first() else { return };
    let is_body = |&s: &u32| rows.segment(s).kind == SegmentKind::Body;
    let is_tall = rows.upward.of(item).iter().chain(rows.downward.of(item)).any(is_body);
    // What stands beside a tall node is known only for one of its rows.
    let mut limit = match beside(rows, item as u32, side) {
        _ if is_tall => outermost + NUDGE,
        Some(next) => {
            let next = next as usize;
            let free = side.outward(x[next] - own) - reach_back(rows, next, side) - HOOK;
            free.max(outermost + NUDGE)
        }
        None => f64::INFINITY,
    };
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

/// The neighbour of an item in its row.
fn beside(rows: &Rows, item: u32, side: Side) -> Option<u32> {
    let item = rows.item(item);
    let place = item.place as usize;
    let row = &rows.rows[item.row as usize];
    match side {
        Side::Left => row.get(place.checked_sub(1)?).copied(),
        Side::Right => row.get(place + 1).copied(),
    }
}

/// How far an item reaches to that side.
fn reach(rows: &Rows, item: usize, side: Side) -> f64 {
    match side {
        Side::Left => rows.items[item].left,
        Side::Right => rows.items[item].right,
    }
}

/// How far an item reaches to the other side.
fn reach_back(rows: &Rows, item: usize, side: Side) -> f64 {
    match side {
        Side::Left => rows.items[item].right,
        Side::Right => rows.items[item].left,
    }
}
