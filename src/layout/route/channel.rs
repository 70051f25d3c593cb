//! The horizontal lines between two rows: each gets a track, so that none lies on another and few
//! cross.

use super::super::rows::Ribbon;

/// Segments that end in one place, drawn as one line: it comes down at each of `tops`, runs along a
/// track and goes down at `bottom`.
#[derive(Clone, Debug)]
pub struct Net {
    pub tops: Vec<Top>,
    pub bottom: f64,
    pub ribbon: Option<Ribbon>,
}

/// Where a net begins, and how many edges begin there.
#[derive(Clone, Copy, Debug)]
pub struct Top {
    pub x: f64,
    pub n_edges: u32,
}

/// Pixels between two tracks, less where there are many.
const TRACK_GAP: f64 = 8.0;
const TRACKS_HEIGHT_MAX: f64 = 160.0;
/// Lines closer than this would look like one.
const CLEAR: f64 = 5.0;
/// Lines closer than this touch.
const TOUCH: f64 = 0.01;
/// What it costs if two nets lie on top of each other, in crossings.
const OVERLAY_COST: u64 = 10_000;

impl Net {
    fn left(&self) -> f64 {
        self.tops.iter().fold(self.bottom, |a, b| a.min(b.x))
    }

    fn right(&self) -> f64 {
        self.tops.iter().fold(self.bottom, |a, b| a.max(b.x))
    }

    /// Whether it needs no track.
    pub fn is_straight(&self) -> bool {
        self.left() == self.right()
    }

    /// What it costs, in pairs of edges that cross, to draw this net's horizontal line above that of
    /// the other: that line meets what comes down to the other, the other's line what goes down
    /// from here.
    fn cost_above(&self, other: &Net) -> u64 {
        let coming = other.tops.iter().map(|top| top.n_edges * self.n_edges_at(top.x));
        let going = self.n_edges() * other.n_edges_at(self.bottom);
        let is_one_ribbon = self.ribbon.is_some() && self.ribbon == other.ribbon;
        let clear = if is_one_ribbon { TOUCH } else { CLEAR / 2.0 };
        let is_over = other.tops.iter().any(|top| (top.x - self.bottom).abs() < clear);
        let overlay = if is_over { OVERLAY_COST } else { 0 };
        coming.map(u64::from).sum::<u64>() + u64::from(going) + overlay
    }

    fn n_edges(&self) -> u32 {
        self.tops.iter().map(|top| top.n_edges).sum()
    }

    /// How many edges run along the net's horizontal line at x.
    fn n_edges_at(&self, x: f64) -> u32 {
        let passes = |top: &&Top| {
            let (left, right) = (top.x.min(self.bottom), top.x.max(self.bottom));
            left - TOUCH < x && x < right + TOUCH
        };
        self.tops.iter().filter(passes).map(|top| top.n_edges).sum()
    }

    fn is_beside(&self, other: &Net) -> bool {
        self.right() + CLEAR <= other.left() || other.right() + CLEAR <= self.left()
    }
}

/// The track of each net, counted from above; straight nets get none. Then for each track its
/// distance from the first, in pixels.
pub fn tracks(nets: &[Net]) -> (Vec<Option<usize>>, Vec<f64>) {
    let bent: Vec<usize> = (0..nets.len()).filter(|&i| !nets[i].is_straight()).collect();
    let mut tracks = vec![None; nets.len()];
    let mut n_tracks = 0;
    let mut drawn: Vec<usize> = Vec::with_capacity(bent.len());
    for i in from_above(nets, &bent) {
        let below = drawn.iter().filter(|&&j| !nets[j].is_beside(&nets[i]));
        let track = below.filter_map(|&j| tracks[j]).max().map_or(0, |track: usize| track + 1);
        tracks[i] = Some(track);
        n_tracks = n_tracks.max(track + 1);
        drawn.push(i);
    }
    let heights = heights(nets, &tracks, n_tracks);
    (tracks, heights)
}

/// How far each track is below the first: lines of one ribbon are near to each other.
fn heights(nets: &[Net], tracks: &[Option<usize>], n_tracks: usize) -> Vec<f64> {
    let mut ribbons: Vec<Option<Option<Ribbon>>> = vec![None; n_tracks];
    for (net, track) in nets.iter().zip(tracks) {
        let Some(track) = *track else { continue };
        let ribbon = ribbons[track].get_or_insert(net.ribbon);
        *ribbon = ribbon.filter(|ribbon| net.ribbon == Some(*ribbon));
    }
    let mut heights = vec![0.0; n_tracks.min(1)];
    let pitch = |pair: &[Option<Option<Ribbon>>]| match (pair[0].flatten(), pair[1].flatten()) {
        (Some(a), Some(b)) if a == b => Some(a.pitch),
        _ => None,
    };
    let n_gaps = ribbons.windows(2).filter(|pair| pitch(pair).is_none()).count();
    let gap = TRACK_GAP.min(TRACKS_HEIGHT_MAX / n_gaps.max(1) as f64);
    for (track, pair) in ribbons.windows(2).enumerate() {
        heights.push(heights[track] + pitch(pair).unwrap_or(gap));
    }
    heights
}

/// The nets in an order from above that crosses little: always the one next that costs least above
/// all that are left.
fn from_above(nets: &[Net], bent: &[usize]) -> Vec<usize> {
    // What it costs more to be drawn above the others that are left than below them.
    let mut cost = vec![0i64; bent.len()];
    let mut pairs: Vec<Vec<(usize, i64)>> = vec![Vec::new(); bent.len()];
    for a in 0..bent.len() {
        for b in a + 1..bent.len() {
            let (net, other) = (&nets[bent[a]], &nets[bent[b]]);
            if net.is_beside(other) {
                continue;
            }
            let excess = net.cost_above(other) as i64 - other.cost_above(net) as i64;
            // A net is held back by each other that it should be below of, whatever the others gain.
            let (held_a, held_b) = (excess.max(0), (-excess).max(0));
            cost[a] += held_a;
            cost[b] += held_b;
            pairs[a].push((b, held_b));
            pairs[b].push((a, held_a));
        }
    }
    let mut is_left = vec![true; bent.len()];
    let mut order = Vec::with_capacity(bent.len());
    while let Some(next) = (0..bent.len()).filter(|&i| is_left[i]).min_by_key(|&i| cost[i]) {
        is_left[next] = false;
        order.push(bent[next]);
        for &(other, held) in &pairs[next] {
            cost[other] -= held;
        }
    }
    order
}
