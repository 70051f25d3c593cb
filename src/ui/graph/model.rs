//! What the graph panel shows.

use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::sync::Arc;

use crate::asl::StateName;
use crate::graph::{Drawing, Edge, EdgeKind, Node, NodeKind, Rect};
use crate::simulator::view::{StateStatus, StateView};
use crate::simulator::{RunId, Simulator};

#[derive(Clone, Debug, PartialEq)]
pub struct GraphModel {
    pub drawing: Shared<Drawing>,
    /// One a node of the drawing.
    pub lives: Vec<Life>,
    /// One a container of the drawing.
    pub container_lives: Vec<Life>,
    /// For each edge of the drawing whether the execution went along it.
    pub taken: Vec<bool>,
    pub selected: Option<StateName>,
    /// Whether the text is broken, and this is the last workflow that could be read.
    pub is_stale: bool,
    /// Why the execution has failed, if it has.
    pub failure: Option<String>,
}

/// What has become of a state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Life {
    pub status: StateStatus,
    pub n_retries: u32,
}

/// All that a graph's model depends on besides its drawing: as long as it is the same, so is the
/// model, and time that goes on draws nothing anew.
#[derive(Clone, Debug, PartialEq)]
pub struct GraphKey {
    run: Option<RunId>,
    n_events: usize,
    cursor: Option<usize>,
    selected: Option<StateName>,
    is_stale: bool,
}

impl GraphKey {
    pub fn of(simulator: &Simulator) -> GraphKey {
        let run = simulator.selected_run();
        GraphKey {
            run: run.map(|run| run.id),
            n_events: run.map_or(0, |run| run.execution().history().len()),
            cursor: simulator.cursor(),
            selected: simulator.selected_state().cloned(),
            is_stale: simulator.document().is_stale(),
        }
    }
}

impl GraphModel {
    pub fn of(simulator: &Simulator, drawing: Shared<Drawing>) -> GraphModel {
        let past = Past {
            states: simulator.states().into_iter().collect(),
            went: simulator.transitions().into_iter().map(|(states, _)| states).collect(),
            kinds: drawing.nodes.iter().map(|node| (&*node.id, node.kind)).collect(),
        };
        let life = |state: Option<&StateName>| {
            state.and_then(|state| past.states.get(state)).map(Life::of).unwrap_or_default()
        };
        GraphModel {
            lives: drawing.nodes.iter().map(|node| life(node.state.as_ref())).collect(),
            container_lives: drawing.containers.iter().map(|c| life(Some(&c.state))).collect(),
            taken: drawing.edges.iter().map(|edge| past.has_taken(edge)).collect(),
            selected: simulator.selected_state().cloned(),
            is_stale: simulator.document().is_stale(),
            failure: failure(simulator),
            drawing: drawing.clone(),
        }
    }
}

/// What an execution has gone through, as far as lines tell of it.
struct Past<'a> {
    states: HashMap<StateName, StateView>,
    went: HashSet<(StateName, StateName)>,
    /// Of the drawing's nodes, by their ids.
    kinds: HashMap<&'a str, NodeKind>,
}

impl Past<'_> {
    /// Whether the execution went along a line. From Start it has as soon as the state behind was
    /// entered, to End as soon as the state before has ended by itself.
    fn has_taken(&self, edge: &Edge) -> bool {
        let kind = |id: &str| self.kinds.get(id).copied();
        let from = self.states.get(&edge.from);
        if kind(&edge.from) == Some(NodeKind::Start) {
            return self.states.get(&edge.to).is_some_and(|to| to.n_entered > 0);
        }
        if kind(&edge.to) == Some(NodeKind::End) {
            let is_fail = kind(&edge.from) == Some(NodeKind::Fail);
            return from.is_some_and(|from| from.n_succeeded > 0 || is_fail && from.n_failed > 0);
        }
        let by_this_kind = from.is_some_and(|from| match edge.kind {
            EdgeKind::Catch(_) => from.n_caught > 0,
            EdgeKind::Next | EdgeKind::Rule(_) | EdgeKind::Default => from.n_succeeded > 0,
        });
        by_this_kind && self.went.contains(&(edge.from.clone(), edge.to.clone()))
    }
}

