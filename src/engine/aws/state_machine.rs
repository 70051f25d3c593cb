//! `DescribeStateMachine` and `DescribeStateMachineForExecution`.

use super::Fields;
use crate::asl::{StateMachine, WorkflowType, validate};
use crate::engine::Start;
use crate::json;
use crate::time::Timestamp;
use crate::value::Json;

/// The answer of `DescribeStateMachine` for the state machine that `start` started. `definition`
/// is its text; it was created at `created_at`.
pub fn describe_state_machine(
    definition: &str,
    machine: &StateMachine,
    start: &Start,
    created_at: Timestamp,
) -> Json {
    let workflow_type = match start.workflow_type {
        WorkflowType::Standard => "STANDARD",
        WorkflowType::Express => "EXPRESS",
    };
    let fields = Fields::default()
        .put("stateMachineArn", start.identity.state_machine_arn.clone())
        .put("name", start.identity.state_machine_name.clone())
        .put("status", "ACTIVE")
        .put("definition", definition)
        .put("roleArn", start.identity.role_arn.clone())
        .put("type", workflow_type)
        .put("creationDate", created_at.to_string());
    with_configuration(fields, machine, None)
}

/// The answer of `DescribeStateMachineForExecution`: the definition as it was when the execution
/// started, last changed at `updated_at`.
pub fn describe_state_machine_for_execution(
    definition: &str,
    machine: &StateMachine,
    start: &Start,
    updated_at: Timestamp,
) -> Json {
    let fields = Fields::default()
        .put("stateMachineArn", start.identity.state_machine_arn.clone())
        .put("name", start.identity.state_machine_name.clone())
        .put("definition", definition)
        .put("roleArn", start.identity.role_arn.clone())
        .put("updateDate", updated_at.to_string());
    with_configuration(fields, machine, start.particulars.map_run_arn.as_deref())
}

/// What both answers end with: defaults of a state machine about which nothing more was said, and
/// of a child execution the Map Run that it belongs to.
fn with_configuration(fields: Fields, machine: &StateMachine, map_run_arn: Option<&str>) -> Json {
    let references = validate::variable_references(machine);
    let has_references = references.as_object().is_some_and(|states| !states.is_empty());
    fields
        .put("loggingConfiguration", json!({ "level": "OFF", "includeExecutionData": false }))
        .put("tracingConfiguration", json!({ "enabled": false }))
        .put_some("mapRunArn", map_run_arn)
        .put_some("label", map_run_arn.and_then(label_of))
        .put("encryptionConfiguration", json!({ "type": "AWS_OWNED_KEY" }))
        .put_some("variableReferences", has_references.then_some(references))
        .into_json()
}

/// The Map's label, its own or one that was made up: `arn:…:mapRun:<state machine>/<label>:<id>`.
fn label_of(map_run_arn: &str) -> Option<&str> {
    map_run_arn.rsplit(':').nth(1)?.rsplit('/').next()
}
