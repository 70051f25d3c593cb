//! The engine through its front door: a definition, a script of what people and services do and
//! when, and the history that AWS would write.
//!
//! A script line is `<seconds> <verb> <state> <rest>`; a history line is `<id> < <previous> <type>
//! <name>`, where the name is a state's, or an iteration's index.

#[path = "engine/map_runs.rs"]
mod map_runs;
#[path = "engine/maps.rs"]
mod maps;
#[path = "engine/redrive.rs"]
mod redrive;
#[path = "engine/script.rs"]
mod script;

use signalbox::value::Json;

use script::{check, check_error, run};

#[test]
fn a_heartbeat_that_is_missed_is_a_timeout_that_may_be_caught() {
    let machine = r#"{
        "StartAt": "Ask",
        "States": {
            "Ask": {
                "Type": "Task",
                "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                "Parameters": { "QueueUrl": "q", "MessageBody": { "t.$": "$$.Task.Token" } },
                "TimeoutSeconds": 100,
                "HeartbeatSeconds": 10,
                "Catch": [{ "ErrorEquals": ["States.HeartbeatTimeout"], "Next": "Late" }],
                "End": true
            },
            "Late": { "Type": "Pass", "End": true }
        }
    }"#;
    check(
        machine,
        "
        0 start {}
        9 heartbeat Ask
        18 heartbeat Ask
        28 wait
        ",
        "
        0   1 < 0 ExecutionStarted
        0   2 < 0 TaskStateEntered Ask
        0   3 < 2 TaskScheduled
        28  4 < 3 TaskTimedOut
        28  5 < 4 TaskStateExited Ask
        28  6 < 5 PassStateEntered Late
        28  7 < 6 PassStateExited Late
        28  8 < 7 ExecutionSucceeded
        ",
    );
}

#[test]
fn a_retrier_waits_longer_each_time_and_then_the_catcher_has_it() {
    let machine = r#"{
        "StartAt": "Charge",
        "States": {
            "Charge": {
                "Type": "Task",
                "Resource": "arn:aws:states:::lambda:invoke",
                "Parameters": { "FunctionName": "charge" },
                "Retry": [{
                    "ErrorEquals": ["Card.Declined"],
                    "IntervalSeconds": 2, "BackoffRate": 3, "MaxAttempts": 2, "MaxDelaySeconds": 5
                }],
                "Catch": [{ "ErrorEquals": ["States.TaskFailed"], "Next": "Sorry" }],
                "End": true
            },
            "Sorry": { "Type": "Pass", "End": true }
        }
    }"#;
    check(
        machine,
        "
        0 start {}
        0 fail Charge Card.Declined
        2 fail Charge Card.Declined
        7 fail Charge Card.Declined
        ",
        "
        0   1 < 0 ExecutionStarted
        0   2 < 0 TaskStateEntered Charge
        0   3 < 2 TaskScheduled
        0   4 < 3 TaskStarted
        0   5 < 4 TaskFailed
        2   6 < 5 TaskScheduled
        2   7 < 6 TaskStarted
        2   8 < 7 TaskFailed
        7   9 < 8 TaskScheduled
        7  10 < 9 TaskStarted
        7  11 < 10 TaskFailed
        7  12 < 11 TaskStateExited Charge
        7  13 < 12 PassStateEntered Sorry
        7  14 < 13 PassStateExited Sorry
        7  15 < 14 ExecutionSucceeded
        ",
    );
}

/// Two branches: one calls, one waits an hour.
const BESIDE: &str = r#"{
    "StartAt": "Both",
    "States": {
        "Both": {
            "Type": "Parallel",
            "Branches": [
                {
                    "StartAt": "Prepare",
                    "States": {
                        "Prepare": { "Type": "Pass", "Next": "Call" },
                        "Call": {
                            "Type": "Task",
                            "Resource": "arn:aws:states:::lambda:invoke",
                            "Parameters": { "FunctionName": "call" },
                            "End": true
                        }
                    }
                },
                {
                    "StartAt": "Rest",
                    "States": { "Rest": { "Type": "Wait", "Seconds": 3600, "End": true } }
                },
                {
                    "StartAt": "Quick",
                    "States": { "Quick": { "Type": "Pass", "Result": "done", "End": true } }
                }
            ],
            "End": true
        }
    }
}"#;

