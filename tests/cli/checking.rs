//! `signalbox check`: findings at their places, for a person and as the API answers.

use super::{APPROVAL, BROKEN, check, check_file};

#[test]
fn check_points_at_the_place() {
    check(&["check", APPROVAL], 0, &["tests/cli/approval.asl.json: OK"]);
    check(
        &["check", BROKEN],
        1,
        &[
            "error[SCHEMA_VALIDATION_FAILED]: Minimum value is 0",
            "tests/cli/broken.asl.json:4:41",
            "/States/Ask/Seconds",
            "error[MISSING_TRANSITION_TARGET]: Missing 'Next' target: Asc",
            "3 errors",
        ],
    );
}

#[test]
fn check_answers_as_validate_state_machine_definition() {
    check(
        &["check", "--json", BROKEN],
        1,
        &[
            r#"{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"#,
            r#""truncated":false}"#,
        ],
    );
    check(&["check", "--json", APPROVAL], 0, &[r#"{"result":"OK","diagnostics":[]"#]);
    check(
        &["check", "--type", "EXPRESS", APPROVAL],
        1,
        &["Express state machine does not support '.waitForTaskToken' service integration"],
    );
}

#[test]
fn check_in_json_takes_what_the_api_takes() {
    let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "X": 1, "Y": 2,
        "Parameters": {"a": "$.b"}, "End": true}}}"#;
    let (x, y) = ("Field 'X' is not supported", "Field 'Y' is not supported");
    let both = [x, y, r#""location":"/States/A"}],"truncated":false}"#];
    check_file(&["check", "--json"], text.as_bytes(), 1, &both);
    let first = [x, r#""location":"/States/A"}],"truncated":true}"#];
    check_file(&["check", "--json", "--max-results", "1"], text.as_bytes(), 1, &first);
    let warned = [x, y, "NO_DOLLAR"];
    check_file(&["check", "--json", "--severity", "warning"], text.as_bytes(), 1, &warned);
    check(&["check", "--max-results", "1", APPROVAL], 2, &["--json"]);
    check(
        &["check", "--json", "--max-results", "101", APPROVAL],
        1,
        &["Value '101' at 'maxResults'"],
    );
    let elsewhere = "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      DefinitionUri: no.json\n";
    let missing = ["the definition of M is in no.json, not found"];
    check_file(&["check", "--json"], elsewhere.as_bytes(), 2, &missing);
}

/// Thousands of findings on one line: each with its column, and no more than one can read.
#[test]
fn check_frames_a_part_of_a_long_line() {
    let state = |n| format!(r#""S{n}": {{"Type": "Pass", "Foo": {n}, "Next": "S{}"}}, "#, n + 1);
    let states: String = (0..1100).map(state).collect();
    let text = format!(r#"{{"StartAt": "S0", "States": {{{states}"S1100": {{"Type": "Fail"}}}}}}"#);
    let column = text.find("\"Foo\": 999").expect("it is there") + 1;
    let place = format!(".json:1:{column}");
    let pieces = [&*place, "\"Foo\": 999", "/States/S999", "100 more findings", "1100 errors"];
    check_file(&["check"], text.as_bytes(), 1, &pieces);
}

#[test]
fn check_judges_any_definition_as_express() {
    let activity = "arn:aws:states:us-east-1:123456789012:activity:a";
    let state = format!("{{Type: Task, Resource: '{activity}', End: true}}");
    let text = format!("StartAt: A\nStates:\n  A: {state}\n");
    let pieces = ["Express state machine does not support Activity ARN", "1 error, 0 warnings"];
    check_file(&["check", "--type", "express"], text.as_bytes(), 1, &pieces);
    let said = r#"{"StateMachineType": "STANDARD", "DefinitionString": "DEFINITION"}"#;
    let definition = format!(
        r#"{{"StartAt": "A", "States": {{"A": {{"Type": "Task", "Resource": "{activity}", "End": true}}}}}}"#
    );
    let said = said.replace("DEFINITION", &definition.replace('"', "\\\""));
    let template = format!(
        r#"{{"Resources": {{"M": {{"Type": "AWS::StepFunctions::StateMachine", "Properties": {said}}}}}}}"#
    );
    check_file(&["check", "--type", "express"], template.as_bytes(), 0, &["OK"]);
}
