//! The command line, as a shell calls it: arguments in; text and status out.

use std::process::{Command, Output};

const APPROVAL: &str = "tests/cli/approval.asl.json";
const BROKEN: &str = "tests/cli/broken.asl.json";
const MOCKS: &str = "tests/cli/mocks.json";
const ORDER: &str = r#"{"order": 7}"#;

fn signalbox(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_signalbox"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments);
    command.output().expect("the binary was built for this test")
}

/// Checks the status, and that the output has all these pieces in this order.
fn check(arguments: &[&str], status: i32, pieces: &[&str]) {
    let output = signalbox(arguments);
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    let mut rest = text.as_str();
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => panic!("{arguments:?}: '{piece}' is missing, or comes too early, in\n{text}"),
        }
    }
    assert_eq!(output.status.code(), Some(status), "{arguments:?}:\n{text}");
}

fn run(case: &str, more: &[&str], status: i32, pieces: &[&str]) {
    let arguments =
        [&["run", APPROVAL, "--input", ORDER, "--mocks", MOCKS, "--test-case", case], more];
    check(&arguments.concat(), status, pieces);
}

#[test]
fn a_run_reads_like_a_log() {
    // Two bounces with 5 s and 10 s of waiting, then an answer that takes longer than a heartbeat.
    run(
        "Approved",
        &[],
        0,
        &[
            "0s     1  ExecutionStarted",
            "0s     6  TaskFailed                 Mail.Bounced: no such address",
            "5s     7  TaskScheduled",
            "15s    11  TaskScheduled",
            "165s    14  TaskSucceeded              {\"approved\":true}",
            "SucceedStateExited",
            "SUCCEEDED 7",
        ],
    );
}

#[test]
fn a_failed_run_ends_with_status_1() {
    run("Refused", &[], 1, &["FailStateEntered", "FAILED Order.Refused: not today"]);
}

#[test]
fn a_missed_heartbeat_times_out_before_the_answer_comes() {
    run("Silent", &[], 0, &["60s     6  TaskTimedOut", "SUCCEEDED {\"escalated\":7}"]);
}

#[test]
fn a_run_that_nobody_answers_stops_and_says_what_it_waits_for() {
    let forever = r#"{"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:eu-west-1:123456789012:activity:ask"}}}"#;
    let folder = std::env::temp_dir().join(format!("signalbox-cli-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder can be made");
    let path = folder.join("forever.json");
    std::fs::write(&path, forever).expect("a temporary file can be written");
    let path = path.to_str().expect("the folder's name is text");
    check(&["run", path], 3, &["ActivityScheduled", "RUNNING", "still waits", "'Ask'"]);
    std::fs::remove_dir_all(folder).expect("what was made can be removed");
}

#[test]
fn history_and_description_are_those_of_the_api() {
    run(
        "Approved",
        &["--history"],
        0,
        &[
            r#""type": "ExecutionStarted""#,
            r#""input": "{\"order\":7}""#,
            r#""truncated": false"#,
            r#""roleArn": "arn:aws:iam::"#,
            r#""timeoutInSeconds": 3600"#,
            r#""heartbeatInSeconds": 60"#,
        ],
    );
    run("Approved", &["--json"], 0, &[r#""status": "SUCCEEDED""#, r#""output": "7""#]);
}

#[test]
fn a_seed_decides_everything() {
    let history = |seed| {
        let arguments = ["run", APPROVAL, "--input", ORDER, "--history", "--seed", seed];
        signalbox(&arguments).stdout
    };
    assert_eq!(history("1"), history("1"));
    assert_ne!(history("1"), history("2"), "tokens come from the seed");
}

#[test]
fn mistakes_in_the_arguments_end_with_status_2() {
    run("Nobody", &[], 2, &["no test case 'Nobody' among Approved, Refused, Silent"]);
    check(&["run", APPROVAL, "--mocks", MOCKS], 2, &["say which by --test-case"]);
    check(&["run", APPROVAL, "--input", "{not JSON"], 2, &["not JSON"]);
    check(&["run", "tests/cli/missing.json"], 2, &["tests/cli/missing.json"]);
    check(&["run", BROKEN], 2, &["3 errors", "signalbox check"]);
}

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
        &["check", "--type", "express", APPROVAL],
        1,
        &["Express state machine does not support '.waitForTaskToken' service integration"],
    );
}

#[test]
fn test_state_shows_the_data_at_every_stage() {
    let state = ["test-state", APPROVAL, "--state", "Ask", "--input", ORDER];
    let with = |more: &[&'static str]| [&state[..], more].concat();
    check(
        &with(&["--mock-result", r#"{"approved": true}"#]),
        0,
        &[
            r#""output": "{\"order\":7,\"answer\":{\"approved\":true}}""#,
            "afterParameters",
            "afterResultPath",
            r#""nextState": "Approved?""#,
            r#""status": "SUCCEEDED""#,
        ],
    );
    check(&with(&["--mock-error", "Mail.Bounced"]), 0, &["retryIndex", "RETRIABLE"]);
    check(&with(&["--mock-error", "States.Timeout"]), 0, &["catchIndex", "CAUGHT_ERROR"]);
    check(&with(&["--mock-error", "Other"]), 1, &[r#""error": "Other""#, "FAILED"]);
    check(&with(&[]), 2, &["needs a mock"]);
}

#[test]
fn graph_draws() {
    check(&["graph", APPROVAL], 0, &["<svg", "Escalate", "</svg>"]);
    check(&["graph", "--format", "json", APPROVAL], 0, &[r#"{"nodes":[{"id":"#, r#""points":[["#]);
}

#[test]
fn help_teaches() {
    check(&["--help"], 0, &["run", "check", "test-state", "graph", "A short tour"]);
    check(&["help", "run"], 0, &["--mocks", "MockedResponses", "SendTaskSuccess"]);
}
