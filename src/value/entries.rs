//! The fields of an object, in the order of writing.
//!
//! Most objects of a workflow have a handful of fields, and each state makes new ones. Those are
//! kept in one list that is searched through; only from [`FEW_MAX`] fields on is there an index.
//! Measured on the engine's workloads, that halves the cost of setting a field.

use std::iter;
use std::ops::Index;
use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::Json;

/// Beyond so many fields an index is faster than a search.
const FEW_MAX: usize = 12;

/// The ordered fields of an object, by name: of JSON, or of what a query language computes with.
#[derive(Clone, Debug)]
pub struct Entries<V = Json>(Store<V>);

#[derive(Clone, Debug)]
enum Store<V> {
    Few(Vec<(Arc<str>, V)>),
    Many(IndexMap<Arc<str>, V, FxBuildHasher>),
}

impl<V> Entries<V> {
    pub fn with_capacity(n_fields: usize) -> Entries<V> {
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

    pub fn get(&self, name: &str) -> Option<&V> {
        match &self.0 {
            Store::Few(fields) => {
                fields.iter().find(|(known, _)| **known == *name).map(|(_, value)| value)
            }
            Store::Many(fields) => fields.get(name),
        }
    }

    pub fn get_mut(&mut self, name: &str) -> Option<&mut V> {
        match &mut self.0 {
            Store::Few(fields) => {
                fields.iter_mut().find(|(known, _)| **known == *name).map(|(_, value)| value)
            }
            Store::Many(fields) => fields.get_mut(name),
        }
    }

    /// The field with its name, which may be shared.
    pub fn get_key_value(&self, name: &str) -> Option<(&Arc<str>, &V)> {
        self.iter().find(|(known, _)| ***known == *name)
    }

    pub fn get_index(&self, place: usize) -> Option<(&Arc<str>, &V)> {
        match &self.0 {
            Store::Few(fields) => fields.get(place).map(|(name, value)| (name, value)),
            Store::Many(fields) => fields.get_index(place),
        }
    }

    pub fn first(&self) -> Option<(&Arc<str>, &V)> {
        self.get_index(0)
    }

    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Sets a field; one that is there keeps its place. Gives the value that it had.
    pub fn insert(&mut self, name: Arc<str>, value: V) -> Option<V> {
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

    /// Which field has that name.
    pub fn position(&self, name: &str) -> Option<usize> {
        match &self.0 {
            Store::Few(fields) => fields.iter().position(|(known, _)| **known == *name),
            Store::Many(fields) => fields.get_index_of(name),
        }
    }

    /// Gives the field at `place` another value.
    pub fn set(&mut self, place: usize, value: V) {
        match &mut self.0 {
            Store::Few(fields) => fields[place].1 = value,
            Store::Many(fields) => fields[place] = value,
        }
    }

    /// Takes a field out; those behind it move up.
    pub fn shift_remove(&mut self, name: &str) -> Option<V> {
        match &mut self.0 {
            Store::Few(fields) => {
                let place = fields.iter().position(|(known, _)| **known == *name)?;
                Some(fields.remove(place).1)
            }
            Store::Many(fields) => fields.shift_remove(name),
        }
    }

    pub fn retain(&mut self, mut keep: impl FnMut(&Arc<str>, &mut V) -> bool) {
        match &mut self.0 {
            Store::Few(fields) => fields.retain_mut(|(name, value)| keep(name, value)),
            Store::Many(fields) => fields.retain(keep),
        }
    }

    /// The same fields with other values; a field whose value becomes `None` is left out.
    pub fn filter_map<W>(self, mut change: impl FnMut(V) -> Option<W>) -> Entries<W> {
        let changed = |(name, value)| Some((name, change(value)?));
        Entries(match self.0 {
            Store::Few(fields) => Store::Few(fields.into_iter().filter_map(changed).collect()),
            Store::Many(fields) => Store::Many(fields.into_iter().filter_map(changed).collect()),
        })
    }

    pub fn iter(&self) -> Iter<'_, V> {
        match &self.0 {
            Store::Few(fields) => Iter::Few(fields.iter()),
            Store::Many(fields) => Iter::Many(fields.iter()),
        }
    }

    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Arc<str>> {
        self.iter().map(|(name, _)| name)
    }

    pub fn values(&self) -> impl ExactSizeIterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }
}

