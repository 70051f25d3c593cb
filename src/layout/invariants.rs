//! Every stage's invariant, over generated graphs.

use super::acyclic::{Flow, point_down};
use super::order::order;
use super::position::position;
use super::rank::{Ranks, rank, rank_one_row_each};
use super::route::route;
use super::rows::{Role, Rows};
use super::{Diagram, Direction, Layout, Link, LinkKind, Node, Point, Rect, Size};

#[test]
fn arcs_lead_down_the_order() {
    for (seed, diagram) in graphs() {
        let flow = point_down(&diagram);
        let mut nodes = flow.order.clone();
        nodes.sort_unstable();
        assert!(nodes.into_iter().eq(0..diagram.node_count()), "graph {seed}: all nodes, once");
        for arc in flow.arcs.iter().filter(|arc| !arc.is_loop()) {
            assert!(flow.place[arc.upper] < flow.place[arc.lower], "graph {seed}: {arc:?}");
        }
    }
}

#[test]
fn arcs_end_in_rows_further_down() {
    for (seed, diagram) in graphs() {
        let flow = point_down(&diagram);
        for Ranks { first, last } in [rank(&diagram, &flow), rank_one_row_each(&diagram, &flow)] {
            assert!(first.iter().zip(&last).all(|(first, last)| first <= last), "graph {seed}");
            for arc in flow.arcs.iter().filter(|arc| !arc.is_loop()) {
                assert!(last[arc.upper] < first[arc.lower], "graph {seed}: {arc:?}");
            }
        }
    }
}

#[test]
fn segments_lead_from_one_row_to_the_next() {
    for (seed, diagram) in graphs() {
        let rows = ordered(&diagram, &point_down(&diagram));
        for segment in &rows.segments {
            let (upper, lower) = (rows.item(segment.upper).row, rows.item(segment.lower).row);
            assert_eq!(upper + 1, lower, "graph {seed}: {segment:?}");
        }
        for (i, item) in rows.items.iter().enumerate() {
            assert_eq!(rows.rows[item.row as usize][item.place as usize], i as u32, "graph {seed}");
            let n_below = rows.downward.of(i).len();
            match item.role {
                Role::Bend(_) | Role::Label(_) => assert_eq!(n_below, 1, "graph {seed}: {item:?}"),
                Role::Node(_) | Role::Body(_) => {}
            }
        }
        for (edge, first) in rows.first_segment.iter().enumerate() {
            let (from, to) = diagram.edge_endpoints((edge as u32).into()).unwrap();
            assert_eq!(first.is_none(), from == to, "graph {seed}: edge {edge} is on its way");
        }
    }
}

#[test]
fn neighbours_keep_their_distance() {
    for (seed, diagram) in graphs() {
        let mut rows = ordered(&diagram, &point_down(&diagram));
        let x = position(&diagram, &mut rows);
        for row in &rows.rows {
            assert!(row.iter().all(|&item| x[item as usize] >= 0.0), "graph {seed}");
            for pair in row.windows(2) {
                let (a, b) = (rows.item(pair[0]), rows.item(pair[1]));
                let room = (x[pair[1] as usize] - b.left) - (x[pair[0] as usize] + a.right);
                let is_lane = |role: Role| matches!(role, Role::Bend(_));
                let least = if is_lane(a.role) && is_lane(b.role) { 0.0 } else { 9.0 };
                assert!(room >= least, "graph {seed}: {room} px between {a:?} and {b:?}");
            }
        }
    }
}

#[test]
fn lines_that_lie_on_one_another_lead_together() {
    for (seed, diagram) in graphs() {
        let flow = point_down(&diagram);
        let mut rows = ordered(&diagram, &flow);
        let x = position(&diagram, &mut rows);
        let routes = route(&diagram, &flow, &rows, &x).edges;
        let ends = |edge: usize| diagram.edge_endpoints((edge as u32).into()).unwrap();
        let mut lines = Vec::new();
        for (edge, route) in routes.iter().enumerate() {
            let (from, to) = ends(edge);
            let arc = &flow.arcs[edge];
            assert_eq!(route.is_back, arc.is_reversed || from == to, "graph {seed}: edge {edge}");
            assert!(route.points.len() >= 2, "graph {seed}: edge {edge} has no length");
            lines.extend(route.points.windows(2).map(|line| (edge, line[0], line[1])));
        }
        for (i, &(edge, a, b)) in lines.iter().enumerate() {
            for &(other, c, d) in &lines[i + 1..] {
                let on_x = a.x == b.x && c.x == d.x && a.x == c.x && shared(a.y, b.y, c.y, d.y);
                let on_y = a.y == b.y && c.y == d.y && a.y == c.y && shared(a.x, b.x, c.x, d.x);
                // Of a bus and of what leaves a node by one way the lines are one.
                let (from, to) = ends(edge);
                let (other_from, other_to) = ends(other);
                let is_one = [from, to].iter().any(|end| [other_from, other_to].contains(end));
                assert!(is_one || !on_x && !on_y, "graph {seed}: edges {edge} and {other}");
            }
        }
    }
}

