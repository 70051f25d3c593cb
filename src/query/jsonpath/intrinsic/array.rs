//! The functions on arrays. `None` stands for invalid arguments.

use super::{java, math};
use crate::value::Json;

/// "States.ArrayRange … can contain up to 1000 array items."
const RANGE_ITEMS_MAX: i64 = 1000;

/// Compares as AWS was seen to: by the Java text of the values, so that `true` is found as
/// `"true"`, and an object only with its fields in the same order.
pub(super) fn contains(array: &Json, value: &Json) -> Option<Json> {
    let (array, value) = (array.as_array()?, java::text(value));
    Some(array.iter().any(|item| java::text(item) == value).into())
}

/// An empty array has null everywhere; any other has nothing past its end.
pub(super) fn item(array: &Json, index: &Json) -> Option<Json> {
    let (array, index) = (array.as_array()?, math::truncated(index)?);
    match array.get(usize::try_from(index).ok()?) {
        Some(item) => Some(item.clone()),
        None => array.is_empty().then_some(Json::Null),
    }
}

pub(super) fn length(array: &Json) -> Option<Json> {
    Some(array.as_array()?.len().into())
}

pub(super) fn partition(array: &Json, size: &Json) -> Option<Json> {
    let (array, size) = (array.as_array()?, math::truncated(size)?);
    let size = usize::try_from(size).ok().filter(|size| *size > 0)?;
    Some(Json::array(array.chunks(size).map(|chunk| Json::array(chunk.iter().cloned()))))
}

/// From first to last, both included, in steps that may go down.
pub(super) fn range(first: &Json, last: &Json, step: &Json) -> Option<Json> {
    let (first, last) = (math::truncated(first)?, math::truncated(last)?);
    let step = math::truncated(step).filter(|step| *step != 0)?;
    let n_items = ((last - first) / step + 1).max(0);
    // A step away from the end gives nothing, yet -1 / 2 is 0 in whole numbers.
    let n_items = if (last - first).signum() * step < 0 { 0 } else { n_items };
    (n_items <= RANGE_ITEMS_MAX)
        .then(|| Json::array((0..n_items).map(|nth| Json::from(first + nth * step))))
}

/// The distinct values in the order of a Java HashSet, which AWS was seen to give: small integers
/// and most short lists of words keep their order, `[true, false]` does not.
pub(super) fn unique(array: &Json) -> Option<Json> {
    Some(Json::array(java::hash_set(array.as_array()?)))
}
