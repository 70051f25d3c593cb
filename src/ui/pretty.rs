//! Payloads as a person reads them.

use crate::value::Json;

/// JSON text over several lines, indented by two.
pub fn pretty(value: &Json) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string())
}

/// The same for a text that may be JSON; any other text stays as it is.
pub fn pretty_text(text: &str) -> String {
    match Json::parse(text) {
        Ok(value @ (Json::Array(_) | Json::Object(_))) => pretty(&value),
        Ok(_) | Err(_) => text.into(),
    }
}
