//! TestState where the recordings are silent, as AWS was seen to answer in 2026-09: a request's
//! fields, and the fields of the answer or the exception.

use signalbox::engine::test_state::{TestStateRequest, test_state};
use signalbox::json;
use signalbox::time::Timestamp;
use signalbox::value::Json;

const TASK: &str = r#"{ "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
    "Parameters": { "FunctionName": "f" }, "End": true }"#;
const MAP: &str = r#"{ "Type": "Map", "ItemsPath": "$.items", "ItemSelector": {
        "i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value" },
    "ItemProcessor": { "StartAt": "Child", "States": { "Child": { "Type": "Pass", "End": true } } },
    "End": true }"#;
const BATCHES: &str = r#"{ "Type": "Map", "ItemsPath": "$.items", "ItemSelector": {
        "i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value" },
    "ItemBatcher": { "MaxItemsPerBatch": 2 }, "MaxConcurrency": 2, "ToleratedFailureCount": 1,
    "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
        "StartAt": "Child", "States": { "Child": { "Type": "Pass", "End": true } } },
    "End": true }"#;

/// A distributed Map that reads its items as JSON from an object's `items`.
fn reader(config: &str) -> String {
    let reader = format!(
        r#""ItemReader": {{ "Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {config},
            "Parameters": {{ "Bucket": "bucket", "Key": "key" }} }}, "ItemBatcher""#
    );
    BATCHES.replace(r#""ItemsPath": "$.items", "#, "").replace(r#""ItemBatcher""#, &reader)
}

