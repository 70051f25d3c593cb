//! `| pattern | update, delete |`: a copy of a value with some of its objects changed.

use std::rc::Rc;
use std::sync::Arc;

use super::Evaluator;
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::function::Frame;
use crate::query::jsonata::node::{Kind, Node, Transform};
use crate::query::jsonata::stringify::stringify;
use crate::query::jsonata::value::{Entries, Object, Value};

/// What objects of the copy have become.
#[derive(Default)]
struct Changes {
    /// In the order of the objects' addresses.
    changed: Vec<(Object, Entries)>,
}

impl Changes {
    fn place(&self, object: &Object) -> Result<usize, usize> {
        self.changed.binary_search_by_key(&object.address(), |(changed, _)| changed.address())
    }

    /// What the object is now.
    fn entries(&mut self, object: &Object) -> &mut Entries {
        let place = self.place(object).unwrap_or_else(|place| {
            let unchanged = (object.clone(), object.iter().collect());
            self.changed.insert(place, unchanged);
            place
        });
        &mut self.changed[place].1
    }
}

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
        let mut changes = Changes::default();
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
                let entries = changes.entries(object);
                for (name, value) in update.iter() {
                    entries.insert(name, value);
                }
            }
            (Value::Object(_), _) => {}
            _ => {
                return Err(Fault::new("T2011")
                    .at(place(&transform.update))
                    .show("value", stringify(&update)));
            }
        }
        let Some(delete) = &transform.delete else { return Ok(()) };
        let deletions = self.eval(delete, &changed(&found, changes, &mut Vec::new()), frame)?;
        let mut names = Vec::new();
        for name in deletions.clone().into_items() {
            let Value::String(name) = name else {
                return Err(Fault::new("T2012")
                    .at(place(delete))
                    .show("value", stringify(&deletions)));
            };
            names.push(name);
        }
        if let Value::Object(object) = &found
            && !names.is_empty()
        {
            let entries = changes.entries(object);
            let kept = entries.iter().filter(|(name, _)| !names.contains(name));
            *entries = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
        }
        Ok(())
    }
}

/// Where a clause stands, as the reference tells it: its paths have no place.
fn place(clause: &Node) -> u32 {
    match clause.kind {
        Kind::Path { .. } | Kind::Name(_) => 0,
        _ => clause.position,
    }
}

/// The value with all changes so far; shared where nothing changed.
///
/// An object that an update put into itself (`open` lists those on the way) appears there as it
/// was before.
fn changed(value: &Value, changes: &Changes, open: &mut Vec<usize>) -> Value {
    if changes.changed.is_empty() {
        return value.clone();
    }
    match value {
        Value::Object(object) => {
            if open.contains(&object.address()) {
                return value.clone();
            }
            open.push(object.address());
            let change = changes.place(object).ok();
            let mut same = change.is_none();
            let mut rebuilt = Entries::default();
            let mut add = |name: Arc<str>, inner: &Value| {
                let becomes = changed(inner, changes, open);
                same &= is_same(&becomes, inner);
                rebuilt.insert(name, becomes);
            };
            match change {
                Some(place) => {
                    let (_, entries) = &changes.changed[place];
                    entries.iter().for_each(|(name, inner)| add(name.clone(), inner));
                }
                None => object.iter().for_each(|(name, inner)| add(name, &inner)),
            }
            open.pop();
            if same { value.clone() } else { Value::object(rebuilt) }
        }
        Value::Array(array) => {
            let mut same = true;
            let mut rebuilt = Vec::with_capacity(array.len());
            for item in array.iter() {
                let becomes = changed(&item, changes, open);
                same &= is_same(&becomes, &item);
                rebuilt.push(becomes);
            }
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
