//! The bounds of an evaluation: steps, depth and memory, and what is said when one is reached.

use super::Evaluator;
use crate::query::jsonata::Dialect;
use crate::query::jsonata::error::{ErrorKind, Fault};
use crate::query::jsonata::value::Value;

/// How deep a value may nest; whatever walks values recurses, within a browser's stack.
const VALUE_DEPTH_MAX: u32 = 300;

impl Evaluator<'_> {
    /// Begins the evaluation of a node. A failure ends everything, so nobody leaves then.
    pub(super) fn enter(&self) -> Result<(), Fault> {
        let depth = self.depth.get() + 1;
        if depth > self.environment.limits.depth {
            return Err(self.stack_overflow(depth));
        }
        self.depth.set(depth);
        self.step(1)
    }

    pub(super) fn leave(&self) {
        self.depth.set(self.depth.get() - 1);
    }

    /// Counts as [`eval`](Self::eval) does so many nodes that have no parts.
    pub(super) fn visit_leaves(&self, n: u64) -> Result<(), Fault> {
        let depth = self.depth.get() + 1;
        if depth > self.environment.limits.depth {
            return Err(self.stack_overflow(depth));
        }
        self.step(n)
    }

    /// Counts work; an evaluation ends when its budget is used up.
    pub fn step(&self, n: u64) -> Result<(), Fault> {
        match self.steps_left.get().checked_sub(n) {
            Some(left) => {
                self.steps_left.set(left);
                Ok(())
            }
            None => Err(self.out_of_steps()),
        }
    }

    /// Lends the budget of steps to work that counts for itself.
    pub fn with_steps<T, E>(
        &self,
        work: impl FnOnce(&mut u64) -> Result<T, E>,
    ) -> Result<T, Fault> {
        let mut left = self.steps_left.get();
        let result = work(&mut left).map_err(|_| self.out_of_steps());
        self.steps_left.set(left);
        result
    }

    /// Fails when a value of so many bytes is more than may be held.
    pub fn check_memory(&self, n_bytes: usize) -> Result<(), Fault> {
        if n_bytes > self.environment.limits.memory_bytes {
            return Err(self.out_of_memory());
        }
        Ok(())
    }

    pub(super) fn check_value(&self, value: &Value) -> Result<(), Fault> {
        if value.depth() > VALUE_DEPTH_MAX {
            return Err(self.out_of_memory());
        }
        self.check_memory(value.n_bytes())
    }

    fn limit(&self, message: String) -> Fault {
        let code = (self.dialect() == Dialect::Official).then_some("U1001");
        Fault::with_message(ErrorKind::Limit, code, message)
    }

    fn out_of_memory(&self) -> Fault {
        self.limit(
            "Expression evaluation memory limit exceeded: Check for excessive memory usage".into(),
        )
    }

    fn out_of_steps(&self) -> Fault {
        // A recursion that needs no stack ends here; it is reported as one that does.
        if self.n_tail_calls.get() > u64::from(self.environment.limits.depth) {
            return self.stack_overflow(self.environment.limits.depth + 1);
        }
        self.limit("Expression evaluation timeout: Check for infinite loop".into())
    }

    pub(super) fn stack_overflow(&self, depth: u32) -> Fault {
        let max = self.environment.limits.depth;
        self.limit(format!(
            "Stack overflow error: Check for non-terminating recursive function. \
             Consider rewriting as tail-recursive. Depth={depth} max={max}"
        ))
    }
}
