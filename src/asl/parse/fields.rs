//! Which fields each kind of state has, as measured on AWS, and which belong to one query language.

use crate::asl::QueryLanguage;

/// The values of `Type`, in the order in which AWS's message lists them.
pub(super) const STATE_TYPES: [&str; 8] =
    ["Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map"];

/// The fields of a definition.
pub(super) const DEFINITION: [&str; 6] =
    ["Comment", "QueryLanguage", "StartAt", "States", "TimeoutSeconds", "Version"];

/// The fields of a Parallel's branch.
pub(super) const BRANCH: [&str; 3] = ["Comment", "StartAt", "States"];

/// The fields of a Map's item processor.
pub(super) const ITEM_PROCESSOR: [&str; 4] = ["Comment", "ProcessorConfig", "StartAt", "States"];

/// The fields that only one type of state has or lacks; see [`COMMON`].
const PASS: &str = "InputPath OutputPath Result ResultPath Parameters Output Assign Next End";
const TASK: &str = "InputPath OutputPath ResultPath Parameters Arguments Output Assign Resource \
    Credentials ResultSelector Retry Catch TimeoutSeconds TimeoutSecondsPath HeartbeatSeconds \
    HeartbeatSecondsPath Next End";
const WAIT: &str = "InputPath OutputPath Output Assign Seconds Timestamp SecondsPath TimestampPath \
    Next End";
const PARALLEL: &str = "InputPath OutputPath ResultPath Parameters Arguments Output Assign \
    ResultSelector Retry Catch Branches Next End";
const MAP: &str = "InputPath OutputPath ResultPath Parameters Output Assign ResultSelector Retry \
    Catch ItemProcessor Iterator ItemsPath Items ItemSelector ItemReader ItemBatcher ResultWriter \
    MaxConcurrency MaxConcurrencyPath ToleratedFailurePercentage ToleratedFailurePercentagePath \
    ToleratedFailureCount ToleratedFailureCountPath Label Next End";
const CHOICE: &str = "InputPath OutputPath Output Assign Choices Default";
const SUCCEED: &str = "InputPath OutputPath Output";
const FAIL: &str = "Error Cause ErrorPath CausePath";
const COMMON: &str = "Type Comment QueryLanguage";

/// The fields that a state of the type may have. Unknown types have none but the common ones.
pub(super) fn of_state(state_type: &str) -> Vec<&'static str> {
    let own = match state_type {
        "Pass" => PASS,
        "Task" => TASK,
        "Wait" => WAIT,
        "Parallel" => PARALLEL,
        "Map" => MAP,
        "Choice" => CHOICE,
        "Succeed" => SUCCEED,
        "Fail" => FAIL,
        _ => "",
    };
    COMMON.split_whitespace().chain(own.split_whitespace()).collect()
}

/// The query language that a state's field belongs to; `None` for one that both have.
pub(super) fn language(field: &str) -> Option<QueryLanguage> {
    match field {
        "Arguments" | "Output" | "Items" => Some(QueryLanguage::Jsonata),
        "Parameters" | "ResultSelector" | "Result" => Some(QueryLanguage::JsonPath),
        _ if field.ends_with("Path") => Some(QueryLanguage::JsonPath),
        _ => None,
    }
}
