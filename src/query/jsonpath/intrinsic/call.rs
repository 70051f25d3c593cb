//! The table of intrinsic functions.

use super::{Value, array, math, text};
use crate::query::jsonpath::Scope;
use crate::value::Json;

/// An intrinsic function; the name after `States.`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Array,
    ArrayContains,
    ArrayGetItem,
    ArrayLength,
    ArrayPartition,
    ArrayRange,
    ArrayUnique,
    Base64Decode,
    Base64Encode,
    Format,
    Hash,
    JsonMerge,
    JsonToString,
    MathAdd,
    MathRandom,
    StringSplit,
    StringToJson,
    Uuid,
}

const NAMES: [(&str, Function); 18] = [
    ("States.Array", Function::Array),
    ("States.ArrayContains", Function::ArrayContains),
    ("States.ArrayGetItem", Function::ArrayGetItem),
    ("States.ArrayLength", Function::ArrayLength),
    ("States.ArrayPartition", Function::ArrayPartition),
    ("States.ArrayRange", Function::ArrayRange),
    ("States.ArrayUnique", Function::ArrayUnique),
    ("States.Base64Decode", Function::Base64Decode),
    ("States.Base64Encode", Function::Base64Encode),
    ("States.Format", Function::Format),
    ("States.Hash", Function::Hash),
    ("States.JsonMerge", Function::JsonMerge),
    ("States.JsonToString", Function::JsonToString),
    ("States.MathAdd", Function::MathAdd),
    ("States.MathRandom", Function::MathRandom),
    ("States.StringSplit", Function::StringSplit),
    ("States.StringToJson", Function::StringToJson),
    ("States.UUID", Function::Uuid),
];

impl Function {
    pub(super) fn from_name(name: &str) -> Option<Function> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
    }

    pub(super) fn name(self) -> &'static str {
        let entry = NAMES.iter().find(|(_, function)| *function == self);
        entry.expect("the table names every function").0
    }

    /// The result, or what the cause says behind `had the following error: `. AWS only ever says
    /// that the arguments are invalid; States.Format says a little more.
    pub(super) fn apply(self, arguments: &[Value], scope: &dyn Scope) -> Result<Json, String> {
        let values: Vec<&Json> = arguments.iter().map(|value| &value.json).collect();
        let result = match (self, &values[..]) {
            (Function::Array, items) => Some(Json::array(items.iter().copied().cloned())),
            (Function::ArrayContains, [array, value]) => array::contains(array, value),
            (Function::ArrayGetItem, [array, index]) => array::item(array, index),
            (Function::ArrayLength, [array]) => array::length(array),
            (Function::ArrayPartition, [array, size]) => array::partition(array, size),
            (Function::ArrayRange, [first, last, step]) => array::range(first, last, step),
            (Function::ArrayUnique, [array]) => array::unique(array),
            (Function::Base64Decode, [data]) => text::base64_decode(data),
            (Function::Base64Encode, [data]) => text::base64_encode(data),
            (Function::Format, [_, ..]) => return text::format(arguments),
            (Function::Hash, [data, algorithm]) => text::hash(data, algorithm),
            (Function::JsonMerge, [left, right, deep]) => text::json_merge(left, right, deep),
            (Function::JsonToString, [value]) => Some(value.to_string().into()),
            (Function::MathAdd, [left, right]) => math::add(left, right),
            (Function::MathRandom, [start, end]) => math::random(start, end, scope.random()),
            (Function::MathRandom, [start, end, seed]) => math::seeded_random(start, end, seed),
            (Function::StringSplit, [text, delimiters]) => text::split(text, delimiters),
            (Function::StringToJson, [text]) => text::string_to_json(text),
            (Function::Uuid, []) => Some(scope.random().uuid().into()),
            _ => None,
        };
        result.ok_or_else(|| format!("Invalid arguments in {}", self.name()))
    }
}
