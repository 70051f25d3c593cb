//! What becomes of tokens and messages.

use crate::script::check;

#[test]
fn success_goes_to_notify_success() {
    check(
        r#"
        open callback
        start
        ? status = RUNNING
        ? states = Start Task And Wait For Callback: WaitingForCallback
        ? lane module4-SQSQueue = Visible
        deliver "Callback task completed successfully."
        ? status = SUCCEEDED
        ? states = Start Task And Wait For Callback: Succeeded, Notify Success: Succeeded
        ? events = ExecutionStarted TaskStateEntered TaskScheduled TaskStarted TaskSubmitted TaskSucceeded TaskStateExited TaskStateEntered TaskScheduled TaskStarted TaskSucceeded TaskStateExited ExecutionSucceeded
        ? lane module4-SNSTopic = Published
        "#,
    );
}

#[test]
fn failure_goes_to_notify_failure() {
    check(
        r#"
        open callback
        start
        fail Card.Declined | No money
        ? status = SUCCEEDED
        ? states = Start Task And Wait For Callback: Caught, Notify Failure: Succeeded
        ? calls = SendTaskFailure
        "#,
    );
}

#[test]
fn a_token_works_once() {
    check(
        r#"
        open callback
        start
        deliver {"ok": true}
        again {"ok": true}
        ? calls = SendTaskSuccess, SendTaskSuccess TaskTimedOut: Task Timed Out: 'Provided task does not exist anymore'
        ? status = SUCCEEDED
        "#,
    );
}

