//! Paths, reference paths and payload templates, through their front door.

use signalbox::json;
use signalbox::query::jsonpath::{Path, QueryError, ReferencePath, Scope, Template};
use signalbox::query::random::Random;
use signalbox::value::Json;

/// A scope of an input, a context object with one field, and one variable `$v`.
struct Seen {
    input: Json,
    random: Random,
}

impl Scope for Seen {
    fn input(&self) -> &Json {
        &self.input
    }

    fn context(&self) -> Json {
        json!({"Execution": {"Name": "e"}})
    }

    fn variable(&self, name: &str) -> Option<Json> {
        (name == "v").then(|| json!({"a": [1, 2]}))
    }

    fn random(&self) -> &Random {
        &self.random
    }
}

fn seen(input: Json) -> Seen {
    Seen { input, random: Random::new(7) }
}

/// What a path finds in an input, or the cause of the failure.
fn find(path: &str, input: &Json) -> Result<Json, String> {
    let path = Path::parse(path).map_err(|error| error.message)?;
    path.evaluate(&seen(input.clone())).map_err(|miss| miss.invalid_path())
}

fn place(path: &str, input: Json, value: Json) -> Result<Json, QueryError> {
    ReferencePath::parse(path).expect("a reference path").place(input, value)
}

#[test]
fn paths_find_what_jayway_finds() {
    let input = json!({
        "a": {"b": [10, 20, 30]},
        "my-key": 1, "123": 2, "ключ": 3, "a b": 4, "Test\\\"\"Name\"": 5,
        "books": [{"t": "x", "p": 1}, {"t": "y", "p": 2.5}, {"t": "z"}],
    });
    for (path, expected) in [
        ("$", input.clone()),
        ("$.a.b", json!([10, 20, 30])),
        ("$.a.b[0]", json!(10)),
        ("$.a.b[-1]", json!(30)),
        ("$.a.b[7]", json!(null)),
        ("$.a.b[0,2]", json!([10, 30])),
        ("$.a.b[1:]", json!([20, 30])),
        ("$.a.b[:2]", json!([10, 20])),
        ("$.a.b[-2:]", json!([20, 30])),
        ("$.a.b[*]", json!([10, 20, 30])),
        ("$.my-key", json!(1)),
        ("$.123", json!(2)),
        ("$.ключ", json!(3)),
        ("$['a b']", json!(4)),
        ("$['Test\\\"\"Name\"']", json!(5)),
        ("$['my-key','123']", json!({"my-key": 1, "123": 2})),
        ("$.books[*].p", json!([1, 2.5])),
        ("$..t", json!(["x", "y", "z"])),
        ("$$.Execution.Name", json!("e")),
        ("$v.a[1]", json!(2)),
        ("$.none[*].x", json!("Invalid path '$.none[*].x' : Missing property in path $['none']")),
        ("$.x", json!("Invalid path '$.x' : No results for path: $['x']")),
        ("$.no.such", json!("Invalid path '$.no.such' : Missing property in path $['no']")),
    ] {
        let found = find(path, &input).unwrap_or_else(Json::from);
        assert_eq!(found, expected, "{path}");
    }
}

#[test]
fn a_value_is_placed_into_the_raw_input() {
    let input = json!({"a": 1});
    assert_eq!(place("$", input.clone(), json!(2)), Ok(json!(2)));
    assert_eq!(place("$.b.c", input.clone(), json!(2)), Ok(json!({"a": 1, "b": {"c": 2}})));
    let error = place("$.b", json!([1]), json!(2)).expect_err("an array has no field");
    assert_eq!(error.error, "States.ResultPathMatchFailure");
    for path in ["a", "$.a[*]", "$..a", "$$.a", "$v", "$.a[?(@.b)]", "$.a[0,1]", "$.a[0:1]"] {
        assert!(ReferencePath::parse(path).is_err(), "{path}");
    }
}

#[test]
fn a_template_computes_its_fields_and_shares_the_rest() {
    let template = json!({"x.$": "$.a", "y": {"z": [1, {"w.$": "$v.a"}]}, "l": {"deep": [1]}});
    let parsed = Template::parse(&template).expect("a template");
    assert_eq!(parsed.variables().collect::<Vec<_>>(), ["v"]);
    let payload = parsed.evaluate(&seen(json!({"a": 5}))).expect("a payload");
    assert_eq!(payload, json!({"x": 5, "y": {"z": [1, {"w": [1, 2]}]}, "l": {"deep": [1]}}));

    let missing = Template::parse(&json!({"a": {"b.$": "$.no"}})).expect("a template");
    let error = missing.evaluate(&seen(json!({"c": 1}))).expect_err("no such field");
    assert_eq!(
        error.cause,
        "The JSONPath '$.no' specified for the field 'b.$' could not be found in the input \
         '{\"c\":1}'"
    );
}
