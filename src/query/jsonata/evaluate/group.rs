//! `{key: value}`: objects, and results grouped by key.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::Evaluator;
use super::tuple::{Scoped, Tuple};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::function::Frame;
use crate::query::jsonata::functions::array::append;
use crate::query::jsonata::node::{Group, Symbol};
use crate::query::jsonata::stringify::stringify;
use crate::query::jsonata::value::{Entries, Value};

/// What was found under one key: the pair that made the key, and its data.
type Groups<T> = IndexMap<Arc<str>, (usize, Vec<T>), FxBuildHasher>;

impl Evaluator<'_> {
    pub(super) fn group(
        &self,
        group: &Group,
        input: Value,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        let items = match input {
            Value::Array(array) if array.len() == 0 => vec![Value::Undefined],
            Value::Array(array) => array.into_items(),
            single => return self.object(group, &single, frame),
        };
        let groups = self.groups(group, items, frame)?;
        let mut entries = Entries::default();
        for (key, (pair, data)) in groups {
            let context = together(data);
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
        stream: Vec<Tuple>,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        let members = stream.into_iter().enumerate();
        let members = members.map(|(place, tuple)| Member { place, tuple }).collect();
        let groups = self.groups(group, members, frame)?;
        let mut entries = Entries::default();
        let mut spent = BTreeSet::new();
        for (key, (pair, data)) in groups {
            let only = if let [only] = &data[..] { Some(only.place) } else { None };
            let tuple = merged(data, &spent);
            spent.extend(only);
            let frame = tuple.frame(frame);
            let value = self.eval(&group.pairs[pair].1, &tuple.context, &frame)?;
            if !value.is_undefined() {
                entries.insert(key, value);
            }
        }
        Ok(Value::object(entries))
    }

    fn groups<T: Scoped>(
        &self,
        group: &Group,
        items: Vec<T>,
        frame: &Rc<Frame>,
    ) -> Result<Groups<T>, Fault> {
        let mut groups = Groups::<T>::default();
        for item in items {
            let frame = item.frame(frame);
            for (index, (key, _)) in group.pairs.iter().enumerate() {
                let Some(key) = self.key(key, group, item.context(), &frame)? else { continue };
                match groups.get_mut(&key) {
                    Some((pair, _)) if *pair != index => return Err(same_key(group, &key)),
                    Some((_, data)) => data.push(item.clone()),
                    None => {
                        groups.insert(key, (index, vec![item.clone()]));
                    }
                }
            }
        }
        Ok(groups)
    }

    fn key(
        &self,
        key: &crate::query::jsonata::node::Node,
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

/// A tuple that is grouped, and which it is: one that was alone in its group is spent, the
/// reference takes its context out, so that it lacks in later groups.
#[derive(Clone)]
struct Member {
    place: usize,
    tuple: Tuple,
}

impl Scoped for Member {
    fn context(&self) -> &Value {
        self.tuple.context()
    }

    fn frame(&self, around: &Rc<Frame>) -> Rc<Frame> {
        self.tuple.frame(around)
    }
}

/// Several tuples as one: the values of every variable together.
fn merged(data: Vec<Member>, spent: &BTreeSet<usize>) -> Tuple {
    let mut contexts = Vec::with_capacity(data.len());
    let mut bindings: Vec<(Symbol, Vec<Value>)> = Vec::new();
    for Member { place, tuple } in data {
        if !spent.contains(&place) {
            contexts.push(tuple.context);
        }
        for (symbol, value) in tuple.bindings {
            match bindings.iter_mut().find(|(own, _)| *own == symbol) {
                Some((_, values)) => values.push(value),
                None => bindings.push((symbol, vec![value])),
            }
        }
    }
    let bindings = bindings.into_iter().map(|(symbol, values)| (symbol, together(values)));
    Tuple { context: together(contexts), bindings: bindings.collect() }
}
