//! What is fuzzed: every reader of text that a person can paste or type. Each target reads any text
//! at all and checks, where it was accepted, a law that must then hold.
//!
//! Two drivers share these: `fuzz_targets/` for cargo-fuzz, which needs a nightly compiler and
//! learns from coverage, and `tests/fuzz.rs`, which mutates the seeds in every `cargo test`.

use std::ops::Range;

use signalbox::query::jsonpath::{Path, ReferencePath, Scope, Template};
use signalbox::query::random::Random;
use signalbox::time::Timestamp;
use signalbox::value::Json;

/// One reader of text.
pub struct Target {
    pub name: &'static str,
    /// Texts to begin from, all of them accepted.
    pub seeds: &'static [&'static str],
    /// Whether the text is accepted. Panics if the reader does, or if a law is broken.
    pub run: fn(&str) -> bool,
}

pub const TARGETS: &[Target] = &[
    Target { name: "json", seeds: JSON, run: json },
    Target { name: "timestamp", seeds: TIMESTAMPS, run: timestamp },
    Target { name: "jsonpath", seeds: PATHS, run: jsonpath },
    Target { name: "reference_path", seeds: REFERENCE_PATHS, run: reference_path },
    Target { name: "template", seeds: TEMPLATES, run: template },
];

const JSON: &[&str] = &[
    r#"{"a": [1, -2.5e-3, 0, 1e300, 12345678901234567890], "b": {"c": null, "d": true}}"#,
    r#"["\u00e9\ud83d\ude00\n\"", "한국어 😀", ""]"#,
    r#"{"same": 1, "same": 2, "": {"": [[[[[]]]]]}}"#,
];

const TIMESTAMPS: &[&str] =
    &["2026-11-23T04:05:06Z", "2024-02-29T23:59:59.999+09:00", "0001-01-01T00:00:00-12:00"];

const PATHS: &[&str] = &[
    "$",
    "$.store.book[0].title",
    "$['a','b'][-1:]['한국어']",
    "$$.Execution.Id",
    "$variable.a[*]",
    "$.list[0,1,2][1:5]",
    "$..a[?(@.b > 1 && !(@.c in ['x', null]) || @['d'] contains $.e)].max()",
];

const REFERENCE_PATHS: &[&str] =
    &["$", "$.store.book[0].title", "$['a b'][\"c\"]", "$.한국어[1][0]['x.y']"];

const TEMPLATES: &[&str] = &[
    r#"{"a.$": "$.store", "b": [{"c.$": "$$.store.book"}, 1], "d": "$.not"}"#,
    r#"{"f.$": "States.Format('{} \\'{}\\'', $.a['b'], States.MathAdd(-1.5, $$.n))"}"#,
    r#"{"x": {"y.$": "$.list[0:2]"}, "z.$": "$store.book[*].title", "": null}"#,
];

fn json(text: &str) -> bool {
    let Ok(value) = Json::parse(text) else { return false };
    let again = Json::parse(&value.to_string()).expect("what is printed can be read");
    assert_eq!(again, value, "printing and reading again changes the value");
    true
}

fn timestamp(text: &str) -> bool {
    let Some(at) = Timestamp::parse_rfc3339(text) else { return false };
    let again = Timestamp::parse_rfc3339(&at.to_string()).expect("what is printed can be read");
    assert_eq!(again, at, "printing and reading again changes the instant");
    true
}

fn jsonpath(text: &str) -> bool {
    match Path::parse(text) {
        Ok(path) => {
            let evaluate = || path.evaluate(&World::new()).ok();
            assert_eq!(evaluate(), evaluate(), "the same seed gives something else");
            true
        }
        Err(error) => is_a_place_in(text, &error.span),
    }
}

fn reference_path(text: &str) -> bool {
    match ReferencePath::parse(text) {
        Ok(path) => {
            if let Ok(placed) = path.place(Json::empty_object(), Json::Bool(true)) {
                assert_eq!(placed.at(path.keys()), Some(&Json::Bool(true)), "not where it says");
            }
            true
        }
        Err(error) => is_a_place_in(text, &error.span),
    }
}

fn template(text: &str) -> bool {
    let Ok(value) = Json::parse(text) else { return false };
    let Ok(template) = Template::parse(&value) else { return false };
    let evaluate = || template.evaluate(&World::new()).ok();
    assert_eq!(evaluate(), evaluate(), "the same seed gives something else");
    true
}

/// A refusal's place can be shown: it lies in the text, between characters.
fn is_a_place_in(text: &str, span: &Range<usize>) -> bool {
    assert!(text.get(span.clone()).is_some(), "{span:?} is no place in {text:?}");
    false
}

/// What a path or a template can see here.
struct World {
    input: Json,
    random: Random,
}

impl World {
    fn new() -> World {
        let input = r#"{"store": {"book": [
            {"title": "A", "price": 8.95, "tags": ["x"], "isbn": "1"},
            {"title": "B", "price": 22, "tags": []}
        ]}, "a": [{"name": "xy", "b": 1}, [1, 2, 3]], "list": [3, 1, 2], "한국어": null}"#;
        World { input: Json::parse(input).expect("written as JSON"), random: Random::new(7) }
    }
}

impl Scope for World {
    fn input(&self) -> &Json {
        &self.input
    }

    fn context(&self) -> Json {
        self.input.clone()
    }

    fn variable(&self, name: &str) -> Option<Json> {
        self.input.get(name).cloned()
    }

    fn random(&self) -> &Random {
        &self.random
    }
}
