//! Lays out a graph whose nodes are in clusters, which may be in clusters again.
//!
//! Every cluster is laid out by itself, the innermost first, and is one node to what is around it.
//! An edge that leads through borders is cut there into pieces, one a cluster. Where it goes
//! through, it meets the cluster's gate: the one node inside that all such edges lead to, if nothing
//! else does, or a node without size that is put there.

use std::cmp::Reverse;

use petgraph::graph::NodeIndex;

use crate::layout::{Diagram, Direction, Link, Node, layout};

use super::path::corners;
use super::{Point, Rect, Size};

/// A graph in clusters. The parents of the items form a tree: the item `root` has itself.
pub struct Nested {
    pub items: Vec<Item>,
    pub edges: Vec<Edge>,
    pub root: usize,
}

/// A node or a cluster.
pub struct Item {
    pub parent: usize,
    /// That of a node; a cluster's comes of what it holds.
    pub size: Size,
    /// Where it is, once it is laid out.
    pub rect: Rect,
}

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
/// How far from a cluster's border edges run to its gate.
const LANE: f64 = 5.0;

/// Gives every item its rect and every edge its points, all against the upper left corner of the
/// whole, whose size is the root's.
pub fn lay_out(nested: &mut Nested) {
    let n_items = nested.items.len();
    let mut plan = Plan::new(nested);
    for scope in plan.inside_out() {
        plan.lay_out_scope(scope);
    }
    plan.place_all();
    plan.join_pieces();
    nested.items.truncate(n_items);
}

/// A part of an edge within one cluster.
struct Piece {
    from: usize,
    to: usize,
    /// `None` for a piece that only keeps a gate at its end of the cluster.
    edge: Option<usize>,
    link: Link,
    points: Vec<Point>,
}

/// A cluster that an edge leaves or enters, and the member of it on the edge's way.
type Border = (usize, usize);

struct Plan<'a> {
    nested: &'a mut Nested,
    depth: Vec<usize>,
    members: Vec<Vec<usize>>,
    pieces: Vec<Piece>,
    pieces_of: Vec<Vec<usize>>,
    /// Each item in the diagram of the cluster around it.
    node_of: Vec<NodeIndex>,
    /// The gates of every cluster.
    entry: Vec<Option<usize>>,
    exit: Vec<Option<usize>>,
}

