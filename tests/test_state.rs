//! TestState through the front door: a request as the API takes it, and what the answer shows.

use signalbox::engine::test_state::{TestStateRequest, test_state};
use signalbox::time::Timestamp;
use signalbox::value::Json;

#[test]
fn the_inputs_of_a_map_s_iterations_are_shown() {
    let jsonpath = r#"{
        "Type": "Map", "ItemsPath": "$.items", "End": true,
        "ItemSelector": { "i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value", "of.$": "$.of" },
        "ItemProcessor": { "StartAt": "P", "States": { "P": { "Type": "Pass", "End": true } } }
    }"#;
    let jsonata = r#"{
        "Type": "Map", "QueryLanguage": "JSONata", "Items": "{% $states.input.items %}", "End": true,
        "ItemSelector": "{% $states.context.Map.Item.Value & $states.input.of %}",
        "ItemProcessor": { "StartAt": "P", "States": { "P": { "Type": "Pass", "End": true } } }
    }"#;
    let selected =
        |machine| inspected(machine, r#"{"items":["a","b"],"of":"x"}"#, "afterItemSelector");
    assert_eq!(selected(jsonpath), r#"[{"i":0,"v":"a","of":"x"},{"i":1,"v":"b","of":"x"}]"#);
    assert_eq!(selected(jsonata), r#"["ax","bx"]"#);
}

#[test]
fn a_mock_is_held_against_what_ends_its_pattern() {
    let job = "arn:aws:states:::states:startExecution";
    let cases = [
        ("", "{}", Some("Required field 'ExecutionArn' is missing")),
        ("", r#"{"ExecutionArn":"e","StartDate":1}"#, None),
        (
            ".sync:2",
            r#"{"ExecutionArn":"e","StartDate":1}"#,
            Some("Required field 'StateMachineArn' is missing"),
        ),
        (
            ".sync",
            r#"{"ExecutionArn":"e","StateMachineArn":"m","Status":"DONE","StartDate":1}"#,
            Some("Field 'Status' is not an expected value"),
        ),
        (
            ".sync",
            r#"{"ExecutionArn":"e","StateMachineArn":"m","Status":"SUCCEEDED","StartDate":1}"#,
            None,
        ),
        (".waitForTaskToken", r#""whatever the caller sends""#, None),
    ];
    for (suffix, result, expected) in cases {
        let token = if suffix == ".waitForTaskToken" {
            r#", "Input": { "t.$": "$$.Task.Token" }"#
        } else {
            ""
        };
        let definition = format!(
            r#"{{ "Type": "Task", "Resource": "{job}{suffix}", "End": true,
                "Parameters": {{ "StateMachineArn": "m"{token} }} }}"#
        );
        let request = Json::object([
            ("definition", Json::from(definition)),
            ("mock", Json::object([("result", Json::from(result))])),
        ]);
        let request = TestStateRequest::from_json(&request).expect("the request is well-formed");
        let refused =
            test_state(&request, Timestamp::default(), 7).err().map(|error| error.message);
        let expected = expected.map(|why| format!("Mock result schema validation error: {why}"));
        assert_eq!(refused, expected, "{suffix} {result}");
    }
}

/// A field of `inspectionData` at DEBUG, the mocked result being two nulls.
fn inspected(definition: &str, input: &str, field: &str) -> String {
    let request = Json::object([
        ("definition", Json::from(definition)),
        ("input", Json::from(input)),
        ("inspectionLevel", Json::from("DEBUG")),
        ("mock", Json::object([("result", Json::from("[null,null]"))])),
    ]);
    let request = TestStateRequest::from_json(&request).expect("the request is well-formed");
    let answer = test_state(&request, Timestamp::default(), 7).expect("the mock suits the state");
    let data = answer.inspection_data.expect("DEBUG shows the data");
    let shown = data.get(field).and_then(Json::as_str).map(str::to_owned);
    shown.unwrap_or_else(|| panic!("no {field} in {data}"))
}
