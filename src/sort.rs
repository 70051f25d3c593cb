//! Sorting lists of anything by one routine.
//!
//! std's sort is written out anew, some six KB of wasm, for every type and every comparison it is
//! used with. Here each use is a loop for short lists, and the routine for long ones is there once.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Up to here, neighbours changing places is the fastest, as in std.
const SHORT_MAX: usize = 20;

/// Sorts by a comparison; equal items stay in their order.
pub fn by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    if items.len() > SHORT_MAX {
        return arrange(&mut Comparing { items, compare });
    }
    for last in 1..items.len() {
        let mut at = last;
        while at > 0 && compare(&items[at - 1], &items[at]).is_gt() {
            items.swap(at - 1, at);
            at -= 1;
        }
    }
}

/// Sorts by what `key` says of each item; equal items stay in their order.
pub fn by_key<T, K: Ord>(items: &mut [T], mut key: impl FnMut(&T) -> K) {
    by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts from the least to the greatest.
pub fn ascending<T: Ord>(items: &mut [T]) {
    by(items, T::cmp);
}

/// Collects into a map. `collect` would do so by std's sort.
pub fn into_map<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(pairs);
    map
}

/// Collects into a set. `collect` would do so by std's sort.
pub fn into_set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

/// A list, as all that the routine needs to know of it.
trait List {
    fn len(&self) -> usize;
    fn compare(&mut self, a: usize, b: usize) -> Ordering;
    fn swap(&mut self, a: usize, b: usize);
}

struct Comparing<'a, T, F> {
    items: &'a mut [T],
    compare: F,
}

impl<T, F: FnMut(&T, &T) -> Ordering> List for Comparing<'_, T, F> {
    fn len(&self) -> usize {
        self.items.len()
    }

    fn compare(&mut self, a: usize, b: usize) -> Ordering {
        (self.compare)(&self.items[a], &self.items[b])
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.items.swap(a, b);
    }
}

fn arrange(list: &mut dyn List) {
    let mut order: Vec<usize> = (0..list.len()).collect();
    order.sort_by(|a, b| list.compare(*a, *b));
    put_in(list, order);
}

/// `order` says for each place where the item is that belongs there. An item goes to its place, the
/// one that belongs where it was goes there, and so on, until the round is closed.
fn put_in(list: &mut dyn List, mut order: Vec<usize>) {
    for start in 0..order.len() {
        let mut place = start;
        loop {
            let from = std::mem::replace(&mut order[place], place);
            if from == start {
                break;
            }
            list.swap(place, from);
            place = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lists of any length, with equal keys in them, are sorted as std does.
    #[test]
    fn sorts_as_std_does() {
        let mut state = 1u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state >> 33
        };
        for n in 0..200 {
            let items: Vec<(u64, usize)> = (0..n).map(|i| (random() % 30, i)).collect();
            let (mut ours, mut theirs) = (items.clone(), items.clone());
            by_key(&mut ours, |(key, _)| *key);
            theirs.sort_by_key(|(key, _)| *key);
            assert_eq!(ours, theirs, "{items:?}");
            by(&mut ours, |a, b| b.1.cmp(&a.1));
            assert!(ours.iter().rev().eq(&items), "{ours:?}");
            ascending(&mut ours);
            theirs.sort();
            assert_eq!(ours, theirs);
        }
    }
}
