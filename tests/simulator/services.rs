//! Executions that start executions, workers, functions, and mock files.

use std::path::Path;

use signalbox::asl::WorkflowType;
use signalbox::engine::Status;
use signalbox::json;
use signalbox::services::{Consumer, FunctionResult, Subscription};
use signalbox::simulator::view::{LaneKind, LaneView, MessagePlace, StateStatus, WaitingKind};
use signalbox::simulator::{Action, InvocationId, Notice, QueueAction, Simulator};
use signalbox::time::Duration;
use signalbox::value::Json;

use crate::START;
use crate::script::Script;

#[test]
fn executions_start_executions_of_other_documents() {
    let mut simulator = Simulator::new(1, START);
    let child = r#"{"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": "https://sqs.ap-northeast-2.amazonaws.com/123456789012/q",
                       "MessageBody": {"Token.$": "$$.Task.Token"}}}}}"#;
    let parent = r#"{"StartAt": "Nest", "States": {"Nest": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::states:startExecution.sync:2",
        "Parameters": {"StateMachineArn": "arn:aws:states:ap-northeast-2:123456789012:stateMachine:child",
                       "Input": {"from": "above"}},
        "OutputPath": "$.Output"}}}"#;
    simulator.update(Action::Open { name: "child.json".into(), text: child.into() });
    simulator.update(Action::Open { name: "parent.json".into(), text: parent.into() });
    simulator.update(Action::Start);
    let runs = simulator.runs();
    assert_eq!(runs.len(), 2);
    assert_eq!((&*runs[0].state_machine_name, runs[0].parent), ("child", Some(runs[1].id)));
    let token = simulator.waiting()[0].token.clone().expect("the child waits");
    simulator.update(Action::SendTaskSuccess { token, output: r#"{"deep": true}"#.into() });
    let runs = simulator.runs();
    assert!(runs.iter().all(|run| run.status == Status::Succeeded), "{runs:?}");
    assert_eq!(runs[1].output, Some(json!({ "deep": true })));
}

#[test]
fn a_child_that_fails_fails_its_task() {
    let mut simulator = Simulator::new(1, START);
    let child =
        r#"{"StartAt": "No", "States": {"No": {"Type": "Fail", "Error": "E", "Cause": "C"}}}"#;
    let parent = r#"{"StartAt": "Nest", "States": {
        "Nest": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync",
            "Parameters": {"StateMachineArn": "arn:aws:states:ap-northeast-2:123456789012:stateMachine:child"},
            "Catch": [{"ErrorEquals": ["States.TaskFailed"], "Next": "Caught"}], "End": true},
        "Caught": {"Type": "Pass", "Parameters": {"cause.$": "States.StringToJson($.Cause)"}, "End": true}}}"#;
    simulator.update(Action::Open { name: "child.json".into(), text: child.into() });
    simulator.update(Action::Open { name: "parent.json".into(), text: parent.into() });
    simulator.update(Action::Start);
    let output = simulator.runs()[1].output.clone().expect("it was caught");
    let cause = output.get("cause").expect("a cause");
    assert_eq!(cause.get("Error"), Some(&Json::from("E")));
    assert_eq!(cause.get("Status"), Some(&Json::from("FAILED")));
}

#[test]
fn stopping_a_workflow_stops_the_ones_it_waits_for() {
    let mut simulator = Simulator::new(1, START);
    let child =
        r#"{"StartAt": "Long", "States": {"Long": {"Type": "Wait", "Seconds": 99, "End": true}}}"#;
    let parent = r#"{"StartAt": "Nest", "States": {"Nest": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::states:startExecution.sync",
        "Parameters": {"StateMachineArn": "arn:aws:states:ap-northeast-2:123456789012:stateMachine:child"}}}}"#;
    simulator.update(Action::Open { name: "child.json".into(), text: child.into() });
    simulator.update(Action::Open { name: "parent.json".into(), text: parent.into() });
    simulator.update(Action::Start);
    simulator.update(Action::StopExecution { error: "E".into(), cause: String::new() });
    let statuses: Vec<_> = simulator.runs().iter().map(|run| run.status).collect();
    assert_eq!(statuses, [Status::Aborted, Status::Aborted]);
}

