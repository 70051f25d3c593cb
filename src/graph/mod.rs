//! A state machine as a picture: states as boxes, transitions as lines, laid out from the inside out.
//!
//! [`draw`] gives plain data in pixels, which the page renders as SVG; [`svg()`], [`mermaid()`] and
//! [`dot()`] write files of it. Sizes are decided here, because the layout needs them; colours are
//! not: nodes, containers and edges carry their kinds, and a stylesheet does the rest.

#![deny(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::iter_over_hash_type
)]

mod bus;
pub mod card;
mod condition;
mod container;
mod describe;
mod dot;
mod drawing;
mod family;
mod happy_path;
mod hold;
mod icon;
mod look;
mod mermaid;
mod path;
mod plain;
mod scope;
pub mod signs;
mod svg;
mod text;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::asl::{Pattern, StateName};

pub use crate::layout::{Direction, Point, Rect, Size};
pub use dot::dot;
pub use drawing::draw;
pub use family::Family;
pub use icon::{container_icon, icon};
pub use look::{Look, Mark, Phase, Theme};
pub use mermaid::mermaid;
pub use path::{clipped, rounded};
pub use plain::PlainGraph;
pub use signs::Signs;
pub use svg::svg;
pub use text::{fit, text_width};

/// How a machine is to be shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// Parallel and Map states that are shown as one box instead of with their inside.
    pub collapsed: BTreeSet<StateName>,
    pub direction: Direction,
}

/// A drawn machine. Coordinates are pixels from the upper left corner, y downwards.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// In the order of writing, those of an outer scope before those of its containers.
    pub nodes: Vec<Node>,
    /// Outer ones before those that they hold.
    pub containers: Vec<Container>,
    pub edges: Vec<Edge>,
    pub size: Size,
}

/// A state, or the place where the machine starts or ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Unique in the drawing, and the state's name wherever names are unique as they should be.
    pub id: Arc<str>,
    /// `None` for Start and End.
    pub state: Option<StateName>,
    pub kind: NodeKind,
    /// The name, in one or two lines that fit the box.
    pub title: Vec<String>,
    /// What a Task calls (`sqs:sendMessage`), what a Wait waits for, the error of a Fail.
    pub subtitle: Option<String>,
    /// A Task's service (`sqs`, `lambda`, `aws-sdk:s3`, `activity`), for its icon.
    pub service: Option<String>,
    /// How a Task's integration is called.
    pub pattern: Option<Pattern>,
    /// How many machines a collapsed container hides.
    pub n_hidden: usize,
    pub rect: Rect,
    /// The id of the innermost container around it.
    pub container: Option<Arc<str>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NodeKind {
    Start,
    End,
    Pass,
    Task,
    Choice,
    Wait,
    Succeed,
    Fail,
    Parallel,
    Map,
}

/// A Parallel or Map state that shows its inside, or one branch of a Parallel.
#[derive(Clone, Debug, PartialEq)]
pub struct Container {
    /// As a node's: the state's name; a branch has that of its state, `#` and its index.
    pub id: Arc<str>,
    pub state: StateName,
    pub kind: ContainerKind,
    /// The name, cut to the width.
    pub title: String,
    pub rect: Rect,
    /// The strip at its top that holds the title; without height for a branch.
    pub header: Rect,
    /// The id of the container around it.
    pub container: Option<Arc<str>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerKind {
    Parallel,
    /// By its index.
    Branch(usize),
    Map,
    /// A Map whose mode is DISTRIBUTED.
    DistributedMap,
}

/// A transition.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// Unique in the drawing.
    pub id: String,
    /// Ids of nodes, or of containers.
    pub from: Arc<str>,
    pub to: Arc<str>,
    pub kind: EdgeKind,
    /// Whether it is on the way from start to a good end that the drawing keeps straight.
    pub is_main: bool,
    /// Whether it leads back to something earlier.
    pub is_back: bool,
    pub label: Option<Label>,
    /// Corners of horizontal and vertical lines.
    pub points: Vec<Point>,
    /// The same with rounded corners, as the `d` of an SVG path.
    pub path: String,
    /// The corners up to where it joins the line of another edge to the same node, which goes on
    /// for both; all of them where it joins none.
    pub own: Vec<Point>,
}

/// Why a transition is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// From Start, by `Next`, or to End.
    Next,
    /// The rule of a Choice, by its index.
    Rule(usize),
    Default,
    /// The catcher, by its index.
    Catch(usize),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// As it is shown, cut to fit.
    pub text: String,
    /// In full.
    pub full: String,
    pub rect: Rect,
}

impl Edge {
    /// Whether it ends in the line of another edge.
    pub fn joins(&self) -> bool {
        self.own.last() != self.points.last()
    }
}

impl NodeKind {
    /// For class names and data attributes: `task`, `choice`, …
    pub fn name(self) -> &'static str {
        match self {
            NodeKind::Start => "start",
            NodeKind::End => "end",
            NodeKind::Pass => "pass",
            NodeKind::Task => "task",
            NodeKind::Choice => "choice",
            NodeKind::Wait => "wait",
            NodeKind::Succeed => "succeed",
            NodeKind::Fail => "fail",
            NodeKind::Parallel => "parallel",
            NodeKind::Map => "map",
        }
    }
}

impl ContainerKind {
    pub fn name(self) -> &'static str {
        match self {
            ContainerKind::Parallel => "parallel",
            ContainerKind::Branch(_) => "branch",
            ContainerKind::Map => "map",
            ContainerKind::DistributedMap => "distributed-map",
        }
    }
}

impl EdgeKind {
    pub fn name(self) -> &'static str {
        match self {
            EdgeKind::Next => "next",
            EdgeKind::Rule(_) => "rule",
            EdgeKind::Default => "default",
            EdgeKind::Catch(_) => "catch",
        }
    }
}
