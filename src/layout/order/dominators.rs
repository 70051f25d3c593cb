//! Which node can only be reached through which other, and which edges lead out of the piece of the
//! graph that a node dominates.
//!
//! petgraph's `dominators::simple_fast` answers the first question for any graph; for one whose
//! order is known already a single pass does, and the pieces need the tree as arrays anyway.

use super::super::acyclic::Flow;
use super::super::adjacency::Adjacency;
use super::columns::Exit;
use crate::sort;

/// The dominator tree. The number of nodes stands for the root above all nodes that nothing leads
/// to.
pub struct Dominators {
    pub parent: Vec<usize>,
    pub depth: Vec<usize>,
    /// Children in the flow's order.
    pub children: Adjacency,
    /// For every node the nearest and the farthest exit of its piece, if any edge leaves it.
    pub exits: Vec<Option<(Exit, Exit)>>,
    /// How many edges leave its piece for the nearest exit.
    pub n_nearest: Vec<u32>,
    place: Vec<usize>,
    /// Numbers that make a piece one interval: a node's own number begins it.
    number: Vec<usize>,
    size: Vec<usize>,
}

impl Dominators {
    pub fn new(flow: &Flow) -> Dominators {
        let n = flow.order.len();
        let mut place = vec![0; n + 1];
        for (i, &node) in flow.order.iter().enumerate() {
            place[node] = i + 1;
        }
        let (mut parent, mut depth) = (vec![n; n + 1], vec![0; n + 1]);
        for &node in &flow.order {
            let above = flow.upward.of(node).iter().map(|&arc| flow.arcs[arc as usize].upper);
            parent[node] = above.reduce(|a, b| common(&parent, &place, a, b)).unwrap_or(n);
            depth[node] = depth[parent[node]] + 1;
        }
        let children = Adjacency::new(n + 1, flow.order.iter().map(|&node| (parent[node], node)));
        let (number, size) = numbers(flow, &parent);
        let (exits, n_nearest) = (vec![None; n], vec![0; n]);
        let mut dominators =
            Dominators { parent, depth, children, exits, n_nearest, place, number, size };
        dominators.exits = dominators.find_exits(flow);
        dominators.n_nearest = dominators.count_nearest(flow);
        dominators
    }

    /// The nodes that only the root is above.
    pub fn roots(&self) -> &[u32] {
        self.children.of(self.exits.len())
    }

    /// What an edge to `target` is for the piece that it leaves.
    pub fn exit_to(&self, target: usize) -> Exit {
        Exit { depth: self.depth[self.parent[target]], place: self.place[target] }
    }

    /// The child of `node` whose piece holds `inner`, if that is in the piece of `node`.
    pub fn child_above(&self, node: usize, inner: usize) -> Option<usize> {
        let number = self.number[inner];
        let children = self.children.of(node);
        let n_before = children.partition_point(|&child| self.number[child as usize] <= number);
        let child = *children[..n_before].last()? as usize;
        (number < self.number[child] + self.size[child]).then_some(child)
    }

    fn find_exits(&self, flow: &Flow) -> Vec<Option<(Exit, Exit)>> {
        let n = flow.order.len();
        let mut arcs: Vec<(Exit, usize)> = flow
            .arcs
            .iter()
            .filter(|arc| !arc.is_loop() && self.parent[arc.lower] != arc.upper)
            .map(|arc| (self.exit_to(arc.lower), arc.upper))
            .collect();
        sort::by_key(&mut arcs, |(exit, upper)| {
            (std::cmp::Reverse(exit.depth), exit.place, *upper)
        });

        // Nearest exits first: each climbs its way out and leaves its mark where none is yet.
        let mut nearest: Vec<Option<Exit>> = vec![None; n];
        let mut unmarked: Vec<usize> = (0..=n).collect();
        for &(exit, upper) in &arcs {
            let mut node = find(&mut unmarked, upper);
            while self.depth[node] > exit.depth {
                nearest[node] = Some(exit);
                unmarked[node] = self.parent[node];
                node = find(&mut unmarked, node);
            }
        }
        // The farthest of a piece is the farthest of its parts; those that end within the piece are
        // nearer than any that leave it.
        let mut farthest: Vec<Option<Exit>> = vec![None; n + 1];
        for &(exit, upper) in &arcs {
            farthest[upper] = farther(farthest[upper], Some(exit));
        }
        for &node in flow.order.iter().rev() {
            let parent = self.parent[node];
            farthest[parent] = farther(farthest[parent], farthest[node]);
        }
        nearest.into_iter().zip(farthest).map(|(near, far)| near.zip(far)).collect()
    }
}

impl Dominators {
    fn count_nearest(&self, flow: &Flow) -> Vec<u32> {
        let mut n_nearest = vec![0; flow.order.len()];
        let nearest = |node: usize| self.exits.get(node)?.map(|(nearest, _)| nearest);
        for &node in flow.order.iter().rev() {
            let below = flow.downward.of(node).iter();
            let leaves =
                |&&arc: &&u32| nearest(node) == Some(self.exit_to(flow.arcs[arc as usize].lower));
            n_nearest[node] += below.filter(leaves).count() as u32;
            let parent = self.parent[node];
            if parent < n_nearest.len() && nearest(parent) == nearest(node) {
                n_nearest[parent] += n_nearest[node];
            }
        }
        n_nearest
    }
}

fn common(parent: &[usize], place: &[usize], mut a: usize, mut b: usize) -> usize {
    while a != b {
        match place[a] > place[b] {
            true => a = parent[a],
            false => b = parent[b],
        }
    }
    a
}

fn numbers(flow: &Flow, parent: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let n = flow.order.len();
    let mut size = vec![1; n + 1];
    for &node in flow.order.iter().rev() {
        size[parent[node]] += size[node];
    }
    let mut number = vec![0; n + 1];
    let mut next = vec![1; n + 1];
    for &node in &flow.order {
        number[node] = next[parent[node]];
        next[parent[node]] += size[node];
        next[node] = number[node] + 1;
    }
    (number, size)
}

fn find(above: &mut [usize], mut node: usize) -> usize {
    while above[node] != node {
        above[node] = above[above[node]];
        node = above[node];
    }
    node
}

fn farther(a: Option<Exit>, b: Option<Exit>) -> Option<Exit> {
    match (a, b) {
        (Some(a), Some(b)) => {
            let is_farther = b.depth < a.depth || (b.depth == a.depth && b.place > a.place);
            Some(if is_farther { b } else { a })
        }
        (a, b) => a.or(b),
    }
}