#[test]
fn an_express_execution_answers_the_task_that_started_it() {
    let child = r#"{"StartAt": "Long", "States": {
        "Long": {"Type": "Wait", "Seconds": 9, "Next": "No"},
        "No": {"Type": "Fail", "Error": "E", "Cause": "C"}}}"#;
    let parent = r#"{"StartAt": "Nest", "States": {
        "Nest": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:startSyncExecution",
            "Parameters": {"StateMachineArn": "arn:aws:states:ap-northeast-2:123456789012:stateMachine:child"},
            "ResultSelector": {"status.$": "$.Status", "error.$": "$.Error"}, "End": true}}}"#;
    for (workflow_type, status, output, error) in [
        (
            WorkflowType::Express,
            Status::Succeeded,
            Some(json!({ "status": "FAILED", "error": "E" })),
            None,
        ),
        (
            WorkflowType::Standard,
            Status::Failed,
            None,
            Some("Sfn.StateMachineTypeNotSupportedException"),
        ),
    ] {
        let mut simulator = Simulator::new(1, START);
        simulator.update(Action::Open { name: "child.json".into(), text: child.into() });
        simulator.update(Action::Configure { execution_name: String::new(), workflow_type });
        simulator.update(Action::Open { name: "parent.json".into(), text: parent.into() });
        simulator.update(Action::Start);
        simulator.update(Action::Skip);
        let parent = simulator.runs().pop().expect("the parent ran");
        assert_eq!((parent.status, parent.output), (status, output));
        assert_eq!(parent.failure.and_then(|failure| failure.error).as_deref(), error);
    }
}

#[test]
fn a_workflow_that_starts_itself_comes_to_an_end() {
    let mut simulator = Simulator::new(1, START);
    let text = r#"{"StartAt": "Again", "States": {"Again": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::states:startExecution",
        "Parameters": {"StateMachineArn": "arn:aws:states:ap-northeast-2:123456789012:stateMachine:self"}}}}"#;
    simulator.update(Action::Open { name: "self.json".into(), text: text.into() });
    simulator.update(Action::Start);
    assert!(simulator.upcoming().is_none(), "all have ended");
    let last = simulator.runs().remove(0);
    let error = last.failure.and_then(|failure| failure.error);
    assert_eq!(error.as_deref(), Some("StepFunctions.ExecutionLimitExceededException"));
}

#[test]
fn a_worker_takes_an_activity() {
    let mut simulator = Simulator::new(1, START);
    let text = r#"{"StartAt": "Work", "States": {"Work": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:ap-northeast-2:123456789012:activity:saw", "HeartbeatSeconds": 60}}}"#;
    simulator.update(Action::Open { name: "work.json".into(), text: text.into() });
    simulator.update(Action::Start);
    let waiting = simulator.waiting().remove(0);
    assert_eq!((waiting.kind, waiting.token), (WaitingKind::Activity, None));
    let (run, task) = (waiting.run, waiting.task);
    simulator.update(Action::GetActivityTask { run, task, worker_name: "w-1".into() });
    let token = simulator.waiting()[0].token.clone().expect("the worker has the token");
    simulator.update(Action::SendTaskSuccess { token, output: "7".into() });
    let kinds: Vec<String> = simulator.history(2..5).into_iter().map(|row| row.kind).collect();
    assert_eq!(kinds, ["ActivityScheduled", "ActivityStarted", "ActivitySucceeded"]);
    assert_eq!(simulator.runs()[0].output, Some(json!(7)));
}

