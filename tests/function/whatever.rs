//! Whatever functions do, and what the panel tells of it.

use super::rules::rule;
use super::*;

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
