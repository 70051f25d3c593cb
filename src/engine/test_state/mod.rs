//! TestState: one state of a definition run by itself, with its task's answer as a mock, and its
//! data shown at every stage (API reference, `TestState`).
//!
//! The state is entered in an execution of its own; what happens then is asked of the engine,
//! never done, so that each stage can be looked at.

mod inspection;
mod map_stages;
mod mock;
mod request;
mod service_model;

pub use request::{
    FieldValidationMode, InspectionLevel, Mock, MockOutcome, StateConfiguration, TestStateError,
    TestStateRequest,
};

use std::sync::Arc;

use super::context::Extras;
use super::dataflow::{Exit, Flow, Problem};
use super::event::EventDetail;
use super::failure::{Failure, error};
use super::frame::{Failed, Frame, Frames};
use super::{Assigned, Execution, HISTORY_EVENTS_MAX, Identity, Particulars, Start, retry, states};
use crate::asl::{
    self, DataFlow, Diagnostic, QueryLanguage, Severity, State, StateKind, StateMachine,
};
use crate::asl::{StateName, WorkflowType};
use crate::time::Timestamp;
use crate::value::Json;
use inspection::Inspection;

/// The name that AWS gives to the state under test, whatever the definition calls it.
const STATE_NAME: &str = "StateName";

/// The answer of `TestState`; payloads are JSON text there.
#[derive(Clone, Debug)]
pub struct TestStateResult {
    pub status: TestStatus,
    pub output: Option<Json>,
    pub failure: Option<Failure>,
    pub next_state: Option<StateName>,
    /// `inspectionData`, absent at INFO.
    pub inspection_data: Option<Json>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestStatus {
    Succeeded,
    Failed,
    Retriable,
    CaughtError,
}

/// Tests a state at `now`. `seed` gives its randomness.
pub fn test_state(
    request: &TestStateRequest,
    now: Timestamp,
    seed: u64,
) -> Result<TestStateResult, TestStateError> {
    let state = state_under_test(request)?;
    mock::check(request, &state)?;
    let execution = enter(&state, request, now, seed);
    let frame = under_test(&execution, request);
    let token = states::shown_token(&execution, &frame);
    let extras = Extras { token: token.as_ref(), item: None };
    let flow = Flow::new(&execution, &frame).with(extras);
    let mut inspection = Inspection::default();
    let outcome = match run(flow, request, &mut inspection) {
        Err(Stopped::Refused(refusal)) => return Err(refusal),
        Err(Stopped::Failed(failure)) => Err(failure),
        Ok(left) => Ok(left),
    };
    let result = conclude(flow, request, outcome, &mut inspection);
    let inspection_data =
        (request.inspection_level != InspectionLevel::Info).then(|| inspection.into_json());
    Ok(TestStateResult { inspection_data, ..result })
}

impl TestStateResult {
    /// As the API answers.
    pub fn to_json(&self) -> Json {
        let text = |text: &Option<Arc<str>>| text.clone().map(Json::String);
        let failure = self.failure.clone().unwrap_or_default();
        let fields = [
            ("output", self.output.as_ref().map(|output| output.to_string().into())),
            ("error", text(&failure.error)),
            ("cause", text(&failure.cause)),
            ("inspectionData", self.inspection_data.clone()),
            ("nextState", self.next_state.clone().map(Json::String)),
            ("status", Some(self.status.as_str().into())),
        ];
        Json::object(fields.into_iter().filter_map(|(name, value)| Some((name, value?))))
    }
}

impl TestStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            TestStatus::Succeeded => "SUCCEEDED",
            TestStatus::Failed => "FAILED",
            TestStatus::Retriable => "RETRIABLE",
            TestStatus::CaughtError => "CAUGHT_ERROR",
        }
    }
}

