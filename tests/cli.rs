//! The command line, as a shell calls it: arguments in; text and status out.

#[path = "cli/around.rs"]
mod around;
#[path = "cli/checking.rs"]
mod checking;

use std::io::Write;
use std::process::{Command, Output, Stdio};

use signalbox::engine::Status;
use signalbox::simulator::{Action, Simulator};
use signalbox::time::Timestamp;
use signalbox::value::Json;

const APPROVAL: &str = "tests/cli/approval.asl.json";
const BROKEN: &str = "tests/cli/broken.asl.json";
const MOCKS: &str = "tests/cli/mocks.json";
const ORDER: &str = r#"{"order": 7}"#;

fn signalbox(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_signalbox"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments);
    command.output().expect("the binary was built for this test")
}

/// Answers to lines on standard input.
fn answers(arguments: &[&str], input: &[u8]) -> Vec<Json> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_signalbox"));
    let piped = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = piped.expect("the binary was built for this test");
    let mut pipe = child.stdin.take().expect("standard input is a pipe");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || pipe.write_all(&input));
    let output = child.wait_with_output().expect("standard output is a pipe");
    writer.join().expect("writing does not panic").expect("all input is read");
    assert!(output.status.success(), "{arguments:?}");
    let text = String::from_utf8(output.stdout).expect("answers are text");
    text.lines().map(|line| Json::parse(line).expect("an answer is JSON")).collect()
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

/// The arguments' last one is a file of these bytes.
fn check_file(arguments: &[&str], bytes: &[u8], status: i32, pieces: &[&str]) {
    let name = format!("signalbox-{}-{:x}.json", std::process::id(), bytes.as_ptr() as usize);
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, bytes).expect("a temporary file can be written");
    let text = path.to_str().expect("the folder's name is text");
    check(&[arguments, &[text]].concat(), status, pieces);
    std::fs::remove_file(&path).expect("what was made can be removed");
}

#[test]
fn a_file_may_be_written_by_windows() {
    let text =
        "{\r\n  \"StartAt\": \"가\",\r\n  \"States\": {\"가\": {\"Type\": \"Succeed\"}}\r\n}";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [
        text.as_bytes().to_vec(),
        [&b"\xEF\xBB\xBF"[..], text.as_bytes()].concat(),
        [&b"\xFF\xFE"[..], &little].concat(),
        [&b"\xFE\xFF"[..], &big].concat(),
        little,
        big,
    ] {
        check_file(&["check"], &bytes, 0, &["OK"]);
        check_file(&["run"], &bytes, 0, &["SucceedStateEntered", "가", "SUCCEEDED"]);
        check_file(&["test-state"], &bytes, 0, &["SUCCEEDED"]);
    }
}

#[test]
fn what_is_no_text_is_named() {
    for bytes in [&b"\x89PNG\r\n\x1a\n\0\0"[..], b"{\"StartAt\": \"\xe9\"}", b"\xFF\xFE{"] {
        for command in ["check", "run", "graph", "test-state"] {
            check_file(&[command], bytes, 2, &["not a text in UTF-8 or UTF-16"]);
        }
    }
}

#[test]
fn a_text_that_is_too_much_is_told_in_few_words() {
    let deep = "[".repeat(100_000);
    let long = "a".repeat(2_000_000);
    for (text, message) in [
        (&*deep, "nesting depth"),
        (&*long, "Unrecognized token 'aaa"),
        ("", "must be a valid JSON object"),
        ("a: &a [*a]", "alias within its own anchor"),
    ] {
        check_file(&["check"], text.as_bytes(), 1, &[message, "1 error, 0 warnings"]);
        check_file(&["run"], text.as_bytes(), 2, &["1 error; `signalbox check"]);
    }
}

#[test]
fn a_template_may_have_its_definition_in_a_file_beside_it() {
    check(&["run", "tests/cli/template.yaml"], 0, &["PassStateExited", "[\"from beside\",7]"]);
    let wrong = "Resources: {M: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: no.json}}}";
    check_file(&["check"], wrong.as_bytes(), 0, &["definition of M is in no.json, not found"]);
    check_file(&["run"], wrong.as_bytes(), 2, &["its definition is in no.json, not found"]);
}

