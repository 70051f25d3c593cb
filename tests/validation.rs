//! What AWS says of definitions, inputs and names: our cases in `validation/cases.txt`, and the
//! recorded answers of AWS in `../shared/recorded` or the folder `RECORDED_DIR`.

use std::ops::Range;
use std::path::PathBuf;

use signalbox::asl::source::{self, Node};
use signalbox::asl::validate::{
    ValidateRequest, execution_input, execution_name, invalid_definition, validate_response,
    variable_references,
};
use signalbox::asl::{self, Diagnostic, Options, Parsed, Severity, WorkflowType};
use signalbox::value::Json;

#[test]
fn cases() {
    let (mut n_passed, mut n_failed) = (0, 0);
    for case in include_str!("validation/cases.txt").split("\n= ").skip(1) {
        let mut lines = case.lines().filter(|line| !line.is_empty());
        let title = lines.next().expect("a case has a title");
        let definition = lines.next().expect("a case has a definition");
        let expected: Vec<&str> = lines.map(|line| line.trim_start_matches("> ")).collect();
        let is_express = title.contains("EXPRESS");
        let workflow_type = if is_express { WorkflowType::Express } else { WorkflowType::Standard };
        let text = whole(definition);
        let parsed = asl::parse_with(&text, Options { workflow_type });
        let found: Vec<String> = parsed.diagnostics.iter().map(line).collect();
        if found == expected {
            n_passed += 1;
        } else {
            n_failed += 1;
            println!("{title}\n  expected {expected:#?}\n  found {found:#?}");
        }
        assert_places_are_of_the_text(&text, &parsed);
        assert_yaml_is_judged_alike(&text, &parsed, Options { workflow_type });
    }
    println!("{n_passed} passed, {n_failed} failed");
    assert_eq!(n_failed, 0, "see above");
}

/// JSON is YAML, too: behind a comment it is read as such, and the same is found at the same places.
fn assert_yaml_is_judged_alike(text: &str, parsed: &Parsed, options: Options) {
    const COMMENT: &str = "# YAML\n";
    if !text.starts_with('{') {
        return;
    }
    let as_yaml = asl::parse_json_or_yaml(&format!("{COMMENT}{text}"), options);
    let mut found = as_yaml.diagnostics;
    for diagnostic in &mut found {
        let Range { start, end } = diagnostic.span;
        diagnostic.span = start.saturating_sub(COMMENT.len())..end.saturating_sub(COMMENT.len());
    }
    assert_eq!(found, parsed.diagnostics, "{text} in YAML");
}

/// The definition that a case's line stands for.
fn whole(definition: &str) -> String {
    let is_jsonata = definition.starts_with("{\"Jsonata\"");
    if !is_jsonata && !definition.starts_with("{\"Type\"") {
        return definition.to_owned();
    }
    let state = definition.replace("\"Jsonata\": 1, ", "");
    let language = if is_jsonata { "\"QueryLanguage\": \"JSONata\", " } else { "" };
    format!(
        "{{{language}\"StartAt\": \"Start\", \"States\": {{\"Start\": {{\"Type\": \"Task\", \
         \"Resource\": \"arn:aws:lambda:us-east-1:123456789012:function:f\", \"Next\": \"A\", \
         \"Catch\": [{{\"ErrorEquals\": [\"States.ALL\"], \"Next\": \"Z\"}}]}}, \"A\": {state}, \
         \"Z\": {{\"Type\": \"Succeed\"}}}}}}"
    )
}

/// `CODE: message at location`, as InvalidDefinition prints it.
fn line(found: &Diagnostic) -> String {
    let location = found.location.as_deref().unwrap_or("null");
    format!("{}: {} at {location}", found.code, found.message)
}

/// A finding points at the field or item that its location names, or into it.
fn assert_places_are_of_the_text(text: &str, parsed: &Parsed) {
    let root = source::read_json(text).ok();
    for found in &parsed.diagnostics {
        let span = &found.span;
        assert!(text.get(span.clone()).is_some(), "{found:?} is not of the text");
        let Some((root, location)) = root.as_ref().zip(found.location.as_deref()) else { continue };
        let named = named_by(root, 0, location.trim_end_matches('/'));
        let named = named.unwrap_or_else(|| panic!("{found:?} is at no place of {text}"));
        let is_within = named.start <= span.start && span.end <= named.end;
        assert!(
            is_within,
            "{found:?} points at {}, not within {}",
            &text[span.clone()],
            &text[named]
        );
    }
}

/// What a location names, from the name of a field to the end of its value. `start` is where the
/// name of `node` begins.
fn named_by(node: &Node, start: usize, location: &str) -> Option<Range<usize>> {
    if location.is_empty() {
        return Some(start..node.span.end);
    }
    if let Some((index, rest)) = location.strip_prefix('[').and_then(|it| it.split_once(']')) {
        let item = node.as_array()?.get(index.parse::<usize>().ok()?)?;
        return named_by(item, item.span.start, rest);
    }
    // Names keep their slashes and brackets, so that each of them may go on in two ways.
    let rest = location.strip_prefix('/')?;
    node.as_object()?.iter().rev().find_map(|entry| {
        let rest = rest.strip_prefix(&*entry.key)?;
        let is_whole = rest.is_empty() || rest.starts_with(['/', '[']);
        is_whole.then(|| named_by(&entry.node, entry.key_span.start, rest))?
    })
}

