//! What a drawing is judged by: boxes, lines, and where they meet.

use signalbox::layout::{Layout, Point, Rect, Size};

/// Places where a horizontal line of one edge and a vertical one of another pass through each other.
pub fn n_crossings(drawn: &Layout) -> usize {
    let lines: Vec<(usize, Point, Point)> = drawn
        .edges
        .iter()
        .enumerate()
        .flat_map(|(i, edge)| edge.points.windows(2).map(move |line| (i, line[0], line[1])))
        .collect();
    let between = |x: f64, a: f64, b: f64| a.min(b) < x && x < a.max(b);
    let crosses = |a: &(usize, Point, Point), b: &(usize, Point, Point)| {
        a.0 != b.0 && between(b.1.x, a.1.x, a.2.x) && between(a.1.y, b.1.y, b.2.y)
    };
    lines.iter().map(|a| lines.iter().filter(|b| crosses(a, b)).count()).sum()
}

pub fn is_within(node: &Rect, size: Size) -> bool {
    node.x >= 0.0 && node.y >= 0.0 && node.right() <= size.width && node.bottom() <= size.height
}

pub fn overlap(a: &Rect, b: &Rect) -> bool {
    let apart = |a: f64, a_end: f64, b: f64, b_end: f64| a + 0.01 >= b_end || b + 0.01 >= a_end;
    !apart(a.x, a.right(), b.x, b.right()) && !apart(a.y, a.bottom(), b.y, b.bottom())
}

pub fn touches(node: &Rect, point: Point) -> bool {
    let grown = grown(node, 0.5);
    let inside = |x: f64, from: f64, to: f64| from <= x && x <= to;
    inside(point.x, grown.x, grown.right())
        && inside(point.y, grown.y, grown.bottom())
        && !passes(point, point, node)
}

/// Whether a horizontal or vertical line goes through the inside of a box.
pub fn passes(a: Point, b: Point, node: &Rect) -> bool {
    let inner = grown(node, -0.5);
    a.x.max(b.x) > inner.x
        && a.x.min(b.x) < inner.right()
        && a.y.max(b.y) > inner.y
        && a.y.min(b.y) < inner.bottom()
}

pub fn grown(rect: &Rect, by: f64) -> Rect {
    Rect {
        x: rect.x - by,
        y: rect.y - by,
        width: rect.width + 2.0 * by,
        height: rect.height + 2.0 * by,
    }
}
