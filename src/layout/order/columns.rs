//! A first order from left to right, read off the graph's own structure.
//!
//! What a node dominates (all that can only be reached through it) is drawn as one piece under it:
//! its ways out side by side in their order, and the nodes where they meet again under the middle
//! of them. A piece may hold edges that lead further than to where its neighbours meet; such an
//! edge has to get out on the left or on the right, so the piece goes to that end and hands the
//! side on to its inside. In a graph made of choices, merges and loops nothing crosses this way.

use std::cmp::Reverse;

use super::super::Diagram;
use super::super::LinkKind;
use super::super::acyclic::Flow;
use super::dominators::Dominators;
use super::meeting::{Piece, with_meeting_nodes};
use crate::sort;

/// The place from left to right of every node and of every edge that passes rows. Numbers are
/// comparable with each other: a smaller one is further to the left.
pub struct Columns {
    pub of_node: Vec<u32>,
    pub of_edge: Vec<u32>,
    /// One more than the largest of them.
    pub n: usize,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Side {
    Left,
    Right,
}

/// On which side a piece's far edges leave, and whether the other side would do as well.
#[derive(Clone, Copy)]
pub struct Outlet {
    pub side: Side,
    pub is_free: bool,
}

/// What stands side by side under a node.
#[derive(Clone, Copy)]
pub struct Way {
    pub target: Target,
    pub kind: LinkKind,
    /// The nearest place outside that it leads to, and the farthest.
    nearest: Exit,
    pub farthest: Exit,
    /// How many of its edges lead to the nearest place.
    n_nearest: u32,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Target {
    /// A node and all that it dominates.
    Piece(usize),
    /// An edge to a node that has other ways in as well.
    Edge(usize),
}

/// Where an edge leads to that leaves a piece: how deep in the tree the ways to it part (deeper is
/// nearer), and the node's place in the flow's order.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub struct Exit {
    pub depth: usize,
    pub place: usize,
}

/// Finds the columns of a graph that points down.
pub fn columns(diagram: &Diagram, flow: &Flow) -> Columns {
    let dominators = Dominators::new(flow);
    let mut columns = Columns {
        of_node: vec![0; flow.order.len()],
        of_edge: vec![u32::MAX; flow.arcs.len()],
        n: 0,
    };
    let mut n_placed = 0;
    let mut walk: Vec<(Target, Outlet)> = Vec::new();
    walk.extend(at_the_top(flow, &dominators).into_iter().rev());
    while let Some((target, outlet)) = walk.pop() {
        match target {
            Target::Edge(edge) => columns.of_edge[edge] = n_placed,
            Target::Piece(node) => {
                columns.of_node[node] = n_placed;
                walk.extend(inside(diagram, flow, &dominators, node, outlet).into_iter().rev());
            }
        }
        n_placed += 1;
    }
    for (column, arc) in columns.of_edge.iter_mut().zip(&flow.arcs) {
        // The only way to a node runs where the node is.
        *column = if *column == u32::MAX { columns.of_node[arc.lower] } else { *column };
    }
    columns.n = n_placed as usize;
    columns
}

/// What is not under any node, from left to right: that from which things start, what nothing leads
/// to, and where the ways from there meet.
fn at_the_top(flow: &Flow, dominators: &Dominators) -> Vec<(Target, Outlet)> {
    let outlet = Outlet { side: Side::Right, is_free: true };
    let roots = dominators.roots().iter().map(|&root| root as usize);
    let mut roots: Vec<usize> = roots.filter(|&root| flow.upward.of(root).is_empty()).collect();
    sort::ascending(&mut roots);
    let way = |(i, &root): (usize, &usize)| {
        let kind = if i == 0 { LinkKind::Main } else { LinkKind::Ordinary };
        dominated(dominators, root, kind)
    };
    let ways = roots.iter().enumerate().map(way).collect();
    let node = flow.order.len();
    let row = side_by_side(flow, dominators, node, ways, outlet);
    with_meeting_nodes(&Piece { flow, dominators, node, outlet, row }, &[])
}

/// What a node's piece holds besides the node, from left to right.
fn inside(
    diagram: &Diagram,
    flow: &Flow,
    dominators: &Dominators,
    node: usize,
    outlet: Outlet,
) -> Vec<(Target, Outlet)> {
    // What only leads to one place borders on it on both sides.
    let leads_far = dominators.exits[node].is_some_and(|(nearest, farthest)| nearest != farthest);
    let outlet = Outlet { is_free: outlet.is_free || !leads_far, ..outlet };
    let mut loops = Vec::new();
    let mut ways = Vec::new();
    for &arc in flow.downward.of(node) {
        let way = way(diagram, flow, dominators, node, arc as usize);
        match flow.arcs[arc as usize].is_reversed {
            true => loops.push(way),
            false => ways.push(way),
        }
    }
    // The way back of a longer loop goes round that of a shorter one.
    sort::by_key(&mut loops, |way: &Way| way.farthest.place);
    let row = match flow.is_wide(node) {
        true => in_lines(ways, outlet),
        false => side_by_side(flow, dominators, node, ways, outlet),
    };
    with_meeting_nodes(&Piece { flow, dominators, node, outlet, row }, &loops)
}

fn way(diagram: &Diagram, flow: &Flow, dominators: &Dominators, node: usize, arc: usize) -> Way {
    let target = flow.arcs[arc].lower;
    let kind = diagram.raw_edges()[arc].weight.kind;
    if dominators.parent[target] == node && flow.upward.of(target).len() == 1 {
        dominated(dominators, target, kind)
    } else {
        let exit = dominators.exit_to(target);
        Way { target: Target::Edge(arc), kind, nearest: exit, farthest: exit, n_nearest: 1 }
    }
}

/// A way to a node that there is no other way to.
fn dominated(dominators: &Dominators, node: usize, kind: LinkKind) -> Way {
    let stays = Exit { depth: dominators.depth[node] - 1, place: usize::MAX };
    let (nearest, farthest) = dominators.exits[node].unwrap_or((stays, stays));
    let n_nearest = dominators.n_nearest[node];
    Way { target: Target::Piece(node), kind, nearest, farthest, n_nearest }
}

/// Orders very many ways out of a node as [`super::super::rank`] sets them in lines: those that meet
/// again soonest first. Those that lead away stand in the last line, and there at the side on which
/// far edges get out, or what comes down from the lines above would cut them off.
fn in_lines(mut ways: Vec<Way>, outlet: Outlet) -> Vec<(Way, Outlet)> {
    sort::by_key(&mut ways, |way| (way.nearest.place, way.farthest.place));
    let soonest = ways.first().map(|way| way.nearest);
    if outlet.side == Side::Left {
        let meets = |way: &Way| Some(way.nearest) == soonest && way.nearest == way.farthest;
        let (near, mut far): (Vec<Way>, Vec<Way>) = ways.into_iter().partition(meets);
        far.reverse();
        ways = far.into_iter().chain(near).collect();
    }
    ways.into_iter().map(|way| (way, Outlet { is_free: false, ..outlet })).collect()
}

/// Orders the ways out of a node: those that meet again soonest in the middle and in their own
/// order, those that lead away at the side on which far edges get out.
fn side_by_side(
    flow: &Flow,
    dominators: &Dominators,
    node: usize,
    ways: Vec<Way>,
    outlet: Outlet,
) -> Vec<(Way, Outlet)> {
    let nearness = |way: &Way| (Reverse(way.nearest.depth), way.nearest.place);
    let Some(nearest) = ways.iter().min_by_key(|way| nearness(way)).map(|way| way.nearest) else {
        return Vec::new();
    };
    let first_inner = ways.iter().position(|way| way.nearest == nearest).unwrap_or(0);
    // Where what meets leads out further down, it does so on the outlet's side.
    let meeting = nearest.place.checked_sub(1).and_then(|place| flow.order.get(place));
    let leads_out = meeting.is_some_and(|&node| dominators.exits[node].is_some());
    let (mut inner, mut left, mut right) = (Vec::new(), Vec::new(), Vec::new());
    for (i, way) in ways.into_iter().enumerate() {
        // What meets under this very node need not get out of anything.
        let is_free = outlet.is_free || way.nearest.depth == dominators.depth[node];
        let stays = way.nearest.place == usize::MAX;
        if way.nearest == nearest {
            inner.push(way);
        } else if stays && leads_out {
            let (side, ways) = match outlet.side {
                Side::Left => (Side::Right, &mut right),
                Side::Right => (Side::Left, &mut left),
            };
            ways.push((way, Outlet { side, is_free: false }));
        } else if i < first_inner && is_free || outlet.side == Side::Left && !is_free {
            left.push((way, Outlet { side: Side::Left, is_free: false }));
        } else {
            right.push((way, Outlet { side: Side::Right, is_free: false }));
        }
    }
    sort::by_key(&mut left, |(way, _)| Reverse(nearness(way)));
    sort::by_key(&mut right, |(way, _)| nearness(way));
    left.extend(outlets_of_inner(inner, outlet));
    left.extend(right);
    left
}

/// Orders ways that meet in the same place and hands them their sides. Those that have edges to
/// further places as well go to the ends.
fn outlets_of_inner(mut inner: Vec<Way>, outlet: Outlet) -> Vec<(Way, Outlet)> {
    if inner.len() < 2 {
        return inner.into_iter().map(|way| (way, outlet)).collect();
    }
    let leads_far = |way: &Way| way.nearest != way.farthest;
    let last = inner.len() - 1;
    let far: Vec<usize> = (0..inner.len()).filter(|&i| leads_far(&inner[i])).collect();
    match far[..] {
        [] => {}
        [only] if outlet.is_free && (only == 0 || only == last) => {}
        [first, .., end] if outlet.is_free => {
            let way = inner.remove(end);
            inner.push(way);
            let way = inner.remove(first);
            inner.insert(0, way);
        }
        // A far edge of an inner one crosses what leads on from those further out.
        _ => sort::by_key(&mut inner, |way| match (leads_far(way), outlet.side) {
            (true, Side::Right) => (1, u32::MAX - way.n_nearest),
            (true, Side::Left) => (0, way.n_nearest),
            (false, Side::Right) => (0, 0),
            (false, Side::Left) => (1, 0),
        }),
    }
    let outlets = |(i, way): (usize, Way)| {
        let side = match (i, leads_far(&way)) {
            (_, true) if !outlet.is_free => outlet.side,
            (0, true) => Side::Left,
            (0, false) => Side::Right,
            (i, true) if i == last => Side::Right,
            (i, false) if i == last => Side::Left,
            _ => outlet.side,
        };
        (way, Outlet { side, is_free: false })
    };
    inner.into_iter().enumerate().map(outlets).collect()
}
