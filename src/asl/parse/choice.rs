//! `Choices`: rules, and the comparisons in them.

use super::ScopeState;
use super::data_flow::read_assign;
use super::expression::Available;
use super::machine::read_reference;
use super::payload::{read_path, read_template, read_value};
use super::place::Place;
use super::reader::{Reader, is_placeholder};
use super::warnings::warn_no_path;
use crate::asl::source::Value;
use crate::asl::{Choice, ChoiceRule, ChoiceTest, Condition, Operand, QueryLanguage, Target};
use crate::query::compare::Comparison;
use crate::query::jsonpath::Path;
use crate::time::Timestamp;

const SELECTORS: [&str; 5] = ["And", "Or", "Not", "Variable", "Condition"];

/// The fields of a rule that are not of its test.
const OF_RULE: [&str; 4] = ["Comment", "Next", "Assign", "Output"];

pub(super) fn read_choice(
    reader: &mut Reader,
    place: &Place,
    language: QueryLanguage,
    scope_state: &mut ScopeState,
) -> Choice {
    reader.require(place, &["Choices"]);
    let mut choices = Vec::new();
    let rules = reader.items(place, "Choices");
    let to_fill_in = rules.iter().chain(&place.field("Choices")).any(|it| is_placeholder(it.node));
    scope_state.is_open |= to_fill_in;
    for rule in rules {
        if reader.is_object(&rule) {
            choices.extend(read_rule(reader, &rule, language, scope_state));
        }
    }
    let default = read_reference(reader, place, "Default");
    let default_target = default.as_ref().map(|reference| Target::named(reference.name.clone()));
    scope_state.targets.extend(default);
    Choice { choices, default: default_target }
}

fn read_rule(
    reader: &mut Reader,
    place: &Place,
    language: QueryLanguage,
    scope_state: &mut ScopeState,
) -> Option<ChoiceRule> {
    reader.require(place, &["Next"]);
    let condition = match language {
        QueryLanguage::JsonPath => read_test(reader, place, true).map(Condition::JsonPath),
        QueryLanguage::Jsonata => read_condition(reader, place),
    };
    let assign = read_assign(reader, place, language, Available::Input);
    let output = match language {
        QueryLanguage::JsonPath => None,
        QueryLanguage::Jsonata => {
            read_template(reader, place, "Output", language, Available::Input)
        }
    };
    let comment = reader.string(place, "Comment");
    let next = read_reference(reader, place, "Next")?;
    let target = Target::named(next.name.clone());
    scope_state.targets.push(next);
    Some(ChoiceRule { condition: condition?, next: target, assign, output, comment })
}

/// `Condition`: `true`, `false` or an expression.
fn read_condition(reader: &mut Reader, place: &Place) -> Option<Condition> {
    let language = QueryLanguage::Jsonata;
    check_rule_fields(reader, place, true, language);
    the_selector(reader, place);
    let field = place.field("Condition")?;
    let value = read_value(reader, place, "Condition", language)?;
    if !matches!(field.node.value, Value::Bool(_) | Value::String(_)) {
        reader.wrong_type(&field, "[BOOLEAN, STRING]");
        return None;
    }
    Some(Condition::Jsonata(value))
}

/// A comparison, or several joined. `is_rule` for the outermost, which has `Next`.
fn read_test(reader: &mut Reader, place: &Place, is_rule: bool) -> Option<ChoiceTest> {
    check_rule_fields(reader, place, is_rule, QueryLanguage::JsonPath);
    match the_selector(reader, place)? {
        "And" => Some(ChoiceTest::And(read_tests(reader, place, "And"))),
        "Or" => Some(ChoiceTest::Or(read_tests(reader, place, "Or"))),
        "Not" => {
            let test = place.field("Not")?;
            if !reader.is_object(&test) {
                return None;
            }
            read_test(reader, &test, false).map(|test| ChoiceTest::Not(Box::new(test)))
        }
        "Variable" => read_comparison(reader, place),
        _ => None,
    }
}

