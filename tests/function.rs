//! Lambda functions: what invokes them, what they ask of AWS, what becomes of their results, and
//! rules in their place. The code itself is run by the page (tests/browser/function.test.mjs); here
//! the test plays the one who runs it.

use signalbox::engine::Status;
use signalbox::json;
use signalbox::query::random::Random;
use signalbox::services::{
    BodyTest, Consumer, FunctionResult, Outcome, Response, Rule, Subscription,
};
use signalbox::simulator::view::MessagePlace;
use signalbox::simulator::{Action, FunctionCall, InvocationId, LogLine, Simulator, Stage};
use signalbox::time::{Duration, Timestamp};
use signalbox::ui::function::model::{
    FunctionModel, Outcome as Shown, Running, Standing, TriggerView,
};
use signalbox::value::Json;

const START: Timestamp = Timestamp(1_700_000_000_000);

/// A queue with a dead-letter queue, a topic, and functions that listen to both.
const TEMPLATE: &str = r#"
Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: jobs
      VisibilityTimeout: 30
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 2 }
  Dead: { Type: AWS::SQS::Queue, Properties: { QueueName: dead } }
  News: { Type: AWS::SNS::Topic, Properties: { TopicName: news, Subscription: [ { Protocol: lambda, Endpoint: !GetAtt Worker.Arn } ] } }
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: worker
      Handler: index.handler
      Runtime: nodejs22.x
      Timeout: 5
      Code: { ZipFile: "exports.handler = async () => 'declared';" }
  Snake:
    Type: AWS::Lambda::Function
    Properties: { FunctionName: snake, Handler: index.handler, Runtime: python3.13, Code: { ZipFile: "def handler(e, c): pass" } }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { EventSourceArn: !GetAtt Jobs.Arn, FunctionName: !Ref Worker, BatchSize: 2, FunctionResponseTypes: [ReportBatchItemFailures] }
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineName: machine
      Definition: DEFINITION
"#;

/// The template with a machine of one task.
fn opened(task: &str) -> Simulator {
    let definition = format!(
        r#"{{"StartAt": "Do", "States": {{"Do": {{"Type": "Task", "End": true, {task}}}}}}}"#
    );
    let mut simulator = Simulator::new(1, START);
    simulator.run_functions();
    let text = TEMPLATE.replace("DEFINITION", &definition);
    simulator.update(Action::Open { name: "template.yml".into(), text });
    assert_eq!(simulator.notice(), None);
    simulator
}

const SEND: &str = r#""Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    "Parameters": {"QueueUrl": "https://sqs.ap-northeast-2.amazonaws.com/123456789012/jobs",
                   "MessageBody": {"kind.$": "$.kind", "token.$": "$$.Task.Token"}}"#;

fn by_function(simulator: &mut Simulator) {
    let consumer = Some(Consumer::Function("worker".into()));
    simulator.update(Action::SetConsumer { queue: "jobs".into(), consumer });
}

fn start(simulator: &mut Simulator, input: &str) {
    simulator.update(Action::EditInput(input.into()));
    simulator.update(Action::Start);
}

fn end(simulator: &mut Simulator, result: FunctionResult) {
    let invocation = simulator.running_invocation().expect("one runs").id;
    simulator.update(Action::EndInvocation { invocation, result });
}

fn threw(error_type: &str, message: &str) -> FunctionResult {
    let trace = vec![format!("{error_type}: {message}"), "    at handler (index.js:1:1)".into()];
    FunctionResult::Threw { error_type: error_type.into(), message: message.into(), trace }
}

/// Asks AWS for something as the running function, and gives the error's name or the answer.
fn ask(simulator: &mut Simulator, action: &str, parameters: Json) -> Result<Json, String> {
    let invocation = simulator.running_invocation().expect("one runs").id;
    let (service, action) = action.split_once(':').expect("service:action");
    let (service, action) = (service.to_owned(), action.to_owned());
    let call = FunctionCall { call: 7, service, action, parameters };
    simulator.update(Action::CallFromFunction { invocation, call });
    let running = simulator.running_invocation().expect("it runs still");
    let reply = running.replies.last().expect("a reply");
    assert_eq!(reply.call, 7);
    reply.result.clone().map_err(|error| error.name)
}

