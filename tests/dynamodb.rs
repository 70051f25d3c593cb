//! DynamoDB's expressions, as tutorials write them, through the requests that carry them.

use signalbox::asl::Resource;
use signalbox::engine::{Failure, TaskId};
use signalbox::json;
use signalbox::services::{Call, Origin, Resources, TableSettings, World};
use signalbox::time::Timestamp;
use signalbox::value::Json;

/// Everything that an item can hold.
fn item() -> Json {
    json!({
        "id": { "S": "1" }, "n": { "N": "7" }, "title": { "S": "Min-seo" },
        "tags": { "SS": ["a", "b"] }, "steps": { "L": [{ "N": "1" }, { "N": "2" }, { "N": "3" }] },
        "nest": { "M": { "in": { "S": "deep" } } }, "yes": { "BOOL": true }
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
        ("attribute_not_exists(absent)", true),
        ("n = :seven", true),
        ("n <> :seven", false),
        ("absent <> :seven", true),
        ("absent = :seven", false),
        ("n < :nine", true),
        ("n > :nine", false),
        ("n <= :seven AND n >= :seven", true),
        ("#n = :seven", true),
        ("n BETWEEN :one AND :nine", true),
        ("title BETWEEN :a AND :min", false),
        ("n IN (:one, :nine)", false),
        ("n in (:one, :seven)", true),
        ("begins_with(title, :min)", true),
        ("contains(tags, :a)", true),
        ("contains(steps, :one)", true),
        ("contains(steps, :nine)", false),
        ("size(steps) < :nine", true),
        ("size(title) = :seven", true),
        ("attribute_type(tags, :type)", true),
        ("nest.#in = :deep", true),
        ("steps[1] > :one", true),
        ("steps[7] > :one", false),
        ("NOT n = :nine AND yes = :yes", true),
        ("n = :nine OR (n = :seven AND NOT attribute_exists(absent))", true),
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
        ("SET visits = if_not_exists(visits, :one) + :one", "visits", json!({ "N": "2" })),
        ("SET former = n, n = :nine", "former", json!({ "N": "7" })),
        (
            "SET steps = list_append(steps, :list)",
            "steps",
            json!({ "L": [{ "N": "1" }, { "N": "2" }, { "N": "3" }, { "N": "4" }] }),
        ),
        (
            "SET steps = list_append(if_not_exists(absent, :list), steps)",
            "steps",
            json!({ "L": [{ "N": "4" }, { "N": "1" }, { "N": "2" }, { "N": "3" }] }),
        ),
        (
            "SET steps[9] = :nine",
            "steps",
            json!({ "L": [{ "N": "1" }, { "N": "2" }, { "N": "3" }, { "N": "9" }] }),
        ),
        ("SET nest.#in = :a", "nest", json!({ "M": { "in": { "S": "a" } } })),
        (
            "SET nest.absent = :a REMOVE nest.#in",
            "nest",
            json!({ "M": { "absent": { "S": "a" } } }),
        ),
        ("REMOVE steps[0], steps[1]", "steps", json!({ "L": [{ "N": "3" }] })),
        ("REMOVE n", "n", Json::Null),
        ("ADD n :nine", "n", json!({ "N": "16" })),
        ("ADD visits :nine", "visits", json!({ "N": "9" })),
        ("ADD tags :set", "tags", json!({ "SS": ["a", "b", "c"] })),
        ("DELETE tags :set", "tags", json!({ "SS": ["a"] })),
        ("DELETE absent :set", "absent", Json::Null),
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
            request("Status = :one", "ConditionExpression", key()),
            "Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: \
             Status",
        ),
        (
            request("SET nest.name = :one", "UpdateExpression", key()),
            "Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: name",
        ),
        (
            request("SET n = :one", "UpdateExpression", json!({ "Key": { "id": { "N": "1" } } })),
            "The provided key element does not match the schema",
        ),
        (
            request("SET n = :one", "UpdateExpression", json!({ "Key": { "id": { "S": "" } } })),
            "One or more parameter values are not valid. The AttributeValue for a key attribute \
             cannot contain an empty string value. Key: id",
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
            request("SET title = title + :one", "UpdateExpression", key()),
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
                json!({ "Key": { "absent": { "S": "1" } } }),
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
    for (parameters, refusal) in [
        (json!({ "TableName": "t" }), "Either the KeyConditions or KeyConditionExpression"),
        (
            json!({ "TableName": "t", "KeyConditionExpression": "#at = :at",
                "ExpressionAttributeNames": { "#at": "at" },
                "ExpressionAttributeValues": { ":at": 1 } }),
            "Query condition missed key schema element: who",
        ),
        (
            json!({ "TableName": "t", "KeyConditionExpression": "who = :who",
                "ExpressionAttributeValues": { ":who": 1 } }),
            "One or more parameter values were invalid: Condition parameter type does not match \
             schema type",
        ),
    ] {
        let failure = sdk(&mut world, "query", parameters).expect_err(refusal);
        assert!(failure.cause.as_ref().is_some_and(|it| it.starts_with(refusal)), "{failure:?}");
    }
}

#[test]
fn a_table_holds_to_the_types_of_its_key() {
    let mut world = World::new(1);
    world.declare(&Resources {
        tables: vec![TableSettings {
            name: "t".into(),
            key: vec!["id".into()],
            types: [("id".into(), "N".into())].into(),
        }],
        ..Resources::default()
    });
    let mut put = |item: Json| {
        let put = ask(&mut world, "putItem", json!({ "TableName": "t", "Item": item }));
        put.map_err(|failure| {
            failure.cause.unwrap_or_default().split(" (").next().map(str::to_owned)
        })
    };
    assert!(put(json!({ "id": { "N": "1" }, "status": { "S": "" } })).is_ok());
    for (item, refusal) in [
        (
            json!({ "id": { "S": "1" } }),
            "One or more parameter values were invalid: Type mismatch for key id expected: N \
             actual: S",
        ),
        (
            json!({ "other": { "S": "1" } }),
            "One or more parameter values were invalid: Missing the key id in the item",
        ),
    ] {
        assert_eq!(put(item).expect_err(refusal).as_deref(), Some(refusal));
    }
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
