//! DynamoDB's expressions, as tutorials write them, through the requests that carry them.

use signalbox::asl::Resource;
use signalbox::engine::{Failure, TaskId};
use signalbox::json;
use signalbox::services::{Call, Origin, World};
use signalbox::time::Timestamp;
use signalbox::value::Json;

/// Everything that an item can hold.
fn item() -> Json {
    json!({
        "id": { "S": "1" }, "n": { "N": "7" }, "name": { "S": "Min-seo" },
        "tags": { "SS": ["a", "b"] }, "list": { "L": [{ "N": "1" }, { "N": "2" }, { "N": "3" }] },
        "map": { "M": { "in": { "S": "deep" } } }, "yes": { "BOOL": true }
    })
}

fn values() -> Json {
    json!({
        ":seven": { "N": "7.0" }, ":nine": { "N": "9" }, ":one": { "N": "1" }, ":a": { "S": "a" },
        ":min": { "S": "Min" }, ":set": { "SS": ["b", "c"] }, ":list": { "L": [{ "N": "4" }] },
        ":yes": { "BOOL": true }, ":type": { "S": "SS" }, ":deep": { "S": "deep" }
    })
}

/// Only the values and names that a text uses: DynamoDB refuses others.
fn used(text: &str, all: Json) -> Json {
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || "#:_".contains(c);
    let words: Vec<&str> = text.split(|c| !is_of_word(c)).collect();
    let fields = all.as_object().expect("an object").iter();
    let used = fields.filter(|(name, _)| words.contains(&&***name));
    let used: Vec<_> = used.map(|(name, value)| (name.clone(), value.clone())).collect();
    if used.is_empty() { Json::Null } else { Json::object(used) }
}

fn request(text: &str, field: &'static str, more: Json) -> Json {
    let mut fields: Vec<(String, Json)> = vec![
        ("TableName".into(), Json::from("t")),
        (field.into(), Json::from(text)),
        ("ExpressionAttributeValues".into(), used(text, values())),
        ("ExpressionAttributeNames".into(), used(text, json!({ "#n": "n", "#in": "in" }))),
    ];
    let more = more.as_object().expect("an object").iter();
    fields.extend(more.map(|(name, value)| (name.to_string(), value.clone())));
    Json::object(fields)
}

#[test]
fn conditions_are_evaluated() {
    let cases = [
        ("attribute_exists(id)", true),
        ("attribute_not_exists(id)", false),
        ("attribute_not_exists(other)", true),
        ("n = :seven", true),
        ("n <> :seven", false),
        ("other <> :seven", true),
        ("other = :seven", false),
        ("n < :nine", true),
        ("n > :nine", false),
        ("n <= :seven AND n >= :seven", true),
        ("#n = :seven", true),
        ("n BETWEEN :one AND :nine", true),
        ("name BETWEEN :a AND :min", false),
        ("n IN (:one, :nine)", false),
        ("n in (:one, :seven)", true),
        ("begins_with(name, :min)", true),
        ("contains(tags, :a)", true),
        ("contains(list, :one)", true),
        ("contains(list, :nine)", false),
        ("size(list) < :nine", true),
        ("size(name) = :seven", true),
        ("attribute_type(tags, :type)", true),
        ("map.#in = :deep", true),
        ("list[1] > :one", true),
        ("list[7] > :one", false),
        ("NOT n = :nine AND yes = :yes", true),
        ("n = :nine OR (n = :seven AND NOT attribute_exists(other))", true),
        // AND binds more strongly than OR.
        ("n = :seven OR n = :nine AND n = :one", true),
        ("(n = :seven OR n = :nine) AND n = :one", false),
    ];
    for (text, holds) in cases {
        let mut world = world();
        let more = json!({ "Key": { "id": { "S": "1" } }, "ReturnValues": "ALL_OLD" });
        let found = ask(&mut world, "deleteItem", request(text, "ConditionExpression", more));
        match (holds, found) {
            (true, Ok(found)) => assert_eq!(found.get("Attributes"), Some(&item()), "{text}"),
            (false, Err(failure)) => {
                let error = failure.error.as_deref();
                assert_eq!(error, Some("DynamoDB.ConditionalCheckFailedException"), "{text}");
                let cause = failure.cause.expect("a cause");
                let words = "The conditional request failed (Service: AmazonDynamoDBv2; Status Code: \
                             400; Error Code: ConditionalCheckFailedException; Request ID: ";
                assert!(cause.starts_with(words) && cause.ends_with("; Proxy: null)"), "{cause}");
            }
            (_, found) => panic!("{text}: {found:?}"),
        }
        let scan = request(text, "FilterExpression", json!({}));
        let mut world = self::world();
        let found = sdk(&mut world, "scan", scan).expect("a scan");
        assert_eq!(found.get("Count"), Some(&Json::from(i64::from(holds))), "{text}");
    }
}

