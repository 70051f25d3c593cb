//! `^(price, >name)` and the stable merge sort that all sorting shares.

use std::cmp::Ordering;
use std::rc::Rc;

use super::tuple::Scoped;
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
        let array = match input {
            Value::Undefined => return Ok(Value::Undefined),
            Value::Array(array) => array,
            single => return Ok(single),
        };
        if array.len() <= 1 {
            return Ok(Value::Array(array));
        }
        let items = array.into_items();
        self.sort_by_terms(terms, position, items, frame).map(Value::array)
    }

    /// Sorts by the values of the terms, each computed once an item.
    pub(super) fn sort_by_terms<T: Scoped>(
        &self,
        terms: &[SortTerm],
        position: u32,
        items: Vec<T>,
        frame: &Rc<Frame>,
    ) -> Result<Vec<T>, Fault> {
        if items.len() <= 1 {
            return Ok(items);
        }
        let mut keyed = Vec::with_capacity(items.len());
        for item in items {
            let inner = item.frame(frame);
            let key = |term: &SortTerm| self.eval(&term.expression, item.context(), &inner);
            let keys: Result<Vec<Value>, Fault> = terms.iter().map(key).collect();
            keyed.push((keys?, item));
        }
        let is_after = |(a, _): &(Vec<Value>, T), (b, _): &(Vec<Value>, T)| {
            self.step(1)?;
            for (term, (a, b)) in terms.iter().zip(a.iter().zip(b)) {
                match compare_keys(a, b).map_err(|fault| fault.at(position))? {
                    Ordering::Equal => {}
                    order if a.is_undefined() || b.is_undefined() || !term.descending => {
                        return Ok(order == Ordering::Greater);
                    }
                    order => return Ok(order == Ordering::Less),
                }
            }
            Ok(false)
        };
        Ok(merge_sort(keyed, &is_after)?.into_iter().map(|(_, item)| item).collect())
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
        _ if !sortable(a) => Err(Fault::new("T2008").show("value", stringify(a))),
        _ if !sortable(b) => Err(Fault::new("T2008").show("value", stringify(b))),
        _ => Err(Fault::new("T2007").show("value", stringify(a)).show("value2", stringify(b))),
    }
}

/// Sorts stably by a question that may fail: must the first come after the second?
pub fn merge_sort<T: Clone>(
    mut items: Vec<T>,
    is_after: &impl Fn(&T, &T) -> Result<bool, Fault>,
) -> Result<Vec<T>, Fault> {
    if items.len() <= 1 {
        return Ok(items);
    }
    let right = items.split_off(items.len() / 2);
    let left = merge_sort(items, is_after)?;
    let right = merge_sort(right, is_after)?;
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        let from_right = is_after(a, b)?;
        merged.extend(if from_right { right.next() } else { left.next() });
    }
    merged.extend(left);
    merged.extend(right);
    Ok(merged)
}

/// Sorts numbers or strings as `$sort` without a function does; `None` for anything else.
pub fn sort_plain(array: &Array) -> Option<Vec<Value>> {
    let mut items: Vec<Value> = array.iter().collect();
    let all_numbers = items.iter().all(|item| matches!(item, Value::Number(_)));
    if !all_numbers && !items.iter().all(|item| matches!(item, Value::String(_))) {
        return None;
    }
    items.sort_by(|a, b| match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b).unwrap_or(Ordering::Equal),
        (Value::String(a), Value::String(b)) => operators::compare_text(a, b),
        _ => Ordering::Equal,
    });
    Some(items)
}
