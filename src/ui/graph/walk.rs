//! Where keys lead from a state: along the lines, beside them, into containers and out again.

use super::plan::{Plan, Stop};
use crate::graph::Direction;
use crate::sort;

/// A step of the walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Along a line, from an open container into it.
    Onward,
    /// Against a line, from the first state of a container to the container.
    Backward,
    /// To the nearest state on that side.
    Before,
    After,
    /// To the container around.
    Out,
    First,
    Last,
}

impl Step {
    /// What a key means where lines run in that direction.
    pub fn of_key(key: &str, direction: Direction) -> Option<Step> {
        let is_down = direction == Direction::Down;
        Some(match key {
            "ArrowDown" if is_down => Step::Onward,
            "ArrowUp" if is_down => Step::Backward,
            "ArrowLeft" if is_down => Step::Before,
            "ArrowRight" if is_down => Step::After,
            "ArrowRight" => Step::Onward,
            "ArrowLeft" => Step::Backward,
            "ArrowUp" => Step::Before,
            "ArrowDown" => Step::After,
            "Escape" | "Backspace" => Step::Out,
            "Home" => Step::First,
            "End" => Step::Last,
            _ => return None,
        })
    }
}

/// The stop that a step leads to.
pub fn walk(plan: &Plan, from: Stop, step: Step) -> Option<Stop> {
    match step {
        Step::Onward => inward(plan, from).or_else(|| along(plan, from, Way::Onward)),
        Step::Backward => along(plan, from, Way::Backward).or_else(|| plan.outer(from)),
        Step::Before => beside(plan, from, -1.0),
        Step::After => beside(plan, from, 1.0),
        Step::Out => plan.outer(from),
        Step::First => plan.first(),
        Step::Last => plan.inside(None).last().copied(),
    }
}

fn inward(plan: &Plan, from: Stop) -> Option<Stop> {
    match from {
        Stop::Node(_) => None,
        Stop::Container(_) => plan.within(from).first().copied(),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Way {
    Onward,
    Backward,
}

fn along(plan: &Plan, from: Stop, way: Way) -> Option<Stop> {
    // Out of a container's last state the way goes on from the container itself.
    let outward =
        std::iter::successors(Some(from), |stop| plan.outer(*stop).filter(|_| way == Way::Onward));
    outward.filter_map(|stop| plan.id(stop)).find_map(|id| {
        let edges = match way {
            Way::Onward => plan.leaving(id),
            Way::Backward => plan.reaching(id),
        };
        let all = edges.iter().map(|index| &plan.drawing.edges[*index]);
        // The main way first, then as they are written; Start and End are signs, no stops.
        let mut ranked: Vec<_> = all.collect();
        sort::by_key(&mut ranked, |edge| (edge.is_back, !edge.is_main));
        ranked.into_iter().find_map(|edge| {
            let end = if way == Way::Onward { &edge.to } else { &edge.from };
            plan.by_id(end).filter(|stop| plan.name(*stop).is_some())
        })
    })
}

fn beside(plan: &Plan, from: Stop, side: f64) -> Option<Stop> {
    let is_down = plan.view.direction == Direction::Down;
    let place = |stop: Stop| {
        // A container is beside what its head is beside.
        let center = plan.face(stop).center();
        if is_down { (center.x, center.y) } else { (center.y, center.x) }
    };
    let here = place(from);
    let distance = |stop: Stop| {
        let there = place(stop);
        let (across, along) = ((there.0 - here.0) * side, (there.1 - here.1).abs());
        // Rather a little further in the same row than near but far above or below.
        (across > 1.0).then_some(across + 3.0 * along)
    };
    let stops = plan.beside(from);
    let others = stops.into_iter().filter(|stop| *stop != from);
    others
        .filter_map(|stop| Some((distance(stop)?, stop)))
        .min_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, stop)| stop)
}
