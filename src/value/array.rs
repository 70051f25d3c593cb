//! [`Array`], the items of a JSON array.

use std::ops::Deref;
use std::sync::Arc;

use super::extent::Extent;
use super::{Json, Key};

/// An array with its size and depth; reads as a slice.
#[derive(Clone, Debug, Default)]
pub struct Array {
    items: Vec<Json>,
    extent: Extent,
}

impl Array {
    /// A copy with a value behind `rest` of one item. Only what changes is measured again.
    pub(super) fn with(&self, index: usize, rest: &[Key], value: &Json) -> Option<Arc<Array>> {
        let old = self.items.get(index)?;
        let new = old.with(rest, value)?;
        let extent = self.extent.replacing(old, &new, || self.items.iter());
        let mut items = self.items.clone();
        items[index] = new;
        Some(Arc::new(Array { items, extent }))
    }

    pub fn new(items: Vec<Json>) -> Array {
        let extent = Extent::of(items.len(), items.iter().map(|item| (0, item)));
        Array { items, extent }
    }

    /// As [`Json::size`].
    pub fn size(&self) -> usize {
        self.extent.n_bytes.max(2)
    }

    /// As [`Json::depth`].
    pub fn depth(&self) -> u32 {
        self.extent.depth.max(1)
    }

    /// The items, without a copy when nobody else holds the array.
    pub fn into_items(self: Arc<Array>) -> Vec<Json> {
        Arc::unwrap_or_clone(self).items
    }
}

impl Deref for Array {
    type Target = [Json];

    fn deref(&self) -> &[Json] {
        &self.items
    }
}

impl PartialEq for Array {
    fn eq(&self, other: &Array) -> bool {
        self.items == other.items
    }
}
