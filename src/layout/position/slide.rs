//! Moves whole columns a little to where fewer edges bend, if nothing is in their way.

use super::super::Diagram;
use super::super::adjacency::Adjacency;
use super::super::rows::{Rows, Segment, SegmentKind};
use super::align::Columns;
use super::gap;
use super::ports::node_of;
use crate::sort;

/// Pixels that a column moves at most for the sake of one bend less: it was put in the middle of
/// what it leads to, and shall not leave it visibly.
const SNAP: f64 = 24.0;

#[derive(Clone, Copy, PartialEq)]
pub enum Side {
    Left,
    Right,
}

impl Side {
    /// The distance to the outside.
    pub fn outward(self, x: f64) -> f64 {
        match self {
            Side::Left => -x,
            Side::Right => x,
        }
    }
}

/// Moves lanes and columns.
pub fn slide(diagram: &Diagram, rows: &Rows, columns: &Columns, x: &mut [f64]) {
    let of_item = columns.of_item.iter().enumerate();
    let members = Adjacency::new(columns.n, of_item.map(|(item, &column)| (column, item)));
    let mut slider = Slider { rows, members, x };
    for column in 0..columns.n {
        slider.snap(column, &columns.of_item);
    }
    slider.slide_lanes(diagram, &columns.of_item);
}

struct Slider<'a> {
    rows: &'a Rows,
    /// The items of each column.
    members: Adjacency,
    x: &'a mut [f64],
}

impl Slider<'_> {
    /// Moves a column to where most of its edges run on straight, of all places nearby.
    fn snap(&mut self, column: usize, column_of: &[usize]) {
        let mut ways: Vec<(f64, u32)> = Vec::new();
        for &item in self.members.of(column) {
            let (above, below) =
                (self.rows.upward.of(item as usize), self.rows.downward.of(item as usize));
            for &s in above.iter().chain(below) {
                let Segment { upper, lower, kind, n_edges, upper_port, lower_port, .. } =
                    *self.rows.segment(s);
                let is_inner = column_of[upper as usize] == column_of[lower as usize];
                if is_inner || kind >= SegmentKind::Back {
                    continue;
                }
                let by = self.x[upper as usize] + upper_port - self.x[lower as usize] - lower_port;
                let by = if column_of[upper as usize] == column { -by } else { by };
                ways.push((by, n_edges));
            }
        }
        let n_straight = |by: f64| -> u32 {
            ways.iter().filter(|(way, _)| *way == by).map(|(_, n_edges)| n_edges).sum()
        };
        let mut best = (n_straight(0.0), 0.0);
        for &(by, _) in ways.iter().filter(|(by, _)| by.abs() < SNAP) {
            let is_better = n_straight(by) > best.0
                || (n_straight(by) == best.0 && by.abs() < f64::abs(best.1));
            if is_better && self.is_free(column, by) {
                best = (n_straight(by), by);
            }
        }
        self.shift(column, best.1);
    }

    /// Moves the lanes of ways back outwards to where they leave their nodes or arrive, the outermost
    /// first, since those inside need the room.
    fn slide_lanes(&mut self, diagram: &Diagram, column_of: &[usize]) {
        let rows = self.rows;
        let mut hooks: Vec<(Side, f64, u32)> = Vec::new();
        for segment in rows.segments.iter().filter(|s| s.kind == SegmentKind::Back) {
            let Segment { upper, lower, upper_port, lower_port, .. } = *segment;
            for (at, port, lane) in [(upper, upper_port, lower), (lower, lower_port, upper)] {
                let Some(node) = node_of(rows, at as usize) else { continue };
                if port.abs() > diagram.raw_nodes()[node].weight.size.width / 2.0 {
                    let side = if port > 0.0 { Side::Right } else { Side::Left };
                    hooks.push((side, side.outward(self.x[at as usize] + port), lane));
                }
            }
        }
        sort::by(&mut hooks, |a, b| b.1.total_cmp(&a.1));
        for (side, hook, lane) in hooks {
            let column = column_of[lane as usize];
            let is_node = |&item: &u32| node_of(rows, item as usize).is_some();
            let outward = hook - side.outward(self.x[lane as usize]);
            let by = side.outward(outward);
            if outward > 0.0
                && !self.members.of(column).iter().any(is_node)
                && self.is_free(column, by)
            {
                self.shift(column, by);
            }
        }
    }

    fn is_free(&self, column: usize, by: f64) -> bool {
        let side = if by > 0.0 { Side::Right } else { Side::Left };
        self.members.of(column).iter().all(|&item| {
            let Some(next) = beside(self.rows, item, side) else { return true };
            let (item, next) = (item as usize, next as usize);
            let room = reach(self.rows, item, side) + gap(self.rows, item, next);
            side.outward(self.x[next] - self.x[item] - by)
                >= room + reach_back(self.rows, next, side)
        })
    }

    fn shift(&mut self, column: usize, by: f64) {
        for &item in self.members.of(column) {
            self.x[item as usize] += by;
        }
    }
}

/// The neighbour of an item in its row.
pub fn beside(rows: &Rows, item: u32, side: Side) -> Option<u32> {
    let item = rows.item(item);
    let place = item.place as usize;
    let row = &rows.rows[item.row as usize];
    match side {
        Side::Left => row.get(place.checked_sub(1)?).copied(),
        Side::Right => row.get(place + 1).copied(),
    }
}

/// How far an item reaches to that side.
pub fn reach(rows: &Rows, item: usize, side: Side) -> f64 {
    match side {
        Side::Left => rows.items[item].left,
        Side::Right => rows.items[item].right,
    }
}

/// How far an item reaches to the other side.
pub fn reach_back(rows: &Rows, item: usize, side: Side) -> f64 {
    match side {
        Side::Left => rows.items[item].right,
        Side::Right => rows.items[item].left,
    }
}
