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
    ReferencePath::parse(path).expect("a reference path").place(&input, &value)
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
        ("$.none[*].x", json!([])),
        ("$.none.items[1:]", json!([])),
        ("$.x", json!("Invalid path '$.x' : No results for path: $['x']")),
        ("$.no.such", json!("Invalid path '$.no.such' : Missing property in path $['no']")),
    ] {
        let found = find(path, &input).unwrap_or_else(Json::from);
        assert_eq!(found, expected, "{path}");
    }
}

#[test]
fn filters_select_as_jayway_does() {
    let input = json!({
        "limit": 2,
        "b": [
            {"n": "a", "p": 1, "t": ["x", "y"]},
            {"n": "b", "p": 2.5, "s": null},
            {"n": "ü c", "p": "3", "s": {"q": [1, 2, 3]}},
        ],
    });
    for (filter, names) in [
        ("@.p", "abü"),
        ("@.s", "bü"),
        ("!@.s", "a"),
        ("@.p > 1", "bü"),
        ("@.p>=1 && @.p<=$.limit", "a"),
        ("@.p == 3", "ü"),
        ("@.p === 3", ""),
        ("@.p != 1", "bü"),
        ("@.s == null", "b"),
        ("@.none == null", ""),
        ("@.none != null", "abü"),
        ("@.n == 'ü c'", "ü"),
        ("@.n==b", "b"),
        ("'b' == @['n']", "b"),
        ("@.n < 'b'", "a"),
        ("@.n in ['a', \"b\", 7]", "ab"),
        ("@.n nin ['a']", "bü"),
        ("@.t contains 'y'", "a"),
        ("@.n contains 'c'", "ü"),
        ("@.t size 2", "a"),
        ("@.t.length() == 2", "a"),
        ("@.s.q.max() == 3.0", "ü"),
        ("@.s.q[?(@ > 2)]", "ü"),
        ("@.s.q[1] == 2", "ü"),
        ("@.t anyof ['y', 'z']", "a"),
        ("@.t noneof ['z']", "a"),
        ("@.t subsetof ['x','y','z']", "a"),
        ("@.t all ['x']", "a"),
        ("@.t empty false", "a"),
        ("@.n =~ /[ab]/", "ab"),
        ("@.n =~ /Ü.*/i", "ü"),
        ("@.t =~ /x|z/ && @.p =~ /\\d/", "a"),
        ("@.p == 1 || @.p == 2.5 && @.n == 'b'", "ab"),
        ("(@.p == 1 || @.p == 2.5) && !(@.n == 'b')", "a"),
    ] {
        let found = find(&format!("$.b[?({filter})].n"), &input).unwrap_or_else(Json::from);
        let initials: String = found
            .as_array()
            .unwrap_or_else(|| panic!("{filter}: {found}"))
            .iter()
            .filter_map(|name| name.as_str()?.chars().next())
            .collect();
        assert_eq!(initials, names, "{filter}");
    }
}

#[test]
fn deep_scans_and_functions_follow_jayway() {
    let input = json!({"a": [{"b": 1, "c": [3, 4]}, {"b": 2}], "b": 0, "o": {"x": 1, "y": 2}});
    for (path, expected) in [
        ("$..b", json!([0, 1, 2])),
        ("$..c[0]", json!([3])),
        ("$.a..b", json!([1, 2])),
        ("$..[0]", json!([{"b": 1, "c": [3, 4]}, 3])),
        // All items of an array go on, whatever the index is: Jayway's own way.
        ("$..[0].b", json!([1, 2])),
        ("$..[?(@.b == 2)]", json!([{"b": 2}])),
        ("$..['b','c']", json!([{"b": 1, "c": [3, 4]}])),
        ("$.o.*", json!([1, 2])),
        ("$.o['x','none']", json!({"x": 1})),
        ("$.a[0:9].b", json!([1, 2])),
        ("$.a[0].c[-1:1]", json!([4, 3])),
        ("$.a[0].c[0:-1]", json!([])),
        ("$.a.length()", json!(2)),
        ("$.o.length()", json!(2)),
        ("$.o.keys()", json!(["x", "y"])),
        ("$.a[0].c.sum()", json!(7.0)),
        ("$.a[0].c.avg()", json!(3.5)),
        ("$.a[0].c.append(5)", json!([3, 4, 5])),
        ("$..b.max()", json!(2.0)),
        ("$.a[*].c.length()", json!([2])),
        (
            "$.a[7].b",
            json!(
                "Invalid path '$.a[7].b' : Expected to find an object with property \
            ['b'] in path $['a'][7] but found 'null'. This is not a json object according to the \
            JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'."
            ),
        ),
        (
            "$.b[0]",
            json!(
                "Invalid path '$.b[0]' : Filter: [0] can only be applied to arrays. \
            Current context is: 0"
            ),
        ),
    ] {
        assert_eq!(find(path, &input).unwrap_or_else(Json::from), expected, "{path}");
    }
}