#[test]
fn a_failing_branch_aborts_what_runs_beside_it() {
    check(
        BESIDE,
        "
        0 start {}
        5 fail Call Broken
        ",
        "
        0   1 < 0 ExecutionStarted
        0   2 < 0 ParallelStateEntered Both
        0   3 < 2 ParallelStateStarted
        0   4 < 3 PassStateEntered Prepare
        0   5 < 4 PassStateExited Prepare
        0   6 < 5 TaskStateEntered Call
        0   7 < 6 TaskScheduled
        0   8 < 3 WaitStateEntered Rest
        0   9 < 3 PassStateEntered Quick
        0  10 < 9 PassStateExited Quick
        5  11 < 7 TaskStarted
        5  12 < 11 TaskFailed
        5  13 < 12 TaskStateAborted
        5  14 < 12 WaitStateAborted
        5  15 < 12 ParallelStateFailed
        5  16 < 15 ExecutionFailed
        ",
    );
}

#[test]
fn a_machine_s_timeout_ends_the_execution_whatever_it_waits_for() {
    let machine = r#"{
        "StartAt": "Rest", "TimeoutSeconds": 60,
        "States": { "Rest": { "Type": "Wait", "Seconds": 3600, "End": true } }
    }"#;
    check(
        machine,
        "
        0 start {}
        3600 wait
        ",
        "
        0   1 < 0 ExecutionStarted
        0   2 < 0 WaitStateEntered Rest
        60  3 < 0 ExecutionTimedOut
        ",
    );
}

#[test]
fn a_stopped_execution_s_tokens_are_closed() {
    check_error(
        maps::CHILDREN,
        "
        0 start [1]
        1 stop
        2 succeed Ask {}
        ",
        "TaskTimedOut: Task Timed Out: 'Provided task does not exist anymore'",
    );
}