/// The state that the definition is, or the one that `stateName` names in it.
fn state_under_test(request: &TestStateRequest) -> Result<Arc<State>, TestStateError> {
    let definition = Json::parse(&request.definition).ok();
    let is_machine = definition.as_ref().is_some_and(|definition| {
        definition.get("States").is_some() || request.state_name.is_some()
    });
    let text = match definition {
        Some(state) if !is_machine => Json::object([
            ("StartAt", Json::from(STATE_NAME)),
            ("States", Json::object([(STATE_NAME, state)])),
        ])
        .to_string(),
        _ => request.definition.clone(),
    };
    let parsed = asl::parse(&text);
    let errors = parsed.diagnostics.iter().filter(|diagnostic| {
        // Where a lone state goes next is nobody's business.
        diagnostic.severity == Severity::Error && (is_machine || !is_about_the_graph(diagnostic))
    });
    let errors: Vec<Diagnostic> = errors.cloned().collect();
    if let Some(error) = asl::validate::invalid_definition(&errors) {
        return Err(TestStateError::invalid_definition(&error.message));
    }
    let Some(machine) = parsed.machine else {
        return Err(TestStateError::invalid_definition("the definition cannot be read"));
    };
    let name = match (&request.state_name, is_machine) {
        (Some(name), _) => name.as_str(),
        (None, false) => STATE_NAME,
        (None, true) => {
            return Err(TestStateError::validation(
                "StateName must be specified when testing a state machine definition",
            ));
        }
    };
    let missing = || TestStateError::validation(&format!("State '{name}' not found in definition"));
    machine.find(name).cloned().ok_or_else(missing)
}

fn is_about_the_graph(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code, asl::Code::MissingTransitionTarget | asl::Code::MissingEndState)
}

/// An execution of nothing but this state, which has just been entered.
fn enter(state: &State, request: &TestStateRequest, now: Timestamp, seed: u64) -> Execution {
    let alone = State { name: STATE_NAME.into(), ..state.clone() };
    let states = [(StateName::from(STATE_NAME), alone)].into_iter().collect();
    let machine = StateMachine::new(QueryLanguage::JsonPath, STATE_NAME.into(), states);
    let start = Start {
        identity: identity(request),
        workflow_type: WorkflowType::Express,
        input: request.input.clone(),
        at: now,
        seed,
        history_events_max: HISTORY_EVENTS_MAX,
        particulars: Particulars {
            is_synchronous: true,
            context: request.context.clone(),
            ..Particulars::default()
        },
    };
    let mut execution = Execution::start(Arc::new(machine), start);
    execution.step();
    execution
}

fn identity(request: &TestStateRequest) -> Identity {
    let region = "us-east-1";
    let account = &request.account;
    let arn = |rest: &str| format!("arn:aws:states:{region}:{account}:{rest}").into();
    Identity {
        execution_arn: arn("express:TestState:TestExecution"),
        execution_name: "TestExecution".into(),
        state_machine_arn: arn("stateMachine:TestState"),
        state_machine_name: "TestState".into(),
        role_arn: request.role_arn.clone().unwrap_or_default(),
        region: region.into(),
    }
}

/// The frame with the variables, and the retries so far, that the request tells of.
fn under_test(execution: &Execution, request: &TestStateRequest) -> Frame {
    let mut frame = execution.frames.get(Frames::ROOT).clone();
    if let Some(variables) = request.variables.as_ref().and_then(Json::as_object) {
        Arc::make_mut(&mut frame.variables).assign(variables);
    }
    let n_retried = request.configuration.retrier_retry_count;
    frame.attempts = vec![n_retried; frame.state().retry().len()];
    frame.retry_count = n_retried;
    frame
}

/// What the state's work leads to: where it goes next with which output, or what failed.
type Outcome = Result<(Exit, Option<StateName>), Failure>;

/// Why a state under test was not left.
enum Stopped {
    Failed(Failure),
    /// The mock does not suit what the state has come to.
    Refused(TestStateError),
}

fn run(
    flow: Flow<'_>,
    request: &TestStateRequest,
    seen: &mut Inspection,
) -> Result<(Exit, Option<StateName>), Stopped> {
    let failed = |problem| Stopped::Failed(failure_of(flow, problem));
    let n_iterations = seen.begins(flow, request).map_err(failed)?;
    if let Some(Err(failure)) = mocked(request) {
        return Err(Stopped::Failed(failure));
    }
    let next = flow.frame.state().next(None).map(|target| target.name.clone());
    // A Pass state's own result is there before anything can be wrong with its output.
    seen.exits(flow, None).map_err(failed)?;
    let result = match states::begin(flow.execution, flow.frame).map_err(failed)? {
        EventDetail::StateExited { state, output, assigned, chosen } => {
            let next = state.next(chosen).map(|target| target.name.clone());
            let exit = Exit { output, assigned };
            return Ok((exit, next));
        }
        EventDetail::WaitScheduled { .. } => flow.effective_input().map_err(failed)?.into_owned(),
        EventDetail::StateFailed(failure) | EventDetail::ExecutionFailed(failure) => {
            return Err(Stopped::Failed(failure));
        }
        EventDetail::TaskScheduled(_)
        | EventDetail::ParallelStateStarted { .. }
        | EventDetail::MapStateStarted { .. } => match mocked(request) {
            Some(Ok(result)) => result,
            _ => unreachable!("checked: a state with work to do comes with a mock"),
        },
        other => unreachable!("no state begins with {other:?}"),
    };
    if mock::is_threshold_exceeded(flow, request) {
        return Err(Stopped::Failed(Failure::new(
            error::EXCEED_TOLERATED_FAILURE_THRESHOLD,
            "The specified tolerated failure threshold was exceeded",
        )));
    }
    // Recorded to be looked at only then.
    if let Some(n_iterations) = n_iterations {
        map_stages::check_length(&result, n_iterations).map_err(Stopped::Refused)?;
    }
    seen.exits(flow, Some(&result)).map_err(failed)?;
    let exit = flow.exit(&result).map_err(failed)?;
    Ok((exit, next))
}

