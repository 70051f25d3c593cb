//! Predicates: `[0]` picks by place, `[price > 10]` by truth.

use std::rc::Rc;

use super::tuple::Scopes;
use super::{Evaluator, is_true, operators};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::function::Frame;
use crate::query::jsonata::node::{Kind, Node};
use crate::query::jsonata::value::{Array, Value};
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
            single => Array::of(vec![single]),
        };
        let places = self.chosen(predicate, &items, frame)?;
        let mut results = items.at(&places);
        if matches!(predicate.kind, Kind::Literal(Json::Number(_))) {
            // An array that is picked by its place is not wrapped.
            match results.first() {
                Some(Value::Array(_)) => return Ok(results.remove(0)),
                Some(Value::Undefined) => results.clear(),
                _ => {}
            }
        }
        Ok(Value::sequence(results))
    }

    /// The places of the items that a predicate chooses; one may be chosen more than once.
    pub(super) fn chosen(
        &self,
        predicate: &Node,
        items: &dyn Scopes,
        frame: &Rc<Frame>,
    ) -> Result<Vec<usize>, Fault> {
        let n_items = items.len();
        if let Kind::Literal(Json::Number(number)) = &predicate.kind {
            return Ok(place(number.as_f64(), n_items).into_iter().collect());
        }
        let mut places = Vec::new();
        for place in 0..n_items {
            let inner = items.frame(place, frame);
            let chosen = self.eval(predicate, &items.context(place), &inner)?;
            for _ in 0..n_times(&chosen, place, n_items)? {
                places.push(place);
            }
        }
        Ok(places)
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
