//! Choice: rules in order, the first that holds wins.

use super::{Field, Target, Template};
use crate::query::compare::Comparison;
use crate::query::jsonpath::Path;
use crate::query::sketch::Sketch;
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

impl Condition {
    /// What the condition reads and compares.
    pub fn sketch(&self) -> Sketch {
        match self {
            Condition::JsonPath(test) => test.sketch(),
            Condition::Jsonata(field) => field.sketch(),
        }
    }
}

impl ChoiceTest {
    fn sketch(&self) -> Sketch {
        let all = |tests: &[ChoiceTest]| tests.iter().map(ChoiceTest::sketch).collect();
        match self {
            ChoiceTest::And(tests) => Sketch::All(all(tests)),
            ChoiceTest::Or(tests) => Sketch::Any(all(tests)),
            ChoiceTest::Not(test) => Sketch::Not(Box::new(test.sketch())),
            ChoiceTest::Compare { variable, comparison, operand } => {
                let operand = match operand {
                    Operand::Literal(value) => Sketch::Literal(value.clone()),
                    Operand::Path(path) => path.sketch(),
                };
                Sketch::Test(*comparison, Box::new(variable.sketch()), Box::new(operand))
            }
        }
    }
}
