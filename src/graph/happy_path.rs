//! Which way through a graph is the one that a person would call the main one.

/// A way on from one node to another, by their indexes.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub from: usize,
    pub to: usize,
    /// Whether it is taken when all goes well: not the way to an error handler.
    pub is_regular: bool,
}

/// The steps from node 0 along the longest way that ends well, without going round in circles.
/// `is_failure` tells for each node whether a way over it ends badly.
pub fn happy_path(is_failure: &[bool], steps: &[Step]) -> Vec<bool> {
    let n = is_failure.len();
    let mut is_main = vec![false; steps.len()];
    let mut steps_of: Vec<Vec<usize>> = vec![Vec::new(); n];
    for (i, step) in steps.iter().enumerate().filter(|(_, step)| step.is_regular) {
        steps_of[step.from].push(i);
    }
    let mut best: Vec<Option<Best>> = vec![None; n];
    let mut is_seen = vec![false; n];
    let mut walk = if n == 0 { Vec::new() } else { vec![(0, 0)] };
    while let Some((node, i)) = walk.last_mut() {
        is_seen[*node] = true;
        match steps_of[*node].get(*i) {
            Some(&step) => {
                *i += 1;
                let to = steps[step].to;
                if !is_seen[to] {
                    walk.push((to, 0));
                }
            }
            None => {
                best[*node] = Some(Best::of(is_failure[*node], &steps_of[*node], steps, &best));
                walk.pop();
            }
        }
    }
    let mut node = 0;
    while let Some(step) = best.get(node).and_then(|best| (*best)?.step) {
        is_main[step] = true;
        node = steps[step].to;
    }
    is_main
}

/// How well a way goes on: ending well before ending badly, then the more nodes the better.
#[derive(Clone, Copy)]
struct Best {
    is_good: bool,
    length: usize,
    step: Option<usize>,
}

impl Best {
    fn of(is_failure: bool, onward: &[usize], steps: &[Step], best: &[Option<Best>]) -> Best {
        // What is not finished yet leads back to where the walk still is.
        let ways = onward.iter().filter_map(|&step| {
            let next = best[steps[step].to]?;
            let is_good = next.is_good && !is_failure;
            Some(Best { is_good, length: next.length + 1, step: Some(step) })
        });
        let better = |a: Best, b: Best| {
            if (b.is_good, b.length) > (a.is_good, a.length) { b } else { a }
        };
        // A node from which all ways lead back is no end.
        let end = Best { is_good: onward.is_empty() && !is_failure, length: 0, step: None };
        ways.reduce(better).unwrap_or(end)
    }
}
