//! Paths: each step maps the results of the one before, and arrays flatten on the way.

use std::rc::Rc;

use super::Evaluator;
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::function::Frame;
use crate::query::jsonata::node::{Kind, Node, Stage};
use crate::query::jsonata::value::{Array, Nature, Value};

impl Evaluator<'_> {
    pub(super) fn path(
        &self,
        node: &Node,
        steps: &[Node],
        keep_singleton: bool,
        input: &Value,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        let mut current = match input {
            Value::Array(_) if !matches!(steps[0].kind, Kind::Variable(_)) => input.clone(),
            _ => Value::sequence(vec![input.clone()]),
        };
        for (index, step) in steps.iter().enumerate() {
            if step.step.tuple {
                return self.tuple_path(node, &steps[index..], keep_singleton, &current, frame);
            }
            current = if index == 0 && step.constructed {
                self.eval(step, &current, frame)?
            } else {
                let is_last = index + 1 == steps.len();
                self.step_over(step, &current, is_last, frame)?
            };
            if matches!(&current, Value::Undefined)
                || matches!(&current, Value::Array(array) if array.len() == 0)
            {
                break;
            }
        }
        let result = if keep_singleton { keep_in_array(current) } else { current };
        match &node.group {
            Some(group) => self.group(group, result, frame),
            None => Ok(result),
        }
    }

    /// The results of one step for every item, as a sequence.
    pub(super) fn step_over(
        &self,
        step: &Node,
        input: &Value,
        is_last: bool,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        if let Kind::Sort(terms) = &step.kind {
            let mut sorted = self.sort_step(terms, step.position, input.clone(), frame)?;
            for stage in &step.step.stages {
                if let Stage::Filter(predicate) = stage {
                    sorted = self.filter(predicate, sorted, frame)?;
                }
            }
            return Ok(sorted);
        }
        let Value::Array(items) = input else {
            // A constructed first step gives its array; anything else is one item.
            return self.step_over(step, &Value::sequence(vec![input.clone()]), is_last, frame);
        };
        if items.len() == 1 {
            let result = self.step_result(step, &items.get(0).into(), frame)?;
            return Ok(match result {
                Value::Array(array)
                    if !array.nature().constructed && (!is_last || array.nature().sequence) =>
                {
                    flattened(array)
                }
                Value::Array(array) if is_last && !array.nature().sequence => Value::Array(array),
                Value::Undefined => Value::sequence(Vec::new()),
                single => Value::sequence(vec![single]),
            });
        }
        let mut results = Vec::with_capacity(items.len());
        for item in items.iter() {
            match self.step_result(step, &item, frame)? {
                Value::Undefined => {}
                result => results.push(result),
            }
        }
        if is_last
            && let [Value::Array(only)] = &results[..]
            && !only.nature().sequence
        {
            return Ok(results.remove(0));
        }
        let is_flat = results.iter().all(|result| !flattens(result));
        if !is_flat {
            results = flatten_once(results);
        }
        Ok(Value::sequence(results))
    }

    fn step_result(&self, step: &Node, item: &Value, frame: &Rc<Frame>) -> Result<Value, Fault> {
        let mut result = self.eval(step, item, frame)?;
        for stage in &step.step.stages {
            if let Stage::Filter(predicate) = stage {
                result = self.filter(predicate, result, frame)?;
            }
        }
        Ok(result)
    }

    /// `**`: the value and everything below it.
    pub(super) fn descendants(&self, input: &Value) -> Result<Value, Fault> {
        if input.is_undefined() {
            return Ok(Value::Undefined);
        }
        self.step(input.n_bytes() as u64 / 8)?;
        let mut results = Vec::new();
        collect_descendants(input, &mut results);
        Ok(match results.len() {
            1 => results.remove(0),
            _ => Value::sequence(results),
        })
    }
}

/// The value of a field; of an array, the values of its items' fields.
pub fn lookup(input: &Value, name: &str) -> Value {
    match input {
        Value::Object(object) => object.get(name).into(),
        Value::Array(array) => {
            let mut results = Vec::new();
            for item in array.iter() {
                match lookup(&item, name) {
                    Value::Undefined => {}
                    Value::Array(inner) => results.extend(inner.into_items()),
                    value => results.push(value),
                }
            }
            Value::sequence(results)
        }
        _ => Value::Undefined,
    }
}

/// `*`: the values of all fields, arrays flattened through and through.
pub(super) fn wildcard(input: &Value) -> Value {
    let mut results = Vec::new();
    let inner = match input {
        Value::Array(array) if array.nature().outer_wrapper => &array.get(0).into(),
        other => other,
    };
    let mut has_arrays = false;
    let mut add = |value: Value| match value {
        Value::Array(array) => {
            has_arrays = true;
            array.iter().for_each(|item| flatten_deep(item, &mut results));
        }
        value => results.push(value),
    };
    match inner {
        Value::Object(object) => object.iter().for_each(|(_, value)| add(value)),
        Value::Array(array) => array.iter().for_each(add),
        _ => {}
    }
    // Appending an array makes the results a plain array, which stays one even of one item.
    if has_arrays { Value::array(results) } else { Value::sequence(results) }
}

fn flatten_deep(value: Value, results: &mut Vec<Value>) {
    match value {
        Value::Array(array) => array.iter().for_each(|item| flatten_deep(item, results)),
        value => results.push(value),
    }
}

fn collect_descendants(value: &Value, results: &mut Vec<Value>) {
    match value {
        Value::Array(array) => array.iter().for_each(|item| collect_descendants(&item, results)),
        Value::Object(object) => {
            results.push(value.clone());
            object.iter().for_each(|(_, inner)| collect_descendants(&inner, results));
        }
        _ => results.push(value.clone()),
    }
}

fn flattens(value: &Value) -> bool {
    matches!(value, Value::Array(array) if !array.nature().constructed)
}

fn flatten_once(results: Vec<Value>) -> Vec<Value> {
    let mut flat = Vec::with_capacity(results.len());
    for result in results {
        match result {
            Value::Array(array) if !array.nature().constructed => flat.extend(array.into_items()),
            single => flat.push(single),
        }
    }
    flat
}

fn flattened(array: Array) -> Value {
    if array.nature() == Nature::SEQUENCE {
        return Value::Array(array);
    }
    Value::sequence(array.into_items())
}

/// What `[]` does: a sequence stays an array; a constructed array becomes its only item.
pub(super) fn keep_in_array(value: Value) -> Value {
    let Value::Array(array) = value else { return value };
    let nature = array.nature();
    if nature.constructed && !nature.sequence {
        let kept = Nature { keep_singleton: true, ..Nature::SEQUENCE };
        return Value::list(vec![Value::Array(array)], kept);
    }
    if matches!(array, Array::List(_)) {
        return array.with_nature(Nature { keep_singleton: true, ..nature });
    }
    Value::Array(array)
}
