//! Generated state machines: definitions as a person might write them, loops, failures, nested
//! scopes and missing data included. They are valid as far as the schema goes; what they do with
//! their data is left to chance.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Scopes in scopes in scopes are enough.
const DEPTH_MAX: u32 = 2;

/// A definition, as text.
pub fn definition() -> impl Strategy<Value = String> {
    (scope(DEPTH_MAX), prop::option::weighted(0.2, 1..40_u32)).prop_map(|(scope, timeout)| {
        let mut definition = named(scope, "");
        if let Some(timeout) = timeout {
            definition.insert("TimeoutSeconds".into(), json!(timeout));
        }
        Value::Object(definition).to_string()
    })
}

/// An execution's input.
pub fn input() -> impl Strategy<Value = Value> {
    prop_oneof![
        9 => payload(),
        1 => scalar(),
    ]
}

fn payload() -> impl Strategy<Value = Value> {
    (scalar(), prop::collection::vec(scalar(), 0..4), 0..4_i64).prop_map(|(x, items, n)| {
        json!({ "x": x, "items": items, "n": n, "at": "2024-01-01T00:00:05Z", "deep": { "x": n } })
    })
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3..4_i64).prop_map(Value::from),
        (-2.0..2.0_f64).prop_map(Value::from),
        "[a-c]{0,3}".prop_map(Value::from),
        Just(json!([1, "two", [3]])),
        Just(json!({ "x": { "x": 1 } })),
    ]
}

/// A scope whose states have numbers for names, and for where they go.
#[derive(Clone, Debug)]
struct Scope {
    states: Vec<State>,
}

/// A state's own fields, and how many states on it leads; past the last one is the end.
#[derive(Clone, Debug)]
struct State {
    fields: Map<String, Value>,
    next: usize,
    /// Choices and Catches lead elsewhere.
    branches: Vec<usize>,
    scopes: Vec<Scope>,
}

fn scope(depth: u32) -> BoxedStrategy<Scope> {
    prop::collection::vec(state(depth), 1..5).prop_map(|states| Scope { states }).boxed()
}

fn state(depth: u32) -> BoxedStrategy<State> {
    let flat = (fields(), 0..6_usize, prop::collection::vec(0..6_usize, 2))
        .prop_map(|(fields, next, branches)| State { fields, next, branches, scopes: Vec::new() });
    if depth == 0 {
        return flat.boxed();
    }
    let nested = (
        prop_oneof![Just("Parallel"), Just("Map")],
        distribution(),
        prop::collection::vec(scope(depth - 1), 1..3),
        handlers(),
        0..6_usize,
        0..3_u32,
        flow(),
    );
    let nested =
        nested.prop_map(|(kind, distribution, scopes, handlers, next, concurrency, flow)| {
            let mut fields = object(json!({ "Type": kind }));
            fields.extend(handlers);
            fields.extend(flow);
            // What comes after finds its data where it was.
            fields.insert("ResultPath".into(), json!("$.result"));
            if kind == "Map" {
                fields.insert("ItemsPath".into(), json!("$.items"));
                fields.insert("ItemSelector".into(), item_selector());
                fields.insert("MaxConcurrency".into(), json!(concurrency));
                fields.extend(distribution);
            }
            State { fields, next, branches: vec![next + 1, next], scopes }
        });
    prop_oneof![5 => flat, 2 => nested].boxed()
}

/// What makes a Map a distributed one; nothing for an inline Map.
fn distribution() -> impl Strategy<Value = Map<String, Value>> {
    let reader = json!({
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": { "InputType": "JSON" },
        "Parameters": { "Bucket": "b", "Key": "k" },
    });
    let batcher = json!({ "MaxItemsPerBatch": 2 });
    let fields = (any::<bool>(), any::<bool>(), prop::option::of(0..2_u32));
    let distributed = fields.prop_map(move |(reads, batches, tolerated)| {
        // `named` moves the mode into the item processor.
        let mut fields = object(json!({ "ProcessorConfig": distributed_mode() }));
        if reads {
            fields.insert("ItemReader".into(), reader.clone());
        }
        if batches {
            fields.insert("ItemBatcher".into(), batcher.clone());
        }
        fields.extend(tolerated.map(|n| ("ToleratedFailureCount".to_string(), json!(n))));
        fields
    });
    prop_oneof![2 => Just(Map::new()), 1 => distributed]
}

