//! Where ways meet again: the nodes that close a piece, and the ways back of its loops.

use std::cmp::Reverse;

use super::super::LinkKind;
use super::super::acyclic::Flow;
use super::columns::{Exit, Outlet, Side, Target, Way};
use super::dominators::Dominators;
use crate::sort;

/// A node with its ways out side by side.
pub struct Piece<'a> {
    pub flow: &'a Flow,
    pub dominators: &'a Dominators,
    pub node: usize,
    pub outlet: Outlet,
    pub row: Vec<(Way, Outlet)>,
}

/// Puts the nodes where ways meet, with all that follows them, under the middle of those ways, and
/// the ways back of loops on the outside.
pub fn with_meeting_nodes(piece: &Piece, loops: &[Way]) -> Vec<(Target, Outlet)> {
    let Piece { flow, dominators, node, outlet, ref row } = *piece;
    let meets = |child: &usize| flow.upward.of(*child).len() > 1;
    let children = dominators.children.of(node).iter().map(|&child| child as usize);
    let mut spans = Spans::of(row);
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); row.len() + 1];
    for meeting in children.filter(meets) {
        let onward = |&&arc: &&u32| !flow.arcs[arc as usize].is_reversed;
        let ways_in: Vec<u32> = flow.upward.of(meeting).iter().filter(onward).copied().collect();
        let feeders: Vec<Span> =
            ways_in.iter().filter_map(|&arc| piece.feeder(&spans, arc as usize)).collect();
        let mut middles: Vec<usize> = feeders.iter().map(|span| span.middle).collect();
        sort::ascending(&mut middles);
        middles.dedup();
        let is_main = |&&i: &&usize| row.get(i).is_some_and(|(way, _)| way.kind == LinkKind::Main);
        let main = middles.iter().find(is_main);
        let middle = main.or(middles.get(middles.len().saturating_sub(1) / 2));
        let middle = middle.copied().unwrap_or(0);
        // What only follows on the left end of one way belongs on its left.
        let is_left = middles.len() == 1
            && ways_in.iter().all(|&arc| piece.leaves_on(arc as usize) == Some(Side::Left));
        let wanted = if is_left { middle } else { (middle + 1).min(row.len()) };
        before[slot(row, dominators.exit_to(meeting), wanted)].push(meeting);
        let first = feeders.iter().map(|span| span.first).min().unwrap_or(0);
        let last = feeders.iter().map(|span| span.last).max().unwrap_or(0);
        spans.insert(meeting, Span { first, middle, last, is_left });
    }
    let is_right = |way: &&Way| {
        let Target::Edge(arc) = way.target else { return false };
        let Some(from) = dominators.child_above(node, flow.arcs[arc].lower) else {
            return outlet.side == Side::Right;
        };
        match spans.find(from) {
            Some(span) if span.is_left && span.first == 0 => false,
            Some(span) if row.len() > 1 && span.last == 0 => false,
            Some(span) if row.len() > 1 && span.first == row.len() - 1 => true,
            _ => outlet.side == Side::Left,
        }
    };
    let mut placed: Vec<(Target, Outlet)> = Vec::with_capacity(row.len() + loops.len());
    placed.extend(loops.iter().rev().filter(|way| !is_right(way)).map(|way| (way.target, outlet)));
    for (i, meeting) in before.iter().enumerate() {
        placed.extend(meeting.iter().map(|&meeting| (Target::Piece(meeting), outlet)));
        placed.extend(row.get(i).map(|(way, outlet)| (way.target, *outlet)));
    }
    placed.extend(loops.iter().filter(is_right).map(|way| (way.target, outlet)));
    placed
}

impl Piece<'_> {
    /// Where in the row an arc comes from that leads to a node where ways meet.
    fn feeder(&self, spans: &Spans, arc: usize) -> Option<Span> {
        let upper = self.flow.arcs[arc].upper;
        if upper != self.node {
            return spans.find(self.dominators.child_above(self.node, upper)?);
        }
        let i = self.row.iter().position(|(way, _)| way.target == Target::Edge(arc))?;
        Some(Span::at(i))
    }

    /// On which side an arc leaves the way out of this node that it is part of: that on which it, or
    /// what it follows on, is the first or the last way out of the nearest node that has several.
    fn leaves_on(&self, arc: usize) -> Option<Side> {
        let mut arc = arc as u32;
        loop {
            let upper = self.flow.arcs[arc as usize].upper;
            let onward = |&&arc: &&u32| !self.flow.arcs[arc as usize].is_reversed;
            let ways: Vec<u32> =
                self.flow.downward.of(upper).iter().filter(onward).copied().collect();
            match ways.iter().position(|&way| way == arc)? {
                0 if ways.len() > 1 => return Some(Side::Left),
                i if ways.len() > 1 && i + 1 == ways.len() => return Some(Side::Right),
                _ if ways.len() > 1 || upper == self.node => return None,
                _ => {}
            }
            let mut above = self.flow.upward.of(upper).iter().filter(onward);
            arc = match (above.next(), above.next()) {
                (Some(&only), None) => only,
                _ => return None,
            };
        }
    }
}

/// The slot in a row of ways, that before the way of the same index, for a node where some meet: the
/// wanted one unless edges would cut it off that run past the node on the way to somewhere further.
fn slot(row: &[(Way, Outlet)], meeting: Exit, wanted: usize) -> usize {
    let runs_past = |way: &Way| {
        let farthest = (Reverse(way.farthest.depth), way.farthest.place);
        farthest > (Reverse(meeting.depth), meeting.place) && way.farthest.place != usize::MAX
    };
    let past = |side: Side| {
        let on_side = move |(_, (way, outlet)): &(usize, &(Way, Outlet))| {
            outlet.side == side && runs_past(way)
        };
        row.iter().enumerate().filter(on_side).map(|(i, _)| i)
    };
    let first = past(Side::Left).max().map_or(0, |i| i + 1);
    let last = past(Side::Right).min().unwrap_or(row.len());
    wanted.max(first).min(last)
}

/// Places in a row of ways.
#[derive(Clone, Copy)]
struct Span {
    first: usize,
    middle: usize,
    last: usize,
    /// Whether it stands on the left of what it follows on.
    is_left: bool,
}

impl Span {
    fn at(i: usize) -> Span {
        Span { first: i, middle: i, last: i, is_left: false }
    }
}

/// The children of a node with the places in its row that lead to them, sorted by child.
struct Spans(Vec<(usize, Span)>);

impl Spans {
    fn of(row: &[(Way, Outlet)]) -> Spans {
        let mut spans = Vec::with_capacity(row.len());
        spans.extend(row.iter().enumerate().filter_map(|(i, (way, _))| match way.target {
            Target::Piece(child) => Some((child, Span::at(i))),
            Target::Edge(_) => None,
        }));
        sort::by_key(&mut spans, |(child, _)| *child);
        Spans(spans)
    }

    fn insert(&mut self, child: usize, span: Span) {
        let i = self.0.partition_point(|(other, _)| *other < child);
        self.0.insert(i, (child, span));
    }

    fn find(&self, child: usize) -> Option<Span> {
        let i = self.0.binary_search_by_key(&child, |(child, _)| *child).ok()?;
        Some(self.0[i].1)
    }
}
