//! Lines that lead to the same node come together, and are one from there on. Which part of each is
//! its own is found here, so that a bus that a thousand states catch to is drawn once.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::path::RADIUS;
use super::{Edge, EdgeKind, Point};
use crate::sort;

/// Cuts the own part of every edge off where it joins another one's line.
pub fn part(edges: &mut [Edge]) {
    let mut groups: BTreeMap<(Arc<str>, bool), Vec<usize>> = BTreeMap::new();
    for (i, edge) in edges.iter().enumerate() {
        // What is drawn in another way is another line.
        let is_catch = matches!(edge.kind, EdgeKind::Catch(_));
        groups.entry((edge.to.clone(), is_catch)).or_default().push(i);
    }
    for mut group in groups.into_values() {
        // The longest is whole, and the others join it.
        sort::by(&mut group, |&a, &b| {
            length(&edges[b].points).total_cmp(&length(&edges[a].points))
        });
        let mut drawn = Lines::default();
        for i in group {
            let edge = &mut edges[i];
            edge.own = own(&edge.points, &drawn);
            edge.own.windows(2).for_each(|line| drawn.add(line[0], line[1]));
        }
    }
}

/// The points up to where all that follows is drawn already, and a little further, so that the
/// corner there is round.
fn own(points: &[Point], drawn: &Lines) -> Vec<Point> {
    let lines = points.windows(2).enumerate().rev();
    let Some((last, _)) = lines.into_iter().find(|(_, line)| !drawn.has(line[0], line[1])) else {
        return points.to_vec();
    };
    let mut own = points[..last + 2].to_vec();
    if let [corner, next, ..] = points[last + 1..] {
        let on = |from: f64, to: f64| from + (to - from).clamp(-RADIUS, RADIUS);
        own.push(Point::new(on(corner.x, next.x), on(corner.y, next.y)));
    }
    own
}

fn length(points: &[Point]) -> f64 {
    points
        .windows(2)
        .map(|line| (line[0].x - line[1].x).abs() + (line[0].y - line[1].y).abs())
        .sum()
}

/// Horizontal and vertical lines: by direction and place, the stretches along them.
#[derive(Default)]
struct Lines(BTreeMap<(bool, i64), Vec<(f64, f64)>>);

impl Lines {
    fn add(&mut self, a: Point, b: Point) {
        let (key, mut from, mut to) = stretch(a, b);
        let stretches = self.0.entry(key).or_default();
        stretches.retain(|&(begin, end)| {
            let is_apart = end < from || to < begin;
            if !is_apart {
                (from, to) = (from.min(begin), to.max(end));
            }
            is_apart
        });
        stretches.push((from, to));
    }

    fn has(&self, a: Point, b: Point) -> bool {
        let (key, from, to) = stretch(a, b);
        let stretches = self.0.get(&key).map_or(&[][..], |stretches| stretches);
        stretches.iter().any(|&(begin, end)| begin <= from && to <= end)
    }
}

/// A line as the place where it lies and the stretch that it covers there.
fn stretch(a: Point, b: Point) -> ((bool, i64), f64, f64) {
    // Places are told apart by a hundredth of a pixel.
    let place = |at: f64| (at * 100.0).round() as i64;
    match a.x == b.x {
        true => ((true, place(a.x)), a.y.min(b.y), a.y.max(b.y)),
        false => ((false, place(a.y)), a.x.min(b.x), a.x.max(b.x)),
    }
}
