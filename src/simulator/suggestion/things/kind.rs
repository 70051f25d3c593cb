//! Kinds of values.

use crate::value::Json;

/// What a reader takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in super::super) enum Kind {
    #[default]
    Any,
    Text,
    Number,
    /// A number in a string.
    Digits,
    Flag,
    Timestamp,
    Object,
    Array,
    JsonText,
}

impl Kind {
    /// Whether a value is of this kind.
    pub fn takes(self, value: &Json) -> bool {
        match self {
            Kind::Any => true,
            Kind::Text => value.as_str().is_some(),
            Kind::Number => value.as_number().is_some(),
            Kind::Digits => value.as_str().is_some_and(|text| text.parse::<f64>().is_ok()),
            Kind::Flag => value.as_bool().is_some(),
            Kind::Timestamp => value
                .as_str()
                .is_some_and(|text| crate::time::Timestamp::parse_rfc3339(text).is_some()),
            Kind::Object => value.as_object().is_some(),
            Kind::Array => value.as_array().is_some_and(|items| !items.is_empty()),
            Kind::JsonText => value.as_str().is_some_and(|text| Json::parse(text).is_ok()),
        }
    }
}
