//! Predicates: `[0]` picks by place, `[price > 10]` by truth.

use std::rc::Rc;

use super::tuple::Scoped;
use super::{Evaluator, is_true, operators};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::function::Frame;
use crate::query::jsonata::node::{Kind, Node};
use crate::query::jsonata::value::Value;
use crate::value::Json;

impl Evaluator<'_> {
    pub(super) fn filter(
        &self,
        predicate: &Node,
        input: Value,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        let items = match input {
            Value::Array(array) => array,
            single => match Value::sequence(vec![single]) {
                Value::Array(array) => array,
                _ => unreachable!("a sequence is an array"),
            },
        };
        let n_items = items.len();
        if let Kind::Literal(Json::Number(number)) = &predicate.kind {
            let picked = place(number.as_f64(), n_items).and_then(|index| items.get(index));
            return Ok(match picked {
                None | Some(Value::Undefined) => Value::sequence(Vec::new()),
                Some(Value::Array(array)) => Value::Array(array),
                Some(item) => Value::sequence(vec![item]),
            });
        }
        let mut results = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let chosen = self.eval(predicate, &item, frame)?;
            for _ in 0..n_times(&chosen, index, n_items)? {
                results.push(item.clone());
            }
        }
        Ok(Value::sequence(results))
    }

    /// The same over tuples, whose variables the predicate sees.
    pub(super) fn filter_tuples<T: Scoped>(
        &self,
        predicate: &Node,
        input: Vec<T>,
        frame: &Rc<Frame>,
    ) -> Result<Vec<T>, Fault> {
        let n_items = input.len();
        if let Kind::Literal(Json::Number(number)) = &predicate.kind {
            let picked = place(number.as_f64(), n_items).and_then(|index| input.get(index));
            return Ok(picked.cloned().into_iter().collect());
        }
        let mut results = Vec::new();
        for (index, tuple) in input.into_iter().enumerate() {
            let frame = tuple.frame(frame);
            let chosen = self.eval(predicate, tuple.context(), &frame)?;
            for _ in 0..n_times(&chosen, index, n_items)? {
                results.push(tuple.clone());
            }
        }
        Ok(results)
    }
}

/// How often the item at `index` is chosen: numbers name places, anything else is true or not.
fn n_times(chosen: &Value, index: usize, n_items: usize) -> Result<usize, Fault> {
    let names_index = |number: f64| place(number, n_items) == Some(index);
    match chosen {
        Value::Bool(is_chosen) => Ok(usize::from(*is_chosen)),
        Value::Number(number) if operators::finite(number.as_f64())? => {
            Ok(usize::from(names_index(number.as_f64())))
        }
        Value::Array(array) => {
            let mut n_found = 0;
            for item in array.iter() {
                match item.as_f64() {
                    Some(number) if operators::finite(number)? => {
                        n_found += usize::from(names_index(number));
                    }
                    _ => return is_true(chosen).map(usize::from),
                }
            }
            Ok(n_found)
        }
        other => is_true(other).map(usize::from),
    }
}

/// The place that a number names: rounded down, counted from the end when negative.
fn place(number: f64, n_items: usize) -> Option<usize> {
    let floor = number.floor();
    let index = if floor < 0.0 { floor + n_items as f64 } else { floor };
    (index >= 0.0 && index < n_items as f64).then_some(index as usize)
}