#[test]
fn a_state_may_send_another_states_token() {
    let mut simulator = Simulator::new(1, START);
    simulator.update(Action::Start);
    let token = simulator.waiting()[0].token.clone().expect("it waits");
    let text = r#"{"StartAt": "Send", "States": {"Send": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess",
        "Parameters": {"TaskToken.$": "$.token", "Output": {"by": "a state"}}}}}"#;
    simulator.update(Action::Open { name: "send.json".into(), text: text.into() });
    simulator.update(Action::EditInput(json!({ "token": token }).to_string()));
    simulator.update(Action::Start);
    let statuses: Vec<_> = simulator.runs().iter().map(|run| run.status).collect();
    assert_eq!(statuses, [Status::Succeeded, Status::Succeeded]);
    simulator.update(Action::Start);
    let failure = simulator.runs()[0].failure.clone().expect("the token is used up");
    assert_eq!(failure.error.as_deref(), Some("Sfn.TaskTimedOutException"));
}

#[test]
fn the_workshops_lambda_hangs_until_its_callback_is_uncommented() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real/workshop/module_4.yml");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: no {}", path.display());
        return;
    };
    let mut simulator = Simulator::new(1, START);
    simulator.update(Action::Open { name: "module_4.yml".into(), text });
    let mapping = simulator.world().event_source_mappings().last().expect("a mapping").clone();
    let (queue, function) = (mapping.queue.to_string(), mapping.function.to_string());
    let code = simulator.world().function(&function).and_then(|f| f.code().cloned());
    assert!(code.is_some_and(|code| code.contains("sendTaskSuccess")), "the code is there");
    let consumer = Some(Consumer::Function(function.into()));
    simulator.update(Action::SetConsumer { queue, consumer });

    // First the function does nothing but delete its messages.
    simulator.update(Action::Start);
    let invocation = simulator.invocations().next().expect("it is invoked").clone();
    assert_eq!(invocation.id, InvocationId(1));
    simulator.update(Action::Skip);
    assert_eq!(simulator.clock().now, START, "time stands while it runs");
    end(&mut simulator, FunctionResult::Returned(Json::Null));
    let places = |simulator: &Simulator| -> Vec<MessagePlace> {
        let lanes = simulator.lanes();
        lanes.iter().flat_map(|lane| &lane.messages).map(|message| message.place).collect()
    };
    assert_eq!(places(&simulator), [MessagePlace::Deleted]);
    assert_eq!(simulator.waiting().len(), 1, "nobody has called back");

    // Then it throws: the message comes back, and goes to the dead-letter queue.
    simulator.update(Action::Start);
    let threw = FunctionResult::Threw {
        error_type: "SyntaxError".into(),
        message: "Unexpected token".into(),
        trace: Vec::new(),
    };
    end(&mut simulator, threw);
    simulator.update(Action::Skip);
    assert_eq!(simulator.clock().now, START + Duration::from_secs(30));
    let is_dead = |lane: &&LaneView| lane.kind == LaneKind::DeadLetterQueue;
    let lanes = simulator.lanes();
    let dead: Vec<_> = lanes.iter().filter(is_dead).flat_map(|lane| &lane.messages).collect();
    assert_eq!(dead.len(), 1);

    // And with the lines uncommented it calls back.
    simulator.update(Action::Start);
    let event = simulator.invocations().next().expect("it is invoked").event.clone();
    let record = event.get("Records").and_then(Json::as_array).expect("records")[0].clone();
    let body = record.get("body").and_then(Json::as_str).expect("a body");
    let token = Json::parse(body).expect("JSON").get("TaskToken").cloned().expect("a token");
    let token = token.as_str().expect("a text").to_owned();
    let output = r#""Callback task completed successfully.""#.into();
    simulator.update(Action::SendTaskSuccess { token, output });
    end(&mut simulator, FunctionResult::Returned(Json::Null));
    assert_eq!(simulator.runs()[0].status, Status::Succeeded);
    assert_eq!(simulator.invocation_logs().len(), 3);
}

fn end(simulator: &mut Simulator, result: FunctionResult) {
    let invocation = simulator.invocations().next().expect("one runs").id;
    simulator.update(Action::EndInvocation { invocation, result });
}