fn distributed_mode() -> Value {
    json!({ "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" })
}

/// Gives an iteration the data that states look for.
fn item_selector() -> Value {
    json!({
        "x.$": "$$.Map.Item.Value",
        "n.$": "$$.Map.Item.Index",
        "items": [1, 2],
        "at": "2024-01-01T00:00:07Z",
        "deep": { "x": 1 },
    })
}

/// The fields of a state without a scope inside.
fn fields() -> BoxedStrategy<Map<String, Value>> {
    let pass = (flow(), prop::option::of(payload())).prop_map(|(flow, result)| {
        let mut fields = object(json!({ "Type": "Pass" }));
        fields.extend(flow);
        fields.extend(result.map(|result| ("Result".to_string(), result)));
        fields
    });
    let task = (resource(), handlers(), prop::option::of(1..9_u32), flow());
    let task = task.prop_map(|(resource, handlers, timeout, flow)| {
        let mut fields = object(json!({ "Type": "Task", "Resource": resource }));
        fields.extend(handlers);
        fields.extend(flow);
        if resource.contains(":sqs:") {
            let body = if resource.ends_with("Token") { "$$.Task.Token" } else { "$.x" };
            let parameters =
                json!({ "QueueUrl": "https://sqs/q", "MessageBody": { "it.$": body } });
            fields.insert("Parameters".into(), parameters);
        }
        if let Some(timeout) = timeout {
            fields.insert("TimeoutSeconds".into(), json!(timeout + 1));
            fields.insert("HeartbeatSeconds".into(), json!(timeout));
        }
        fields
    });
    let wait = prop_oneof![
        (0..9_u32).prop_map(|seconds| json!({ "Type": "Wait", "Seconds": seconds })),
        Just(json!({ "Type": "Wait", "TimestampPath": "$.at" })),
        Just(json!({ "Type": "Wait", "SecondsPath": "$.n" })),
    ];
    let choice = test().prop_map(|test| {
        let mut rule = object(test);
        rule.insert("Next".into(), Value::Null);
        json!({ "Type": "Choice", "Choices": [rule], "Default": null })
    });
    let end = prop_oneof![
        Just(json!({ "Type": "Succeed" })),
        Just(json!({ "Type": "Fail", "Error": "Made.Up", "Cause": "by chance" })),
        Just(json!({ "Type": "Fail" })),
    ];
    prop_oneof![
        3 => pass,
        4 => task,
        2 => wait.prop_map(object),
        3 => choice.prop_map(object),
        1 => end.prop_map(object),
    ]
    .boxed()
}

fn resource() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("arn:aws:lambda:us-east-1:123456789012:function:f"),
        Just("arn:aws:states:us-east-1:123456789012:activity:a"),
        Just("arn:aws:states:::sqs:sendMessage"),
        Just("arn:aws:states:::sqs:sendMessage.waitForTaskToken"),
    ]
}

/// Fields that say what a state does with its data; any of them may fail.
fn flow() -> impl Strategy<Value = Map<String, Value>> {
    let field = prop_oneof![
        4 => Just(("InputPath", json!("$"))),
        1 => Just(("InputPath", json!("$.deep"))),
        1 => Just(("InputPath", Value::Null)),
        4 => Just(("OutputPath", json!("$"))),
        1 => Just(("OutputPath", json!("$.missing"))),
        6 => Just(("ResultPath", json!("$.x"))),
        6 => Just(("ResultPath", json!("$.deep.new"))),
        6 => Just(("ResultPath", Value::Null)),
        4 => Just(("Assign", json!({ "v.$": "$.x", "w": 1 }))),
    ];
    prop::collection::vec(field, 0..3).prop_map(|fields| {
        fields.into_iter().map(|(name, value)| (name.to_string(), value)).collect()
    })
}