/// The events that the running function was given, as what its records carry.
fn records(simulator: &Simulator) -> Vec<Json> {
    let event = &simulator.running_invocation().expect("one runs").event;
    event.get("Records").and_then(Json::as_array).expect("records").to_vec()
}

fn text(json: &Json, name: &str) -> String {
    json.get(name).and_then(Json::as_str).unwrap_or_else(|| panic!("{name} in {json}")).to_owned()
}

fn token(record: &Json) -> Json {
    let body = Json::parse(&text(record, "body")).expect("JSON");
    body.get("token").cloned().expect("a token")
}

fn places(simulator: &Simulator, lane: &str) -> Vec<MessagePlace> {
    let lanes = simulator.lanes();
    let lane = lanes.into_iter().find(|it| it.name == lane).expect("a lane");
    lane.messages.into_iter().map(|message| message.place).collect()
}

#[test]
fn nobody_but_the_person_receives_until_told() {
    let mut simulator = opened(SEND);
    start(&mut simulator, r#"{"kind": "a"}"#);
    assert_eq!(simulator.invocations().count(), 0);
    assert_eq!(places(&simulator, "jobs"), [MessagePlace::Visible]);
    by_function(&mut simulator);
    assert_eq!(simulator.invocations().count(), 1, "it gets what lies there already");
    simulator.update(Action::SetConsumer { queue: "jobs".into(), consumer: None });
    assert_eq!(simulator.world().consumer("jobs"), None);
}

#[test]
fn a_record_is_a_message_as_lambda_spells_it() {
    let mut simulator = opened(SEND);
    by_function(&mut simulator);
    start(&mut simulator, r#"{"kind": "a"}"#);
    let record = records(&simulator).remove(0);
    let names: Vec<&str> =
        record.as_object().expect("an object").keys().map(|name| &**name).collect();
    let expected = [
        "messageId",
        "receiptHandle",
        "body",
        "attributes",
        "messageAttributes",
        "md5OfBody",
        "eventSource",
        "eventSourceARN",
        "awsRegion",
    ];
    assert_eq!(names, expected);
    let attributes = record.get("attributes").expect("attributes");
    assert_eq!(text(attributes, "ApproximateReceiveCount"), "1");
}

#[test]
fn a_function_calls_back_and_its_message_is_deleted() {
    let mut simulator = opened(SEND);
    by_function(&mut simulator);
    start(&mut simulator, r#"{"kind": "a"}"#);
    let token = token(&records(&simulator)[0]);
    let success = json!({ "TaskToken": token.clone(), "Output": "{\"ok\":true}" });
    assert_eq!(ask(&mut simulator, "sfn:sendTaskSuccess", success.clone()), Ok(json!({})));
    let again = ask(&mut simulator, "sfn:sendTaskSuccess", success);
    assert_eq!(again, Err("TaskTimedOut".into()));
    end(&mut simulator, FunctionResult::Returned(Json::Null));
    assert_eq!(places(&simulator, "jobs"), [MessagePlace::Deleted]);
    assert_eq!(simulator.runs()[0].output, Some(json!({ "ok": true })));
}

#[test]
fn the_api_refuses_in_awss_words() {
    let mut simulator = opened(SEND);
    by_function(&mut simulator);
    start(&mut simulator, r#"{"kind": "a"}"#);
    let token = token(&records(&simulator)[0]);
    for (action, parameters, error) in [
        ("sfn:sendTaskSuccess", json!({ "TaskToken": "x", "Output": "1" }), "InvalidToken"),
        (
            "sfn:sendTaskSuccess",
            json!({ "TaskToken": token.clone(), "Output": "{" }),
            "InvalidOutput",
        ),
        ("sfn:sendTaskSuccess", json!({ "TaskToken": token.clone() }), "ValidationException"),
        (
            "sfn:sendTaskSuccess",
            json!({ "TaskToken": token.clone(), "Output": { "a": 1 } }),
            "SerializationException",
        ),
        ("sfn:sendTaskHeartbeat", json!({}), "ValidationException"),
        (
            "lambda:invoke",
            json!({ "FunctionName": "nobody", "InvocationType": "Event" }),
            "ResourceNotFoundException",
        ),
        ("lambda:invoke", json!({ "FunctionName": "snake" }), "NotStoodInFor"),
        (
            "lambda:invoke",
            json!({ "FunctionName": "worker", "Payload": "{" }),
            "InvalidRequestContentException",
        ),
        (
            "lambda:invoke",
            json!({ "FunctionName": "worker", "InvocationType": "Now" }),
            "ValidationException",
        ),
    ] {
        assert_eq!(
            ask(&mut simulator, action, parameters).err().as_deref(),
            Some(error),
            "{action}"
        );
    }
    assert_eq!(
        ask(&mut simulator, "sfn:sendTaskHeartbeat", json!({ "TaskToken": token })),
        Ok(json!({}))
    );
}

#[test]
fn an_exception_gives_the_batch_back_until_it_is_dead() {
    let mut simulator = opened(SEND);
    by_function(&mut simulator);
    start(&mut simulator, r#"{"kind": "a"}"#);
    end(&mut simulator, threw("TypeError", "no"));
    simulator.update(Action::Skip);
    assert_eq!(simulator.clock().now, START + Duration::from_secs(30), "the visibility timeout");
    let attributes = records(&simulator)[0].get("attributes").cloned().expect("attributes");
    assert_eq!(text(&attributes, "ApproximateReceiveCount"), "2");
    end(&mut simulator, threw("TypeError", "no"));
    simulator.update(Action::Skip);
    assert_eq!(places(&simulator, "dead"), [MessagePlace::Visible]);
    assert_eq!(simulator.waiting().len(), 1, "its task waits on all the same");
}

#[test]
fn only_the_reported_items_of_a_batch_come_back() {
    for (response, expected) in [
        (json!({ "batchItemFailures": [] }), [true, true]),
        (json!({ "batchItemFailures": Json::Null }), [true, true]),
        (json!({}), [true, true]),
        (json!({ "batchItemFailures": [{ "itemIdentifier": "FIRST" }] }), [false, true]),
        (json!({ "batchItemFailures": [{ "itemIdentifier": "" }] }), [false, false]),
        (json!({ "batchItemFailures": [{ "itemIdentifier": "of nobody" }] }), [false, false]),
        (json!({ "batchItemFailures": "all" }), [false, false]),
    ] {
        let mut simulator = opened(SEND);
        start(&mut simulator, r#"{"kind": "a"}"#);
        start(&mut simulator, r#"{"kind": "b"}"#);
        by_function(&mut simulator);
        let records = records(&simulator);
        assert_eq!(records.len(), 2, "one batch");
        let told = response.to_string().replace("FIRST", &text(&records[0], "messageId"));
        end(&mut simulator, FunctionResult::Returned(Json::parse(&told).expect("JSON")));
        let deleted: Vec<bool> =
            places(&simulator, "jobs").iter().map(|at| *at == MessagePlace::Deleted).collect();
        assert_eq!(deleted, expected, "{told}");
    }
}

#[test]
fn time_stands_while_code_runs_and_goes_on_while_it_sleeps() {
    let mut simulator = opened(SEND);
    by_function(&mut simulator);
    start(&mut simulator, r#"{"kind": "a"}"#);
    simulator.update(Action::Tick { elapsed_ms: 9000.0 });
    assert_eq!(simulator.clock().now, START);
    let invocation = simulator.running_invocation().expect("it runs").id;
    simulator.update(Action::SleepInvocation { invocation, span: Duration::from_secs(2) });
    simulator.update(Action::Tick { elapsed_ms: 1500.0 });
    assert_eq!(simulator.clock().now, START + Duration(1500));
    assert!(simulator.running_invocation().is_none());
    assert_eq!(simulator.upcoming().map(|next| next.after), Some(Duration(500)));
    simulator.update(Action::Skip);
    assert_eq!(simulator.running_invocation().map(|it| it.stage), Some(Stage::Running));
    assert_eq!(simulator.clock().now, START + Duration(2000));
}

#[test]
fn who_sleeps_or_loops_past_the_timeout_is_killed_on_the_clock() {
    for sleeps in [true, false] {
        let mut simulator = opened(SEND);
        by_function(&mut simulator);
        start(&mut simulator, r#"{"kind": "a"}"#);
        let invocation = simulator.running_invocation().expect("it runs").id;
        if sleeps {
            simulator.update(Action::SleepInvocation { invocation, span: Duration::from_secs(60) });
            simulator.update(Action::Skip);
        } else {
            end(&mut simulator, FunctionResult::TimedOut);
        }
        assert_eq!(simulator.clock().now, START + Duration::from_secs(5));
        let log = simulator.invocation_logs().last().expect("it has ended").clone();
        assert_eq!(log.result, FunctionResult::TimedOut);
        let told = format!("{} {} Task timed out after 5.00 seconds", log.ended_at, log.request_id);
        assert_eq!(log.lines[1], told);
        assert!(log.lines[3].contains("\tBilled Duration: 5000 ms\t"), "{:?}", log.lines);
    }
}

#[test]
fn a_step_leads_into_the_function_and_no_further() {
    let mut simulator = opened(SEND);
    by_function(&mut simulator);
    simulator.update(Action::Pause);
    start(&mut simulator, r#"{"kind": "a"}"#);
    for _ in 0..20 {
        simulator.update(Action::Step);
    }
    let token = token(&records(&simulator)[0]);
    assert_eq!(simulator.waiting().len(), 1, "nothing happens before the function has ended");
    let success = json!({ "TaskToken": token, "Output": "1" });
    ask(&mut simulator, "sfn:sendTaskSuccess", success).expect("it is taken");
    end(&mut simulator, FunctionResult::Returned(Json::Null));
    assert_eq!(simulator.runs()[0].status, Status::Running);
    for _ in 0..9 {
        simulator.update(Action::Step);
    }
    assert_eq!(simulator.runs()[0].status, Status::Succeeded);
}

#[test]
fn a_log_is_cloudwatchs() {
    let mut simulator = opened(SEND);
    by_function(&mut simulator);
    start(&mut simulator, r#"{"kind": "a"}"#);
    let invocation = simulator.running_invocation().expect("it runs").clone();
    let line = |text: &str, is_of_init| LogLine {
        at: START,
        level: "INFO".into(),
        text: text.into(),
        is_of_init,
    };
    let lines = vec![line("Loading function", true), line("hello", false)];
    simulator.update(Action::LogFromFunction { invocation: invocation.id, lines });
    end(&mut simulator, FunctionResult::Returned(Json::Null));
    let id = &invocation.request_id;
    let expected = [
        "2023-11-14T22:13:20.000Z\tundefined\tINFO\tLoading function".to_owned(),
        format!("START RequestId: {id} Version: $LATEST"),
        format!("2023-11-14T22:13:20.000Z\t{id}\tINFO\thello"),
        format!("END RequestId: {id}"),
        format!(
            "REPORT RequestId: {id}\tDuration: 0.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB"
        ),
    ];
    assert_eq!(simulator.invocation_logs()[0].lines, expected);
}

#[test]
fn what_is_kept_of_an_invocation_is_bounded() {
    let mut simulator = opened(SEND);
    by_function(&mut simulator);
    for n in 0..40 {
        start(&mut simulator, &format!(r#"{{"kind": {n}}}"#));
        let invocation = simulator.running_invocation().expect("it runs").id;
        let line = LogLine {
            at: START,
            level: "INFO".into(),
            text: "x".repeat(10_000),
            is_of_init: false,
        };
        let lines = vec![line; 100];
        simulator.update(Action::LogFromFunction { invocation, lines });
        end(&mut simulator, FunctionResult::Returned(Json::from("y".repeat(1_000_000))));
    }
    let logs = simulator.invocation_logs();
    assert!(logs.len() < 40);
    assert_eq!(logs[0].lines[4], "… 97 lines more, which Signalbox does not keep");
    assert_eq!(logs[0].result, FunctionResult::Returned(Json::from("… 1000002 bytes")));
    let n_bytes = simulator.save().len();
    assert!(n_bytes < 2_500_000, "a browser keeps 5 MB: {n_bytes}");
}

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

#[test]
fn code_runs_once_it_is_deployed() {
    let mut simulator = opened(SEND);
    let code = |simulator: &Simulator| {
        simulator.world().function("worker").and_then(|it| it.code()).expect("code").to_string()
    };
    let declared = code(&simulator);
    let edit = |code: &str| Action::EditFunction { function: "worker".into(), code: code.into() };
    simulator.update(edit("exports.handler = async () => 1;"));
    assert_eq!(code(&simulator), declared, "it is not deployed");
    let code_of_mine = "exports.handler = async () => 1;".to_owned();
    simulator.update(Action::DeployFunction { function: "worker".into(), code: code_of_mine });
    assert_eq!(code(&simulator), "exports.handler = async () => 1;");
    simulator.update(edit("exports.handler = async () => 1;"));
    let worker = simulator.world().function("worker").expect("it is there").clone();
    assert_eq!((worker.draft, worker.n_deployments), (None, 1), "nothing is left to deploy");
    simulator = Simulator::load(&simulator.save(), 2, START);
    assert_eq!(code(&simulator), "exports.handler = async () => 1;");
}

#[test]
fn a_reload_runs_nothing_again_that_has_ended() {
    let mut simulator = opened(SEND);
    by_function(&mut simulator);
    start(&mut simulator, r#"{"kind": "a"}"#);
    let under_way = simulator.running_invocation().expect("it runs").clone();
    let mut loaded = Simulator::load(&simulator.save(), 2, START);
    loaded.run_functions();
    let anew = loaded.running_invocation().expect("it begins anew");
    assert_eq!((anew.id, &anew.event), (under_way.id, &under_way.event));

    let token = token(&records(&simulator)[0]);
    let success = json!({ "TaskToken": token, "Output": "1" });
    ask(&mut simulator, "sfn:sendTaskSuccess", success).expect("it is taken");
    end(&mut simulator, FunctionResult::Returned(Json::Null));
    let mut loaded = Simulator::load(&simulator.save(), 2, START);
    loaded.run_functions();
    loaded.update(Action::Skip);
    assert_eq!(loaded.invocations().count(), 0);
    assert_eq!(loaded.invocation_logs(), simulator.invocation_logs());
    assert_eq!(loaded.runs()[0].status, Status::Succeeded);
}

fn rule(from: u32, to: Option<u32>, after: u64, outcome: Outcome) -> Rule {
    let after = Duration::from_secs(after);
    let response = Response { from, to, after, heartbeat_every: None, outcome };
    Rule { state: None, when: None, response }
}

fn by_rules(simulator: &mut Simulator, rules: Vec<Rule>) {
    let consumer = Some(Consumer::Rules(rules));
    simulator.update(Action::SetConsumer { queue: "jobs".into(), consumer });
}

#[test]
fn a_rule_takes_the_message_and_answers_after_its_time() {
    let mut simulator = opened(SEND);
    by_rules(&mut simulator, vec![rule(0, None, 3, Outcome::Return(json!("by rule")))]);
    start(&mut simulator, r#"{"kind": "a"}"#);
    assert!(matches!(places(&simulator, "jobs")[..], [MessagePlace::InFlight { .. }]));
    assert!(simulator.waiting().is_empty(), "nobody waits for the person");
    simulator.update(Action::Tick { elapsed_ms: 2999.0 });
    assert_eq!(simulator.runs()[0].status, Status::Running);
    simulator.update(Action::Tick { elapsed_ms: 1.0 });
    assert_eq!(simulator.runs()[0].output, Some(json!("by rule")));
    assert_eq!(places(&simulator, "jobs"), [MessagePlace::Deleted]);
}

#[test]
fn the_first_rule_that_fits_counts_by_state_attempt_and_body() {
    let retried = format!(
        r#"{SEND}, "Retry": [{{"ErrorEquals": ["Once"], "IntervalSeconds": 1, "MaxAttempts": 3}}]"#
    );
    let test = |path: &str, equals| Some(BodyTest { path: path.into(), equals });
    let once = rule(0, Some(0), 0, Outcome::throw(Some("Once"), None));
    let rules = vec![
        Rule { state: Some("Other".into()), ..rule(0, None, 0, Outcome::Return(json!("wrong"))) },
        Rule {
            when: test("$.kind", Some(json!("bad"))),
            ..rule(0, None, 0, Outcome::throw(Some("Bad"), None))
        },
        Rule { when: test("$.nothing", None), ..rule(0, None, 0, Outcome::Return(json!("wrong"))) },
        Rule { when: test("$.kind", Some(json!("good"))), ..once },
        Rule {
            when: test("$..kind", Some(json!("good"))),
            ..rule(1, None, 2, Outcome::Return(json!("second")))
        },
    ];
    for (kind, expected) in [("good", "SUCCEEDED"), ("bad", "FAILED"), ("else", "RUNNING")] {
        let mut simulator = opened(&retried);
        by_rules(&mut simulator, rules.clone());
        start(&mut simulator, &json!({ "kind": kind }).to_string());
        simulator.update(Action::Tick { elapsed_ms: 10_000.0 });
        assert_eq!(simulator.runs()[0].status.as_str(), expected, "{kind}");
        let is_left = !simulator.waiting().is_empty();
        assert_eq!(is_left, kind == "else", "what no rule fits is the person's");
    }
}

#[test]
fn a_queues_rules_answer_what_came_by_a_topic() {
    let task = r#""Resource": "arn:aws:states:::sns:publish.waitForTaskToken",
        "Parameters": {"TopicArn": "arn:aws:sns:ap-northeast-2:123456789012:news",
                       "Message": {"kind": "a", "token.$": "$$.Task.Token"}}"#;
    let mut simulator = opened(task);
    simulator.update(Action::Unsubscribe { topic: "news".into(), endpoint: "worker".into() });
    let (protocol, endpoint) = ("sqs".into(), "jobs".into());
    let subscription = Subscription { protocol, endpoint, raw_message_delivery: false };
    simulator.update(Action::Subscribe { topic: "news".into(), subscription });
    let when = Some(BodyTest { path: "$.kind".into(), equals: Some(json!("a")) });
    by_rules(&mut simulator, vec![Rule { when, ..rule(0, None, 0, Outcome::Return(json!(1))) }]);
    start(&mut simulator, "{}");
    assert_eq!(simulator.runs()[0].output, Some(json!(1)));
}

#[test]
fn whatever_functions_do_time_goes_on_and_every_invocation_ends() {
    for seed in 0..30 {
        let random = Random::new(seed);
        let mut simulator = opened(SEND);
        let mut done = Vec::new();
        for _ in 0..80 {
            let before = simulator.clock().now;
            if random.next_u64().is_multiple_of(20) {
                simulator = Simulator::load(&simulator.save(), 2, START);
                simulator.run_functions();
                let again = Simulator::load(&simulator.save(), 3, START);
                assert_eq!(again.save(), simulator.save(), "seed {seed}");
            }
            let action = any_action(&random, &simulator);
            done.push(format!("{action:.100?}"));
            simulator.update(action);
            assert!(simulator.clock().now >= before, "seed {seed}:\n{}", done.join("\n"));
        }
        for _ in 0..1000 {
            if simulator.running_invocation().is_some() {
                end(&mut simulator, FunctionResult::Returned(Json::Null));
            } else {
                simulator.update(Action::Skip);
            }
        }
        assert_eq!(simulator.invocations().count(), 0, "seed {seed}:\n{}", done.join("\n"));
    }
}

/// Something that a person does with functions, or a function that is run does, right or not.
fn any_action(random: &Random, simulator: &Simulator) -> Action {
    let below = |n: usize| (random.next_u64() % n as u64) as usize;
    let running = simulator.running_invocation().map(|it| it.id);
    let invocation = running.unwrap_or(InvocationId(below(5) as u64));
    let results = [
        FunctionResult::Returned(Json::Null),
        FunctionResult::Returned(json!({ "batchItemFailures": [{ "itemIdentifier": 7 }] })),
        threw("Error", "no"),
        FunctionResult::TimedOut,
    ];
    let consumers = [
        None,
        Some(Consumer::Function("worker".into())),
        Some(Consumer::Function("nobody".into())),
        Some(Consumer::Rules(vec![rule(0, None, 2, Outcome::Return(json!(1)))])),
    ];
    let calls =
        ["sendTaskSuccess", "startExecution", "invoke", "publish", "sendMessage", "x:y", ""];
    let services = ["sfn", "sqs", "sns", "lambda", "dynamodb", "s3", "", "ec2"];
    let parameters = [
        json!({}),
        json!({ "FunctionName": "worker", "InvocationType": "Event", "Payload": "{" }),
        json!({ "FunctionName": "worker" }),
        json!({ "QueueUrl": "jobs", "MessageBody": "{}" }),
        json!({ "TopicArn": "arn:aws:sns:ap-northeast-2:123456789012:news", "Message": "x" }),
        json!([1]),
        json!({ "StateMachineArn": "machine", "Input": "{" }),
    ];
    let code = ["exports.handler = 1", ""][below(2)].to_owned();
    match below(20) {
        0..=3 => Action::Start,
        4 => Action::SetConsumer { queue: "jobs".into(), consumer: consumers[below(4)].clone() },
        5..=8 => Action::EndInvocation { invocation, result: results[below(4)].clone() },
        9 => {
            Action::SleepInvocation { invocation, span: Duration([0, 1, 4000, u64::MAX][below(4)]) }
        }
        10..=12 => {
            let (service, action) = (services[below(8)].to_owned(), calls[below(7)].to_owned());
            let parameters = parameters[below(7)].clone();
            let call = FunctionCall { call: 1, service, action, parameters };
            Action::CallFromFunction { invocation, call }
        }
        13 if below(2) == 0 => {
            let timer = [None, Some(Duration(0)), Some(Duration(u64::MAX))][below(3)];
            Action::AwaitReplies { invocation, n_received: below(3), timer }
        }
        13 => Action::TestFunction { function: "worker".into(), event: code },
        14 => Action::EditFunction { function: "worker".into(), code },
        15 => Action::DeployFunction { function: "other".into(), code },
        16 => Action::Tick { elapsed_ms: 9000.0 },
        17 => Action::Skip,
        18 => Action::Step,
        _ => [Action::Pause, Action::Play][below(2)].clone(),
    }
}

#[test]
fn the_panel_tells_how_code_stands_and_what_came_of_it() {
    let mut simulator = opened(SEND);
    let shown = |simulator: &Simulator, name: &str| {
        FunctionModel::of(simulator, Some(name)).shown.expect("it is there")
    };
    let worker = shown(&simulator, "worker");
    assert_eq!((worker.standing, worker.is_changed), (Standing::Deployed, false));
    assert_eq!(worker.queues, [("jobs".to_owned(), false)]);
    assert_eq!(shown(&simulator, "snake").standing, Standing::Foreign);

    by_function(&mut simulator);
    let (function, code) = ("worker".to_owned(), "exports.handler = 1;".to_owned());
    simulator.update(Action::EditFunction { function, code });
    start(&mut simulator, "{\"kind\": 1}");
    let worker = shown(&simulator, "worker");
    assert_eq!((worker.standing, worker.is_changed), (Standing::Undeployed, true));
    assert_eq!(
        (worker.code.as_str(), worker.running),
        ("exports.handler = 1;", Some(Running::Now))
    );
    end(&mut simulator, FunctionResult::TimedOut);
    let ended = shown(&simulator, "worker").invocations.remove(0);
    assert_eq!(ended.trigger, TriggerView::Queue { name: "jobs".into(), n_messages: 1 });
    assert_eq!(ended.outcome, Shown::TimedOut("Task timed out after 5.00 seconds".into()));

    let task = r#""Resource": "arn:aws:lambda:us-east-1:123456789012:function:unheard:live""#;
    let simulator = opened(task);
    let unheard = shown(&simulator, "unheard");
    assert_eq!(unheard.standing, Standing::Unwritten);
    assert!(
        unheard.code.starts_with("exports.handler = async"),
        "there is something to begin with"
    );
}
