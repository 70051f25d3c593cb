//! Runs with a world around them: objects in S3, workers, executions that start executions; and
//! what is done to them and printed of them.

use super::{check, signalbox};

const AROUND: &str = "tests/cli/around.json";
const ORDERS: &str = "tests/cli/orders.asl.json";
const LOAN: &str = "tests/cli/loan.asl.json";
const PAY: &str = "tests/cli/pay.asl.json";
const EXPRESS: &str = "tests/cli/express.asl.json";

fn case(definition: &str, name: &str, more: &[&str], status: i32, pieces: &[&str]) {
    let arguments = ["run", definition, "--mocks", AROUND, "--test-case", name];
    check(&[&arguments, more].concat(), status, pieces);
}

#[test]
fn item_readers_read_from_a_folder() {
    let s3 = ["--s3", "tests/cli/s3"];
    check(
        &[&["run", ORDERS], &s3[..]].concat(),
        0,
        &[
            "MapRunSucceeded",
            "Map Run of Process: SUCCEEDED, 5 items in 3 executions\n",
            "written s3://out/charged/",
            "SUCCEEDED_0.json",
            "manifest.json",
            "\nSUCCEEDED {\"MapRunArn\"",
        ],
    );
    check(&["run", ORDERS], 0, &["SUCCEEDED, 3 items in 2 executions"]);
    let child = [&["run", ORDERS], &s3[..], &["--child", "Process/2"]].concat();
    check(
        &child,
        0,
        &[r#"ExecutionStarted           {"Items":[{"amount":"50","id":"5"}]}"#, "[\"5\"]"],
    );
    let described = [&child[..], &["--json"]].concat();
    check(&described, 0, &[":execution:orders/Orders:", "mapRunArn", r#""NOT_REDRIVABLE""#]);
    let beyond = [&["run", ORDERS], &s3[..], &["--child", "Process/3"]].concat();
    check(&beyond, 2, &["--child Process/3: 'Process' has 3 executions, numbered from 0"]);
    check(&["run", ORDERS, "--child", "Proc/0"], 2, &["--child Proc/0: no Map Run"]);

    case(ORDERS, "Given", &[], 0, &["1 item in 1 execution"]);
    case(ORDERS, "Refused", &[], 1, &["MapRunFailed", "States.ItemReaderFailed: Access Denied"]);
}

#[test]
fn item_readers_ask_as_often_as_they_need_to() {
    for (machine, output) in [
        (
            "listed",
            concat!(
                r#"[{"Etag":"\"459164b0b0378c287a65e5d35a73e2de\"","Key":"orders.csv","#,
                r#""LastModified":1.7356896E9,"Size":35,"StorageClass":"STANDARD"}]"#
            ),
        ),
        ("nothing", "[]"),
        ("flattened", r#"[{"a":"id","b":"amount"},{"a":"1","b":"10"}]"#),
        ("inventory", r#"[{"Bucket":"in","Key":"orders.csv"}]"#),
    ] {
        let arguments = ["run", "tests/cli/readers.yaml", "--s3", "tests/cli/s3"];
        let output = format!("\nSUCCEEDED {output}\n");
        check(&[&arguments[..], &["--machine", machine]].concat(), 0, &[&output]);
    }
}

#[test]
fn a_map_run_is_redriven_with_what_failed() {
    let s3 = ["--s3", "tests/cli/s3"];
    let more = |more: &[&'static str]| [&s3[..], more].concat();
    case(
        ORDERS,
        "OneBreaks",
        &s3,
        1,
        &[
            "FAILED, 5 items in 3 executions",
            "--child Process/1  FAILED Card.Declined: no money",
            "FAILED States.ExceedToleratedFailureThreshold",
        ],
    );
    case(
        ORDERS,
        "OneBreaks",
        &more(&["--redrive", "3"]),
        0,
        &[
            "ExecutionRedriven",
            "MapRunRedriven",
            "MapRunSucceeded",
            "SUCCEEDED, 5 items",
            "SUCCEEDED",
        ],
    );
    case(
        ORDERS,
        "OneBreaks",
        &more(&["--redrive", "1", "--child", "Process/1"]),
        0,
        &[
            "ExecutionFailed",
            "ExecutionRedriven",
            "TaskScheduled",
            "SUCCEEDED {\"charged\":[\"3\",\"4\"]}",
        ],
    );
    case(
        ORDERS,
        "OneBreaks",
        &more(&["--redrive", "1", "--map-runs"]),
        0,
        &["DescribeMapRun", r#""resultsWritten": 5"#, r#""redriveCount": 1"#, "ListExecutions"],
    );
}

#[test]
fn results_are_written_into_a_folder() {
    let folder = std::env::temp_dir().join(format!("signalbox-s3-{}", std::process::id()));
    let path = folder.to_str().expect("the folder's name is text");
    let s3 = ["--s3", "tests/cli/s3", "--s3-output", path];
    case(ORDERS, "OneBreaks", &s3, 1, &["FAILED_0.json"]);
    let runs = std::fs::read_dir(folder.join("out/charged")).expect("the bucket is a folder");
    let run = runs.flatten().next().expect("a Map Run has a folder").path();
    let failed = std::fs::read_to_string(run.join("FAILED_0.json")).expect("it is written");
    assert!(failed.contains(r#""Error":"Card.Declined""#), "{failed}");
    let manifest = std::fs::read_to_string(run.join("manifest.json")).expect("it is written");
    assert!(manifest.contains(r#""DestinationBucket":"out""#), "{manifest}");

    // What was written can be read, and what is no text cannot.
    check(&["run", ORDERS, "--s3", path], 1, &["States.ItemReaderFailed: The specified key"]);
    std::fs::create_dir_all(folder.join("in")).expect("a folder can be made");
    std::fs::write(folder.join("in/orders.csv"), b"\x1F\x8B\x08\0").expect("it can be written");
    check(&["run", ORDERS, "--s3", path], 2, &["orders.csv: compressed by gzip"]);
    std::fs::remove_dir_all(&folder).expect("what was made can be removed");
    check(&["run", ORDERS, "--s3", path], 2, &[path, "No such file"]);
}

#[test]
fn started_executions_really_run() {
    case(
        LOAN,
        "Good",
        &["--with", PAY],
        0,
        &[
            "50s     5  ActivitySucceeded          {\"value\":700}",
            "85s    11  TaskSucceeded",
            "Pay has started pay after 50s:",
            "WaitStateEntered           Later {\"score\":700}",
            "35s ",
            "SUCCEEDED {\"paid\":true}\n\nSUCCEEDED {\"paid\":true}",
        ],
    );
    case(LOAN, "Good", &["--with", PAY, "--child", "Pay/0"], 0, &["Approve", "SUCCEEDED"]);
    case(LOAN, "Lost", &[], 1, &["30s     5  ActivityTimedOut", "States.Timeout"]);
    check(
        &["run", "tests/cli/hire.asl.json", "--with", "tests/cli/worker.asl.json"],
        0,
        &[
            "40s     6  TaskSucceeded              {\"done\":true}",
            "Hire has started worker after 0s:",
            "TaskFailed                 Sfn.InvalidTokenException",
            "\nSUCCEEDED {\"done\":true}",
        ],
    );
    // What started it has ended before it.
    let stopped = ["60s", "ExecutionAborted", "Pay has started pay", "10s", "      ABORTED"];
    case(LOAN, "Good", &["--with", PAY, "--stop-after", "60"], 1, &stopped);
    check(&["run", LOAN, "--with", AROUND], 2, &["no state machine in it that can run"]);
}

#[test]
fn an_express_execution_answers_the_task_that_started_it() {
    let arguments = ["run", "tests/cli/sync.yaml", "--machine", "asks", "--input", "{\"n\": 4}"];
    let pieces =
        ["2s     5  TaskSucceeded", ":express:doubles:", r#"{"n":"8","status":"SUCCEEDED"}"#];
    check(&arguments, 0, &pieces);
    check(&[&arguments[..], &["--child", "Ask/0", "--history"]].concat(), 2, &["InvalidArn"]);
}

#[test]
fn whoever_waits_is_told_what_would_help() {
    let mock = r#"{"Check":{"0":{"SendTaskSuccess":{}}}}"#;
    check(&["run", LOAN], 3, &["RUNNING", "still waits for an answer to 'Check'", mock]);
    let mock = r#"{"Approve":{"0":{"SendTaskSuccess":{}}}}"#;
    check(&["run", PAY], 3, &["'Approve'", mock]);
    // The mock file's other test cases are another machine's.
    let mocks = r#"{"Check": {"0": {"SendTaskSuccess": {"value": 1}}}}"#;
    let path = std::env::temp_dir().join(format!("signalbox-check-{}.json", std::process::id()));
    std::fs::write(&path, mocks).expect("a temporary file can be written");
    let path_text = path.to_str().expect("the folder's name is text");
    let arguments = ["run", LOAN, "--with", PAY, "--mocks", path_text];
    check(&arguments, 3, &["Pay has started pay", "'Approve' of 'pay'"]);
    std::fs::remove_file(path).expect("what was made can be removed");
}

#[test]
fn executions_are_stopped_and_redriven() {
    let stopped = ["ActivityScheduled", "5s     4  ExecutionAborted\n", "\nABORTED\n"];
    check(&["run", LOAN, "--stop-after", "5"], 1, &stopped);
    case(
        LOAN,
        "Good",
        &["--with", PAY, "--stop-after", "5", "--redrive", "1"],
        1,
        &["ExecutionAborted", "5s     6  ExecutionRedriven", "35s     9  ActivityTimedOut"],
    );
    let json = ["--stop-after", "5", "--json"];
    check(
        &[&["run", LOAN], &json[..]].concat(),
        1,
        &["ABORTED", r#""redriveStatus": "REDRIVABLE""#],
    );
}

#[test]
fn express_executions_answer_at_once_and_are_seen_in_logs() {
    let run = ["run", EXPRESS, "--type", "express", "--input", "{\"n\": 4}"];
    let with = |more: &[&'static str]| [&run[..], more].concat();
    check(&with(&[]), 0, &["ExecutionSucceeded", "SUCCEEDED 8"]);
    check(
        &with(&["--json"]),
        0,
        &[":express:express:run:", r#""status": "SUCCEEDED""#, r#""output": "8""#],
    );
    check(&with(&["--logs"]), 0, &[r#""type":"ExecutionStarted""#, r#""redrive_count":"0""#]);
    check(&with(&["--history"]), 2, &["InvalidArn", "express'", "--logs"]);
    check(&with(&["--stop-after", "1"]), 2, &["--stop-after: StateMachineTypeNotSupported"]);
    let failing = ["run", EXPRESS, "--type", "express", "--redrive", "1"];
    check(&failing, 2, &["--redrive: InvalidArn"]);
    let hint = "`signalbox check --type express tests/cli/pay.asl.json` shows where";
    check(&["run", PAY, "--type", "express"], 2, &["1 error", hint]);
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    for (arguments, pieces) in [
        (
            &["--input", "{\"a\":"][..],
            &["--input: InvalidExecutionInput", "(line 1, column 6)"][..],
        ),
        (&["--input", "missing.json"], &["missing.json: No such file"]),
        (&["--input", ""], &["Invalid execution input."]),
        (&["--name", "a b"], &["--name: InvalidName: Invalid Name: 'a b'"]),
        (&["--at", "noon"], &["--at noon: not RFC 3339"]),
        (&["--mocks", "missing.json"], &["missing.json: No such file"]),
        (&["--mocks", "tests/cli/s3/in/orders.csv"], &["not JSON", "(line 1, column"]),
        (&["--mocks", AROUND], &["say which by --test-case: Good, Lost"]),
        (&["--mocks", AROUND, "--test-case", "Any"], &["no test case 'Any' among Good, Lost"]),
        (&["--input", "-", "--mocks", "-"], &["standard input can be but one of"]),
        (&["--machine", "other"], &["say which by --machine: loan"]),
        (&["--history", "--logs"], &["cannot be used with"]),
    ] {
        check(&[&["run", LOAN], arguments].concat(), 2, pieces);
    }
}

#[test]
fn test_state_takes_what_an_item_reader_reads() {
    let data = ["--item-reader-data", "tests/cli/s3/in/orders.csv", "--level", "trace"];
    let state = ["test-state", ORDERS, "--state", "Process"];
    let mock = ["--mock-result", "[[1], [2], [3]]"];
    check(&[&state, &mock[..], &data].concat(), 0, &["afterItemBatcher", "SUCCEEDED"]);
    let error = ["--mock-error", "Boom", "--error-caused-by", "Charge"];
    check(&[&state, &error[..], &data].concat(), 1, &["\"error\": \"Boom\"", "FAILED"]);
}

#[test]
fn a_run_is_the_same_again() {
    let arguments = ["run", ORDERS, "--s3", "tests/cli/s3", "--map-runs", "--seed", "5"];
    assert_eq!(signalbox(&arguments).stdout, signalbox(&arguments).stdout);
}