#[test]
fn mistakes_in_the_arguments_end_with_status_2() {
    run("Nobody", &[], 2, &["no test case 'Nobody' among Approved, Refused, Silent"]);
    check(&["run", APPROVAL, "--mocks", MOCKS], 2, &["say which by --test-case"]);
    check(&["run", APPROVAL, "--input", "{not JSON"], 2, &["InvalidExecutionInput"]);
    check(&["run", "tests/cli/missing.json"], 2, &["tests/cli/missing.json"]);
    check(&["run", BROKEN], 2, &["3 errors", "signalbox check"]);
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

/// A run done by hand in the simulator, saved as a mock file, and done again by the command line.
#[test]
fn a_run_done_by_hand_is_done_again_from_its_mock_file() {
    let runs: [(&str, &[&str]); 5] = [
        ("callback", &["deliver \"done\""]),
        ("callback", &["fail Card.Declined"]),
        ("credit-check", &["skip", "skip", "deliver {\"score\": 640}"]),
        ("approval", &["skip", "deliver {\"approved\": true}"]),
        ("publish", &["skip"]),
    ];
    let folder = std::env::temp_dir().join(format!("signalbox-mocks-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder can be made");
    for (sample, actions) in runs {
        let simulator = done_by_hand(sample, actions);
        let write = |name: &str, text: &str| {
            let path = folder.join(name);
            std::fs::write(&path, text).expect("a temporary file can be written");
            path.to_str().expect("the folder's name is text").to_owned()
        };
        let document = simulator.document();
        let definition = write(&format!("{}.asl.json", document.name), &document.text);
        let input = write("input.json", &document.input);
        let mocks = simulator.exported_mocks().expect("a run is selected");
        let mocks = write("mocks.json", &mocks.to_string());
        let arguments = ["run", &definition, "--input", &input, "--mocks", &mocks, "--history"];
        let again = signalbox(&arguments);
        let again = Json::parse(&String::from_utf8_lossy(&again.stdout)).expect("a history");
        let by_hand = simulator.exported_history().expect("a run is selected");
        assert_eq!(told(&again), told(&by_hand), "{sample} {actions:?}");
    }
    std::fs::remove_dir_all(folder).expect("what was made can be removed");
}

fn done_by_hand(sample: &str, actions: &[&str]) -> Simulator {
    let mut simulator = Simulator::new(7, STARTED_AT);
    simulator.update(Action::OpenSample(sample.into()));
    simulator.update(Action::Start);
    for action in actions {
        let (verb, rest) = action.split_once(' ').unwrap_or((action, ""));
        let token = || simulator.waiting()[0].token.clone().expect("it waits with a token");
        let action = match verb {
            "deliver" => Action::SendTaskSuccess { token: token(), output: rest.into() },
            "fail" => {
                Action::SendTaskFailure { token: token(), error: rest.into(), cause: String::new() }
            }
            _ => Action::Skip,
        };
        simulator.update(action);
    }
    let run = simulator.selected_run().expect("it was started");
    assert_ne!(run.execution().status(), Status::Running, "{sample} {actions:?} leads to an end");
    simulator
}

/// A history's events, without what services make up.
fn told(history: &Json) -> Vec<String> {
    let events = history.get("events").and_then(Json::as_array).expect("events");
    events.iter().map(|event| without_names(&event.to_string())).collect()
}

/// When the command line starts executions, if it is not told.
const STARTED_AT: Timestamp = Timestamp(1_735_689_600_000);

/// Request ids and tokens are made up anew in each run: words as long as those are left out.
fn without_names(text: &str) -> String {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || "+/=-".contains(c);
    let mut words: Vec<&str> = text.split(|c| !is_of_name(c)).collect();
    words.retain(|word| word.len() < 32 && !word.is_empty());
    words.join(" ")
}

#[test]
fn every_line_with_jsonata_gets_its_answer() {
    let deep = |open: &str, n| open.repeat(n);
    let lines: [(Vec<u8>, &str); 12] = [
        (r#"{"expr": "1 + 1"}"#.into(), "ok"),
        (r#"{"expr": "a.b", "data": {"a": 1}}"#.into(), "undef"),
        ("no JSON".into(), "err"),
        ("".into(), "err"),
        (b"{\"expr\": \xFF\xFE}".into(), "err"),
        ("[]".into(), "err"),
        (r#"{"expr": 1, "bindings": [], "depth": -1, "timelimit": 1e300}"#.into(), "err"),
        (format!(r#"{{"expr": "{}"}}"#, deep("(", 50_000)).into(), "err"),
        (format!(r#"{{"expr": "$", "data": {}}}"#, deep("[", 50_000)).into(), "err"),
        (r#"{"expr": "($f := function() { 1 + $f() }; $f())"}"#.into(), "err"),
        (
            r#"{"expr": "$match('aaaaaaaaaaaaaaaaaaaaaaaab', /^(a+)+$/)", "timelimit": 10}"#.into(),
            "err",
        ),
        ("{\"expr\": \"'after all'\"}\r".into(), "ok"),
    ];
    let input = lines.iter().map(|(line, _)| &line[..]).collect::<Vec<_>>().join(&b'\n');
    let answers = answers(&["jsonata"], &input);
    let given: Vec<_> = answers.iter().filter_map(|it| it.get("status")?.as_str()).collect();
    assert_eq!(given, lines.map(|(_, status)| status));
}
