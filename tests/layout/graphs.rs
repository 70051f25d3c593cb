//! Generated graphs, the same ones on every machine.

use signalbox::layout::{Diagram, Link, LinkKind, Node, Size};

/// A chain of steps, choices that meet again, loops, and handlers, some of which end.
pub fn workflow(random: &mut Random, n: usize) -> Diagram {
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
pub fn anything(random: &mut Random) -> Diagram {
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

pub fn node(random: &mut Random) -> Node {
    let height = match random.below(8) {
        0 => 100.0 + random.below(700) as f64,
        1 => 16.0,
        _ => 40.0 + random.below(30) as f64,
    };
    Size::new(16.0 + random.below(250) as f64, height).into()
}

pub fn label(random: &mut Random) -> Option<Size> {
    (random.below(2) == 0).then(|| Size::new(20.0 + random.below(150) as f64, 18.0))
}

/// A linear congruential generator: the same seed, the same graph, on any machine.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let high = (self.0 >> 33) ^ (self.0 >> 51);
        (high % n.max(1) as u64) as usize
    }
}
