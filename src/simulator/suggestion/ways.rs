//! Which way on from a state ends well, without going round.

use std::collections::VecDeque;

use rustc_hash::FxHashSet;

use crate::asl::{StateKind, StateMachine, StateName, Target, Transition};
use crate::sort;

/// How far each state of a machine is from a good end.
pub(super) struct Ways<'m> {
    machine: &'m StateMachine,
    /// By the state's place; `None` where every way ends in a Fail state, or nowhere.
    to_end: Vec<Option<u32>>,
    /// States that may still be looked at in search of ways: enough for any machine of a sane size,
    /// and an end for a large one that is all Choices.
    room: usize,
}

impl<'m> Ways<'m> {
    pub fn of(machine: &'m StateMachine) -> Ways<'m> {
        let n_states = machine.states.len();
        let mut before = vec![Vec::new(); n_states];
        let mut to_end = vec![None; n_states];
        let mut next = VecDeque::new();
        for (place, state) in machine.states.values().enumerate() {
            for target in followers(machine, place) {
                before[target].push(place);
            }
            let ends = matches!(state.transition(), Some(Transition::End))
                || matches!(state.kind, StateKind::Succeed);
            if ends {
                to_end[place] = Some(0);
                next.push_back(place);
            }
        }
        while let Some(place) = next.pop_front() {
            for earlier in &before[place] {
                if to_end[*earlier].is_none() {
                    to_end[*earlier] = to_end[place].map(|steps| steps + 1);
                    next.push_back(*earlier);
                }
            }
        }
        Ways { machine, to_end, room: 10_000 + 20 * n_states }
    }

    /// How bad a way is: 0 for one that ends well without what was passed already, then those that
    /// go round, nearest to the end first, and last those that never end well.
    pub fn cost(&mut self, target: &Target, passed: &FxHashSet<StateName>) -> u32 {
        let Some(place) = self.machine.states.get_index_of(&target.name) else { return u32::MAX };
        let Some(to_end) = self.to_end[place] else { return u32::MAX };
        if self.ends_without(place, passed) { 0 } else { to_end + 1 }
    }

    fn ends_without(&mut self, from: usize, passed: &FxHashSet<StateName>) -> bool {
        let mut seen = FxHashSet::default();
        let mut rest = vec![from];
        while let Some(place) = rest.pop() {
            if self.room == 0 {
                return !passed.contains(self.name(from));
            }
            self.room -= 1;
            if passed.contains(self.name(place)) || !seen.insert(place) {
                continue;
            }
            if self.to_end[place] == Some(0) {
                return true;
            }
            let ends = |it: &usize| self.to_end[*it].is_some();
            let mut followers: Vec<usize> =
                followers(self.machine, place).into_iter().filter(ends).collect();
            // The nearest is looked at first.
            sort::by_key(&mut followers, |it| std::cmp::Reverse(self.to_end[*it]));
            rest.extend(followers);
        }
        false
    }

    fn name(&self, place: usize) -> &StateName {
        &self.machine.states[place].name
    }
}

/// The places of the states that may follow when nothing fails.
fn followers(machine: &StateMachine, place: usize) -> Vec<usize> {
    let state = &machine.states[place];
    let targets: Vec<&Target> = match &state.kind {
        StateKind::Choice(choice) => {
            choice.choices.iter().map(|rule| &rule.next).chain(&choice.default).collect()
        }
        _ => state.next(None).into_iter().collect(),
    };
    targets.into_iter().filter_map(|target| machine.states.get_index_of(&target.name)).collect()
}
