//! The context object: `$$` in JSONPath, `$states.context` in JSONata.

use super::frame::{Frame, Item, Role};
use super::{Execution, Identity, TaskToken};
use crate::asl::{StateKind, WorkflowType};
use crate::time::Timestamp;
use crate::value::Json;

/// What the context shows beyond the execution and the state.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extras<'a> {
    /// The token of the task that is about to be scheduled.
    pub token: Option<&'a TaskToken>,
    /// The item whose iteration is about to start, with its index.
    pub item: Option<(usize, &'a Item)>,
}

/// The context object of a state in a frame.
pub(super) fn object(execution: &Execution, frame: &Frame, extras: Extras) -> Json {
    if let Some(given) = &execution.start.particulars.context {
        return given.clone();
    }
    let mut fields = vec![
        ("Execution", execution_object(execution)),
        ("StateMachine", state_machine_object(&execution.start.identity)),
        ("State", state_object(frame)),
    ];
    if let Some(token) = extras.token {
        fields.push(("Task", Json::object([("Token", Json::from(token.clone()))])));
    }
    let around = || item_around(execution, frame);
    if let Some((index, item)) = extras.item.or_else(around) {
        fields.push(("Map", Json::object([("Item", item_object(index, item))])));
    }
    Json::object(fields)
}

fn execution_object(execution: &Execution) -> Json {
    let identity = &execution.start.identity;
    // TestState may do without a role.
    let role_arn = match &*identity.role_arn {
        "" => Json::Null,
        _ => Json::from(identity.role_arn.clone()),
    };
    let mut fields = vec![
        ("Id", Json::from(identity.execution_arn.clone())),
        ("Input", execution.start.input.clone()),
        ("Name", Json::from(identity.execution_name.clone())),
        ("RoleArn", role_arn),
    ];
    // In AWS's own order, which a text made of the context object shows.
    let start_time = ("StartTime", instant(execution.start.at));
    match execution.start.workflow_type {
        WorkflowType::Standard => fields.insert(2, start_time),
        WorkflowType::Express => fields.push(start_time),
    }
    if !execution.start.particulars.is_synchronous {
        fields.push(("RedriveCount", Json::from(execution.redrives.len())));
    }
    if let Some(at) = execution.redrives.last() {
        fields.push(("RedriveTime", instant(*at)));
    }
    Json::object(fields)
}

fn state_machine_object(identity: &Identity) -> Json {
    Json::object([
        ("Id", Json::from(identity.state_machine_arn.clone())),
        ("Name", Json::from(identity.state_machine_name.clone())),
    ])
}

fn state_object(frame: &Frame) -> Json {
    let state = frame.state();
    let mut fields =
        vec![("Name", Json::from(state.name.clone())), ("EnteredTime", instant(frame.entered_at))];
    // A Pass state's recorded context has no such field; only these states can retry.
    if matches!(state.kind, StateKind::Task(_) | StateKind::Parallel(_) | StateKind::Map(_)) {
        fields.push(("RetryCount", Json::from(i64::from(frame.retry_count))));
    }
    Json::object(fields)
}

fn item_object(index: usize, item: &Item) -> Json {
    let mut fields = vec![("Index", Json::from(index)), ("Value", item.value.clone())];
    if let Some(key) = &item.key {
        fields.push(("Key", Json::from(key.clone())));
    }
    if let Some(source) = &item.source {
        fields.push(("Source", Json::from(source.clone())));
    }
    Json::object(fields)
}

/// The item of the innermost iteration around a frame. A child execution of a Map Run was recorded
/// not to see the item that it is for (2026-09): its input has what it needs.
fn item_around<'a>(execution: &'a Execution, frame: &'a Frame) -> Option<(usize, &'a Item)> {
    let mut around = Some(frame);
    while let Some(frame) = around {
        if let Role::Iteration { index, item } = &frame.role {
            return Some((*index, item));
        }
        around = frame.parent.map(|parent| execution.frames.get(parent));
    }
    None
}

fn instant(at: Timestamp) -> Json {
    Json::from(at.to_string())
}
