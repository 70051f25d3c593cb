//! What queues give to functions, and what comes back.

use super::*;

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
