//! The condition of a Choice rule as a short text, and the errors of a catcher.

use crate::asl::{Catcher, ChoiceRule, ChoiceTest, Comparison, Condition, Field, Operand, Order};
use crate::value::Json;

/// What a rule asks: its comment where the author wrote one, as AWS's console shows it, or else the
/// condition in the usual signs, such as `$.status = "DONE" and $.n > 3`.
pub fn rule_text(rule: &ChoiceRule) -> String {
    match (&rule.comment, &rule.condition) {
        (Some(comment), _) if !comment.trim().is_empty() => comment.trim().to_owned(),
        (_, Condition::JsonPath(test)) => test_text(test, false),
        (_, Condition::Jsonata(field)) => field_text(field),
    }
}

/// The errors that a catcher takes.
pub fn catcher_text(catcher: &Catcher) -> String {
    catcher.error_equals.join(", ")
}

/// A value as written: a literal, a path, or an expression without its braces.
pub fn field_text(field: &Field) -> String {
    match field {
        Field::Literal(Json::String(text)) => text.to_string(),
        Field::Literal(value) => value.to_string(),
        Field::Path(path) => path.to_string(),
        Field::Intrinsic(intrinsic) => intrinsic.as_str().to_owned(),
        Field::Expression(expression) => {
            let source = expression.source().trim();
            let inner = source.strip_prefix("{%").and_then(|rest| rest.strip_suffix("%}"));
            inner.unwrap_or(source).split_whitespace().collect::<Vec<_>>().join(" ")
        }
    }
}

/// `is_inner` sets a joined test in parentheses.
fn test_text(test: &ChoiceTest, is_inner: bool) -> String {
    match test {
        ChoiceTest::And(tests) => joined(tests, " and ", is_inner),
        ChoiceTest::Or(tests) => joined(tests, " or ", is_inner),
        ChoiceTest::Not(test) => format!("not {}", test_text(test, true)),
        ChoiceTest::Compare { variable, comparison, operand } => {
            comparison_text(&variable.to_string(), *comparison, operand)
        }
    }
}

fn joined(tests: &[ChoiceTest], word: &str, is_inner: bool) -> String {
    let texts: Vec<String> = tests.iter().map(|test| test_text(test, true)).collect();
    let text = texts.join(word);
    if is_inner && tests.len() > 1 { format!("({text})") } else { text }
}

fn comparison_text(variable: &str, comparison: Comparison, operand: &Operand) -> String {
    let sign = match comparison {
        Comparison::String(order) | Comparison::Numeric(order) | Comparison::Timestamp(order) => {
            order_sign(order)
        }
        Comparison::StringMatches => "matches",
        Comparison::BooleanEquals => "=",
        Comparison::IsNull => return is_text(variable, "null", operand),
        Comparison::IsPresent => return is_text(variable, "present", operand),
        Comparison::IsNumeric => return is_text(variable, "numeric", operand),
        Comparison::IsString => return is_text(variable, "string", operand),
        Comparison::IsBoolean => return is_text(variable, "boolean", operand),
        Comparison::IsTimestamp => return is_text(variable, "timestamp", operand),
    };
    let operand = match operand {
        Operand::Literal(value) => value.to_string(),
        Operand::Path(path) => path.to_string(),
    };
    format!("{variable} {sign} {operand}")
}

fn is_text(variable: &str, what: &str, operand: &Operand) -> String {
    match operand {
        Operand::Literal(Json::Bool(false)) => format!("{variable} is not {what}"),
        Operand::Literal(_) | Operand::Path(_) => format!("{variable} is {what}"),
    }
}

fn order_sign(order: Order) -> &'static str {
    match order {
        Order::Equals => "=",
        Order::LessThan => "<",
        Order::GreaterThan => ">",
        Order::LessThanEquals => "≤",
        Order::GreaterThanEquals => "≥",
    }
}
