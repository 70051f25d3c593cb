//! Laws of the layout, over generated graphs: workflow-shaped ones and arbitrary ones.

use std::fmt::Write;

use petgraph::visit::EdgeRef;
use signalbox::layout::{
    Diagram, Direction, Layout, Link, LinkKind, Node, Point, Rect, Size, layout,
};

const N_GRAPHS: u64 = 10_000;

#[test]
fn laws_hold_for_workflows() {
    for seed in 0..N_GRAPHS / 2 {
        let size = 3 + (seed % 40) as usize;
        hold(&workflow(&mut Random(seed), size), Direction::Down, &format!("workflow {seed}"));
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
        let drawn = layout(&diagram, Direction::Down);
        let main = path.iter().map(|&node| drawn.nodes[node].center().x);
        let (least, most) = main.fold((f64::MAX, f64::MIN), |(a, b), x| (a.min(x), b.max(x)));
        assert!(most - least < 0.5, "workflow {seed}: the main path bends");
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

/// Places where a horizontal line of one edge and a vertical one of another pass through each other.
fn n_crossings(drawn: &Layout) -> usize {
    let lines: Vec<(usize, Point, Point)> = drawn
        .edges
        .iter()
        .enumerate()
        .flat_map(|(i, edge)| edge.points.windows(2).map(move |line| (i, line[0], line[1])))
        .collect();
    let between = |x: f64, a: f64, b: f64| a.min(b) < x && x < a.max(b);
    let crosses = |a: &(usize, Point, Point), b: &(usize, Point, Point)| {
        a.0 != b.0 && between(b.1.x, a.1.x, a.2.x) && between(a.1.y, b.1.y, b.2.y)
    };
    lines.iter().map(|a| lines.iter().filter(|b| crosses(a, b)).count()).sum()
}

fn is_within(node: &Rect, size: Size) -> bool {
    node.x >= 0.0 && node.y >= 0.0 && node.right() <= size.width && node.bottom() <= size.height
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    let apart = |a: f64, a_end: f64, b: f64, b_end: f64| a + 0.01 >= b_end || b + 0.01 >= a_end;
    !apart(a.x, a.right(), b.x, b.right()) && !apart(a.y, a.bottom(), b.y, b.bottom())
}

fn touches(node: &Rect, point: Point) -> bool {
    let grown = grown(node, 0.5);
    let inside = |x: f64, from: f64, to: f64| from <= x && x <= to;
    inside(point.x, grown.x, grown.right())
        && inside(point.y, grown.y, grown.bottom())
        && !passes(point, point, node)
}

/// Whether a horizontal or vertical line goes through the inside of a box.
fn passes(a: Point, b: Point, node: &Rect) -> bool {
    let inner = grown(node, -0.5);
    a.x.max(b.x) > inner.x
        && a.x.min(b.x) < inner.right()
        && a.y.max(b.y) > inner.y
        && a.y.min(b.y) < inner.bottom()
}

fn grown(rect: &Rect, by: f64) -> Rect {
    Rect {
        x: rect.x - by,
        y: rect.y - by,
        width: rect.width + 2.0 * by,
        height: rect.height + 2.0 * by,
    }
}

/// A chain of steps, choices that meet again, loops, and handlers, some of which end.
fn workflow(random: &mut Random, n: usize) -> Diagram {
    let mut diagram = Diagram::new();
    let mut open = vec![diagram.add_node(Size::new(60.0, 30.0).into())];
    let end = Size::new(60.0, 32.0);
    let mut ends = Vec::new();
    let mut last_entry = open[0];
    while diagram.node_count() < n {
        let node = diagram.add_node(node(random));
        for from in open.drain(..) {
            diagram.add_edge(from, node, Link::default());
        }
        match random.below(5) {
            0 => {
                let n_arms = if random.below(12) == 0 { 8 + random.below(20) } else { 2 };
                for _ in 0..n_arms + random.below(3) {
                    let mut arm = diagram.add_node(self::node(random));
                    let link = Link { kind: LinkKind::Choice, label: label(random) };
                    diagram.add_edge(node, arm, link);
                    if random.below(4) == 0 {
                        let next = diagram.add_node(self::node(random));
                        diagram.add_edge(arm, next, Link::default());
                        arm = next;
                    }
                    match random.below(6) {
                        0 => ends.push(arm),
                        _ => open.push(arm),
                    }
                }
                if random.below(3) == 0 {
                    open.push(node);
                }
            }
            1 => {
                let handler = diagram.add_node(self::node(random));
                let link = Link { kind: LinkKind::Catch, label: label(random) };
                diagram.add_edge(node, handler, link);
                match random.below(2) {
                    0 => ends.push(handler),
                    _ => open.push(handler),
                }
                open.push(node);
            }
            2 => {
                diagram.add_edge(
                    node,
                    last_entry,
                    Link { label: label(random), ..Link::default() },
                );
                open.push(node);
            }
            _ => open.push(node),
        }
        last_entry = node;
    }
    let end = diagram.add_node(end.into());
    for from in open.into_iter().chain(ends) {
        diagram.add_edge(from, end, Link::default());
    }
    diagram
}

/// Any nodes and edges: in several parts, with loops, doubles, and nodes of all sizes.
fn anything(random: &mut Random) -> Diagram {
    let mut diagram = Diagram::new();
    let nodes: Vec<_> = (0..1 + random.below(14)).map(|_| diagram.add_node(node(random))).collect();
    for _ in 0..random.below(30) {
        let (from, to) = (random.below(nodes.len()), random.below(nodes.len()));
        let kinds =
            [LinkKind::Main, LinkKind::Ordinary, LinkKind::Choice, LinkKind::Catch, LinkKind::Back];
        let link = Link { kind: kinds[random.below(kinds.len())], label: label(random) };
        diagram.add_edge(nodes[from], nodes[to], link);
    }
    diagram
}

fn node(random: &mut Random) -> Node {
    let height = match random.below(8) {
        0 => 100.0 + random.below(700) as f64,
        1 => 16.0,
        _ => 40.0 + random.below(30) as f64,
    };
    Size::new(16.0 + random.below(250) as f64, height).into()
}

fn label(random: &mut Random) -> Option<Size> {
    (random.below(2) == 0).then(|| Size::new(20.0 + random.below(150) as f64, 18.0))
}

/// A linear congruential generator: the same seed, the same graph, on any machine.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let high = (self.0 >> 33) ^ (self.0 >> 51);
        (high % n.max(1) as u64) as usize
    }
}
