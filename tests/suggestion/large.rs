//! Large machines are walked to their end, and what is suggested for them stays small.

use signalbox::asl::{Options, parse_json_or_yaml};
use signalbox::json;
use signalbox::simulator::Expectations;
use signalbox::value::Json;

/// Choices that lead on and back, each with fields of its own.
#[test]
fn a_machine_of_many_thousand_choices_is_walked_to_its_end() {
    const N_STATES: usize = 10_000;
    let states = (0..N_STATES).map(|number| {
        let state = match number % 4 {
            0 => json!({ "Type": "Choice", "Default": format!("s{}", number + 1), "Choices": [
                { "Variable": format!("$.f{number}"), "IsPresent": true, "Next": format!("s{}", number / 2) },
                { "Variable": "$.x", "NumericLessThan": number, "Next": format!("s{}", number + 2) }
            ] }),
            1 => json!({ "Type": "Pass", "Parameters": { "a": number }, "ResultPath": format!("$.r{number}"),
                "Next": format!("s{}", number + 1) }),
            2 => json!({ "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f",
                "ResultPath": "$.result", "Next": format!("s{}", number + 1) }),
            _ if number + 1 == N_STATES => json!({ "Type": "Pass", "OutputPath": "$.last", "End": true }),
            _ => json!({ "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:x:y",
                "Parameters": { "q.$": "$.result.id" }, "Next": format!("s{}", number + 1) }),
        };
        (format!("s{number}"), state)
    });
    let definition = json!({ "StartAt": "s0", "States": Json::object(states) }).to_string();
    let machine = parse_json_or_yaml(&definition, Options::default()).machine.expect("it is read");
    let expectations = Expectations::of(&machine);
    assert_eq!(expectations.complete("s9994", json!({})), json!({ "id": "s9994-id" }));
}

/// Functions that pass on all they were given: what each answers holds all answers before it.
#[test]
fn a_long_chain_of_echoes_is_walked_to_its_end() {
    const N_STATES: usize = 4_000;
    let states = (1..=N_STATES).map(|number| {
        let state = json!({
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": { "FunctionName": "f", "Payload.$": "$" },
            "Next": format!("s{}", number + 1),
        });
        (format!("s{number}"), state)
    });
    let last = json!({ "Type": "Wait", "SecondsPath": "$.Payload.Payload.wait", "End": true });
    let states = states.chain([(format!("s{}", N_STATES + 1), last)]);
    let definition = json!({ "StartAt": "s1", "States": Json::object(states) }).to_string();
    let machine = parse_json_or_yaml(&definition, Options::default()).machine.expect("it is read");
    let expectations = Expectations::of(&machine);
    assert!(expectations.input_text().len() < 10_000);
    let answer = expectations.complete("s3999", json!({ "Payload": {} }));
    assert!(answer.to_string().len() < 10_000, "{answer}");
}

/// Each state reads a field of its own, and keeps its result beside all earlier ones.
#[test]
fn a_machine_that_keeps_thousands_of_results_is_walked_to_its_end() {
    const N_STATES: usize = 8_000;
    let states = (0..N_STATES).map(|number| {
        let target = match number + 1 {
            N_STATES => json!({ "End": true }),
            next => json!({ "Next": format!("s{next}") }),
        };
        let state = json!({
            "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:x:y",
            "Parameters": { "own.$": format!("$.f{number}"), "first.$": "$.f0" },
            "ResultPath": format!("$.r{number}")
        });
        let fields = [&state, &target].into_iter().filter_map(Json::as_object);
        let fields = fields.flat_map(|it| it.iter().map(|(name, it)| (name.clone(), it.clone())));
        (format!("s{number}"), Json::object(fields))
    });
    let definition = json!({ "StartAt": "s0", "States": Json::object(states) }).to_string();
    let machine = parse_json_or_yaml(&definition, Options::default()).machine.expect("it is read");
    let expectations = Expectations::of(&machine);
    assert_eq!(expectations.input().as_object().map(|input| input.len()), Some(N_STATES));
}
