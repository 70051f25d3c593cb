//! Things as JSON: what is made up, written out, and what was found, completed by it.

use super::read::kind_of_value;
use super::things::{Id, Kind, Need, Thing, Things};
use super::words;
use crate::value::{Entries, Json};

/// How many values are written out at most.
const VALUES_MAX: usize = 20_000;
/// For one call of a service, of which a definition can have thousands.
const VALUES_OF_CALL_MAX: usize = 200;
/// Answers within answers: each state of a long chain may put the one before into its own.
const NESTED_MAX: usize = 64;
const NESTED_IN_CALL_MAX: usize = 16;

impl Things {
    /// A thing as far as it is known or made up; `None` where nobody reads it.
    pub(super) fn json(&self, id: Id) -> Option<Json> {
        Writer { things: self, room: VALUES_MAX, n_nested: 0 }.write(id, "")
    }

    /// The same for a service that is asked what it would answer.
    pub(super) fn json_of_call(&self, id: Id) -> Option<Json> {
        let n_nested = NESTED_MAX - NESTED_IN_CALL_MAX;
        Writer { things: self, room: VALUES_OF_CALL_MAX, n_nested }.write(id, "")
    }

    /// A value in which what is missing, or will not do, is as it was made up.
    pub(super) fn completed(&self, found: Json, id: Id) -> Json {
        Writer { things: self, room: VALUES_MAX, n_nested: 0 }.complete(found, id)
    }
}

struct Writer<'a> {
    things: &'a Things,
    room: usize,
    n_nested: usize,
}

impl Writer<'_> {
    /// `mark` tells the items of a list apart.
    fn write(&mut self, id: Id, mark: &str) -> Option<Json> {
        self.room = self.room.checked_sub(1)?;
        if self.n_nested >= NESTED_MAX {
            return None;
        }
        self.n_nested += 1;
        let written = self.write_thing(id, mark);
        self.n_nested -= 1;
        written
    }

    fn write_thing(&mut self, id: Id, mark: &str) -> Option<Json> {
        match self.things.get(id) {
            Thing::Unknown | Thing::Missing | Thing::Parts(..) => None,
            Thing::Known(value) => Some(value.clone()),
            Thing::Invented(need) => {
                self.things.is_there(id).then(|| self.write_invented(need, mark))
            }
            Thing::Object(..) => Some(self.write_object(id, mark)),
            Thing::Array(items) => {
                let items = items.iter().map(|item| self.write(*item, mark).unwrap_or_default());
                Some(Json::array(items.collect::<Vec<_>>()))
            }
            Thing::List(item) => {
                let item = self.write(*item, mark)?;
                Some(Json::array([item.clone(), item]))
            }
            Thing::Text(inner) => Some(Json::from(self.write(*inner, mark)?.to_string())),
            Thing::Layered(upper, lower, _) => match self.write(*upper, mark) {
                Some(upper) => Some(self.complete(upper, *lower)),
                None => self.write(*lower, mark),
            },
        }
    }

    fn write_invented(&mut self, need: &Need, mark: &str) -> Json {
        if let Some(value) = &need.value {
            return value.clone();
        }
        if let Some((separator, n_parts)) = &need.parts {
            let word = words::word_for(need);
            let parts = (1..=*n_parts).map(|number| format!("{word}{mark}-{number}"));
            return Json::from(parts.collect::<Vec<_>>().join(separator));
        }
        if let Some(inner) = need.text {
            let inner = self.write(inner, mark).unwrap_or_else(Json::empty_object);
            return Json::from(inner.to_string());
        }
        if let Some(item) = need.items {
            let items = (1..=need.n_items).map(|number| {
                let mark = format!("{mark}-{number}");
                self.write(item, &mark).unwrap_or_else(|| match self.things.get(item) {
                    Thing::Invented(need) => words::plain(need, Kind::Any, &mark),
                    _ => Json::empty_object(),
                })
            });
            return Json::array(items.collect::<Vec<_>>());
        }
        let fields = self.write_fields(need.fields.iter(), mark);
        if fields.is_empty() { words::plain(need, need.kind, mark) } else { Json::object(fields) }
    }

    /// All fields, those in front before those behind.
    fn write_object(&mut self, id: Id, mark: &str) -> Json {
        let mut entries = Entries::default();
        let mut next = Some(id);
        while let Some(id) = next.take() {
            let fields = match self.things.get(id) {
                Thing::Object(fields, rest) => {
                    next = *rest;
                    self.write_fields(fields.iter(), mark)
                }
                _ => match self.write(id, mark) {
                    Some(Json::Object(fields)) => fields.to_entries(),
                    _ => Entries::default(),
                },
            };
            for (name, value) in fields {
                if !entries.contains_key(&name) {
                    entries.insert(name, value);
                }
            }
        }
        Json::object(entries)
    }

    fn write_fields<'f>(
        &mut self,
        fields: impl Iterator<Item = (&'f std::sync::Arc<str>, &'f Id)>,
        mark: &str,
    ) -> Entries {
        fields.filter_map(|(name, id)| Some((name.clone(), self.write(*id, mark)?))).collect()
    }

    fn complete(&mut self, found: Json, id: Id) -> Json {
        match self.things.get(id) {
            Thing::Object(fields, _) => self.complete_fields(found, fields),
            Thing::Invented(need) if self.things.is_there(id) => self.complete_need(found, need),
            _ => found,
        }
    }

    fn complete_need(&mut self, found: Json, need: &Need) -> Json {
        if let Some(inner) = need.text {
            return match found.as_str().map(Json::parse) {
                Some(Ok(parsed)) => match self.complete(parsed.clone(), inner) {
                    completed if completed == parsed => found,
                    completed => Json::from(completed.to_string()),
                },
                _ => self.write_invented(need, ""),
            };
        }
        if let Some(item) = need.items {
            return match found.as_array().filter(|items| !items.is_empty()) {
                Some(items) => {
                    let items = items.iter().map(|it| self.complete(it.clone(), item));
                    Json::array(items.collect::<Vec<_>>())
                }
                None => self.write_invented(need, ""),
            };
        }
        if need.fields.values().any(|field| self.things.is_there(*field)) {
            return match found {
                Json::Object(_) => self.complete_fields(found, &need.fields),
                _ => self.write_invented(need, ""),
            };
        }
        let kind = need.value.as_ref().map_or(need.kind, kind_of_value);
        if kind.takes(&found) { found } else { self.write_invented(need, "") }
    }

    fn complete_fields(&mut self, found: Json, fields: &super::things::Fields) -> Json {
        let Json::Object(object) = &found else { return found };
        let mut entries: Entries = object.to_entries();
        for (name, id) in fields {
            let value = match entries.get(name).cloned() {
                Some(value) => Some(self.complete(value, *id)),
                None => self.write(*id, ""),
            };
            if let Some(value) = value {
                entries.insert(name.clone(), value);
            }
        }
        Json::object(entries)
    }
}