/// Error and cause of the selected execution; in the past it has not failed yet.
fn failure(simulator: &Simulator) -> Option<String> {
    let run = simulator.selected_run().filter(|_| simulator.cursor().is_none())?;
    let failure = simulator.run_view(run).failure?;
    (failure.error.is_some() || failure.cause.is_some()).then(|| failure.to_string())
}

impl Life {
    fn of(view: &StateView) -> Life {
        Life { status: view.status, n_retries: view.n_attempts.saturating_sub(1) }
    }
}

/// Something large that many hold: equal only to itself, so that comparing it costs nothing.
#[derive(Debug, Default)]
pub struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    pub fn new(value: T) -> Shared<T> {
        Shared(Arc::new(value))
    }
}

impl<T> From<Arc<T>> for Shared<T> {
    fn from(held: Arc<T>) -> Shared<T> {
        Shared(held)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared(self.0.clone())
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Shared<T>) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// Where an arrow key leads from a node: along the lines down and up, and to the nearest node on
/// either side. Everything is a place in the drawing's list of nodes.
pub fn neighbour(drawing: &Drawing, from: usize, key: &str) -> Option<usize> {
    match key {
        "ArrowDown" => along(drawing, from, |edge| (&*edge.from, &*edge.to)),
        "ArrowUp" => along(drawing, from, |edge| (&*edge.to, &*edge.from)),
        "ArrowLeft" => beside(drawing, from, -1.0),
        "ArrowRight" => beside(drawing, from, 1.0),
        "Home" => (!drawing.nodes.is_empty()).then_some(0),
        "End" => drawing.nodes.len().checked_sub(1),
        _ => None,
    }
}

fn along<'a>(
    drawing: &'a Drawing,
    from: usize,
    ends: impl Fn(&'a crate::graph::Edge) -> (&'a str, &'a str),
) -> Option<usize> {
    let node = drawing.nodes.get(from)?;
    // Out of a container's last state the way goes on from the container itself.
    let own = [Some(&*node.id), node.container.as_deref()];
    own.into_iter().flatten().find_map(|id| {
        let mut onward = drawing.edges.iter().filter(|edge| ends(edge).0 == id);
        let main = onward.clone().find(|edge| edge.is_main);
        let edge = main.or_else(|| onward.next())?;
        node_of(drawing, ends(edge).1)
    })
}

/// The node of that id, or the first node inside the container of that id.
fn node_of(drawing: &Drawing, id: &str) -> Option<usize> {
    let is_it = |node: &Node| &*node.id == id;
    drawing.nodes.iter().position(is_it).or_else(|| {
        let container = drawing.containers.iter().find(|container| &*container.id == id)?;
        let is_within = |node: &Node| contains(container.rect, node.rect);
        drawing.nodes.iter().position(is_within)
    })
}

fn contains(outer: Rect, inner: Rect) -> bool {
    outer.x <= inner.x
        && outer.y <= inner.y
        && inner.right() <= outer.right()
        && inner.bottom() <= outer.bottom()
}

fn beside(drawing: &Drawing, from: usize, side: f64) -> Option<usize> {
    let here = drawing.nodes.get(from)?.rect.center();
    let distance = |node: &Node| {
        let there = node.rect.center();
        let (dx, dy) = ((there.x - here.x) * side, (there.y - here.y).abs());
        // Rather a little further in the same row than near but far above or below.
        (dx > 1.0).then_some(dx + 3.0 * dy)
    };
    let candidates = drawing.nodes.iter().enumerate();
    candidates
        .filter_map(|(index, node)| Some((distance(node)?, index)))
        .min_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, index)| index)
}