#[test]
fn findings_point_at_what_is_wrong() {
    let text = "{\n  \"StartAt\": \"A\",\n  \"States\": {\n    \"A\": {\"Type\": \"Pass\", \"Nxt\": \"B\"},\n    \"B\": {\"Type\": \"Wait\", \"Seconds\": -5, \"Next\": \"C\"}\n  }\n}";
    let parsed = asl::parse(text);
    let pointed: Vec<&str> = parsed.diagnostics.iter().map(|d| &text[d.span.clone()]).collect();
    // The name of an object, of a field that should not be there, or the value itself.
    assert_eq!(pointed, ["\"Nxt\"", "\"A\"", "-5", "\"C\"", "\"A\""]);
}

#[test]
fn findings_within_strings_point_into_them() {
    for (fields, pointed) in [
        (r#""InputPath": "$.a[""#, "["),
        (r#""ResultPath": "$.a[*]""#, "$.a[*]"),
        (r#""Parameters": {"a.$": "States.Format('\u00e9 {}', $.a, $$x, 3)"}"#, "x"),
        (r#""QueryLanguage": "JSONata", "Output": "{% \u00e9' & 1 %}""#, "'"),
        (
            r#""QueryLanguage": "JSONata", "Output": {"a": "{%  $states.input.a + phone %}"}"#,
            "phone",
        ),
        (r#""QueryLanguage": "JSONata", "Output": "{% $f(1, 2 %}""#, "2"),
        (r#""Parameters": {"a": [{"b.$": "States.Foo('\u00e9', $.a)"}]}"#, "States.Foo"),
    ] {
        let text = format!(
            "{{\"StartAt\": \"A\", \"States\": {{\"A\": {{\"Type\": \"Pass\", {fields}, \"End\": true}}}}}}"
        );
        let parsed = asl::parse(&text);
        let [found] = &parsed.diagnostics[..] else { panic!("{fields}: {parsed:?}") };
        assert_eq!(&text[found.span.clone()], pointed, "{fields}");
    }
}

#[test]
fn broken_json_is_told_in_the_words_of_jackson() {
    let parsed = asl::parse("not a definition");
    let [found] = &parsed.diagnostics[..] else { panic!("{parsed:?}") };
    assert_eq!(
        found.message,
        "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token \
         'null', 'true' or 'false')\n at [Source: (String)\"not a definition\"; line: 1, column: 4]"
    );
    let location = "[Source: (String)\"not a definition\"; line: 1, column: 4]";
    assert_eq!(found.location.as_deref(), Some(location));
    assert!(parsed.machine.is_none());
}

#[test]
fn no_text_is_too_deep_or_too_strange() {
    for text in [
        "[".repeat(100_000),
        "{\"States\":".repeat(50_000),
        format!("{}1{}", "[".repeat(1000), "]".repeat(1000)),
        format!("{{\"StartAt\": \"A\", \"States\": {}}}", nested_maps(60)),
        "\u{feff}{}".to_owned(),
        "{\"a\":\"\\ud800\"}".to_owned(),
    ] {
        let parsed = asl::parse(&text);
        assert!(!parsed.diagnostics.is_empty(), "{}", &text.chars().take(40).collect::<String>());
        assert_places_are_of_the_text(&text, &parsed);
    }
}

fn nested_maps(depth: usize) -> String {
    let opened = "{\"A\": {\"Type\": \"Map\", \"End\": true, \"Iterator\": {\"StartAt\": \"A\", \"States\": ";
    format!("{}{{}}{}", opened.repeat(depth), "}}}".repeat(depth))
}

#[test]
fn a_response_holds_as_many_diagnostics_as_are_asked_for() {
    let definition = "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Pass\", \"X\": 1, \"Y\": 2, \"Parameters\": {\"a\": \"$.b\"}, \"End\": true}}}";
    let respond = |severity, max_results| {
        let request = ValidateRequest { severity, max_results, ..ValidateRequest::default() };
        validate_response(definition, request).map_err(|error| error.to_string())
    };
    let count =
        |response: &Json| response.get("diagnostics").and_then(Json::as_array).map(|d| d.len());
    let all = respond(Severity::Warning, 0).expect("0 is 100");
    assert_eq!(count(&all), Some(3));
    assert_eq!(all.get("truncated"), Some(&Json::from(false)));
    let errors = respond(Severity::Error, 100).expect("100 is allowed");
    assert_eq!(count(&errors), Some(2));
    let first = respond(Severity::Error, 1).expect("1 is allowed");
    assert_eq!(count(&first), Some(1));
    assert_eq!(first.get("truncated"), Some(&Json::from(true)));
    assert_eq!(first.get("result"), Some(&Json::from("FAIL")));
    let refused = respond(Severity::Error, 101).expect_err("101 is too many");
    assert!(refused.starts_with("ValidationException: 1 validation error detected: Value '101'"));
    assert!(validate_response("", ValidateRequest::default()).is_err());
}

#[test]
fn names_of_executions() {
    for name in ["a", "a-b_c.d", &"x".repeat(80), "가나다"] {
        assert_eq!(execution_name(name), Ok(()), "{name}");
    }
    for name in ["", "a b", "a/b", "a*", "a\n", &"x".repeat(81)] {
        assert!(execution_name(name).is_err(), "{name}");
    }
}

#[test]
fn variables_are_found_in_expressions_too() {
    let text = whole(
        r#"{"Jsonata": 1, "Type": "Map", "Items": "{% $list %}", "MaxConcurrency": "{% $n %}", "Output": {"a": ["{% ($own := 1; $sum([$own, $b, $states.result])) %}"]}, "Next": "Z", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Choice", "Choices": [{"Condition": "{% $b > 1 %}", "Next": "J"}], "Default": "J"}, "J": {"Type": "Succeed"}}}}"#,
    );
    let machine = asl::parse(&text).machine.expect("the definition is valid");
    let references = variable_references(&machine).to_string();
    assert_eq!(references, r#"{"A":["b","list","n"],"I":["b"]}"#);
}

#[test]
fn recorded_answers() {
    let folder = recorded_folder();
    if !folder.is_dir() {
        println!("skipped: there is no folder {}", folder.display());
        return;
    }
    let (mut n_passed, mut n_failed, mut n_skipped) = (0, 0, 0);
    for file in ["validation.json", "variable_references.json"] {
        let text = std::fs::read_to_string(folder.join(file)).expect("the corpus has the file");
        let cases = Json::parse(&text).expect("the corpus is JSON");
        for case in cases.as_array().expect("a file is an array of cases").iter() {
            let expected = case.get("expected").expect("a case has an answer");
            let message = expected.get("message").and_then(Json::as_str).unwrap_or_default();
            // The answer of the recorder's own code, not of AWS.
            if message.starts_with("Error=ValueError") {
                n_skipped += 1;
                assert!(!asl::parse(&definition(case)).is_valid());
                continue;
            }
            let answer = answer(case);
            if answer == *expected {
                n_passed += 1;
            } else {
                n_failed += 1;
                println!("{}\n  expected {expected}\n  answered {answer}", case.get("id").unwrap());
            }
        }
    }
    println!("{n_passed} passed, {n_failed} failed, {n_skipped} skipped");
    assert_eq!(n_failed, 0, "see above");
}

/// What AWS ran, AWS has accepted.
#[test]
fn recorded_executions_are_of_valid_definitions() {
    let folder = recorded_folder();
    let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
    let mut n_passed = 0;
    for path in entries.map(|entry| entry.path()) {
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("the corpus is text");
        let cases = Json::parse(&text).expect("the corpus is JSON");
        for case in cases.as_array().expect("a file is an array of cases").iter() {
            let kind = case.get("kind").and_then(Json::as_str).unwrap_or_default();
            let has_definition = case.get("definition").is_some_and(|written| !written.is_null())
                || case.get("definition_text").is_some();
            if (kind.starts_with("execution") || kind.starts_with("express")) && has_definition {
                let parsed = asl::parse(&definition(case));
                let errors = parsed.diagnostics.iter().filter(|d| d.severity == Severity::Error);
                let errors: Vec<String> = errors.map(line).collect();
                assert!(errors.is_empty(), "{:?}: {errors:?}", case.get("id"));
                n_passed += 1;
            }
        }
    }
    println!("{n_passed} passed, 0 failed");
}

fn recorded_folder() -> PathBuf {
    std::env::var_os("RECORDED_DIR").map_or("../shared/recorded".into(), PathBuf::from)
}

fn answer(case: &Json) -> Json {
    let text = |name: &str| case.get(name).and_then(Json::as_str);
    let workflow_type = match text("type") {
        Some("EXPRESS") => WorkflowType::Express,
        _ => WorkflowType::Standard,
    };
    let definition = definition(case);
    let parsed = asl::parse_with(&definition, Options { workflow_type });
    let refused = match text("kind") {
        Some("validate") => {
            let request = ValidateRequest { workflow_type, ..ValidateRequest::default() };
            return validate_response(&definition, request).expect("the request is valid");
        }
        Some("variable_references") => {
            let references = parsed.machine.map_or(Json::Null, |m| variable_references(&m));
            return Json::object([("variableReferences", references)]);
        }
        Some("start_error") => execution_input(text("input_text").unwrap_or_default()).err(),
        _ => invalid_definition(&parsed.diagnostics),
    };
    refused.map_or(Json::Null, |refused| {
        Json::object([("error", Json::from(refused.error)), ("message", refused.message.into())])
    })
}

fn definition(case: &Json) -> String {
    let text = case.get("definition_text").and_then(Json::as_str).map(str::to_owned);
    text.unwrap_or_else(|| case.get("definition").map(Json::to_string).unwrap_or_default())
}
