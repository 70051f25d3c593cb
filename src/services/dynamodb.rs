//! DynamoDB: small tables that remember their items. Expressions are not evaluated, but for the
//! plainest `SET`: what more is wanted is answered by hand.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::value::{Entries, Json};

/// Items by key, in the order of writing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The attributes of the key, where a template said so; otherwise those of the first request.
    pub key: Vec<Arc<str>>,
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
        let key = self.key_of(&item);
        let old = self.delete(&key);
        self.items.push(item);
        old
    }

    pub fn delete(&mut self, key: &Json) -> Option<Json> {
        let place = self.items.iter().rposition(|item| has(item, key))?;
        Some(self.items.remove(place))
    }

    /// Sets attributes of an item, which is made if there is none; gives the old and the new item.
    pub fn update(&mut self, key: &Json, changes: &[(Arc<str>, Json)]) -> (Option<Json>, Json) {
        let old = self.delete(key);
        let mut entries: Entries = match old.as_ref().unwrap_or(key) {
            Json::Object(object) => (***object).clone(),
            _ => Entries::default(),
        };
        entries.extend(changes.iter().cloned());
        let new = Json::object(entries);
        self.items.push(new.clone());
        (old, new)
    }

    fn key_of(&self, item: &Json) -> Json {
        let field = |name: &Arc<str>| Some((name.clone(), item.get(name)?.clone()));
        Json::object(self.key.iter().filter_map(field))
    }

    /// Learns the key's attributes from a request that names a whole key.
    pub fn learn_key(&mut self, key: &Json) {
        if let Some(key) = key.as_object().filter(|_| self.key.is_empty()) {
            self.key = key.keys().cloned().collect();
        }
    }
}

fn has(item: &Json, key: &Json) -> bool {
    let Some(key) = key.as_object().filter(|key| !key.is_empty()) else { return false };
    key.iter().all(|(name, value)| item.get(name) == Some(value))
}

/// The plain assignments of an UpdateExpression: `SET a = :a, #b = :b`. Anything else in it is
/// passed over.
pub fn assignments(parameters: &Json) -> Vec<(Arc<str>, Json)> {
    let expression = parameters.get("UpdateExpression").and_then(Json::as_str).unwrap_or("");
    let is_set = |word: &str| word.eq_ignore_ascii_case("set");
    let Some((first, rest)) = expression.trim().split_once(char::is_whitespace) else {
        return Vec::new();
    };
    if !is_set(first) {
        return Vec::new();
    }
    rest.split(',').filter_map(|part| assignment(part, parameters)).collect()
}

fn assignment(part: &str, parameters: &Json) -> Option<(Arc<str>, Json)> {
    let (name, value) = part.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    let value = parameters.get("ExpressionAttributeValues")?.get(value)?.clone();
    let name = match name.starts_with('#') {
        true => parameters.get("ExpressionAttributeNames")?.get(name)?.as_str()?,
        false => name,
    };
    Some((name.into(), value))
}