fn mocked(request: &TestStateRequest) -> Option<Result<Json, Failure>> {
    match &request.mock.as_ref()?.outcome {
        MockOutcome::Result(result) => Some(Ok(result.clone())),
        MockOutcome::ErrorOutput(failure) => Some(Err(failure.clone())),
    }
}

/// TestState's causes leave out where the failure was: there is only one state.
fn failure_of(flow: Flow<'_>, problem: Problem) -> Failure {
    let failure = match problem {
        Problem::Failure(failure) => *failure,
        Problem::Evaluation(evaluation) => evaluation.failure,
    };
    let opening = flow.cause("");
    let cause =
        failure.cause.as_deref().map(|cause| cause.strip_prefix(&*opening).unwrap_or(cause));
    Failure { cause: cause.map(Arc::from), error: failure.error }
}

fn conclude(
    flow: Flow<'_>,
    request: &TestStateRequest,
    outcome: Outcome,
    seen: &mut Inspection,
) -> TestStateResult {
    match outcome {
        Ok((exit, next_state)) => {
            seen.variables(request.variables.as_ref(), exit.assigned.as_deref());
            TestStateResult {
                status: TestStatus::Succeeded,
                output: Some(exit.output),
                failure: None,
                next_state,
                inspection_data: None,
            }
        }
        Err(failure) => {
            seen.variables(request.variables.as_ref(), None);
            handle(flow, failure, seen)
        }
    }
}

/// What Retry and Catch make of a failure.
fn handle(flow: Flow<'_>, failure: Failure, seen: &mut Inspection) -> TestStateResult {
    let failed_with = |failure: Failure| TestStateResult {
        status: TestStatus::Failed,
        output: None,
        failure: Some(failure),
        next_state: None,
        inspection_data: None,
    };
    if failure.is(error::RUNTIME) {
        return failed_with(failure);
    }
    let (frame, state) = (flow.frame, flow.frame.state());
    let failed =
        Failed { failure: failure.clone(), heartbeat: false, announced: None, is_final: false };
    if let Some(index) = retry::retrier(frame, &failed) {
        let retrier = &state.retry()[index];
        let delay = retry::delay(retrier, frame.attempts[index], &flow.execution.random());
        seen.error_details([
            ("retryBackoffIntervalSeconds", delay.0 / 1000),
            ("retryIndex", index as u64),
        ]);
        return TestStateResult { status: TestStatus::Retriable, ..failed_with(failure) };
    }
    if let Some(index) = retry::catcher(frame, &failed) {
        seen.error_details([("catchIndex", index as u64)]);
        let caught = flow.exit_caught(index, &failure);
        if let (Ok(exit), DataFlow::JsonPath(_)) = (&caught, &state.flow) {
            seen.caught(&exit.output);
        }
        return match caught {
            Ok(exit) => TestStateResult {
                status: TestStatus::CaughtError,
                output: Some(exit.output),
                next_state: Some(state.catch()[index].next.name.clone()),
                ..failed_with(failure)
            },
            Err(problem) => failed_with(failure_of(flow, problem)),
        };
    }
    if let Some(index) = retry::matching_retrier(frame, &failed) {
        seen.error_details([("retryIndex", index as u64)]);
    }
    failed_with(failure)
}

/// Whether the state needs a mock to be tested: its work happens elsewhere.
fn works_elsewhere(kind: &StateKind) -> bool {
    matches!(kind, StateKind::Task(_) | StateKind::Parallel(_) | StateKind::Map(_))
}

/// The variables after the state, as an object.
fn merged(before: Option<&Json>, assigned: Option<&Assigned>) -> Option<Json> {
    let mut all = before.and_then(Json::as_object).map(|object| object.to_entries());
    if let Some(assigned) = assigned {
        let merged = all.get_or_insert_default();
        merged.extend(assigned.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
    all.map(Json::object)
}
