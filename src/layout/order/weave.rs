//! Builds the rows from top to bottom: the nodes of each row and the edges that pass it, in the
//! order of their columns.

use super::super::acyclic::Flow;
use super::super::rank::Ranks;
use super::super::rows::{Ribbon, Role, Rows, SegmentKind};
use super::super::{Diagram, LinkKind, Size};
use super::columns::Columns;
use super::range_max::RangeMax;
use crate::sort;

/// Pixels that a lane keeps free on either side, unless it is part of a ribbon.
const LANE_MARGIN: f64 = 5.0;
const RIBBON_WIDTH: f64 = 6.0;

/// Crossing a tall node counts as much as crossing so many edges.
const BODY_WEIGHT: u32 = 10_000;

/// Builds the rows.
pub fn weave(diagram: &Diagram, flow: &Flow, ranks: &Ranks, columns: &Columns) -> Rows {
    let mut loom = Loom::new(diagram, flow, ranks, columns);
    for row in 0..loom.nodes_in.len() {
        loom.weave_row(row);
    }
    let mut rows = loom.rows;
    rows.list_segments();
    rows.sort_segments();
    rows
}

struct Loom<'a> {
    diagram: &'a Diagram,
    flow: &'a Flow,
    columns: &'a Columns,
    rows: Rows,
    /// The nodes that stand in a row, and those that end in it.
    nodes_in: Vec<Vec<usize>>,
    ending_in: Vec<Vec<usize>>,
    first_row: Vec<usize>,
    label_row: Vec<Option<usize>>,
    /// For every column the last row of the node that stands there, if one does.
    row_of_column: RangeMax,
    /// The last item of each node so far.
    last_item: Vec<u32>,
    /// Whether a node is only reached after something went wrong.
    is_aside: Vec<bool>,
    lanes: Vec<Lane>,
}

/// An edge on its way down, or several that share a bus.
struct Lane {
    edge: usize,
    /// The last item on the way.
    item: u32,
    n_edges: u32,
    is_started: bool,
}

impl<'a> Loom<'a> {
    fn new(diagram: &'a Diagram, flow: &'a Flow, ranks: &Ranks, columns: &'a Columns) -> Self {
        let n_ranks = ranks.last.iter().max().map_or(0, |last| last + 1);
        let label_rank = |edge: usize| {
            let arc = flow.arcs[edge];
            diagram.raw_edges()[edge].weight.label.filter(|_| !arc.is_loop())?;
            // A label stands where its edge leaves, unless too many leave there.
            let is_below = arc.is_reversed || flow.is_wide(arc.upper);
            Some(if is_below { ranks.first[arc.lower] - 1 } else { ranks.last[arc.upper] })
        };
        let label_ranks: Vec<Option<usize>> = (0..flow.arcs.len()).map(label_rank).collect();
        let mut has_labels = vec![false; n_ranks];
        label_ranks.iter().flatten().for_each(|&rank| has_labels[rank] = true);
        let (mut row_of_rank, mut is_label_row) = (Vec::new(), Vec::new());
        for has_labels in has_labels {
            row_of_rank.push(is_label_row.len());
            is_label_row.push(false);
            is_label_row.extend(has_labels.then_some(true));
        }
        let n_rows = is_label_row.len();
        let n = flow.order.len();
        let mut loom = Loom {
            diagram,
            flow,
            columns,
            rows: Rows {
                is_label_row,
                first_segment: vec![None; flow.arcs.len()],
                item_of_node: vec![0; n],
                ..Rows::default()
            },
            nodes_in: vec![Vec::new(); n_rows],
            ending_in: vec![Vec::new(); n_rows],
            first_row: ranks.first.iter().map(|&rank| row_of_rank[rank]).collect(),
            label_row: label_ranks.iter().map(|rank| Some(row_of_rank[(*rank)?] + 1)).collect(),
            row_of_column: RangeMax::new(&[]),
            last_item: vec![u32::MAX; n],
            is_aside: flow.aside(diagram),
            lanes: Vec::new(),
        };
        let mut row_of_column = vec![0; columns.n];
        for &node in &flow.order {
            let last = row_of_rank[ranks.last[node]];
            (loom.first_row[node]..=last).for_each(|row| loom.nodes_in[row].push(node));
            loom.ending_in[last].push(node);
            row_of_column[columns.of_node[node] as usize] = last as u32;
        }
        loom.row_of_column = RangeMax::new(&row_of_column);
        loom
    }

