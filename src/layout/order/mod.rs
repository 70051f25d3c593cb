//! Stage 3: each row is set from left to right, so that few edges cross.
//!
//! [`columns`] proposes an order from the structure of the graph, [`weave`] builds the rows by it;
//! where edges cross then, [`sift`] moves whole columns and [`exchange`] swaps neighbours in a row,
//! each for as long as that takes crossings away.

mod columns;
mod dominators;
mod exchange;
mod meeting;
mod range_max;
mod sift;
mod weave;

use super::Diagram;
use super::acyclic::Flow;
use super::rank::Ranks;
use super::rows::{Rows, Segment, SegmentKind};

/// Where more segments than this come together, what is below need not stand under their middle.
const FEW: usize = 9;

/// Builds the rows and orders them.
pub fn order(diagram: &Diagram, flow: &Flow, ranks: &Ranks) -> Rows {
    let columns = columns::columns(diagram, flow);
    let mut rows = weave::weave(diagram, flow, ranks, &columns);
    sift::sift(&mut rows);
    exchange::exchange(&mut rows);
    mark_middle(&mut rows);
    rows
}

/// Tells the segments that run straight wherever they can.
fn mark_middle(rows: &mut Rows) {
    for i in 0..rows.segments.len() {
        let Segment { upper, lower, kind, .. } = rows.segments[i];
        let only = |list: &[u32]| list.len() == 1;
        let (below, above) = (rows.downward.of(upper as usize), rows.upward.of(lower as usize));
        let is_middle = match kind {
            SegmentKind::Ordinary if above.len() > FEW => false,
            SegmentKind::Ordinary => {
                is_middle_of(rows, below, i as u32) && is_middle_of(rows, above, i as u32)
            }
            SegmentKind::Catch => only(below) && only(above),
            SegmentKind::Body
            | SegmentKind::Main
            | SegmentKind::Lane
            | SegmentKind::Middle
            | SegmentKind::Back
            | SegmentKind::Fringe => false,
        };
        if is_middle {
            rows.segments[i].kind = SegmentKind::Middle;
        }
    }
}

/// Whether as many ordinary segments are on the left of this one as on its right.
fn is_middle_of(rows: &Rows, segments: &[u32], segment: u32) -> bool {
    let ordinary =
        |s: &&u32| !matches!(rows.segment(**s).kind, SegmentKind::Catch | SegmentKind::Back);
    let n_left = segments.iter().take_while(|&&s| s != segment).filter(ordinary).count();
    2 * n_left + 1 == segments.iter().filter(ordinary).count()
}
