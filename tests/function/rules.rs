//! Rules in the place of a function.

use super::*;

pub fn rule(from: u32, to: Option<u32>, after: u64, outcome: Outcome) -> Rule {
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
