//! Lays out a graph whose nodes are in clusters, which may be in clusters again.
//!
//! Every cluster is laid out by itself, the innermost first, and is one node to what is around it.
//! [`cut`] parts the edges that lead through borders into pieces, one a cluster; [`join`] makes them
//! whole again once all is in its place.

use std::cmp::Reverse;

use petgraph::graph::NodeIndex;

use crate::layout::{Diagram, Direction, Link, Node, layout};
use crate::sort;

use super::super::{Point, Rect, Size};
use super::cut::{Cut, cut};
use super::join::join;

/// A graph in clusters. The parents of the items form a tree: the item `root` has itself.
#[derive(Clone)]
pub struct Clusters {
    pub items: Vec<Item>,
    pub edges: Vec<Edge>,
    pub root: usize,
}

/// A node or a cluster.
#[derive(Clone)]
pub struct Item {
    pub parent: usize,
    /// That of a node; a cluster's comes of what it holds.
    pub size: Size,
    /// Where it is, once it is laid out.
    pub rect: Rect,
}

#[derive(Clone)]
pub struct Edge {
    pub from: usize,
    pub to: usize,
    pub link: Link,
    /// How it runs, once it is laid out.
    pub points: Vec<Point>,
    pub label: Option<Rect>,
}

const PADDING: f64 = 12.0;
const HEADER_HEIGHT: f64 = 18.0;

/// Gives every item its rect and every edge its points, all against the upper left corner of the
/// whole, whose size is the root's.
pub fn lay_out(clusters: &mut Clusters) {
    let n_items = clusters.items.len();
    let mut cut = cut(clusters);
    let mut inside_out: Vec<usize> =
        (0..clusters.items.len()).filter(|&item| !cut.members[item].is_empty()).collect();
    sort::by_key(&mut inside_out, |&cluster| Reverse(cut.depth[cluster]));
    let mut node_of = vec![NodeIndex::default(); clusters.items.len()];
    for scope in inside_out {
        lay_out_scope(clusters, &mut cut, &mut node_of, scope);
    }
    place_all(clusters, &mut cut);
    join(clusters, &cut);
    clusters.items.truncate(n_items);
}

/// Lays out a cluster's inside against its own upper left corner. `node_of` is room for each item's
/// place in the diagram of the cluster around it.
fn lay_out_scope(clusters: &mut Clusters, cut: &mut Cut, node_of: &mut [NodeIndex], scope: usize) {
    let mut members = cut.members[scope].clone();
    // What edges come in to is what the cluster starts with.
    sort::by_key(&mut members, |&member| Some(member) != cut.entry[scope]);
    let mut diagram = Diagram::with_capacity(members.len(), cut.pieces_of[scope].len());
    for &member in &members {
        node_of[member] = diagram.add_node(node(clusters, cut, member));
    }
    for &i in &cut.pieces_of[scope] {
        let piece = &cut.pieces[i];
        diagram.add_edge(node_of[piece.from], node_of[piece.to], piece.link);
    }
    let drawn = layout(&diagram, Direction::Down);
    let is_root = scope == clusters.root;
    let (left, top) = if is_root { (0.0, 0.0) } else { (PADDING, HEADER_HEIGHT) };
    let bottom = if is_root { 0.0 } else { PADDING };
    clusters.items[scope].size =
        Size::new(drawn.size.width + 2.0 * left, drawn.size.height + top + bottom);
    for (&member, rect) in members.iter().zip(&drawn.nodes) {
        clusters.items[member].rect = rect.moved(left, top);
    }
    for (&i, route) in cut.pieces_of[scope].iter().zip(drawn.edges) {
        let piece = &mut cut.pieces[i];
        piece.points = moved(&route.points, left, top);
        piece.label = route.label.map(|label| label.moved(left, top));
    }
}

/// An item as a node of the scope around it. Edges meet a cluster above and below its gates.
fn node(clusters: &Clusters, cut: &Cut, item: usize) -> Node {
    let size = clusters.items[item].size;
    let offset = |gate: Option<usize>| {
        gate.map_or(0.0, |gate| clusters.items[gate].rect.center().x - size.width / 2.0)
    };
    Node { size, entry: offset(cut.entry[item]), exit: offset(cut.exit[item]) }
}

/// Moves everything to where the clusters around it are.
fn place_all(clusters: &mut Clusters, cut: &mut Cut) {
    let Clusters { items, root, .. } = clusters;
    let mut outside_in: Vec<usize> = (0..items.len()).collect();
    sort::by_key(&mut outside_in, |&item| cut.depth[item]);
    let Size { width, height } = items[*root].size;
    items[*root].rect = Rect { x: 0.0, y: 0.0, width, height };
    for item in outside_in.into_iter().skip(1) {
        let around = items[items[item].parent].rect;
        items[item].rect = items[item].rect.moved(around.x, around.y);
    }
    for piece in &mut cut.pieces {
        let around = items[items[piece.from].parent].rect;
        piece.points = moved(&piece.points, around.x, around.y);
        piece.label = piece.label.map(|label| label.moved(around.x, around.y));
    }
}

fn moved(points: &[Point], dx: f64, dy: f64) -> Vec<Point> {
    points.iter().map(|point| Point::new(point.x + dx, point.y + dy)).collect()
}
