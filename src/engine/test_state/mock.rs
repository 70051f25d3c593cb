//! What a mock may be for the state under test.

use super::service_model;
use super::works_elsewhere;
use super::{FieldValidationMode, MockOutcome, TestStateError, TestStateRequest};
use crate::asl::{Map, Pattern, Resource, State, StateKind};
use crate::engine::dataflow::Flow;
use crate::value::Json;

/// Refuses a request whose mock, context or configuration does not suit the state.
pub(super) fn check(request: &TestStateRequest, state: &State) -> Result<(), TestStateError> {
    check_context(request, state)?;
    match &request.mock {
        None => check_without(request, state),
        Some(mock) => {
            check_configuration(request, state)?;
            let kind = state.kind.type_name();
            if !works_elsewhere(&state.kind) {
                return Err(TestStateError::validation(&format!(
                    "State type '{kind}' is not supported when a mock is specified"
                )));
            }
            match &mock.outcome {
                MockOutcome::Result(result) => {
                    check_result(result, mock.field_validation_mode, state)?;
                    check_failure_count(request, state, result)
                }
                MockOutcome::ErrorOutput(_) => Ok(()),
            }
        }
    }
}

/// Refuses what is configured of a Map where there is none, and a Map whose items nobody gives.
fn check_configuration(request: &TestStateRequest, state: &State) -> Result<(), TestStateError> {
    let configuration = &request.configuration;
    match &state.kind {
        StateKind::Map(map) => {
            if map.item_reader.is_some() && configuration.map_item_reader_data.is_none() {
                return Err(TestStateError::validation(
                    "ItemReader data must be specified when testing a Map state with ItemReader \
                     specified.",
                ));
            }
            Ok(())
        }
        _ if configuration.map_iteration_failure_count.is_some() => {
            Err(TestStateError::validation(
                "MapIterationFailureCount is only supported when testing a Map state.",
            ))
        }
        _ => Ok(()),
    }
}

fn check_context(request: &TestStateRequest, state: &State) -> Result<(), TestStateError> {
    let has_token = match &state.kind {
        StateKind::Task(task) => task.resource.has_task_token(),
        _ => false,
    };
    match &request.context {
        Some(context) if context.get("Task").is_some() && !has_token => {
            Err(TestStateError::validation(
                "Invalid Context object provided: Context object contains 'Task' when state is not \
                 a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
            ))
        }
        _ => Ok(()),
    }
}

fn check_without(request: &TestStateRequest, state: &State) -> Result<(), TestStateError> {
    if request.configuration.map_iteration_failure_count.is_some() {
        return Err(TestStateError::validation(
            "TestState does not support MapIterationFailureCount when a mock is not specified.",
        ));
    }
    match state.kind {
        StateKind::Map(_) | StateKind::Parallel(_) => Err(TestStateError::invalid_definition(
            "TestState API does not support Map or Parallel states. Supported state types include: \
             [Task, Wait, Pass, Succeed, Fail, Choice]",
        )),
        StateKind::Task(_) if request.role_arn.is_none() => {
            Err(TestStateError::validation("RoleArn must be specified when testing a Task state"))
        }
        StateKind::Task(_) => Err(TestStateError::validation(
            "Signalbox calls no service: testing a Task state needs a mock",
        )),
        _ => Ok(()),
    }
}

fn check_result(
    result: &Json,
    mode: FieldValidationMode,
    state: &State,
) -> Result<(), TestStateError> {
    match &state.kind {
        StateKind::Parallel(parallel) => {
            if array(result)?.len() != parallel.branches.len() {
                return Err(TestStateError::validation(
                    "Mocked result must contain the same number of items as number of Parallel \
                     branches.",
                ));
            }
            Ok(())
        }
        // A ResultWriter's result says where the results are.
        StateKind::Map(map) if map.result_writer.is_none() => array(result).map(|_| ()),
        StateKind::Task(task) => match &task.resource {
            Resource::Integration { pattern, .. }
                if *pattern != Pattern::WaitForTaskToken
                    && mode != FieldValidationMode::None
                    && result.as_object().is_none() =>
            {
                Err(TestStateError::validation("Mocked result must be a valid JSON object."))
            }
            Resource::Integration { service, action, pattern, .. } => {
                service_model::check(service, action, *pattern, result, mode)
            }
            Resource::Lambda { .. } | Resource::Activity { .. } => Ok(()),
        },
        _ => Ok(()),
    }
}

fn array(result: &Json) -> Result<&[Json], TestStateError> {
    match result.as_array() {
        Some(array) => Ok(array),
        None => Err(TestStateError::validation("Mocked result must be an array.")),
    }
}

fn check_failure_count(
    request: &TestStateRequest,
    state: &State,
    result: &Json,
) -> Result<(), TestStateError> {
    let StateKind::Map(_) = state.kind else { return Ok(()) };
    let n_iterations = result.as_array().map_or(u64::MAX, |array| array.len() as u64);
    if request.configuration.map_iteration_failure_count > Some(n_iterations) {
        return Err(TestStateError::validation(
            "Map iteration failure count must be less than or equal to the number of Map iterations",
        ));
    }
    Ok(())
}

/// Whether more iterations are taken to have failed than the Map tolerates. A Map that does not
/// say what it tolerates is not judged: its mock is the result.
pub(super) fn is_threshold_exceeded(flow: Flow<'_>, request: &TestStateRequest) -> bool {
    let StateKind::Map(map) = &flow.frame.state().kind else { return false };
    let Some(n_failed) = request.configuration.map_iteration_failure_count else { return false };
    let n_failed = n_failed as f64;
    let n_iterations = match request.mock.as_ref().map(|mock| &mock.outcome) {
        Some(MockOutcome::Result(Json::Array(items))) => items.len() as f64,
        _ => return false,
    };
    let exceeds_count = tolerated(flow, map, Tolerance::Count).is_some_and(|most| n_failed > most);
    let percentage = 100.0 * n_failed / n_iterations.max(1.0);
    let exceeds_percentage =
        tolerated(flow, map, Tolerance::Percentage).is_some_and(|most| percentage > most);
    exceeds_count || exceeds_percentage
}

#[derive(Clone, Copy)]
pub(super) enum Tolerance {
    Count,
    Percentage,
}

/// `ToleratedFailureCount` or `ToleratedFailurePercentage`, computed.
pub(super) fn tolerated(flow: Flow<'_>, map: &Map, tolerance: Tolerance) -> Option<f64> {
    let (field, name) = match tolerance {
        Tolerance::Count => (map.tolerated_failure_count.as_ref(), "ToleratedFailureCount"),
        Tolerance::Percentage => {
            (map.tolerated_failure_percentage.as_ref(), "ToleratedFailurePercentage")
        }
    };
    let input = flow.effective_input().ok()?;
    flow.field(field?, &input, name).ok()?.as_f64()
}
