//! The drawing as rows of items: what the later stages work on.
//!
//! An edge that passes a row takes a place in it, a bend; a label takes a place in a row of its
//! own. So every segment leads from one row to the next, and whatever stands beside each other in a
//! row is kept apart by one rule. Edges of a kind that lead to the same node and run side by side
//! share their bends, a bus: a chain of states that all lead to one handler costs a bend a row.

use super::Size;
use super::adjacency::Adjacency;
use crate::sort;

/// Items in rows, from top to bottom and from left to right, and the segments between them.
/// Invariants: a segment's ends are in neighbouring rows; an item that is no node has exactly one
/// segment below it.
#[derive(Debug, Default)]
pub struct Rows {
    pub items: Vec<Item>,
    pub rows: Vec<Vec<u32>>,
    /// Whether a row holds labels (and bends) only.
    pub is_label_row: Vec<bool>,
    pub segments: Vec<Segment>,
    /// The segments that leave an item downwards, left to right.
    pub downward: Adjacency,
    /// The segments that reach an item from above, left to right.
    pub upward: Adjacency,
    /// For every edge that is no loop at a node the segment that begins it at its upper end.
    pub first_segment: Vec<Option<u32>>,
    /// For every node the item that begins it.
    pub item_of_node: Vec<u32>,
}

/// Something that takes a place in a row.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    pub role: Role,
    pub row: u32,
    /// The index in its row.
    pub place: u32,
    /// The column that it shares with the items above and below that belong to the same thing.
    pub column: u32,
    /// How far it reaches to the left and to the right of its x.
    pub left: f64,
    pub right: f64,
    /// For a bend, what it keeps free on either side between others.
    pub margin: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The row in which the node begins.
    Node(usize),
    /// A further row of a tall node.
    Body(usize),
    /// A label, of the edge.
    Label(usize),
    /// Where edges to a node pass; the number is the node's.
    Bend(usize),
}

/// A piece of one edge, or of several that share a bus, from one row to the next.
#[derive(Clone, Copy, Debug)]
pub struct Segment {
    pub upper: u32,
    pub lower: u32,
    pub kind: SegmentKind,
    /// How many edges it is part of.
    pub n_edges: u32,
    /// That of the edges which leave its node, if they are very many.
    pub ribbon: Option<Ribbon>,
    /// Where it leaves and arrives, against the x of the items.
    pub upper_port: f64,
    pub lower_port: f64,
}

/// Very many edges that leave one node so close to each other that they look like one broad line,
/// which gets thinner as they part from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ribbon {
    pub node: u32,
    /// Pixels from one line to the next.
    pub pitch: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SegmentKind {
    /// Not an edge but the inside of a tall node.
    Body,
    Main,
    /// Between two bends, or a bend and a label.
    Lane,
    /// The middle one, or only one, of the ordinary ways out of one item and into the other.
    Middle,
    Ordinary,
    Catch,
    Back,
    /// Where an edge parts from a ribbon.
    Fringe,
}

impl Rows {
    pub fn item(&self, item: u32) -> &Item {
        &self.items[item as usize]
    }

    pub fn segment(&self, segment: u32) -> &Segment {
        &self.segments[segment as usize]
    }

    /// Puts an item at the end of the last row.
    pub fn push(&mut self, role: Role, size: Size, column: u32) -> u32 {
        let row = self.rows.len() - 1;
        let place = self.rows[row].len() as u32;
        let half = size.width / 2.0;
        self.items.push(Item {
            role,
            row: row as u32,
            place,
            column,
            left: half,
            right: half,
            margin: 0.0,
        });
        let item = self.items.len() as u32 - 1;
        self.rows[row].push(item);
        item
    }

    pub fn connect(&mut self, upper: u32, lower: u32, kind: SegmentKind, n_edges: u32) -> u32 {
        let (ribbon, upper_port, lower_port) = (None, 0.0, 0.0);
        self.segments.push(Segment { upper, lower, kind, n_edges, ribbon, upper_port, lower_port });
        self.segments.len() as u32 - 1
    }

    /// Lists the segments of every item, once all are there.
    pub fn list_segments(&mut self) {
        let segments = &self.segments;
        let ends = |end: fn(&Segment) -> u32| {
            segments.iter().enumerate().map(move |(i, segment)| (end(segment) as usize, i))
        };
        self.downward = Adjacency::new(self.items.len(), ends(|segment| segment.upper));
        self.upward = Adjacency::new(self.items.len(), ends(|segment| segment.lower));
    }

    /// Writes down the places after the order within rows has changed, and sorts the segments of
    /// every item by it.
    pub fn sort_segments(&mut self) {
        for row in &self.rows {
            for (place, &item) in row.iter().enumerate() {
                self.items[item as usize].place = place as u32;
            }
        }
        let (items, segments) = (&self.items, &self.segments);
        let place = |item: u32| items[item as usize].place;
        for item in 0..items.len() {
            sort::by_key(self.downward.of_mut(item), |&s| place(segments[s as usize].lower));
            sort::by_key(self.upward.of_mut(item), |&s| place(segments[s as usize].upper));
        }
    }

    /// The items that a node is made of, one in each of its rows, from above.
    pub fn items_of_node(&self, node: usize) -> impl Iterator<Item = u32> + '_ {
        std::iter::successors(Some(self.item_of_node[node]), |&item| {
            let mut below = self.downward.of(item as usize).iter().map(|&s| self.segment(s));
            below.find(|segment| segment.kind == SegmentKind::Body).map(|segment| segment.lower)
        })
    }

    /// The segments from the row to the next one, by their upper ends from left to right.
    pub fn segments_below(&self, row: usize) -> impl Iterator<Item = u32> + '_ {
        self.rows[row].iter().flat_map(|&item| self.downward.of(item as usize).iter().copied())
    }

    /// Whether an edge crosses a tall node, which only an order that no drawing can follow makes.
    pub fn is_node_crossed(&self) -> bool {
        (0..self.rows.len().saturating_sub(1)).any(|row| {
            let mut farthest = (0, false);
            let mut farthest_body = 0;
            self.segments_below(row).any(|segment| {
                let segment = self.segment(segment);
                let (place, is_body) =
                    (self.item(segment.lower).place + 1, segment.kind == SegmentKind::Body);
                let is_crossed = place < farthest_body || (is_body && place < farthest.0);
                farthest.0 = farthest.0.max(place);
                farthest_body = if is_body { farthest_body.max(place) } else { farthest_body };
                is_crossed
            })
        })
    }
}