fn handlers() -> impl Strategy<Value = Map<String, Value>> {
    let errors = prop_oneof![
        Just("States.ALL"),
        Just("States.Timeout"),
        Just("States.HeartbeatTimeout"),
        Just("States.TaskFailed"),
        Just("Made.Up"),
    ];
    let retry = (errors.clone(), 0..4_u32, 0..3_u32, any::<bool>());
    let retry = retry.prop_map(|(error, attempts, interval, jitter)| {
        json!([{
            "ErrorEquals": [error],
            "MaxAttempts": attempts,
            "IntervalSeconds": interval,
            "JitterStrategy": if jitter { "FULL" } else { "NONE" },
        }])
    });
    let catch = errors.prop_map(
        |error| json!([{ "ErrorEquals": [error], "Next": null, "ResultPath": "$.caught" }]),
    );
    (prop::option::of(retry), prop::option::of(catch)).prop_map(|(retry, catch)| {
        let retry = retry.map(|retry| ("Retry".to_string(), retry));
        retry.into_iter().chain(catch.map(|catch| ("Catch".to_string(), catch))).collect()
    })
}

fn test() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => Just(json!({ "Variable": "$.missing", "IsPresent": true })),
        4 => Just(json!({ "Variable": "$.n", "NumericGreaterThan": 1 })),
        4 => Just(json!({ "Variable": "$.x", "StringMatches": "a*" })),
        1 => Just(json!({ "Variable": "$.missing", "BooleanEquals": true })),
        4 => Just(json!({ "Variable": "$.at", "TimestampLessThan": "2024-01-01T00:00:09Z" })),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3).prop_map(|all| json!({ "And": all })),
            prop::collection::vec(inner.clone(), 1..3).prop_map(|any| json!({ "Or": any })),
            inner.prop_map(|not| json!({ "Not": not })),
        ]
    })
}

/// Gives the states names that are unique over the whole definition, and real targets.
fn named(scope: Scope, prefix: &str) -> Map<String, Value> {
    let n_states = scope.states.len();
    let name = |place: usize| format!("{prefix}{place}");
    let mut states = Map::new();
    for (place, state) in scope.states.into_iter().enumerate() {
        let mut fields = state.fields;
        let kind = fields["Type"].as_str().unwrap_or_default().to_string();
        // Even those that lead past the end have somewhere to branch to.
        let branch = |index: usize| json!(name(state.branches[index] % n_states));
        if kind == "Choice" {
            fields["Choices"][0]["Next"] = branch(0);
            fields["Default"] = branch(1);
        }
        if let Some(catch) = fields.get_mut("Catch") {
            catch[0]["Next"] = branch(0);
        }
        if !matches!(kind.as_str(), "Choice" | "Succeed" | "Fail") {
            let next = (place + 1 + state.next) % (n_states + 2);
            if next < n_states {
                fields.insert("Next".into(), json!(name(next)));
            } else {
                fields.insert("End".into(), json!(true));
            }
        }
        let scopes = state.scopes.into_iter().enumerate();
        let mut inner: Vec<Value> = scopes
            .map(|(index, scope)| {
                Value::Object(named(scope, &format!("{prefix}{place}{}", ["a", "b"][index % 2])))
            })
            .collect();
        match kind.as_str() {
            "Parallel" => drop(fields.insert("Branches".into(), Value::Array(inner))),
            "Map" => {
                let mut processor = object(inner.swap_remove(0));
                processor.extend(fields.remove_entry("ProcessorConfig"));
                // A reader brings the items itself.
                if fields.contains_key("ItemReader") {
                    fields.remove("ItemsPath");
                }
                fields.insert("ItemProcessor".into(), Value::Object(processor));
            }
            _ => {}
        }
        states.insert(name(place), Value::Object(fields));
    }
    object(json!({ "StartAt": name(0), "States": states }))
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => unreachable!("only objects are given here, not {other}"),
    }
}
