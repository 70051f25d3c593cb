//! DynamoDB: small tables that remember their items.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::expression::{order_of, type_of};
use crate::sort;
use crate::value::Json;

/// Items by key, in the order of writing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The attributes of the key, where a template said so; otherwise those of the first request
    /// that tells.
    pub key: Vec<Arc<str>>,
    /// `S`, `N` or `B`, by attribute of the key; told or learnt alike.
    #[serde(default)]
    pub types: BTreeMap<Arc<str>, Arc<str>>,
    pub items: Vec<Json>,
}

impl Table {
    /// The item with all the attributes of `key`, in DynamoDB's JSON (`{"id": {"S": "1"}}`).
    pub fn get(&self, key: &Json) -> Option<&Json> {
        self.items.iter().rfind(|item| has(item, key))
    }

    /// Puts an item in the place of the one with the same key; gives the old one. Before the key
    /// is known, items are only added, and the newest is found first.
    pub fn put(&mut self, item: Json) -> Option<Json> {
        let old = self.delete(&self.key_of(&item));
        self.items.push(item);
        old
    }

    pub fn delete(&mut self, key: &Json) -> Option<Json> {
        let place = self.items.iter().rposition(|item| has(item, key))?;
        Some(self.items.remove(place))
    }

    /// The key of an item, as far as it has one.
    pub fn key_of(&self, item: &Json) -> Json {
        let field = |name: &Arc<str>| Some((name.clone(), item.get(name)?.clone()));
        Json::object(self.key.iter().filter_map(field))
    }

    /// The items in the order of a query: by the sort key, where there is one.
    pub fn sorted(&self) -> Vec<Json> {
        let mut items = self.items.clone();
        if let [_, sort_key] = &self.key[..] {
            sort::by(&mut items, |a, b| {
                let order = a.get(sort_key).zip(b.get(sort_key)).and_then(|(a, b)| order_of(a, b));
                order.unwrap_or(std::cmp::Ordering::Equal)
            });
        }
        items
    }

    /// Learns the key's attributes from a request that tells them.
    pub fn learn_key<'a>(&mut self, attributes: impl Iterator<Item = &'a Arc<str>>) {
        if self.key.is_empty() {
            self.key = attributes.cloned().collect();
        }
    }

    /// Learns the types of the key's attributes from the first values that they have.
    pub fn learn_types(&mut self, values: &Json) {
        for name in &self.key {
            if let Some(kind @ ("S" | "N" | "B")) = values.get(name).map(type_of) {
                self.types.entry(name.clone()).or_insert_with(|| kind.into());
            }
        }
    }

    /// The first attribute of the key whose value is of another type: its name, the type that it
    /// is to have, and the one that it has.
    pub fn mismatch<'a>(&'a self, values: &Json) -> Option<(&'a str, &'a str, &'static str)> {
        self.key.iter().find_map(|name| {
            let (wanted, found) = (self.types.get(name)?, type_of(values.get(name)?));
            (**wanted != *found).then_some((&**name, &**wanted, found))
        })
    }
}

fn has(item: &Json, key: &Json) -> bool {
    let Some(key) = key.as_object().filter(|key| !key.is_empty()) else { return false };
    key.iter().all(|(name, value)| item.get(name) == Some(value))
}
