//! Laws of the layout, over generated graphs: workflow-shaped ones and arbitrary ones.

use std::fmt::Write;

use petgraph::visit::EdgeRef;
use signalbox::layout::{Diagram, Direction, Layout, Link, LinkKind, Point, Size, layout};

mod geometry;
mod graphs;
mod hostile;
mod stability;
mod typing;

use geometry::{grown, is_within, n_crossings, overlap, passes, touches};
use graphs::{Random, anything, workflow};

const N_GRAPHS: u64 = 10_000;

#[test]
fn laws_hold_for_workflows() {
    for seed in 0..N_GRAPHS / 2 {
        let size = 3 + (seed % 40) as usize;
        let direction = if seed % 4 == 0 { Direction::Right } else { Direction::Down };
        hold(&workflow(&mut Random(seed), size), direction, &format!("workflow {seed}"));
    }
}

#[test]
fn laws_hold_for_any_graph() {
    for seed in 0..N_GRAPHS / 2 {
        let direction = if seed % 4 == 0 { Direction::Right } else { Direction::Down };
        hold(&anything(&mut Random(seed)), direction, &format!("graph {seed}"));
    }
}

#[test]
fn labels_stand_free_of_other_edges() {
    for seed in 0..2000 {
        let diagram = workflow(&mut Random(seed), 3 + (seed % 40) as usize);
        let drawn = layout(&diagram, Direction::Down);
        for (i, edge) in drawn.edges.iter().enumerate() {
            let Some(label) = edge.label else { continue };
            let others = drawn.edges.iter().enumerate().filter(|(j, _)| *j != i);
            for (j, other) in others {
                let is_free = other.points.windows(2).all(|line| !passes(line[0], line[1], &label));
                assert!(is_free, "workflow {seed}: edge {j} runs over the label of edge {i}");
            }
        }
    }
}

#[test]
fn workflows_cross_nowhere() {
    for seed in 0..2000 {
        let diagram = workflow(&mut Random(seed), 3 + (seed % 40) as usize);
        let n = n_crossings(&layout(&diagram, Direction::Down));
        assert_eq!(n, 0, "crossings in workflow {seed}");
    }
}

#[test]
fn no_graph_is_too_small() {
    assert_eq!(layout(&Diagram::new(), Direction::Down), Layout::default());
    let mut one = Diagram::new();
    let node = one.add_node(Size::new(100.0, 40.0).into());
    one.add_edge(node, node, Link { label: Some(Size::new(30.0, 16.0)), ..Link::default() });
    hold(&one, Direction::Down, "a node that leads to itself");
}

#[test]
fn the_happy_path_runs_straight() {
    for seed in 0..500 {
        let mut diagram = workflow(&mut Random(seed), 30);
        let mut node = diagram.node_indices().next();
        let mut path = Vec::new();
        // The first way out that leads on, from node to node, is the main one.
        while let Some(from) = node {
            path.push(from.index());
            let mut ways: Vec<_> = diagram.edges(from).map(|edge| edge.id()).collect();
            ways.sort_unstable();
            let ends = |edge: &_| diagram.edge_endpoints(*edge).map(|(_, to)| to);
            let next = ways
                .into_iter()
                .find(|edge| ends(edge).is_some_and(|to| !path.contains(&to.index())));
            node = next.and_then(|edge| ends(&edge));
            if let Some(edge) = next {
                diagram[edge].kind = LinkKind::Main;
            }
        }
        for direction in [Direction::Down, Direction::Right] {
            let drawn = layout(&diagram, direction);
            let main = path.iter().map(|&node| match direction {
                Direction::Down => drawn.nodes[node].center().x,
                Direction::Right => drawn.nodes[node].center().y,
            });
            let (least, most) = main.fold((f64::MAX, f64::MIN), |(a, b), x| (a.min(x), b.max(x)));
            assert!(most - least < 0.5, "workflow {seed}, {direction:?}: the main path bends");
        }
    }
}

#[test]
fn choices_that_meet_again_keep_their_order() {
    for n in 2..12 {
        let mut diagram = Diagram::new();
        let add = |diagram: &mut Diagram| diagram.add_node(Size::new(80.0, 40.0).into());
        let choice = add(&mut diagram);
        let arms: Vec<_> = (0..n).map(|_| add(&mut diagram)).collect();
        let end = add(&mut diagram);
        for &arm in &arms {
            diagram.add_edge(
                choice,
                arm,
                Link { kind: LinkKind::Choice, label: Some(Size::new(50.0, 16.0)) },
            );
            diagram.add_edge(arm, end, Link::default());
        }
        let drawn = layout(&diagram, Direction::Down);
        let places = arms.iter().map(|arm| drawn.nodes[arm.index()]);
        assert!(places.is_sorted_by(|a, b| (a.y, a.x) < (b.y, b.x)), "{n} ways out of a choice");
    }
}

