//! Which parts of a drawing lie in a given box, found without looking at all of them.

use std::collections::BTreeMap;

use crate::graph::{Drawing, Point, Rect};
use crate::sort;

/// Pixels of a cell's side: about two states by four.
const CELL: f64 = 512.0;

/// A drawing's nodes and edges by the squares that they touch.
#[derive(Debug, Default)]
pub struct Grid {
    cells: BTreeMap<Cell, Content>,
}

/// Column and row.
type Cell = (i32, i32);

#[derive(Debug, Default)]
struct Content {
    nodes: Vec<usize>,
    edges: Vec<usize>,
}

/// What is to be on the page, of edges that part which is theirs alone: places in the drawing's lists, ascending.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Visible {
    pub nodes: Vec<usize>,
    pub containers: Vec<usize>,
    pub edges: Vec<usize>,
}

impl Grid {
    pub fn of(drawing: &Drawing) -> Grid {
        let mut grid = Grid::default();
        for (index, node) in drawing.nodes.iter().enumerate() {
            cells_of(node.rect).for_each(|cell| grid.at(cell).nodes.push(index));
        }
        for (index, edge) in drawing.edges.iter().enumerate() {
            let lines = edge.own.windows(2).map(|ends| around(ends[0], ends[1]));
            let label = edge.label.iter().map(|label| label.rect);
            for cell in lines.chain(label).flat_map(cells_of) {
                let edges = &mut grid.at(cell).edges;
                if edges.last() != Some(&index) {
                    edges.push(index);
                }
            }
        }
        grid
    }

    fn at(&mut self, cell: Cell) -> &mut Content {
        self.cells.entry(cell).or_default()
    }

    /// All that touches the box, and perhaps a little around it.
    pub fn visible(&self, drawing: &Drawing, rect: Rect) -> Visible {
        let mut visible = Visible::default();
        for cell in cells_of(rect.within(drawing)) {
            if let Some(content) = self.cells.get(&cell) {
                visible.nodes.extend(&content.nodes);
                visible.edges.extend(&content.edges);
            }
        }
        for list in [&mut visible.nodes, &mut visible.edges] {
            sort::ascending(list);
            list.dedup();
        }
        // Containers are few, and large.
        let containers = drawing.containers.iter().enumerate();
        let touching = containers.filter(|(_, container)| touch(container.rect, rect));
        visible.containers.extend(touching.map(|(index, _)| index));
        visible
    }
}

/// The box of a horizontal or vertical line.
fn around(a: Point, b: Point) -> Rect {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    Rect { x, y, width: (a.x - b.x).abs(), height: (a.y - b.y).abs() }
}

fn cells_of(rect: Rect) -> impl Iterator<Item = Cell> {
    let number = |place: f64| (place / CELL).floor() as i32;
    let (left, right) = (number(rect.x), number(rect.right()));
    let (top, bottom) = (number(rect.y), number(rect.bottom()));
    (left..=right).flat_map(move |column| (top..=bottom).map(move |row| (column, row)))
}

pub fn touch(a: Rect, b: Rect) -> bool {
    a.x <= b.right() && b.x <= a.right() && a.y <= b.bottom() && b.y <= a.bottom()
}

trait Within {
    fn within(self, drawing: &Drawing) -> Self;
}

impl Within for Rect {
    /// The part of the box that can hold something, so that empty cells are not counted without end.
    fn within(self, drawing: &Drawing) -> Rect {
        let (x, y) = (self.x.max(0.0), self.y.max(0.0));
        let right = self.right().min(drawing.size.width);
        let bottom = self.bottom().min(drawing.size.height);
        Rect { x, y, width: (right - x).max(0.0), height: (bottom - y).max(0.0) }
    }
}
