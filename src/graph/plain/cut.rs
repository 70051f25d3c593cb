//! Cuts the edges that lead through clusters' borders into pieces, one a cluster.
//!
//! Where an edge goes through, it meets the cluster's gate: the one node inside that all such edges
//! lead to, if nothing else does, or a node without size that is put there. Edges of a kind that
//! run between the same two ends share a piece.

use std::collections::BTreeMap;

use crate::layout::Link;
use crate::sort;

use super::super::{Point, Rect, Size};
use super::clusters::{Clusters, Edge, Item};

/// The pieces, and the tree of the items with the gates at its end.
pub struct Cut {
    pub depth: Vec<usize>,
    pub members: Vec<Vec<usize>>,
    pub pieces: Vec<Piece>,
    /// The pieces within each cluster.
    pub pieces_of: Vec<Vec<usize>>,
    /// The pieces of each edge, from its source to its target.
    pub ways: Vec<Vec<usize>>,
    /// The gates of every cluster.
    pub entry: Vec<Option<usize>>,
    pub exit: Vec<Option<usize>>,
}

/// A part of one edge, or of several, within one cluster; or of none, to keep a gate in its place.
pub struct Piece {
    pub from: usize,
    pub to: usize,
    pub link: Link,
    /// How it runs, once it is laid out.
    pub points: Vec<Point>,
    pub label: Option<Rect>,
}

/// Cuts all edges, and adds the gates to the items.
pub fn cut(clusters: &mut Clusters) -> Cut {
    let n = clusters.items.len();
    let mut members = vec![Vec::new(); n];
    for (i, item) in clusters.items.iter().enumerate().filter(|(i, item)| *i != item.parent) {
        members[item.parent].push(i);
    }
    let mut depth = vec![0; n];
    let mut open = vec![clusters.root];
    while let Some(item) = open.pop() {
        members[item].iter().for_each(|&member| depth[member] = depth[item] + 1);
        open.extend(&members[item]);
    }
    let cut = Cut {
        depth,
        members,
        pieces: Vec::new(),
        pieces_of: vec![Vec::new(); n],
        ways: Vec::with_capacity(clusters.edges.len()),
        entry: vec![None; n],
        exit: vec![None; n],
    };
    let mut cutter = Cutter { clusters, cut, shared: BTreeMap::new() };
    cutter.find_gates();
    for edge in 0..cutter.clusters.edges.len() {
        let way = cutter.cut_edge(edge);
        cutter.cut.ways.push(way);
    }
    cutter.hold_gates();
    cutter.cut
}

struct Cutter<'a> {
    clusters: &'a mut Clusters,
    cut: Cut,
    /// The pieces that further edges between the same ends may share.
    shared: BTreeMap<(usize, usize), usize>,
}

/// A cluster that an edge leaves or enters, and the member of it on the edge's way.
type Border = (usize, usize);

