//! Moves whole columns to where they cross least.
//!
//! The method is that of Bachmaier, Brandenburg, Brunner and Hübner, "Global k-level crossing
//! reduction" (2011): a node, or an edge with all its bends, is one block, and all blocks stand in
//! one order from left to right, which every row follows. So a long edge changes sides as a whole,
//! which a look at one row after the other never finds. Only blocks that cross something are tried,
//! each at every place there is.

use std::cmp::Ordering;

use super::super::rows::{Rows, Segment};
use crate::sort;

/// How often all crossed blocks are tried again.
const ROUNDS_MAX: usize = 8;
/// Pairs of blocks that are compared at most, so that a hopeless tangle does not take for ever.
const COMPARISONS_MAX: usize = 4_000_000;

/// Improves the order of the columns until no block finds a better place.
pub fn sift(rows: &mut Rows) {
    let mut crossed = crossed_columns(rows);
    if crossed.is_empty() {
        return;
    }
    let mut blocks = Blocks::of(rows);
    let mut n_comparisons = 0;
    for _ in 0..ROUNDS_MAX {
        let mut is_changed = false;
        for column in std::mem::take(&mut crossed) {
            if n_comparisons > COMPARISONS_MAX {
                break;
            }
            n_comparisons += blocks.order.len();
            is_changed |= blocks.sift(column as usize);
        }
        if !is_changed {
            return;
        }
        blocks.arrange(rows);
        crossed = crossed_columns(rows);
    }
}

/// The columns that the ends of crossing segments are in, each once.
fn crossed_columns(rows: &Rows) -> Vec<u32> {
    let mut columns = Vec::new();
    let column = |item: u32| rows.item(item).column;
    let place = |item: u32| rows.item(item).place;
    for row in 0..rows.rows.len() {
        let below: Vec<&Segment> = rows.segments_below(row).map(|s| rows.segment(s)).collect();
        // A segment is crossed if one that begins further left ends further right, or the reverse.
        let mut mark = |is_crossed: bool, segment: &Segment| {
            if is_crossed {
                columns.extend([column(segment.upper), column(segment.lower)]);
            }
        };
        let mut farthest = 0;
        for group in below.chunk_by(|a, b| a.upper == b.upper) {
            group.iter().for_each(|segment| mark(place(segment.lower) < farthest, segment));
            farthest = group.iter().map(|s| place(s.lower)).fold(farthest, u32::max);
        }
        let mut nearest = u32::MAX;
        for group in below.chunk_by(|a, b| a.upper == b.upper).rev() {
            group.iter().for_each(|segment| mark(place(segment.lower) > nearest, segment));
            nearest = group.iter().map(|s| place(s.lower)).fold(nearest, u32::min);
        }
    }
    sort::ascending(&mut columns);
    columns.dedup();
    columns
}

/// All columns as blocks, and their order.
struct Blocks {
    blocks: Vec<Block>,
    /// Columns from left to right, and where in that order each is.
    order: Vec<u32>,
    place: Vec<u32>,
}

/// What stands in one column: one item in each of some rows that follow each other.
#[derive(Default)]
struct Block {
    top: usize,
    /// For each of its rows but the last how many edges run straight on to the next.
    n_inside: Vec<u64>,
    n_rows: usize,
    /// Segments to items of other blocks that reach it from above, and that leave it downwards, by
    /// row.
    upward: Vec<Tie>,
    downward: Vec<Tie>,
}

/// A segment between two blocks, as the one sees it.
#[derive(Clone, Copy)]
struct Tie {
    /// The row of the block's own end.
    row: usize,
    other: u32,
    n_edges: u64,
}

