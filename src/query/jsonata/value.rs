//! What expressions compute with: JSON values that share the data they came from, functions,
//! the undefined value, and arrays that remember how they came to be.

use std::rc::Rc;
use std::sync::Arc;

use super::function::Function;
use crate::value::{
    Array as JsonArray, Entries as JsonEntries, Json, Number, Object as JsonObject,
};

/// Cloning is a pointer.
#[derive(Clone, Debug, Default)]
// Every payload begins at the same place, so that moving a value takes whole words: half the time
// of paths and calls went to waiting for bytes that were written in other pieces than are read. In
// wasm that would make a value half as large again.
#[cfg_attr(not(target_arch = "wasm32"), repr(C, u8))]
pub enum Value {
    /// No value: what a path to nowhere gives.
    #[default]
    Undefined,
    Null,
    Bool(bool),
    Number(Number),
    String(Arc<str>),
    Array(Array),
    Object(Object),
    Function(Function),
}

#[derive(Clone, Debug)]
pub enum Array {
    /// Data as it was given, read in place.
    Data(Arc<JsonArray>),
    List(Rc<List>),
    Range(Rc<Range>),
}

/// So many consecutive integers, which take no memory until they are used.
#[derive(Debug)]
pub struct Range {
    pub first: i64,
    pub count: u32,
}

/// An array that the evaluation made.
#[derive(Debug, Default)]
pub struct List {
    pub items: Vec<Value>,
    pub nature: Nature,
    extent: Extent,
}

/// What a container takes up, shared parts counted as often as they are reached.
#[derive(Clone, Copy, Debug, Default)]
struct Extent {
    /// Roughly the bytes of its text.
    n_bytes: usize,
    depth: u32,
}

/// What JSONata remembers about an array beside its items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nature {
    /// Results of a path or function, which flatten: one item stands for itself.
    pub sequence: bool,
    /// `[]` asked that a single item stays in its array.
    pub keep_singleton: bool,
    /// Written as an array constructor in a path: it stays one item of the path's results.
    pub constructed: bool,
    /// The wrapping of an array that is the input itself.
    pub outer_wrapper: bool,
}

#[derive(Clone, Debug)]
pub enum Object {
    Data(Arc<JsonObject>),
    Map(Rc<Map>),
}

/// An object that the evaluation made.
#[derive(Debug, Default)]
pub struct Map {
    pub entries: Entries,
    extent: Extent,
}

pub type Entries = crate::value::Entries<Value>;

impl Nature {
    pub const SEQUENCE: Nature =
        Nature { sequence: true, keep_singleton: false, constructed: false, outer_wrapper: false };
}

impl Value {
    pub fn string(text: impl Into<Arc<str>>) -> Value {
        Value::String(text.into())
    }

    /// A plain array.
    pub fn array(items: Vec<Value>) -> Value {
        Value::list(items, Nature::default())
    }

    pub fn sequence(items: Vec<Value>) -> Value {
        Value::list(items, Nature::SEQUENCE)
    }

    pub fn list(items: Vec<Value>, nature: Nature) -> Value {
        Value::Array(Array::list(items, nature))
    }

    pub fn fields(fields: Vec<(&str, Value)>) -> Value {
        Value::object(fields.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    pub fn object(entries: Entries) -> Value {
        Value::Object(Object::new(entries))
    }

    /// A number; a whole one is an integer, so that it prints as one.
    pub fn number(value: f64) -> Value {
        const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
        let whole = value as i64;
        if whole as f64 == value && value.abs() <= EXACT_MAX {
            Value::Number(Number::Int(whole))
        } else {
            Value::Number(Number::Float(value))
        }
    }

    pub fn count(value: usize) -> Value {
        Value::Number(Number::Int(i64::try_from(value).unwrap_or(i64::MAX)))
    }

    pub fn is_undefined(&self) -> bool {
        matches!(self, Value::Undefined)
    }

    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Value::Number(number) => Some(number.as_f64()),
            _ => None,
        }
    }

    pub fn as_str(&self) -> Option<&Arc<str>> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Levels of nesting, 0 for a scalar.
    pub fn depth(&self) -> u32 {
        self.extent().depth
    }