#[test]
fn seconds_must_be_whole_and_in_their_range() {
    let task = |field: &str| {
        format!(
            r#"{{ "StartAt": "S", "States": {{ "S": {{ "Type": "Task", {field}, "End": true,
                "Resource": "arn:aws:states:::sns:publish", "Parameters": {{ "Message": "m" }}
            }} }} }}"#
        )
    };
    let wait = |field: &str| {
        format!(
            r#"{{ "StartAt": "S", "QueryLanguage": "JSONata",
                "States": {{ "S": {{ "Type": "Wait", {field}, "End": true }} }} }}"#
        )
    };
    let timeout = task(r#""TimeoutSecondsPath": "$.v""#);
    let heartbeat = task(r#""HeartbeatSecondsPath": "$.v""#);
    let seconds = wait(r#""Seconds": "{% $states.input.v %}""#);
    let cases = [
        (&timeout, "0", "TimeoutSeconds must be between 1 and 99999999 but was: 0"),
        (
            &timeout,
            "1.5",
            "The TimeoutSecondsPath field refers to value \"1.5\" which is not a valid integer: $.v",
        ),
        (
            &heartbeat,
            "100000000",
            "HeartbeatSeconds must be between 1 and 99999999 but was: 100000000",
        ),
        (&seconds, "-1", "Seconds must be between 0 and 99999999 but was: -1"),
        (&seconds, "1.5", "The Seconds field cannot be parsed as an integer: 1.5"),
        (
            &seconds,
            "\"1\"",
            "The JSONata expression '$states.input.v' specified for the field 'Seconds' returned an \
             unexpected result type. Expected 'number', but was 'string' for value: \"1\"",
        ),
    ];
    for (machine, value, what) in cases {
        let execution = run(machine, &format!("0 start {{\"v\": {value}}}"));
        let is_expression = std::ptr::eq(machine, &seconds);
        let error = if is_expression { "States.QueryEvaluationError" } else { "States.Runtime" };
        assert_eq!(execution.error(), error);
        let state =
            "An error occurred while executing the state 'S' (entered at the event id #2). ";
        assert_eq!(execution.cause(), format!("{state}{what}"));
    }
}

#[test]
fn a_job_that_ecs_is_to_run_to_its_end_is_told_who_started_it() {
    let machine = |resource: &str, parameters: &str| {
        format!(
            r#"{{ "StartAt": "Run", "States": {{ "Run": {{
                "Type": "Task", "Resource": "arn:aws:states:::ecs:{resource}",
                "Parameters": {{ "TaskDefinition": "job"{parameters} }}, "End": true
            }} }} }}"#
        )
    };
    let cases = [
        ("runTask", "", r#"{"TaskDefinition":"job"}"#),
        ("runTask.sync", "", r#"{"TaskDefinition":"job","StartedBy":"AWS Step Functions"}"#),
        ("runTask.sync", r#", "StartedBy": "me""#, r#"{"TaskDefinition":"job","StartedBy":"me"}"#),
    ];
    for (resource, parameters, expected) in cases {
        let played = run(&machine(resource, parameters), "0 start {}");
        assert_eq!(played.requested(), expected, "{resource}");
    }
}

#[test]
fn a_text_made_of_what_a_state_sees_has_its_fields_in_the_order_of_aws() {
    let machine = |fields: &str| {
        format!(
            r#"{{ "StartAt": "S", "States": {{ "S": {{ "Type": "Pass", {fields}, "End": true }} }} }}"#
        )
    };
    let context = r#""Execution" "Id" "Input" "StartTime" "Name" "RoleArn" "RedriveCount" "StateMachine" "Id" "Name" "State" "Name" "EnteredTime""#;
    let cases = [
        (r#""Parameters": { "c.$": "States.JsonToString($$)" }"#, context.to_owned()),
        (
            r#""QueryLanguage": "JSONata", "Output": { "c": "{% $string($states) %}" }"#,
            format!(r#""input" "context" {context}"#),
        ),
    ];
    for (fields, expected) in cases {
        let output = Json::parse(&run(&machine(fields), "0 start {}").output()).expect("JSON");
        let text = output.get("c").and_then(Json::as_str).expect("a text").to_owned();
        let quoted = text.split('"').skip(1).step_by(2);
        let names = quoted.zip(text.split('"').skip(2).step_by(2));
        let names = names.filter(|(_, after)| after.starts_with(':'));
        let names: Vec<String> = names.map(|(name, _)| format!("\"{name}\"")).collect();
        assert_eq!(names.join(" "), expected);
    }
}

#[test]
fn a_cause_that_quotes_a_large_input_is_cut() {
    let machine = r#"{
        "StartAt": "Take",
        "States": { "Take": { "Type": "Pass", "Parameters": { "a.$": "$.missing" }, "End": true } }
    }"#;
    let execution = run(machine, &format!("0 start {{\"text\": \"{}\"}}", "가".repeat(40_000)));
    assert_eq!(execution.error(), "States.Runtime");
    assert_eq!(execution.cause().chars().count(), 32_768);
}

#[test]
fn variables_beyond_the_payload_limit_fail_the_state() {
    let machine = r#"{
        "StartAt": "Keep",
        "States": {
            "Keep": {
                "Type": "Pass", "Assign": { "a.$": "$.text", "b.$": "$.text" }, "End": true
            }
        }
    }"#;
    let text = "x".repeat(150_000);
    let execution = run(machine, &format!("0 start {{\"text\": \"{text}\"}}"));
    assert_eq!(execution.error(), "States.DataLimitExceeded");
}

#[test]
fn a_token_answers_once() {
    let machine = r#"{
        "StartAt": "Ask",
        "States": {
            "Ask": {
                "Type": "Task",
                "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                "Parameters": { "QueueUrl": "q", "MessageBody": { "t.$": "$$.Task.Token" } },
                "Next": "Rest"
            },
            "Rest": { "Type": "Wait", "Seconds": 9, "End": true }
        }
    }"#;
    check_error(
        machine,
        "
        0 start {}
        1 succeed Ask {}
        2 succeed Ask {}
        ",
        "TaskTimedOut: Task Timed Out: 'Provided task does not exist anymore'",
    );
    check_error(machine, "0 start {}\n1 succeed Ask not-json", "InvalidOutput");
    check_error(machine, "0 start {}\n1 token AAAAbroken {}", "InvalidToken");
}