    fn weave_row(&mut self, row: usize) {
        self.rows.rows.push(Vec::new());
        let mut nodes = std::mem::take(&mut self.nodes_in[row]);
        sort::by_key(&mut nodes, |&node| self.columns.of_node[node]);
        let mut nodes = nodes.into_iter().peekable();
        let mut lanes = std::mem::take(&mut self.lanes);
        sort::by_key(&mut lanes, |lane| self.columns.of_edge[lane.edge]);
        let mut arriving = Vec::new();
        // Whether the last lane is the last item of this row so far.
        let mut is_beside = false;
        for lane in lanes {
            if self.first_row[self.flow.arcs[lane.edge].lower] == row {
                arriving.push(lane);
                continue;
            }
            let column = self.columns.of_edge[lane.edge];
            while let Some(node) = nodes.next_if(|&node| self.columns.of_node[node] < column) {
                self.place_node(node, row);
                is_beside = false;
            }
            self.pass(lane, row, is_beside);
            is_beside = true;
        }
        for node in nodes {
            self.place_node(node, row);
        }
        for lane in arriving {
            let node = self.flow.arcs[lane.edge].lower;
            self.draw_to(&lane, self.rows.item_of_node[node]);
        }
        for node in std::mem::take(&mut self.ending_in[row]) {
            let item = self.last_item[node];
            let leaving = self.flow.downward.of(node).iter();
            let lane =
                |&edge: &u32| Lane { edge: edge as usize, item, n_edges: 1, is_started: false };
            self.lanes.extend(leaving.map(lane));
        }
    }

    fn place_node(&mut self, node: usize, row: usize) {
        let size = self.diagram.raw_nodes()[node].weight.size;
        let column = self.columns.of_node[node];
        if self.first_row[node] == row {
            let item = self.rows.push(Role::Node(node), size, column);
            self.rows.item_of_node[node] = item;
            self.last_item[node] = item;
        } else {
            let item = self.rows.push(Role::Body(node), size, column);
            self.rows.connect(self.last_item[node], item, SegmentKind::Body, BODY_WEIGHT);
            self.last_item[node] = item;
        }
    }

    /// Leads a lane through the row: by its label, by the bend of the lane beside it, or by its own.
    fn pass(&mut self, lane: Lane, row: usize, is_beside: bool) {
        let column = self.columns.of_edge[lane.edge];
        let item = if self.label_row[lane.edge] == Some(row) {
            let label = self.diagram.raw_edges()[lane.edge].weight.label.unwrap_or_default();
            self.rows.push(Role::Label(lane.edge), label, column)
        } else {
            let node = self.flow.arcs[lane.edge].lower;
            let is_bus =
                self.lanes.last().is_some_and(|bus| is_beside && self.may_share(bus, &lane, row));
            match self.lanes.last_mut().filter(|_| is_bus) {
                Some(bus) => {
                    bus.n_edges += lane.n_edges;
                    let bend = bus.item;
                    self.draw_to(&lane, bend);
                    return;
                }
                None => {
                    let bend = self.rows.push(Role::Bend(node), Size::default(), column);
                    self.rows.items[bend as usize].margin =
                        self.ribbon(lane.edge).map_or(LANE_MARGIN, |ribbon| ribbon.pitch / 2.0);
                    bend
                }
            }
        };
        self.draw_to(&lane, item);
        self.lanes.push(Lane { item, is_started: true, ..lane });
    }

