//! Intrinsic functions: what AWS was recorded to answer, and what it says of bad calls.

use std::path::PathBuf;

use signalbox::json;
use signalbox::query::jsonpath::{Intrinsic, Scope, Template};
use signalbox::query::random::Random;
use signalbox::value::Json;

struct Seen {
    input: Json,
    context: Json,
    random: Random,
}

impl Scope for Seen {
    fn input(&self) -> &Json {
        &self.input
    }

    fn context(&self) -> Json {
        self.context.clone()
    }

    fn variable(&self, name: &str) -> Option<Json> {
        (name == "v").then(|| json!("of v"))
    }

    fn random(&self) -> &Random {
        &self.random
    }
}

fn seen(input: Json) -> Seen {
    let context = json!({"Execution": {"Name": "e", "Input": input.clone()}});
    Seen { input, context, random: Random::new(7) }
}

/// The value of a call, or the cause of its failure.
fn call(text: &str, input: Json) -> Result<Json, String> {
    let call = Intrinsic::parse(text).map_err(|error| error.message)?;
    call.evaluate(&seen(input)).map_err(|error| error.cause)
}

#[test]
fn merged_fields_come_in_the_order_of_a_hash_map() {
    let input = json!({"a": {"Path": 1, "b": 2, "d": 3}, "b": {"c": 4, "Method": 5, "b": 6}});
    let merged = call("States.JsonMerge($.a, $.b, false)", input).map(|merged| merged.to_string());
    assert_eq!(merged.as_deref(), Ok(r#"{"Path":1,"b":6,"c":4,"d":3,"Method":5}"#));
}

#[test]
fn functions_answer_as_aws_does() {
    let input = json!({"a": [1, 2, 3], "o": {"k": 1, "s": "x"}, "n": null, "t": "n={}", "b": [true,
        false, true], "l": [[1, 2], [1, 2], [2, 1]], "m": [null, null, 1], "s": "a,,b"});
    for (text, expected) in [
        ("States.Format('{} {} {}', $.o, 1.50, 'q')", json!("{k=1, s=x} 1.5 q")),
        ("States.Format($.t, $.n)", json!("n=null")),
        ("States.Format('\\{{}\\} \\'\\\\', $v)", json!("{of v} '\\")),
        ("States.Format('{}', States.StringToJson('\"x\"'))", json!("\"x\"")),
        ("States.Array( $.n , true, 'a(b)', $.a[0] )", json!([null, true, "a(b)", 1])),
        ("States.ArrayContains($.a, '2')", json!(true)),
        ("States.ArrayContains(States.Array($.o), $.o)", json!(true)),
        ("States.ArrayGetItem($.a, 1.9)", json!(2)),
        ("States.ArrayGetItem(States.Array(), 9)", json!(null)),
        ("States.ArrayPartition($.a, 2.6)", json!([[1, 2], [3]])),
        ("States.ArrayRange(5.4, -0.6, -2.4)", json!([5, 3, 1])),
        ("States.ArrayRange(1.6, 1.4, 1)", json!([1])),
        ("States.ArrayRange(5, 1, 1)", json!([])),
        ("States.ArrayRange(2, 1, 2)", json!([])),
        ("States.ArrayLength(States.ArrayRange(1, 1000, 1))", json!(1000)),
        ("States.ArrayUnique($.b)", json!([false, true])),
        ("States.ArrayUnique($.l)", json!([[2, 1], [1, 2]])),
        ("States.ArrayUnique($.m)", json!([null, 1])),
        ("States.Base64Decode(' YWJjZA ')", json!("abcd")),
        ("States.Base64Encode('€')", json!("4oKs")),
        ("States.Hash('hello', 'MD5')", json!("5d41402abc4b2a76b9719d911017c592")),
        (
            "States.JsonMerge($.o, States.StringToJson('{\"k\":2}'), false)",
            json!({"k": 2, "s": "x"}),
        ),
        ("States.JsonToString($.o)", json!("{\"k\":1,\"s\":\"x\"}")),
        ("States.MathAdd(-1.5, 2.5)", json!(2)),
        ("States.MathAdd(2147483646, 1)", json!(2147483647)),
        ("States.StringSplit($.s, '')", json!(["a,,b"])),
        ("States.StringSplit($.s, ',')", json!(["a", "b"])),
        ("States.ArrayLength($.none[*])", json!(0)),
        ("States.ArrayLength($.a[?(@ > 9)])", json!(0)),
    ] {
        let answer = call(text, input.clone()).unwrap_or_else(Json::from);
        assert_eq!(answer, expected, "{text}");
    }
}

#[test]
fn bad_arguments_fail_with_the_whole_expression() {
    for (text, detail) in [
        ("States.MathAdd('1', 1)", "Invalid arguments in States.MathAdd"),
        ("States.MathAdd(2147483647, 1)", "Invalid arguments in States.MathAdd"),
        ("States.ArrayRange(1, 1001, 1)", "Invalid arguments in States.ArrayRange"),
        ("States.ArrayPartition($.a, 0.6)", "Invalid arguments in States.ArrayPartition"),
        ("States.ArrayGetItem($.a, 2)", "Invalid arguments in States.ArrayGetItem"),
        ("States.Hash('x', 'sha-256')", "Invalid arguments in States.Hash"),
        ("States.StringToJson('{bad')", "Invalid arguments in States.StringToJson"),
        ("States.UUID(1)", "Invalid arguments in States.UUID"),
        ("States.JsonMerge($, $, true)", "Invalid arguments in States.JsonMerge"),
        ("States.MathRandom(1.4, 1.6)", "Invalid arguments in States.MathRandom"),
        (
            "States.Format('{}')",
            "Invalid arguments in States.Format: number of arguments do not match the occurrences \
             of {}.",
        ),
        (
            "States.Format('a{', 1)",
            "Invalid template in States.Format: matching '}' not found for '{'.",
        ),
        (
            "States.Format('{}', States.Format('{}', $.a[5]))",
            "The JsonPath argument for the field '$.a[5]' could not be found in the input \
             '{\"a\":[1,2]}'",
        ),
        (
            "States.Format('{}', $$.Nope.Deep)",
            "The JsonPath argument for the field '$.Nope.Deep' could not be found in the input \
             '{\"a\":[1,2]}'",
        ),
        (
            "States.Format('{}', $.a[0][0])",
            "Filter: [0] can only be applied to arrays. Current context is: 1",
        ),
    ] {
        let cause = call(text, json!({"a": [1, 2]})).expect_err(text);
        assert_eq!(cause, format!("The function '{text}' had the following error: {detail}"));
    }
}

#[test]
fn malformed_calls_are_not_accepted() {
    let nested = |depth: usize| "States.Array(".repeat(depth) + &")".repeat(depth);
    assert!(Intrinsic::parse(&nested(10)).is_ok());
    for text in [
        "",
        "States",
        "States.Array",
        "States.Array(",
        "States.Array(1,)",
        "States.Array(,1)",
        "States.Array(1) x",
        "States.Array([1])",
        "States.Array(.5)",
        "States.Array(1.)",
        "States.Array(\"x\")",
        "States.Array('x",
        r"States.Array('\')",
        r"States.Array('\n')",
        r#"States.Format('He said, \"Hello, {}!\"', 'Test')"#,
        "States.Nothing()",
        "States.array()",
        "States.Array($.a.)",
        &nested(11),
    ] {
        let error = Intrinsic::parse(text).expect_err(text);
        assert!(error.span.end <= text.len(), "{text}: {error:?}");
    }
}

#[test]
fn randomness_repeats_with_its_seed() {
    let draw = |text: &str| call(text, json!({})).expect(text);
    assert_eq!(draw("States.UUID()"), draw("States.UUID()"));
    assert_eq!(draw("States.MathRandom(0, 999, 3)"), draw("States.MathRandom(0, 999, 3)"));
    for seed in -50..50 {
        let text = format!("States.MathRandom(-2147483648, 2147483647, {seed})");
        let value = draw(&text).as_i64().expect("an integer");
        assert!(i32::try_from(value).is_ok_and(|value| value < i32::MAX), "{text}: {value}");
        let text = format!("States.MathRandom(12.5, 44.51, {seed})");
        let value = draw(&text).as_i64().expect("an integer");
        assert!((12..44).contains(&value), "{text}: {value}");
    }
}

/// Every recorded Pass state that only computes its Parameters.
#[test]
fn recorded_pass_states_compute_what_aws_computed() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/recorded/intrinsic_functions.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: there is no {}", path.display());
        return;
    };
    let cases = Json::parse(&text).expect("the recordings are JSON");
    let mut n_compared = 0;
    for case in cases.as_array().expect("a list of cases").iter() {
        let name = |key: &str| case.get("env").and_then(|env| env.get(key)).cloned();
        let Some(Json::Object(states)) = case.get("definition").and_then(|d| d.get("States"))
        else {
            continue;
        };
        let (Some(parameters), Some(output)) = (
            states.values().next().and_then(|state| state.get("Parameters")),
            case.get("expected").and_then(|expected| expected.get("output")),
        ) else {
            continue;
        };
        let id = case.get("id").and_then(Json::as_str).unwrap_or_default();
        if states.len() != 1 || id.contains("random") || id.contains("uuid") {
            continue;
        }
        let input = case.get("input").cloned().unwrap_or_default();
        let context = json!({});
        let keys = |path: &[&str]| {
            path.iter().map(|key| signalbox::value::Key::Field((*key).into())).collect::<Vec<_>>()
        };
        let context = [
            (keys(&["Execution", "Name"]), name("executionName")),
            (keys(&["Execution", "Input"]), Some(input.clone())),
            (keys(&["StateMachine", "Id"]), name("stateMachineArn")),
            (keys(&["StateMachine", "Name"]), name("stateMachineName")),
        ]
        .into_iter()
        .fold(context, |context, (path, value)| {
            context.with(&path, &value.unwrap_or_default()).expect("objects take fields")
        });
        let template = Template::parse(parameters).unwrap_or_else(|_| panic!("{id}: a template"));
        let result = template.evaluate(&Seen { input, context, random: Random::new(1) });
        let result = result.unwrap_or_else(|error| panic!("{id}: {error}"));
        let is_whole = output.get("FunctionResult").is_some();
        let result =
            if is_whole { result } else { result.get("merged").cloned().unwrap_or(result) };
        assert_eq!(result, *output, "{id}");
        n_compared += 1;
    }
    assert!(n_compared > 80, "only {n_compared} recordings were compared");
}