impl<'a> Plan<'a> {
    fn new(nested: &'a mut Nested) -> Plan<'a> {
        let n = nested.items.len();
        let mut members = vec![Vec::new(); n];
        for (i, item) in nested.items.iter().enumerate().filter(|(i, item)| *i != item.parent) {
            members[item.parent].push(i);
        }
        let mut depth = vec![0; n];
        let mut open = vec![nested.root];
        while let Some(item) = open.pop() {
            members[item].iter().for_each(|&member| depth[member] = depth[item] + 1);
            open.extend(&members[item]);
        }
        let mut plan = Plan {
            nested,
            depth,
            members,
            pieces: Vec::new(),
            pieces_of: vec![Vec::new(); n],
            node_of: Vec::new(),
            entry: vec![None; n],
            exit: vec![None; n],
        };
        plan.find_gates();
        plan.cut();
        plan.hold_gates();
        plan.node_of = vec![NodeIndex::default(); plan.depth.len()];
        plan.entry.resize(plan.depth.len(), None);
        plan.exit.resize(plan.depth.len(), None);
        plan
    }

    /// The clusters that the edge leaves, from inside out, each with the member that it comes from,
    /// and those that it enters, from outside in, each with the member that it goes on to.
    fn borders(&self, edge: &Edge) -> (Vec<Border>, Vec<Border>) {
        let parent = |item: usize| self.nested.items[item].parent;
        let (mut from, mut to) = (edge.from, edge.to);
        let (mut left, mut entered) = (Vec::new(), Vec::new());
        while parent(from) != parent(to) {
            if self.depth[from] >= self.depth[to] {
                left.push((parent(from), from));
                from = parent(from);
            } else {
                entered.push((parent(to), to));
                to = parent(to);
            }
        }
        entered.reverse();
        (left, entered)
    }

    fn find_gates(&mut self) {
        let n = self.nested.items.len();
        // The members that edges come in to and go out from, and those that have edges inside.
        let (mut ins, mut outs) = (vec![Vec::new(); n], vec![Vec::new(); n]);
        let (mut is_target, mut is_source) = (vec![false; n], vec![false; n]);
        for edge in &self.nested.edges {
            let (left, entered) = self.borders(edge);
            let source = left.last().map_or(edge.from, |(cluster, _)| *cluster);
            let target = entered.first().map_or(edge.to, |(cluster, _)| *cluster);
            is_source[source] = true;
            is_target[target] = true;
            left.iter().for_each(|&(cluster, member)| outs[cluster].push(member));
            entered.iter().for_each(|&(cluster, member)| ins[cluster].push(member));
        }
        for cluster in 0..n {
            self.entry[cluster] = self.gate(cluster, &ins[cluster], &is_target);
            self.exit[cluster] = self.gate(cluster, &outs[cluster], &is_source);
        }
    }

    fn gate(&mut self, cluster: usize, ends: &[usize], has_edges: &[bool]) -> Option<usize> {
        let first = *ends.first()?;
        if ends.iter().all(|&end| end == first) && !has_edges[first] {
            return Some(first);
        }
        let gate = self.nested.items.len();
        let size = Size::default();
        self.nested.items.push(Item { parent: cluster, size, rect: Rect::default() });
        self.members[cluster].push(gate);
        self.members.push(Vec::new());
        self.depth.push(self.depth[cluster] + 1);
        Some(gate)
    }

    fn cut(&mut self) {
        for i in 0..self.nested.edges.len() {
            let (left, entered) = self.borders(&self.nested.edges[i]);
            for &(cluster, member) in &left {
                if let Some(gate) = self.exit[cluster].filter(|&gate| gate != member) {
                    self.add(cluster, (member, gate), Some(i), Link::default());
                }
            }
            let from = left.last().map_or(self.nested.edges[i].from, |(cluster, _)| *cluster);
            let to = entered.first().map_or(self.nested.edges[i].to, |(cluster, _)| *cluster);
            let link = self.nested.edges[i].link;
            self.add(self.nested.items[from].parent, (from, to), Some(i), link);
            for &(cluster, member) in &entered {
                if let Some(gate) = self.entry[cluster].filter(|&gate| gate != member) {
                    self.add(cluster, (gate, member), Some(i), Link::default());
                }
            }
        }
    }

    /// Puts every gate before or behind all else in its cluster.
    fn hold_gates(&mut self) {
        for cluster in 0..self.entry.len() {
            let members = self.members[cluster].clone();
            let pieces = &self.pieces_of[cluster];
            let reached = |end: fn(&Piece) -> usize| {
                let mut ends: Vec<usize> = pieces.iter().map(|&i| end(&self.pieces[i])).collect();
                ends.sort_unstable();
                ends
            };
            let (sources, targets) = (reached(|piece| piece.from), reached(|piece| piece.to));
            let (entry, exit) = (self.entry[cluster], self.exit[cluster]);
            for member in members {
                let is_gate = Some(member) == entry || Some(member) == exit;
                let is_first = targets.binary_search(&member).is_err();
                let is_last = sources.binary_search(&member).is_err();
                if let Some(entry) = entry.filter(|_| is_first && !is_gate) {
                    self.add(cluster, (entry, member), None, Link::default());
                }
                if let Some(exit) = exit.filter(|_| is_last && !is_gate) {
                    self.add(cluster, (member, exit), None, Link::default());
                }
            }
        }
    }

    fn add(&mut self, scope: usize, ends: (usize, usize), edge: Option<usize>, link: Link) {
        self.pieces_of[scope].push(self.pieces.len());
        self.pieces.push(Piece { from: ends.0, to: ends.1, edge, link, points: Vec::new() });
    }

    fn inside_out(&self) -> Vec<usize> {
        let is_cluster = |&i: &usize| !self.members[i].is_empty();
        let mut clusters: Vec<usize> = (0..self.entry.len()).filter(is_cluster).collect();
        clusters.sort_by_key(|&cluster| Reverse(self.depth[cluster]));
        clusters
    }

    /// Lays out a cluster's inside against its own upper left corner.
    fn lay_out_scope(&mut self, scope: usize) {
        let mut members = self.members[scope].clone();
        // What edges come in to is what the cluster starts with.
        members.sort_by_key(|&member| Some(member) != self.entry[scope]);
        let mut diagram = Diagram::with_capacity(members.len(), self.pieces_of[scope].len());
        for &member in &members {
            self.node_of[member] = diagram.add_node(self.node(member));
        }
        for &i in &self.pieces_of[scope] {
            let piece = &self.pieces[i];
            diagram.add_edge(self.node_of[piece.from], self.node_of[piece.to], piece.link);
        }
        let drawn = layout(&diagram, Direction::Down);
        let is_root = scope == self.nested.root;
        let (left, top) = if is_root { (0.0, 0.0) } else { (PADDING, HEADER_HEIGHT) };
        let bottom = if is_root { 0.0 } else { PADDING };
        self.nested.items[scope].size =
            Size::new(drawn.size.width + 2.0 * left, drawn.size.height + top + bottom);
        for (&member, rect) in members.iter().zip(&drawn.nodes) {
            self.nested.items[member].rect = rect.moved(left, top);
        }
        for (&i, route) in self.pieces_of[scope].iter().zip(drawn.edges) {
            self.pieces[i].points = moved(&route.points, left, top);
            if let (Some(edge), Some(label)) = (self.pieces[i].edge, route.label) {
                self.nested.edges[edge].label = Some(label.moved(left, top));
            }
        }
    }

    /// An item as a node of the scope around it.
    fn node(&self, item: usize) -> Node {
        let size = self.nested.items[item].size;
        let offset = |gate: Option<usize>| {
            gate.map_or(0.0, |gate| self.nested.items[gate].rect.center().x - size.width / 2.0)
        };
        Node { size, entry: offset(self.entry[item]), exit: offset(self.exit[item]) }
    }

    /// Moves everything to where the clusters around it are.
    fn place_all(&mut self) {
        let mut outside_in: Vec<usize> = (0..self.depth.len()).collect();
        outside_in.sort_by_key(|&item| self.depth[item]);
        self.nested.items[self.nested.root].rect =
            Rect { x: 0.0, y: 0.0, width: self.size().width, height: self.size().height };
        for item in outside_in.into_iter().skip(1) {
            let around = self.nested.items[self.nested.items[item].parent].rect;
            let rect = &mut self.nested.items[item].rect;
            *rect = rect.moved(around.x, around.y);
        }
        for piece in &mut self.pieces {
            let around = self.nested.items[self.nested.items[piece.from].parent].rect;
            piece.points = moved(&piece.points, around.x, around.y);
        }
        for edge in &mut self.nested.edges {
            let scope = common(&self.nested.items, &self.depth, edge.from, edge.to);
            let around = self.nested.items[scope].rect;
            edge.label = edge.label.map(|label| label.moved(around.x, around.y));
        }
    }

    fn size(&self) -> Size {
        self.nested.items[self.nested.root].size
    }

    /// Makes each edge whole again: piece by piece, with the way between a border and its gate.
    fn join_pieces(&mut self) {
        for piece in std::mem::take(&mut self.pieces) {
            let Some(edge) = piece.edge else { continue };
            let (from, to) = (self.nested.edges[edge].from, self.nested.edges[edge].to);
            let rect = |item: usize| self.nested.items[item].rect;
            let mut points = piece.points;
            let mut outer = piece.to;
            while let Some(gate) = self.entry[outer].filter(|_| outer != to) {
                lead_in(&mut points, rect(outer), rect(gate));
                outer = gate;
            }
            points.reverse();
            let mut outer = piece.from;
            while let Some(gate) = self.exit[outer].filter(|_| outer != from) {
                lead_out(&mut points, rect(outer), rect(gate));
                outer = gate;
            }
            points.reverse();
            self.nested.edges[edge].points.extend(points);
        }
        for edge in &mut self.nested.edges {
            edge.points = corners(&edge.points);
        }
    }
}

/// The innermost cluster around both.
fn common(items: &[Item], depth: &[usize], a: usize, b: usize) -> usize {
    let (mut a, mut b) = (items[a].parent, items[b].parent);
    while a != b {
        match depth[a] >= depth[b] {
            true => a = items[a].parent,
            false => b = items[b].parent,
        }
    }
    a
}

fn moved(points: &[Point], dx: f64, dy: f64) -> Vec<Point> {
    points.iter().map(|point| Point::new(point.x + dx, point.y + dy)).collect()
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
