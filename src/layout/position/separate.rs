//! Puts things as near as possible to where they want to be while they keep their distance.
//!
//! The method is that of Dwyer, Marriott and Stuckey, "Fast node overlap removal" (2005): from left
//! to right each thing is put where it wants to be; if that is too near to something on its left,
//! the two become a group that moves as one to the place that is best for all its members.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// `right` must be at least `gap` to the right of `left`.
#[derive(Clone, Copy, Debug)]
pub struct Constraint {
    pub left: usize,
    pub right: usize,
    pub gap: f64,
}

/// All n things in an order that agrees with the constraints.
pub fn left_to_right(n: usize, constraints: &[Constraint]) -> Vec<usize> {
    use super::super::adjacency::Adjacency;
    let right_of =
        Adjacency::new(n, constraints.iter().map(|constraint| (constraint.left, constraint.right)));
    let mut n_left = vec![0; n];
    constraints.iter().for_each(|constraint| n_left[constraint.right] += 1);
    let mut order: Vec<usize> = (0..n).filter(|&i| n_left[i] == 0).collect();
    let mut next = 0;
    while let Some(&i) = order.get(next) {
        next += 1;
        for &right in right_of.of(i) {
            n_left[right as usize] -= 1;
            if n_left[right as usize] == 0 {
                order.push(right as usize);
            }
        }
    }
    order
}

/// The places nearest to the wanted ones, by weight, that keep all constraints. `order` is that of
/// [`left_to_right`].
pub fn separate(
    order: &[usize],
    constraints: &[Constraint],
    wanted: &[f64],
    weights: &[f64],
) -> Vec<f64> {
    let mut incoming: Vec<Vec<u32>> = vec![Vec::new(); wanted.len()];
    for (i, constraint) in constraints.iter().enumerate() {
        incoming[constraint.right].push(i as u32);
    }
    let mut groups = Groups {
        constraints,
        groups: Vec::with_capacity(wanted.len()),
        group_of: vec![usize::MAX; wanted.len()],
        offset: vec![0.0; wanted.len()],
    };
    for &thing in order {
        groups.add(thing, wanted[thing], weights[thing], &incoming[thing]);
    }
    (0..wanted.len()).map(|thing| groups.x(thing)).collect()
}

struct Groups<'a> {
    constraints: &'a [Constraint],
    groups: Vec<Group>,
    group_of: Vec<usize>,
    /// Each thing's x against its group's.
    offset: Vec<f64>,
}

struct Group {
    x: f64,
    weight: f64,
    members: Vec<usize>,
    /// Constraints that may bind the group on its left, strongest first. A bound is given against
    /// the group's x plus `shift`, and may be stricter than what holds by now, never looser: what
    /// stands on the left only ever moves further to the left.
    bounds: BinaryHeap<Bound>,
    shift: f64,
}

#[derive(Clone, Copy)]
struct Bound {
    least: f64,
    constraint: u32,
}

impl Groups<'_> {
    fn x(&self, thing: usize) -> f64 {
        self.groups[self.group_of[thing]].x + self.offset[thing]
    }

    fn add(&mut self, thing: usize, wanted: f64, weight: f64, incoming: &[u32]) {
        let bound = |&constraint: &u32| {
            let Constraint { left, gap, .. } = self.constraints[constraint as usize];
            Bound { least: self.x(left) + gap, constraint }
        };
        let bounds = incoming.iter().map(bound).collect();
        let mut group = self.groups.len();
        self.groups.push(Group { x: wanted, weight, members: vec![thing], bounds, shift: 0.0 });
        self.group_of[thing] = group;
        while let Some(constraint) = self.strongest(group) {
            group = self.join(group, constraint);
        }
    }

    /// The constraint that the group breaks by most, if it breaks any.
    fn strongest(&mut self, group: usize) -> Option<Constraint> {
        loop {
            let bound = self.groups[group].bounds.pop()?;
            let constraint = self.constraints[bound.constraint as usize];
            if self.group_of[constraint.left] == group {
                continue;
            }
            let shift = self.groups[group].shift;
            let least = self.x(constraint.left) + constraint.gap - self.offset[constraint.right];
            let is_stale = least < bound.least - shift - 1e-9;
            if is_stale {
                let bound = Bound { least: least + shift, constraint: bound.constraint };
                self.groups[group].bounds.push(bound);
            } else if least > self.groups[group].x + 1e-9 {
                return Some(constraint);
            } else {
                self.groups[group].bounds.push(bound);
                return None;
            }
        }
    }

    /// Makes one group of `right` and the group on its left that the constraint names, the smaller
    /// being taken into the larger.
    fn join(&mut self, right: usize, constraint: Constraint) -> usize {
        let left = self.group_of[constraint.left];
        // What x the right group has against the left one once the constraint just holds.
        let apart = self.offset[constraint.left] + constraint.gap - self.offset[constraint.right];
        let is_left_larger = self.groups[left].members.len() >= self.groups[right].members.len();
        let (into, from, apart) =
            if is_left_larger { (left, right, apart) } else { (right, left, -apart) };
        let taken = std::mem::replace(
            &mut self.groups[from],
            Group {
                x: 0.0,
                weight: 0.0,
                members: Vec::new(),
                bounds: BinaryHeap::new(),
                shift: 0.0,
            },
        );
        for &member in &taken.members {
            self.group_of[member] = into;
            self.offset[member] += apart;
        }
        let group = &mut self.groups[into];
        let weight = group.weight + taken.weight;
        group.x = (group.x * group.weight + (taken.x - apart) * taken.weight) / weight;
        group.weight = weight;
        group.members.extend(taken.members);
        let shift = group.shift - taken.shift - apart;
        let moved = |bound: Bound| Bound { least: bound.least + shift, ..bound };
        if taken.bounds.len() <= group.bounds.len() {
            group.bounds.extend(taken.bounds.into_iter().map(moved));
        } else {
            // The larger heap stays as it is; the smaller one is brought into its frame.
            let smaller = std::mem::replace(&mut group.bounds, taken.bounds);
            let back = |bound: Bound| Bound { least: bound.least - shift, ..bound };
            group.bounds.extend(smaller.into_iter().map(back));
            group.shift -= shift;
        }
        into
    }
}

impl PartialEq for Bound {
    fn eq(&self, other: &Bound) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Bound {}

impl PartialOrd for Bound {
    fn partial_cmp(&self, other: &Bound) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Bound {
    fn cmp(&self, other: &Bound) -> Ordering {
        self.least.total_cmp(&other.least).then(self.constraint.cmp(&other.constraint))
    }
}
