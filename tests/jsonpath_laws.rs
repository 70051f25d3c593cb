//! What holds of every path, template and intrinsic function call, over generated texts and values.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use signalbox::json;
use signalbox::query::jsonpath::{Intrinsic, Path, ReferencePath, Scope, SyntaxError, Template};
use signalbox::query::random::Random;
use signalbox::value::{Json, Key};

struct Seen {
    input: Json,
    random: Random,
}

impl Scope for Seen {
    fn input(&self) -> &Json {
        &self.input
    }

    fn context(&self) -> Json {
        json!({"Execution": {"Input": self.input.clone()}})
    }

    fn variable(&self, name: &str) -> Option<Json> {
        (name == "v").then(|| self.input.clone())
    }

    fn random(&self) -> &Random {
        &self.random
    }
}

fn seen(input: Json) -> Seen {
    Seen { input, random: Random::new(1) }
}

fn call(text: &str, input: Json) -> Json {
    let call = Intrinsic::parse(text).expect("a call");
    call.evaluate(&seen(input)).expect("arguments that fit")
}

/// Field names, short enough to meet each other.
fn names() -> impl Strategy<Value = String> {
    select(vec!["a", "b", "my-key", "1", "한국어", "it's", "", "x y", "\"q\""])
        .prop_map(str::to_owned)
}

fn values() -> impl Strategy<Value = Json> {
    let scalars = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (-3_i64..4).prop_map(Json::from),
        (-3.5_f64..4.0).prop_map(Json::from),
        names().prop_map(Json::from),
    ];
    scalars.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Json::from),
            vec((names(), inner), 0..5).prop_map(Json::object),
        ]
    })
}

/// Texts that are nearly paths, calls or both.
fn texts() -> impl Strategy<Value = String> {
    let fragments = select(vec![
        "$",
        "$$",
        "$v",
        "@",
        ".",
        "..",
        "a",
        "my-key",
        "한국어",
        "*",
        "[",
        "]",
        "['a']",
        "[\"b\"]",
        "[0]",
        "[-1]",
        "[*]",
        "[0,1]",
        "[1:]",
        "[:-1]",
        "[?(",
        ")]",
        "@.a",
        "==",
        "!=",
        "<",
        "&&",
        "||",
        "!",
        "(",
        ")",
        "in",
        "contains",
        "empty",
        "'x'",
        "\"",
        "'",
        "\\",
        "1",
        "-2.5",
        "null",
        "true",
        "{",
        "}",
        ",",
        " ",
        ".length()",
        ".max()",
        ".concat('x', $.a)",
        "States.Format(",
        "States.Array(",
        "States.MathAdd(",
        "States.ArrayRange(",
        "'{}'",
        "😀",
        "\n",
        "\u{0}",
    ]);
    vec(fragments, 0..12).prop_map(|fragments| fragments.concat())
}

/// Every value of a document with the way to it.
fn places(value: &Json) -> Vec<(Vec<Key>, Json)> {
    let mut found = vec![(Vec::new(), value.clone())];
    let below: Vec<(Key, &Json)> = match value {
        Json::Array(array) => {
            array.iter().enumerate().map(|(index, item)| (Key::Index(index), item)).collect()
        }
        Json::Object(object) => {
            object.iter().map(|(name, field)| (Key::Field(name.clone()), field)).collect()
        }
        _ => Vec::new(),
    };
    for (key, child) in below {
        for (mut keys, value) in places(child) {
            keys.insert(0, key.clone());
            found.push((keys, value));
        }
    }
    found
}

fn written(keys: &[Key]) -> String {
    let steps = keys.iter().map(|key| match key {
        Key::Field(name) => format!("['{}']", name.replace('\'', "\\'")),
        Key::Index(index) => format!("[{index}]"),
    });
    format!("${}", steps.collect::<String>())
}

fn is_well_placed(error: &SyntaxError, text: &str) -> bool {
    !error.message.is_empty() && text.get(error.span.clone()).is_some()
}

