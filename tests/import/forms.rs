//! The forms in which people have definitions: the cases of `forms.txt`, and texts damaged at every
//! place.

use signalbox::asl::source::line_and_column;
use signalbox::asl::{Code, Severity};
use signalbox::import::open;
use signalbox::services::Account;
use signalbox::simulator::{Action, Notice, Simulator};
use signalbox::time::Timestamp;
use signalbox::ui::editor::model::DefinitionModel;
use signalbox::ui::editor::template::TemplateModel;

/// What stands behind the dashes of a case, line by line.
fn told(text: &str) -> Vec<String> {
    let opened = open(text, "file");
    let mut told = Vec::new();
    for machine in &opened.state_machines {
        let kind = match machine.workflow_type {
            signalbox::asl::WorkflowType::Standard => "machine",
            signalbox::asl::WorkflowType::Express => "express",
        };
        let what = match (&machine.machine, &machine.needed_file) {
            (Some(read), _) => {
                let states: Vec<&str> = read.states.keys().map(|name| &**name).collect();
                format!("{} from {}", states.join(" "), read.start_at.name)
            }
            (None, Some(file)) => format!("in {file}"),
            (None, None) => "unread".to_owned(),
        };
        told.push(format!("{kind} {}: {what}", machine.name));
        let open: Vec<&str> = machine.placeholders.iter().map(|it| &*it.name).collect();
        if !open.is_empty() {
            told.push(format!("asks for {}", open.join(", ")));
        }
    }
    told.extend(opened.resources.queues.iter().map(|it| format!("queue {}", it.name)));
    told.extend(opened.resources.functions.iter().map(|it| format!("function {}", it.name)));
    let mappings = opened.resources.event_source_mappings.iter();
    told.extend(mappings.map(|it| format!("{} polls {}", it.function, it.queue)));
    told.extend(opened.activities.iter().map(|it| format!("activity {it}")));
    for found in &opened.diagnostics {
        let is_callback = matches!(found.code, Code::Advice(code) if code.contains("callback"));
        let (line, column) = line_and_column(text, found.span.start);
        if !is_callback {
            told.push(format!("{} {line}:{column}", found.code));
        }
    }
    told
}

#[test]
fn people_have_definitions_in_many_forms() {
    let mut wrong = Vec::new();
    for case in include_str!("forms.txt").split("\n== ").skip(1) {
        let (title, rest) = case.split_once('\n').expect("a title");
        let (text, expected) = rest.rsplit_once("\n--\n").expect("dashes behind the text");
        let found = told(text);
        if !found.iter().map(|line| &**line).eq(expected.lines().filter(|it| !it.is_empty())) {
            wrong.push(format!("== {title}\n{}", found.join("\n")));
        }
        // Line ends and a byte order mark make no difference.
        let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        let decoded = signalbox::import::decode(windows.as_bytes()).expect("it is UTF-8");
        assert_eq!(told(&decoded), found, "{title} with Windows' line ends");
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
}

const WHOLE: &str = r#"{
  "Comment": "결제 ✓",
  "StartAt": "Ask",
  "States": {
    "Ask": {
      "Type": "Task",
      "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      "Parameters": {"QueueUrl": "https://q/1/q", "MessageBody": {"t.$": "$$.Task.Token"}},
      "TimeoutSeconds": 60,
      "End": true
    }
  }
}"#;

/// Cut off, or with a character too few or too many, a text opens as what it still is, or is told
/// with a place in it; what was open stays open.
#[test]
fn a_text_damaged_at_any_place_is_told_with_a_place() {
    let yaml = "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      \
                Definition: {StartAt: A, States: {A: {Type: Pass, End: true}}}\n";
    let serverless = "service: s\nstepFunctions:\n  stateMachines:\n    m:\n      name: \
                      m-${opt:stage, 'dev'}\n      definition:\n        StartAt: A\n        States: {A: \
                      {Type: Pass, End: true}}\n";
    let fresh = Simulator::new(1, Timestamp(0));
    for whole in [WHOLE, yaml, serverless] {
        for (at, _) in whole.char_indices() {
            let behind = &whole[at + whole[at..].chars().next().map_or(0, char::len_utf8)..];
            let (before, rest) = whole.split_at(at);
            for text in [
                before.to_owned(),
                format!("{before}{behind}"),
                format!("{before},{rest}"),
                format!("{before}\"{rest}"),
                format!("{before}}}{rest}"),
                format!("{before}\u{a0}{rest}"),
            ] {
                opens_or_is_told(&text, fresh.clone());
            }
        }
    }
}

