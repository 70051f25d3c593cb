//! Updates, and the item that one makes of another.

use super::Refusal;
use super::attribute::{has_element, parts, sum};
use super::path::{Path, Step};
use crate::sort;
use crate::value::Json;

/// An UpdateExpression, clause by clause.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Update {
    pub set: Vec<(Path, Value)>,
    pub remove: Vec<Path>,
    pub add: Vec<(Path, Json)>,
    pub delete: Vec<(Path, Json)>,
}

/// What SET sets.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Literal(Json),
    Path(Path),
    IfNotExists(Path, Box<Value>),
    ListAppend(Box<Value>, Box<Value>),
    Sum(Box<Value>, Box<Value>),
    Difference(Box<Value>, Box<Value>),
}

const NOT_THERE: &str =
    "The provided expression refers to an attribute that does not exist in the item";
const WRONG_TYPE: &str = "An operand in the update expression has an incorrect data type";
const NO_PLACE: &str = "The document path provided in the update expression is invalid for update";

impl Update {
    /// Everything that is written to.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        let set = self.set.iter().map(|(path, _)| path);
        let counted = self.add.iter().chain(&self.delete).map(|(path, _)| path);
        set.chain(&self.remove).chain(counted)
    }
}

/// The item after an update. Everything is computed from the item as it was before.
pub fn changed(item: &Json, update: &Update) -> Result<Json, Refusal> {
    let no_place = |()| NO_PLACE.to_owned();
    let mut new = item.clone();
    for (path, value) in &update.set {
        new = path.set(&new, Some(compute(value, item)?)).map_err(no_place)?;
    }
    for (path, by) in &update.add {
        let sum = added(path.get(item), by).ok_or(WRONG_TYPE)?;
        new = path.set(&new, Some(sum)).map_err(no_place)?;
    }
    for (path, elements) in &update.delete {
        let Some(old) = path.get(item) else { continue };
        new = path.set(&new, without(old, elements)?).map_err(no_place)?;
    }
    // The last element of a list first, so that the others keep their places.
    let mut removed: Vec<&Path> = update.remove.iter().collect();
    sort::by_key(&mut removed, |path| match path.steps.last() {
        Some(Step::Index(index)) => std::cmp::Reverse(*index),
        _ => std::cmp::Reverse(0),
    });
    for path in removed {
        if path.get(&new).is_some() {
            new = path.set(&new, None).map_err(no_place)?;
        }
    }
    Ok(new)
}

fn compute(value: &Value, item: &Json) -> Result<Json, Refusal> {
    match value {
        Value::Literal(value) => Ok(value.clone()),
        Value::Path(path) => path.get(item).cloned().ok_or_else(|| NOT_THERE.to_owned()),
        Value::IfNotExists(path, otherwise) => match path.get(item) {
            Some(value) => Ok(value.clone()),
            None => compute(otherwise, item),
        },
        Value::ListAppend(a, b) => {
            let (a, b) = (compute(a, item)?, compute(b, item)?);
            let items = |list: &Json| list.get("L")?.as_array().map(|items| items.to_vec());
            let (mut all, more) = items(&a).zip(items(&b)).ok_or(WRONG_TYPE)?;
            all.extend(more);
            Ok(Json::object([("L", Json::array(all))]))
        }
        Value::Sum(a, b) => {
            sum(&compute(a, item)?, &compute(b, item)?, 1).ok_or_else(|| WRONG_TYPE.to_owned())
        }
        Value::Difference(a, b) => {
            sum(&compute(a, item)?, &compute(b, item)?, -1).ok_or_else(|| WRONG_TYPE.to_owned())
        }
    }
}

/// ADD: a number to a number, elements to a set; to nothing it is what is added.
fn added(old: Option<&Json>, by: &Json) -> Option<Json> {
    let (kind, more) = parts(by).filter(|(kind, _)| matches!(*kind, "N" | "SS" | "NS" | "BS"))?;
    let Some(old) = old else { return Some(by.clone()) };
    if kind == "N" {
        return sum(old, by, 1);
    }
    let (_, present) = parts(old).filter(|(of, _)| *of == kind)?;
    let is_new = |item: &&Json| !has_element(present, &kind[..1], item);
    let mut all = present.as_array()?.to_vec();
    all.extend(more.as_array()?.iter().filter(is_new).cloned());
    Some(Json::object([(kind, Json::array(all))]))
}

/// DELETE: a set without elements; nothing when none is left.
fn without(old: &Json, elements: &Json) -> Result<Option<Json>, Refusal> {
    let is_set = |kind: &str| matches!(kind, "SS" | "NS" | "BS");
    let found = parts(old).zip(parts(elements));
    let found = found.filter(|((kind, _), (other, _))| kind == other && is_set(kind));
    let ((kind, present), (_, gone)) = found.ok_or(WRONG_TYPE)?;
    let is_left = |item: &&Json| !has_element(gone, &kind[..1], item);
    let left: Vec<Json> =
        present.as_array().into_iter().flat_map(|it| it.iter()).filter(is_left).cloned().collect();
    Ok((!left.is_empty()).then(|| Json::object([(kind, Json::array(left))])))
}
