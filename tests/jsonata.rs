//! The official JSONata suite and what npm jsonata answers beyond it, asked line by line as other
//! programs ask.
//!
//! The suite's folder is `../shared/jsonata`, or the one that `JSONATA_DIR` names; without either
//! the test says so and asks only the rest. Ends with `N passed, N failed`, and fails if a case
//! fails.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::{Map, Value, json};
use signalbox::query::jsonata::answer_line;

/// A lone surrogate is half a character, which a Rust string cannot hold.
const LONE_SURROGATES: [(&str, &str); 2] =
    [("function-encodeUrl", "case002"), ("function-encodeUrlComponent", "case002")];

/// What the suite does not ask, with the answers of npm jsonata 2.2.
const OWN_CASES: &str = include_str!("jsonata/own.json");

fn main() -> ExitCode {
    let folder = std::env::var_os("JSONATA_DIR").map_or("../shared/jsonata".into(), PathBuf::from);
    let read = |name: &str| std::fs::read_to_string(folder.join(name));
    let suite = read("cases.json").and_then(|cases| Ok((cases, read("datasets.json")?))).ok();
    if suite.is_none() {
        println!("no suite in {}: skipped", folder.display());
    }
    let has_suite = suite.is_some();
    let (cases, datasets) = suite.unwrap_or_else(|| (String::new(), "{}".to_owned()));
    let datasets: Value = serde_json::from_str(&datasets).expect("datasets.json is JSON");
    let only = std::env::args().nth(1).filter(|argument| !argument.starts_with('-'));
    let (mut n_passed, mut n_failed, mut n_listed) = (0, 0, 0);
    for line in cases.lines().chain(OWN_CASES.lines()) {
        let line = line.trim().trim_end_matches(',');
        if !line.starts_with('{') {
            continue;
        }
        if let Some((group, case)) = LONE_SURROGATES.iter().find(|(group, case)| {
            [group, case].iter().all(|name| line.contains(&format!("\"{name}\"")))
        }) {
            println!("{group}/{case}: listed, it needs half a character");
            n_listed += 1;
            continue;
        }
        let case: Value = serde_json::from_str(line).expect("every line is a case");
        let name = format!("{}/{}", case["group"], case["case"]).replace('"', "");
        if only.as_ref().is_some_and(|only| !name.contains(only.as_str())) {
            continue;
        }
        let answer = answer_line(&question(&case, &datasets).to_string());
        let answer: Value = serde_json::from_str(&answer).expect("an answer is JSON");
        match check(&case, &answer) {
            Ok(()) => n_passed += 1,
            Err(expected) => {
                n_failed += 1;
                println!("{name}: {}\n  expected {expected}\n  answered {answer}", case["expr"]);
            }
        }
    }
    if only.is_none() && has_suite {
        assert!(n_passed + n_failed + n_listed >= 1686, "the suite has 1,686 cases");
    }
    println!("{n_passed} passed, {n_failed} failed");
    if n_failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn question(case: &Value, datasets: &Value) -> Value {
    let mut question = Map::new();
    for name in ["expr", "bindings", "timelimit", "depth"] {
        if let Some(value) = case.get(name) {
            question.insert(name.into(), value.clone());
        }
    }
    let dataset = case.get("dataset").and_then(Value::as_str);
    if let Some(data) = case.get("data").or_else(|| datasets.get(dataset?)) {
        question.insert("data".into(), data.clone());
    }
    Value::Object(question)
}

/// Whether the answer is what the case expects; if not, what that is.
fn check(case: &Value, answer: &Value) -> Result<(), String> {
    let status = &answer["status"];
    let fails = |expected: &dyn ToString| Err(expected.to_string());
    if case.get("undefinedResult").is_some() {
        return if status == "undef" { Ok(()) } else { fails(&"undefined") };
    }
    if let Some(result) = case.get("result") {
        let unordered = case.get("unordered").is_some_and(|unordered| unordered == true);
        let found = answer.get("result").filter(|_| status == "ok");
        let is_equal = found.is_some_and(|found| same(found, result, unordered));
        return if is_equal { Ok(()) } else { fails(result) };
    }
    let error = case.get("error").cloned().unwrap_or(json!({}));
    let expected = |name: &str| case.get(name).or_else(|| error.get(name));
    let agrees = |name: &str, own: &str| {
        expected(name).is_none_or(|expected| same(expected, &answer[own], false))
    };
    let all_agree = status == "err"
        && agrees("code", "code")
        && agrees("token", "token")
        && agrees("position", "position")
        && agrees("message", "msg");
    let shown = json!({ "code": expected("code"), "token": expected("token"), "error": error });
    if all_agree { Ok(()) } else { fails(&shown) }
}

/// Equality with numbers by value, fields in any order, and items in any order if `unordered`.
fn same(a: &Value, b: &Value, unordered: bool) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) if unordered => {
            let mut left: Vec<&Value> = b.iter().collect();
            a.len() == b.len()
                && a.iter().all(|item| {
                    let place = left.iter().position(|other| same(item, other, true));
                    place.map(|place| left.remove(place)).is_some()
                })
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b, unordered))
        }
        (Value::Object(a), Value::Object(b)) => {
            let field =
                |(name, value)| b.get(name).is_some_and(|other| same(value, other, unordered));
            a.len() == b.len() && a.iter().all(field)
        }
        _ => a == b,
    }
}