    /// Roughly how many bytes the value takes; a number counts 8, as AWS counts it.
    pub fn n_bytes(&self) -> usize {
        self.extent().n_bytes
    }

    fn extent(&self) -> Extent {
        match self {
            Value::Array(Array::Data(array)) => {
                Extent { n_bytes: array.size(), depth: array.depth() }
            }
            Value::Array(Array::List(list)) => list.extent,
            Value::Array(Array::Range(range)) => {
                Extent { n_bytes: range.count as usize * 8, depth: 1 }
            }
            Value::Object(Object::Data(object)) => {
                Extent { n_bytes: object.size(), depth: object.depth() }
            }
            Value::Object(Object::Map(map)) => map.extent,
            Value::String(text) => Extent { n_bytes: text.len(), depth: 0 },
            _ => Extent { n_bytes: 8, depth: 0 },
        }
    }

    /// The items of an array, or the value itself as the only item; none for undefined.
    pub fn into_items(self) -> Vec<Value> {
        match self {
            Value::Undefined => Vec::new(),
            Value::Array(array) => array.into_items(),
            other => vec![other],
        }
    }

    /// Equality in depth; numbers by value, functions by identity.
    pub fn equals(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Undefined, Value::Undefined) | (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Number(a), Value::Number(b)) => a == b,
            (Value::String(a), Value::String(b)) => a == b,
            (Value::Array(a), Value::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| a.equals(&b))
            }
            (Value::Object(a), Value::Object(b)) => {
                a.len() == b.len()
                    && a.iter()
                        .all(|(name, value)| b.get(&name).is_some_and(|other| value.equals(&other)))
            }
            (Value::Function(a), Value::Function(b)) => a.is_same(b),
            _ => false,
        }
    }

    /// JSON of the value. Undefined items and functions, which JSON has not, become `null`, and are
    /// left out of objects. Numbers that JSON has not become what `non_finite` makes of them.
    #[inline]
    pub fn into_json(self, non_finite: fn(f64) -> Json) -> Json {
        match self {
            Value::Undefined | Value::Function(_) | Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(value),
            Value::Number(Number::Float(value)) if !value.is_finite() => non_finite(value),
            Value::Number(number) => Json::Number(number),
            Value::String(text) => Json::String(text),
            Value::Array(array) => array.into_json(non_finite),
            Value::Object(object) => object.into_json(non_finite),
        }
    }
}

impl Extent {
    fn of<'a>(values: impl Iterator<Item = &'a Value>) -> Extent {
        values.map(Value::extent).fold(Extent { n_bytes: 0, depth: 1 }, |sum, inner| {
            sum.with(Extent { depth: inner.depth + 1, ..inner })
        })
    }

    fn with(self, other: Extent) -> Extent {
        let n_bytes = self.n_bytes.saturating_add(other.n_bytes);
        Extent { n_bytes, depth: self.depth.max(other.depth) }
    }
}

impl From<&Json> for Value {
    #[inline]
    fn from(json: &Json) -> Value {
        match json {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => Value::Number(*number),
            Json::String(text) => Value::String(text.clone()),
            Json::Array(array) => Value::Array(Array::Data(array.clone())),
            Json::Object(object) => Value::Object(Object::Data(object.clone())),
        }
    }
}

impl From<Option<&Json>> for Value {
    #[inline]
    fn from(json: Option<&Json>) -> Value {
        json.map_or(Value::Undefined, Value::from)
    }
}

impl From<Option<Value>> for Value {
    fn from(value: Option<Value>) -> Value {
        value.unwrap_or_default()
    }
}

impl Array {
    /// A sequence.
    pub fn of(items: Vec<Value>) -> Array {
        Array::list(items, Nature::SEQUENCE)
    }

    fn list(items: Vec<Value>, nature: Nature) -> Array {
        let extent = Extent::of(items.iter());
        Array::List(Rc::new(List { items, nature, extent }))
    }

    pub fn len(&self) -> usize {
        match self {
            Array::Data(array) => array.len(),
            Array::List(list) => list.items.len(),
            Array::Range(range) => range.count as usize,
        }
    }