impl Cutter<'_> {
    /// The clusters that the edge leaves, from inside out, each with the member that it comes from,
    /// and those that it enters, from outside in, each with the member that it goes on to.
    fn borders(&self, edge: &Edge) -> (Vec<Border>, Vec<Border>) {
        let parent = |item: usize| self.clusters.items[item].parent;
        let (mut from, mut to) = (edge.from, edge.to);
        let (mut left, mut entered) = (Vec::new(), Vec::new());
        while parent(from) != parent(to) {
            if self.cut.depth[from] >= self.cut.depth[to] {
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
        let n = self.clusters.items.len();
        // The members that edges come in to and go out from, and those that have edges inside.
        let (mut ins, mut outs) = (vec![Vec::new(); n], vec![Vec::new(); n]);
        let (mut is_target, mut is_source) = (vec![false; n], vec![false; n]);
        for edge in &self.clusters.edges {
            let (left, entered) = self.borders(edge);
            let source = left.last().map_or(edge.from, |(cluster, _)| *cluster);
            let target = entered.first().map_or(edge.to, |(cluster, _)| *cluster);
            is_source[source] = true;
            is_target[target] = true;
            left.iter().for_each(|&(cluster, member)| outs[cluster].push(member));
            entered.iter().for_each(|&(cluster, member)| ins[cluster].push(member));
        }
        for cluster in 0..n {
            self.cut.entry[cluster] = self.gate(cluster, &ins[cluster], &is_target);
            self.cut.exit[cluster] = self.gate(cluster, &outs[cluster], &is_source);
        }
    }

    fn gate(&mut self, cluster: usize, ends: &[usize], has_edges: &[bool]) -> Option<usize> {
        let first = *ends.first()?;
        if ends.iter().all(|&end| end == first) && !has_edges[first] {
            return Some(first);
        }
        let gate = self.clusters.items.len();
        let (size, rect) = (Size::default(), Rect::default());
        self.clusters.items.push(Item { parent: cluster, size, rect });
        self.cut.members[cluster].push(gate);
        self.cut.members.push(Vec::new());
        self.cut.depth.push(self.cut.depth[cluster] + 1);
        self.cut.entry.push(None);
        self.cut.exit.push(None);
        Some(gate)
    }

    /// The pieces of an edge.
    fn cut_edge(&mut self, edge: usize) -> Vec<usize> {
        let edge = &self.clusters.edges[edge];
        let (from, to, link) = (edge.from, edge.to, edge.link);
        let (left, entered) = self.borders(edge);
        let mut way = Vec::with_capacity(1 + left.len() + entered.len());
        for &(cluster, member) in &left {
            if let Some(gate) = self.cut.exit[cluster].filter(|&gate| gate != member) {
                way.push(self.share((member, gate), Link::default()));
            }
        }
        let outer_from = left.last().map_or(from, |(cluster, _)| *cluster);
        let outer_to = entered.first().map_or(to, |(cluster, _)| *cluster);
        way.push(match (outer_from, outer_to) == (from, to) || link.label.is_some() {
            true => self.add((outer_from, outer_to), link),
            false => self.share((outer_from, outer_to), link),
        });
        for &(cluster, member) in &entered {
            if let Some(gate) = self.cut.entry[cluster].filter(|&gate| gate != member) {
                way.push(self.share((gate, member), Link::default()));
            }
        }
        way
    }

    /// Puts every gate before or behind all else in its cluster.
    fn hold_gates(&mut self) {
        for cluster in 0..self.cut.pieces_of.len() {
            let (entry, exit) = (self.cut.entry[cluster], self.cut.exit[cluster]);
            if entry.is_none() && exit.is_none() {
                continue;
            }
            let ends = |end: fn(&Piece) -> usize| {
                let pieces = self.cut.pieces_of[cluster].iter().map(|&i| &self.cut.pieces[i]);
                let mut ends: Vec<usize> = pieces.map(end).collect();
                sort::ascending(&mut ends);
                ends
            };
            let (sources, targets) = (ends(|piece| piece.from), ends(|piece| piece.to));
            for member in self.cut.members[cluster].clone() {
                let is_gate = Some(member) == entry || Some(member) == exit;
                let is_first = targets.binary_search(&member).is_err();
                let is_last = sources.binary_search(&member).is_err();
                if let Some(entry) = entry.filter(|_| is_first && !is_gate) {
                    self.add((entry, member), Link::default());
                }
                if let Some(exit) = exit.filter(|_| is_last && !is_gate) {
                    self.add((member, exit), Link::default());
                }
            }
        }
    }

    /// The piece of that kind between the same ends, or a new one.
    fn share(&mut self, ends: (usize, usize), link: Link) -> usize {
        match self.shared.get(&ends) {
            Some(&piece) if self.cut.pieces[piece].link == link => piece,
            _ => {
                let piece = self.add(ends, link);
                self.shared.insert(ends, piece);
                piece
            }
        }
    }

    fn add(&mut self, (from, to): (usize, usize), link: Link) -> usize {
        let (scope, piece) = (self.clusters.items[from].parent, self.cut.pieces.len());
        self.cut.pieces_of[scope].push(piece);
        self.cut.pieces.push(Piece { from, to, link, points: Vec::new(), label: None });
        piece
    }
}
