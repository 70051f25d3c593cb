//! Stage 5: rows get their y, and edges are drawn between them.
//!
//! Between two rows an edge runs down, along a track and down again; within a row it only runs
//! down, in the place that the row keeps for it. So no edge ever touches a node that it does not
//! lead to.

mod channel;
mod stack;

use super::acyclic::Flow;
use super::position::node_of;
use super::rows::{Role, Rows, Segment, SegmentKind};
use super::{Diagram, Layout, Link, Point, Rect, Route, Size};
use channel::{Net, Top};
use stack::{Stack, stack};

/// Pixels of straight line below a node or a label, and above it, where an arrow has to fit.
const BELOW_NODE: f64 = 12.0;
const BELOW_LABEL: f64 = 5.0;
const ABOVE_NODE: f64 = 17.0;
const ABOVE_LABEL: f64 = 5.0;
/// Pixels between a node and an edge that leads from it to itself, and from there to its label.
const LOOP: f64 = 20.0;
const LOOP_LABEL_GAP: f64 = 4.0;

/// How far from its upper or lower side an edge hooks into a node, as a share of its height and at
/// most; nearer to the corner where an edge from the node to itself stands in the middle.
const HOOK_SHARE: f64 = 0.375;
const HOOK_MAX: f64 = 24.0;
const HOOK_SHARE_BY_LOOP: f64 = 0.12;
/// How much further from that side the next hook outside is, as a share of the same.
const HOOK_STEP: f64 = 0.36;

/// Draws everything.
pub fn route(diagram: &Diagram, flow: &Flow, rows: &Rows, x: &[f64]) -> Layout {
    let channels: Vec<Channel> =
        (0..rows.rows.len()).map(|row| Channel::below(rows, x, row)).collect();
    let mut track_of = vec![None; rows.segments.len()];
    for channel in &channels {
        channel.tracks.iter().for_each(|&(segment, track)| track_of[segment as usize] = track);
    }
    let Stack { tops, bottoms, nodes } = stack(diagram, rows, x, &channels);
    let mut is_looped = vec![false; nodes.len()];
    flow.arcs.iter().filter(|arc| arc.is_loop()).for_each(|arc| is_looped[arc.upper] = true);
    let drawing = Drawing { diagram, rows, x, channels, track_of, tops, bottoms, nodes, is_looped };
    let edges = drawing.edges(flow);
    let mut layout = Layout { nodes: drawing.nodes, edges, size: Size::default() };
    layout.size = extent(&layout);
    layout
}

/// The room between a row and the next one.
struct Channel {
    height: f64,
    /// How far below the upper row each track is.
    track_heights: Vec<f64>,
    /// Every segment that passes, with its track if it is not straight.
    tracks: Vec<(u32, Option<usize>)>,
}

impl Channel {
    fn below(rows: &Rows, x: &[f64], row: usize) -> Channel {
        let mut nets: Vec<Net> = Vec::new();
        let mut net_of: Vec<(u32, usize)> = Vec::new();
        for &item in rows.rows.get(row + 1).into_iter().flatten() {
            let mut last_port = None;
            for &s in rows.upward.of(item as usize) {
                let segment = rows.segment(s);
                if segment.kind == SegmentKind::Body {
                    continue;
                }
                let (top, bottom) = ends(segment, x);
                if last_port != Some(segment.lower_port) {
                    nets.push(Net { tops: Vec::new(), bottom, ribbon: segment.ribbon });
                    last_port = Some(segment.lower_port);
                }
                let net = nets.len() - 1;
                nets[net].tops.push(Top { x: top, n_edges: segment.n_edges });
                net_of.push((s, net));
            }
        }
        let (track_of_net, heights) = channel::tracks(&nets);
        let is_label_row = |row: usize| rows.is_label_row.get(row).copied().unwrap_or(false);
        let first_track = if is_label_row(row) { BELOW_LABEL } else { BELOW_NODE };
        let after = if is_label_row(row + 1) { ABOVE_LABEL } else { ABOVE_NODE };
        let is_straight = |s: u32, net: usize| {
            let (top, bottom) = ends(rows.segment(s), x);
            top == bottom || track_of_net[net].is_none()
        };
        Channel {
            height: first_track + heights.last().unwrap_or(&0.0) + after,
            track_heights: heights.iter().map(|height| first_track + height).collect(),
            tracks: net_of
                .iter()
                .map(|&(s, net)| (s, track_of_net[net].filter(|_| !is_straight(s, net))))
                .collect(),
        }
    }
}

