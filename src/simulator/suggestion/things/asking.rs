//! Asking about things: what is there, and whom it serves. Asking wants nothing.

use super::reading::N_ITEMS;
use super::{Id, Kind, Thing, Things};
use crate::value::Json;

impl Things {
    /// How many items there will be.
    pub fn count(&self, id: Id) -> Option<usize> {
        match self.get(id) {
            Thing::Known(Json::Array(items)) => Some(items.len()),
            Thing::Array(items) => Some(items.len()),
            Thing::Invented(need) if need.items.is_some() => Some(need.n_items),
            Thing::Invented(_) => Some(N_ITEMS),
            Thing::Layered(upper, lower, _) => match self.serves(*upper, Kind::Array) {
                true => self.count(*upper),
                false => self.count(*lower),
            },
            Thing::Unknown
            | Thing::Missing
            | Thing::Known(_)
            | Thing::Object(..)
            | Thing::List(_)
            | Thing::Text(_)
            | Thing::Parts(..) => None,
        }
    }

    /// Whether the field is surely there.
    pub fn has(&self, id: Id, name: &str) -> bool {
        let mut id = id;
        loop {
            return match self.get(id) {
                Thing::Known(value) => value.get(name).is_some(),
                Thing::Invented(need) => {
                    need.fields.get(name).is_some_and(|field| self.is_there(*field))
                }
                Thing::Object(fields, rest) => match (fields.contains_key(name), rest) {
                    (false, Some(rest)) => {
                        id = *rest;
                        continue;
                    }
                    (is_named, _) => is_named,
                },
                Thing::Layered(upper, lower, _) => self.has(*upper, name) || self.has(*lower, name),
                Thing::Unknown
                | Thing::Missing
                | Thing::Array(_)
                | Thing::List(_)
                | Thing::Text(_)
                | Thing::Parts(..) => false,
            };
        }
    }

    /// Whether anything is read of something made up.
    pub fn is_there(&self, id: Id) -> bool {
        match self.get(id) {
            Thing::Invented(need) => {
                !need.is_absent
                    && (need.is_wanted
                        || need.items.is_some()
                        || need.text.is_some()
                        || need.fields.values().any(|field| self.is_there(*field)))
            }
            Thing::Unknown | Thing::Missing => false,
            Thing::Layered(upper, lower, _) => self.is_there(*upper) || self.is_there(*lower),
            _ => true,
        }
    }

    /// Whether a thing as it is will do for a reader.
    pub fn serves(&self, id: Id, kind: Kind) -> bool {
        let is = |own: Kind| kind == Kind::Any || kind == own;
        match self.get(id) {
            Thing::Unknown => true,
            Thing::Missing => false,
            Thing::Known(value) => kind.takes(value),
            Thing::Invented(need) if !self.is_there(id) || need.is_absent => false,
            Thing::Invented(need) => match (&need.value, need.items, need.text) {
                (Some(value), _, _) => kind.takes(value),
                (None, Some(_), _) => is(Kind::Array),
                (None, None, Some(_)) => is(Kind::JsonText) || kind == Kind::Text,
                (None, None, None) if !need.fields.is_empty() => is(Kind::Object),
                (None, None, None) => need.kind == Kind::Any || is(need.kind),
            },
            Thing::Object(..) => is(Kind::Object),
            Thing::Array(_) | Thing::List(_) | Thing::Parts(..) => is(Kind::Array),
            Thing::Text(_) => is(Kind::JsonText) || kind == Kind::Text,
            Thing::Layered(upper, lower, _) => {
                self.serves(*upper, kind) || self.serves(*lower, kind)
            }
        }
    }

    /// The thing that a reader finds: through the layers down to the one that will do.
    pub fn found(&self, id: Id, kind: Kind) -> Id {
        match self.get(id) {
            Thing::Layered(upper, lower, _) => {
                let found = if self.serves(*upper, kind) { *upper } else { *lower };
                self.found(found, kind)
            }
            Thing::List(item) => self.found(*item, kind),
            _ => id,
        }
    }

    /// The value that a thing is known, or was decided, to have.
    pub fn decided(&self, id: Id) -> Option<&Json> {
        match self.get(id) {
            Thing::Known(value) => Some(value),
            Thing::Invented(need) => need.value.as_ref(),
            _ => None,
        }
    }
}
