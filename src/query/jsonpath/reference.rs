//! [`ReferencePath`]: the place of one value, which ResultPath and its like name.

use std::sync::Arc;

use super::path::Root;
use super::{Path, QueryError, SyntaxError, path_parse};
use crate::value::{DEPTH_MAX, Json, Key, Object};

/// How deep a reference path may reach.
const KEYS_MAX: usize = 100;

/// A path of names and indexes from the input's root: `$`, `$.a`, `$['a'][0]`.
#[derive(Clone, Debug)]
pub struct ReferencePath {
    text: Box<str>,
    keys: Box<[Key]>,
}

impl ReferencePath {
    /// Reads a reference path. The error is what AWS puts behind `Value is not a Reference Path: `.
    pub fn parse(text: &str) -> Result<ReferencePath, SyntaxError> {
        if !text.starts_with('$') {
            return Err(SyntaxError::new("Reference path didn't start with '$'", 0..text.len()));
        }
        let (root, steps) = path_parse::parse(text)?;
        if root != Root::Input {
            let message = "Reference path must be a path into the state's input";
            return Err(SyntaxError::new(message, 0..text.len()));
        }
        match Path::new(text.into(), root, steps).keys() {
            Some(keys) if keys.len() <= KEYS_MAX => {
                Ok(ReferencePath { text: text.into(), keys: keys.into() })
            }
            Some(_) => {
                let message = format!("Reference path has more than {KEYS_MAX} steps");
                Err(SyntaxError::new(message, 0..text.len()))
            }
            None => {
                let message = "Reference path must name a single value, without the operators \
                               '@', '..', ',', ':', '?' and '*'";
                Err(SyntaxError::new(message, 0..text.len()))
            }
        }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The way from the root, empty for `$`.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// `raw_input` with `value` put here; fields on the way are made where they are missing.
    ///
    /// Fails with `States.ResultPathMatchFailure` for an input that is neither object nor array,
    /// and with `States.ReferencePathConflict` where a step does not fit what is there.
    pub fn place(&self, raw_input: &Json, value: &Json) -> Result<Json, QueryError> {
        if self.keys.is_empty() {
            return Ok(value.clone());
        }
        match raw_input.with(&self.keys, value) {
            Some(placed) if placed.depth() > DEPTH_MAX => Err(QueryError::too_deep()),
            Some(placed) => Ok(placed),
            None => Err(self.misfit(raw_input)),
        }
    }

    /// As [`ReferencePath::place`] for what it is mostly asked: a field of an object, and no
    /// failure. `None` otherwise.
    #[inline(always)]
    pub fn place_in(&self, raw_input: &Arc<Object>, value: &Json) -> Option<Arc<Object>> {
        let (Key::Field(name), rest) = self.keys.split_first()? else { return None };
        raw_input.with(name, rest, value).filter(|placed| placed.depth() <= DEPTH_MAX)
    }

    /// Why the input has no place for this path.
    #[cold]
    fn misfit(&self, raw_input: &Json) -> QueryError {
        match self.first_misfit(raw_input) {
            Some(key) if matches!(raw_input, Json::Array(_) | Json::Object(_)) => {
                QueryError::reference_conflict(&key, raw_input)
            }
            _ => {
                let text = &self.text;
                let cause = format!("Unable to apply ReferencePath {text} to input {raw_input}");
                QueryError { error: "States.ResultPathMatchFailure", cause }
            }
        }
    }

    /// The first key that the input has no place for.
    fn first_misfit(&self, input: &Json) -> Option<String> {
        let mut value = Some(input);
        for (at, key) in self.keys.iter().enumerate() {
            let fits = match (key, value) {
                (Key::Field(_), Some(Json::Object(_)) | None) => true,
                (Key::Index(index), Some(Json::Array(array))) => *index < array.len(),
                _ => false,
            };
            if !fits {
                return Some(match key {
                    Key::Field(name) => name.to_string(),
                    Key::Index(index) => index.to_string(),
                });
            }
            if at + 1 < self.keys.len() {
                value = value.and_then(|value| value.at(std::slice::from_ref(key)));
            }
        }
        None
    }
}
