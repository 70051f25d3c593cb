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

/// Containers of one depth that lie near each other.
#[derive(Debug, Default, PartialEq)]
pub struct Frames {
    /// Around all of them.
    pub rect: Rect,
    /// Their outlines, as the `d` of an SVG path.
    pub path: String,
}

/// The outlines of all containers, those further out before those inside of them.
pub fn frames(drawing: &Drawing) -> Vec<Frames> {
    let mut depths: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found: BTreeMap<(usize, i32, i32), Frames> = BTreeMap::new();
    for container in &drawing.containers {
        // Drawings list what is outside first.
        let outer = container.container.as_deref().and_then(|outer| depths.get(outer));
        let depth = outer.map_or(0, |depth| depth + 1);
        depths.insert(&container.id, depth);
        let center = container.rect.center();
        let near = found.entry((depth, number(center.x), number(center.y))).or_default();
        near.rect =
            if near.path.is_empty() { container.rect } else { around(near.rect, container.rect) };
        write_box(&mut near.path, container.rect);
    }
    found.into_values().collect()
}

fn around(a: Rect, b: Rect) -> Rect {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    let (right, bottom) = (a.right().max(b.right()), a.bottom().max(b.bottom()));
    Rect { x, y, width: right - x, height: bottom - y }
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
        edge.own.windows(2).for_each(|ends| found.add_line(ends[0], ends[1], is_catch));
    }
    found.0.into_values().collect()
}

/// The nodes' outlines in one path, drawn without what cannot be seen from afar.
pub fn outlines<'a>(nodes: impl Iterator<Item = &'a Node>) -> String {
    let mut path = String::new();
    for node in nodes {
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
            | NodeKind::Map => write_box(&mut path, node.rect),
        }
    }
    path
}

fn write_box(path: &mut String, rect: Rect) {
    let [x, y, width, height] = [rect.x, rect.y, rect.width, rect.height].map(whole);
    write!(path, "M{x} {y}h{width}v{height}h-{width}z")
        .expect("a String takes all that is written");
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
                let [x1, y1, x2, y2] = [begin.x, begin.y, end.x, end.y].map(whole);
                write!(lines, "M{x1} {y1}L{x2} {y2}").expect("a String takes all that is written");
            }
        }
    }
}

/// Whole pixels, which are written much faster than others.
fn whole(pixels: f64) -> i32 {
    pixels.round() as i32
}

/// The column or row of tiles.
fn number(place: f64) -> i32 {
    (place / SIDE).floor() as i32
}
