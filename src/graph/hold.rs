//! What keeps its place while a definition is written.
//!
//! A name that is half typed leads nowhere, and all that follows on it would leave its place for as
//! long as the typing takes. So states that nothing leads to hang, unseen, from the state whose way
//! on is open, or else from the one that is written before them, which is where they will belong.

use super::scope::Scope;

/// An unseen way between two nodes, by their indexes.
pub struct Hold {
    pub from: usize,
    pub to: usize,
    /// Whether it stands for a way that the definition has, but to a state that is not there.
    pub is_open: bool,
}

/// The fewest ways that make every state reached from the first node.
pub fn holds(scope: &Scope) -> Vec<Hold> {
    let n = scope.nodes.len();
    let mut ways_from: Vec<Vec<usize>> = vec![Vec::new(); n];
    let mut is_led_to = vec![false; n];
    for way in scope.ways.iter().filter(|way| way.from != way.to) {
        ways_from[way.from].push(way.to);
        is_led_to[way.to] = true;
    }
    let mut is_reached = vec![false; n];
    let reach = |from: usize, is_reached: &mut Vec<bool>| {
        let mut walk = vec![from];
        while let Some(node) = walk.pop() {
            if !std::mem::replace(&mut is_reached[node], true) {
                walk.extend(&ways_from[node]);
            }
        }
    };
    if n > 0 {
        reach(0, &mut is_reached);
    }
    let is_left = |node: &usize| scope.nodes[*node].state.is_some();
    if (0..n).filter(is_left).all(|node| is_reached[node]) {
        return Vec::new();
    }
    let mut open = scope.open.clone();
    let mut holds = Vec::new();
    // What only leads back to itself comes last: it may yet be reached from what nothing leads to.
    let (heads, rest): (Vec<usize>, Vec<usize>) =
        (0..n).filter(is_left).partition(|&node| !is_led_to[node]);
    for to in heads.into_iter().chain(rest) {
        if is_reached[to] {
            continue;
        }
        let nearest = |i: &usize| (open[*i] > to, open[*i].abs_diff(to));
        let usable = (0..open.len()).filter(|&i| is_reached[open[i]]);
        let from = usable.min_by_key(nearest).map(|i| open.remove(i));
        let before = (0..to).rev().find(|&node| is_reached[node]).unwrap_or(0);
        holds.push(Hold { from: from.unwrap_or(before), to, is_open: from.is_some() });
        reach(to, &mut is_reached);
    }
    holds
}