#[test]
fn ways_back_run_outside_of_what_they_enclose() {
    for seed in 0..500 {
        let random = &mut Random(seed);
        let mut diagram = Diagram::new();
        let n = 4 + random.below(16);
        let nodes: Vec<_> = (0..n).map(|_| diagram.add_node(graphs::node(random))).collect();
        for pair in nodes.windows(2) {
            diagram.add_edge(pair[0], pair[1], Link::default());
        }
        // Loops within loops, each from a state back to one before it.
        let (mut first, mut last) = (0, n - 1);
        let mut ways_back = Vec::new();
        while first < last {
            let link = Link { label: graphs::label(random), ..Link::default() };
            ways_back.push(diagram.add_edge(nodes[last], nodes[first], link));
            first += 1 + random.below(3);
            last = last.saturating_sub(1 + random.below(3));
        }
        for direction in [Direction::Down, Direction::Right] {
            let drawn = layout(&diagram, direction);
            assert_eq!(n_crossings(&drawn), 0, "loops {seed}, {direction:?}");
            for edge in &ways_back {
                let (from, to) = diagram.edge_endpoints(*edge).unwrap();
                let route = &drawn.edges[edge.index()];
                assert!(route.is_back, "loops {seed}: {edge:?}");
                let ends = [(from, route.points.first()), (to, route.points.last())];
                for (node, end) in ends {
                    let (node, end) = (drawn.nodes[node.index()], end.unwrap());
                    let (place, first, last) = match direction {
                        Direction::Down => (end.x, node.x, node.right()),
                        Direction::Right => (end.y, node.y, node.bottom()),
                    };
                    let is_aside = place == first || place == last;
                    assert!(is_aside, "loops {seed}, {direction:?}: {edge:?} ends at {end:?}");
                }
            }
        }
    }
}

#[test]
fn a_loop_that_leads_over_several_states_crosses_nothing() {
    let mut diagram = Diagram::new();
    let nodes: Vec<_> = (0..8).map(|_| diagram.add_node(Size::new(120.0, 40.0).into())).collect();
    let [start, ask, choice, begin, wait, work, end, again] = nodes[..] else { unreachable!() };
    for (from, to, kind) in [
        (start, ask, LinkKind::Main),
        (ask, choice, LinkKind::Main),
        (choice, begin, LinkKind::Choice),
        (choice, wait, LinkKind::Choice),
        (choice, work, LinkKind::Main),
        (choice, wait, LinkKind::Choice),
        (begin, wait, LinkKind::Ordinary),
        (work, end, LinkKind::Main),
        (wait, again, LinkKind::Ordinary),
        (again, ask, LinkKind::Ordinary),
    ] {
        diagram.add_edge(from, to, Link { kind, label: None });
    }
    for direction in [Direction::Down, Direction::Right] {
        assert_eq!(n_crossings(&layout(&diagram, direction)), 0, "{direction:?}");
    }
}

#[test]
fn a_handler_of_many_costs_little() {
    let n = 2000;
    let mut diagram = Diagram::new();
    let states: Vec<_> = (0..n).map(|_| diagram.add_node(Size::new(120.0, 40.0).into())).collect();
    let handler = diagram.add_node(Size::new(120.0, 40.0).into());
    for (i, &state) in states.iter().enumerate() {
        if let Some(&next) = states.get(i + 1) {
            diagram.add_edge(state, next, Link::default());
        }
        diagram.add_edge(
            state,
            handler,
            Link { kind: LinkKind::Catch, label: Some(Size::new(60.0, 16.0)) },
        );
    }
    let drawn = layout(&diagram, Direction::Down);
    assert!(drawn.size.width < 500.0, "the bus is narrow, not {} px", drawn.size.width);
    let n_corners: usize = drawn.edges.iter().map(|edge| edge.points.len()).sum();
    assert!(n_corners < 10 * n, "{n_corners} corners for {n} states");
}

#[test]
fn a_ladder_crosses_nowhere() {
    for label in [None, Some(Size::new(60.0, 16.0))] {
        let mut diagram = Diagram::new();
        let nodes: Vec<_> =
            (0..60).map(|_| diagram.add_node(Size::new(120.0, 40.0).into())).collect();
        for (i, &node) in nodes.iter().enumerate() {
            for &next in nodes.iter().skip(i + 1).take(2) {
                diagram.add_edge(node, next, Link { label, ..Link::default() });
            }
        }
        hold(&diagram, Direction::Down, "a ladder");
        let drawn = layout(&diagram, Direction::Down);
        assert_eq!(n_crossings(&drawn), 0, "labels: {label:?}");
        assert!(drawn.size.width < 600.0, "it stands upright: {:?}", drawn.size);
    }
}