#[test]
fn of_two_subscribers_the_first_answer_wins() {
    let text = r#"{"StartAt": "Ask All", "States": {"Ask All": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::sns:publish.waitForTaskToken",
        "Parameters": {"TopicArn": "arn:aws:sns:ap-northeast-2:123456789012:all",
                       "Message": {"Token.$": "$$.Task.Token"}}}}}"#;
    let mut simulator = Simulator::new(1, START);
    simulator.update(Action::Open { name: "all.json".into(), text: text.into() });
    for (endpoint, raw_message_delivery) in [("east", false), ("west", true)] {
        let (protocol, endpoint) = ("sqs".into(), endpoint.into());
        let subscription = Subscription { protocol, endpoint, raw_message_delivery };
        simulator.update(Action::Subscribe { topic: "all".into(), subscription });
    }
    simulator.update(Action::Start);
    let waiting = simulator.waiting().remove(0);
    assert_eq!(waiting.messages.len(), 3, "the topic's and two queues'");
    for (name, error) in [("east", None), ("west", Some("TaskTimedOut"))] {
        let lanes = simulator.lanes();
        let lane = lanes.iter().find(|lane| lane.name == name).expect("it is subscribed");
        let found = lane.messages[0].tokens[0].clone();
        assert_eq!(&lane.messages[0].body[found.span], found.token, "it is found in the body");
        let output = format!("\"{name}\"");
        simulator.update(Action::SendTaskSuccess { token: found.token, output });
        let call = simulator.last_call().expect("it was sent").clone();
        assert_eq!(call.error.map(|error| error.name).as_deref(), error);
    }
    assert_eq!(simulator.runs()[0].output, Some(Json::from("east")));
}

#[test]
fn a_distributed_map_reads_and_writes_objects() {
    let text = r#"{"StartAt": "Write", "States": {
        "Write": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:putObject", "Next": "Each",
            "Parameters": {"Bucket": "b", "Key": "items.json", "Body": [1, 2, 3]}, "ResultPath": null},
        "Each": {"Type": "Map", "Next": "Read",
            "ItemReader": {"Resource": "arn:aws:states:::s3:getObject",
                "ReaderConfig": {"InputType": "JSON"}, "Parameters": {"Bucket": "b", "Key": "items.json"}},
            "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": "Ask", "States": {"Ask": {"Type": "Task", "End": true,
                    "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                    "Parameters": {"QueueUrl": "https://sqs.ap-northeast-2.amazonaws.com/123456789012/q",
                                   "MessageBody": {"item.$": "$", "token.$": "$$.Task.Token"}}}}},
            "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b", "Prefix": "out"}}},
        "Read": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:listObjectsV2", "End": true,
            "Parameters": {"Bucket": "b", "Prefix": "out"}}}}"#;
    let mut simulator = Simulator::new(1, START);
    simulator.update(Action::Open { name: "each.json".into(), text: text.into() });
    assert!(simulator.document().is_valid());
    simulator.update(Action::Start);
    let waiting = simulator.waiting();
    assert_eq!(waiting.len(), 3, "one for each item: {:?}", simulator.runs());
    let ask = simulator.states().into_iter().find(|(name, _)| &**name == "Ask").expect("entered").1;
    assert_eq!((ask.status, ask.n_in_progress), (StateStatus::WaitingForCallback, 3));
    for task in waiting {
        let token = task.token.expect("it waits for a callback");
        simulator.update(Action::SendTaskSuccess { token, output: "true".into() });
    }
    let run = simulator.runs().remove(0);
    assert_eq!(run.status, Status::Succeeded, "{run:?}");
    let listed = run.output.expect("it succeeded");
    assert!(listed.get("KeyCount").and_then(Json::as_i64) > Some(0), "results lie there: {listed}");
}

