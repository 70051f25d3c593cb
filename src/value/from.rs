//! What becomes a [`Json`] by itself.

use std::sync::Arc;

use super::{Json, Number};

impl From<bool> for Json {
    fn from(value: bool) -> Json {
        Json::Bool(value)
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Json {
        Json::Number(Number::Int(value))
    }
}

impl From<usize> for Json {
    fn from(value: usize) -> Json {
        Json::Number(Number::Int(i64::try_from(value).unwrap_or(i64::MAX)))
    }
}

impl From<f64> for Json {
    fn from(value: f64) -> Json {
        Json::Number(Number::Float(value))
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Json {
        Json::String(text.into())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Json {
        Json::String(text.into())
    }
}

impl From<Arc<str>> for Json {
    fn from(text: Arc<str>) -> Json {
        Json::String(text)
    }
}

impl From<Vec<Json>> for Json {
    fn from(items: Vec<Json>) -> Json {
        Json::array(items)
    }
}
