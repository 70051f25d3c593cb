//! A first order from left to right, read off the graph's own structure.
//!
//! What a node dominates (all that can only be reached through it) is drawn as one piece under it:
//! its ways out side by side in their order, and the nodes where they meet again under the middle
//! of them. A piece may hold edges that lead further than to where its neighbours meet; such an
//! edge has to get out on the left or on the right, so the piece goes to that end and hands the
//! side on to its inside. In a graph made of choices, merges and loops nothing crosses this way.

use super::super::Diagram;
use super::super::LinkKind;
use super::super::acyclic::Flow;
use super::dominators::Dominators;

/// The place from left to right of every node and of every edge that passes rows. Numbers are
/// comparable with each other: a smaller one is further to the left.
pub struct Columns {
    pub of_node: Vec<u32>,
    pub of_edge: Vec<u32>,
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Left,
    Right,
}

/// On which side a piece's far edges leave, and whether the other side would do as well.
#[derive(Clone, Copy)]
struct Outlet {
    side: Side,
    is_free: bool,
}

/// What stands side by side under a node.
#[derive(Clone, Copy)]
struct Way {
    target: Target,
    kind: LinkKind,
    /// The nearest place outside that it leads to, and the farthest.
    nearest: Exit,
    farthest: Exit,
}

#[derive(Clone, Copy, PartialEq)]
enum Target {
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
    let mut columns =
        Columns { of_node: vec![0; flow.order.len()], of_edge: vec![u32::MAX; flow.arcs.len()] };
    let mut n_placed = 0;
    let mut walk: Vec<(Target, Outlet)> = Vec::new();
    let open = Outlet { side: Side::Right, is_free: true };
    for &root in dominators.roots().iter().rev() {
        walk.push((Target::Piece(root as usize), open));
    }
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
    columns
}

/// What a node's piece holds besides the node, from left to right.
fn inside(
    diagram: &Diagram,
    flow: &Flow,
    dominators: &Dominators,
    node: usize,
    outlet: Outlet,
) -> Vec<(Target, Outlet)> {
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
    loops.sort_by_key(|way: &Way| way.farthest.place);
    with_meeting_nodes(flow, dominators, node, outlet, side_by_side(ways, outlet), &loops)
}

fn way(diagram: &Diagram, flow: &Flow, dominators: &Dominators, node: usize, arc: usize) -> Way {
    let target = flow.arcs[arc].lower;
    let kind = diagram.raw_edges()[arc].weight.kind;
    if dominators.parent[target] == node && flow.upward.of(target).len() == 1 {
        let stays = Exit { depth: dominators.depth[node], place: usize::MAX };
        let (nearest, farthest) = dominators.exits[target].unwrap_or((stays, stays));
        Way { target: Target::Piece(target), kind, nearest, farthest }
    } else {
        let exit = dominators.exit_to(target);
        Way { target: Target::Edge(arc), kind, nearest: exit, farthest: exit }
    }
}

/// Orders the ways out of a node: those that meet again soonest in the middle and in their own
/// order, those that lead away at the side on which far edges get out.
fn side_by_side(ways: Vec<Way>, outlet: Outlet) -> Vec<(Way, Outlet)> {
    let Some(level) = ways.iter().map(|way| way.nearest.depth).max() else { return Vec::new() };
    let first_inner = ways.iter().position(|way| way.nearest.depth == level).unwrap_or(0);
    let (mut inner, mut left, mut right) = (Vec::new(), Vec::new(), Vec::new());
    for (i, way) in ways.into_iter().enumerate() {
        if way.nearest.depth == level {
            inner.push(way);
        } else if outlet.side == Side::Left || (outlet.is_free && i < first_inner) {
            left.push((way, Outlet { side: Side::Left, is_free: false }));
        } else {
            right.push((way, Outlet { side: Side::Right, is_free: false }));
        }
    }
    left.sort_by_key(|(way, _)| way.nearest.depth);
    right.sort_by_key(|(way, _)| std::cmp::Reverse(way.nearest.depth));
    left.extend(outlets_of_inner(inner, outlet));
    left.extend(right);
    left
}

