//! The mocked services: their answers beside recorded ones, and the lives of their messages.
//!
//! Recorded answers come from `../shared/recorded`, or the folder in `RECORDED_DIR`; without it,
//! that part says so and is skipped.

use std::path::PathBuf;

use signalbox::asl::Resource;
use signalbox::engine::{Failure, TaskId};
use signalbox::json;
use signalbox::services::{
    Call, Origin, Place, QueueSettings, RedrivePolicy, Resources, Subscription, TopicSettings,
    World, md5_of_attributes, md5_of_body,
};
use signalbox::time::{Duration, Timestamp};
use signalbox::value::{Json, Key};

const NOW: Timestamp = Timestamp(1_700_000_000_000);

#[test]
fn answers_have_the_recorded_shapes() {
    let Some(cases) = recorded(&["services", "callback", "sync", "retry_catch"]) else { return };
    let (mut n_compared, mut wrong) = (0, Vec::new());
    for case in &cases {
        let id = case.get("id").and_then(Json::as_str).unwrap_or_default();
        let mut world = World::new(1);
        for mock in list(case, "mock") {
            let Some((call, expected)) = recorded_call(case, mock) else { continue };
            let found = world.call(&call);
            n_compared += 1;
            if let Some(difference) = difference(&call, &found, &expected) {
                wrong.push(format!("{id}\n  {}: {difference}", call.resource));
            }
        }
    }
    println!("{n_compared} answers compared with recorded ones");
    assert!(n_compared > 0, "the corpus has answers of services");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Services whose answers depend on what only AWS has: functions' own results, real clusters.
const NOT_COMPARED: [&str; 8] = [
    "apigateway",
    "ecs",
    "aws-sdk:s3",
    "aws-sdk:secretsmanager",
    "aws-sdk:dynamodb",
    "aws-sdk:sfn",
    "states",
    "aws-sdk:lambda",
];

type Recorded = Result<Json, Failure>;

/// The request of a recorded task, and its first recorded answer.
fn recorded_call(case: &Json, mock: &Json) -> Option<(Call, Recorded)> {
    let events = case.get("expected")?.get("events")?.as_array()?;
    let scheduled_id = mock.get("scheduledId")?;
    let event = events.iter().find(|event| event.get("id") == Some(scheduled_id))?;
    let details = event.get("taskScheduledEventDetails")?;
    let (service, action) =
        (details.get("resourceType")?.as_str()?, details.get("resource")?.as_str()?);
    let result = mock.get("result")?;
    let is_success = result.get("type").and_then(Json::as_str) == Some("success");
    // What a function or a job gives is its own; that the request was taken is the service's.
    let is_request_response = !action.contains('.');
    let own = NOT_COMPARED.contains(&service) && is_request_response || service == "ecs";
    if own || service.starts_with("aws-sdk:") {
        return None;
    }
    let expected = match mock.get("submitted").and_then(|submitted| submitted.get("output")) {
        Some(output) => Ok(output.clone()),
        None if is_success => Ok(result.get("output")?.clone()),
        // What a function throws is its own.
        None if is_request_response && service != "lambda" => {
            let text = |name| result.get(name).and_then(Json::as_str).map(Into::into);
            Err(Failure { error: text("error"), cause: text("cause") })
        }
        None => return None,
    };
    let resource = Resource::parse(&format!("arn:aws:states:::{service}:{action}"))?;
    let parameters = details.get("parameters")?.clone();
    // That a named resource does not exist is not in the request.
    let is_missing_table = matches!(&expected, Err(failure)
        if failure.error.as_deref() == Some("DynamoDB.ResourceNotFoundException"));
    (!is_missing_table).then(|| (call(resource, parameters), expected))
}

fn difference(call: &Call, found: &Recorded, expected: &Recorded) -> Option<String> {
    match (found, expected) {
        (Ok(found), Ok(expected)) => shape_difference(found, expected, ""),
        (Err(found), Err(expected)) if found.error != expected.error => {
            Some(format!("{:?} instead of {:?}", found.error, expected.error))
        }
        (Err(found), Err(expected)) => {
            let words = |failure: &Failure| {
                let cause = failure.cause.as_deref().unwrap_or_default();
                let before_ids = cause.split("Request ID").next().unwrap_or_default();
                // Names of hosts and ids were redacted.
                before_ids
                    .split([' ', '"'])
                    .filter(|w| !w.contains(['-', '<']))
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            (words(found) != words(expected))
                .then(|| format!("{:?} instead of {:?}", found.cause, expected.cause))
        }
        _ => Some(format!("{found:?} instead of {expected:?} for {}", call.parameters)),
    }
}

/// Where two answers differ in their fields, their order, or the types of their values.
fn shape_difference(found: &Json, expected: &Json, at: &str) -> Option<String> {
    match (found, expected) {
        // What a function returns is its own.
        _ if at == "/Payload" => None,
        (Json::Object(found), Json::Object(expected)) => {
            let names = |object: &signalbox::value::Object| {
                // One recording writes a header's name in lowercase.
                object.keys().map(|name| name.to_lowercase()).collect::<Vec<_>>()
            };
            let mut both = (names(found), names(expected));
            // Nor do headers or attributes of items have an order.
            if at.contains("Headers") || at.contains("Item") {
                both.0.sort();
                both.1.sort();
            }
            if both.0 != both.1 {
                return Some(format!("{at}: fields {:?} instead of {:?}", both.0, both.1));
            }
            let same =
                |name: &str| expected.get(name).or(expected.get(name.to_lowercase().as_str()));
            found.iter().find_map(|(name, value)| {
                shape_difference(value, same(name)?, &format!("{at}/{name}"))
            })
        }
        (Json::Array(found), Json::Array(expected)) => match (found.first(), expected.first()) {
            (Some(found), Some(expected)) => shape_difference(found, expected, &format!("{at}/0")),
            _ => None,
        },
        // A redacted list or number is a word.
        (_, Json::String(_)) => None,
        (found, expected) => (found.type_name() != expected.type_name())
            .then(|| format!("{at}: {} instead of {}", found.type_name(), expected.type_name())),
    }
}

#[test]
fn the_length_of_a_response_is_that_of_its_text() {
    let mut world = World::new(1);
    let sent = world.call(&send("q", json!("hello"), json!({}))).expect("it is sent");
    let header = ["SdkHttpMetadata", "HttpHeaders", "Content-Length"];
    let path: Vec<Key> = header.iter().map(|name| Key::Field((*name).into())).collect();
    // As recorded: an MD5 and a UUID in their JSON.
    assert_eq!(sent.at(&path), Some(&Json::from("106")));
}

#[test]
fn digests_are_those_of_the_developer_guide() {
    assert_eq!(md5_of_body("This is a test message"), "fafb00f5732ab283681e124bf8747ed1");
    // Two strings and a binary value, as in the AWS SDK for Java's own test of its algorithm.
    assert_eq!(md5_of_attributes(&json!({})), None);
    let one = md5_of_attributes(&json!({ "a": { "DataType": "String", "StringValue": "b" } }));
    let other = md5_of_attributes(&json!({ "a": { "DataType": "Number", "StringValue": "b" } }));
    assert!(one.is_some() && one != other, "the data type counts");
    let (ab, ba) = (
        json!({ "a": { "DataType": "String", "StringValue": "1" }, "b": { "DataType": "String", "StringValue": "2" } }),
        json!({ "b": { "DataType": "String", "StringValue": "2" }, "a": { "DataType": "String", "StringValue": "1" } }),
    );
    assert_eq!(md5_of_attributes(&ab), md5_of_attributes(&ba), "the order does not count");
}

#[test]
fn a_received_message_is_hidden_until_its_visibility_timeout() {
    let mut world = world_with(QueueSettings {
        visibility_timeout: Duration::from_secs(30),
        redrive_policy: Some(RedrivePolicy {
            dead_letter_queue: "dead".into(),
            max_receive_count: 2,
        }),
        ..QueueSettings::named("q")
    });
    world.call(&send("q", json!("hello"), json!({}))).expect("it is sent");
    let id = world.queue("q").expect("it is there").messages()[0].id;
    let mut handles = Vec::new();
    for round in 0..2_u64 {
        let at = NOW + Duration::from_secs(30 * round);
        assert_eq!(world.receive("q", 10, at), [id]);
        assert_eq!(world.receive("q", 10, at), [], "it is hidden");
        let message = world.queue("q").and_then(|queue| queue.message(id)).expect("it is kept");
        assert_eq!(message.receive_count as u64, round + 1);
        assert_eq!(message.place(at), Place::InFlight { until: at + Duration::from_secs(30) });
        handles.push(message.receipt_handle.clone());
    }
    assert_ne!(handles[0], handles[1], "every receive has its own receipt handle");
    let later = NOW + Duration::from_secs(60);
    assert_eq!(world.receive("q", 10, later), [], "it was received often enough");
    assert_eq!(world.receive("dead", 10, later), [id]);
    world.redrive_queue("dead", later);
    assert_eq!(world.receive("q", 10, later), [id], "it is back");
}

#[test]
fn fifo_queues_keep_the_order_of_groups_and_drop_repetitions() {
    let mut world = world_with(QueueSettings::named("q.fifo"));
    let group =
        |group: &str, id: &str| json!({ "MessageGroupId": group, "MessageDeduplicationId": id });
    let send_to = |world: &mut World, body: &str, more: Json| {
        world.call(&send("q.fifo", Json::from(body), more))
    };
    let first = send_to(&mut world, "a1", group("a", "1")).expect("it is sent");
    let again = send_to(&mut world, "a1", group("a", "1")).expect("it is taken");
    let field = |json: &Json, name: &str| json.get(name).cloned();
    assert_eq!(field(&first, "MessageId"), field(&again, "MessageId"), "it is the same message");
    let second = send_to(&mut world, "a2", group("a", "2")).expect("it is sent");
    send_to(&mut world, "b1", group("b", "3")).expect("it is sent");
    let number = |json: &Json| field(json, "SequenceNumber").map(|n| n.to_string());
    assert!(number(&first) < number(&second), "sequence numbers grow");

    let bodies = |world: &World, ids: &[signalbox::services::MessageId]| -> Vec<String> {
        let queue = world.queue("q.fifo").expect("it is there");
        ids.iter().filter_map(|id| Some(queue.message(*id)?.body.to_string())).collect()
    };
    let received = world.receive("q.fifo", 1, NOW);
    assert_eq!(bodies(&world, &received), ["a1"]);
    let received_next = world.receive("q.fifo", 10, NOW);
    assert_eq!(bodies(&world, &received_next), ["b1"], "group a waits for its first");
    world.delete_message(received[0], NOW);
    let received = world.receive("q.fifo", 10, NOW);
    assert_eq!(bodies(&world, &received), ["a2"]);

    let refused = send_to(&mut world, "x", json!({})).expect_err("a group is required");
    assert_eq!(refused.error.as_deref(), Some("SQS.AmazonSQSException"));
}

#[test]
fn subscribed_queues_get_a_notification_or_the_raw_message() {
    let mut world = World::new(1);
    let subscription = |endpoint: &str, raw_message_delivery| Subscription {
        protocol: "sqs".into(),
        endpoint: endpoint.into(),
        raw_message_delivery,
    };
    world.declare(&Resources {
        topics: vec![TopicSettings {
            subscriptions: vec![subscription("wrapped", false), subscription("raw", true)],
            ..TopicSettings::named("t")
        }],
        ..Resources::default()
    });
    let parameters = json!({
        "TopicArn": "arn:aws:sns:ap-northeast-2:123456789012:t",
        "Subject": "News",
        "Message": { "a": 1 },
        "MessageAttributes": { "kind": { "DataType": "String", "StringValue": "x" } }
    });
    let published =
        world.call(&call(resource("sns:publish"), parameters)).expect("it is published");
    let body =
        |queue: &str| world.queue(queue).expect("it is there").messages()[0].body.to_string();
    assert_eq!(body("raw"), r#"{"a":1}"#);
    let notification = Json::parse(&body("wrapped")).expect("it is JSON");
    let names: Vec<String> = match &notification {
        Json::Object(object) => object.keys().map(|name| name.to_string()).collect(),
        _ => Vec::new(),
    };
    let expected = [
        "Type",
        "MessageId",
        "TopicArn",
        "Subject",
        "Message",
        "Timestamp",
        "SignatureVersion",
        "Signature",
        "SigningCertURL",
        "UnsubscribeURL",
        "MessageAttributes",
    ];
    assert_eq!(names, expected);
    assert_eq!(notification.get("MessageId"), published.get("MessageId"));
    assert_eq!(notification.get("Message"), Some(&Json::from(r#"{"a":1}"#)));
}

#[test]
fn a_table_remembers_its_items() {
    let mut world = World::new(1);
    let mut ask = |action: &str, parameters: Json| {
        world.call(&call(resource(&format!("dynamodb:{action}")), parameters)).expect("an answer")
    };
    let key = || json!({ "id": { "S": "1" } });
    ask("putItem", json!({ "TableName": "t", "Item": { "id": { "S": "1" }, "n": { "N": "1" } } }));
    let updated = ask(
        "updateItem",
        json!({
            "TableName": "t", "Key": key(), "ReturnValues": "UPDATED_NEW",
            "UpdateExpression": "SET #n = :n", "ExpressionAttributeNames": { "#n": "n" },
            "ExpressionAttributeValues": { ":n": { "N": "2" } }
        }),
    );
    assert_eq!(updated.get("Attributes"), Some(&json!({ "n": { "N": "2" } })));
    let item = json!({ "id": { "S": "1" }, "n": { "N": "2" } });
    assert_eq!(ask("getItem", json!({ "TableName": "t", "Key": key() })).get("Item"), Some(&item));
    ask("deleteItem", json!({ "TableName": "t", "Key": key() }));
    assert_eq!(ask("getItem", json!({ "TableName": "t", "Key": key() })).get("Item"), None);
}

/// Every integration that AWS's table of optimized ones has, in each of its patterns.
#[test]
fn no_integration_is_a_dead_end() {
    let actions = [
        "apigateway:invoke",
        "athena:startQueryExecution stopQueryExecution getQueryExecution getQueryResults",
        "batch:submitJob",
        "bedrock:invokeModel createModelCustomizationJob",
        "codebuild:startBuild startBuildBatch stopBuild stopBuildBatch retryBuild batchDeleteBuilds",
        "databrew:startJobRun",
        "dynamodb:getItem putItem updateItem deleteItem",
        "ecs:runTask",
        "eks:call runJob createCluster deleteCluster createNodegroup createFargateProfile",
        "elasticmapreduce:createCluster addStep terminateCluster cancelStep",
        "emr-containers:createVirtualCluster startJobRun deleteVirtualCluster",
        "emr-serverless:createApplication startApplication startJobRun cancelJobRun",
        "events:putEvents",
        "glue:startJobRun",
        "http:invoke",
        "lambda:invoke",
        "mediaconvert:createJob",
        "sagemaker:createTrainingJob createTransformJob createProcessingJob createModel updateEndpoint",
        "sns:publish",
        "sqs:sendMessage",
        "states:startExecution",
        "aws-sdk:ses:sendEmail",
        "aws-sdk:dynamodb:putItem query",
        "aws-sdk:rekognition:detectLabels",
    ];
    let patterns = ["", ".sync", ".sync:2", ".waitForTaskToken"];
    let is_taken = |resource: &str| {
        let task = json!({ "Type": "Task", "End": true, "Resource": resource, "Parameters": {} });
        let definition = json!({ "StartAt": "A", "States": { "A": task } });
        let found = signalbox::asl::parse(&definition.to_string()).diagnostics;
        !found.iter().any(|found| found.message.contains("is not recognized"))
    };
    let mut n_asked = 0;
    for line in actions {
        let (service, actions) = line.rsplit_once(':').expect("service:actions");
        for action in actions.split(' ') {
            for pattern in patterns {
                let name = format!("{service}:{action}{pattern}");
                if !is_taken(&format!("arn:aws:states:::{name}")) {
                    continue;
                }
                let mut world = World::new(1);
                let request = call(resource(&name), parameters());
                let answer = world.call(&request);
                let answer = answer.unwrap_or_else(|failure| panic!("{name}: {failure}"));
                assert!(answer.as_object().is_some(), "{name} answers an object");
                let ended = world.job_result(&request, &answer);
                assert!(ended.as_object().is_some(), "{name} ends");
                let has_own =
                    !pattern.starts_with(".sync") || ended.get("SdkHttpMetadata").is_none();
                assert!(has_own, "{name}: a described job is not a response: {ended}");
                assert!(!world.suggestion(&request).is_null(), "{name} suggests something");
                n_asked += 1;
            }
        }
    }
    assert!(n_asked > 70, "{n_asked} combinations");
}

/// What any of them needs.
fn parameters() -> Json {
    json!({
        "QueueUrl": "https://sqs.ap-northeast-2.amazonaws.com/123456789012/q", "MessageBody": "m",
        "TopicArn": "arn:aws:sns:ap-northeast-2:123456789012:t", "Message": "m", "TableName": "t",
        "Key": { "id": { "S": "1" } }, "Item": { "id": { "S": "1" } }, "StateMachineArn": "m",
        "Entries": [], "JobName": "j", "FunctionName": "f", "TaskDefinition": "t",
        "KeyConditionExpression": "attribute_exists(id)"
    })
}

/// What a person begins editing with has no field that AWS's own result has not, nor one of another
/// type.
#[test]
fn suggestions_have_the_recorded_shapes() {
    let Some(cases) = recorded(&["services", "callback", "sync", "retry_catch"]) else { return };
    let (mut n_compared, mut wrong) = (0, Vec::new());
    for case in &cases {
        let id = case.get("id").and_then(Json::as_str).unwrap_or_default();
        for mock in list(case, "mock") {
            let Some((call, expected)) = recorded_end(case, mock) else { continue };
            n_compared += 1;
            let found = World::new(1).suggestion(&call);
            if let Some(difference) = excess(&found, &expected, "") {
                wrong.push(format!("{id}\n  {}: {difference}", call.resource));
            }
        }
    }
    println!("{n_compared} suggestions compared with recorded results");
    assert!(n_compared > 0, "the corpus has results of services");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// The request of a recorded task that ended well, and its result, where the service gave it: not a
/// function, nor whoever held a token.
fn recorded_end(case: &Json, mock: &Json) -> Option<(Call, Json)> {
    let events = case.get("expected")?.get("events")?.as_array()?;
    let scheduled_id = mock.get("scheduledId")?;
    let event = events.iter().find(|event| event.get("id") == Some(scheduled_id))?;
    let details = event.get("taskScheduledEventDetails")?;
    let text = |name: &str| details.get(name)?.as_str();
    let (service, action) = (text("resourceType")?, text("resource")?);
    let is_own = action.ends_with("waitForTaskToken") || service == "lambda";
    let result = mock.get("result").filter(|_| !is_own)?;
    let is_success = result.get("type").and_then(Json::as_str) == Some("success");
    // A task token ends a `.sync` task, too, with whatever its holder says.
    let by_token = details.get("parameters")?.to_string().contains("TaskToken");
    let output = result.get("output").filter(|_| is_success && !by_token)?.clone();
    // What the SDK's other services give is theirs: they are mocked by an empty object.
    let resource = Resource::parse(&format!("arn:aws:states:::{service}:{action}"))?;
    Some((call(resource, details.get("parameters")?.clone()), output))
}

/// A field that only `found` has, or has with another type.
fn excess(found: &Json, expected: &Json, at: &str) -> Option<String> {
    match (found, expected) {
        // Bodies and payloads are the other side's own, as are the items of tables.
        _ if [
            "/Payload",
            "/ResponseBody",
            "/Headers",
            "/Item",
            "/Attributes",
            "/Output",
            "/Input",
        ]
        .contains(&at) =>
        {
            None
        }
        (Json::Object(found), Json::Object(expected)) => found.iter().find_map(|(name, value)| {
            let same = expected.get(name).or(expected.get(name.to_lowercase().as_str()));
            match same {
                None => Some(format!("{at}/{name} is not in the recorded result")),
                Some(same) => excess(value, same, &format!("{at}/{name}")),
            }
        }),
        (Json::Array(found), Json::Array(expected)) => {
            let pair = found.first().zip(expected.first());
            pair.and_then(|(found, expected)| excess(found, expected, &format!("{at}/0")))
        }
        (_, Json::String(_)) => None,
        (found, expected) => (found.type_name() != expected.type_name())
            .then(|| format!("{at}: {} instead of {}", found.type_name(), expected.type_name())),
    }
}

#[test]
fn the_same_seed_gives_the_same_world() {
    let play = || {
        let mut world = World::new(7);
        world.call(&send("q", json!("hello"), json!({}))).expect("it is sent");
        world.receive("q", 1, NOW);
        world
    };
    assert_eq!(play(), play());
}

fn world_with(queue: QueueSettings) -> World {
    let mut world = World::new(1);
    world.configure_queue(queue);
    world
}

fn send(queue: &str, body: Json, more: Json) -> Call {
    let url = format!("https://sqs.ap-northeast-2.amazonaws.com/123456789012/{queue}");
    let mut fields = vec![("QueueUrl".into(), Json::from(url)), ("MessageBody".into(), body)];
    if let Json::Object(more) = &more {
        fields.extend(more.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
    call(resource("sqs:sendMessage"), Json::object::<std::sync::Arc<str>>(fields))
}

fn resource(name: &str) -> Resource {
    Resource::parse(&format!("arn:aws:states:::{name}")).expect("a resource")
}

fn call(resource: Resource, parameters: Json) -> Call {
    Call {
        resource,
        parameters,
        origin: Origin {
            run: 0,
            execution_name: "execution".into(),
            state: "State".into(),
            task: TaskId { children: Vec::new(), request: 3 },
            token: None,
        },
        execution_arn: "arn:aws:states:ap-northeast-2:123456789012:execution:m:e".into(),
        state_machine_arn: "arn:aws:states:ap-northeast-2:123456789012:stateMachine:m".into(),
        at: NOW,
    }
}

fn recorded(features: &[&str]) -> Option<Vec<Json>> {
    let default = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/recorded");
    let folder = std::env::var_os("RECORDED_DIR").map_or(default, PathBuf::from);
    if !folder.is_dir() {
        println!("skipped: no {}", folder.display());
        return None;
    }
    let read = |feature: &&str| {
        let text = std::fs::read_to_string(folder.join(format!("{feature}.json"))).ok()?;
        Json::parse(&text).ok()
    };
    let files: Vec<Json> = features.iter().filter_map(read).collect();
    Some(files.iter().filter_map(Json::as_array).flat_map(|cases| cases.to_vec()).collect())
}

fn list<'a>(json: &'a Json, name: &str) -> &'a [Json] {
    json.get(name).and_then(Json::as_array).map_or(&[], |array| array)
}