#[test]
fn a_choice_of_200_is_set_in_rows() {
    let mut diagram = Diagram::new();
    let size = Size::new(160.0, 52.0);
    let choice = diagram.add_node(size.into());
    let arms: Vec<_> = (0..200).map(|_| diagram.add_node(size.into())).collect();
    let end = diagram.add_node(size.into());
    for &arm in &arms {
        let label = Some(Size::new(90.0, 18.0));
        diagram.add_edge(choice, arm, Link { kind: LinkKind::Choice, label });
        diagram.add_edge(arm, end, Link::default());
    }
    hold(&diagram, Direction::Down, "a choice of 200");
    let drawn = layout(&diagram, Direction::Down);
    let n_rows = 200.0f64.sqrt();
    let (width, height) = (n_rows * (size.width + 60.0), n_rows * (size.height + 90.0));
    assert!(drawn.size.width < width && drawn.size.height < height, "{:?}", drawn.size);
    assert_eq!(n_crossings(&drawn), 0);
    let places = arms.iter().map(|arm| drawn.nodes[arm.index()]);
    assert!(places.is_sorted_by(|a, b| (a.y, a.x) < (b.y, b.x)), "rows are read in order");
}

/// Checks all laws; the message names the graph and what is wrong.
fn hold(diagram: &Diagram, direction: Direction, name: &str) {
    let drawn = layout(diagram, direction);
    let mut wrong = String::new();
    let mut law = |holds: bool, what: &dyn Fn() -> String| {
        if !holds && wrong.len() < 2000 {
            writeln!(wrong, "{}", what()).unwrap();
        }
    };
    law(drawn == layout(diagram, direction), &|| "a second drawing differs".to_owned());
    for (i, node) in drawn.nodes.iter().enumerate() {
        let size = diagram.raw_nodes()[i].weight.size;
        law((node.width, node.height) == (size.width, size.height), &|| {
            format!("node {i} has another size")
        });
        law(is_within(node, drawn.size), &|| format!("node {i} is outside"));
        for (j, other) in drawn.nodes.iter().enumerate().skip(i + 1) {
            law(!overlap(node, other), &|| format!("nodes {i} and {j} overlap"));
        }
    }
    for (i, edge) in drawn.edges.iter().enumerate() {
        let raw = &diagram.raw_edges()[i];
        let (from, to) = (raw.source().index(), raw.target().index());
        let (Some(&first), Some(&last)) = (edge.points.first(), edge.points.last()) else {
            law(false, &|| format!("edge {i} is not drawn"));
            continue;
        };
        law(touches(&drawn.nodes[from], first), &|| format!("edge {i} does not begin at its node"));
        law(touches(&drawn.nodes[to], last), &|| format!("edge {i} does not end at its node"));
        let onward = match direction {
            Direction::Down => last.y - first.y,
            Direction::Right => last.x - first.x,
        };
        law(edge.is_back || onward > 0.0, &|| format!("edge {i} leads back"));
        for line in edge.points.windows(2) {
            let (a, b) = (line[0], line[1]);
            law(a.x == b.x || a.y == b.y, &|| format!("edge {i} is slanted: {a:?} {b:?}"));
            law(a.x >= -0.5 && b.x <= drawn.size.width + 0.5, &|| format!("edge {i} is outside"));
            for (j, node) in drawn.nodes.iter().enumerate() {
                law(!passes(a, b, node), &|| format!("edge {i} runs through node {j}"));
            }
        }
        law(edge.label.is_some() == raw.weight.label.is_some(), &|| format!("edge {i}: label"));
        let Some(label) = edge.label else { continue };
        let is_near = |line: &[Point]| passes(line[0], line[1], &grown(&label, 6.0));
        law(edge.points.windows(2).any(is_near), &|| format!("the label of edge {i} is not on it"));
        for (j, node) in drawn.nodes.iter().enumerate() {
            law(!overlap(&label, node), &|| format!("the label of edge {i} is on node {j}"));
        }
        for (j, other) in drawn.edges.iter().enumerate().skip(i + 1) {
            let is_free = other.label.is_none_or(|other| !overlap(&label, &other));
            law(is_free, &|| format!("the labels of edges {i} and {j} overlap"));
        }
    }
    assert!(wrong.is_empty(), "{name}, {direction:?}:\n{wrong}");
}
