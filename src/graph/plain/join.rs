//! Makes the edges that were cut at clusters' borders whole again: piece by piece, with the way
//! between a border and its gate.

use super::super::path::corners;
use super::super::{Point, Rect};
use super::clusters::Clusters;
use super::cut::{Cut, Piece};

/// How far from a cluster's border edges run to its gate.
const LANE: f64 = 5.0;

/// Gives every edge its points and its label.
pub fn join(clusters: &mut Clusters, cut: &Cut) {
    for (edge, way) in cut.ways.iter().enumerate() {
        let pieces = || way.iter().map(|&piece| &cut.pieces[piece]);
        let points: Vec<Point> =
            pieces().flat_map(|piece| extended(clusters, cut, piece, edge)).collect();
        let label = pieces().find_map(|piece| piece.label);
        let edge = &mut clusters.edges[edge];
        (edge.points, edge.label) = (corners(&points), label);
    }
}

/// A piece with what leads on from its ends into clusters, as far as the edge goes in there.
fn extended(clusters: &Clusters, cut: &Cut, piece: &Piece, edge: usize) -> Vec<Point> {
    let (from, to) = (clusters.edges[edge].from, clusters.edges[edge].to);
    let rect = |item: usize| clusters.items[item].rect;
    let mut points = piece.points.clone();
    let mut outer = piece.to;
    while let Some(gate) = cut.entry[outer].filter(|_| outer != to) {
        lead_in(&mut points, rect(outer), rect(gate));
        outer = gate;
    }
    points.reverse();
    let mut outer = piece.from;
    while let Some(gate) = cut.exit[outer].filter(|_| outer != from) {
        lead_out(&mut points, rect(outer), rect(gate));
        outer = gate;
    }
    points.reverse();
    points
}

/// Leads an edge that ends at the cluster on to its gate, along the strip below its top.
fn lead_in(points: &mut Vec<Point>, cluster: Rect, gate: Rect) {
    let lane = cluster.y + LANE;
    bring_to(points, cluster, lane);
    let x = gate.center().x;
    if let Some(end) = points.last().copied() {
        points.extend([Point::new(end.x, lane), Point::new(x, lane), Point::new(x, gate.y)]);
    }
}

/// Leads an edge that begins at the cluster back to its gate, along the strip above its bottom. The
/// points are in reverse.
fn lead_out(points: &mut Vec<Point>, cluster: Rect, gate: Rect) {
    let Some(x) = points.last().map(|end| end.x) else { return };
    let inset = (gate.width / 4.0).min(4.0);
    let start = x.clamp(gate.x + inset, gate.right() - inset);
    // Ways out stand side by side: what goes furthest turns first, so that none crosses another.
    let lane = cluster.bottom() - LANE / 2.0 - LANE / (1.0 + (x - start).abs() / 10.0);
    bring_to(points, cluster, lane);
    if let Some(end) = points.last().copied() {
        points.extend([
            Point::new(end.x, lane),
            Point::new(start, lane),
            Point::new(start, gate.bottom()),
        ]);
    }
}

/// An edge that ends at the side of a cluster is moved along it to the height of a lane.
fn bring_to(points: &mut [Point], cluster: Rect, lane: f64) {
    if let [.., before, end] = points
        && before.y == end.y
        && (end.x == cluster.x || end.x == cluster.right())
    {
        before.y = lane;
        end.y = lane;
    }
}
