//! The fields of an object, in the order of writing.
//!
//! Most objects of a workflow have a handful of fields, and each state makes new ones. Those are
//! kept in one list that is searched through; only from [`FEW_MAX`] fields on is there an index.
//! Measured on the engine's workloads, that halves the cost of setting a field.

use std::ops::Index;
use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::Json;

/// Beyond so many fields an index is faster than a search.
const FEW_MAX: usize = 12;

/// The ordered fields of an object, by name.
#[derive(Clone, Debug)]
pub struct Entries(Store);

#[derive(Clone, Debug)]
enum Store {
    Few(Vec<(Arc<str>, Json)>),
    Many(IndexMap<Arc<str>, Json, FxBuildHasher>),
}

impl Entries {
    pub fn with_capacity(n_fields: usize) -> Entries {
        Entries(if n_fields <= FEW_MAX {
            Store::Few(Vec::with_capacity(n_fields))
        } else {
            Store::Many(IndexMap::with_capacity_and_hasher(n_fields, FxBuildHasher))
        })
    }

    pub fn len(&self) -> usize {
        match &self.0 {
            Store::Few(fields) => fields.len(),
            Store::Many(fields) => fields.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn get(&self, name: &str) -> Option<&Json> {
        match &self.0 {
            Store::Few(fields) => {
                fields.iter().find(|(known, _)| **known == *name).map(|(_, value)| value)
            }
            Store::Many(fields) => fields.get(name),
        }
    }

    pub fn get_mut(&mut self, name: &str) -> Option<&mut Json> {
        match &mut self.0 {
            Store::Few(fields) => {
                fields.iter_mut().find(|(known, _)| **known == *name).map(|(_, value)| value)
            }
            Store::Many(fields) => fields.get_mut(name),
        }
    }

    /// The field with its name, which may be shared.
    pub fn get_key_value(&self, name: &str) -> Option<(&Arc<str>, &Json)> {
        self.iter().find(|(known, _)| ***known == *name)
    }

    pub fn get_index(&self, place: usize) -> Option<(&Arc<str>, &Json)> {
        match &self.0 {
            Store::Few(fields) => fields.get(place).map(|(name, value)| (name, value)),
            Store::Many(fields) => fields.get_index(place),
        }
    }

    pub fn first(&self) -> Option<(&Arc<str>, &Json)> {
        self.get_index(0)
    }

    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Sets a field; one that is there keeps its place. Gives the value that it had.
    pub fn insert(&mut self, name: Arc<str>, value: Json) -> Option<Json> {
        if let Some(old) = self.get_mut(&name) {
            return Some(std::mem::replace(old, value));
        }
        match &mut self.0 {
            Store::Few(fields) if fields.len() < FEW_MAX => fields.push((name, value)),
            Store::Few(fields) => {
                let mut many: IndexMap<_, _, _> = std::mem::take(fields).into_iter().collect();
                many.insert(name, value);
                self.0 = Store::Many(many);
            }
            Store::Many(fields) => {
                fields.insert(name, value);
            }
        }
        None
    }

    /// Takes a field out; those behind it move up.
    pub fn shift_remove(&mut self, name: &str) -> Option<Json> {
        match &mut self.0 {
            Store::Few(fields) => {
                let place = fields.iter().position(|(known, _)| **known == *name)?;
                Some(fields.remove(place).1)
            }
            Store::Many(fields) => fields.shift_remove(name),
        }
    }

    pub fn retain(&mut self, mut keep: impl FnMut(&Arc<str>, &mut Json) -> bool) {
        match &mut self.0 {
            Store::Few(fields) => fields.retain_mut(|(name, value)| keep(name, value)),
            Store::Many(fields) => fields.retain(keep),
        }
    }

    pub fn iter(&self) -> Iter<'_> {
        match &self.0 {
            Store::Few(fields) => Iter::Few(fields.iter()),
            Store::Many(fields) => Iter::Many(fields.iter()),
        }
    }

    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Arc<str>> {
        self.iter().map(|(name, _)| name)
    }

    pub fn values(&self) -> impl ExactSizeIterator<Item = &Json> {
        self.iter().map(|(_, value)| value)
    }
}

impl Default for Entries {
    fn default() -> Entries {
        Entries(Store::Few(Vec::new()))
    }
}

/// Two objects are equal whatever the order of their fields.
impl PartialEq for Entries {
    fn eq(&self, other: &Entries) -> bool {
        self.len() == other.len()
            && self.iter().all(|(name, value)| other.get(name).is_some_and(|found| found == value))
    }
}

impl FromIterator<(Arc<str>, Json)> for Entries {
    fn from_iter<I: IntoIterator<Item = (Arc<str>, Json)>>(fields: I) -> Entries {
        let fields = fields.into_iter();
        let mut entries = Entries::with_capacity(fields.size_hint().0);
        entries.extend(fields);
        entries
    }
}

impl Extend<(Arc<str>, Json)> for Entries {
    fn extend<I: IntoIterator<Item = (Arc<str>, Json)>>(&mut self, fields: I) {
        for (name, value) in fields {
            self.insert(name, value);
        }
    }
}

/// Panics when there is no such field; `get` asks first.
impl<Q: AsRef<str> + ?Sized> Index<&Q> for Entries {
    type Output = Json;

    fn index(&self, name: &Q) -> &Json {
        self.get(name.as_ref()).expect("a field that is indexed is there")
    }
}

/// The fields of an object by reference.
#[derive(Clone)]
pub enum Iter<'a> {
    Few(std::slice::Iter<'a, (Arc<str>, Json)>),
    Many(indexmap::map::Iter<'a, Arc<str>, Json>),
}

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a Arc<str>, &'a Json);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Iter::Few(fields) => fields.next().map(|(name, value)| (name, value)),
            Iter::Many(fields) => fields.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Iter::Few(fields) => fields.size_hint(),
            Iter::Many(fields) => fields.size_hint(),
        }
    }
}

impl DoubleEndedIterator for Iter<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        match self {
            Iter::Few(fields) => fields.next_back().map(|(name, value)| (name, value)),
            Iter::Many(fields) => fields.next_back(),
        }
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl<'a> IntoIterator for &'a Entries {
    type Item = (&'a Arc<str>, &'a Json);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// The fields of an object, taken out of it.
pub enum IntoIter {
    Few(std::vec::IntoIter<(Arc<str>, Json)>),
    Many(indexmap::map::IntoIter<Arc<str>, Json>),
}

impl Iterator for IntoIter {
    type Item = (Arc<str>, Json);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            IntoIter::Few(fields) => fields.next(),
            IntoIter::Many(fields) => fields.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            IntoIter::Few(fields) => fields.size_hint(),
            IntoIter::Many(fields) => fields.size_hint(),
        }
    }
}

impl IntoIterator for Entries {
    type Item = (Arc<str>, Json);
    type IntoIter = IntoIter;

    fn into_iter(self) -> IntoIter {
        match self.0 {
            Store::Few(fields) => IntoIter::Few(fields.into_iter()),
            Store::Many(fields) => IntoIter::Many(fields.into_iter()),
        }
    }
}
