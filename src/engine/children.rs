//! What runs below a Parallel or Map, and what has come of it.

use super::event::MapStart;
use super::{EventId, FrameId};
use crate::value::Json;

/// The branches or iterations below a Parallel or Map.
#[derive(Clone, Debug, Default)]
pub(super) struct Children {
    pub results: Vec<Json>,
    pub n_done: usize,
    /// The frame of each that runs, by index of branch or item.
    running: Vec<Option<FrameId>>,
    n_running: usize,
    /// The next item to start; branches have all started.
    pub next: usize,
    pub max_concurrency: usize,
    pub map: Option<Box<MapStart>>,
    /// MapIterationStarted's predecessor: MapStateStarted, or the last inner event of the
    /// iteration that made room.
    pub room_made_by: EventId,
}

impl Children {
    /// Room for `n_children` results.
    pub fn new(n_children: usize) -> Children {
        Children {
            results: vec![Json::Null; n_children],
            running: vec![None; n_children],
            ..Children::default()
        }
    }

    /// Those that run, with their indexes, none of which does from now on.
    pub fn stop(&mut self) -> Vec<(usize, FrameId)> {
        self.n_running = 0;
        let running = self.running.iter_mut().enumerate();
        running.filter_map(|(index, child)| Some((index, child.take()?))).collect()
    }

    /// Whether another iteration can start.
    pub fn has_room(&self) -> bool {
        self.next < self.results.len()
            && (self.max_concurrency == 0 || self.n_running < self.max_concurrency)
    }

    pub fn is_done(&self) -> bool {
        self.n_done == self.results.len()
    }

    /// The frames of those that run, with their indexes, in order.
    pub fn running(&self) -> impl Iterator<Item = (usize, FrameId)> {
        self.running.iter().enumerate().filter_map(|(index, child)| Some((index, (*child)?)))
    }

    pub fn start(&mut self, index: usize, child: FrameId) {
        self.running[index] = Some(child);
        self.n_running += 1;
    }

    pub fn finish(&mut self, index: usize, result: Json) {
        if self.running[index].take().is_some() {
            self.n_running -= 1;
        }
        self.results[index] = result;
        self.n_done += 1;
    }
}
