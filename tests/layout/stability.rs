//! A state more moves the others as little as possible.

use petgraph::graph::NodeIndex;
use signalbox::layout::{Diagram, Direction, Layout, Link, Size, layout};

use crate::graphs::{Random, workflow};

const N_GRAPHS: u64 = 1000;

#[test]
fn a_state_set_between_two_keeps_the_others_in_order() {
    let moves = moves(|diagram, random| {
        let mut edges: Vec<_> = diagram.raw_edges().iter().map(ends).collect();
        let i = random.below(edges.len());
        let new = NodeIndex::new(diagram.node_count());
        let target = std::mem::replace(&mut edges[i].1, new);
        edges.push((new, target, Link::default()));
        with_a_node_more(diagram, &edges)
    });
    assert_eq!(moves.n_turned, 0, "of {} that stand beside each other", moves.n_beside);
    assert!(moves.aside < 20.0, "mean way aside: {} px", moves.aside);
    assert!(moves.up < 2.0, "mean way up: {} px", moves.up);
}

#[test]
fn a_way_out_more_keeps_the_others_in_order() {
    let moves = moves(|diagram, random| {
        let mut edges: Vec<_> = diagram.raw_edges().iter().map(ends).collect();
        let new = NodeIndex::new(diagram.node_count());
        let source = NodeIndex::new(random.below(diagram.node_count() - 1));
        edges.push((source, new, Link::default()));
        with_a_node_more(diagram, &edges)
    });
    assert!(moves.n_turned * 100 < moves.n_beside, "{} of {}", moves.n_turned, moves.n_beside);
    assert!(moves.aside < 60.0, "mean way aside: {} px", moves.aside);
    assert!(moves.up < 5.0, "mean way up: {} px", moves.up);
}

/// What a change does to the nodes that were there before, over all graphs.
#[derive(Debug, Default)]
struct Moves {
    /// Pairs that stand beside each other before and after, and those that change sides.
    n_beside: usize,
    n_turned: usize,
    /// Pixels that a node moves to the side and up against the first one, on the average.
    aside: f64,
    up: f64,
}

fn moves(change: impl Fn(&Diagram, &mut Random) -> Diagram) -> Moves {
    let mut moves = Moves::default();
    let mut n_nodes = 0;
    for seed in 0..N_GRAPHS {
        let random = &mut Random(seed);
        let before = workflow(random, 5 + (seed % 30) as usize);
        let after = change(&before, random);
        let (before, after) = (layout(&before, Direction::Down), layout(&after, Direction::Down));
        n_nodes += before.nodes.len();
        let shift = after.nodes[0].x - before.nodes[0].x;
        for (i, (a, b)) in before.nodes.iter().zip(&after.nodes).enumerate() {
            moves.aside += (b.x - a.x - shift).abs();
            moves.up += (a.y - b.y).max(0.0);
            for j in 0..i {
                let sides = side(&before, i, j).zip(side(&after, i, j));
                moves.n_beside += usize::from(sides.is_some());
                moves.n_turned += usize::from(sides.is_some_and(|(a, b)| a != b));
            }
        }
    }
    moves.aside /= n_nodes as f64;
    moves.up /= n_nodes as f64;
    moves
}

/// Whether one node is on the left of another, if they stand beside each other.
fn side(drawn: &Layout, i: usize, j: usize) -> Option<bool> {
    let (a, b) = (drawn.nodes[i], drawn.nodes[j]);
    (a.y < b.bottom() && b.y < a.bottom()).then_some(a.x < b.x)
}

type Ends = (NodeIndex, NodeIndex, Link);

fn ends(edge: &petgraph::graph::Edge<Link>) -> Ends {
    (edge.source(), edge.target(), edge.weight)
}

/// The diagram's nodes and one more, with those edges.
fn with_a_node_more(diagram: &Diagram, edges: &[Ends]) -> Diagram {
    let mut more = Diagram::new();
    for node in diagram.node_weights() {
        more.add_node(*node);
    }
    more.add_node(Size::new(120.0, 50.0).into());
    for &(from, to, link) in edges {
        more.add_edge(from, to, link);
    }
    more
}
