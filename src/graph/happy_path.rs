//! Which way through a scope is the one that a person would call the main one.

use super::scope::{Scope, Way};
use super::{EdgeKind, NodeKind};

/// The edges from the start along the longest way that ends well, without catchers and without
/// going round in circles.
pub fn happy_path(scope: &Scope) -> Vec<bool> {
    let mut best: Vec<Option<Best>> = vec![None; scope.nodes.len()];
    let mut is_seen = vec![false; scope.nodes.len()];
    let mut ways_of: Vec<Vec<usize>> = vec![Vec::new(); scope.nodes.len()];
    for (i, way) in scope.ways.iter().enumerate() {
        if !matches!(way.kind, EdgeKind::Catch(_)) {
            ways_of[way.from].push(i);
        }
    }
    let mut walk = vec![(0, 0)];
    if let Some(first) = is_seen.first_mut() {
        *first = true;
    } else {
        return Vec::new();
    }
    while let Some((node, i)) = walk.last_mut() {
        match ways_of[*node].get(*i) {
            Some(&way) => {
                *i += 1;
                let to = scope.ways[way].to;
                if !is_seen[to] {
                    is_seen[to] = true;
                    walk.push((to, 0));
                }
            }
            None => {
                best[*node] = Some(Best::of(scope, *node, &ways_of[*node], &best));
                walk.pop();
            }
        }
    }
    let mut is_main = vec![false; scope.ways.len()];
    let mut node = 0;
    while let Some(way) = best[node].and_then(|best| best.way) {
        is_main[way] = true;
        node = scope.ways[way].to;
    }
    is_main
}

/// How well a way goes on: ends well before ends badly, then the more states the better.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
struct Best {
    is_good: bool,
    length: usize,
    way: Option<usize>,
}

impl Best {
    fn of(scope: &Scope, node: usize, ways: &[usize], best: &[Option<Best>]) -> Best {
        let is_end = |way: &Way| scope.nodes[way.to].kind == NodeKind::End;
        let kind = scope.nodes[node].kind;
        // What is not finished yet leads back to where the walk still is.
        let onward = ways.iter().filter_map(|&i| {
            let next = best[scope.ways[i].to]?;
            let is_good = next.is_good && !(kind == NodeKind::Fail && is_end(&scope.ways[i]));
            Some(Best { is_good, length: next.length + 1, way: Some(i) })
        });
        let longer = |a: Best, b: Best| {
            if (b.is_good, b.length) > (a.is_good, a.length) { b } else { a }
        };
        onward.reduce(longer).unwrap_or(Best {
            is_good: ways.is_empty() && kind != NodeKind::Fail,
            length: 0,
            way: None,
        })
    }
}
