//! Paths: each step maps the results of the one before, and arrays flatten on the way.

use std::rc::Rc;
use std::sync::Arc;

use super::Evaluator;
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::function::Frame;
use crate::query::jsonata::functions::string::characters;
use crate::query::jsonata::node::{Kind, Node, Stage};
use crate::query::jsonata::value::{Array, Nature, Object, Value};
use crate::value::{Json, Object as JsonObject};

impl Evaluator<'_> {
    /// The results of all steps. While there is one result that is no array, it stands for itself
    /// and no array is made; none is undefined.
    pub(super) fn path(
        &self,
        node: &Node,
        steps: &[Node],
        keep_singleton: bool,
        input: &Value,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        let starts_with_variable = matches!(steps[0].kind, Kind::Variable(_));
        let mut results = None;
        let mut index = 0;
        while let Some(step) = steps.get(index) {
            let is_last = index + 1 == steps.len();
            let found = match (results.as_ref(), results.as_ref().unwrap_or(input)) {
                (_, Value::Object(Object::Data(object))) if field_name(step).is_some() => {
                    let (n_steps, found) = self.descend(&steps[index..], object)?;
                    index += n_steps - 1;
                    as_results(found.into(), index + 1 == steps.len())
                }
                // The reference forgets what a constructed array binds, and with a focus the array.
                (None, input) if step.constructed => {
                    let context = wrapped(input, false);
                    let value = self.eval(step, &context, frame)?;
                    match steps.get(index + 1).map(|next| &next.kind) {
                        _ if step.step.focus.is_some() => context,
                        None | Some(Kind::Sort(_)) => value,
                        Some(_) => items_of_constructed(value),
                    }
                }
                _ if step.step.tuple || steps[0].step.tuple => {
                    let start = results.unwrap_or_else(|| wrapped(input, starts_with_variable));
                    return self.tuple_path(node, &steps[index..], keep_singleton, &start, frame);
                }
                // A variable sees an array that is the context as one value.
                (None, input) if starts_with_variable => {
                    self.step_over_one(step, input, is_last, frame)?
                }
                (_, items) => self.step_over(step, items, is_last, frame)?,
            };
            let is_empty =
                found.is_undefined() || matches!(&found, Value::Array(array) if array.len() == 0);
            results = Some(found);
            if is_empty {
                break;
            }
            index += 1;
        }
        let mut result = results.unwrap_or_default();
        if keep_singleton {
            result = keep_in_array(result);
        } else if node.keep_array && !matches!(result, Value::Array(_) | Value::Undefined) {
            result = Value::sequence(vec![result]);
        }
        match &node.group {
            Some(group) => self.group(group, result, frame),
            None => Ok(result),
        }
    }

    /// Follows steps that are fields' names through data, in place, while they lead to objects.
    /// Gives how many steps it went, and what the last led to.
    fn descend<'a>(
        &self,
        steps: &[Node],
        object: &'a JsonObject,
    ) -> Result<(usize, Option<&'a Json>), Fault> {
        let (mut n_steps, mut object, mut found) = (0, object, None);
        for name in steps.iter().map_while(field_name) {
            self.visit_leaves(1)?;
            n_steps += 1;
            found = object.get(name);
            match found {
                Some(Json::Object(inner)) => object = inner,
                _ => break,
            }
        }
        Ok((n_steps, found))
    }

    /// The results of one step for every item.
    pub(super) fn step_over(
        &self,
        step: &Node,
        input: &Value,
        is_last: bool,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        if let Kind::Sort(terms) = &step.kind {
            let sorted = self.sort_step(terms, step.position, input.clone(), frame)?;
            return self.through_stages(step, sorted, frame);
        }
        let items = match input {
            Value::Array(items) if items.len() == 1 => {
                return self.step_over_one(step, &items.get(0).into(), is_last, frame);
            }
            Value::Array(items) => items,
            single => return self.step_over_one(step, single, is_last, frame),
        };
        let mut results = Results { values: Vec::new(), is_flat: true };
        match (items, field_name(step)) {
            (Array::Data(items), Some(name))
                if items.iter().all(|item| item.as_object().is_some()) =>
            {
                self.visit_leaves(items.len() as u64)?;
                let objects = items.iter().filter_map(Json::as_object);
                results = Results::of_data(&fields(objects, name));
            }
            (Array::List(list), Some(name))
                if list.items.iter().all(|item| data_object(item).is_some()) =>
            {
                self.visit_leaves(list.items.len() as u64)?;
                let objects = list.items.iter().filter_map(data_object);
                results = Results::of_data(&fields(objects, name));
            }
            (Array::List(list), _) => {
                for item in &list.items {
                    results.add(self.step_result(step, item, frame)?);
                }
            }
            (items, _) => {
                for item in items.iter() {
                    results.add(self.step_result(step, &item, frame)?);
                }
            }
        }
        let Results { mut values, is_flat } = results;
        if is_last
            && let [Value::Array(only)] = &values[..]
            && !only.nature().sequence
        {
            return Ok(values.remove(0));
        }
        Ok(together(if is_flat { values } else { flatten_once(values) }))
    }

    fn step_over_one(
        &self,
        step: &Node,
        item: &Value,
        is_last: bool,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        Ok(as_results(self.step_result(step, item, frame)?, is_last))
    }

    fn step_result(&self, step: &Node, item: &Value, frame: &Rc<Frame>) -> Result<Value, Fault> {
        if let (Some(name), Value::Object(object)) = (field_name(step), item) {
            self.visit_leaves(1)?;
            return Ok(object.get(name).into());
        }
        let result = self.eval(step, item, frame)?;
        self.through_stages(step, result, frame)
    }

    fn through_stages(
        &self,
        step: &Node,
        mut result: Value,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
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

/// What the items of a step gave.
struct Results {
    values: Vec<Value>,
    /// No array among them is to be flattened.
    is_flat: bool,
}

impl Results {
    fn of_data(found: &[&Json]) -> Results {
        let is_flat = !found.iter().any(|found| matches!(found, Json::Array(_)));
        Results { values: found.iter().map(|found| Value::from(*found)).collect(), is_flat }
    }

    fn add(&mut self, value: Value) {
        match &value {
            Value::Undefined => return,
            Value::Array(array) => self.is_flat &= array.nature().constructed,
            _ => {}
        }
        self.values.push(value);
    }
}

/// The values of a field of objects, which mostly have it at the same place.
fn fields<'a>(objects: impl Iterator<Item = &'a Arc<JsonObject>>, name: &str) -> Vec<&'a Json> {
    let mut values = Vec::with_capacity(objects.size_hint().1.unwrap_or_default());
    let mut place = 0;
    for object in objects {
        match object.get_index(place) {
            Some((known, value)) if **known == *name => values.push(value),
            _ => {
                let Some(own_place) = object.position(name) else { continue };
                place = own_place;
                values.extend(object.get_index(place).map(|(_, value)| value));
            }
        }
    }
    values
}

