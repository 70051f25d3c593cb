//! [`Object`], the fields of a JSON object.

use std::ops::Deref;
use std::sync::Arc;

use super::extent::Extent;
use super::{Entries, Json, Key, string_size};

/// An object with its size and depth; reads as its [`Entries`].
#[derive(Clone, Debug, Default)]
pub struct Object {
    entries: Entries,
    extent: Extent,
}

impl Object {
    /// A copy with a value behind `rest` of one field. Only what changes is measured again.
    pub(super) fn with(&self, name: &Arc<str>, rest: &[Key], value: &Json) -> Option<Arc<Object>> {
        let Some(place) = self.entries.position(name) else {
            let new = Json::empty_object().with(rest, value)?;
            let n_comma_bytes = usize::from(!self.entries.is_empty());
            let n_bytes = self.size() + n_comma_bytes + string_size(name) + 1 + new.size();
            let extent = Extent { n_bytes, depth: self.depth().max(new.depth() + 1) };
            let entries = self.entries.and(name.clone(), new);
            return Some(Arc::new(Object { entries, extent }));
        };
        let (_, old) = self.entries.get_index(place)?;
        let deeper;
        let new = if rest.is_empty() {
            value
        } else {
            deeper = old.with(rest, value)?;
            &deeper
        };
        let extent = self.extent.replacing(old, new, self.entries.values());
        Some(Arc::new(Object { entries: self.entries.replacing(place, new), extent }))
    }

    pub fn new(entries: Entries) -> Object {
        // A key's quotes and escapes, and the colon behind it.
        let sized = entries.iter().map(|(name, value)| (string_size(name) + 1, value));
        let extent = Extent::of(entries.len(), sized);
        Object { entries, extent }
    }

    /// As [`Json::size`].
    pub fn size(&self) -> usize {
        self.extent.n_bytes.max(2)
    }

    /// As [`Json::depth`].
    pub fn depth(&self) -> u32 {
        self.extent.depth.max(1)
    }

    /// The entries, without a copy when nobody else holds the object.
    pub fn into_entries(self: Arc<Object>) -> Entries {
        Arc::unwrap_or_clone(self).entries
    }
}

impl Deref for Object {
    type Target = Entries;

    fn deref(&self) -> &Entries {
        &self.entries
    }
}

impl PartialEq for Object {
    fn eq(&self, other: &Object) -> bool {
        self.entries == other.entries
    }
}