/// The x at which a segment begins and ends.
fn ends(segment: &Segment, x: &[f64]) -> (f64, f64) {
    (x[segment.upper as usize] + segment.upper_port, x[segment.lower as usize] + segment.lower_port)
}

struct Drawing<'a> {
    diagram: &'a Diagram,
    rows: &'a Rows,
    x: &'a [f64],
    channels: Vec<Channel>,
    track_of: Vec<Option<usize>>,
    tops: Vec<f64>,
    bottoms: Vec<f64>,
    nodes: Vec<Rect>,
    /// For every node whether an edge leads from it to itself.
    is_looped: Vec<bool>,
}

impl Drawing<'_> {
    fn edges(&self, flow: &Flow) -> Vec<Route> {
        let next = self.next_bent();
        let mut used = vec![0.0; self.nodes.len()];
        let route = |(edge, arc): (usize, &super::acyclic::Arc)| match self.rows.first_segment[edge]
        {
            Some(first) => {
                let mut route = self.route(edge, first, &next);
                if arc.is_reversed {
                    route.points.reverse();
                }
                Route { is_back: arc.is_reversed, ..route }
            }
            None => {
                let distance = used[arc.upper];
                used[arc.upper] += loop_width(&self.diagram.raw_edges()[edge].weight);
                self.loop_beside(edge, arc.upper, distance)
            }
        };
        flow.arcs.iter().enumerate().map(route).collect()
    }

    /// For every segment the next one on its way that is not straight, or else the last one. A bus
    /// may be as long as the drawing, and every edge that joins it would otherwise walk it.
    fn next_bent(&self) -> Vec<Option<u32>> {
        let rows = self.rows;
        let mut next = vec![None; rows.segments.len()];
        for row in (0..rows.rows.len()).rev() {
            for s in rows.segments_below(row) {
                let lower = rows.segment(s).lower;
                next[s as usize] = self.follow(lower).map(|below| {
                    let is_straight = self.track_of[below as usize].is_none()
                        && matches!(rows.item(rows.segment(below).lower).role, Role::Bend(_));
                    if is_straight { next[below as usize].unwrap_or(below) } else { below }
                });
            }
        }
        next
    }

    /// The segment that carries on below an item that is no node.
    fn follow(&self, item: u32) -> Option<u32> {
        match self.rows.item(item).role {
            Role::Node(_) | Role::Body(_) => None,
            Role::Label(_) | Role::Bend(_) => self.rows.downward.of(item as usize).first().copied(),
        }
    }

    /// The edge that begins with the segment, from its upper end.
    fn route(&self, edge: usize, first: u32, next: &[Option<u32>]) -> Route {
        let mut route = Route::default();
        let points = &mut route.points;
        let segment = self.rows.segment(first);
        let start = self.x[segment.upper as usize] + segment.upper_port;
        self.begin(segment.upper, start, points);
        let mut s = first;
        loop {
            let segment = self.rows.segment(s);
            let (from, to) = ends(segment, self.x);
            if let Some(track) = self.track_of[s as usize] {
                let row = self.rows.item(segment.upper).row as usize;
                let channel = &self.channels[row];
                let y = self.bottoms[row] + channel.track_heights[track];
                points.extend([Point::new(from, y), Point::new(to, y)]);
            }
            if self.rows.item(segment.lower).role == Role::Label(edge) {
                route.label = self.label_box(edge, segment.lower);
            }
            match next[s as usize] {
                Some(below) => s = below,
                None => {
                    self.end(segment.lower, to, points);
                    return route;
                }
            }
        }
    }

    fn begin(&self, item: u32, x: f64, points: &mut Vec<Point>) {
        let node = self.node_box(item);
        match side(&node, x) {
            None => points.push(Point::new(x, node.bottom())),
            Some(side) => {
                let y = node.bottom() - self.hook_depth(item);
                points.extend([Point::new(side, y), Point::new(x, y)]);
            }
        }
    }

    fn end(&self, item: u32, x: f64, points: &mut Vec<Point>) {
        let node = self.node_box(item);
        match side(&node, x) {
            None => points.push(Point::new(x, node.y)),
            Some(side) => {
                // What hooks in further out leaves further down, or it would cross those inside.
                let inside = |&&s: &&u32| {
                    let port = self.rows.segment(s).lower_port;
                    (port > 0.0) == (x > side) && port.abs() < (x - self.x[item as usize]).abs()
                };
                let hooks = self.rows.upward.of(item as usize).iter();
                let is_hook = |s: &&u32| self.rows.segment(**s).kind == SegmentKind::Back;
                let n_inside = hooks.filter(is_hook).filter(inside).count() as f64;
                let y = node.y + self.hook_depth(item) * (1.0 + n_inside * HOOK_STEP);
                let y = y.min(node.bottom() - 4.0);
                points.extend([Point::new(x, y), Point::new(side, y)]);
            }
        }
    }

    fn hook_depth(&self, item: u32) -> f64 {
        let Some(node) = node_of(self.rows, item as usize) else { return 0.0 };
        let share = if self.is_looped[node] { HOOK_SHARE_BY_LOOP } else { HOOK_SHARE };
        (self.nodes[node].height * share).min(HOOK_MAX)
    }

    fn node_box(&self, item: u32) -> Rect {
        match self.rows.item(item).role {
            Role::Node(node) | Role::Body(node) => self.nodes[node],
            Role::Label(_) | Role::Bend(_) => Rect::default(),
        }
    }

    fn label_box(&self, edge: usize, item: u32) -> Option<Rect> {
        let size = self.diagram.raw_edges()[edge].weight.label?;
        let row = self.rows.item(item).row as usize;
        let y = (self.tops[row] + self.bottoms[row] - size.height) / 2.0;
        let x = self.x[item as usize] - size.width / 2.0;
        Some(Rect { x, y, width: size.width, height: size.height })
    }

    /// An edge from a node to itself, on the node's right side and outside of those before it.
    fn loop_beside(&self, edge: usize, node: usize, distance: f64) -> Route {
        let node = self.nodes[node];
        let (x, y) = (node.right(), node.center().y);
        let out = x + distance + LOOP;
        let half = node.height / 4.0 * (1.0 + 0.4 * distance / (distance + 100.0));
        let points = [(x, y - half), (out, y - half), (out, y + half), (x, y + half)];
        let label = self.diagram.raw_edges()[edge].weight.label.map(|size| Rect {
            x: out + LOOP_LABEL_GAP,
            y: y - size.height / 2.0,
            width: size.width,
            height: size.height,
        });
        Route { points: points.map(|(x, y)| Point { x, y }).to_vec(), label, is_back: true }
    }
}

/// The room that an edge from a node to itself takes beside the node.
pub fn loop_width(link: &Link) -> f64 {
    LOOP + link.label.map_or(0.0, |label| LOOP_LABEL_GAP + label.width)
}

/// The side of the node at which a line ends that stands at x, if that is beside the node.
fn side(node: &Rect, x: f64) -> Option<f64> {
    match x {
        x if x < node.x => Some(node.x),
        x if x > node.right() => Some(node.right()),
        _ => None,
    }
}

fn extent(layout: &Layout) -> Size {
    let nodes = layout.nodes.iter().map(|node| (node.right(), node.bottom()));
    let labels = layout.edges.iter().filter_map(|edge| edge.label);
    let labels = labels.map(|label| (label.right(), label.bottom()));
    let points = layout.edges.iter().flat_map(|edge| &edge.points).map(|point| (point.x, point.y));
    let far = nodes.chain(labels).chain(points);
    let (width, height) = far.fold((0.0f64, 0.0f64), |(w, h), (x, y)| (w.max(x), h.max(y)));
    Size { width, height }
}
