//! The shapes of AWS's API that recordings do not cover: pages, what is left out, redrives, logs.

use std::sync::Arc;

use signalbox::asl::{self, WorkflowType};
use signalbox::engine::{
    Answer, Command, Execution, Failure, HISTORY_EVENTS_MAX, Identity, Particulars, Start, aws,
};
use signalbox::json;
use signalbox::time::{Duration, Timestamp};
use signalbox::value::Json;

const CHARGE: &str = r#"{
  "StartAt": "Charge",
  "States": {
    "Charge": {
      "Type": "Task",
      "Resource": "arn:aws:lambda:us-east-1:123456789012:function:charge",
      "End": true
    }
  }
}"#;

fn start() -> Execution {
    start_of(CHARGE)
}

fn start_of(definition: &str) -> Execution {
    let machine = asl::parse(definition).machine.expect("the definition is valid");
    let start = Start {
        identity: Identity {
            execution_arn: "arn:aws:states:us-east-1:123456789012:execution:m:e".into(),
            execution_name: "e".into(),
            state_machine_arn: "arn:aws:states:us-east-1:123456789012:stateMachine:m".into(),
            state_machine_name: "m".into(),
            role_arn: "arn:aws:iam::123456789012:role/r".into(),
            region: "us-east-1".into(),
        },
        workflow_type: WorkflowType::Standard,
        input: json!({ "amount": 3 }),
        at: Timestamp::parse_rfc3339("2025-01-01T00:00:00Z").expect("it is RFC 3339"),
        seed: 0,
        history_events_max: HISTORY_EVENTS_MAX,
        particulars: Particulars::default(),
    };
    let mut execution = Execution::start(machine, start);
    execution.run_until(execution.now());
    execution
}

/// Three seconds later the function answers.
fn answered(answer: Answer) -> Execution {
    let mut execution = start();
    let task = execution.pending_tasks().next().expect("the task waits").id;
    let now = execution.now() + Duration::from_secs(3);
    execution.send(now, &Command::Answer { task, answer }).expect("a pending task takes answers");
    execution.run_until(now);
    execution
}

fn failed() -> Execution {
    answered(Answer::Failed(Failure::new("Card.Declined", "no funds")))
}

fn types(answer: &Json) -> Vec<&str> {
    let events = answer.get("events").and_then(Json::as_array).expect("an answer has events");
    events.iter().filter_map(|event| event.get("type")?.as_str()).collect()
}

