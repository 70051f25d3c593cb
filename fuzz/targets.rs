//! What is fuzzed: every reader of text that a person can paste or type. Each target reads any text
//! at all and checks, where it was accepted, a law that must then hold.
//!
//! Two drivers share these: `fuzz_targets/` for cargo-fuzz, which needs a nightly compiler and
//! learns from coverage, and `tests/fuzz.rs`, which mutates the seeds in every `cargo test`.

use std::ops::Range;

use signalbox::asl::source::{self, Node};
use signalbox::asl::{self, Diagnostic};
use signalbox::import;
use signalbox::import::mock_config;
use signalbox::query::jsonata::{self, Environment, Limits};
use signalbox::query::jsonpath::{Path, ReferencePath, Scope, Template};
use signalbox::query::random::Random;
use signalbox::simulator::{Action, Simulator};
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
    Target { name: "jsonata", seeds: JSONATA, run: jsonata },
    Target { name: "definition", seeds: DEFINITIONS, run: definition },
    Target { name: "opened", seeds: OPENED, run: opened },
    Target { name: "yaml", seeds: YAML, run: yaml },
    Target { name: "history", seeds: HISTORIES, run: history },
    Target { name: "mock_config", seeds: MOCK_CONFIGS, run: mock_config },
    Target { name: "workflow", seeds: DEFINITIONS, run: workflow },
    Target { name: "save", seeds: SAVES, run: save },
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

const JSONATA: &[&str] = &[
    "store.book[price < 10 and tags[0] = 'x'].{title: $uppercase(title), `a b`: [1..3]}",
    "$sum(list.($ * 2)) & \"é한😀\" ~> $length() ? null : -1.5e3 /* why */",
    "($f := function($n) <n:n> { $n <= 1 ? 1 : $n * $f($n - 1) }; $map(list, λ($v, $i) { $f($v) + $i }))",
    "$replace(a[0].name, /x(.)/i, '$1$$')",
    "store.book@$b.list#$i[$i < $b.price]^(>$, <$b.title)",
    "store.book.tags.{'of': %.title}",
    "**.*[$exists(b)] ~> |$|{'c': 1}, ['d']|",
    "$fromMillis(0, '[Y0001]-[M01]-[D01] [h#1]:[m01][P]') & $formatNumber(1234.5, '#,##0.00;(0)')",
];

const DEFINITIONS: &[&str] = &[
    r#"{"StartAt": "Ask", "TimeoutSeconds": 900, "States": {
        "Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "HeartbeatSeconds": 60, "ResultPath": "$.answer", "Next": "Which?",
            "Parameters": {"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/123456789012/questions",
                "MessageBody": {"Token.$": "$$.Task.Token", "n.$": "States.MathAdd($.n, 1)"}},
            "Retry": [{"ErrorEquals": ["States.HeartbeatTimeout"], "IntervalSeconds": 5,
                "BackoffRate": 1.5, "MaxAttempts": 2, "MaxDelaySeconds": 30, "JitterStrategy": "FULL"}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Sorry"}]},
        "Which?": {"Type": "Choice", "Default": "Sorry", "Choices": [
            {"And": [{"Variable": "$.n", "NumericGreaterThan": 1},
                {"Not": {"Variable": "$.a", "IsPresent": true}}], "Next": "Later"}]},
        "Later": {"Type": "Wait", "SecondsPath": "$.n", "Next": "Done"},
        "Sorry": {"Type": "Fail", "ErrorPath": "$.error.Error", "Cause": "no answer"},
        "Done": {"Type": "Succeed", "OutputPath": "$.answer"}}}"#,
    r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "ItemsPath": "$.list", "End": true,
        "MaxConcurrency": 2, "ItemSelector": {"i.$": "$$.Map.Item.Index"}, "ToleratedFailureCount": 1,
        "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "Both", "States": {
            "Both": {"Type": "Parallel", "End": true, "Branches": [
                {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": [1], "End": true}}},
                {"StartAt": "B", "States": {"B": {"Type": "Wait", "Seconds": 3, "End": true}}}]}}}}}}"#,
    r#"{"QueryLanguage": "JSONata", "StartAt": "P", "States": {
        "P": {"Type": "Pass", "Assign": {"x": "{% $states.input.n + 1 %}"}, "Next": "C"},
        "C": {"Type": "Choice", "Choices": [{"Condition": "{% $x > 1 %}", "Next": "S"}], "Default": "S"},
        "S": {"Type": "Succeed", "Output": "{% {'x': $x, 'at': $states.context.Execution.StartTime} %}"}}}"#,
];

const YAML: &[&str] = &[
    "a: &x [1, -2.5, ~, yes, '한국''어', \"\\u00e9\\n\"]\nb: *x\nc: |-\n  d\n   e\nf: >\n  g\n  h\n",
    "R:\n  K: {\n  a: !Sub '${b}',\n  c: !GetAtt d.e }\n<<: {m: !Join ['', [n, o]]}\n",
];

const HISTORIES: &[&str] =
    &[r#"{"events": [{"id": 1, "type": "ExecutionStarted", "timestamp": 1.5,
    "executionStartedEventDetails": {"input": "{}"}}, {"id": 2, "previousEventId": 1, "type":
    "TaskScheduled", "timestamp": "2026-11-23T00:00:00Z"}, {"id": 3, "previousEventId": 2, "type":
    "TaskFailed", "taskFailedEventDetails": {"error": "E"}}]}"#];

