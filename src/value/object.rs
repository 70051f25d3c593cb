//! [`Object`], the fields of a JSON object.
//!
//! A workflow sets one field of a payload again and again. So an object may be another one but for
//! one field: making it costs the same however many fields there are, and they are shared.

use std::ops::Index;
use std::sync::Arc;

use super::entries::{self, Entries};
use super::extent::Extent;
use super::{Json, Key, string_size};

/// The ordered fields of an object, with its size and depth.
#[derive(Clone, Debug, Default)]
pub struct Object {
    fields: Fields,
    extent: Extent,
}

#[derive(Clone, Debug)]
enum Fields {
    Own(Entries),
    /// Those of `base`, which are its own, with another value at `place`.
    Changed {
        base: Arc<Object>,
        place: usize,
        value: Json,
    },
}

impl Object {
    pub fn new(entries: Entries) -> Object {
        // A key's quotes and escapes, and the colon behind it.
        let sized = entries.iter().map(|(name, value)| (string_size(name) + 1, value));
        let extent = Extent::of(entries.len(), sized);
        Object { fields: Fields::Own(entries), extent }
    }

    /// How many bytes the compact UTF-8 text takes.
    pub fn size(&self) -> usize {
        self.extent.n_bytes.max(2)
    }

    /// Levels of nesting: 1 when no field holds an array or object.
    pub fn depth(&self) -> u32 {
        self.extent.depth.max(1)
    }

    pub fn len(&self) -> usize {
        self.base().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    pub fn get(&self, name: &str) -> Option<&Json> {
        match &self.fields {
            Fields::Own(entries) => entries.get(name),
            Fields::Changed { .. } => self.get_index(self.position(name)?).map(|(_, value)| value),
        }
    }

    pub fn get_index(&self, place: usize) -> Option<(&Arc<str>, &Json)> {
        let (name, value) = self.base().get_index(place)?;
        Some((name, self.changed_at(place).unwrap_or(value)))
    }

    /// The field with its name, which may be shared.
    pub fn get_key_value(&self, name: &str) -> Option<(&Arc<str>, &Json)> {
        self.get_index(self.position(name)?)
    }

    pub fn first(&self) -> Option<(&Arc<str>, &Json)> {
        self.get_index(0)
    }

    pub fn contains_key(&self, name: &str) -> bool {
        self.position(name).is_some()
    }

    /// Which field has that name.
    pub fn position(&self, name: &str) -> Option<usize> {
        match &self.fields {
            Fields::Changed { base, place, .. } if base.is_named(*place, name) => Some(*place),
            _ => self.base().position(name),
        }
    }

    pub fn iter(&self) -> Iter<'_> {
        let (place, value) = match &self.fields {
            Fields::Own(_) => (usize::MAX, None),
            Fields::Changed { place, value, .. } => (*place, Some(value)),
        };
        Iter { entries: self.base().iter(), place, value }
    }

    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Arc<str>> {
        self.base().keys()
    }

    pub fn values(&self) -> impl ExactSizeIterator<Item = &Json> {
        self.iter().map(|(_, value)| value)
    }

    /// A copy of the fields.
    pub fn to_entries(&self) -> Entries {
        match &self.fields {
            Fields::Own(entries) => entries.clone(),
            Fields::Changed { base, place, value } => base.base().replacing(*place, value),
        }
    }

    /// The fields, without a copy when nobody else holds the object.
    pub fn into_entries(self: Arc<Object>) -> Entries {
        match Arc::try_unwrap(self) {
            Ok(Object { fields: Fields::Own(entries), .. }) => entries,
            Ok(changed) => changed.to_entries(),
            Err(shared) => shared.to_entries(),
        }
    }

    /// A copy with a value behind `rest` of one field. Only what changes is measured again.
    #[inline(never)]
    pub fn with(
        self: &Arc<Object>,
        name: &Arc<str>,
        rest: &[Key],
        value: &Json,
    ) -> Option<Arc<Object>> {
        let (base, place, old) = match &self.fields {
            // Where the last change was is where most changes are.
            Fields::Changed { base, place, value } if base.is_named(*place, name) => {
                (Some(base), *place, value)
            }
            fields => {
                let Some(place) = self.position(name) else {
                    return Some(Arc::new(self.and(name, Json::empty_object().with(rest, value)?)));
                };
                let base = matches!(fields, Fields::Own(_)).then_some(self);
                (base, place, self.get_index(place)?.1)
            }
        };
        let value = if rest.is_empty() { value.clone() } else { old.with(rest, value)? };
        let extent = self.extent.replacing(old, &value, || self.values());
        let fields = match base.cloned() {
            Some(base) => Fields::Changed { base, place, value },
            // A second field changes: from here on both are the object's own.
            None => {
                let mut entries = self.to_entries();
                entries.set(place, value);
                Fields::Own(entries)
            }
        };
        Some(Arc::new(Object { fields, extent }))
    }

    /// A copy with one more field.
    fn and(&self, name: &Arc<str>, value: Json) -> Object {
        let n_comma_bytes = usize::from(!self.is_empty());
        let n_bytes = self.size() + n_comma_bytes + string_size(name) + 1 + value.size();
        let extent = Extent { n_bytes, depth: self.depth().max(value.depth() + 1) };
        let entries = match &self.fields {
            Fields::Own(entries) => entries.and(name.clone(), value),
            Fields::Changed { .. } => self.to_entries().and(name.clone(), value),
        };
        Object { fields: Fields::Own(entries), extent }
    }

    /// The fields without the change.
    #[inline]
    fn base(&self) -> &Entries {
        match &self.fields {
            Fields::Own(entries) => entries,
            Fields::Changed { base, .. } => match &base.fields {
                Fields::Own(entries) => entries,
                Fields::Changed { .. } => {
                    unreachable!("a change is of fields that are a base's own")
                }
            },
        }
    }

    fn changed_at(&self, place: usize) -> Option<&Json> {
        match &self.fields {
            Fields::Changed { place: changed, value, .. } if *changed == place => Some(value),
            _ => None,
        }
    }

    fn is_named(&self, place: usize, name: &str) -> bool {
        self.base().get_index(place).is_some_and(|(known, _)| **known == *name)
    }
}

impl Default for Fields {
    fn default() -> Fields {
        Fields::Own(Entries::default())
    }
}

/// Two objects are equal whatever the order of their fields.
impl PartialEq for Object {
    fn eq(&self, other: &Object) -> bool {
        self.len() == other.len()
            && self.iter().all(|(name, value)| other.get(name).is_some_and(|found| found == value))
    }
}

/// Panics when there is no such field; `get` asks first.
impl<Q: AsRef<str> + ?Sized> Index<&Q> for Object {
    type Output = Json;

    fn index(&self, name: &Q) -> &Json {
        self.get(name.as_ref()).expect("a field that is indexed is there")
    }
}

/// The fields of an object by reference.
#[derive(Clone)]
pub struct Iter<'a> {
    entries: entries::Iter<'a>,
    /// Where the changed one is, counted from the next one; far away once it is passed.
    place: usize,
    value: Option<&'a Json>,
}

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a Arc<str>, &'a Json);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let (name, old) = self.entries.next()?;
        let value = self.value.filter(|_| self.place == 0);
        self.place = self.place.wrapping_sub(1);
        Some((name, value.unwrap_or(old)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}

impl DoubleEndedIterator for Iter<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let (name, old) = self.entries.next_back()?;
        let value = self.value.filter(|_| self.place == self.entries.len());
        Some((name, value.unwrap_or(old)))
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl<'a> IntoIterator for &'a Object {
    type Item = (&'a Arc<str>, &'a Json);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}