    /// Whether two lanes that are side by side can become one from this row on: they lead to the
    /// same node, and nothing comes between them further down.
    fn may_share(&self, a: &Lane, b: &Lane, row: usize) -> bool {
        let is_apart = |lane: &Lane| {
            let is_reversed = self.flow.arcs[lane.edge].is_reversed;
            let has_label_below = self.label_row[lane.edge].is_some_and(|label| label >= row);
            is_reversed || has_label_below || self.kind(lane.edge) == LinkKind::Main
        };
        let is_catch = |lane: &Lane| self.kind(lane.edge) == LinkKind::Catch;
        let column = |lane: &Lane| self.columns.of_edge[lane.edge] as usize;
        self.flow.arcs[a.edge].lower == self.flow.arcs[b.edge].lower
            && is_catch(a) == is_catch(b)
            && !is_apart(a)
            && !is_apart(b)
            && self.is_open(column(a), column(b), self.flow.arcs[a.edge].lower, row)
    }

    /// Whether no node between two columns, but the given one, stands further down than the row.
    fn is_open(&self, left: usize, right: usize, but: usize, row: usize) -> bool {
        let but = self.columns.of_node[but] as usize;
        let is_open = |start: usize, end: usize| self.row_of_column.of(start, end) <= row as u32;
        match left < but && but < right {
            true => is_open(left + 1, but) && is_open(but + 1, right),
            false => is_open(left + 1, right),
        }
    }

    fn draw_to(&mut self, lane: &Lane, item: u32) {
        let is_lane =
            |item: u32| !matches!(self.rows.item(item).role, Role::Node(_) | Role::Body(_));
        let kind = match self.kind(lane.edge) {
            LinkKind::Main => SegmentKind::Main,
            _ if is_lane(lane.item) && self.parts_from_ribbon(lane, item) => SegmentKind::Fringe,
            _ if is_lane(lane.item) && is_lane(item) => SegmentKind::Lane,
            _ if self.flow.arcs[lane.edge].is_reversed => SegmentKind::Back,
            LinkKind::Catch => SegmentKind::Catch,
            // What a handler leads back to stays below where it comes from if all goes well.
            LinkKind::Ordinary if self.leads_back_in(lane.edge) => SegmentKind::Catch,
            LinkKind::Ordinary | LinkKind::Choice | LinkKind::Back => SegmentKind::Ordinary,
        };
        let segment = self.rows.connect(lane.item, item, kind, lane.n_edges);
        self.rows.segments[segment as usize].ribbon = self.ribbon(lane.edge);
        if !lane.is_started {
            self.rows.first_segment[lane.edge] = Some(segment);
        }
    }

    /// Whether the lane is a ribbon's and the item the label or node where it leaves it: the ribbon
    /// would be as wide as all its labels if each stood straight above its own.
    fn parts_from_ribbon(&self, lane: &Lane, item: u32) -> bool {
        let is_bend = |item: u32| matches!(self.rows.item(item).role, Role::Bend(_));
        self.flow.is_wide(self.flow.arcs[lane.edge].upper) && is_bend(lane.item) && !is_bend(item)
    }

    /// Whether the edge leads from a handler back to what is reached without as well.
    fn leads_back_in(&self, edge: usize) -> bool {
        let arc = self.flow.arcs[edge];
        self.is_aside[arc.upper] && !self.is_aside[arc.lower]
    }

    fn ribbon(&self, edge: usize) -> Option<Ribbon> {
        let node = self.flow.arcs[edge].upper;
        let n = self.flow.downward.of(node).len();
        let ribbon = Ribbon { node: node as u32, pitch: RIBBON_WIDTH / n as f64 };
        self.flow.is_wide(node).then_some(ribbon)
    }

    fn kind(&self, edge: usize) -> LinkKind {
        self.diagram.raw_edges()[edge].weight.kind
    }
}
