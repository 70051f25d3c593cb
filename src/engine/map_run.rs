//! The Map Run of a distributed Map: child executions, each with a history of its own.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::frame::Pending;
use super::{EventId, Execution, Manifest, MapStart, Status};
use crate::time::Timestamp;
use crate::value::{Array, Json};

/// Child executions that run at once, whatever MaxConcurrency says.
pub(super) const DISTRIBUTED_CONCURRENCY_MAX: usize = 10_000;

/// A Map Run in progress.
#[derive(Clone, Debug)]
pub(super) struct MapRun {
    pub arn: Arc<str>,
    /// MapRunStarted's id, which also names the request of the ItemReader.
    pub id: EventId,
    /// What came before it: a redrive of the Map Run links there too.
    pub started_after: EventId,
    /// The Map's effective input and, unless an ItemReader brings them, its items.
    pub start: MapStart,
    pub tolerance: Tolerance,
    /// The ItemReader's request, while the world has not answered it.
    pub reading: Option<Box<Pending>>,
    /// The manifest that the ItemReader's object was, and how many of its files have been read.
    pub manifest: Option<Box<(Manifest, usize)>>,
    /// The items are there.
    pub has_items: bool,
    /// How many items have been given to child executions.
    pub n_taken: usize,
    /// In the order of their start; those that have ended stay.
    pub executions: Vec<Execution>,
    /// How many items each of them has.
    pub weights: Vec<usize>,
    /// Those that have not ended.
    pub running: BTreeSet<usize>,
    /// How many items have failed: all of a batch do with its execution.
    pub n_failed: usize,
    /// A ResultWriter's objects have been written.
    pub is_written: bool,
    /// Child executions that a redrive has still to start again.
    pub unsuccessful: Vec<usize>,
    /// When each running child execution goes on by itself.
    pub due: BTreeSet<(Timestamp, usize)>,
}

/// How many items may fail before the Map Run does.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tolerance {
    /// `ToleratedFailureCount`.
    pub count: Option<usize>,
    /// `ToleratedFailurePercentage`, 0 to 100.
    pub percentage: Option<f64>,
}

impl MapRun {
    pub fn items(&self) -> Option<&Arc<Array>> {
        self.start.items.as_array()
    }

    /// The child executions that have not ended.
    pub fn running(&self) -> impl Iterator<Item = (usize, &Execution)> {
        self.running.iter().map(|index| (*index, &self.executions[*index]))
    }

    pub fn n_items(&self) -> usize {
        self.items().map_or(0, |items| items.len())
    }

    pub fn has_room(&self) -> bool {
        let most = match self.start.max_concurrency {
            0 => DISTRIBUTED_CONCURRENCY_MAX,
            most => most.min(DISTRIBUTED_CONCURRENCY_MAX),
        };
        let has_more = self.n_taken < self.n_items() || !self.unsuccessful.is_empty();
        self.has_items && has_more && self.running.len() < most
    }

    pub fn is_done(&self) -> bool {
        self.has_items
            && self.n_taken == self.n_items()
            && self.running.is_empty()
            && self.unsuccessful.is_empty()
    }

    /// Whether more items have failed than may (developer guide, "Tolerated failure threshold for
    /// Distributed Map state"). Without a tolerance, one failure is enough.
    pub fn is_exceeded(&self) -> bool {
        if self.n_failed == 0 {
            return false;
        }
        let failed_percentage = self.n_failed as f64 * 100.0 / self.n_items().max(1) as f64;
        match (self.tolerance.count, self.tolerance.percentage) {
            (None, None) => true,
            (count, percentage) => {
                count.is_some_and(|count| self.n_failed > count)
                    || percentage.is_some_and(|percentage| failed_percentage > percentage)
            }
        }
    }

    /// Takes note of what a child execution's event led to.
    pub fn update(&mut self, index: usize, was_due: Option<Timestamp>) {
        if let Some(at) = was_due {
            self.due.remove(&(at, index));
        }
        let child = &self.executions[index];
        match child.status() {
            Status::Running => {
                if let Some(at) = child.due_at() {
                    self.due.insert((at, index));
                }
            }
            Status::Succeeded => {
                self.running.remove(&index);
            }
            Status::Failed | Status::TimedOut | Status::Aborted => {
                self.running.remove(&index);
                self.n_failed += self.weights[index];
            }
        }
    }

    /// The outputs of the child executions that succeeded, in the order of the items.
    pub fn outputs(&self) -> Json {
        Json::array(self.executions.iter().filter_map(|child| child.output().cloned()))
    }
}
