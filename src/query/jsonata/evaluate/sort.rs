//! `^(price, >name)` and the stable merge sort that all sorting shares.

use std::cmp::Ordering;
use std::rc::Rc;

use super::tuple::Scopes;
use super::{Evaluator, operators};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::function::Frame;
use crate::query::jsonata::node::SortTerm;
use crate::query::jsonata::stringify::stringify;
use crate::query::jsonata::value::{Array, Value};

impl Evaluator<'_> {
    pub(super) fn sort_step(
        &self,
        terms: &[SortTerm],
        position: u32,
        input: Value,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        let Value::Array(array) = input else { return Ok(input) };
        if array.len() <= 1 {
            return Ok(Value::Array(array));
        }
        let places = self.sorted_by_terms(terms, position, &array, frame)?;
        Ok(Value::array(array.at(&places)))
    }

    /// The places of the items in the order of the terms, each computed once an item.
    pub(super) fn sorted_by_terms(
        &self,
        terms: &[SortTerm],
        position: u32,
        items: &dyn Scopes,
        frame: &Rc<Frame>,
    ) -> Result<Vec<usize>, Fault> {
        let mut keys = Vec::new();
        if items.len() > 1 {
            for place in 0..items.len() {
                let (context, inner) = (items.context(place), items.frame(place, frame));
                for term in terms {
                    keys.push(self.eval(&term.expression, &context, &inner)?);
                }
            }
        }
        merge_sort(items.len(), &mut |a, b| {
            self.step(1)?;
            for (index, term) in terms.iter().enumerate() {
                let key = |place: usize| &keys[place * terms.len() + index];
                let (a, b) = (key(a), key(b));
                match compare_keys(a, b).map_err(|fault| fault.at(position))? {
                    Ordering::Equal => {}
                    order if a.is_undefined() || b.is_undefined() || !term.descending => {
                        return Ok(order == Ordering::Greater);
                    }
                    order => return Ok(order == Ordering::Less),
                }
            }
            Ok(false)
        })
    }
}

/// Undefined comes last, whatever the direction.
fn compare_keys(a: &Value, b: &Value) -> Result<Ordering, Fault> {
    let sortable = |value: &Value| matches!(value, Value::String(_) | Value::Number(_));
    match (a, b) {
        (Value::Undefined, Value::Undefined) => Ok(Ordering::Equal),
        (Value::Undefined, _) => Ok(Ordering::Greater),
        (_, Value::Undefined) => Ok(Ordering::Less),
        (Value::Number(a), Value::Number(b)) => Ok(a.partial_cmp(b).unwrap_or(Ordering::Greater)),
        (Value::String(a), Value::String(b)) => Ok(operators::compare_text(a, b)),
        _ if !sortable(a) || !sortable(b) => Err(Fault::new("T2008")),
        _ => Err(Fault::new("T2007").show("value", stringify(a)).show("value2", stringify(b))),
    }
}

/// A question about the items at two places, which may fail: must the first come after the second?
type IsAfter<'a> = dyn FnMut(usize, usize) -> Result<bool, Fault> + 'a;

/// The places of so many items, sorted stably.
pub fn merge_sort(n_items: usize, is_after: &mut IsAfter) -> Result<Vec<usize>, Fault> {
    let mut places: Vec<usize> = (0..n_items).collect();
    merge_sort_places(&mut places, is_after)?;
    Ok(places)
}

fn merge_sort_places(places: &mut [usize], is_after: &mut IsAfter) -> Result<(), Fault> {
    if places.len() <= 1 {
        return Ok(());
    }
    let (left, right) = places.split_at_mut(places.len() / 2);
    merge_sort_places(left, is_after)?;
    merge_sort_places(right, is_after)?;
    let (left, right) = (left.to_vec(), right.to_vec());
    let (mut left, mut right) = (&left[..], &right[..]);
    for place in places {
        let from = match (left, right) {
            ([a, ..], [b, ..]) if is_after(*a, *b)? => &mut right,
            ([], _) => &mut right,
            _ => &mut left,
        };
        (*place, *from) = (from[0], &from[1..]);
    }
    Ok(())
}

/// Sorts numbers or strings as `$sort` without a function does; `None` for anything else.
pub fn sort_plain(array: &Array) -> Result<Option<Vec<Value>>, Fault> {
    let items: Vec<Value> = array.iter().collect();
    let mut all_numbers = true;
    for item in &items {
        all_numbers &= item.as_f64().map_or(Ok(false), operators::finite)?;
    }
    if !all_numbers && !items.iter().all(|item| matches!(item, Value::String(_))) {
        return Ok(None);
    }
    let places =
        merge_sort(items.len(), &mut |a, b| Ok(compare_keys(&items[a], &items[b])?.is_gt()))?;
    Ok(Some(array.at(&places)))
}