fn outlets_of_inner(mut inner: Vec<Way>, outlet: Outlet) -> Vec<(Way, Outlet)> {
    if inner.len() < 2 {
        return inner.into_iter().map(|way| (way, outlet)).collect();
    }
    let leads_far = |way: &Way| way.nearest != way.farthest;
    let last = inner.len() - 1;
    let far: Vec<usize> = (0..inner.len()).filter(|&i| leads_far(&inner[i])).collect();
    match far[..] {
        [only] if !outlet.is_free || (only != 0 && only != last) => {
            let way = inner.remove(only);
            inner.insert(if outlet.side == Side::Left { 0 } else { last }, way);
        }
        [first, .., end] if outlet.is_free => {
            let way = inner.remove(end);
            inner.push(way);
            let way = inner.remove(first);
            inner.insert(0, way);
        }
        _ => {}
    }
    let outlets = |(i, way): (usize, Way)| {
        let side = match (i, leads_far(&way)) {
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

/// Puts the nodes where ways meet, with all that follows them, under the middle of those ways, and
/// the ways back of loops on the outside.
fn with_meeting_nodes(
    flow: &Flow,
    dominators: &Dominators,
    node: usize,
    outlet: Outlet,
    row: Vec<(Way, Outlet)>,
    loops: &[Way],
) -> Vec<(Target, Outlet)> {
    let meets = |child: &usize| flow.upward.of(*child).len() > 1;
    let children = dominators.children.of(node).iter().map(|&child| child as usize);
    let place_of_edge =
        |arc: usize| row.iter().position(|(way, _)| way.target == Target::Edge(arc));
    // Children with their place in the row, sorted by child.
    let mut places: Vec<(usize, usize)> = Vec::with_capacity(row.len());
    places.extend(row.iter().enumerate().filter_map(|(i, (way, _))| match way.target {
        Target::Piece(child) => Some((child, i)),
        Target::Edge(_) => None,
    }));
    places.sort_unstable();
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); row.len().max(1)];
    for meeting in children.filter(meets) {
        let feeder = |arc: usize| {
            let upper = flow.arcs[arc].upper;
            if flow.arcs[arc].is_reversed {
                None
            } else if upper == node {
                place_of_edge(arc)
            } else {
                place_of(&places, dominators.child_above(node, upper))
            }
        };
        let ways_in = flow.upward.of(meeting).iter();
        let mut feeders: Vec<usize> = ways_in.filter_map(|&arc| feeder(arc as usize)).collect();
        feeders.sort_unstable();
        feeders.dedup();
        let main = feeders.iter().find(|&&i| row[i].0.kind == LinkKind::Main);
        let middle = main.or(feeders.get(feeders.len().saturating_sub(1) / 2));
        let middle = middle.copied().unwrap_or(0);
        after[middle].push(meeting);
        let i = places.partition_point(|(child, _)| *child < meeting);
        places.insert(i, (meeting, middle));
    }
    let is_right = |way: &&Way| {
        let Target::Edge(arc) = way.target else { return false };
        let from = dominators.child_above(node, flow.arcs[arc].lower);
        match row.len() {
            0 | 1 => outlet.side == Side::Left,
            n => place_of(&places, from) == Some(n - 1),
        }
    };
    let mut placed: Vec<(Target, Outlet)> = Vec::with_capacity(row.len() + loops.len());
    placed.extend(loops.iter().rev().filter(|way| !is_right(way)).map(|way| (way.target, outlet)));
    for (i, after) in after.iter().enumerate() {
        placed.extend(row.get(i).map(|(way, outlet)| (way.target, *outlet)));
        placed.extend(after.iter().map(|&meeting| (Target::Piece(meeting), outlet)));
    }
    placed.extend(loops.iter().filter(is_right).map(|way| (way.target, outlet)));
    placed
}

fn place_of(places: &[(usize, usize)], child: usize) -> Option<usize> {
    let i = places.binary_search_by_key(&child, |(child, _)| *child).ok()?;
    Some(places[i].1)
}
