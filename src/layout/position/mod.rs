//! Stage 4: every item gets its x.
//!
//! Items that want to stand under each other, a node and its happy path or the bends of a long edge,
//! become one rigid column ([`align`]). Columns are then drawn to where their other edges lead and
//! kept apart by [`separate`], in a few rounds; [`slide`] and [`straighten`] take out bends that
//! are left over where there is room. Invariant: neighbours in a row keep their order and
//! their distance.

mod align;
mod ports;
mod separate;
mod slide;
mod straighten;

use super::Diagram;
use super::rows::{Role, Rows, SegmentKind};
use crate::sort;
use align::Columns;
pub use ports::node_of;
use separate::Constraint;

/// The finest step between places, in pixels: lines of a ribbon are nearer than a pixel.
const FINEST: f64 = 1.0 / 4096.0;

/// Rounds of drawing columns together; what is far apart after these stays a little off.
const N_ROUNDS: usize = 12;
/// How much a column holds on to where it is, against all that draws it: without, those that draw
/// each other would swing to and fro for ever.
const INERTIA: f64 = 0.5;

/// Finds the x of every item, the leftmost reach of all being 0. Ports are set on the way.
pub fn position(diagram: &Diagram, rows: &mut Rows) -> Vec<f64> {
    ports::assign(diagram, rows);
    let columns = align::align(rows);
    let constraints = constraints(rows, &columns);
    let order = separate::left_to_right(columns.n, &constraints);
    let pulls = pulls(rows, &columns);
    let mut weights = vec![0.1; columns.n];
    for pull in &pulls {
        weights[pull.left] += pull.weight;
        weights[pull.right] += pull.weight;
    }
    let mut x = separate::separate(&order, &constraints, &vec![0.0; columns.n], &weights);
    for _ in 0..N_ROUNDS {
        let wanted = wanted(&pulls, &x, &weights);
        x = separate::separate(&order, &constraints, &wanted, &weights);
    }
    let mut step = vec![1.0; columns.n];
    for (item, &column) in rows.items.iter().zip(&columns.of_item) {
        // Full pixels look sharp, but a ribbon's lanes are nearer to each other than that.
        if matches!(item.role, Role::Bend(_)) && item.margin < 1.0 {
            step[column] = FINEST;
        }
    }
    let rounded = |column: usize| (x[column] / step[column]).round() * step[column];
    let of_item = |item: usize| rounded(columns.of_item[item]) + columns.offset[item];
    let mut x: Vec<f64> = (0..rows.items.len()).map(of_item).collect();
    slide::slide(diagram, rows, &columns, &mut x);
    straighten::straighten(diagram, rows, &x);
    let reaches = rows.items.iter().zip(&x).map(|(item, x)| x - item.left);
    let leftmost = reaches.fold(f64::INFINITY, f64::min).floor();
    x.iter_mut().for_each(|x| *x -= leftmost);
    x
}

/// An edge between two columns: `right` would like to be `offset` to the right of `left`.
struct Pull {
    left: usize,
    right: usize,
    offset: f64,
    weight: f64,
}

fn pulls(rows: &Rows, columns: &Columns) -> Vec<Pull> {
    let mut pulls = Vec::new();
    for segment in &rows.segments {
        let (upper, lower) = (segment.upper as usize, segment.lower as usize);
        let (left, right) = (columns.of_item[upper], columns.of_item[lower]);
        if left != right {
            let offset = columns.offset[upper] + segment.upper_port
                - columns.offset[lower]
                - segment.lower_port;
            pulls.push(Pull { left, right, offset, weight: weight(segment.kind) });
        }
    }
    pulls
}

fn weight(kind: SegmentKind) -> f64 {
    match kind {
        SegmentKind::Body | SegmentKind::Main => 8.0,
        SegmentKind::Lane => 4.0,
        SegmentKind::Middle => 3.0,
        SegmentKind::Ordinary => 2.0,
        SegmentKind::Catch | SegmentKind::Back => 1.0,
        SegmentKind::Fringe => 0.05,
    }
}

/// Where each column would stand if only its edges mattered.
fn wanted(pulls: &[Pull], x: &[f64], weights: &[f64]) -> Vec<f64> {
    let own: Vec<f64> = weights.iter().map(|weight| weight * INERTIA).collect();
    let mut sum: Vec<f64> = x.iter().zip(&own).map(|(x, own)| x * own).collect();
    for pull in pulls {
        sum[pull.right] += pull.weight * (x[pull.left] + pull.offset);
        sum[pull.left] += pull.weight * (x[pull.right] - pull.offset);
    }
    sum.iter().zip(weights).zip(&own).map(|((sum, weight), own)| sum / (weight + own)).collect()
}

fn constraints(rows: &Rows, columns: &Columns) -> Vec<Constraint> {
    let mut constraints = Vec::new();
    for row in &rows.rows {
        for pair in row.windows(2) {
            let (a, b) = (pair[0] as usize, pair[1] as usize);
            let distance = rows.items[a].right + gap(rows, a, b) + rows.items[b].left;
            constraints.push(Constraint {
                left: columns.of_item[a],
                right: columns.of_item[b],
                gap: distance + columns.offset[a] - columns.offset[b],
            });
        }
    }
    sort::by(&mut constraints, |a, b| {
        (a.left, a.right).cmp(&(b.left, b.right)).then(b.gap.total_cmp(&a.gap))
    });
    constraints.dedup_by_key(|constraint| (constraint.left, constraint.right));
    constraints
}

/// The free space between two neighbours.
fn gap(rows: &Rows, a: usize, b: usize) -> f64 {
    use Role::{Bend, Body, Label, Node};
    match (rows.items[a].role, rows.items[b].role) {
        (Node(_) | Body(_), Node(_) | Body(_)) => 32.0,
        (Node(_) | Body(_), Bend(_) | Label(_)) | (Bend(_) | Label(_), Node(_) | Body(_)) => 16.0,
        (Label(_), Label(_)) => 12.0,
        (Bend(_), Bend(_)) => rows.items[a].margin + rows.items[b].margin,
        (Bend(_), Label(_)) | (Label(_), Bend(_)) => 10.0,
    }
}
