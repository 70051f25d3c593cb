//! Map Runs: what they read, how they batch, what they write, and how the API describes them.

use signalbox::engine::{EventDetail, aws};
use signalbox::value::Json;

use super::script::{Played, run};

/// A distributed Map that keeps its items as they are, with more fields.
fn keep(fields: &str) -> String {
    processed(fields, r#""Keep": { "Type": "Pass", "End": true }"#)
}

fn processed(fields: &str, state: &str) -> String {
    let name = state.split('"').nth(1).expect("a state has a name");
    format!(
        r#"{{ "StartAt": "All", "States": {{ "All": {{ "Type": "Map", "Label": "All", {fields}
            "ItemProcessor": {{
                "ProcessorConfig": {{ "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }},
                "StartAt": "{name}", "States": {{ {state} }} }},
            "End": true }} }} }}"#
    )
}

fn reader(action: &str, config: &str) -> String {
    format!(
        r#""ItemReader": {{ "Resource": "arn:aws:states:::s3:{action}", "ReaderConfig": {config},
            "Parameters": {{ "Bucket": "bucket", "Key.$": "$.key" }} }},"#
    )
}

/// What becomes of `answers` to the requests of an ItemReader: the output, or the failure.
fn read(definition: &str, answers: &[&str]) -> String {
    let answers = answers.iter().enumerate();
    let answers = answers.map(|(at, answer)| {
        let answer = if answer.starts_with(['[', '{']) && answer.contains("Key") {
            answer.to_string()
        } else {
            Json::from(*answer).to_string()
        };
        format!("{at} succeed All {answer}\n")
    });
    let script = format!("0 start {{\"key\": \"k\", \"two\": 2}}\n{}", answers.collect::<String>());
    let played = run(definition, &script);
    match played.error() {
        "" => played.output(),
        error => format!("{error}: {}", played.cause()),
    }
}

