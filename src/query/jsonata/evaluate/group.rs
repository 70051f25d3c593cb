//! `{key: value}`: objects, and results grouped by key.

use std::rc::Rc;
use std::sync::Arc;

use super::Evaluator;
use super::tuple::{Scopes, Tuple};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::function::Frame;
use crate::query::jsonata::functions::array::append;
use crate::query::jsonata::node::{Group, Node, Symbol};
use crate::query::jsonata::stringify::stringify;
use crate::query::jsonata::value::{Array, Entries, Value};

/// What was found under one key.
struct Found {
    key: Arc<str>,
    /// The pair that made the key.
    pair: usize,
    places: Vec<usize>,
}

impl Evaluator<'_> {
    pub(super) fn group(
        &self,
        group: &Group,
        input: Value,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        let items = match input {
            Value::Array(array) if array.len() == 0 => Array::of(vec![Value::Undefined]),
            Value::Array(array) => array,
            single => return self.object(group, &single, frame),
        };
        let mut entries = Entries::default();
        for Found { key, pair, places } in self.groups(group, &items, frame)? {
            let context = together(items.at(&places));
            let value = self.eval(&group.pairs[pair].1, &context, frame)?;
            if !value.is_undefined() {
                entries.insert(key, value);
            }
        }
        Ok(Value::object(entries))
    }

    /// An object made from one context: no two pairs may give the same key.
    fn object(&self, group: &Group, input: &Value, frame: &Rc<Frame>) -> Result<Value, Fault> {
        let mut keys: Vec<(Arc<str>, usize)> = Vec::with_capacity(group.pairs.len());
        for (index, (key, _)) in group.pairs.iter().enumerate() {
            let Some(key) = self.key(key, group, input, frame)? else { continue };
            if group.pairs.len() <= 16 && keys.iter().any(|(other, _)| *other == key) {
                return Err(same_key(group, &key));
            }
            keys.push((key, index));
        }
        let mut entries = Entries::with_capacity(keys.len());
        let mut undefined = Entries::default();
        for (key, index) in keys {
            if entries.contains_key(&key) || undefined.contains_key(&key) {
                return Err(same_key(group, &key));
            }
            let value = self.eval(&group.pairs[index].1, input, frame)?;
            let target = if value.is_undefined() { &mut undefined } else { &mut entries };
            target.insert(key, value);
        }
        Ok(Value::object(entries))
    }

    pub(super) fn group_tuples(
        &self,
        group: &Group,
        tuples: &[Tuple],
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        let mut entries = Entries::default();
        // One that was alone in its group is spent: the reference takes its context out, so that it
        // lacks in later groups.
        let mut is_spent = vec![false; tuples.len()];
        for Found { key, pair, places } in self.groups(group, &tuples, frame)? {
            let tuple = merged(tuples, &places, &is_spent);
            if let [only] = places[..] {
                is_spent[only] = true;
            }
            let frame = tuple.frame(frame);
            let value = self.eval(&group.pairs[pair].1, &tuple.context, &frame)?;
            if !value.is_undefined() {
                entries.insert(key, value);
            }
        }
        Ok(Value::object(entries))
    }

    fn groups(
        &self,
        group: &Group,
        items: &dyn Scopes,
        frame: &Rc<Frame>,
    ) -> Result<Vec<Found>, Fault> {
        let mut groups: Vec<Found> = Vec::new();
        // Which group a key has.
        let mut numbers = Entries::default();
        for place in 0..items.len() {
            let (context, frame) = (items.context(place), items.frame(place, frame));
            for (pair, (key, _)) in group.pairs.iter().enumerate() {
                let Some(key) = self.key(key, group, &context, &frame)? else { continue };
                let number = numbers.get(&key).and_then(Value::as_f64);
                match number.map(|number| &mut groups[number as usize]) {
                    Some(found) if found.pair != pair => return Err(same_key(group, &key)),
                    Some(found) => found.places.push(place),
                    None => {
                        numbers.insert(key.clone(), Value::count(groups.len()));
                        groups.push(Found { key, pair, places: vec![place] });
                    }
                }
            }
        }
        Ok(groups)
    }

    fn key(
        &self,
        key: &Node,
        group: &Group,
        context: &Value,
        frame: &Rc<Frame>,
    ) -> Result<Option<Arc<str>>, Fault> {
        match self.eval(key, context, frame)? {
            Value::Undefined => Ok(None),
            Value::String(key) if matches!(&*key, "_jsonata_lambda" | "_jsonata_function") => {
                Err(Fault::new("D1013").at(group.position).show_text("value", &key))
            }
            Value::String(key) => Ok(Some(key)),
            other => Err(Fault::new("T1003").at(group.position).show("value", stringify(&other))),
        }
    }
}

fn same_key(group: &Group, key: &str) -> Fault {
    Fault::new("D1009").at(group.position).show_text("value", key)
}

/// The data of one group: a single value stands for itself, several are appended.
fn together(data: Vec<Value>) -> Value {
    if data.len() > 1 && data.iter().all(|item| !matches!(item, Value::Array(_) | Value::Undefined))
    {
        return Value::array(data);
    }
    data.into_iter().reduce(append).unwrap_or_default()
}

/// Several tuples as one: the values of every variable together.
fn merged(tuples: &[Tuple], places: &[usize], is_spent: &[bool]) -> Tuple {
    let mut contexts = Vec::with_capacity(places.len());
    let mut bindings: Vec<(Symbol, Vec<Value>)> = Vec::new();
    for place in places {
        let Tuple { context, bindings: own } = &tuples[*place];
        if !is_spent[*place] {
            contexts.push(context.clone());
        }
        for (symbol, value) in own {
            match bindings.iter_mut().find(|(known, _)| known == symbol) {
                Some((_, values)) => values.push(value.clone()),
                None => bindings.push((*symbol, vec![value.clone()])),
            }
        }
    }
    let bindings = bindings.into_iter().map(|(symbol, values)| (symbol, together(values)));
    Tuple { context: together(contexts), bindings: bindings.collect() }
}