impl<V: Clone> Entries<V> {
    /// A copy with another value for the field at `place`.
    pub fn replacing(&self, place: usize, value: &V) -> Entries<V> {
        match &self.0 {
            Store::Few(fields) => {
                let copy = fields.iter().enumerate().map(|(at, (name, old))| {
                    (name.clone(), if at == place { value } else { old }.clone())
                });
                Entries(Store::Few(copy.collect()))
            }
            Store::Many(fields) => {
                let mut copy = fields.clone();
                copy[place] = value.clone();
                Entries(Store::Many(copy))
            }
        }
    }

    /// A copy with one more field.
    pub fn and(&self, name: Arc<str>, value: V) -> Entries<V> {
        match &self.0 {
            Store::Few(fields) if fields.len() < FEW_MAX => {
                let copy = fields.iter().cloned().chain(iter::once((name, value)));
                Entries(Store::Few(copy.collect()))
            }
            Store::Few(_) | Store::Many(_) => {
                let mut copy = self.clone();
                copy.insert(name, value);
                copy
            }
        }
    }
}

impl<V> Default for Entries<V> {
    fn default() -> Entries<V> {
        Entries(Store::Few(Vec::new()))
    }
}

/// Two objects are equal whatever the order of their fields.
impl<V: PartialEq> PartialEq for Entries<V> {
    fn eq(&self, other: &Entries<V>) -> bool {
        self.len() == other.len()
            && self.iter().all(|(name, value)| other.get(name).is_some_and(|found| found == value))
    }
}

impl<V> FromIterator<(Arc<str>, V)> for Entries<V> {
    fn from_iter<I: IntoIterator<Item = (Arc<str>, V)>>(fields: I) -> Entries<V> {
        let fields = fields.into_iter();
        let mut entries = Entries::with_capacity(fields.size_hint().0);
        entries.extend(fields);
        entries
    }
}

impl<V> Extend<(Arc<str>, V)> for Entries<V> {
    fn extend<I: IntoIterator<Item = (Arc<str>, V)>>(&mut self, fields: I) {
        for (name, value) in fields {
            self.insert(name, value);
        }
    }
}

/// Panics when there is no such field; `get` asks first.
impl<V, Q: AsRef<str> + ?Sized> Index<&Q> for Entries<V> {
    type Output = V;

    fn index(&self, name: &Q) -> &V {
        self.get(name.as_ref()).expect("a field that is indexed is there")
    }
}

/// The fields of an object by reference.
pub enum Iter<'a, V = Json> {
    Few(std::slice::Iter<'a, (Arc<str>, V)>),
    Many(indexmap::map::Iter<'a, Arc<str>, V>),
}

impl<V> Clone for Iter<'_, V> {
    fn clone(&self) -> Self {
        match self {
            Iter::Few(fields) => Iter::Few(fields.clone()),
            Iter::Many(fields) => Iter::Many(fields.clone()),
        }
    }
}

impl<'a, V> Iterator for Iter<'a, V> {
    type Item = (&'a Arc<str>, &'a V);

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

impl<V> DoubleEndedIterator for Iter<'_, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        match self {
            Iter::Few(fields) => fields.next_back().map(|(name, value)| (name, value)),
            Iter::Many(fields) => fields.next_back(),
        }
    }
}

impl<V> ExactSizeIterator for Iter<'_, V> {}

impl<'a, V> IntoIterator for &'a Entries<V> {
    type Item = (&'a Arc<str>, &'a V);
    type IntoIter = Iter<'a, V>;

    fn into_iter(self) -> Iter<'a, V> {
        self.iter()
    }
}

/// The fields of an object, taken out of it.
pub enum IntoIter<V = Json> {
    Few(std::vec::IntoIter<(Arc<str>, V)>),
    Many(indexmap::map::IntoIter<Arc<str>, V>),
}

impl<V> Iterator for IntoIter<V> {
    type Item = (Arc<str>, V);

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

impl<V> IntoIterator for Entries<V> {
    type Item = (Arc<str>, V);
    type IntoIter = IntoIter<V>;

    fn into_iter(self) -> IntoIter<V> {
        match self.0 {
            Store::Few(fields) => IntoIter::Few(fields.into_iter()),
            Store::Many(fields) => IntoIter::Many(fields.into_iter()),
        }
    }
}
