//! [`ReferencePath`]: the place of one value, which ResultPath and its like name.

use super::path::Root;
use super::{Path, QueryError, SyntaxError, path_parse};
use crate::value::{Json, Key};

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

    /// `raw_input` with `value` put here; fields on the way are made where they are missing. Fails
    /// with `States.ResultPathMatchFailure` when what is there has no such place.
    pub fn place(&self, raw_input: Json, value: Json) -> Result<Json, QueryError> {
        let kept = if self.keys.is_empty() { Json::Null } else { raw_input };
        kept.clone().with(&self.keys, value).ok_or_else(|| QueryError {
            error: "States.ResultPathMatchFailure",
            cause: format!("Unable to apply ReferencePath {} to input {kept}", self.text),
        })
    }
}