    pub fn get(&self, index: usize) -> Option<Value> {
        match self {
            Array::Data(array) => array.get(index).map(Value::from),
            Array::List(list) => list.items.get(index).cloned(),
            Array::Range(range) => {
                let offset = u32::try_from(index).ok().filter(|offset| *offset < range.count)?;
                Some(Value::Number(Number::Int(range.first + i64::from(offset))))
            }
        }
    }

    /// The items at the given places, which exist.
    pub fn at(&self, places: &[usize]) -> Vec<Value> {
        places.iter().map(|place| self.get(*place).into()).collect()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Value> + ExactSizeIterator {
        (0..self.len()).map(|index| self.get(index).expect("the index is below the length"))
    }

    /// Visits all items, without a copy where they are values already.
    pub fn each(&self, visit: &mut dyn FnMut(&Value)) {
        match self {
            Array::List(list) => list.items.iter().for_each(visit),
            array => array.iter().for_each(|item| visit(&item)),
        }
    }

    pub fn nature(&self) -> Nature {
        match self {
            Array::List(list) => list.nature,
            Array::Data(_) | Array::Range(_) => Nature::default(),
        }
    }

    /// The items, without a copy where nobody else holds the array.
    pub fn into_items(self) -> Vec<Value> {
        match self {
            Array::List(list) => {
                Rc::try_unwrap(list).map_or_else(|list| list.items.clone(), |list| list.items)
            }
            array => array.iter().collect(),
        }
    }

    fn into_json(self, non_finite: fn(f64) -> Json) -> Json {
        if let Array::Data(array) = self {
            return Json::Array(array);
        }
        let items = self.into_items().into_iter().map(|item| item.into_json(non_finite));
        Json::Array(Arc::new(JsonArray::new(items.collect())))
    }

    /// Which array this is: clones of it share the address.
    pub fn address(&self) -> usize {
        match self {
            Array::Data(array) => Arc::as_ptr(array) as usize,
            Array::List(list) => Rc::as_ptr(list) as usize,
            Array::Range(range) => Rc::as_ptr(range) as usize,
        }
    }

    /// The same items with another nature.
    pub fn with_nature(self, nature: Nature) -> Value {
        if self.nature() == nature {
            return Value::Array(self);
        }
        Value::list(self.into_items(), nature)
    }
}

impl Object {
    pub fn new(entries: Entries) -> Object {
        let names = Extent { n_bytes: entries.keys().map(|name| name.len()).sum(), depth: 0 };
        let extent = Extent::of(entries.values()).with(names);
        Object::Map(Rc::new(Map { entries, extent }))
    }

    pub fn len(&self) -> usize {
        match self {
            Object::Data(object) => object.len(),
            Object::Map(map) => map.entries.len(),
        }
    }

    pub fn get(&self, name: &str) -> Option<Value> {
        match self {
            Object::Data(object) => object.get(name).map(Value::from),
            Object::Map(map) => map.entries.get(name).cloned(),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (Arc<str>, Value)> {
        (0..self.len()).map(|index| {
            let entry = match self {
                Object::Data(object) => {
                    object.get_index(index).map(|(name, value)| (name.clone(), Value::from(value)))
                }
                Object::Map(map) => {
                    map.entries.get_index(index).map(|(name, value)| (name.clone(), value.clone()))
                }
            };
            entry.expect("the index is below the length")
        })
    }

    fn into_json(self, non_finite: fn(f64) -> Json) -> Json {
        Json::Object(match self {
            Object::Data(object) => object,
            Object::Map(map) => {
                let mut fields = JsonEntries::with_capacity(map.entries.len());
                for (name, value) in map.entries.iter() {
                    if !matches!(value, Value::Undefined | Value::Function(_)) {
                        fields.insert(name.clone(), value.clone().into_json(non_finite));
                    }
                }
                Arc::new(JsonObject::new(fields))
            }
        })
    }

    /// Which object this is: clones of it share the address.
    pub fn address(&self) -> usize {
        match self {
            Object::Data(object) => Arc::as_ptr(object) as usize,
            Object::Map(map) => Rc::as_ptr(map) as usize,
        }
    }
}