#[test]
fn lines_are_upright_or_level_from_border_to_border() {
    for (seed, diagram) in graphs() {
        let drawn = drawn(&diagram);
        for (edge, route) in drawn.edges.iter().enumerate() {
            let (from, to) = diagram.edge_endpoints((edge as u32).into()).unwrap();
            let ends = [(from, route.points.first()), (to, route.points.last())];
            for (node, end) in ends.map(|(node, end)| (&drawn.nodes[node.index()], end.unwrap())) {
                assert!(is_on_border(node, *end), "graph {seed}: edge {edge} ends at {end:?}");
            }
            let steps = route.points.windows(2).map(|line| step(line[0], line[1]));
            let steps: Vec<Point> = steps.filter(|step| step.x != 0.0 || step.y != 0.0).collect();
            for way in &steps {
                assert!(way.x == 0.0 || way.y == 0.0, "graph {seed}: edge {edge} is slanted");
            }
            for pair in steps.windows(2) {
                let along = pair[0].x * pair[1].x + pair[0].y * pair[1].y;
                assert!(along >= 0.0, "graph {seed}: edge {edge} turns back on itself");
            }
        }
    }
}

#[test]
fn lines_and_labels_leave_nodes_free() {
    for (seed, diagram) in graphs() {
        let drawn = drawn(&diagram);
        let boxes = drawn.nodes.iter().map(|node| grown(node, -0.5));
        for (node, inside) in boxes.enumerate() {
            for (edge, route) in drawn.edges.iter().enumerate() {
                let is_free = !route.points.windows(2).any(|line| meets(line, &inside));
                assert!(is_free, "graph {seed}: edge {edge} runs through node {node}");
                let is_free = !route.label.is_some_and(|label| overlap(&label, &inside));
                assert!(is_free, "graph {seed}: the label of edge {edge} lies on node {node}");
            }
        }
    }
}

#[test]
fn labels_have_their_room() {
    for (seed, diagram) in graphs() {
        let drawn = drawn(&diagram);
        for (edge, route) in drawn.edges.iter().enumerate() {
            let Some(label) = route.label else { continue };
            let size = diagram.raw_edges()[edge].weight.label.unwrap();
            assert_eq!((label.width, label.height), (size.width, size.height), "graph {seed}");
            let is_on = route.points.windows(2).any(|line| meets(line, &grown(&label, 6.0)));
            assert!(is_on, "graph {seed}: the label of edge {edge} is not at it");
            for (other, route) in drawn.edges.iter().enumerate().filter(|(i, _)| *i != edge) {
                let inside = grown(&label, -0.5);
                let is_free = !route.label.is_some_and(|other| overlap(&other, &inside))
                    && !route.points.windows(2).any(|line| meets(line, &inside));
                assert!(is_free, "graph {seed}: edge {other} runs over the label of edge {edge}");
            }
        }
    }
}

fn drawn(diagram: &Diagram) -> Layout {
    super::layout(diagram, Direction::Down)
}

fn is_on_border(node: &Rect, point: Point) -> bool {
    let on = |x: f64, sides: [f64; 2]| sides.iter().any(|side| (x - side).abs() < 0.01);
    let within = |x: f64, from: f64, to: f64| from - 0.01 < x && x < to + 0.01;
    on(point.x, [node.x, node.right()]) && within(point.y, node.y, node.bottom())
        || on(point.y, [node.y, node.bottom()]) && within(point.x, node.x, node.right())
}

fn step(from: Point, to: Point) -> Point {
    Point::new(to.x - from.x, to.y - from.y)
}

fn grown(rect: &Rect, by: f64) -> Rect {
    let (width, height) = (rect.width + 2.0 * by, rect.height + 2.0 * by);
    Rect { x: rect.x - by, y: rect.y - by, width, height }
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
}

fn meets(line: &[Point], rect: &Rect) -> bool {
    let (a, b) = (line[0], line[1]);
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    overlap(&Rect { x, y, width: (a.x - b.x).abs(), height: (a.y - b.y).abs() }, rect)
}

/// Whether two stretches have more than a point in common.
fn shared(a: f64, b: f64, c: f64, d: f64) -> bool {
    a.max(b).min(c.max(d)) - a.min(b).max(c.min(d)) > 0.5
}

fn ordered(diagram: &Diagram, flow: &Flow) -> Rows {
    order(diagram, flow, &rank(diagram, flow))
}

/// A thousand graphs, the odd ones wide, with their numbers.
fn graphs() -> impl Iterator<Item = (u64, Diagram)> {
    (0..1000).map(|seed| {
        let mut state = seed;
        let mut below = move |n: usize| {
            state = u64::wrapping_mul(state, 6_364_136_223_846_793_005).wrapping_add(1_442_695);
            ((state >> 33) % n as u64) as usize
        };
        let mut diagram = Diagram::new();
        let n = 2 + below(24);
        for _ in 0..n {
            let height = if below(6) == 0 { 300.0 } else { 50.0 };
            diagram.add_node(Node::from(Size::new(40.0 + below(160) as f64, height)));
        }
        for i in 0..n + below(2 * n) {
            let (from, to) = match seed % 2 {
                1 if i < n => (0, i),
                _ => (below(n), below(n)),
            };
            let kinds = [LinkKind::Main, LinkKind::Ordinary, LinkKind::Choice, LinkKind::Catch];
            let label = (below(2) == 0).then(|| Size::new(20.0 + below(90) as f64, 16.0));
            let link = Link { kind: kinds[below(kinds.len())], label };
            diagram.add_edge((from as u32).into(), (to as u32).into(), link);
        }
        (seed, diagram)
    })
}
