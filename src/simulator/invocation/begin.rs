//! How invocations begin: for queues and topics, for tasks, and anew after a reload.

use super::{INVOCATIONS_MAX, Invocation, InvocationId, Stage, Trigger};
use crate::services::{Call, Origin, function_name};
use crate::simulator::{RunId, Simulator};
use crate::time::{Duration, Timestamp};
use crate::value::Json;

impl Simulator {
    /// Gives functions what queues and topics have for them now.
    pub(in crate::simulator) fn invoke_consumers(&mut self) {
        let consumers: Vec<_> = self
            .world
            .consumers()
            .map(|(queue, function)| (queue.clone(), function.clone()))
            .collect();
        for (queue, function) in consumers {
            let messages = match self.invocations.len() < INVOCATIONS_MAX {
                true => self.world.receive_batch(&queue, self.clock.now),
                false => Vec::new(),
            };
            if let Some(first) = messages.first() {
                let event = self.world.lambda_event(&queue, &messages);
                let origin = self.world.queue(&queue).and_then(|queue| queue.message(*first));
                let origin = origin.and_then(|message| message.origin.clone());
                self.invoke(&function, event, Trigger::Queue { queue, messages }, origin);
            }
        }
        for delivery in self.world.take_deliveries() {
            if self.runs_functions && self.invocations.len() < INVOCATIONS_MAX {
                let trigger = Trigger::Topic { topic: delivery.topic };
                self.invoke(&delivery.function, delivery.event, trigger, delivery.origin);
            }
        }
    }

    /// When a function has something to receive that is hidden until then.
    pub(in crate::simulator) fn next_receivable(&self) -> Option<Timestamp> {
        let queues = self.world.consumers().map(|(queue, _)| queue);
        queues.filter_map(|queue| self.world.next_visible_at(queue, self.clock.now)).min()
    }

    /// Starts an invocation of a function. One that is not here, or has no code here, is not.
    pub(in crate::simulator) fn invoke(
        &mut self,
        function: &str,
        event: Json,
        trigger: Trigger,
        origin: Option<Origin>,
    ) {
        self.invoke_at(self.clock.now, function_name(function), event, trigger, origin, 0);
    }

    pub(super) fn invoke_at(
        &mut self,
        at: Timestamp,
        function: &str,
        event: Json,
        trigger: Trigger,
        origin: Option<Origin>,
        n_retries: u32,
    ) {
        let timeout = self.world.function(function).map(|function| function.settings.timeout);
        let timeout = timeout.filter(|timeout| *timeout > Duration::ZERO);
        self.n_invocations += 1;
        let id = InvocationId(self.n_invocations);
        let is_now = at <= self.clock.now;
        let invocation = Invocation {
            id,
            request_id: self.world.new_id().into(),
            function: function.into(),
            event,
            invoked_at: at,
            deadline: at + timeout.unwrap_or(Duration::from_secs(3)),
            trigger,
            stage: if is_now { Stage::Running } else { Stage::Asleep { until: at } },
            replies: Vec::new(),
            origin,
            n_retries,
        };
        self.invocations.insert(id, invocation);
    }

    /// Invokes the function that a task asks for, where its code can be run; whether it does, or
    /// does already.
    pub(in crate::simulator) fn invoke_for_task(&mut self, call: &Call) -> bool {
        if !self.runs_functions {
            return false;
        }
        let Some((function, event)) = self.world.invoked_by(call) else { return false };
        let (run, task) = (RunId(call.origin.run), call.origin.task.clone());
        let trigger = Trigger::Task { run, task };
        let is_running = self.invocations().any(|running| running.trigger == trigger);
        if !is_running {
            self.invoke(&function, event, trigger, Some(call.origin.clone()));
        }
        true
    }

    /// Invocations of a save: what was under way begins anew.
    pub(in crate::simulator) fn begin_invocations_anew(&mut self) {
        let now = self.clock.now;
        // Who waits for such a one invokes it again.
        self.invocations.retain(|_, it| !matches!(it.trigger, Trigger::Function { .. }));
        for invocation in self.invocations.values_mut() {
            if invocation.invoked_at <= now {
                let timeout = invocation.timeout();
                invocation.stage = Stage::Running;
                (invocation.invoked_at, invocation.deadline) = (now, now + timeout);
            }
        }
    }
}
