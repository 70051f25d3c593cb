//! Lambda functions that receive from queues. The simulator says what is to be invoked; whoever can
//! run code (a sandbox of the page, a test) does so and tells how it ended.
//!
//! An invocation takes no virtual time: until it has ended, the clock stands.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{MessageId, Simulator};
use crate::services::FunctionResult;
use crate::time::Timestamp;
use crate::value::Json;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InvocationId(pub u64);

/// A function to be run with an event. Its code, handler and timeout are those of
/// [`World::function`](crate::services::World::function).
#[derive(Clone, Debug, PartialEq)]
pub struct Invocation {
    pub id: InvocationId,
    pub function: Arc<str>,
    pub event: Json,
    pub invoked_at: Timestamp,
    pub queue: Arc<str>,
    pub messages: Vec<MessageId>,
}

/// An invocation that has ended, as CloudWatch would keep it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvocationLog {
    pub function: Arc<str>,
    pub invoked_at: Timestamp,
    pub n_messages: usize,
    pub lines: Vec<String>,
    pub result: FunctionResult,
}

/// Invocations that are kept to be shown.
const LOGS_KEPT_MAX: usize = 100;

impl Simulator {
    /// What is to be run now, oldest first.
    pub fn invocations(&self) -> impl Iterator<Item = &Invocation> {
        self.invocations.values()
    }

    /// What has been run, oldest first.
    pub fn invocation_logs(&self) -> &[InvocationLog] {
        &self.invocation_logs
    }

    /// Gives functions the messages that they can receive now. A queue's next batch waits for the
    /// one before.
    pub(super) fn invoke_consumers(&mut self) {
        let consumers: Vec<_> = self
            .world
            .consumers()
            .map(|(queue, function)| (queue.clone(), function.clone()))
            .collect();
        for (queue, function) in consumers {
            let is_busy = self.invocations.values().any(|running| running.queue == queue);
            let messages = match is_busy {
                true => Vec::new(),
                false => self.world.receive_batch(&queue, self.clock.now),
            };
            if !messages.is_empty() {
                self.n_invocations += 1;
                let id = InvocationId(self.n_invocations);
                let event = self.world.lambda_event(&queue, &messages);
                let invoked_at = self.clock.now;
                let invocation = Invocation { id, function, event, invoked_at, queue, messages };
                self.invocations.insert(id, invocation);
            }
        }
    }

    /// When a function has something to receive that is hidden until then.
    pub(super) fn next_receivable(&self) -> Option<Timestamp> {
        let queues = self.world.consumers().map(|(queue, _)| queue);
        queues.filter_map(|queue| self.world.next_visible_at(queue, self.clock.now)).min()
    }

    pub(super) fn end_invocation(
        &mut self,
        id: InvocationId,
        result: FunctionResult,
        lines: Vec<String>,
    ) {
        let Some(ended) = self.invocations.remove(&id) else { return };
        self.world.settle_batch(&ended.queue, &ended.messages, &result, self.clock.now);
        if self.invocation_logs.len() == LOGS_KEPT_MAX {
            self.invocation_logs.remove(0);
        }
        self.invocation_logs.push(InvocationLog {
            function: ended.function,
            invoked_at: ended.invoked_at,
            n_messages: ended.messages.len(),
            lines,
            result,
        });
    }
}