impl Blocks {
    fn of(rows: &Rows) -> Blocks {
        let n = rows.items.iter().map(|item| item.column as usize + 1).max().unwrap_or(0);
        let mut blocks: Vec<Block> = Vec::new();
        blocks.resize_with(n, Block::default);
        for item in &rows.items {
            // Items are made row by row.
            let block = &mut blocks[item.column as usize];
            if block.n_rows == 0 {
                block.top = item.row as usize;
            }
            block.n_rows = item.row as usize - block.top + 1;
            block.n_inside.resize(block.n_rows - 1, 0);
        }
        for row in 0..rows.rows.len() {
            for s in rows.segments_below(row) {
                let segment = rows.segment(s);
                let n_edges = u64::from(segment.n_edges);
                let (upper, lower) =
                    (rows.item(segment.upper).column, rows.item(segment.lower).column);
                if upper == lower {
                    let block = &mut blocks[upper as usize];
                    block.n_inside[row - block.top] += n_edges;
                    continue;
                }
                blocks[upper as usize].downward.push(Tie { row, other: lower, n_edges });
                blocks[lower as usize].upward.push(Tie { row: row + 1, other: upper, n_edges });
            }
        }
        let order: Vec<u32> =
            (0..n as u32).filter(|&block| blocks[block as usize].n_rows > 0).collect();
        let mut blocks = Blocks { blocks, order, place: vec![0; n] };
        blocks.number();
        blocks
    }

    fn number(&mut self) {
        for (place, &block) in self.order.iter().enumerate() {
            self.place[block as usize] = place as u32;
        }
    }

    /// Moves a block to where it crosses least; tells whether it did.
    fn sift(&mut self, block: usize) -> bool {
        let here = self.place[block] as usize;
        let (mut best, mut least) = (here, 0);
        let mut change = 0;
        for place in here + 1..self.order.len() {
            change += self.change_by_swap(block, self.order[place] as usize, place);
            if change < least {
                (best, least) = (place, change);
            }
        }
        change = 0;
        for place in (0..here).rev() {
            change += self.change_by_swap(self.order[place] as usize, block, place);
            if change < least {
                (best, least) = (place, change);
            }
        }
        match best.cmp(&here) {
            Ordering::Equal => return false,
            Ordering::Greater => self.order[here..=best].rotate_left(1),
            Ordering::Less => self.order[best..=here].rotate_right(1),
        }
        self.number();
        true
    }

    /// How many crossings come, less those that go, if two neighbours at that place change sides.
    fn change_by_swap(&self, left: usize, right: usize, place: usize) -> i64 {
        let (a, b) = (&self.blocks[left], &self.blocks[right]);
        let first = a.top.max(b.top);
        let end = (a.top + a.n_rows).min(b.top + b.n_rows);
        if first >= end {
            return 0;
        }
        let place_of = |tie: &Tie| match tie.other as usize {
            other if other == left || other == right => place as u32,
            other => self.place[other],
        };
        let here = place as u32;
        let mut change = 0;
        let mut count = |a: u32, b: u32, n_pairs: u64| match a.cmp(&b) {
            Ordering::Less => change += n_pairs as i64,
            Ordering::Equal => {}
            Ordering::Greater => change -= n_pairs as i64,
        };
        let sides = [
            (&a.upward, &b.upward, Block::n_above as fn(&Block, usize) -> u64),
            (&a.downward, &b.downward, Block::n_below),
        ];
        for (of_a, of_b, n_inside) in sides {
            let (of_a, of_b) = (between(of_a, first, end), between(of_b, first, end));
            for x in of_a {
                count(place_of(x), here, x.n_edges * n_inside(b, x.row));
                for y in between(of_b, x.row, x.row + 1) {
                    count(place_of(x), place_of(y), x.n_edges * y.n_edges);
                }
            }
            for y in of_b {
                count(here, place_of(y), n_inside(a, y.row) * y.n_edges);
            }
        }
        change
    }

    /// Sets the rows in the order of the blocks.
    fn arrange(&self, rows: &mut Rows) {
        let Rows { rows: all, items, .. } = rows;
        for row in &mut *all {
            // std's own: rows are long, and sorted again for each try.
            row.sort_by_key(|&item| self.place[items[item as usize].column as usize]);
        }
        rows.sort_segments();
    }
}

impl Block {
    /// How many edges run from the block's item in the row above straight on to that in the row.
    fn n_above(&self, row: usize) -> u64 {
        (row - self.top).checked_sub(1).map_or(0, |above| self.n_inside[above])
    }

    /// How many edges run from the block's item in the row straight on to that in the next.
    fn n_below(&self, row: usize) -> u64 {
        self.n_inside.get(row - self.top).copied().unwrap_or(0)
    }
}

/// The ties in rows from `first` to before `end`.
fn between(ties: &[Tie], first: usize, end: usize) -> &[Tie] {
    let start = ties.partition_point(|tie| tie.row < first);
    let n = ties[start..].partition_point(|tie| tie.row < end);
    &ties[start..start + n]
}
