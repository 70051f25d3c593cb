//! Draws a machine from the inside out: what a Parallel or Map holds is laid out first and is one
//! sized box to the scope around it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::asl::StateMachine;
use crate::layout::{Diagram, Layout, Link, LinkKind, layout};

use super::bus;
use super::condition::Reason;
use super::describe::{describe, node_size};
use super::happy_path::{Step, happy_path};
use super::hold::{Hold, holds};
use super::path::{corners, rounded};
use super::scope::{Scope, Stop, Way, scope};
use super::text::{fit_reason, text_width};
use super::{Drawing, Edge, EdgeKind, Label, Node, NodeKind, Rect, Size, View};

/// Pixels around a whole drawing.
const MARGIN: f64 = 24.0;
const LABEL_FONT: f64 = 11.0;
const LABEL_WIDTH_MAX: f64 = 190.0;
const LABEL_SIZE_EXTRA: Size = Size { width: 12.0, height: 18.0 };

/// Draws a machine.
pub fn draw(machine: &StateMachine, view: &View) -> Drawing {
    let mut artist = Artist { view, used: BTreeSet::new() };
    let mut drawing = artist.draw_scope(machine, None);
    drawing.shift(MARGIN, MARGIN);
    drawing.size = Size::new(drawing.size.width + 2.0 * MARGIN, drawing.size.height + 2.0 * MARGIN);
    for edge in &mut drawing.edges {
        edge.points = corners(&edge.points);
        edge.path = rounded(&edge.points);
    }
    bus::part(&mut drawing.edges);
    drawing
}

/// Draws scope by scope; what has an inside is drawn in [`super::container`].
pub struct Artist<'a> {
    pub view: &'a View,
    /// Ids that are taken; names may repeat in a definition that is being written.
    used: BTreeSet<Arc<str>>,
}

impl Artist<'_> {
    /// A machine with its upper left corner at 0, 0. `container` is `None` for the outermost.
    pub fn draw_scope(&mut self, machine: &StateMachine, container: Option<&Arc<str>>) -> Drawing {
        let scope = scope(machine, container.is_none());
        let ids: Vec<Arc<str>> = scope.nodes.iter().map(|stop| self.id(stop)).collect();
        let insides: Vec<Option<Drawing>> =
            scope.nodes.iter().zip(&ids).map(|(stop, id)| self.draw_inside(stop, id)).collect();
        let holds = holds(&scope);
        let mut is_failure: Vec<bool> =
            scope.nodes.iter().map(|stop| stop.kind == NodeKind::Fail).collect();
        // What is not written yet is no good end either.
        for &node in scope.open.iter().filter(|node| holds.iter().all(|hold| hold.from != **node)) {
            is_failure[node] = true;
        }
        let is_main = happy_path(&is_failure, &steps(&scope, &holds));
        let labels: Vec<Option<Label>> = scope.ways.iter().map(label).collect();
        let layout = self.lay_out(&scope, &holds, &insides, &is_main, &labels);

        let mut drawing = Drawing { size: layout.size, ..Drawing::default() };
        let mut inner = Vec::new();
        for (i, (stop, inside)) in scope.nodes.iter().zip(insides).enumerate() {
            match inside {
                None => {
                    drawing.nodes.push(node(stop, &ids[i], layout.nodes[i], container.cloned()));
                }
                Some(mut inside) => {
                    inside.shift(layout.nodes[i].x, layout.nodes[i].y);
                    if let Some(outermost) = inside.containers.first_mut() {
                        outermost.container = container.cloned();
                    }
                    inner.push(inside);
                }
            }
        }
        for (i, (way, label)) in scope.ways.iter().zip(labels).enumerate() {
            let route = &layout.edges[i];
            drawing.edges.push(Edge {
                id: self.unique(format!("{} → {}", ids[way.from], ids[way.to])).to_string(),
                from: ids[way.from].clone(),
                to: ids[way.to].clone(),
                kind: way.kind,
                is_main: is_main[i],
                is_back: route.is_back,
                label: label.zip(route.label).map(|(label, rect)| Label { rect, ..label }),
                points: route.points.clone(),
                path: String::new(),
                own: Vec::new(),
            });
        }
        for inside in inner {
            drawing.nodes.extend(inside.nodes);
            drawing.containers.extend(inside.containers);
            drawing.edges.extend(inside.edges);
        }
        drawing
    }

    fn lay_out(
        &self,
        scope: &Scope,
        holds: &[Hold],
        insides: &[Option<Drawing>],
        is_main: &[bool],
        labels: &[Option<Label>],
    ) -> Layout {
        let mut diagram = Diagram::with_capacity(scope.nodes.len(), scope.ways.len());
        let sizes = scope.nodes.iter().zip(insides).map(|(stop, inside)| match inside {
            Some(inside) => inside.size,
            None => node_size(stop),
        });
        let nodes: Vec<_> = sizes.map(|size| diagram.add_node(size.into())).collect();
        for (i, way) in scope.ways.iter().enumerate() {
            let kind = match way.kind {
                _ if is_main[i] => LinkKind::Main,
                EdgeKind::Next => LinkKind::Ordinary,
                EdgeKind::Rule(_) | EdgeKind::Default => LinkKind::Choice,
                EdgeKind::Catch(_) => LinkKind::Catch,
            };
            let label =
                labels[i].as_ref().map(|label| Size::new(label.rect.width, label.rect.height));
            diagram.add_edge(nodes[way.from], nodes[way.to], Link { kind, label });
        }
        for (hold, is_main) in holds.iter().zip(&is_main[scope.ways.len()..]) {
            let kind = if *is_main { LinkKind::Main } else { LinkKind::Ordinary };
            diagram.add_edge(nodes[hold.from], nodes[hold.to], Link { kind, label: None });
        }
        layout(&diagram, self.view.direction)
    }

    fn id(&mut self, stop: &Stop) -> Arc<str> {
        match (stop.state, stop.kind) {
            (Some(state), _) => self.unique(state.name.to_string()),
            (None, NodeKind::Start) => self.unique("#start".to_owned()),
            (None, _) => self.unique("#end".to_owned()),
        }
    }

    pub fn unique(&mut self, wanted: String) -> Arc<str> {
        let mut id: Arc<str> = wanted.as_str().into();
        let mut n = 1;
        while !self.used.insert(id.clone()) {
            n += 1;
            id = format!("{wanted} ({n})").into();
        }
        id
    }
}

