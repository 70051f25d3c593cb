//! How data goes through a state, in one of the two query languages; a mix cannot be written down.

use super::Template;
use crate::query::jsonpath::{Path, ReferencePath};

#[derive(Clone, Debug)]
pub enum DataFlow {
    JsonPath(JsonPathFlow),
    Jsonata(JsonataFlow),
}

/// `InputPath`, `Parameters`, `ResultSelector`, `ResultPath`, `Assign`, `OutputPath`, in the order
/// in which they apply.
#[derive(Clone, Debug, Default)]
pub struct JsonPathFlow {
    pub input_path: PathField,
    pub parameters: Option<Template>,
    pub result_selector: Option<Template>,
    pub result_path: ResultPath,
    pub assign: Option<Template>,
    pub output_path: PathField,
}

impl JsonPathFlow {
    /// Whether ResultPath is all that stands between the work's result and the state's output.
    pub fn is_left_by_result_path(&self) -> bool {
        self.result_selector.is_none()
            && self.assign.is_none()
            && matches!(self.output_path, PathField::Whole)
    }
}

/// `Arguments`, `Output`, `Assign`; the latter two see the values of the state's entry.
#[derive(Clone, Debug, Default)]
pub struct JsonataFlow {
    pub arguments: Option<Template>,
    pub output: Option<Template>,
    pub assign: Option<Template>,
}

/// `InputPath` or `OutputPath`.
#[derive(Clone, Debug, Default)]
pub enum PathField {
    /// Absent or `"$"`: the value as it is.
    #[default]
    Whole,
    /// `null`: an empty object.
    Discard,
    Path(Box<Path>),
}

/// `ResultPath`.
#[derive(Clone, Debug, Default)]
pub enum ResultPath {
    /// Absent or `"$"`: the result replaces the input.
    #[default]
    Replace,
    /// `null`: the result is dropped, the raw input goes on.
    Discard,
    Path(ReferencePath),
}