#[test]
fn a_damaged_token_and_a_broken_output_are_told_as_aws_tells_them() {
    check(
        r#"
        open callback
        start
        paste AAAAKgAAAAIAAAAAAAAAA {}
        ? last-call = InvalidToken: Invalid Token: 'Invalid token'
        deliver {"ok":
        ? last-call-error = InvalidOutput
        ? status = RUNNING
        deliver {"ok": 1}
        ? status = SUCCEEDED
        "#,
    );
}

#[test]
fn a_message_may_be_lost_and_the_task_still_waits() {
    check(
        r#"
        open callback
        start
        receive module4-SQSQueue
        ? lane module4-SQSQueue = InFlight
        wait 29
        ? lane module4-SQSQueue = InFlight
        wait 1
        ? lane module4-SQSQueue = Visible
        receive module4-SQSQueue
        ? lane module4-SQSQueue =
        ? lane module4-SQSQueueDLQ = Visible
        ? waiting = Start Task And Wait For Callback
        receive module4-SQSQueueDLQ
        delete module4-SQSQueueDLQ
        ? lane module4-SQSQueueDLQ = Deleted
        ? waiting = Start Task And Wait For Callback
        deliver {}
        ? status = SUCCEEDED
        "#,
    );
}

#[test]
fn a_dead_letter_queue_is_redriven() {
    check(
        r#"
        open callback
        start
        to-dlq module4-SQSQueue
        ? lane module4-SQSQueue =
        ? lane module4-SQSQueueDLQ = Visible
        redrive module4-SQSQueueDLQ
        ? lane module4-SQSQueue = Visible
        ? lane module4-SQSQueueDLQ =
        "#,
    );
}

#[test]
fn a_missed_heartbeat_is_retried_then_caught() {
    check(
        r#"
        open credit-check
        start
        wait 599
        heartbeat
        wait 599
        ? states = Ask For Credit Check: WaitingForCallback
        wait 1
        ? states = Ask For Credit Check: RetryWaiting
        wait 60
        ? states = Ask For Credit Check: WaitingForCallback
        ? lane credit-checks = Visible Visible
        wait 600
        ? states = Ask For Credit Check: Caught, Ask A Clerk: Succeeded
        ? status = SUCCEEDED
        "#,
    );
}

#[test]
fn the_token_of_an_earlier_attempt_is_closed() {
    check(
        r#"
        open credit-check
        start
        heartbeat
        wait 661
        ? waiting = Ask For Credit Check
        again {"score": 700}
        ? last-call-error = TaskTimedOut
        deliver {"score": 700}
        ? states = Ask For Credit Check: Succeeded, Is The Score Good?: Succeeded, Grant Loan: Succeeded
        "#,
    );
}

#[test]
fn a_year_passes_in_a_blink() {
    check(
        r#"
        open callback
        start
        skip
        ? status = TIMED_OUT
        ? states = Start Task And Wait For Callback: Failed
        open timer
        input {"timer_seconds": 31000000}
        start
        ? states = Wait for Timer: InProgress
        skip
        ? status = SUCCEEDED
        "#,
    );
}

#[test]
fn one_event_at_a_time() {
    check(
        r#"
        open callback
        pause
        start
        ? events = ExecutionStarted
        step
        ? events = ExecutionStarted TaskStateEntered
        step
        step
        ? events = ExecutionStarted TaskStateEntered TaskScheduled TaskStarted
        ? lane module4-SQSQueue =
        step
        ? lane module4-SQSQueue = Visible
        ? waiting = Start Task And Wait For Callback
        "#,
    );
}

#[test]
fn the_past_is_looked_at_and_acting_on_it_forks() {
    check(
        r#"
        open callback
        start
        deliver {"first": true}
        ? status = SUCCEEDED
        seek 5
        ? states = Start Task And Wait For Callback: WaitingForCallback
        ? waiting = Start Task And Wait For Callback
        fail Changed.My.Mind | no
        ? notice = Forked
        ? runs = 2
        ? lane module4-SQSQueue = Visible Visible
        play
        ? states = Start Task And Wait For Callback: Caught, Notify Failure: Succeeded
        ? status = SUCCEEDED
        "#,
    );
}

#[test]
fn stopping_cancels_what_waits() {
    check(
        r#"
        open callback
        start
        stop Closing.Time | Go home
        ? status = ABORTED
        ? states = Start Task And Wait For Callback: Cancelled
        paste last {}
        ? last-call-error = TaskTimedOut
        stop |
        ? notice = Refused
        "#,
    );
}

#[test]
fn a_reload_keeps_what_waits() {
    check(
        r#"
        open credit-check
        start
        wait 100
        open callback
        start
        receive module4-SQSQueue
        reload
        ? runs = 2
        ? lane module4-SQSQueue = InFlight
        ? waiting = Start Task And Wait For Callback, Ask For Credit Check
        deliver {}
        ? status = SUCCEEDED
        wait 500
        ? waiting =
        wait 60
        ? waiting = Ask For Credit Check
        reload
        deliver {"score": 1}
        ? waiting =
        "#,
    );
}

#[test]
fn a_person_may_play_the_service() {
    check(
        r#"
        open approval
        by-hand Pay Expense
        start
        deliver {"approved": true}
        ? waiting = Pay Expense
        answer Pay Expense {"paid": 480}
        ? status = SUCCEEDED
        ? output = {"expense":{"employee":"Lee Ji-woo","amount":480,"reason":"Conference ticket"},"answer":{"approved":true},"payment":{"paid":480}}
        "#,
    );
}

#[test]
fn slow_people_are_reminded_and_passed_over() {
    check(
        r#"
        open approval
        start
        skip
        ? waiting = Remind Manager
        skip
        ? waiting = Escalate To Director
        deliver {"approved": false}
        ? states = Ask Manager: Caught, Remind Manager: Caught, Escalate To Director: Succeeded, Approved?: Succeeded, Tell Employee: Succeeded
        "#,
    );
}

#[test]
fn subscribers_get_what_is_published() {
    check(
        r#"
        open publish
        start
        wait 5
        ? status = SUCCEEDED
        ? lane announcements = Published
        ? lane board-east = Visible
        ? lane board-west = Visible
        ? body board-west = The train leaves from platform 2.
        "#,
    );
}

#[test]
fn a_deleted_queue_refuses() {
    check(
        r#"
        open callback
        drop module4-SQSQueue
        start
        ? states = Start Task And Wait For Callback: Caught, Notify Failure: Succeeded
        "#,
    );
}

#[test]
fn an_answer_is_suggested_that_the_workflow_understands() {
    check(
        r#"
        open callback
        start
        ? suggestion = "Callback task completed successfully."
        open credit-check
        start
        ? suggestion = {"score":600}
        open approval
        start
        ? suggestion = {"approved":true}
        "#,
    );
}

#[test]
fn a_redrive_goes_on_with_what_had_not_succeeded() {
    let ask = |name: &str| {
        format!(
            r#"{{ "StartAt": "{name}", "States": {{ "{name}": {{ "Type": "Task", "End": true,
            "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {{
            "QueueUrl": "asked", "MessageBody": {{ "token.$": "$$.Task.Token" }} }} }} }} }}"#
        )
    };
    let all = format!(
        r#"{{ "StartAt": "All", "States": {{ "All": {{ "Type": "Parallel", "Next": "Then",
        "Branches": [{}, {}, {{ "StartAt": "Each", "States": {{ "Each": {{ "Type": "Map",
        "ItemsPath": "$.items", "ItemProcessor": {}, "End": true }} }} }}] }},
        "Then": {{ "Type": "Succeed" }} }} }}"#,
        ask("One"),
        ask("Two"),
        ask("Three")
    );
    let open = "All: InProgress, One: Succeeded, Two: WaitingForCallback, Each: InProgress, \
                Three: WaitingForCallback";
    check(&format!(
        r#"
        open callback
        define {}
        input {{"items": [1]}}
        start
        deliver 1
        ? states = {open}
        fail No | reason
        ? states = All: Failed, One: Succeeded, Two: Failed, Each: Cancelled, Three: Cancelled
        redrive-execution
        ? states = {open}
        ? waiting = Two, Three
        reload
        ? states = {open}
        deliver 2
        deliver 3
        ? status = SUCCEEDED
        ? output = [1,2,[3]]
        ? states = All: Succeeded, One: Succeeded, Two: Succeeded, Each: Succeeded, Three: Succeeded, Then: Succeeded
        "#,
        all.replace('\n', " ")
    ));
}
