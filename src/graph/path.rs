//! Corners into the `d` of an SVG path, rounded.

use std::fmt::Write;

use super::Point;

const RADIUS: f64 = 8.0;

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
