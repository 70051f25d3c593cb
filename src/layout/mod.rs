//! Layered drawing of any sized graph. Knows nothing of ASL.
//!
//! Five stages, and [`layout`] runs them in order: [`acyclic`] points every edge down, [`rank`] gives
//! every node its rows, [`order`] sets each row from left to right, [`position`] finds the
//! coordinates, [`route`] draws the edges between the rows. Every stage is close to linear in nodes
//! and edges, none recurses, and the same graph always gives the same drawing. A graph is flat:
//! whoever has containers lays out the inside first and passes a sized node.
//!
//! `invariants` checks what each stage promises the next, `tests/layout` holds the laws of a drawing,
//! `benches/layout.mjs` measures it beside other layouts.

#![deny(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::iter_over_hash_type
)]

mod acyclic;
mod adjacency;
mod geometry;
#[cfg(test)]
mod invariants;
mod order;
mod position;
mod rank;
mod route;
mod rows;

use petgraph::graph::DiGraph;

pub use geometry::{Point, Rect, Size};

/// A graph to be drawn, its links in the order in which they should leave their node from left to
/// right. The first node is the one that things start from.
pub type Diagram = DiGraph<Node, Link>;

/// What a node needs of room, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Node {
    pub size: Size,
    /// Where edges arrive on its upper side and leave on its lower one, against the middle.
    pub entry: f64,
    pub exit: f64,
}

/// What an edge is, as far as its drawing goes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Link {
    pub kind: LinkKind,
    /// The size of the text that the edge carries.
    pub label: Option<Size>,
}

/// How an edge is treated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkKind {
    /// On the happy path: drawn as straight as can be.
    Main,
    #[default]
    Ordinary,
    /// One of several ways out that belong side by side, in their order.
    Choice,
    /// To a handler: stands aside, and shares a bus with others of its kind to the same node.
    Catch,
    /// Leads back to something earlier; drawn outside of what it encloses.
    Back,
}

/// Where the first node lies and which way the others follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    #[default]
    Down,
    Right,
}

/// A finished drawing, in pixels from its upper left corner, y downwards. Nodes and edges have the
/// places that they have in the [`Diagram`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    pub nodes: Vec<Rect>,
    pub edges: Vec<Route>,
    pub size: Size,
}

/// How an edge runs, from its source to its target.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// Corners of horizontal and vertical lines, ends included.
    pub points: Vec<Point>,
    pub label: Option<Rect>,
    /// Whether it was drawn against the direction, as a loop's way back is.
    pub is_back: bool,
}

/// Draws the diagram.
pub fn layout(diagram: &Diagram, direction: Direction) -> Layout {
    match direction {
        Direction::Down => layout_down(diagram),
        Direction::Right => {
            let turned = diagram.map(|_, node| node.turned(), |_, link| link.turned());
            layout_down(&turned).turned()
        }
    }
}

fn layout_down(diagram: &Diagram) -> Layout {
    let flow = acyclic::point_down(diagram);
    let ranks = rank::rank(diagram, &flow);
    let mut rows = order::order(diagram, &flow, &ranks);
    if rows.is_node_crossed() {
        rows = order::order(diagram, &flow, &rank::rank_one_row_each(diagram, &flow));
    }
    let x = position::position(diagram, &mut rows);
    route::route(diagram, &flow, &rows, &x)
}

impl From<Size> for Node {
    fn from(size: Size) -> Node {
        Node { size, entry: 0.0, exit: 0.0 }
    }
}

impl Node {
    fn turned(&self) -> Node {
        Node { size: self.size.turned(), ..*self }
    }
}

impl Link {
    fn turned(&self) -> Link {
        Link { kind: self.kind, label: self.label.map(|size| size.turned()) }
    }
}

impl Layout {
    fn turned(self) -> Layout {
        let turn = |route: Route| Route {
            points: route.points.into_iter().map(Point::turned).collect(),
            label: route.label.map(Rect::turned),
            is_back: route.is_back,
        };
        Layout {
            nodes: self.nodes.into_iter().map(Rect::turned).collect(),
            edges: self.edges.into_iter().map(turn).collect(),
            size: self.size.turned(),
        }
    }
}
