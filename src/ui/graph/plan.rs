//! A drawing with what the panel looks up in it: everything that depends on the machine and on how
//! it is viewed, and on no execution.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use super::grid::Grid;
use super::tiles::{Frames, Tile, frames, tiles};
use crate::asl::{State, StateMachine, StateName};
use crate::graph::{Container, ContainerKind, Drawing, EdgeKind, Node, NodeKind, Rect, View, draw};
use crate::sort;

/// Something of the drawing that can be walked to, by its place in the drawing's lists: a state's
/// node, or the container of a Parallel or Map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stop {
    Node(usize),
    Container(usize),
}

impl Stop {
    /// The id of its element on the page.
    pub fn element_id(self) -> String {
        match self {
            Stop::Node(index) => format!("graph-node-{index}"),
            Stop::Container(index) => format!("graph-container-{index}"),
        }
    }
}

#[derive(Debug)]
pub struct Plan {
    pub view: View,
    pub drawing: Drawing,
    pub grid: Grid,
    machine: Arc<StateMachine>,
    states: HashMap<StateName, Arc<State>>,
    /// How many states the machine has, those inside of others included.
    pub n_states: usize,
    by_id: HashMap<Arc<str>, Stop>,
    /// Places of the edges that leave and reach each id.
    leaving: HashMap<Arc<str>, Vec<usize>>,
    reaching: HashMap<Arc<str>, Vec<usize>>,
    /// What is directly inside each container, and outside of all for `None`, as one reads it.
    inside: BTreeMap<Option<Arc<str>>, Vec<Stop>>,
    /// Of each stop, which it is among those directly beside it, from 1, and of how many.
    ranks: HashMap<Stop, (usize, usize)>,
    tiles: OnceLock<Vec<Arc<Tile>>>,
    frames: OnceLock<Vec<Frames>>,
}

impl Plan {
    pub fn of(machine: Arc<StateMachine>, view: View) -> Plan {
        let drawing = draw(&machine, &view);
        let mut by_id = HashMap::new();
        let mut inside: BTreeMap<Option<Arc<str>>, Vec<Stop>> = BTreeMap::new();
        for (index, container) in drawing.containers.iter().enumerate() {
            by_id.insert(container.id.clone(), Stop::Container(index));
            if !matches!(container.kind, ContainerKind::Branch(_)) {
                inside.entry(container.container.clone()).or_default().push(Stop::Container(index));
            }
        }
        for (index, node) in drawing.nodes.iter().enumerate() {
            by_id.insert(node.id.clone(), Stop::Node(index));
            if node.state.is_some() {
                inside.entry(node.container.clone()).or_default().push(Stop::Node(index));
            }
        }
        let mut leaving: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
        let mut reaching: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
        for (index, edge) in drawing.edges.iter().enumerate() {
            leaving.entry(edge.from.clone()).or_default().push(index);
            reaching.entry(edge.to.clone()).or_default().push(index);
        }
        let states = machine.all_states();
        let n_states = states.len();
        let named = |state: &Arc<State>| (state.name.clone(), state.clone());
        let states = states.into_iter().map(named).collect();
        let grid = Grid::of(&drawing);
        let mut plan = Plan {
            view,
            drawing,
            grid,
            machine,
            states,
            n_states,
            by_id,
            leaving,
            reaching,
            inside,
            ranks: HashMap::new(),
            tiles: OnceLock::new(),
            frames: OnceLock::new(),
        };
        plan.sort_insides();
        plan
    }

    /// Reads what is inside of what in the direction of the drawing.
    fn sort_insides(&mut self) {
        let mut inside = std::mem::take(&mut self.inside);
        for stops in inside.values_mut() {
            sort::by(stops, |a, b| {
                let (a, b) = (self.along_and_across(*a), self.along_and_across(*b));
                a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
            });
        }
        for stops in inside.values() {
            let ranked = stops.iter().enumerate();
            self.ranks.extend(ranked.map(|(n, stop)| (*stop, (n + 1, stops.len()))));
        }
        self.inside = inside;
    }

    /// Which a stop is among those directly beside it, from 1, and of how many.
    pub fn rank(&self, stop: Stop) -> (usize, usize) {
        self.ranks.get(&stop).copied().unwrap_or((1, 1))
    }

    fn along_and_across(&self, stop: Stop) -> (f64, f64) {
        let rect = self.rect(stop);
        match self.view.direction {
            crate::graph::Direction::Down => (rect.y, rect.x),
            crate::graph::Direction::Right => (rect.x, rect.y),
        }
    }

    pub fn machine(&self) -> &Arc<StateMachine> {
        &self.machine
    }

    pub fn state(&self, name: &str) -> Option<&Arc<State>> {
        self.states.get(name)
    }

    pub fn node(&self, stop: Stop) -> Option<&Node> {
        match stop {
            Stop::Node(index) => self.drawing.nodes.get(index),
            Stop::Container(_) => None,
        }
    }

    pub fn container(&self, stop: Stop) -> Option<&Container> {
        match stop {
            Stop::Node(_) => None,
            Stop::Container(index) => self.drawing.containers.get(index),
        }
    }

    /// The state that a stop stands for; none for Start and End.
    pub fn name(&self, stop: Stop) -> Option<&StateName> {
        match stop {
            Stop::Node(index) => self.drawing.nodes.get(index)?.state.as_ref(),
            Stop::Container(index) => Some(&self.drawing.containers.get(index)?.state),
        }
    }