#[test]
fn what_is_no_path_is_told_with_its_place() {
    for (text, place) in [
        ("", ""),
        ("a", "a"),
        ("$.", "."),
        ("$a-b", "-"),
        ("$.a b", " "),
        ("$.a...b", "."),
        ("$['a", "'a"),
        ("$['a'", ""),
        ("$[a]", "[a]"),
        ("$[1", ""),
        ("$[1,]", "1,"),
        ("$[:]", ":"),
        ("$.a.nothing()", "nothing"),
        ("$[?(@.a ~~ 1)]", "~~"),
        ("$[?(@.a == )]", ")"),
        ("$[?@.a]", "@"),
        ("$[?('a')]", "'a'"),
        ("$[?(@.a =~ /(/)]", "/(/"),
        ("$[?(@.a =~ 'x')]", "'"),
    ] {
        let error = Path::parse(text).expect_err(text);
        assert_eq!(&text[error.span.clone()], place, "{text}: {}", error.message);
    }
}

#[test]
fn a_value_is_placed_into_the_raw_input() {
    let input = json!({"a": 1});
    assert_eq!(place("$", input.clone(), json!(2)), Ok(json!(2)));
    assert_eq!(place("$.b.c", input.clone(), json!(2)), Ok(json!({"a": 1, "b": {"c": 2}})));
    let nested = json!([{"a": 1}, 2]);
    assert_eq!(place("$[0].b", nested.clone(), json!(3)), Ok(json!([{"a": 1, "b": 3}, 2])));
    let match_failure = "States.ResultPathMatchFailure: Unable to apply ReferencePath $.b to input";
    for (path, input, expected) in [
        ("$.b", json!("x"), format!("{match_failure} \"x\"")),
        ("$.b", json!(null), format!("{match_failure} null")),
        (
            "$.b",
            json!([1]),
            "States.ReferencePathConflict: Unable to apply step \"b\" to input \
            [1]"
            .to_owned(),
        ),
        (
            "$.a.b.c",
            json!({"a": 1}),
            "States.ReferencePathConflict: Unable to apply step \"b\" to \
            input {\"a\":1}"
                .to_owned(),
        ),
        (
            "$[2]",
            json!([1]),
            "States.ReferencePathConflict: Unable to apply step \"2\" to input \
            [1]"
            .to_owned(),
        ),
    ] {
        let error = place(path, input, json!(2)).expect_err(path);
        assert_eq!(error.to_string(), expected, "{path}");
    }
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

#[test]
fn what_a_template_cannot_compute_is_told_with_its_place() {
    let template = json!({"a": [{"b.$": "$.x["}], "c.$": 1, "d.$": "States.Array(1", "e.$": "$.x"});
    let errors = Template::parse(&template).expect_err("three broken fields");
    let told: Vec<_> = errors
        .iter()
        .map(|error| (error.keys.len(), error.detail.as_ref().map(|detail| detail.span.clone())))
        .collect();
    assert_eq!(told, [(3, Some(3..4)), (1, None), (1, Some(14..14))]);
    assert_eq!(
        errors[1].message,
        "The value for the field 'c.$' must be a valid JSONPath or a valid intrinsic function call"
    );
}

#[test]
fn a_search_that_multiplies_ends() {
    let deep = (0..60).fold(json!(1), |inner, _| json!([inner, 2]));
    let text: Json = "a".repeat(5000).into();
    for (path, input) in [
        ("$..*..*..*..*..*", deep.clone()),
        ("$..[?(@..[?(@..[?(@..x)])])]", deep),
        ("$[?(@ =~ /(a*)*b/)]", json!([text])),
    ] {
        let cause = find(path, &input).expect_err(path);
        assert!(cause.ends_with("looks at more than 4000000 values"), "{path}: {cause}");
    }
}

#[test]
fn computed_fields_come_last_in_the_order_of_a_hash_map() {
    let template = json!({
        "ApiEndpoint.$": "$.n", "Method.$": "$.n", "b": 1, "Path.$": "$.n", "Stage.$": "$.n",
        "a": {"z": {"k.$": "$.n"}, "y": 2}, "RequestBody.$": "$.n", "Headers.$": "$.n",
    });
    let parsed = Template::parse(&template).expect("a template");
    let payload = parsed.evaluate(&seen(json!({"n": 0}))).expect("all paths lead somewhere");
    assert_eq!(
        payload.to_string(),
        r#"{"b":1,"a":{"z":{"k":0},"y":2},"Path":0,"Headers":0,"Stage":0,"ApiEndpoint":0,"Method":0,"RequestBody":0}"#
    );
}
