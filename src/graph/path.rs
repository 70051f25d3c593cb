//! Corners into the `d` of an SVG path, rounded.

use std::fmt::Write;

use super::{Point, Rect};

/// Of a rounded corner, in pixels.
pub const RADIUS: f64 = 8.0;
/// Dashes stay where they are when the beginning of a line is cut off: their pattern's length
/// divides this.
const DASHES: f64 = 20.0;

/// A path along the points with round corners.
pub fn rounded(points: &[Point]) -> String {
    let points = corners(points);
    let mut path = String::new();
    for (i, point) in points.iter().enumerate() {
        let neighbours =
            i.checked_sub(1).and_then(|before| points.get(before)).zip(points.get(i + 1));
        match neighbours {
            Some((before, after)) => round(&mut path, *before, *point, *after),
            None => command(&mut path, if i == 0 { "M" } else { "L" }, &[*point]),
        }
    }
    path
}

/// The points without those that lie on the line between their neighbours.
pub fn corners(points: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for &point in points {
        if kept.last().is_some_and(|last| distance(*last, point) < 0.01) {
            continue;
        }
        if let [.., a, b] = kept[..] {
            let is_on_line = ((b.x - a.x) * (point.y - b.y) - (b.y - a.y) * (point.x - b.x)).abs();
            if is_on_line < 0.01 {
                kept.pop();
            }
        }
        kept.push(point);
    }
    kept
}

/// The part of a line of horizontal and vertical pieces from where it comes into a box to where it
/// leaves it for good; empty when it never does.
pub fn clipped(points: &[Point], rect: Rect) -> Vec<Point> {
    let is_in = |line: &[Point]| {
        let (left, right) = (line[0].x.min(line[1].x), line[0].x.max(line[1].x));
        let (top, bottom) = (line[0].y.min(line[1].y), line[0].y.max(line[1].y));
        left <= rect.right() && rect.x <= right && top <= rect.bottom() && rect.y <= bottom
    };
    let mut lines = points.windows(2);
    let (Some(first), Some(last)) = (lines.position(is_in), points.windows(2).rposition(is_in))
    else {
        return Vec::new();
    };
    let inside = |point: Point| {
        let x = point.x.clamp(rect.x, rect.right());
        Point::new(x, point.y.clamp(rect.y, rect.bottom()))
    };
    let mut kept = points[first..last + 2].to_vec();
    let begin = kept[0];
    let cut = distance(begin, inside(begin));
    kept[0] = towards(begin, kept[1], (cut / DASHES).floor() * DASHES);
    let end = kept.len() - 1;
    kept[end] = inside(kept[end]);
    kept
}

fn round(path: &mut String, before: Point, corner: Point, after: Point) {
    let radius = RADIUS.min(distance(before, corner) / 2.0).min(distance(corner, after) / 2.0);
    command(path, "L", &[towards(corner, before, radius)]);
    command(path, "Q", &[corner, towards(corner, after, radius)]);
}

fn towards(from: Point, to: Point, length: f64) -> Point {
    let share = length / distance(from, to).max(length).max(0.001);
    Point::new(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share)
}

fn distance(a: Point, b: Point) -> f64 {
    // Not `hypot`, which may differ in its last bit from one platform to another.
    ((a.x - b.x).powi(2) + (a.y - b.y).powi(2)).sqrt()
}

fn command(path: &mut String, letter: &str, points: &[Point]) {
    path.push_str(letter);
    for (i, point) in points.iter().enumerate() {
        let separator = if i == 0 { "" } else { " " };
        write!(path, "{separator}{} {}", short(point.x), short(point.y))
            .expect("a String takes all that is written");
    }
}

/// A coordinate with at most one decimal.
pub fn short(x: f64) -> f64 {
    let rounded = (x * 10.0).round() / 10.0;
    // No minus zero in texts.
    if rounded == 0.0 { 0.0 } else { rounded }
}