#[test]
fn updates_change_the_item() {
    let cases = [
        ("SET n = :nine", "n", json!({ "N": "9" })),
        ("SET n = n + :one", "n", json!({ "N": "8" })),
        ("set #n = #n - :nine", "n", json!({ "N": "-2" })),
        ("SET n = if_not_exists(n, :one) + :one", "n", json!({ "N": "8" })),
        ("SET views = if_not_exists(views, :one) + :one", "views", json!({ "N": "2" })),
        ("SET old = n, n = :nine", "old", json!({ "N": "7" })),
        (
            "SET list = list_append(list, :list)",
            "list",
            json!({ "L": [{ "N": "1" }, { "N": "2" }, { "N": "3" }, { "N": "4" }] }),
        ),
        (
            "SET list = list_append(if_not_exists(other, :list), list)",
            "list",
            json!({ "L": [{ "N": "4" }, { "N": "1" }, { "N": "2" }, { "N": "3" }] }),
        ),
        (
            "SET list[9] = :nine",
            "list",
            json!({ "L": [{ "N": "1" }, { "N": "2" }, { "N": "3" }, { "N": "9" }] }),
        ),
        ("SET map.#in = :a", "map", json!({ "M": { "in": { "S": "a" } } })),
        ("SET map.other = :a REMOVE map.#in", "map", json!({ "M": { "other": { "S": "a" } } })),
        ("REMOVE list[0], list[1]", "list", json!({ "L": [{ "N": "3" }] })),
        ("REMOVE n", "n", Json::Null),
        ("ADD n :nine", "n", json!({ "N": "16" })),
        ("ADD views :nine", "views", json!({ "N": "9" })),
        ("ADD tags :set", "tags", json!({ "SS": ["a", "b", "c"] })),
        ("DELETE tags :set", "tags", json!({ "SS": ["a"] })),
        ("DELETE other :set", "other", Json::Null),
    ];
    for (text, attribute, expected) in cases {
        let more = json!({ "Key": { "id": { "S": "1" } }, "ReturnValues": "ALL_NEW" });
        let found = ask(&mut world(), "updateItem", request(text, "UpdateExpression", more));
        let found = found.unwrap_or_else(|failure| panic!("{text}: {failure}"));
        let new = found.get("Attributes").expect("all of the new item");
        assert_eq!(new.get(attribute).cloned().unwrap_or_default(), expected, "{text}");
    }
}

#[test]
fn what_is_not_understood_is_refused_in_dynamodbs_words() {
    let key = || json!({ "Key": { "id": { "S": "1" } } });
    let cases = [
        (
            request("n == :one", "ConditionExpression", key()),
            "Invalid ConditionExpression: Syntax error; token: \"=\", near: \"== :one\"",
        ),
        (
            request("n = :nobody", "ConditionExpression", key()),
            "Invalid ConditionExpression: An expression attribute value used in expression is not \
             defined; attribute value: :nobody",
        ),
        (
            request("#nobody = :one", "ConditionExpression", key()),
            "Invalid ConditionExpression: An expression attribute name used in the document path is \
             not defined; attribute name: #nobody",
        ),
        (
            request("exists(id)", "ConditionExpression", key()),
            "Invalid ConditionExpression: Invalid function name; function: exists",
        ),
        (
            request("SET n = :one SET id = :one", "UpdateExpression", key()),
            "Invalid UpdateExpression: The \"SET\" section can only be used once in an update \
             expression;",
        ),
        (
            request("SET n = nobody + :one", "UpdateExpression", key()),
            "The provided expression refers to an attribute that does not exist in the item",
        ),
        (
            request("SET name = name + :one", "UpdateExpression", key()),
            "An operand in the update expression has an incorrect data type",
        ),
        (
            request("SET nobody.field = :one", "UpdateExpression", key()),
            "The document path provided in the update expression is invalid for update",
        ),
        (
            request("SET id = :a", "UpdateExpression", key()),
            "One or more parameter values were invalid: Cannot update attribute id. This attribute \
             is part of the key",
        ),
        (
            request(
                "SET n = :one",
                "UpdateExpression",
                json!({ "Key": { "other": { "S": "1" } } }),
            ),
            "The provided key element does not match the schema",
        ),
        (
            json!({
                "TableName": "t", "Key": { "id": { "S": "1" } }, "UpdateExpression": "REMOVE n",
                "ExpressionAttributeValues": { ":x": { "S": "1" } }
            }),
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:x}",
        ),
        (
            json!({ "TableName": "t", "Key": { "id": { "S": "1" } }, "AttributeUpdates": {} }),
            "Signalbox does not evaluate AttributeUpdates",
        ),
    ];
    for (parameters, expected) in cases {
        let failure = ask(&mut world(), "updateItem", parameters.clone()).expect_err(expected);
        assert_eq!(
            failure.error.as_deref(),
            Some("DynamoDB.AmazonDynamoDBException"),
            "{expected}"
        );
        let cause = failure.cause.expect("a cause");
        assert!(cause.starts_with(expected), "{parameters}\n {cause}");
        let failure = sdk(&mut world(), "updateItem", parameters).expect_err(expected);
        assert_eq!(failure.error.as_deref(), Some("DynamoDb.DynamoDbException"), "{expected}");
    }
}

