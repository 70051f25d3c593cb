//! Choice: the first rule that holds decides.

use super::super::EventDetail;
use super::super::dataflow::{Flow, Problem};
use crate::asl::{Choice, ChoiceTest, Chosen, Condition, Field, Operand};
use crate::query::compare::Comparison;
use crate::query::jsonpath::Path;
use crate::value::Json;

pub fn begin(flow: Flow, choice: &Choice) -> Result<EventDetail, Problem> {
    let input = flow.effective_input()?;
    let mut chosen = None;
    for (index, rule) in choice.choices.iter().enumerate() {
        if holds(flow, &rule.condition, index, &input)? {
            chosen = Some((index, rule));
            break;
        }
    }
    if chosen.is_none() && choice.default.is_none() {
        return Err(flow.runtime(
            "Failed to transition out of the state. The state does not point to a next state.",
        ));
    }
    let exit = flow.exit_choice(chosen)?;
    Ok(flow.exited(exit, chosen.map(|(index, _)| Chosen::at(index))))
}

fn holds(flow: Flow, condition: &Condition, index: usize, input: &Json) -> Result<bool, Problem> {
    match condition {
        Condition::JsonPath(test) => test_holds(flow, test, input),
        Condition::Jsonata(field) => {
            let name = format!("Choices[{index}]/Condition");
            let value = flow.field(field, input, &name)?;
            match (value.as_bool(), field) {
                (Some(holds), _) => Ok(holds),
                (None, Field::Expression(expression)) => {
                    Err(flow
                        .evaluation_problem(expression.unexpected_type("boolean", &value, &name)))
                }
                (None, _) => Err(flow.runtime("The Condition is neither true nor false.")),
            }
        }
    }
}

fn test_holds(flow: Flow, test: &ChoiceTest, input: &Json) -> Result<bool, Problem> {
    match test {
        ChoiceTest::And(tests) => {
            for test in tests {
                if !test_holds(flow, test, input)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        ChoiceTest::Or(tests) => {
            for test in tests {
                if test_holds(flow, test, input)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        ChoiceTest::Not(test) => Ok(!test_holds(flow, test, input)?),
        ChoiceTest::Compare { variable, comparison: Comparison::IsPresent, operand } => {
            let wanted = matches!(operand, Operand::Literal(Json::Bool(true)));
            Ok(flow.find(variable, input).is_some() == wanted)
        }
        ChoiceTest::Compare { variable, comparison, operand } => {
            let value = value_at(flow, variable, input)?;
            match operand {
                Operand::Literal(operand) => Ok(comparison.holds(&value, operand)),
                Operand::Path(path) => Ok(comparison.holds(&value, &value_at(flow, path, input)?)),
            }
        }
    }
}

fn value_at(flow: Flow, path: &Path, input: &Json) -> Result<Json, Problem> {
    flow.find(path, input).ok_or_else(|| {
        flow.runtime(&format!(
            "Invalid path '{path}': The choice state's condition path references an invalid value."
        ))
    })
}
