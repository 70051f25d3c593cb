//! RedriveExecution, event for event as AWS was recorded to go on (2026-09, us-west-2): no state is
//! entered again, and what comes next links to the entry of the state that goes on.

use super::script::{check, check_error, run};

const TASK: &str = r#"{
    "Type": "Task",
    "Resource": "arn:aws:states:::lambda:invoke",
    "Parameters": {
        "FunctionName": "work",
        "Payload": {
            "entered.$": "$$.State.EnteredTime", "retries.$": "$$.State.RetryCount",
            "redrives.$": "$$.Execution.RedriveCount"
        }
    },
    "End": true
}"#;

/// Three items one after the other, the second of which fails at first.
const THREE_ITEMS: &str = "
        0 start [1, 2, 3]
        1 succeed Work \"first\"
        2 fail Work Broken
        9 redrive
        10 succeed Work \"second\"
        11 succeed Work \"third\"
        ";

fn branch(name: &str, task: &str) -> String {
    format!(r#"{{ "StartAt": "{name}", "States": {{ "{name}": {task} }} }}"#)
}

#[test]
fn a_task_goes_on_from_its_entry_with_fresh_retries() {
    let retry = r#""Retry": [{ "ErrorEquals": ["Again"], "MaxAttempts": 1 }], "End""#;
    let machine = branch("Work", &TASK.replace(r#""End""#, retry));
    let script = "
        0 start {}
        0 fail Work Again
        1 fail Work Again
        9 redrive
        9 fail Work Again
        10 succeed Work {}
        ";
    check(
        &machine,
        script,
        "
        0   1 < 0 ExecutionStarted
        0   2 < 0 TaskStateEntered Work
        0   3 < 2 TaskScheduled
        0   4 < 3 TaskStarted
        0   5 < 4 TaskFailed
        1   6 < 5 TaskScheduled
        1   7 < 6 TaskStarted
        1   8 < 7 TaskFailed
        1   9 < 8 ExecutionFailed
        9  10 < 9 ExecutionRedriven
        9  11 < 2 TaskScheduled
        9  12 < 11 TaskStarted
        9  13 < 12 TaskFailed
        10 14 < 13 TaskScheduled
        10 15 < 14 TaskStarted
        10 16 < 15 TaskSucceeded
        10 17 < 16 TaskStateExited Work
        10 18 < 17 ExecutionSucceeded
        ",
    );
    let requests = run(&machine, script).requests();
    let payloads: Vec<&str> =
        requests.iter().filter_map(|it| it.split("\"Payload\":").nth(1)).collect();
    let payload = |retries: u8, redrives: u8| {
        let entered = "1970-01-01T00:00:00.000Z";
        format!(r#"{{"retries":{retries},"entered":"{entered}","redrives":{redrives}}}}}"#)
    };
    assert_eq!(payloads, [payload(0, 0), payload(1, 0), payload(0, 1), payload(1, 1)]);
}

#[test]
fn a_parallel_goes_on_with_its_unfinished_branches_alone() {
    let branches = ["Done", "Failed", "Aborted"].map(|name| branch(name, TASK)).join(", ");
    let machine = branch(
        "All",
        &format!(r#"{{ "Type": "Parallel", "Branches": [{branches}], "End": true }}"#),
    );
    check(
        &machine,
        "
        0 start {}
        1 succeed Done 1
        2 fail Failed Broken
        9 redrive
        10 succeed Aborted 3
        11 succeed Failed 2
        ",
        "
        0   1 < 0 ExecutionStarted
        0   2 < 0 ParallelStateEntered All
        0   3 < 2 ParallelStateStarted
        0   4 < 3 TaskStateEntered Done
        0   5 < 4 TaskScheduled
        0   6 < 3 TaskStateEntered Failed
        0   7 < 6 TaskScheduled
        0   8 < 3 TaskStateEntered Aborted
        0   9 < 8 TaskScheduled
        1  10 < 5 TaskStarted
        1  11 < 10 TaskSucceeded
        1  12 < 11 TaskStateExited Done
        2  13 < 7 TaskStarted
        2  14 < 13 TaskFailed
        2  15 < 14 TaskStateAborted
        2  16 < 14 TaskStateAborted
        2  17 < 14 ParallelStateFailed
        2  18 < 17 ExecutionFailed
        9  19 < 18 ExecutionRedriven
        9  20 < 6 TaskScheduled
        9  21 < 8 TaskScheduled
        10 22 < 21 TaskStarted
        10 23 < 22 TaskSucceeded
        10 24 < 23 TaskStateExited Aborted
        11 25 < 20 TaskStarted
        11 26 < 25 TaskSucceeded
        11 27 < 26 TaskStateExited Failed
        11 28 < 27 ParallelStateSucceeded
        11 29 < 27 ParallelStateExited All
        11 30 < 29 ExecutionSucceeded
        ",
    );
}

#[test]
fn an_inline_map_goes_on_with_its_unfinished_iterations_and_then_the_rest() {
    let machine = branch(
        "Each",
        &format!(
            r#"{{ "Type": "Map", "MaxConcurrency": 1, "ItemProcessor": {}, "End": true }}"#,
            branch("Work", TASK)
        ),
    );
    check(
        &machine,
        THREE_ITEMS,
        "
        0   1 < 0 ExecutionStarted
        0   2 < 0 MapStateEntered Each
        0   3 < 2 MapStateStarted
        0   4 < 3 MapIterationStarted
        0   5 < 4 TaskStateEntered Work
        0   6 < 5 TaskScheduled
        1   7 < 6 TaskStarted
        1   8 < 7 TaskSucceeded
        1   9 < 8 TaskStateExited Work
        1  10 < 9 MapIterationSucceeded
        1  11 < 9 MapIterationStarted
        1  12 < 11 TaskStateEntered Work
        1  13 < 12 TaskScheduled
        2  14 < 13 TaskStarted
        2  15 < 14 TaskFailed
        2  16 < 15 MapIterationFailed
        2  17 < 15 TaskStateAborted
        2  18 < 15 MapStateFailed
        2  19 < 18 ExecutionFailed
        9  20 < 19 ExecutionRedriven
        9  21 < 12 TaskScheduled
        10 22 < 21 TaskStarted
        10 23 < 22 TaskSucceeded
        10 24 < 23 TaskStateExited Work
        10 25 < 24 MapIterationSucceeded
        10 26 < 24 MapIterationStarted
        10 27 < 26 TaskStateEntered Work
        10 28 < 27 TaskScheduled
        11 29 < 28 TaskStarted
        11 30 < 29 TaskSucceeded
        11 31 < 30 TaskStateExited Work
        11 32 < 31 MapIterationSucceeded
        11 33 < 32 MapStateSucceeded
        11 34 < 32 MapStateExited Each
        11 35 < 34 ExecutionSucceeded
        ",
    );
    assert_eq!(run(&machine, THREE_ITEMS).output(), r#"["first","second","third"]"#);
}

#[test]
fn a_map_run_is_redriven_and_its_map_is_not() {
    let machine = branch(
        "All",
        &format!(
            r#"{{ "Type": "Map", "Label": "All", "MaxConcurrency": 2, "ItemProcessor": {}, "End": true }}"#,
            branch("Work", TASK).replacen(
                '{',
                r#"{ "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }, "#,
                1
            )
        ),
    );
    check(
        &machine,
        THREE_ITEMS,
        "
        0  1 < 0 ExecutionStarted
        0  2 < 0 MapStateEntered All
        0  3 < 2 MapStateStarted
        0  4 < 3 MapRunStarted
        2  5 < 4 MapRunFailed
        2  6 < 5 MapStateFailed
        2  7 < 6 ExecutionFailed
        9  8 < 7 ExecutionRedriven
        9  9 < 3 MapRunRedriven
        11 10 < 9 MapRunSucceeded
        11 11 < 10 MapStateSucceeded
        11 12 < 9 MapStateExited All
        11 13 < 12 ExecutionSucceeded
        ",
    );
    assert_eq!(run(&machine, THREE_ITEMS).output(), r#"["first","second","third"]"#);
}

#[test]
fn a_fail_state_fails_again_and_a_stopped_one_goes_on() {
    check(
        r#"{ "StartAt": "No", "States": { "No": { "Type": "Fail", "Error": "No" } } }"#,
        "
        0 start {}
        9 redrive
        ",
        "
        0 1 < 0 ExecutionStarted
        0 2 < 0 FailStateEntered No
        0 3 < 2 ExecutionFailed
        9 4 < 3 ExecutionRedriven
        9 5 < 4 ExecutionFailed
        ",
    );
    check(
        &branch("Work", TASK),
        "
        0 start {}
        1 stop
        9 redrive
        10 succeed Work {}
        ",
        "
        0  1 < 0 ExecutionStarted
        0  2 < 0 TaskStateEntered Work
        0  3 < 2 TaskScheduled
        1  4 < 0 ExecutionAborted
        9  5 < 4 ExecutionRedriven
        9  6 < 2 TaskScheduled
        10 7 < 6 TaskStarted
        10 8 < 7 TaskSucceeded
        10 9 < 8 TaskStateExited Work
        10 10 < 9 ExecutionSucceeded
        ",
    );
}

#[test]
fn what_cannot_be_redriven_is_told_with_its_reason() {
    let refused = |why: &str| {
        let arn = "arn:aws:states:us-east-1:123456789012:execution:case:run";
        format!("ExecutionNotRedrivable: Execution {arn} invalid for redrive as: {why}")
    };
    let task = branch("Work", TASK);
    let fortnight_later = 15 * 86_400;
    for (machine, script, why) in [
        (&*task, "0 start {}\n1 redrive".to_owned(), "Execution is RUNNING and cannot be redriven"),
        (
            &task,
            "0 start {}\n0 succeed Work 1\n1 redrive".to_owned(),
            "Execution is SUCCEEDED and cannot be redriven",
        ),
        (
            &task,
            format!("0 start {{}}\n0 fail Work No\n{fortnight_later} redrive"),
            "Execution redrivable period exceeded",
        ),
    ] {
        check_error(machine, &script, &refused(why));
    }
}
