//! Swaps neighbours in a row wherever that takes crossings away.

use super::super::rows::Rows;
use crate::sort;

/// How often all rows are gone through; most drawings are done after two or three.
const ROUNDS_MAX: usize = 12;

/// Improves the order until a round changes nothing.
pub fn exchange(rows: &mut Rows) {
    let mut is_crossed: Vec<bool> = (0..rows.rows.len()).map(|row| is_crossed(rows, row)).collect();
    for _ in 0..ROUNDS_MAX {
        let mut is_changed = false;
        for row in 0..rows.rows.len() {
            let is_near = is_crossed[row] || (row > 0 && is_crossed[row - 1]);
            if is_near && exchange_in(rows, row) {
                is_changed = true;
                is_crossed[row] = self::is_crossed(rows, row);
                if row > 0 {
                    is_crossed[row - 1] = self::is_crossed(rows, row - 1);
                }
            }
        }
        if !is_changed {
            return;
        }
    }
}

/// Swaps neighbours of one row; tells whether it did.
fn exchange_in(rows: &mut Rows, row: usize) -> bool {
    let mut is_changed = false;
    for place in 1..rows.rows[row].len() {
        let (a, b) = (rows.rows[row][place - 1], rows.rows[row][place]);
        let (now, then) = crossings_of_pair(rows, a, b);
        if then < now {
            rows.rows[row].swap(place - 1, place);
            rows.items[a as usize].place = place as u32;
            rows.items[b as usize].place = place as u32 - 1;
            is_changed = true;
        }
    }
    if is_changed {
        sort_around(rows, row);
    }
    is_changed
}

/// Brings the segment lists of the neighbouring rows into the new order.
fn sort_around(rows: &mut Rows, row: usize) {
    let (items, segments) = (&rows.items, &rows.segments);
    let place = |item: u32| items[item as usize].place;
    if let Some(above) = row.checked_sub(1) {
        for &item in &rows.rows[above] {
            let list = rows.downward.of_mut(item as usize);
            sort::by_key(list, |&s| place(segments[s as usize].lower));
        }
    }
    for &item in rows.rows.get(row + 1).into_iter().flatten() {
        let list = rows.upward.of_mut(item as usize);
        sort::by_key(list, |&s| place(segments[s as usize].upper));
    }
}

/// Crossings between the segments of two neighbours as they stand, and if they changed places.
fn crossings_of_pair(rows: &Rows, a: u32, b: u32) -> (u64, u64) {
    let ends_above = |item: u32| {
        rows.upward.of(item as usize).iter().map(|&s| {
            let segment = rows.segment(s);
            (rows.item(segment.upper).place, u64::from(segment.n_edges))
        })
    };
    let ends_below = |item: u32| {
        rows.downward.of(item as usize).iter().map(|&s| {
            let segment = rows.segment(s);
            (rows.item(segment.lower).place, u64::from(segment.n_edges))
        })
    };
    let (mut now, mut then) = (0, 0);
    let mut count = |x: (u32, u64), y: (u32, u64)| match x.0.cmp(&y.0) {
        std::cmp::Ordering::Greater => now += x.1 * y.1,
        std::cmp::Ordering::Less => then += x.1 * y.1,
        std::cmp::Ordering::Equal => {}
    };
    for x in ends_above(a) {
        ends_above(b).for_each(|y| count(x, y));
    }
    for x in ends_below(a) {
        ends_below(b).for_each(|y| count(x, y));
    }
    (now, then)
}

/// Whether any two segments cross between the row and the next.
fn is_crossed(rows: &Rows, row: usize) -> bool {
    let mut farthest = 0;
    let mut before_upper = 0;
    let mut upper = u32::MAX;
    rows.segments_below(row).any(|s| {
        let segment = rows.segment(s);
        let place = rows.item(segment.lower).place;
        if segment.upper != upper {
            upper = segment.upper;
            before_upper = farthest;
        }
        farthest = farthest.max(place);
        place < before_upper
    })
}