#[test]
fn a_run_done_by_hand_is_done_again_by_its_mock_file() {
    let by_hand = ended_by_hand();
    let mocks = by_hand.exported_mocks().expect("a run is selected").to_string();

    let mut again = Simulator::new(42, START);
    again.update(Action::OpenSample("credit-check".into()));
    again.update(Action::OpenMocks { text: mocks, test_case: None });
    assert_eq!(again.notice(), Some(&Notice::MocksOpened("ByHand".into())));
    again.update(Action::Start);
    for _ in 0..50 {
        again.update(Action::Skip);
    }
    let rows = |simulator: &Simulator| -> Vec<_> {
        let rows = simulator.history(0..99).into_iter();
        rows.map(|row| (row.id, row.previous, row.kind, row.elapsed)).collect()
    };
    assert_eq!(rows(&again), rows(&by_hand));
    assert_eq!(again.runs()[0].output, by_hand.runs()[0].output);
    let broken = Action::OpenMocks { text: "{".into(), test_case: None };
    again.update(broken);
    assert!(again.notice().is_some(), "a broken mock file is told");
}

/// A silence that is retried, heartbeats, and an answer.
fn ended_by_hand() -> Simulator {
    let mut script = Script::new();
    let actions = ["open credit-check", "start", "wait 661", "heartbeat", "wait 500", "heartbeat"];
    actions.iter().for_each(|action| script.act(action));
    script.act("wait 30");
    script.act(r#"deliver {"score": 640}"#);
    assert_eq!(script.ask("status"), "SUCCEEDED");
    script.simulator
}

/// A queue in its own words: what each group has, and what a consumer gets.
#[test]
fn a_fifo_queue_hands_out_a_group_in_order_and_blocks_it() {
    let send = |group: &str, id: &str| {
        format!(
            r#"{{"Type": "Task", "End": true, "Resource": "arn:aws:states:::sqs:sendMessage",
                "Parameters": {{"QueueUrl": "https://sqs.ap-northeast-2.amazonaws.com/123456789012/q.fifo",
                "MessageBody": "{id}", "MessageGroupId": "{group}", "MessageDeduplicationId": "{id}"}}}}"#
        )
    };
    let sent = [("A", "a1"), ("A", "a2"), ("B", "b1"), ("A", "a1"), ("A", "a3")];
    let states: Vec<String> = sent
        .iter()
        .enumerate()
        .map(|(at, (group, id))| {
            let state = send(group, id);
            let next = format!(r#""Next": "{}""#, at + 1);
            format!(r#""{at}": {}"#, state.replace(r#""End": true"#, &next))
        })
        .collect();
    let text = format!(
        r#"{{"StartAt": "0", "States": {{{}, "5": {{"Type": "Succeed"}}}}}}"#,
        states.join(",")
    );
    let mut simulator = Simulator::new(1, START);
    simulator.update(Action::Open { name: "fifo.json".into(), text });
    simulator.update(Action::Start);
    let seen = |simulator: &Simulator| -> String {
        let lanes = simulator.lanes();
        let lane = lanes.iter().find(|lane| lane.name == "q.fifo").expect("it was sent to");
        let shown = lane.messages.iter().map(|message| {
            let place = match message.place {
                MessagePlace::InFlight { .. } => "in flight",
                MessagePlace::Deleted => "deleted",
                _ if message.is_blocked => "blocked",
                _ if message.can_be_received => "next",
                _ => "behind",
            };
            format!("{} {place}", message.body)
        });
        shown.collect::<Vec<_>>().join(", ")
    };
    let receive = |simulator: &mut Simulator, max| {
        let action = QueueAction::Receive { max };
        simulator.update(Action::Queue { queue: "q.fifo".into(), action });
    };
    assert_eq!(seen(&simulator), "a1 next, a2 behind, b1 next, a3 behind");
    receive(&mut simulator, 1);
    assert_eq!(seen(&simulator), "a1 in flight, a2 blocked, b1 next, a3 blocked");
    receive(&mut simulator, 10);
    assert_eq!(seen(&simulator), "a1 in flight, a2 blocked, b1 in flight, a3 blocked");
    simulator.update(Action::Skip);
    receive(&mut simulator, 2);
    let batch = "a1 in flight, a2 in flight, b1 next, a3 blocked";
    assert_eq!(seen(&simulator), batch, "a batch takes a group's messages in order");
}
