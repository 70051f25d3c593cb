//! The condition of a Choice rule as a short text, and the errors of a catcher.

use std::collections::BTreeSet;

use crate::asl::{Catcher, ChoiceRule, ChoiceTest, Comparison, Condition, Field, Operand, Order};
use crate::value::Json;

/// Why a way is taken.
#[derive(Clone, Debug)]
pub struct Reason {
    pub full: String,
    /// Without what goes without saying, for a label.
    pub short: String,
}

impl Reason {
    pub fn of(text: String) -> Reason {
        Reason { short: text.clone(), full: text }
    }
}

/// What a rule asks: its comment where the author wrote one, as AWS's console shows it, or else the
/// condition in the usual signs, such as `$.status = "DONE" and $.n > 3`.
pub fn rule_reason(rule: &ChoiceRule) -> Reason {
    match (&rule.comment, &rule.condition) {
        (Some(comment), _) if !comment.trim().is_empty() => Reason::of(comment.trim().to_owned()),
        (_, Condition::JsonPath(test)) => {
            Reason { full: test_text(test, false), short: short_text(test) }
        }
        (_, Condition::Jsonata(field)) => Reason::of(field_text(field)),
    }
}

/// The errors that a catcher takes.
pub fn catcher_reason(catcher: &Catcher) -> Reason {
    Reason::of(catcher.error_equals.join(", "))
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

/// Without the tests that only let the others be asked: of `$.x is present and $.x = 1` the second.
fn short_text(test: &ChoiceTest) -> String {
    let ChoiceTest::And(tests) = test else { return test_text(test, false) };
    let looked_at = LookedAt::by(tests);
    let asked: Vec<&ChoiceTest> = tests.iter().filter(|test| !looked_at.is_guard(test)).collect();
    match asked[..] {
        [only] => test_text(only, false),
        _ => joined(asked.into_iter(), " and ", false),
    }
}

/// The paths that tests beside each other look at.
struct LookedAt {
    /// Whose values are compared.
    compared: BTreeSet<String>,
    /// Whose presence is asked for.
    present: BTreeSet<String>,
}

impl LookedAt {
    fn by(tests: &[ChoiceTest]) -> LookedAt {
        let mut looked_at = LookedAt { compared: BTreeSet::new(), present: BTreeSet::new() };
        for test in tests {
            match test {
                ChoiceTest::Compare { variable, comparison, operand }
                    if asks_for_presence(*comparison, operand) =>
                {
                    looked_at.present.insert(variable.to_string());
                }
                ChoiceTest::Compare { variable, comparison, .. }
                    if *comparison != Comparison::IsPresent =>
                {
                    looked_at.compared.insert(variable.to_string());
                }
                ChoiceTest::Compare { .. }
                | ChoiceTest::And(_)
                | ChoiceTest::Or(_)
                | ChoiceTest::Not(_) => {}
            }
        }
        looked_at
    }

    /// Whether a test asks for the presence of what another one compares, or looks for something
    /// within.
    fn is_guard(&self, test: &ChoiceTest) -> bool {
        let ChoiceTest::Compare { variable, comparison, operand } = test else { return false };
        let guarded = variable.to_string();
        let is_within = |step: &str| {
            let begin = format!("{guarded}{step}");
            [&self.compared, &self.present].into_iter().any(|paths| {
                paths.range(begin.clone()..).next().is_some_and(|path| path.starts_with(&begin))
            })
        };
        asks_for_presence(*comparison, operand)
            && (self.compared.contains(&guarded) || is_within(".") || is_within("["))
    }
}

fn asks_for_presence(comparison: Comparison, operand: &Operand) -> bool {
    comparison == Comparison::IsPresent && !matches!(operand, Operand::Literal(Json::Bool(false)))
}

/// `is_inner` sets a joined test in parentheses.
fn test_text(test: &ChoiceTest, is_inner: bool) -> String {
    match test {
        ChoiceTest::And(tests) => joined(tests.iter(), " and ", is_inner),
        ChoiceTest::Or(tests) => joined(tests.iter(), " or ", is_inner),
        ChoiceTest::Not(test) => format!("not {}", test_text(test, true)),
        ChoiceTest::Compare { variable, comparison, operand } => {
            comparison_text(&variable.to_string(), *comparison, operand)
        }
    }
}

fn joined<'t>(tests: impl Iterator<Item = &'t ChoiceTest>, word: &str, is_inner: bool) -> String {
    let texts: Vec<String> = tests.map(|test| test_text(test, true)).collect();
    let text = texts.join(word);
    if is_inner && texts.len() > 1 { format!("({text})") } else { text }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::{Options, StateKind, parse_json_or_yaml};
    use crate::json;

    #[test]
    fn labels_leave_out_what_only_guards() {
        let present = |path: &str, is: bool| json!({ "Variable": path, "IsPresent": is });
        let equals = json!({ "Variable": "$.a.b", "StringEquals": "x" });
        for (tests, short) in [
            (json!([present("$.a.b", true), equals.clone()]), "$.a.b = \"x\""),
            (json!([present("$.c", true), equals.clone()]), "$.c is present and $.a.b = \"x\""),
            (
                json!([present("$.a.b", false), equals.clone()]),
                "$.a.b is not present and $.a.b = \"x\"",
            ),
            (json!([present("$.a.b", true)]), "$.a.b is present"),
            (json!([present("$.a", true), equals.clone()]), "$.a.b = \"x\""),
            (json!([present("$.a", true), present("$.a.b", true)]), "$.a.b is present"),
            (
                json!([present("$.a", true), present("$.a.b", false)]),
                "$.a is present and $.a.b is not present",
            ),
            (
                json!([present("$.a", true), present("$.ab", true)]),
                "$.a is present and $.ab is present",
            ),
        ] {
            let text = json!({ "StartAt": "C", "States": {
                "C": { "Type": "Choice", "Choices": [{ "And": tests, "Next": "S" }] },
                "S": { "Type": "Succeed" }
            } });
            let machine = parse_json_or_yaml(&text.to_string(), Options::default()).machine;
            let machine = machine.expect("it is read");
            let StateKind::Choice(choice) = &machine.states["C"].kind else { panic!("a Choice") };
            assert_eq!(rule_reason(&choice.choices[0]).short, short);
        }
    }
}
