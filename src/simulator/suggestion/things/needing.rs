//! Needing: what readers take, and what is decided so that conditions hold.

use super::{Id, Kind, Need, Thing, Things};

impl Things {
    /// Somebody reads this and takes such a value.
    pub fn want(&mut self, id: Id, kind: Kind) {
        match self.get(id) {
            Thing::Layered(upper, lower, _) => {
                let found = if self.serves(*upper, kind) { *upper } else { *lower };
                self.want(found, kind);
            }
            Thing::List(item) if kind == Kind::Array => self.want(*item, Kind::Any),
            Thing::List(item) => self.want(*item, kind),
            Thing::Invented(_) => {
                if kind == Kind::Array {
                    self.invented_item(id, None);
                }
                let is_closed = self.input_is_closed;
                let Some(need) = self.need_mut(id) else { return };
                if need.is_absent || (need.is_of_input && is_closed) {
                    return;
                }
                need.is_wanted = true;
                if need.kind == Kind::Any {
                    need.kind = kind;
                }
            }
            Thing::Unknown
            | Thing::Missing
            | Thing::Known(_)
            | Thing::Object(..)
            | Thing::Array(_)
            | Thing::Text(_)
            | Thing::Parts(..) => {}
        }
    }

    /// Decides for what is made up, so that it can be undone.
    pub fn decide(&mut self, id: Id, change: impl FnOnce(&mut Need)) {
        let Some(need) = self.need(id) else { return };
        if need.is_of_input && self.input_is_closed {
            return;
        }
        self.trail.push((id, need.clone()));
        if let Some(need) = self.need_mut(id) {
            need.is_wanted = true;
            change(need);
        }
    }

    /// A place in the trail to go back to.
    pub fn mark(&self) -> usize {
        self.trail.len()
    }

    pub fn undo(&mut self, mark: usize) {
        while self.trail.len() > mark {
            let (id, need) = self.trail.pop().expect("it was just seen to be longer");
            self.all[id.0 as usize] = Thing::Invented(Box::new(need));
        }
    }
}