#[test]
fn a_lock_is_taken_once() {
    let mut world = World::new(1);
    let mut take = |owner: &str| {
        let parameters = json!({
            "TableName": "locks", "Item": { "lock": { "S": "deploy" }, "owner": { "S": owner } },
            "ConditionExpression": "attribute_not_exists(#lock)",
            "ExpressionAttributeNames": { "#lock": "lock" }
        });
        ask(&mut world, "putItem", parameters).map(|_| ())
    };
    assert_eq!(take("first"), Ok(()));
    let refused = take("second").expect_err("it is taken");
    assert_eq!(refused.error.as_deref(), Some("DynamoDB.ConditionalCheckFailedException"));
}

#[test]
fn a_query_finds_its_partition_in_order() {
    let mut world = World::new(1);
    let get = json!({ "TableName": "t", "Key": { "who": { "S": "a" }, "at": { "N": "0" } } });
    ask(&mut world, "getItem", get).expect("the key is told");
    for (who, at) in [("a", 3), ("b", 1), ("a", 10), ("a", 2)] {
        // Step Functions takes plain JSON for attribute values, too.
        let item = json!({ "who": who, "at": at, "text": "hello" });
        ask(&mut world, "putItem", json!({ "TableName": "t", "Item": item })).expect("it is put");
    }
    let mut query = |more: Json| {
        let mut fields = vec![
            ("TableName", Json::from("t")),
            ("KeyConditionExpression", Json::from("who = :who AND #at > :at")),
            ("ExpressionAttributeNames", json!({ "#at": "at" })),
            ("ExpressionAttributeValues", json!({ ":who": { "S": "a" }, ":at": { "N": "2" } })),
            ("ProjectionExpression", Json::from("#at")),
        ];
        let more = more.as_object().expect("an object").iter();
        let more: Vec<_> = more.map(|(name, value)| (name.to_string(), value.clone())).collect();
        fields.extend(more.iter().map(|(name, value)| (name.as_str(), value.clone())));
        let found = sdk(&mut world, "query", Json::object(fields)).expect("a query");
        found.get("Items").cloned().expect("items")
    };
    let (three, ten) = (json!({ "at": { "N": "3" } }), json!({ "at": { "N": "10" } }));
    assert_eq!(query(json!({})), json!([three.clone(), ten.clone()]));
    assert_eq!(query(json!({ "ScanIndexForward": false, "Limit": 1 })), json!([ten]));
    let failure = sdk(&mut world, "query", json!({ "TableName": "t" })).expect_err("no condition");
    assert!(failure.cause.expect("a cause").contains("KeyConditionExpression"));
}

#[test]
fn no_expression_stops_the_table() {
    let pieces = [
        "SET", "n", "=", ":one", "(", ")", "#n", ",", "AND", "NOT", "size", "[", "0", "]", ".",
        "é", "\"",
    ];
    // Every text of three pieces, as a condition and as an update.
    for first in pieces {
        for second in pieces {
            for third in pieces {
                let text = format!("{first} {second}{third}");
                for field in ["ConditionExpression", "UpdateExpression"] {
                    let more = json!({ "Key": { "id": { "S": "1" } } });
                    let _ = ask(&mut world(), "updateItem", request(&text, field, more));
                }
            }
        }
    }
    let deep = format!("{}n = :one{}", "(".repeat(100_000), ")".repeat(100_000));
    let more = json!({ "Key": { "id": { "S": "1" } } });
    ask(&mut world(), "updateItem", request(&deep, "ConditionExpression", more))
        .expect_err("it is nested too deeply");
}

fn world() -> World {
    let mut world = World::new(1);
    let get = json!({ "TableName": "t", "Key": { "id": { "S": "1" } } });
    ask(&mut world, "getItem", get).expect("the key is told");
    ask(&mut world, "putItem", json!({ "TableName": "t", "Item": item() })).expect("it is put");
    world
}

fn ask(world: &mut World, action: &str, parameters: Json) -> Result<Json, Failure> {
    world.call(&call(&format!("dynamodb:{action}"), parameters))
}

fn sdk(world: &mut World, action: &str, parameters: Json) -> Result<Json, Failure> {
    world.call(&call(&format!("aws-sdk:dynamodb:{action}"), parameters))
}

fn call(resource: &str, parameters: Json) -> Call {
    Call {
        resource: Resource::parse(&format!("arn:aws:states:::{resource}")).expect("a resource"),
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
        at: Timestamp(1_700_000_000_000),
    }
}