    /// Where a stop is: of a container all of it.
    pub fn rect(&self, stop: Stop) -> Rect {
        let rect = match stop {
            Stop::Node(index) => self.drawing.nodes.get(index).map(|node| node.rect),
            Stop::Container(index) => self.drawing.containers.get(index).map(|outer| outer.rect),
        };
        rect.unwrap_or_default()
    }

    /// What must be seen of a stop: of a container its head.
    pub fn face(&self, stop: Stop) -> Rect {
        self.container(stop).map_or_else(|| self.rect(stop), |container| container.header)
    }

    /// The id of what a stop is directly in.
    pub fn outer_id(&self, stop: Stop) -> Option<&Arc<str>> {
        match stop {
            Stop::Node(index) => self.drawing.nodes.get(index)?.container.as_ref(),
            Stop::Container(index) => self.drawing.containers.get(index)?.container.as_ref(),
        }
    }

    pub fn id(&self, stop: Stop) -> Option<&Arc<str>> {
        match stop {
            Stop::Node(index) => self.drawing.nodes.get(index).map(|node| &node.id),
            Stop::Container(index) => self.drawing.containers.get(index).map(|outer| &outer.id),
        }
    }

    pub fn by_id(&self, id: &str) -> Option<Stop> {
        self.by_id.get(id).copied()
    }

    /// Where a state of that name is drawn, or the collapsed container that hides it.
    pub fn stop_of(&self, state: &str) -> Option<Stop> {
        self.by_id(state).or_else(|| {
            let hides = |stop: &Stop| {
                let name = self.name(*stop).and_then(|name| self.state(name));
                let machines = name.map(|state| state.kind.machines()).unwrap_or_default();
                machines.iter().any(|machine| machine.find(state).is_some())
            };
            let collapsed = self.view.collapsed.iter();
            collapsed.filter_map(|name| self.by_id(name)).find(hides)
        })
    }

    /// Places of the edges that leave an id.
    pub fn leaving(&self, id: &str) -> &[usize] {
        self.leaving.get(id).map_or(&[], |edges| edges)
    }

    /// Places of the edges that reach an id.
    pub fn reaching(&self, id: &str) -> &[usize] {
        self.reaching.get(id).map_or(&[], |edges| edges)
    }

    /// What is directly inside the container or branch of that id, in the order of reading.
    pub fn inside(&self, id: Option<&Arc<str>>) -> &[Stop] {
        self.inside.get(&id.cloned()).map_or(&[], |stops| stops)
    }

    /// The stops of the innermost container around a stop; all branches of a Parallel count as one.
    pub fn beside(&self, stop: Stop) -> Vec<Stop> {
        match self.outer_id(stop).and_then(|id| self.branch_owner(id)) {
            Some(parallel) => self.within(parallel),
            None => self.inside(self.outer_id(stop)).to_vec(),
        }
    }

    /// What is in a container, that of all branches in turn.
    pub fn within(&self, container: Stop) -> Vec<Stop> {
        let Some(id) = self.id(container) else { return Vec::new() };
        let is_branch = |outer: &&Container| {
            matches!(outer.kind, ContainerKind::Branch(_)) && outer.container.as_ref() == Some(id)
        };
        let branches = self.drawing.containers.iter().filter(is_branch);
        let in_branches = branches.flat_map(|branch| self.inside(Some(&branch.id)));
        self.inside(Some(id)).iter().chain(in_branches).copied().collect()
    }

    /// The Parallel or Map around a stop; not the branch.
    pub fn outer(&self, stop: Stop) -> Option<Stop> {
        let id = self.outer_id(stop)?;
        self.branch_owner(id).or_else(|| self.by_id(id))
    }

    /// The Parallel that a branch is of.
    fn branch_owner(&self, id: &str) -> Option<Stop> {
        let branch = self.container(self.by_id(id)?)?;
        let is_branch = matches!(branch.kind, ContainerKind::Branch(_));
        branch.container.as_ref().filter(|_| is_branch).and_then(|id| self.by_id(id))
    }

    /// How many Parallels and Maps a stop is in.
    pub fn depth(&self, stop: Stop) -> usize {
        std::iter::successors(self.outer(stop), |outer| self.outer(*outer)).count()
    }

    /// The stop that a walk begins at: the first state.
    pub fn first(&self) -> Option<Stop> {
        let start = self.drawing.nodes.iter().find(|node| node.kind == NodeKind::Start);
        let edge = start.and_then(|start| self.leaving(&start.id).first().copied());
        let to = edge.and_then(|edge| self.by_id(&self.drawing.edges[edge].to));
        to.or_else(|| self.inside(None).first().copied())
    }

    /// The edge of a transition, if there is one.
    pub fn edge(&self, from: &str, to: &str, is_it: impl Fn(EdgeKind) -> bool) -> Option<usize> {
        let leaving = self.leaving(from).iter().copied();
        let mut edges = leaving.map(|index| (index, &self.drawing.edges[index]));
        edges.find(|(_, edge)| &*edge.to == to && is_it(edge.kind)).map(|(index, _)| index)
    }

    /// The drawing from afar.
    pub fn tiles(&self) -> &[Arc<Tile>] {
        self.tiles.get_or_init(|| tiles(&self.drawing).into_iter().map(Arc::new).collect())
    }
    /// The containers from afar, those further out first.
    pub fn frames(&self) -> &[Frames] {
        self.frames.get_or_init(|| frames(&self.drawing))
    }
}
