//! Variables: names that states assign, in scopes that nest as frames do.

use std::sync::Arc;

use super::event::Assigned;
use crate::value::{Entries, Json};

/// The variables of one frame. Inner frames read outer scopes; AWS rejects a definition that
/// assigns an outer name from within, and no outer state runs while an inner frame does, so a
/// frame can hold its outer scope as it was.
#[derive(Clone, Debug, Default)]
pub(super) struct Variables {
    own: Entries,
    outer: Option<Arc<Variables>>,
}

impl Variables {
    /// A scope of its own, which is the outer one as long as neither holds a variable.
    pub fn within(outer: &Arc<Variables>) -> Arc<Variables> {
        if outer.own.is_empty() && outer.outer.is_none() {
            return outer.clone();
        }
        Arc::new(Variables { own: Entries::default(), outer: Some(outer.clone()) })
    }

    pub fn get(&self, name: &str) -> Option<&Json> {
        match self.own.get(name) {
            Some(value) => Some(value),
            None => self.outer.as_ref()?.get(name),
        }
    }

    pub fn assign(&mut self, assigned: &Assigned) {
        for (name, value) in assigned {
            self.own.insert(name.clone(), value.clone());
        }
    }
}