/// An object that is still the data that was given.
fn data_object(value: &Value) -> Option<&Arc<JsonObject>> {
    match value {
        Value::Object(Object::Data(object)) => Some(object),
        _ => None,
    }
}

/// The name of a step that is nothing but a field's name, the most usual of all: it is read in
/// place, where evaluating it would do no more.
fn field_name(step: &Node) -> Option<&str> {
    let has_more = !step.predicates.is_empty()
        || !step.step.stages.is_empty()
        || step.step.tuple
        || step.group.is_some();
    match &step.kind {
        Kind::Name(name) if !has_more => Some(name),
        _ => None,
    }
}

/// What one item gave, as the results of a step.
fn as_results(found: Value, is_last: bool) -> Value {
    let Value::Array(array) = found else { return found };
    let nature = array.nature();
    if is_last && !nature.sequence {
        Value::Array(array)
    } else if nature.constructed {
        Value::sequence(vec![Value::Array(array)])
    } else if nature == Nature::SEQUENCE || (!is_last && array.len() > 1) {
        // Nobody asks what several items came from while the path goes on.
        Value::Array(array)
    } else {
        together(array.into_items())
    }
}

/// The context as a sequence, where a path's first step asks for one.
fn wrapped(input: &Value, even_an_array: bool) -> Value {
    match input {
        Value::Array(_) if !even_an_array => input.clone(),
        single => Value::sequence(vec![single.clone()]),
    }
}

/// What a constructed array hands to the next step, if filters or grouping made something else of
/// it: of a string its characters, of anything that has no length nothing.
fn items_of_constructed(value: Value) -> Value {
    match value {
        Value::Array(_) => value,
        Value::String(text) => Value::sequence(characters(&text)),
        _ => Value::Undefined,
    }
}

/// Several results as a sequence; one that is no array stands for itself.
fn together(mut results: Vec<Value>) -> Value {
    match &results[..] {
        [] => Value::Undefined,
        [Value::Array(_)] => Value::sequence(results),
        [_] => results.remove(0),
        _ => Value::sequence(results),
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
        Value::Array(array) => {
            array.iter().for_each(&mut add);
            // The reference marks a sequence by fields of its own, which a wildcard finds too.
            let Nature { sequence, keep_singleton, .. } = array.nature();
            let marks = [sequence, keep_singleton].into_iter().filter(|is_marked| *is_marked);
            marks.for_each(|mark| add(Value::Bool(mark)));
        }
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

/// What `[]` does: a sequence stays an array; a single value or a constructed array becomes the
/// only item of one.
pub(super) fn keep_in_array(value: Value) -> Value {
    let kept = |item| Value::list(vec![item], Nature { keep_singleton: true, ..Nature::SEQUENCE });
    let array = match value {
        Value::Undefined => return value,
        Value::Array(array) => array,
        single => return kept(single),
    };
    let nature = array.nature();
    if nature.constructed && !nature.sequence {
        return kept(Value::Array(array));
    }
    if matches!(array, Array::List(_)) {
        return array.with_nature(Nature { keep_singleton: true, ..nature });
    }
    Value::Array(array)
}
