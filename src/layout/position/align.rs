//! Joins items of neighbouring rows to rigid columns, the most important segments first.

use std::cmp::Reverse;

use super::super::rows::{Role, Rows, SegmentKind};
use crate::sort;

/// The columns: which one an item is in, and its x against the column's.
pub struct Columns {
    pub n: usize,
    pub of_item: Vec<usize>,
    pub offset: Vec<f64>,
}

/// Aligns as many segments as stand free of each other. Aligned segments never cross, so columns
/// have a clear order from left to right.
pub fn align(rows: &Rows) -> Columns {
    let n = rows.items.len();
    let mut below: Vec<Option<u32>> = vec![None; n];
    let mut above: Vec<Option<u32>> = vec![None; n];
    for row in 0..rows.rows.len().saturating_sub(1) {
        let wishes = |s: &u32| rows.segment(*s).kind <= SegmentKind::Middle;
        let mut segments: Vec<u32> = rows.segments_below(row).filter(wishes).collect();
        // Where lanes join, it is the bus that goes straight on, not the label beside it.
        let is_bend = |item: u32| matches!(rows.item(item).role, Role::Bend(_));
        sort::by_key(&mut segments, |&s| {
            let segment = rows.segment(s);
            (segment.kind, !is_bend(segment.upper), Reverse(segment.n_edges))
        });
        let mut aligned: Vec<(u32, u32)> = Vec::new();
        for s in segments {
            let segment = rows.segment(s);
            let (upper, lower) = (segment.upper as usize, segment.lower as usize);
            let (a, b) = (rows.items[upper].place, rows.items[lower].place);
            let is_free = below[upper].is_none() && above[lower].is_none();
            if is_free && aligned.iter().all(|&(c, d)| (a < c) == (b < d)) {
                below[upper] = Some(s);
                above[lower] = Some(s);
                aligned.push((a, b));
            }
        }
    }
    // Rows are read downwards, so an item's column is known before that of the item below it.
    let mut columns = Columns { n: 0, of_item: vec![0; n], offset: vec![0.0; n] };
    for &item in rows.rows.iter().flatten() {
        let item = item as usize;
        match above[item].map(|s| rows.segment(s)) {
            Some(segment) => {
                let upper = segment.upper as usize;
                columns.of_item[item] = columns.of_item[upper];
                columns.offset[item] =
                    columns.offset[upper] + segment.upper_port - segment.lower_port;
            }
            None => {
                columns.of_item[item] = columns.n;
                columns.n += 1;
            }
        }
    }
    columns
}
