//! A drawing as seen from afar: cut into large squares, each of which is a handful of paths however
//! many states it holds.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::graph::{Drawing, EdgeKind, Node, NodeKind, Point, Rect, card};

/// Pixels of a square's side.
const SIDE: f64 = 2048.0;

#[derive(Debug, Default, PartialEq)]
pub struct Tile {
    pub rect: Rect,
    /// Places in the drawing's list; each node is in one tile.
    pub nodes: Vec<usize>,
    /// The lines within the square, as the `d` of an SVG path.
    pub lines: String,
    /// Those of catchers.
    pub catch_lines: String,
}

/// The squares that hold anything, column by column.
pub fn tiles(drawing: &Drawing) -> Vec<Tile> {
    let mut found = Tiles::default();
    for (index, node) in drawing.nodes.iter().enumerate() {
        let center = node.rect.center();
        found.at(number(center.x), number(center.y)).nodes.push(index);
    }
    for edge in &drawing.edges {
        let is_catch = matches!(edge.kind, EdgeKind::Catch(_));
        edge.points.windows(2).for_each(|ends| found.add_line(ends[0], ends[1], is_catch));
    }
    found.0.into_values().collect()
}

/// The nodes' outlines in one path, drawn without what cannot be seen from afar.
pub fn outlines<'a>(nodes: impl Iterator<Item = &'a Node>) -> String {
    let mut path = String::new();
    for node in nodes {
        let Rect { x, y, width, height } = node.rect;
        match node.kind {
            // Cut corners tell a Choice.
            NodeKind::Choice => path.push_str(&card::outline_at(node.kind, node.rect)),
            NodeKind::Start
            | NodeKind::End
            | NodeKind::Pass
            | NodeKind::Task
            | NodeKind::Wait
            | NodeKind::Succeed
            | NodeKind::Fail
            | NodeKind::Parallel
            | NodeKind::Map => {
                write!(path, "M{x:.0} {y:.0}h{width:.0}v{height:.0}h-{width:.0}z")
                    .expect("a String takes all that is written");
            }
        }
    }
    path
}

/// By column and row.
#[derive(Default)]
struct Tiles(BTreeMap<(i32, i32), Tile>);

impl Tiles {
    fn at(&mut self, column: i32, row: i32) -> &mut Tile {
        let (x, y) = (f64::from(column) * SIDE, f64::from(row) * SIDE);
        let tile = self.0.entry((column, row)).or_default();
        tile.rect = Rect { x, y, width: SIDE, height: SIDE };
        tile
    }

    /// A horizontal or vertical line, each tile getting the part that is in it.
    fn add_line(&mut self, a: Point, b: Point, is_catch: bool) {
        let (from, to) =
            (Point::new(a.x.min(b.x), a.y.min(b.y)), Point::new(a.x.max(b.x), a.y.max(b.y)));
        for column in number(from.x)..=number(to.x) {
            for row in number(from.y)..=number(to.y) {
                let tile = self.at(column, row);
                let Rect { x, y, .. } = tile.rect;
                let begin = Point::new(from.x.max(x), from.y.max(y));
                let end = Point::new(to.x.min(x + SIDE), to.y.min(y + SIDE));
                let lines = if is_catch { &mut tile.catch_lines } else { &mut tile.lines };
                write!(lines, "M{:.0} {:.0}L{:.0} {:.0}", begin.x, begin.y, end.x, end.y)
                    .expect("a String takes all that is written");
            }
        }
    }
}

fn number(place: f64) -> i32 {
    (place / SIDE).floor() as i32
}
