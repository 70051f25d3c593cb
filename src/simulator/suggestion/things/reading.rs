//! Reading things: what a field, an item or a JSON text gives, and what is made up for it.

use std::sync::Arc;

use super::{Fields, Id, Kind, MISSING, Need, Thing, Things, UNKNOWN};
use crate::value::Json;

/// Expressions that are read at most, parts of them counted: far more than a definition has, unless
/// conditions within conditions make each other be read again and again.
const READS_MAX: u32 = 500_000;
/// And how deep within each other.
const WITHIN_MAX: u32 = 100;

/// Items of an array that is made up.
pub(super) const N_ITEMS: usize = 2;
/// However high an index is.
const N_ITEMS_MAX: usize = 20;

impl Things {
    /// Counts a reading within others; whether there may be more.
    pub fn goes_in(&mut self) -> bool {
        self.n_reads += 1;
        self.n_within += 1;
        self.n_reads <= READS_MAX && self.n_within <= WITHIN_MAX
    }

    pub fn comes_out(&mut self) {
        self.n_within = self.n_within.saturating_sub(1);
    }

    /// A field. Asking alone wants nothing.
    pub fn field(&mut self, id: Id, name: &Arc<str>) -> Id {
        let mut id = id;
        loop {
            return match self.get(id) {
                Thing::Unknown => UNKNOWN,
                Thing::Missing | Thing::Text(_) | Thing::Parts(..) => MISSING,
                Thing::Known(Json::Array(items)) => match items.iter().next().cloned() {
                    Some(item) => {
                        id = self.known(item);
                        continue;
                    }
                    None => MISSING,
                },
                Thing::Known(value) => match value.get(name).cloned() {
                    Some(value) => self.known(value),
                    None => MISSING,
                },
                // A path of JSONata goes on into each item.
                Thing::Invented(need) => match (need.items, need.fields.get(name)) {
                    (Some(items), _) => {
                        id = items;
                        continue;
                    }
                    (None, Some(field)) => *field,
                    (None, None) => self.new_field(id, name),
                },
                Thing::Object(fields, rest) => match (fields.get(name), rest) {
                    (Some(field), _) => *field,
                    (None, None) => MISSING,
                    (None, Some(rest)) => {
                        id = *rest;
                        continue;
                    }
                },
                Thing::Array(items) => match items.first() {
                    Some(item) => {
                        id = *item;
                        continue;
                    }
                    None => MISSING,
                },
                Thing::List(item) => {
                    let field = self.field(*item, name);
                    self.add(Thing::List(field))
                }
                Thing::Layered(upper, lower, _) => {
                    let (upper, lower) = (*upper, *lower);
                    if !self.has(upper, name) {
                        id = lower;
                        continue;
                    }
                    let (upper, lower) = (self.field(upper, name), self.field(lower, name));
                    self.layered(upper, lower)
                }
            };
        }
    }

    fn new_field(&mut self, id: Id, name: &Arc<str>) -> Id {
        let Some(need) = self.need(id) else { return UNKNOWN };
        let field = Need {
            name: name.clone(),
            within: need.name.clone(),
            depth: need.depth + 1,
            is_of_input: need.is_of_input,
            ..Need::default()
        };
        let field = self.invent(field);
        if let Some(need) = self.need_mut(id) {
            need.fields.insert(name.clone(), field);
        }
        field
    }

    /// An item of an array, by its index where one is asked for.
    pub fn item(&mut self, id: Id, index: Option<usize>) -> Id {
        match self.get(id) {
            Thing::Unknown => UNKNOWN,
            Thing::Missing => MISSING,
            Thing::Known(Json::Array(items)) => {
                match items.get(index.unwrap_or(0)).or(items.first()).cloned() {
                    Some(item) => self.known(item),
                    None => MISSING,
                }
            }
            // JSONata takes a value for an array of one.
            Thing::Known(_) | Thing::Object(..) | Thing::Text(_) => id,
            Thing::Invented(_) => self.invented_item(id, index),
            Thing::Parts(text, separator) => {
                let (text, separator) = (*text, separator.clone());
                self.want_parts(text, separator, index.unwrap_or(0) + 1);
                UNKNOWN
            }
            Thing::Array(items) => {
                items.get(index.unwrap_or(0)).or(items.first()).copied().unwrap_or(MISSING)
            }
            Thing::List(item) => *item,
            Thing::Layered(upper, lower, _) => {
                let (upper, lower) = (*upper, *lower);
                if !self.serves(upper, Kind::Array) {
                    return self.item(lower, index);
                }
                let (upper, lower) = (self.item(upper, index), self.item(lower, index));
                self.layered(upper, lower)
            }
        }
    }

    pub(super) fn invented_item(&mut self, id: Id, index: Option<usize>) -> Id {
        let Some(need) = self.need(id) else { return UNKNOWN };
        // What is an object on the way to go stays one.
        if self.is_aside && need.items.is_none() && self.is_there(id) {
            return UNKNOWN;
        }
        let items = need.items;
        let n_items = need.n_items.max(index.map_or(N_ITEMS, |index| index + 1)).min(N_ITEMS_MAX);
        let of_item = Need {
            name: singular(&need.name).into(),
            within: need.within.clone(),
            depth: need.depth + 1,
            is_of_input: need.is_of_input,
            // What was read of the array as if it were an object is read of each item.
            fields: need.fields.clone(),
            ..Need::default()
        };
        let item = items.unwrap_or_else(|| self.invent(of_item));
        if let Some(need) = self.need_mut(id) {
            need.items = Some(item);
            need.n_items = n_items;
            need.fields = Fields::default();
        }
        item
    }

    fn want_parts(&mut self, text: Id, separator: Arc<str>, n_parts: usize) {
        let text = self.found(text, Kind::Text);
        if let Some(need) = self.need_mut(text) {
            let before = need.parts.take().map_or(0, |(_, n_parts)| n_parts);
            need.parts = Some((separator, n_parts.clamp(before, N_ITEMS_MAX)));
        }
    }

    /// What a JSON text says.
    pub fn parsed(&mut self, id: Id) -> Id {
        match self.get(id) {
            Thing::Text(inner) => *inner,
            Thing::Known(Json::String(text)) => match Json::parse(text) {
                Ok(value) => self.known(value),
                Err(_) => UNKNOWN,
            },
            Thing::Invented(need) => match need.text {
                Some(inner) => inner,
                None => {
                    let inner = Need {
                        name: need.name.clone(),
                        within: need.within.clone(),
                        depth: need.depth + 1,
                        is_of_input: need.is_of_input,
                        ..Need::default()
                    };
                    let inner = self.invent(inner);
                    if let Some(need) = self.need_mut(id) {
                        need.text = Some(inner);
                    }
                    inner
                }
            },
            Thing::Layered(upper, lower, _) => {
                let (upper, lower) = (*upper, *lower);
                if !self.serves(upper, Kind::JsonText) {
                    return self.parsed(lower);
                }
                let (upper, lower) = (self.parsed(upper), self.parsed(lower));
                self.layered(upper, lower)
            }
            Thing::Unknown
            | Thing::Missing
            | Thing::Known(_)
            | Thing::Object(..)
            | Thing::Array(_)
            | Thing::List(_)
            | Thing::Parts(..) => UNKNOWN,
        }
    }
}

/// `items` → `item`, `entries` → `entry`.
fn singular(name: &str) -> String {
    match name.strip_suffix("ies") {
        _ if name.is_empty() => "item".to_owned(),
        Some(stem) => format!("{stem}y"),
        None => name.strip_suffix('s').unwrap_or(name).to_owned(),
    }
}