/// Checks the answer's fields, `inspectionData` among them, or `Exception: message`.
#[track_caller]
fn check(definition: &str, more: &[(&str, Json)], expected: Result<&[(&str, &str)], &str>) {
    let fields = [
        ("definition", Json::from(definition)),
        ("input", Json::from(r#"{"items":[1,2,3]}"#)),
        ("roleArn", Json::from("arn:aws:iam::123456789012:role/r")),
        ("inspectionLevel", Json::from("DEBUG")),
    ];
    let request = Json::object(fields.into_iter().chain(more.iter().cloned()));
    let answer = TestStateRequest::from_json(&request)
        .and_then(|request| test_state(&request, Timestamp(0), 7));
    match (answer, expected) {
        (Ok(answer), Ok(expected)) => {
            let answer = answer.to_json();
            for (name, value) in expected {
                let found = answer.get("inspectionData").and_then(|data| data.get(name));
                let found = found.or(answer.get(name)).cloned().unwrap_or_default();
                let text = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
                assert_eq!(text, *value, "{name} in {answer}");
            }
        }
        (Err(refusal), Err(expected)) => assert_eq!(refusal.to_string(), expected),
        (Ok(answer), Err(expected)) => panic!("{} and not {expected}", answer.to_json()),
        (Err(refusal), Ok(_)) => panic!("{refusal}"),
    }
}

fn result(text: &str) -> (&'static str, Json) {
    ("mock", json!({ "result": text }))
}

fn error() -> (&'static str, Json) {
    ("mock", json!({ "errorOutput": { "error": "Own.Error", "cause": "mocked" } }))
}

fn configured(configuration: Json) -> (&'static str, Json) {
    ("stateConfiguration", configuration)
}

#[test]
fn a_map_shows_what_it_makes_of_its_items() {
    let selected = r#"[{"v":1,"i":0}, {"v":2,"i":1}, {"v":3,"i":2}]"#;
    let batches =
        r#"[{"Items":["{\"v\":1,\"i\":0}","{\"v\":2,\"i\":1}"]}, {"Items":["{\"v\":3,\"i\":2}"]}]"#;
    check(
        MAP,
        &[result("[10,20,30]")],
        Ok(&[
            ("status", "SUCCEEDED"),
            ("output", "[10,20,30]"),
            ("afterItemsPath", "[1, 2, 3]"),
            ("afterItemSelector", selected),
            ("afterItemBatcher", "null"),
            ("maxConcurrency", "0"),
        ]),
    );
    check(MAP, &[error()], Ok(&[("status", "FAILED"), ("afterItemSelector", selected)]));
    check(
        BATCHES,
        &[result("[10,20]")],
        Ok(&[
            ("output", "[10,20]"),
            ("afterItemSelector", selected),
            ("afterItemBatcher", batches),
            ("toleratedFailureCount", "1"),
            ("maxConcurrency", "2"),
        ]),
    );
}

#[test]
fn what_an_item_reader_would_read_comes_with_the_request() {
    let data = |text: &str| configured(json!({ "mapItemReaderData": text }));
    check(
        &reader(r#"{ "InputType": "JSON", "ItemsPointer": "/items" }"#),
        &[result("[10]"), data(r#"{"items":[4,5]}"#)],
        Ok(&[
            ("status", "SUCCEEDED"),
            ("afterItemsPath", "null"),
            ("afterItemsPointer", "[4,5]"),
            ("afterItemSelector", r#"[{"v":4,"i":0}, {"v":5,"i":1}]"#),
        ]),
    );
    check(
        &reader(r#"{ "InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW", "MaxItems": 1 }"#),
        &[result("[10]"), data("a,b\n1,2\n3,4\n")],
        Ok(&[("afterItemSelector", r#"[{"v":{"a":"1","b":"2"},"i":0}]"#)]),
    );
    check(
        &reader(r#"{ "InputType": "JSON" }"#),
        &[result("[10]"), data(r#"{"no": "array"}"#)],
        Ok(&[("status", "FAILED"), ("error", "States.ItemReaderFailed")]),
    );
    check(
        &reader(r#"{ "InputType": "JSON" }"#),
        &[result("[10]")],
        Err(
            "ValidationException: ItemReader data must be specified when testing a Map state with \
             ItemReader specified.",
        ),
    );
}

#[test]
fn a_mock_must_suit_what_the_state_has_come_to() {
    let failures = |n: i64| configured(json!({ "mapIterationFailureCount": n }));
    check(
        BATCHES,
        &[result("[10,20,30]")],
        Err("ValidationException: Input array does not equal the mocked result array's size"),
    );
    // The threshold is looked at first.
    check(
        BATCHES,
        &[result("[10,20,30]"), failures(2)],
        Ok(&[("error", "States.ExceedToleratedFailureThreshold"), ("status", "FAILED")]),
    );
    check(
        TASK,
        &[result("{}"), failures(1)],
        Err("ValidationException: MapIterationFailureCount is only supported when testing a Map \
             state."),
    );
    let mock = |mock: Json| [("mock", mock)];
    for (given, why) in [
        (
            json!({}),
            "One of the following fields is required for a test mock: [result, errorOutput].",
        ),
        (json!({ "result": "null" }), "Mocked result must be a valid JSON object."),
        (json!({ "errorOutput": {} }), "An error was not specified in the mocked error output."),
        (
            json!({ "result": "{\"Payload\":{\"ok\":true}}" }),
            "Mock result schema validation error: Field 'Payload' must be a string",
        ),
        (
            json!({ "result": "{\"Payload\":{\"k\":1}}", "fieldValidationMode": "PRESENT" }),
            "Mock result schema validation error: Field 'Payload' must be a string",
        ),
    ] {
        check(TASK, &mock(given), Err(&format!("ValidationException: {why}")));
    }
    for taken in [
        json!({ "result": "{\"Payload\":\"text\"}" }),
        json!({ "result": "{\"Payload\":{\"k\":1}}", "fieldValidationMode": "NONE" }),
    ] {
        check(TASK, &mock(taken), Ok(&[("status", "SUCCEEDED")]));
    }
}

#[test]
fn a_mock_is_held_against_what_ends_its_pattern() {
    let invalid = |why| format!("ValidationException: Mock result schema validation error: {why}");
    for (suffix, answer, expected) in [
        ("", "{}", Err("Required field 'ExecutionArn' is missing")),
        ("", r#"{"ExecutionArn":"e","StartDate":1}"#, Ok(())),
        (
            ".sync:2",
            r#"{"ExecutionArn":"e","StartDate":1}"#,
            Err("Required field 'StateMachineArn' is missing"),
        ),
        (
            ".sync",
            r#"{"ExecutionArn":"e","StateMachineArn":"m","Status":"DONE","StartDate":1}"#,
            Err("Field 'Status' is not an expected value"),
        ),
        (
            ".sync",
            r#"{"ExecutionArn":"e","StateMachineArn":"m","Status":"SUCCEEDED","StartDate":1}"#,
            Ok(()),
        ),
        (".waitForTaskToken", r#""whatever the caller sends""#, Ok(())),
    ] {
        let token = match suffix {
            ".waitForTaskToken" => r#", "Input": { "t.$": "$$.Task.Token" }"#,
            _ => "",
        };
        let definition = format!(
            r#"{{ "Type": "Task", "Resource": "arn:aws:states:::states:startExecution{suffix}",
                "Parameters": {{ "StateMachineArn": "m"{token} }}, "End": true }}"#
        );
        match expected {
            Ok(()) => check(&definition, &[result(answer)], Ok(&[("status", "SUCCEEDED")])),
            Err(why) => check(&definition, &[result(answer)], Err(&invalid(why))),
        }
    }
}

#[test]
fn retries_and_catchers_are_told_of() {
    let with = |field: &str| TASK.replace(r#""End": true"#, &format!(r#""End": true, {field}"#));
    let retry = r#""Retry": [{ "ErrorEquals": ["Own.Error"], "IntervalSeconds": 2,
        "MaxAttempts": 3, "BackoffRate": 2 }]"#;
    check(
        &with(retry),
        &[error(), configured(json!({ "retrierRetryCount": 1 }))],
        Ok(&[
            ("status", "RETRIABLE"),
            ("errorDetails", r#"{"retryBackoffIntervalSeconds":4,"retryIndex":0}"#),
        ]),
    );
    check(
        &with(r#""Catch": [{ "ErrorEquals": ["Own.Error"], "ResultPath": "$.e", "Next": "C" }]"#),
        &[error()],
        Ok(&[
            ("status", "CAUGHT_ERROR"),
            ("nextState", "C"),
            ("afterResultPath", r#"{"items":[1,2,3],"e":{"Error":"Own.Error","Cause":"mocked"}}"#),
            ("errorDetails", r#"{"catchIndex":0}"#),
        ]),
    );
}

#[test]
fn a_context_that_is_given_stands_for_the_whole() {
    let shows = TASK.replace(r#""FunctionName": "f""#, r#""FunctionName": "f", "Payload.$": "$$""#);
    check(
        &shows,
        &[result("{}"), ("context", Json::from(r#"{"State":{"Name":"Own"}}"#))],
        Ok(&[("afterParameters", r#"{"FunctionName":"f","Payload":{"State":{"Name":"Own"}}}"#)]),
    );
}