const OPENED: &[&str] = &[
    // A definition within a string within a template, which aliases and folds.
    "Parameters: {P: {Type: String, Default: d}}\nConditions: {C: !Equals [!Ref P, d]}\nResources:\n  \
     Q: {Type: AWS::SQS::Queue, Condition: C, Properties: {DelaySeconds: !If [C, 1, 2], RedrivePolicy: \
     {deadLetterTargetArn: !GetAtt D.Arn, maxReceiveCount: 3}}}\n  D: {Type: AWS::SQS::Queue}\n  M:\n    \
     Type: AWS::StepFunctions::StateMachine\n    Properties:\n      DefinitionString: !Sub\n        - |-\n          \
     {\"StartAt\": \"한\", \"States\": {\"한\": {\"Type\": \"Pass\", \"Result\": \"${x}${Q.Arn}${z}\", \"End\": true}}}\n        \
     - {x: !Ref Q}\n",
    r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#,
    "Comment: a # why\nStartAt: A\nStates:\n  A: &a {Type: Pass, End: true}\n  'B': *a\n  C:\n    Type: Wait\n    Seconds: 1\n    Next: \"A\"\n",
    r#"AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Wait: {Type: Number, Default: 30}
Resources:
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Sub
        - |-
          {"StartAt": "A", "States": {"A": {"Type": "Task", "End": true,
            "Resource": "arn:${AWS::Partition}:states:::sqs:sendMessage.waitForTaskToken",
            "Parameters": {"QueueUrl": "${url}", "MessageBody": {"t.$": "$$.Task.Token"}}}}}
        - url: !Ref Queue
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: !Ref Wait
      RedrivePolicy: {deadLetterTargetArn: !GetAtt [Dead, Arn], maxReceiveCount: 1}
  Dead: {Type: 'AWS::SQS::Queue'}
Outputs:
  Name: {Value: !Join ['-', [!Select [0, !Split [',', 'a,b']], !If [No, 1, !Base64 x]]]}
"#,
];

const MOCK_CONFIGS: &[&str] = &[
    r#"{"StateMachines": {"M": {"TestCases": {"Happy": {"Ask": "Answer"}}}},
    "MockedResponses": {"Answer": {"0": {"Throw": {"Error": "E", "Cause": "C"}}, "1-2": {"Return": {"a": 1}}}}}"#,
];

const SAVES: &[&str] = &["{}", r#"{"version": 1, "documents": []}"#, "[]"];

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
            if let Ok(placed) = path.place(&Json::empty_object(), &Json::Bool(true)) {
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

fn jsonata(text: &str) -> bool {
    let Ok(expression) = jsonata::Expression::parse(text) else { return false };
    let world = World::new();
    let evaluate = || {
        let random = Random::new(7);
        let mut environment = Environment::new(&random);
        environment.limits = Limits { steps: 20_000, depth: 100, memory_bytes: 1_000_000 };
        expression.evaluate(Some(&world.input), &environment).ok()
    };
    assert_eq!(evaluate(), evaluate(), "the same seed gives something else");
    true
}

fn definition(text: &str) -> bool {
    let parsed = asl::parse(text);
    are_places_in(text, &parsed.diagnostics);
    assert!(!parsed.is_valid() || parsed.machine.is_some(), "valid, and yet nothing to run");
    parsed.is_valid()
}

fn opened(text: &str) -> bool {
    let opened = import::open(text, "name");
    are_places_in(text, &opened.diagnostics);
    opened.state_machines.iter().for_each(|machine| _ = is_a_place_in(text, &machine.span));
    opened.is_usable()
}

fn mock_config(text: &str) -> bool {
    mock_config::read(text).is_ok()
}

/// Opens the text, starts it, and lets time go on from one thing to the next.
fn workflow(text: &str) -> bool {
    let mut simulator = Simulator::new(7, Timestamp(0));
    simulator.update(Action::Open { name: "workflow".into(), text: text.into() });
    simulator.update(Action::EditInput(r#"{"n": 2, "list": [1, {}, "x"]}"#.into()));
    simulator.update(Action::Start);
    for _ in 0..STEPS {
        simulator.update(Action::Skip);
    }
    let saved = simulator.save();
    let loaded = Simulator::load(&saved, 7, Timestamp(0));
    assert_eq!(loaded.save(), saved, "loading and saving again changes what is kept");
    simulator.selected_run().is_some()
}

/// Enough for a seed to end; a damaged one may go round for ever.
const STEPS: usize = 20;

fn save(text: &str) -> bool {
    let simulator = Simulator::load(text, 7, Timestamp(0));
    assert!(simulator.notice().is_some(), "none of these is a save");
    true
}

fn are_places_in(text: &str, diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        is_a_place_in(text, &diagnostic.span);
    }
}

fn yaml(text: &str) -> bool {
    match source::read_yaml(text) {
        Ok(root) => {
            check_places(text, &root);
            true
        }
        Err(error) => is_a_place_in(text, &error.span),
    }
}

fn check_places(text: &str, node: &Node) {
    is_a_place_in(text, &node.span);
    for item in node.as_array().unwrap_or_default() {
        check_places(text, item);
    }
    for entry in node.as_object().unwrap_or_default() {
        is_a_place_in(text, &entry.key_span);
        check_places(text, &entry.node);
    }
}

fn history(text: &str) -> bool {
    import::history::read(text).is_ok()
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