/// The box of a state or of Start or End.
fn node(stop: &Stop, id: &Arc<str>, rect: Rect, container: Option<Arc<str>>) -> Node {
    let description = describe(stop);
    Node {
        id: id.clone(),
        state: stop.state.map(|state| state.name.clone()),
        kind: stop.kind,
        title: description.title,
        subtitle: description.subtitle,
        service: description.service,
        pattern: description.pattern,
        n_hidden: stop.state.map_or(0, |state| state.kind.machines().len()),
        rect,
        container,
    }
}

/// The ways, then those that are unseen: the happy path leads on where the text has yet to.
fn steps(scope: &Scope, holds: &[Hold]) -> Vec<Step> {
    let is_regular = |way: &Way| !matches!(way.kind, EdgeKind::Catch(_));
    let step = |way: &Way| Step { from: way.from, to: way.to, is_regular: is_regular(way) };
    let unseen = |hold: &Hold| Step { from: hold.from, to: hold.to, is_regular: hold.is_open };
    scope.ways.iter().map(step).chain(holds.iter().map(unseen)).collect()
}

fn label(way: &Way) -> Option<Label> {
    let Reason { full, short } = way.reason.clone()?;
    let text = fit_reason(&short, LABEL_FONT, LABEL_WIDTH_MAX);
    let width = (text_width(&text, LABEL_FONT) + LABEL_SIZE_EXTRA.width).ceil();
    let rect = Rect { x: 0.0, y: 0.0, width, height: LABEL_SIZE_EXTRA.height };
    Some(Label { text, full, rect })
}

impl Drawing {
    pub fn shift(&mut self, dx: f64, dy: f64) {
        self.nodes.iter_mut().for_each(|node| node.rect = node.rect.moved(dx, dy));
        for container in &mut self.containers {
            container.rect = container.rect.moved(dx, dy);
            container.header = container.header.moved(dx, dy);
        }
        for edge in &mut self.edges {
            edge.points.iter_mut().for_each(|point| {
                point.x += dx;
                point.y += dy;
            });
            if let Some(label) = &mut edge.label {
                label.rect = label.rect.moved(dx, dy);
            }
        }
    }
}
