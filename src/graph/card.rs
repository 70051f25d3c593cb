//! A state's card: its outline by type, and where icon and texts stand in it. The page and the
//! files draw the same one.

use super::path::short;
use super::text::{fit, text_width, two_lines};
use super::{Node, NodeKind, Point, Rect};

/// The square that holds the icon, and the space around it.
pub const TILE: f64 = 28.0;
pub const TILE_GAP: f64 = 10.0;
/// The corner of the tile, and of an ordinary card.
pub const TILE_RADIUS: f64 = 6.0;
const CARD_RADIUS: f64 = 8.0;
/// States that end something have round ends, and a Choice has cut corners: the type shows without
/// colour and without reading.
const END_RADIUS: f64 = 20.0;
const CUT: f64 = 12.0;

pub const TITLE_SIZE: f64 = 13.0;
pub const SUBTITLE_SIZE: f64 = 11.0;
pub const LINE_HEIGHT: f64 = 16.0;
/// From the middle of a line of text down to where its letters stand.
const BASELINE: f64 = 4.5;
/// The name alone, for a drawing that is seen from afar.
pub const NAME_SIZE: f64 = 24.0;
const NAME_SIZE_OF_TWO: f64 = 21.0;
const NAME_LINE_HEIGHT: f64 = 22.0;
/// From the middle of a line of a name down to where its letters stand, in parts of its size.
const NAME_BASELINE: f64 = 0.36;
const NAME_MARGIN: f64 = 8.0;
/// The stripe in its family's colour that stands before the name.
const NAME_STRIPE: f64 = 8.0;
/// The title of a container that is wider than this stands in the middle, where the way comes in:
/// at its left end it would seldom be in view.
const HEAD_WIDTH_MAX: f64 = 720.0;

/// The outline of a node whose upper left corner is at 0, 0, as the `d` of an SVG path.
pub fn outline(kind: NodeKind, rect: Rect) -> String {
    outline_at(kind, Rect { x: 0.0, y: 0.0, ..rect })
}

/// The outline of a node where it is.
pub fn outline_at(kind: NodeKind, rect: Rect) -> String {
    let half = rect.width.min(rect.height) / 2.0;
    match kind {
        NodeKind::Choice => cut(rect, CUT.min(half)),
        NodeKind::Start | NodeKind::End => round(rect, half),
        NodeKind::Succeed | NodeKind::Fail => round(rect, END_RADIUS.min(half)),
        NodeKind::Pass | NodeKind::Task | NodeKind::Wait | NodeKind::Parallel | NodeKind::Map => {
            round(rect, CARD_RADIUS.min(half))
        }
    }
}

/// A collapsed Parallel or Map has the edge of another card behind it; `None` for other nodes.
pub fn edge_behind(node: &Node) -> Option<String> {
    let is_stack = matches!(node.kind, NodeKind::Parallel | NodeKind::Map);
    let (right, bottom, radius) = (node.rect.width, node.rect.height, CARD_RADIUS);
    let (outer, below) = (right + 4.0, bottom + 4.0);
    is_stack.then(|| {
        format!(
            "M{outer} {radius}V{}Q{outer} {below} {} {below}H{radius}",
            below - radius,
            outer - radius,
        )
    })
}

/// Where the tile stands, from the node's upper left corner.
pub fn tile(rect: Rect) -> Rect {
    let y = (rect.height - TILE) / 2.0;
    Rect { x: TILE_GAP, y, width: TILE, height: TILE }
}

/// Where the lines of title and subtitle begin, from the node's upper left corner.
pub fn lines(node: &Node) -> Vec<Point> {
    let n_lines = node.title.len() + usize::from(node.subtitle.is_some());
    let x = TILE_GAP + TILE + TILE_GAP;
    let first = node.rect.height / 2.0 - LINE_HEIGHT * (n_lines.saturating_sub(1)) as f64 / 2.0;
    (0..n_lines).map(|n| Point::new(x, first + LINE_HEIGHT * n as f64 + BASELINE)).collect()
}

/// The name in letters that can be read from afar, in one or two lines as there is room: the size of
/// its letters, and of each line the middle of where they stand.
pub fn name_lines(name: &str, rect: Rect) -> (f64, Vec<(String, Point)>) {
    let room = rect.width - 2.0 * NAME_MARGIN - NAME_STRIPE;
    let (size, lines) = match fit(name, NAME_SIZE, room) {
        whole if whole == name => (NAME_SIZE, vec![whole]),
        _ if 2.0 * NAME_LINE_HEIGHT <= rect.height => {
            (NAME_SIZE_OF_TWO, two_lines(name, NAME_SIZE_OF_TWO, room))
        }
        cut => (NAME_SIZE, vec![cut]),
    };
    let first = rect.height / 2.0 - NAME_LINE_HEIGHT * (lines.len() as f64 - 1.0) / 2.0;
    let (middle, down) = ((rect.width + NAME_STRIPE) / 2.0, NAME_BASELINE * size);
    let place = |n: usize| Point::new(middle, first + NAME_LINE_HEIGHT * n as f64 + down);
    (size, lines.into_iter().enumerate().map(|(n, line)| (line, place(n))).collect())
}

/// How far from a container's left side its icon and title begin.
pub fn head_indent(header: Rect, title: &str) -> f64 {
    if header.width <= HEAD_WIDTH_MAX {
        return 12.0;
    }
    ((header.width - text_width(title, TITLE_SIZE)) / 2.0 - 22.0).max(12.0)
}

fn round(rect: Rect, radius: f64) -> String {
    let [x, y, right, bottom] = sides(rect);
    let r = short(radius);
    let [left_in, top_in] = [short(rect.x + radius), short(rect.y + radius)];
    let [right_in, bottom_in] = [short(rect.right() - radius), short(rect.bottom() - radius)];
    format!(
        "M{left_in} {y}H{right_in}A{r} {r} 0 0 1 {right} {top_in}V{bottom_in}A{r} {r} 0 0 1 \
         {right_in} {bottom}H{left_in}A{r} {r} 0 0 1 {x} {bottom_in}V{top_in}A{r} {r} 0 0 1 \
         {left_in} {y}z"
    )
}

fn cut(rect: Rect, cut: f64) -> String {
    let [x, y, right, bottom] = sides(rect);
    let [left_in, top_in] = [short(rect.x + cut), short(rect.y + cut)];
    let [right_in, bottom_in] = [short(rect.right() - cut), short(rect.bottom() - cut)];
    format!(
        "M{left_in} {y}H{right_in}L{right} {top_in}V{bottom_in}L{right_in} {bottom}H{left_in}L{x} \
         {bottom_in}V{top_in}z"
    )
}

fn sides(rect: Rect) -> [f64; 4] {
    [rect.x, rect.y, rect.right(), rect.bottom()].map(short)
}