fn read_tests(reader: &mut Reader, place: &Place, name: &str) -> Vec<ChoiceTest> {
    let mut tests = Vec::new();
    for test in reader.items(place, name) {
        if reader.is_object(&test) {
            tests.extend(read_test(reader, &test, false));
        }
    }
    tests
}

fn read_comparison(reader: &mut Reader, place: &Place) -> Option<ChoiceTest> {
    let fields = place.fields();
    let mut comparisons = fields.iter().filter(|(name, _)| is_comparison(name));
    let (Some((name, operand_place)), None) = (comparisons.next(), comparisons.next()) else {
        let names = Comparison::names();
        reader.exactly_one_of(place, &names.iter().map(String::as_str).collect::<Vec<_>>());
        return None;
    };
    let variable = read_reference_like(reader, place, "Variable");
    let (comparison, is_path) = Comparison::from_name(name)?;
    let operand = match is_path {
        true => read_reference_like(reader, place, name).map(Operand::Path),
        false => {
            if Comparison::from_name(&format!("{name}Path")).is_some() {
                warn_no_path(reader, place, name);
            }
            read_operand(reader, operand_place, name)
        }
    };
    Some(ChoiceTest::Compare { variable: variable?, comparison, operand: operand? })
}

/// A path that AWS wants to be a reference path, yet only as far as its first character.
fn read_reference_like(reader: &mut Reader, place: &Place, name: &str) -> Option<Path> {
    let text = reader.string(place, name)?;
    let field = place.field(name)?;
    if !text.starts_with('$') && !is_placeholder(field.node) {
        let message = "Value is not a Reference Path: Reference path didn't start with '$'";
        reader.wrong(&field, message);
        return None;
    }
    read_path(reader, place, name)
}

/// The literal of a comparison, of the type that the comparison's name begins with.
fn read_operand(reader: &mut Reader, place: &Place, name: &str) -> Option<Operand> {
    let is_type = |prefix: &str| name.starts_with(prefix);
    match &place.node.value {
        Value::String(text) if is_type("Timestamp") => {
            if Timestamp::parse_rfc3339(text).is_none() && !is_placeholder(place.node) {
                reader.wrong(place, "String does not match RFC3339 timestamp");
                return None;
            }
        }
        Value::String(_) if is_type("String") => {}
        Value::Number(_) if is_type("Numeric") => {}
        Value::Bool(_) if is_type("Boolean") || is_type("Is") => {}
        _ => {
            let expected = match name {
                _ if is_type("Numeric") => "Number",
                _ if is_type("Boolean") || is_type("Is") => "[BOOLEAN]",
                _ => "[STRING]",
            };
            reader.wrong_type(place, expected);
            return None;
        }
    }
    Some(Operand::Literal(place.node.to_json()))
}

fn check_rule_fields(reader: &mut Reader, place: &Place, is_rule: bool, language: QueryLanguage) {
    for (name, field) in place.fields() {
        let owner = match name {
            "Condition" | "Output" => Some(QueryLanguage::Jsonata),
            "And" | "Or" | "Not" | "Variable" => Some(QueryLanguage::JsonPath),
            _ if is_comparison(name) => Some(QueryLanguage::JsonPath),
            _ => None,
        };
        let is_known = owner.is_some() || OF_RULE.contains(&name);
        let is_in_place = is_rule || !matches!(name, "Next" | "Assign" | "Output" | "Condition");
        if !is_known || !is_in_place {
            reader.unsupported(place, &field, name);
        } else if let Some(owner) = owner.filter(|owner| *owner != language) {
            reader.wrong_language(place, &field, name, owner);
        }
    }
}

/// What a rule or test is selected by, of which there must be exactly one in either language.
fn the_selector(reader: &mut Reader, place: &Place) -> Option<&'static str> {
    let mut selectors = SELECTORS.into_iter().filter(|selector| place.has(selector));
    if let (Some(selector), None) = (selectors.next(), selectors.next()) {
        return Some(selector);
    }
    let selectors = SELECTORS.join(", ");
    let message =
        format_args!("The object must have only one of the following fields, [{selectors}]");
    reader.wrong_object(place, message);
    None
}

fn is_comparison(name: &str) -> bool {
    Comparison::from_name(name).is_some()
}
