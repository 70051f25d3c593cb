//! Advice on callbacks: which of it a small definition gets, and that none fires wrongly on real
//! ones.

use std::collections::BTreeMap;
use std::path::Path;

use signalbox::asl::{self, Code, Severity, advice_link};
use signalbox::import;

/// A callback with fields beside its resource and payload, and the advice that it gets.
const CASES: [(&str, &[&str]); 14] = [
    ("", &["callback-without-end"]),
    (r#""TimeoutSeconds": 60, "Catch": [CATCH States.ALL]"#, &[]),
    (r#""HeartbeatSeconds": 60, "Catch": [CATCH States.HeartbeatTimeout]"#, &[]),
    (r#""TimeoutSeconds": 60"#, &["timeout-not-caught"]),
    (r#""TimeoutSeconds": 60, "Catch": [CATCH States.TaskFailed]"#, &["timeout-not-caught"]),
    (
        r#""TimeoutSeconds": 60, "HeartbeatSeconds": 60, "Catch": [CATCH States.ALL]"#,
        &["heartbeat-not-shorter"],
    ),
    (r#""TimeoutSeconds": 60, "HeartbeatSeconds": 59, "Catch": [CATCH States.ALL]"#, &[]),
    (
        r#""TimeoutSeconds": 60, "Retry": [RETRY States.ALL], "Catch": [CATCH States.ALL]"#,
        &["retry-sends-again"],
    ),
    (
        r#""TimeoutSeconds": 60, "Retry": [RETRY States.Timeout], "Catch": [CATCH States.ALL]"#,
        &["retry-sends-again"],
    ),
    // An error of the request itself: nobody has the token yet.
    (
        r#""TimeoutSeconds": 60, "Retry": [RETRY SQS.SdkClientException], "Catch": [CATCH States.ALL]"#,
        &[],
    ),
    (
        r#""TimeoutSeconds": 60, "Retry": [RETRY Glue.ConcurrentRunsExceededException], "Catch": [CATCH States.ALL]"#,
        &["job-error-in-callback"],
    ),
    (
        r#""TimeoutSeconds": 60, "Catch": [CATCH States.ALL], "Parameters": {"QueueUrl": "https://q", "MessageBody": "hello"}"#,
        &["token-not-passed"],
    ),
    (
        r#""TimeoutSeconds": 60, "Catch": [CATCH States.ALL], "Parameters": {"QueueUrl": "https://q",
           "MessageBody.$": "States.Format('https://example.org/ok?token={}', $$.Task.Token)"}"#,
        &["token-not-encoded"],
    ),
    (
        r#""TimeoutSeconds": 60, "Catch": [CATCH States.ALL], "Parameters": {"QueueUrl": "https://q",
           "MessageBody.$": "States.Format('the token is {}', $$.Task.Token)"}"#,
        &[],
    ),
];

#[test]
fn a_callback_gets_the_advice_that_it_needs() {
    for (fields, expected) in CASES {
        let text = definition(fields);
        let found = asl::parse(&text).diagnostics;
        let advice: Vec<&str> = found
            .iter()
            .inspect(|found| assert_eq!(found.severity, Severity::Hint, "{fields}: {found:?}"))
            .map(|found| {
                assert!(!text[found.span.clone()].is_empty(), "it has a place: {found:?}");
                let link = advice_link(found.code).expect("it says where it is explained");
                assert!(link.starts_with("https://docs.aws.amazon.com/"), "{link}");
                code(found.code)
            })
            .collect();
        assert_eq!(advice, expected, "{fields}");
    }
}

#[test]
fn advice_is_for_callbacks_only() {
    for pattern in ["", ".sync"] {
        let fields = r#""Retry": [RETRY States.ALL]"#;
        let text = definition(fields).replace("sqs:sendMessage.waitForTaskToken", "RESOURCE");
        let resource = if pattern.is_empty() { "sqs:sendMessage" } else { "ecs:runTask.sync" };
        let text = text.replace("RESOURCE", resource);
        let text = text.replace("\"QueueUrl\"", "\"TaskDefinition\": \"t\", \"QueueUrl\"");
        let found = asl::parse(&text).diagnostics;
        let is_advice = |found: &&asl::Diagnostic| matches!(found.code, Code::Advice(_));
        assert_eq!(found.iter().find(is_advice), None, "{resource}");
    }
}

/// Every hit was read: each is a callback that waits a year for a lost token, whose timeout nobody
/// catches, or whose retry sends its message once more.
#[test]
fn no_advice_fires_wrongly_on_real_definitions() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real/definitions");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: no {}", folder.display());
        return;
    };
    let mut hits: BTreeMap<&str, usize> = BTreeMap::new();
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for found in import::open(&text, "definition").diagnostics {
            if advice_link(found.code).is_some() {
                *hits.entry(code(found.code)).or_default() += 1;
            }
        }
    }
    let expected =
        [("callback-without-end", 17), ("retry-sends-again", 1), ("timeout-not-caught", 3)];
    assert_eq!(hits.into_iter().collect::<Vec<_>>(), expected);
}

fn code(code: Code) -> &'static str {
    if let Code::Advice(advice) = code { advice } else { "AWS's own" }
}

fn definition(fields: &str) -> String {
    let catch = |name: &str| format!(r#"{{"ErrorEquals": ["{name}"], "Next": "End"}}"#);
    let retry = |name: &str| format!(r#"{{"ErrorEquals": ["{name}"]}}"#);
    let mut fields = fields.to_owned();
    for (word, rule) in [("CATCH ", &catch as &dyn Fn(&str) -> String), ("RETRY ", &retry)] {
        while let Some(at) = fields.find(word) {
            let end = at + fields[at..].find(']').expect("a rule ends with its list");
            let rule = rule(&fields[at + word.len()..end]);
            fields.replace_range(at..end, &rule);
        }
    }
    if !fields.contains("\"Parameters\"") {
        let between = if fields.is_empty() { "" } else { ", " };
        fields += between;
        fields += r#""Parameters": {"QueueUrl": "https://q", "MessageBody": {"Token.$": "$$.Task.Token"}}"#;
    }
    format!(
        r#"{{"StartAt": "Ask", "States": {{"Ask": {{"Type": "Task", "Next": "End",
            "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", {fields}}},
            "End": {{"Type": "Succeed"}}}}}}"#
    )
}

#[test]
fn the_line_end_of_a_text_that_stops_short_is_no_wrong_blank() {
    for text in ["{\n", "{\"StartAt\": \"A\",\r\n", "[ "] {
        let codes: Vec<Code> = asl::parse(text).diagnostics.iter().map(|it| it.code).collect();
        assert!(!codes.contains(&Code::Advice("json-blank")), "{text:?} {codes:?}");
    }
}
