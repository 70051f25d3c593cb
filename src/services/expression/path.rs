//! Document paths: `a.b[0].c`, with names behind placeholders already filled in.

use std::fmt;
use std::sync::Arc;

use super::attribute::parts;
use crate::value::{Entries, Json};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The attribute of the item itself.
    pub attribute: Arc<str>,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Field(Arc<str>),
    Index(usize),
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.attribute)?;
        self.steps.iter().try_for_each(|step| match step {
            Step::Field(name) => write!(f, ".{name}"),
            Step::Index(index) => write!(f, "[{index}]"),
        })
    }
}

impl Path {
    /// The typed value there.
    pub fn get<'a>(&self, item: &'a Json) -> Option<&'a Json> {
        self.steps.iter().try_fold(item.get(&self.attribute)?, |value, step| {
            match (parts(value)?, step) {
                (("M", fields), Step::Field(name)) => fields.get(name),
                (("L", items), Step::Index(index)) => items.as_array()?.get(*index),
                _ => None,
            }
        })
    }

    /// The item with a value there, or (with `None`) without what is there. `Err` where nothing
    /// holds the last step.
    pub fn set(&self, item: &Json, value: Option<Json>) -> Result<Json, ()> {
        let old = item.get(&self.attribute);
        let new = match self.steps.is_empty() {
            true => value,
            false => Some(placed(old.ok_or(())?, &self.steps, value)?),
        };
        Ok(with_field(item, &self.attribute, new))
    }
}

fn placed(value: &Json, steps: &[Step], new: Option<Json>) -> Result<Json, ()> {
    let Some((step, rest)) = steps.split_first() else { return new.ok_or(()) };
    let inner = |old: Option<&Json>| match rest.is_empty() {
        true => Ok(new.clone()),
        false => placed(old.ok_or(())?, rest, new.clone()).map(Some),
    };
    match (parts(value).ok_or(())?, step) {
        (("M", fields), Step::Field(name)) => {
            let field = inner(fields.get(name))?;
            Ok(Json::object([("M", with_field(fields, name, field))]))
        }
        (("L", items), Step::Index(index)) => {
            let mut items = items.as_array().ok_or(())?.to_vec();
            match inner(items.get(*index))? {
                Some(item) if *index < items.len() => items[*index] = item,
                // Past its end a list grows by one.
                Some(item) => items.push(item),
                None if *index < items.len() => drop(items.remove(*index)),
                None => {}
            }
            Ok(Json::object([("L", Json::array(items))]))
        }
        _ => Err(()),
    }
}

fn with_field(object: &Json, name: &str, value: Option<Json>) -> Json {
    let mut fields: Entries = match object {
        Json::Object(object) => object.to_entries(),
        _ => Entries::default(),
    };
    match value {
        Some(value) => fields.extend([(Arc::from(name), value)]),
        None => {
            let left = fields.iter().filter(|(field, _)| &***field != name);
            fields = left.map(|(field, value)| (field.clone(), value.clone())).collect();
        }
    }
    Json::object(fields)
}

/// The parts of an item that paths lead to.
pub fn project(item: &Json, paths: &[Path]) -> Json {
    let found = paths.iter().filter_map(|path| Some((path, path.get(item)?)));
    found.fold(Json::empty_object(), |projected, (path, value)| {
        place(&projected, &path.attribute, &path.steps, value)
    })
}

/// Puts a value where a path leads to, making the maps and lists on the way.
fn place(object: &Json, name: &str, steps: &[Step], value: &Json) -> Json {
    let old = object.get(name);
    let new = match steps.split_first() {
        None => value.clone(),
        Some((Step::Field(field), rest)) => {
            let fields = old.and_then(|old| old.get("M")).cloned();
            let fields = fields.unwrap_or_else(Json::empty_object);
            Json::object([("M", place(&fields, field, rest, value))])
        }
        // The elements of a list come in the order of asking.
        Some((Step::Index(_), rest)) => {
            let items = old.and_then(|old| old.get("L")?.as_array()).map(|items| items.to_vec());
            let mut items = items.unwrap_or_default();
            let holder = place(&Json::empty_object(), "item", rest, value);
            items.extend(holder.get("item").cloned());
            Json::object([("L", Json::array(items))])
        }
    };
    with_field(object, name, Some(new))
}