#[test]
fn objects_are_read_as_reader_config_says() {
    let cases = [
        (r#"{ "InputType": "JSON" }"#, "[1, {\"a\": 2}]", r#"[1,{"a":2}]"#),
        (r#"{ "InputType": "JSON", "MaxItems": 1 }"#, "\u{FEFF}[1, 2]", "[1]"),
        (r#"{ "InputType": "JSON", "MaxItemsPath": "$.two" }"#, "[1, 2, 3]", "[1,2]"),
        (r#"{ "InputType": "JSON", "ItemsPointer": "/a/b" }"#, r#"{"a": {"b": [1]}}"#, "[1]"),
        (r#"{ "InputType": "JSON", "ItemsPointer": "/a~1b/0" }"#, r#"{"a/b": [[7]]}"#, "[7]"),
        (r#"{ "InputType": "JSONL" }"#, "{\"a\": 1}\n\n2\r\n", r#"[{"a":1},2]"#),
        (
            r#"{ "InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW" }"#,
            "a,b\n1,\"x, \"\"y\"\"\"\n2\n",
            r#"[{"a":"1","b":"x, \"y\""},{"a":"2","b":""}]"#,
        ),
        (
            r#"{ "InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["a", "b"],
                "CSVDelimiter": "PIPE", "MaxItems": 1 }"#,
            "1|2\n3|4\n",
            r#"[{"a":"1","b":"2"}]"#,
        ),
        (r#"{ "InputType": "JSON" }"#, r#"{"a": 1}"#, NOT_ITERABLE),
        (r#"{ "InputType": "JSON", "ItemsPointer": "/b" }"#, r#"{"a": 1}"#, NOT_ITERABLE),
        (
            r#"{ "InputType": "PARQUET" }"#,
            "PAR1",
            "States.ItemReaderFailed: PARQUET objects cannot be read here.",
        ),
        (
            r#"{ "InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["a", "a"] }"#,
            "1,2\n",
            "States.ItemReaderFailed: CSV headers cannot contain duplicates.",
        ),
    ];
    for (config, object, expected) in cases {
        let definition = keep(&reader("getObject", config));
        assert_eq!(read(&definition, &[object]), expected, "{config} {object}");
    }
    let headers = r#""QueryLanguage": "JSONata", "ItemReader": {
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": { "InputType": "CSV", "CSVHeaderLocation": "GIVEN",
            "CSVHeaders": "{% ['a', $states.input.key] %}", "MaxItems": "{% $states.input.two %}" },
        "Arguments": { "Bucket": "bucket", "Key": "k" } },"#;
    let expected = r#"[{"a":"1","k":"2"},{"a":"3","k":"4"}]"#;
    assert_eq!(read(&keep(headers), &["1,2\n3,4\n5,6\n"]), expected);
}

const NOT_ITERABLE: &str = "States.ItemReaderFailed: Attempting to map over non-iterable node.";

#[test]
fn a_listing_gives_objects_or_what_is_in_them() {
    let listing = r#"[{"Key": "in/"}, {"Key": "in/a"}, {"Key": "in/b"}, {"Key": "in/c"}]"#;
    let named = keep(&format!(
        r#""ItemSelector": {{ "of.$": "$$.Map.Item.Source", "key.$": "$$.Map.Item.Value.Key" }}, {}"#,
        reader("listObjectsV2", r#"{ "MaxItems": 2 }"#)
            .replace("\"Key.$\": \"$.key\"", "\"Prefix\": \"in\"")
    ));
    let item = |key: &str| format!(r#"{{"of":"s3://bucket","key":"{key}"}}"#);
    assert_eq!(read(&named, &[listing]), format!("[{},{}]", item("in/"), item("in/a")));

    let config = r#"{ "InputType": "JSONL", "Transformation": "LOAD_AND_FLATTEN", "MaxItems": 3 }"#;
    let loaded = keep(&format!(
        r#""ItemSelector": {{ "of.$": "$$.Map.Item.Source", "value.$": "$$.Map.Item.Value" }}, {}"#,
        reader("listObjectsV2", config)
    ));
    let item = |of: &str, value| format!(r#"{{"of":"s3://bucket/in/{of}","value":{value}}}"#);
    let expected = format!("[{},{},{}]", item("a", 1), item("a", 2), item("b", 3));
    // The third object is not asked for: there are enough items.
    assert_eq!(read(&loaded, &[listing, "1\n2\n", "3\n4\n"]), expected);
}

#[test]
fn batches_take_what_fits() {
    let inputs = |batcher: &str| {
        let played = run(&keep(&format!(r#""ItemBatcher": {batcher},"#)), "0 start [10, 20, 30]");
        played.output()
    };
    assert_eq!(inputs(r#"{ "MaxItemsPerBatch": 2 }"#), r#"[{"Items":[10,20]},{"Items":[30]}]"#);
    // {"Items":[10,20]} is 17 bytes.
    assert_eq!(
        inputs(r#"{ "MaxInputBytesPerBatch": 17 }"#),
        inputs(r#"{ "MaxItemsPerBatch": 2 }"#)
    );
    assert_eq!(
        inputs(r#"{ "MaxInputBytesPerBatch": 1, "BatchInput": { "all.$": "$[0]" } }"#),
        r#"[{"BatchInput":{"all":10},"Items":[10]},{"BatchInput":{"all":10},"Items":[20]},{"BatchInput":{"all":10},"Items":[30]}]"#
    );
    let paths = r#""ItemsPath": "$.items", "ItemBatcher": { "MaxItemsPerBatchPath": "$.most" },"#;
    let played = run(&keep(paths), r#"0 start {"items": [1, 2], "most": 0}"#);
    assert_eq!(played.error(), "States.Runtime");
}

/// Asks somebody about each item, two at a time.
fn asking(fields: &str) -> String {
    processed(
        fields,
        r#""Ask": { "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "Parameters": { "QueueUrl": "q", "MessageBody": { "t.$": "$$.Task.Token" } }, "End": true }"#,
    )
}

const WRITER: &str = r#""ResultWriter": { "Resource": "arn:aws:states:::s3:putObject",
    "Parameters": { "Bucket": "out", "Prefix": "results/" }"#;

fn objects(played: &Played) -> Vec<(String, Json)> {
    let mut written = played.execution().history().iter().filter_map(|event| match &event.detail {
        EventDetail::ResultsWritten { bucket, objects, .. } => Some((bucket, objects)),
        _ => None,
    });
    let (bucket, objects) = written.next_back().expect("results were written");
    assert_eq!(&**bucket, "out");
    let name = |key: &str| key.rsplit('/').next().unwrap_or_default().to_owned();
    let read = |text: &str| Json::parse(text).unwrap_or_else(|_| Json::from(text));
    objects.iter().map(|(key, text)| (name(key), read(text))).collect()
}

#[test]
fn a_map_run_that_fails_stops_what_runs_and_writes_what_there_is() {
    let fields = format!("{WRITER} }}, \"MaxConcurrency\": 2,");
    let played = run(
        &asking(&fields),
        "
        0 start [1, 2, 3, 4]
        1 succeed Ask \"first\"
        2 fail Ask Broken
        ",
    );
    assert_eq!(played.error(), "States.ExceedToleratedFailureThreshold");
    let objects = objects(&played);
    let names: Vec<&str> = objects.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["FAILED_0.json", "PENDING_0.json", "SUCCEEDED_0.json", "manifest.json"]);
    let field = |object: usize, entry: usize, name: &str| {
        let entry = objects[object].1.as_array().and_then(|entries| entries.get(entry));
        entry.and_then(|entry| entry.get(name)).cloned().unwrap_or_default()
    };
    let of = |name| [field(0, 0, name), field(0, 1, name), field(1, 0, name), field(2, 0, name)];
    let texts = |texts: [&str; 4]| texts.map(Json::from);
    assert_eq!(of("Status"), texts(["FAILED", "ABORTED", "PENDING", "SUCCEEDED"]));
    assert_eq!(of("Input"), texts(["2", "3", "4", "1"]));
    let by_map_run = "REDRIVABLE_BY_MAP_RUN";
    let statuses = of("RedriveStatus").map(|status| status.as_str().map(str::to_owned));
    let expected = [Some(by_map_run), Some(by_map_run), None, Some("NOT_REDRIVABLE")];
    assert_eq!(statuses, expected.map(|status| status.map(str::to_owned)));
    let names = |entry: &Json| {
        entry.as_object().expect("an object").keys().map(|it| it.to_string()).collect::<Vec<_>>()
    };
    let succeeded = objects[2].1.as_array().and_then(|entries| entries.first()).expect("one");
    let mut sorted = names(succeeded);
    sorted.sort();
    assert_eq!(names(succeeded), sorted, "fields come by their names");
    let files = objects[3].1.get("ResultFiles").expect("a manifest lists files");
    assert_eq!(names(files), ["FAILED", "PENDING", "SUCCEEDED"]);
}

#[test]
fn results_are_written_in_the_form_that_is_asked_for() {
    let output = r#""Keep": { "Type": "Pass", "Parameters": { "v.$": "$" }, "OutputPath": "$.v",
        "End": true }"#;
    let written = |config: &str| {
        let fields = format!("{WRITER}, \"WriterConfig\": {config} }},");
        let played = run(&processed(&fields, output), "0 start [[1, 2], 3]");
        let (name, results) = objects(&played).swap_remove(0);
        let text = results.as_str().map_or_else(|| results.to_string(), str::to_owned);
        let text = if text.contains("ExecutionArn") { "…".to_owned() } else { text };
        format!("{name} {text}")
    };
    for (config, expected) in [
        (r#"{ "Transformation": "NONE", "OutputType": "JSON" }"#, "SUCCEEDED_0.json …"),
        (r#"{ "Transformation": "COMPACT", "OutputType": "JSON" }"#, "SUCCEEDED_0.json [[1,2],3]"),
        (r#"{ "Transformation": "FLATTEN", "OutputType": "JSON" }"#, "SUCCEEDED_0.json [1,2,3]"),
        (r#"{ "Transformation": "FLATTEN", "OutputType": "JSONL" }"#, "SUCCEEDED_0.jsonl 1\n2\n3"),
    ] {
        assert_eq!(written(config), expected, "{config}");
    }
    // Without a bucket, the form is that of the Map's own result.
    let fields = r#""ResultWriter": { "WriterConfig": { "Transformation": "FLATTEN", "OutputType": "JSON" } },"#;
    assert_eq!(run(&processed(fields, output), "0 start [[1, 2], 3]").output(), "[1,2,3]");
    let nowhere = WRITER.replace(r#""out""#, "7") + "},";
    let played = run(&processed(&nowhere, output), "0 start [1]");
    assert_eq!(played.error(), "States.ResultWriterFailed");
}

#[test]
fn a_failed_batch_is_as_many_failed_items() {
    let script = "0 start [1, 2, 3, 4]\n1 succeed Ask 12\n2 fail Ask Broken";
    for (tolerance, status) in [
        (r#""ToleratedFailureCount": 1"#, "FAILED"),
        (r#""ToleratedFailureCount": 2"#, "SUCCEEDED"),
        (r#""ToleratedFailurePercentage": 49"#, "FAILED"),
        (r#""ToleratedFailurePercentage": 50"#, "SUCCEEDED"),
        (r#""ToleratedFailureCount": 2, "ToleratedFailurePercentage": 49"#, "FAILED"),
    ] {
        let fields = format!(r#"{tolerance}, "ItemBatcher": {{ "MaxItemsPerBatch": 2 }},"#);
        let played = run(&asking(&fields), script);
        assert_eq!(played.execution().status().as_str(), status, "{tolerance}");
    }
}

#[test]
fn a_map_run_is_described_with_its_counts() {
    let fields = r#""MaxConcurrency": 2, "ToleratedFailurePercentage": 50,
        "ItemBatcher": { "MaxItemsPerBatch": 2 },"#;
    let played = run(
        &asking(fields),
        "
        0 start [1, 2, 3, 4, 5, 6, 7]
        1 succeed Ask 12
        2 fail Ask Broken
        ",
    );
    let execution = played.execution();
    let runs = aws::map_runs(execution);
    let described = aws::describe_map_run(execution, &runs[0]);
    let text = |name: &str| described.get(name).map(Json::to_string).unwrap_or_default();
    assert_eq!(text("status"), "\"RUNNING\"");
    assert_eq!(
        text("itemCounts"),
        r#"{"pending":0,"running":3,"succeeded":2,"failed":2,"timedOut":0,"aborted":0,"total":7,"resultsWritten":0,"failuresNotRedrivable":0,"pendingRedrive":0}"#
    );
    assert_eq!(
        text("executionCounts"),
        r#"{"pending":0,"running":2,"succeeded":1,"failed":1,"timedOut":0,"aborted":0,"total":4,"resultsWritten":0,"failuresNotRedrivable":0,"pendingRedrive":0}"#
    );
    let names: Vec<&str> =
        described.as_object().expect("an answer").keys().map(|name| &**name).collect();
    assert_eq!(
        names.join(" "),
        "mapRunArn executionArn status startDate maxConcurrency toleratedFailurePercentage \
         toleratedFailureCount itemCounts executionCounts redriveCount"
    );
    let listed = aws::list_map_run_executions(&runs[0]).to_string();
    assert_eq!(listed.matches(r#""itemCount":2"#).count(), 3, "{listed}");

    let child = &runs[0].children[0].execution;
    let described = aws::describe_execution(child, child.now()).to_string();
    let arn = "arn:aws:states:us-east-1:123456789012:";
    for field in [
        format!(r#""executionArn":"{arn}execution:case/All:"#),
        format!(r#""stateMachineArn":"{arn}stateMachine:case/All""#),
        format!(r#""mapRunArn":"{arn}mapRun:case/All:"#),
        r#""output":"12""#.to_owned(),
    ] {
        assert!(described.contains(&field), "{field} in {described}");
    }
    let history = aws::history_events(child, true);
    assert_eq!(history.len(), 6, "a child execution has a history of its own");
}

#[test]
fn a_map_run_ends_with_its_execution() {
    for (script, status) in [
        ("0 start [1, 2]\n1 stop", "ABORTED"),
        ("0 start [1, 2]\n1 succeed Ask 1\n2 succeed Ask 2", "SUCCEEDED"),
        ("0 start [1, 2]\n1 fail Ask No", "FAILED"),
    ] {
        let played = run(&asking(""), script);
        let runs = aws::map_runs(played.execution());
        assert_eq!(runs[0].status.as_str(), status, "{script}");
        let listed = aws::list_map_run_executions(&runs[0]).to_string();
        assert!(!listed.contains("RUNNING"), "{listed}");
    }
}

#[test]
fn an_item_selector_that_fails_leaves_nothing_running() {
    let fields = r#""QueryLanguage": "JSONata", "MaxConcurrency": 1,
        "ItemSelector": "{% $states.context.Map.Item.Index = 1 ? $missing : 7 %}","#;
    let state = r#""Ask": { "Type": "Task", "QueryLanguage": "JSONata",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Arguments": { "QueueUrl": "q", "MessageBody": "{% $states.context.Task.Token %}" },
        "End": true }"#;
    let played = run(&processed(fields, state), "0 start [1, 2]\n1 succeed Ask 1");
    assert_eq!(played.error(), "States.QueryEvaluationError");
    assert_eq!(played.execution().pending_tasks().count(), 0);
}