proptest! {
    #[test]
    fn no_text_panics_and_every_error_has_a_place(text in texts(), value in values()) {
        let scope = seen(value);
        match Path::parse(&text) {
            Err(error) => prop_assert!(is_well_placed(&error, &text), "{error:?}"),
            Ok(path) => match path.evaluate(&scope) {
                Err(miss) => prop_assert!(!miss.detail().is_empty()),
                Ok(found) => prop_assert!(path.is_definite() || found.as_array().is_some()),
            },
        }
        match Intrinsic::parse(&text) {
            Err(error) => prop_assert!(is_well_placed(&error, &text), "{error:?}"),
            Ok(call) => drop(call.evaluate(&scope)),
        }
        if let Err(error) = ReferencePath::parse(&text) {
            prop_assert!(is_well_placed(&error, &text), "{error:?}");
        }
        if let Err(error) = Json::parse(&text) {
            prop_assert!(!error.message.is_empty() && error.line > 0 && error.column > 0);
        }
    }

    #[test]
    fn every_place_is_found_and_can_be_set(value in values(), new in values()) {
        for (keys, found) in places(&value) {
            let text = written(&keys);
            let path = Path::parse(&text).expect("a path");
            prop_assert_eq!(path.evaluate(&seen(value.clone())).ok(), Some(found.clone()));
            let reference = ReferencePath::parse(&text).expect("a reference path");
            prop_assert_eq!(reference.keys(), &keys[..]);
            let placed = reference.place(&value, &new).expect("a place that is there");
            prop_assert_eq!(path.evaluate(&seen(placed.clone())).ok(), Some(new.clone()));
            prop_assert_eq!(reference.place(&placed, &found), Ok(value.clone()));
        }
    }

    #[test]
    fn a_template_without_computed_fields_is_itself(value in values()) {
        let template = Template::parse(&value).expect("nothing to compute");
        let payload = template.evaluate(&seen(Json::Null)).expect("nothing to miss");
        prop_assert_eq!(&payload, &value);
        if let (Json::Object(payload), Json::Object(value)) = (payload, value) {
            prop_assert!(Arc::ptr_eq(&payload, &value), "a literal is shared");
        }
    }

    #[test]
    fn a_deep_scan_meets_every_value_once(value in values()) {
        let all = Path::parse("$..*").expect("a path").evaluate(&seen(value.clone()));
        let n_below = places(&value).len() - 1;
        prop_assert_eq!(all.expect("a list").as_array().map(|all| all.len()), Some(n_below));
    }

    #[test]
    fn a_filter_and_its_negation_part_the_items(
        items in vec(values(), 0..6),
        operator in select(vec!["==", "!=", "===", "<", "<=", ">", ">=", "in", "nin", "contains"]),
        operand in select(vec!["1", "'a'", "null", "[1, 'a', null]", "@.b", "$[0]"]),
    ) {
        let n_passing = |filter: String| {
            let path = Path::parse(&format!("$[?({filter})]")).expect("a filter");
            let found = path.evaluate(&seen(items.clone().into())).expect("a list");
            found.as_array().map_or(0, |found| found.len())
        };
        let filter = format!("@.a {operator} {operand}");
        let (passing, failing) = (n_passing(filter.clone()), n_passing(format!("!({filter})")));
        prop_assert_eq!(passing + failing, items.len());
    }

    #[test]
    fn what_one_function_does_another_undoes(
        value in values(),
        items in vec(values(), 0..6),
        text in texts(),
        size in 1_i64..4,
    ) {
        let printed = call("States.StringToJson(States.JsonToString($))", value.clone());
        prop_assert_eq!(printed, value);
        let decoded = call("States.Base64Decode(States.Base64Encode($))", text.clone().into());
        prop_assert_eq!(decoded, Json::from(text.clone()));
        let split = call("States.StringSplit($, 'a.')", text.clone().into());
        let parts = split.as_array().expect("a list").iter().filter_map(|part| part.as_str());
        prop_assert_eq!(parts.collect::<String>(), text.replace(['a', '.'], ""));

        let input = json!({"items": Json::from(items.clone()), "size": size});
        let partition = call("States.ArrayPartition($.items, $.size)", input.clone());
        let chunks = partition.as_array().expect("a list").iter();
        let chained = chunks.flat_map(|chunk| chunk.as_array().expect("a chunk").to_vec());
        prop_assert_eq!(chained.collect::<Vec<_>>(), items.clone());
        let unique = call("States.ArrayUnique($.items)", input);
        let unique = unique.as_array().expect("a list");
        prop_assert!(items.iter().all(|item| unique.contains(item)));
        prop_assert!(unique.len() <= items.len());
    }
}
