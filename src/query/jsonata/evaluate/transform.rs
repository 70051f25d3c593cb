//! `| pattern | update, delete |`: a copy of a value with some of its objects changed.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Evaluator;
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::function::Frame;
use crate::query::jsonata::node::Transform;
use crate::query::jsonata::stringify::stringify;
use crate::query::jsonata::value::{Entries, Object, Value};

/// What objects of the copy have become, by their address.
type Changes = BTreeMap<usize, (Value, Entries)>;

impl Evaluator<'_> {
    pub(super) fn transform(
        &self,
        transform: &Transform,
        value: Value,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        if value.is_undefined() {
            return Ok(Value::Undefined);
        }
        let Value::Function(clone) = self.named("clone", frame)? else {
            return Err(Fault::new("T2013").at(transform.position));
        };
        let copy = self.call(&clone, vec![value], &Value::Null, frame)?;
        let matches = self.eval(&transform.pattern, &copy, frame)?;
        let mut changes = Changes::new();
        for found in matches.into_items() {
            self.change(transform, found, &mut changes, frame)?;
        }
        Ok(changed(&copy, &changes, &mut Vec::new()))
    }

    /// Applies the update and the deletion to one object that the pattern found.
    fn change(
        &self,
        transform: &Transform,
        found: Value,
        changes: &mut Changes,
        frame: &Rc<Frame>,
    ) -> Result<(), Fault> {
        self.step(1 + found.n_bytes() as u64 / 64)?;
        let update =
            self.eval(&transform.update, &changed(&found, changes, &mut Vec::new()), frame)?;
        match (&update, &found) {
            (Value::Undefined, _) => {}
            (Value::Object(update), Value::Object(object)) => {
                let entries = entries_of(object, changes, &found);
                for (name, value) in update.iter() {
                    entries.insert(name, value);
                }
            }
            (Value::Object(_), _) => {}
            _ => {
                return Err(Fault::new("T2011")
                    .at(transform.update.position)
                    .show("value", stringify(&update)));
            }
        }
        let Some(delete) = &transform.delete else { return Ok(()) };
        let deletions = self.eval(delete, &changed(&found, changes, &mut Vec::new()), frame)?;
        let mut names = Vec::new();
        for name in deletions.clone().into_items() {
            let Value::String(name) = name else {
                return Err(Fault::new("T2012")
                    .at(delete.position)
                    .show("value", stringify(&deletions)));
            };
            names.push(name);
        }
        if let Value::Object(object) = &found
            && !names.is_empty()
        {
            let entries = entries_of(object, changes, &found);
            let kept = entries.iter().filter(|(name, _)| !names.contains(name));
            *entries = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
        }
        Ok(())
    }
}

fn entries_of<'a>(object: &Object, changes: &'a mut Changes, holder: &Value) -> &'a mut Entries {
    let unchanged = || (holder.clone(), object.iter().collect());
    &mut changes.entry(object.address()).or_insert_with(unchanged).1
}

/// The value with all changes so far; shared where nothing changed.
///
/// An object that an update put into itself (`open` lists those on the way) appears there as it
/// was before.
fn changed(value: &Value, changes: &Changes, open: &mut Vec<usize>) -> Value {
    if changes.is_empty() {
        return value.clone();
    }
    match value {
        Value::Object(object) => {
            if open.contains(&object.address()) {
                return value.clone();
            }
            open.push(object.address());
            let change = changes.get(&object.address());
            let rebuilt: Entries = match change {
                Some((_, entries)) => entries
                    .iter()
                    .map(|(name, inner)| (name.clone(), changed(inner, changes, open)))
                    .collect(),
                None => object
                    .iter()
                    .map(|(name, inner)| (name, changed(&inner, changes, open)))
                    .collect(),
            };
            open.pop();
            let same = change.is_none()
                && rebuilt.values().zip(object.iter()).all(|(a, (_, b))| is_same(a, &b));
            if same { value.clone() } else { Value::object(rebuilt) }
        }
        Value::Array(array) => {
            let rebuilt: Vec<Value> =
                array.iter().map(|item| changed(&item, changes, open)).collect();
            let same = rebuilt.iter().zip(array.iter()).all(|(a, b)| is_same(a, &b));
            if same { value.clone() } else { Value::list(rebuilt, array.nature()) }
        }
        scalar => scalar.clone(),
    }
}

/// Whether nothing was rebuilt: containers by address, scalars never change.
fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => a.address() == b.address(),
        (Value::Array(a), Value::Array(b)) => a.address() == b.address(),
        _ => true,
    }
}
