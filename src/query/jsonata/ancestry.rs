//! Which step of a path a `%` means: it is sought backwards, one level for every name on the way.

use super::error::Fault;
use super::node::{Kind, Label, Node};

/// All `%` of an expression.
#[derive(Default)]
pub struct Ancestry {
    slots: Vec<Slot>,
}

struct Slot {
    label: Label,
    /// How many steps further back the parent is; 0 when it is found.
    level: usize,
}

impl Ancestry {
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    pub fn open(&mut self, label: Label) -> usize {
        self.slots.push(Slot { label, level: 1 });
        self.slots.len() - 1
    }

    /// Seeks the steps that the last step's `%` mean; gives those that are further out.
    pub fn resolve(&mut self, steps: &mut [Node]) -> Result<Vec<usize>, Fault> {
        let Some((last, before)) = steps.split_last_mut() else { return Ok(Vec::new()) };
        let mut unresolved = Vec::new();
        for slot in last.seeking.clone() {
            let mut n_left = before.len();
            while self.slots[slot].level > 0 {
                if n_left == 0 {
                    unresolved.push(slot);
                    break;
                }
                n_left -= 1;
                // Steps that bind a focus share their context, so they count as one.
                while n_left > 0
                    && before[n_left].step.focus.is_some()
                    && before[n_left - 1].step.focus.is_some()
                {
                    n_left -= 1;
                }
                self.seek(slot, &mut before[n_left])?;
            }
        }
        Ok(unresolved)
    }

    /// A `%` in a predicate means what the filtered step came from, or something further out.
    pub fn seek_in_predicate(&mut self, slot: usize, step: &mut Node) -> Result<(), Fault> {
        if self.slots[slot].level == 1 {
            return self.seek(slot, step);
        }
        self.slots[slot].level = self.slots[slot].level.saturating_sub(1);
        Ok(())
    }

    fn seek(&mut self, slot: usize, node: &mut Node) -> Result<(), Fault> {
        let (type_name, position) = (node.type_name(), node.position);
        match &mut node.kind {
            Kind::Name(_) | Kind::Wildcard => {
                let level = self.slots[slot].level.saturating_sub(1);
                self.slots[slot].level = level;
                if level == 0 {
                    match node.step.ancestor {
                        Some(ancestor) => self.slots[slot].label.set(ancestor),
                        None => node.step.ancestor = Some(self.slots[slot].label.symbol()),
                    }
                    node.step.tuple = true;
                }
            }
            Kind::Parent(_) => self.slots[slot].level += 1,
            Kind::Block { expressions, .. } => {
                if let Some(last) = expressions.last_mut() {
                    self.seek(slot, last)?;
                    node.step.tuple = true;
                }
            }
            Kind::Path { steps, .. } => {
                let mut backwards = steps.iter_mut().rev();
                if let Some(last) = backwards.next() {
                    self.seek(slot, last)?;
                }
                for step in backwards {
                    if self.slots[slot].level == 0 {
                        break;
                    }
                    self.seek(slot, step)?;
                }
                node.step.tuple = true;
            }
            _ => return Err(Fault::new("S0217").token(type_name).at(position)),
        }
        Ok(())
    }
}
