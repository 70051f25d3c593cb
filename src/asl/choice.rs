//! Choice: rules in order, the first that holds wins.

use super::{Field, Target, Template};
use crate::query::compare::Comparison;
use crate::query::jsonpath::Path;
use crate::value::Json;

#[derive(Clone, Debug)]
pub struct Choice {
    pub choices: Vec<ChoiceRule>,
    pub default: Option<Target>,
}

#[derive(Clone, Debug)]
pub struct ChoiceRule {
    pub condition: Condition,
    pub next: Target,
    pub assign: Option<Template>,
    /// `Output` (JSONata only).
    pub output: Option<Template>,
    pub comment: Option<std::sync::Arc<str>>,
}

#[derive(Clone, Debug)]
pub enum Condition {
    JsonPath(ChoiceTest),
    /// `Condition`: `true`, `false` or an expression.
    Jsonata(Field),
}

/// A comparison, or several joined.
#[derive(Clone, Debug)]
pub enum ChoiceTest {
    And(Vec<ChoiceTest>),
    Or(Vec<ChoiceTest>),
    Not(Box<ChoiceTest>),
    Compare { variable: Path, comparison: Comparison, operand: Operand },
}

/// What a comparison compares with: written in the rule, or found by a `…Path`.
#[derive(Clone, Debug)]
pub enum Operand {
    Literal(Json),
    Path(Path),
}