#[test]
fn payloads_have_their_fields_in_the_order_of_aws() {
    let execution = start_of(
        r#"{
            "StartAt": "S",
            "States": {
                "S": {
                    "Type": "Pass",
                    "Parameters": { "Path.$": "$.amount", "z": 1, "Method.$": "$.amount", "a": 2 },
                    "Assign": { "b": 1, "a.$": "$.z", "C": 3 },
                    "End": true
                }
            }
        }"#,
    );
    let exited = aws::history_events(&execution, true).remove(2);
    let details = exited.get("stateExitedEventDetails").expect("the state was left");
    let output = details.get("output").and_then(Json::as_str);
    assert_eq!(output, Some(r#"{"z":1,"a":2,"Path":3,"Method":3}"#));
    let assigned = details.get("assignedVariables").map(Json::to_string);
    assert_eq!(assigned.as_deref(), Some(r#"{"C":"3","a":"1","b":"1"}"#));
}

#[test]
fn lambda_events_read_as_on_aws() {
    let execution = answered(Answer::Succeeded(json!({ "ok": true })));
    let shown = aws::history_events(&execution, true);
    let texts: Vec<String> = shown.iter().map(|event| event.to_string()).collect();
    assert_eq!(
        texts,
        [
            r#"{"timestamp":"2025-01-01T00:00:00.000Z","type":"ExecutionStarted","id":1,"previousEventId":0,"executionStartedEventDetails":{"input":"{\"amount\":3}","inputDetails":{"truncated":false},"roleArn":"arn:aws:iam::123456789012:role/r"}}"#,
            r#"{"timestamp":"2025-01-01T00:00:00.000Z","type":"TaskStateEntered","id":2,"previousEventId":0,"stateEnteredEventDetails":{"name":"Charge","input":"{\"amount\":3}","inputDetails":{"truncated":false}}}"#,
            r#"{"timestamp":"2025-01-01T00:00:00.000Z","type":"LambdaFunctionScheduled","id":3,"previousEventId":2,"lambdaFunctionScheduledEventDetails":{"resource":"arn:aws:lambda:us-east-1:123456789012:function:charge","input":"{\"amount\":3}","inputDetails":{"truncated":false}}}"#,
            r#"{"timestamp":"2025-01-01T00:00:03.000Z","type":"LambdaFunctionStarted","id":4,"previousEventId":3}"#,
            r#"{"timestamp":"2025-01-01T00:00:03.000Z","type":"LambdaFunctionSucceeded","id":5,"previousEventId":4,"lambdaFunctionSucceededEventDetails":{"output":"{\"ok\":true}","outputDetails":{"truncated":false}}}"#,
            r#"{"timestamp":"2025-01-01T00:00:03.000Z","type":"TaskStateExited","id":6,"previousEventId":5,"stateExitedEventDetails":{"name":"Charge","output":"{\"ok\":true}","outputDetails":{"truncated":false}}}"#,
            r#"{"timestamp":"2025-01-01T00:00:03.000Z","type":"ExecutionSucceeded","id":7,"previousEventId":6,"executionSucceededEventDetails":{"output":"{\"ok\":true}","outputDetails":{"truncated":false}}}"#,
        ]
    );
}

#[test]
fn one_event_alone_reads_as_within_its_history() {
    let execution = failed();
    let together = aws::history_events(&execution, true);
    let alone = execution.history().iter().filter_map(|it| aws::history_event(&execution, it));
    assert_eq!(together, alone.collect::<Vec<_>>());
}

#[test]
fn pages_follow_each_other_in_either_order() {
    let execution = failed();
    let page = |next, reverse_order| {
        let request =
            aws::HistoryRequest { max_results: 4, reverse_order, next, ..Default::default() };
        aws::get_execution_history(&execution, request)
    };
    let first = page(0, false);
    assert_eq!(types(&first).len(), 4);
    let token = first.get("nextToken").and_then(Json::as_str).expect("there is more");
    let second = page(token.parse().expect("a token is a number"), false);
    assert_eq!(types(&second), ["LambdaFunctionFailed", "ExecutionFailed"]);
    assert_eq!(second.get("nextToken"), None);

    let newest_first = page(0, true);
    assert_eq!(types(&newest_first)[..2], ["ExecutionFailed", "LambdaFunctionFailed"]);
    assert_eq!(types(&page(100, false)), Vec::<&str>::new(), "past the end there is nothing");
}

#[test]
fn without_execution_data_payloads_vanish_with_their_details() {
    let text = Json::array(aws::history_events(&failed(), false)).to_string();
    assert!(!text.contains("amount") && !text.contains("inputDetails"), "{text}");
    assert!(text.contains("Card.Declined") && text.contains("roleArn"), "{text}");
}

#[test]
fn redrive_status_follows_the_status_and_the_fortnight() {
    let describe = |execution: &Execution, days: u64| {
        let now = execution.now() + Duration::from_secs(days * 86_400);
        let described = aws::describe_execution(execution, now);
        let field = |name| described.get(name).and_then(Json::as_str).map(String::from);
        (field("status"), field("redriveStatus"), field("redriveStatusReason"))
    };
    let text = |text: &str| Some(text.to_string());
    let no = text("NOT_REDRIVABLE");
    let cases = [
        (start(), 0, "RUNNING", no.clone(), text("Execution is RUNNING and cannot be redriven")),
        (failed(), 0, "FAILED", text("REDRIVABLE"), None),
        (failed(), 15, "FAILED", no, text("Execution redrivable period exceeded")),
    ];
    for (execution, days, status, redrive_status, reason) in cases {
        assert_eq!(describe(&execution, days), (text(status), redrive_status, reason));
    }
}

#[test]
fn a_redriven_execution_counts_and_goes_on() {
    let mut execution = failed();
    let now = execution.now() + Duration::from_secs(60);
    execution.send(now, &Command::RedriveExecution).expect("a failed execution can be redriven");
    execution.run_until(now);
    let described = aws::describe_execution(&execution, now);
    assert_eq!(described.get("redriveCount"), Some(&json!(1)));
    assert_eq!(described.get("status"), Some(&json!("RUNNING")));
    let shown = Json::array(aws::history_events(&execution, true)).to_string();
    assert!(shown.contains(r#""executionRedrivenEventDetails":{"redriveCount":1}"#), "{shown}");
}

#[test]
fn log_levels_hold_more_and_more() {
    let execution = failed();
    let logged = |level| {
        let events = aws::log_events(&execution, level, true);
        let types =
            events.iter().filter_map(|event| Some(event.get("type")?.as_str()?.to_string()));
        types.collect::<Vec<_>>()
    };
    assert_eq!(logged(aws::LogLevel::Off), Vec::<String>::new());
    assert_eq!(logged(aws::LogLevel::Fatal), ["ExecutionFailed"]);
    assert_eq!(logged(aws::LogLevel::Error), ["LambdaFunctionFailed", "ExecutionFailed"]);
    assert_eq!(logged(aws::LogLevel::All).len(), 6);
}

#[test]
fn status_changes_tell_event_bridge_of_start_and_end() {
    let ids = ["one", "two"];
    let events = aws::status_change_events(&failed(), ids);
    let statuses = events.iter().map(|event| event.get("detail")?.get("status")?.as_str());
    assert_eq!(statuses.collect::<Vec<_>>(), [Some("RUNNING"), Some("FAILED")]);
    assert_eq!(events[1].get("time"), Some(&json!("2025-01-01T00:00:03.000Z")));
    assert_eq!(
        events[1].get("detail").and_then(|it| it.get("error")),
        Some(&json!("Card.Declined"))
    );
    assert_eq!(aws::status_change_events(&start(), ids).len(), 1, "it still runs");
}

#[test]
fn versions_and_aliases_show_where_they_were_started() {
    let mut with_version = start().start_info().as_ref().clone();
    let version: Arc<str> = "arn:aws:states:us-east-1:123456789012:stateMachine:m:1".into();
    with_version.particulars.state_machine_version_arn = Some(version.clone());
    let machine = start().machine().clone();
    let execution = Execution::start(machine, with_version);
    let described = aws::describe_execution(&execution, execution.now());
    assert_eq!(described.get("stateMachineVersionArn"), Some(&Json::from(version.clone())));
    let started = aws::history_events(&execution, true).swap_remove(0);
    let details = started.get("executionStartedEventDetails").expect("it has details");
    assert_eq!(details.get("stateMachineVersionArn"), Some(&Json::from(version)));
}

#[test]
fn a_child_execution_names_its_map_run_and_label() {
    let execution = start();
    let arn = "arn:aws:states:us-east-1:123456789012:mapRun:m/Orders:5dae28b3";
    let mut start = (**execution.start_info()).clone();
    start.particulars.map_run_arn = Some(arn.into());
    let (machine, at) = (execution.machine(), start.at);
    let described = aws::describe_state_machine_for_execution(CHARGE, machine, &start, at);
    assert_eq!(described.get("mapRunArn"), Some(&Json::from(arn)));
    assert_eq!(described.get("label"), Some(&Json::from("Orders")));
    let described = aws::describe_state_machine(CHARGE, machine, &start, at);
    assert_eq!(described.get("label"), None, "that is the whole state machine");
}

#[test]
fn state_machines_are_described_as_they_were_made() {
    let execution = start();
    let described = |describe: Describe| {
        let (machine, start) = (execution.machine(), execution.start_info());
        let fields = describe(CHARGE, machine, start, start.at);
        let object = fields.as_object().expect("an answer is an object").clone();
        object.keys().map(|key| key.to_string()).collect::<Vec<_>>().join(" ")
    };
    type Describe = fn(&str, &asl::StateMachine, &Start, Timestamp) -> Json;
    assert_eq!(
        described(aws::describe_state_machine),
        "stateMachineArn name status definition roleArn type creationDate loggingConfiguration \
         tracingConfiguration encryptionConfiguration"
    );
    assert_eq!(
        described(aws::describe_state_machine_for_execution),
        "stateMachineArn name definition roleArn updateDate loggingConfiguration \
         tracingConfiguration encryptionConfiguration"
    );
}
