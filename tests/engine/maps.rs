//! Maps: iterations in their places, and the child executions of distributed ones.

use super::script::{check, run};

/// A distributed Map whose children wait for their callbacks.
pub const CHILDREN: &str = r#"{
    "StartAt": "All",
    "States": {
        "All": {
            "Type": "Map",
            "ToleratedFailureCount": 2,
            "ItemBatcher": { "MaxItemsPerBatch": 2, "BatchInput": { "by": "two" } },
            "ItemProcessor": {
                "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
                "StartAt": "Ask",
                "States": {
                    "Ask": {
                        "Type": "Task",
                        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                        "Parameters": {
                            "QueueUrl": "q",
                            "MessageBody": { "in.$": "$", "t.$": "$$.Task.Token" }
                        },
                        "End": true
                    }
                }
            },
            "End": true
        }
    }
}"#;

#[test]
fn child_executions_have_histories_and_tokens_of_their_own() {
    check(
        CHILDREN,
        "
        0 start [1, 2, 3, 4, 5]
        1 succeed Ask 12
        2 fail Ask Broken
        3 succeed Ask 5
        ",
        "
        0  1 < 0 ExecutionStarted
        0  2 < 0 MapStateEntered All
        0  3 < 2 MapStateStarted
        0  4 < 3 MapRunStarted
        3  5 < 4 MapRunSucceeded
        3  6 < 5 MapStateSucceeded
        3  7 < 4 MapStateExited All
        3  8 < 7 ExecutionSucceeded
        ",
    );
    let execution = run(CHILDREN, "0 start [1, 2, 3]");
    let bodies = execution.parameters_of("Ask");
    assert!(bodies[0].contains(r#""in":{"BatchInput":{"by":"two"},"Items":[1,2]}"#), "{bodies:?}");
    assert!(bodies[1].contains(r#""in":{"BatchInput":{"by":"two"},"Items":[3]}"#), "{bodies:?}");
}

#[test]
fn more_failures_than_tolerated_fail_the_map_run() {
    let execution = run(
        CHILDREN,
        "
        0 start [1, 2, 3, 4, 5]
        1 fail Ask Broken
        2 fail Ask Broken
        ",
    );
    assert_eq!(execution.error(), "States.ExceedToleratedFailureThreshold");
}

/// A distributed Map over what a manifest lists.
const INVENTORY: &str = r#"{
    "StartAt": "All",
    "States": {
        "All": {
            "Type": "Map",
            "ItemReader": {
                "Resource": "arn:aws:states:::s3:getObject",
                "ReaderConfig": { "InputType": "MANIFEST", "MaxItems": 3 },
                "Parameters": { "Bucket": "inventories", "Key": "manifest.json" }
            },
            "ItemSelector": {
                "key.$": "$$.Map.Item.Value.Key", "from.$": "$$.Map.Item.Source"
            },
            "ItemProcessor": {
                "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
                "StartAt": "Keep",
                "States": { "Keep": { "Type": "Pass", "End": true } }
            },
            "End": true
        }
    }
}"#;

#[test]
fn a_manifest_s_files_are_read_one_after_the_other() {
    let execution = run(
        INVENTORY,
        r#"
        0 start {}
        1 succeed All "{\"destinationBucket\": \"arn:aws:s3:::lists\", \"fileSchema\": \"Bucket, Key\", \"files\": [{\"key\": \"a.csv\"}, {\"key\": \"b.csv\"}]}"
        2 succeed All "photos,1.png\nphotos,2.png\n"
        3 succeed All "photos,3.png\nphotos,4.png\n"
        "#,
    );
    let item = |key: &str, file: &str| format!(r#"{{"from":"s3://lists/{file}","key":"{key}"}}"#);
    let items = [item("1.png", "a.csv"), item("2.png", "a.csv"), item("3.png", "b.csv")];
    assert_eq!(execution.output(), format!("[{}]", items.join(",")));
}

#[test]
fn a_distributed_map_iterates_the_properties_of_an_object() {
    let machine = r#"{
        "StartAt": "All",
        "States": {
            "All": {
                "Type": "Map",
                "ItemSelector": {
                    "key.$": "$$.Map.Item.Key", "value.$": "$$.Map.Item.Value"
                },
                "ItemProcessor": {
                    "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
                    "StartAt": "Keep",
                    "States": { "Keep": { "Type": "Pass", "End": true } }
                },
                "End": true
            }
        }
    }"#;
    let execution = run(machine, r#"0 start {"a": 1, "b": {"c": 2}}"#);
    assert_eq!(execution.output(), r#"[{"value":1,"key":"a"},{"value":{"c":2},"key":"b"}]"#);
}
