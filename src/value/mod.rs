//! [`Json`], the shared tree that every payload is.
//!
//! Cloning is a pointer; changing a field says only what is different and shares the rest. Every
//! array and object remembers how many bytes its compact JSON text takes and how deep it nests, so
//! that the limits of AWS are checked without walking or printing a payload that is only carried
//! along.

mod array;
mod decode;
mod entries;
mod extent;
mod from;
mod jackson;
mod literal;
mod number;
mod object;
mod serde_impl;
mod text;

use std::sync::Arc;

pub use array::Array;
pub use decode::{DecodeError, decode, decode_tagged};
pub use entries::Entries;
pub use jackson::source_location;
pub use literal::ToJson;
pub use number::Number;
pub use object::Object;
pub use text::{DEPTH_MAX, ParseError, string_size};

/// A JSON value. `clone` never copies data.
#[derive(Clone, Debug, Default, PartialEq)]
// Every payload begins at the same place, so that moving a value takes whole words. In wasm that
// would make a value half as large again, and the engine a fifth slower.
#[cfg_attr(not(target_arch = "wasm32"), repr(C, u8))]
pub enum Json {
    #[default]
    Null,
    Bool(bool),
    Number(Number),
    String(Arc<str>),
    Array(Arc<Array>),
    Object(Arc<Object>),
}

/// One step from a container to one of its values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    Field(Arc<str>),
    Index(usize),
}

impl Json {
    pub fn string(text: impl Into<Arc<str>>) -> Json {
        Json::String(text.into())
    }

    pub fn array(items: impl IntoIterator<Item = Json>) -> Json {
        Json::Array(Arc::new(Array::new(items.into_iter().collect())))
    }

    /// An object of the given fields; a name given twice keeps its first place and its last value.
    pub fn object<K: Into<Arc<str>>>(fields: impl IntoIterator<Item = (K, Json)>) -> Json {
        let entries = fields.into_iter().map(|(name, value)| (name.into(), value)).collect();
        Json::Object(Arc::new(Object::new(entries)))
    }

    /// An object of fields that are known by name.
    pub fn of_fields(fields: Vec<(&str, Json)>) -> Json {
        Json::object(fields)
    }

    pub fn empty_object() -> Json {
        Json::Object(Arc::default())
    }

    /// Reads JSON text. The error's message is Jackson's, as AWS shows it.
    pub fn parse(text: &str) -> Result<Json, ParseError> {
        text::parse(text)
    }

    pub fn as_str(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Json::Bool(value) => Some(*value),
            _ => None,
        }
    }

    pub fn as_number(&self) -> Option<Number> {
        match self {
            Json::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub fn as_f64(&self) -> Option<f64> {
        self.as_number().map(Number::as_f64)
    }

    /// The value as an integer: also a float without a fraction that fits.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number().and_then(Number::as_i64)
    }

    pub fn as_array(&self) -> Option<&Arc<Array>> {
        match self {
            Json::Array(array) => Some(array),
            _ => None,
        }
    }

    pub fn as_object(&self) -> Option<&Arc<Object>> {
        match self {
            Json::Object(object) => Some(object),
            _ => None,
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Json::Null)
    }

    /// The field of an object; `None` for any other value.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.as_object()?.get(name)
    }

    /// The value behind a path of keys.
    pub fn at(&self, path: &[Key]) -> Option<&Json> {
        path.iter().try_fold(self, |value, key| match (value, key) {
            (Json::Object(object), Key::Field(name)) => object.get(name),
            (Json::Array(array), Key::Index(index)) => array.get(*index),
            _ => None,
        })
    }

    /// "null", "boolean", "number", "string", "array" or "object", as error texts call them.
    pub fn type_name(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "boolean",
            Json::Number(_) => "number",
            Json::String(_) => "string",
            Json::Array(_) => "array",
            Json::Object(_) => "object",
        }
    }

    /// How many bytes the compact UTF-8 text takes. Costs nothing for arrays and objects.
    #[inline(always)]
    pub fn size(&self) -> usize {
        match self {
            Json::Array(array) => array.size(),
            Json::Object(object) => object.size(),
            _ => self.scalar_size(),
        }
    }

    #[inline(never)]
    fn scalar_size(&self) -> usize {
        match self {
            Json::Null => 4,
            Json::Bool(value) => 5 - usize::from(*value),
            Json::Number(number) => number.text_len(),
            Json::String(text) => string_size(text),
            Json::Array(array) => array.size(),
            Json::Object(object) => object.size(),
        }
    }

    /// Levels of nesting: 0 for a scalar, 1 for `[]`, 2 for `[[]]`.
    #[inline(always)]
    pub fn depth(&self) -> u32 {
        match self {
            Json::Array(array) => array.depth(),
            Json::Object(object) => object.depth(),
            _ => 0,
        }
    }

    /// A copy with `value` put at `path`; objects on the way are made where they are missing. Only
    /// the containers on the path are copied, the rest is shared. `None` when a key does not fit
    /// what is there.
    pub fn with(&self, path: &[Key], value: &Json) -> Option<Json> {
        let Some((key, rest)) = path.split_first() else { return Some(value.clone()) };
        match (self, key) {
            (Json::Object(object), Key::Field(name)) => {
                object.with(name, rest, value).map(Json::Object)
            }
            (Json::Array(array), Key::Index(index)) => {
                array.with(*index, rest, value).map(Json::Array)
            }
            _ => None,
        }
    }
}