fn opens_or_is_told(text: &str, mut simulator: Simulator) {
    let opened = open(text, "x");
    for found in &opened.diagnostics {
        assert!(text.get(found.span.clone()).is_some(), "{found:?} in {text}");
        assert!(!found.message.is_empty());
    }
    let has_error = opened.diagnostics.iter().any(|found| found.severity == Severity::Error);
    assert!(opened.is_usable() || has_error, "{text}");
    let before = simulator.documents().count();
    simulator.update(Action::Open { name: "x.json".into(), text: text.into() });
    assert!(simulator.documents().count() >= before, "{text}");
    let document = simulator.document();
    if let Some(source) = &document.source {
        TemplateModel::of(source, &Account::default());
    }
    let model = DefinitionModel::of(&simulator);
    let tells = simulator.notice().is_some() || !model.problems.is_empty();
    assert!(document.is_valid() || tells, "nothing is told of {text}");
    if let Some(Notice::NothingToOpen(reason)) = simulator.notice() {
        assert!(!reason.message.is_empty() && !reason.message.contains('\n'), "{text}");
        assert!(reason.place.is_some() || text.trim().is_empty(), "{text}");
    }
}

/// Thousands of functions that name each other, variables in circles, a text of 5 MB.
#[test]
fn a_large_or_circular_text_is_opened_in_proportion() {
    let circles: String = (0..500)
        .map(|n| format!("  v{n}: ${{self:custom.v{}}}${{self:custom.v{}}}\n", n + 1, n / 2))
        .collect();
    let text = format!(
        "service: s\nprovider: {{name: aws}}\ncustom:\n  all: ${{self:custom}}\n{circles}\
         stepFunctions:\n  stateMachines:\n    m: {{definition: {{StartAt: A, States: {{A: {{Type: \
         Pass, Result: '${{self:custom.v0}}', End: true}}}}}}}}\n"
    );
    assert!(open(&text, "x").is_usable());
    let states = (0..2_500).map(|n| {
        let next = if n == 2_499 {
            "\"End\": true".to_owned()
        } else {
            format!("\"Next\": \"s{}\"", n + 1)
        };
        format!("\"s{n}\": {{\"Type\": \"Pass\", \"Comment\": \"{}\", {next}}}", "x".repeat(2_000))
    });
    let states: Vec<String> = states.collect();
    let text = format!("{{\"StartAt\": \"s0\", \"States\": {{{}}}}}", states.join(",\n"));
    assert!(text.len() > 5_000_000);
    let mut simulator = Simulator::new(1, Timestamp(0));
    simulator.update(Action::Open { name: "large.json".into(), text });
    assert!(simulator.document().is_valid());
    let broken = simulator.document().text.replace("\"s2498\": {", "\"s2498\" {");
    simulator.update(Action::Open { name: "large.json".into(), text: broken });
    let Some(Notice::NothingToOpen(reason)) = simulator.notice() else { panic!("nothing is told") };
    assert_eq!(reason.place.map(|(line, _)| line), Some(2_499));
    // No bracket ends what these begin with.
    for begins in ["[", "{\"StartAt\": ${Start}, \"a\": [", "{\"a\": ${"] {
        let text = format!("{begins}{}", "1,".repeat(2_500_000));
        let reason = open(&text, "x").diagnostics;
        assert!(!reason.is_empty(), "{begins}");
    }
}
