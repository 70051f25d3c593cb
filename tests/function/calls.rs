//! Who invokes functions, tasks and topics and other functions, and what they get.

use super::*;

#[test]
fn tasks_invoke_functions_that_have_code() {
    let function = "arn:aws:lambda:ap-northeast-2:123456789012:function:worker";
    let direct = format!(r#""Resource": "{function}""#);
    let invoke = format!(
        r#""Resource": "arn:aws:states:::lambda:invoke", "OutputPath": "$.Payload",
           "Parameters": {{"FunctionName": "{function}:$LATEST", "Payload.$": "$"}}"#
    );
    let sdk = r#""Resource": "arn:aws:states:::aws-sdk:lambda:invoke",
        "ResultSelector": {"result.$": "States.StringToJson($.Payload)"}, "OutputPath": "$.result",
        "Parameters": {"FunctionName": "worker", "Payload.$": "$"}"#;
    for task in [&*direct, &*invoke, sdk] {
        let mut simulator = opened(task);
        start(&mut simulator, r#"{"kind": "a"}"#);
        let event = &simulator.running_invocation().expect("it is invoked").event;
        assert_eq!(*event, json!({ "kind": "a" }), "{task}");
        end(&mut simulator, FunctionResult::Returned(json!({ "done": 1 })));
        assert_eq!(simulator.runs()[0].output, Some(json!({ "done": 1 })), "{task}");
    }
    for task in [&*direct, &*invoke] {
        let mut simulator = opened(task);
        start(&mut simulator, "{}");
        end(&mut simulator, threw("CardDeclined", "no money"));
        let failure = simulator.runs()[0].failure.clone().expect("it failed");
        assert_eq!(failure.error.as_deref(), Some("CardDeclined"), "{task}");
        let cause = r#"{"errorType":"CardDeclined","errorMessage":"no money","trace":["CardDeclined: no money","    at handler (index.js:1:1)"]}"#;
        assert_eq!(failure.cause.as_deref(), Some(cause), "{task}");
    }
}

#[test]
fn a_function_that_is_given_the_token_may_answer_at_once_or_later() {
    let task = r#""Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Parameters": {"FunctionName": "worker", "Payload": {"token.$": "$$.Task.Token"}}"#;
    for at_once in [true, false] {
        let mut simulator = opened(task);
        start(&mut simulator, "{}");
        let event = simulator.running_invocation().expect("it is invoked").event.clone();
        let success = json!({ "TaskToken": text(&event, "token"), "Output": "7" });
        if at_once {
            assert_eq!(ask(&mut simulator, "sfn:sendTaskSuccess", success), Ok(json!({})));
            end(&mut simulator, FunctionResult::Returned(Json::Null));
        } else {
            end(&mut simulator, FunctionResult::Returned(Json::Null));
            assert_eq!(simulator.runs()[0].status, Status::Running);
            let (token, output) = (text(&event, "token"), "7".into());
            simulator.update(Action::SendTaskSuccess { token, output });
        }
        assert_eq!(simulator.runs()[0].output, Some(json!(7)), "at once: {at_once}");
    }
}

#[test]
fn what_does_not_run_here_is_left_to_its_mock() {
    let task = r#""Resource": "arn:aws:lambda:ap-northeast-2:123456789012:function:snake""#;
    let mut simulator = opened(task);
    start(&mut simulator, r#"{"kind": "a"}"#);
    assert_eq!(simulator.invocations().count(), 0, "it is written in Python");
}

#[test]
fn a_topic_invokes_its_functions_and_again_when_they_fail() {
    let task = r#""Resource": "arn:aws:states:::sns:publish",
        "Parameters": {"TopicArn": "arn:aws:sns:ap-northeast-2:123456789012:news", "Message": "hi"}"#;
    let mut simulator = opened(task);
    start(&mut simulator, "{}");
    let record = records(&simulator).remove(0);
    assert_eq!(text(&record, "EventSource"), "aws:sns");
    assert_eq!(text(record.get("Sns").expect("Sns"), "Message"), "hi");
    for after in [60, 60 + 120] {
        end(&mut simulator, threw("Error", "no"));
        simulator.update(Action::Skip);
        assert_eq!(simulator.clock().now, START + Duration::from_secs(after));
    }
    end(&mut simulator, threw("Error", "no"));
    assert!(simulator.upcoming().is_none(), "twice is enough");
}

/// Has the running function call another one, and wait for what comes of it.
fn invoke(simulator: &mut Simulator, call: u64, function: &str) -> InvocationId {
    let invocation = simulator.running_invocation().expect("one runs").id;
    let parameters = json!({ "FunctionName": function, "Payload": "{\"n\":1}" });
    let (service, action) = ("lambda".to_owned(), "invoke".to_owned());
    let called = FunctionCall { call, service, action, parameters };
    simulator.update(Action::CallFromFunction { invocation, call: called });
    assert_eq!(simulator.running_invocation().map(|it| it.id), Some(invocation), "it runs on");
    invocation
}

fn rest(simulator: &mut Simulator, invocation: InvocationId, timer: Option<Duration>) {
    let running = simulator.invocations().find(|it| it.id == invocation).expect("it is there");
    let n_received = running.replies.len();
    simulator.update(Action::AwaitReplies { invocation, n_received, timer });
}

#[test]
fn a_function_waits_for_another_and_gets_its_result_or_its_failure() {
    for (result, error, payload) in [
        (FunctionResult::Returned(json!({ "ok": true })), None, "{\"ok\":true}"),
        (
            threw("Out", "of stock"),
            Some("Unhandled"),
            "{\"errorType\":\"Out\",\"errorMessage\":\"of stock\",\"trace\":[\"Out: of stock\",\"    \
             at handler (index.js:1:1)\"]}",
        ),
        (
            FunctionResult::TimedOut,
            Some("Unhandled"),
            "{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":\"RequestId: ",
        ),
    ] {
        let mut simulator = opened(SEND);
        by_function(&mut simulator);
        start(&mut simulator, r#"{"kind": "a"}"#);
        // Its Timeout is Lambda's own, 3 s, and so shorter than the caller's.
        let (function, code) = ("inner".to_owned(), "exports.handler = 1".to_owned());
        simulator.update(Action::DeployFunction { function, code });
        let caller = invoke(&mut simulator, 1, "inner");
        rest(&mut simulator, caller, None);
        let inner = simulator.running_invocation().expect("the other one has its turn").clone();
        assert_eq!((&*inner.function, &inner.event), ("inner", &json!({ "n": 1 })));
        end(&mut simulator, result);
        let back = simulator.running_invocation().expect("the caller goes on").clone();
        assert_eq!((back.id, back.replies.len(), back.replies[0].call), (caller, 1, 1));
        let response = back.replies[0].result.clone().expect("Invoke itself has not failed");
        assert_eq!(response.get("StatusCode"), Some(&Json::from(200_i64)));
        assert_eq!(response.get("FunctionError").and_then(Json::as_str), error);
        assert!(text(&response, "Payload").starts_with(payload), "{response}");
        end(&mut simulator, FunctionResult::Returned(Json::Null));
        assert_eq!(simulator.invocations().count(), 0);
    }
}

#[test]
fn who_is_killed_hears_of_no_result() {
    let mut simulator = opened(SEND);
    by_function(&mut simulator);
    start(&mut simulator, r#"{"kind": "a"}"#);
    let caller = invoke(&mut simulator, 1, "worker");
    end(&mut simulator, FunctionResult::TimedOut);
    assert_ne!(simulator.running_invocation().map(|it| it.id), Some(caller));
    end(&mut simulator, FunctionResult::Returned(Json::Null));
    assert_eq!(simulator.running_invocation(), None);
    simulator.update(Action::Skip);
    let log = simulator.invocation_logs().last().expect("it has ended");
    assert_eq!((log.id, &log.result), (caller, &FunctionResult::TimedOut));
}

#[test]
fn who_waits_for_two_functions_goes_on_with_each_result() {
    let mut simulator = opened(SEND);
    by_function(&mut simulator);
    start(&mut simulator, r#"{"kind": "a"}"#);
    let caller = invoke(&mut simulator, 1, "worker");
    invoke(&mut simulator, 2, "worker");
    for n_replied in 1..=2 {
        rest(&mut simulator, caller, None);
        assert_ne!(simulator.running_invocation().map(|it| it.id), Some(caller));
        end(&mut simulator, FunctionResult::Returned(json!(n_replied)));
        let back = simulator.running_invocation().expect("the caller goes on");
        assert_eq!((back.id, back.replies.len()), (caller, n_replied));
    }
}

#[test]
fn who_waits_for_a_function_does_so_no_longer_than_its_own_timeout_or_timer() {
    for timer in [None, Some(Duration::from_secs(2))] {
        let mut simulator = opened(SEND);
        by_function(&mut simulator);
        start(&mut simulator, r#"{"kind": "a"}"#);
        let caller = invoke(&mut simulator, 1, "worker");
        rest(&mut simulator, caller, timer);
        let inner = simulator.running_invocation().expect("the other one runs").id;
        let span = Duration::from_secs(4);
        simulator.update(Action::SleepInvocation { invocation: inner, span });
        simulator.update(Action::Skip);
        match timer {
            Some(timer) => {
                assert_eq!(simulator.clock().now, START + timer);
                assert_eq!(simulator.running_invocation().map(|it| it.id), Some(caller));
            }
            None => assert_eq!(simulator.running_invocation().map(|it| it.id), Some(inner)),
        }
        // A reload begins with the caller, which invokes the other one again.
        let mut loaded = Simulator::load(&simulator.save(), 2, START);
        loaded.run_functions();
        assert_eq!(loaded.invocations().map(|it| it.id).collect::<Vec<_>>(), [caller]);
    }
}

#[test]
fn functions_that_invoke_themselves_come_to_an_end() {
    let mut simulator = opened(SEND);
    by_function(&mut simulator);
    start(&mut simulator, r#"{"kind": "a"}"#);
    let mut n_deep = 0;
    loop {
        let caller = invoke(&mut simulator, 1, "worker");
        n_deep += 1;
        let running = simulator.running_invocation().expect("the caller runs");
        if let Some(reply) = running.replies.last() {
            let error = reply.result.as_ref().expect_err("it was one too many");
            assert_eq!(error.name, "TooManyRequestsException");
            break;
        }
        rest(&mut simulator, caller, None);
        assert!(n_deep < 1000, "it goes on and on");
    }
    while simulator.running_invocation().is_some() {
        end(&mut simulator, FunctionResult::Returned(Json::Null));
    }
    assert_eq!(simulator.invocations().count(), 0);
}
