//! TestState's request, and what can be wrong with it.

use std::fmt;
use std::sync::Arc;

use crate::engine::Failure;
use crate::value::Json;

/// The request of `TestState`.
#[derive(Clone, Debug, Default)]
pub struct TestStateRequest {
    /// One state, or a state machine when `state_name` says which of its states.
    pub definition: String,
    pub state_name: Option<String>,
    pub role_arn: Option<Arc<str>>,
    /// The caller's account, which ARNs in the context object show; no part of the API's request.
    pub account: Arc<str>,
    pub input: Json,
    pub inspection_level: InspectionLevel,
    pub mock: Option<Mock>,
    /// The context object; without it the state sees one made for it.
    pub context: Option<Json>,
    /// Variables by name, as if assigned before.
    pub variables: Option<Json>,
    pub configuration: StateConfiguration,
}

/// How much of the data's way is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InspectionLevel {
    #[default]
    Info,
    Debug,
    /// Also the HTTP request and response of an HTTP Task, of which a mock has none.
    Trace,
}

/// What the state's task, branches or iterations are taken to have given.
#[derive(Clone, Debug)]
pub struct Mock {
    pub outcome: MockOutcome,
    pub field_validation_mode: FieldValidationMode,
}

#[derive(Clone, Debug)]
pub enum MockOutcome {
    Result(Json),
    ErrorOutput(Failure),
}

/// How a mocked result is held against the service's API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldValidationMode {
    /// Required fields must be there, and all known fields must have their type.
    #[default]
    Strict,
    /// The known fields that are there must have their type.
    Present,
    None,
}

/// `stateConfiguration`: where in its retries or iterations the state is taken to be.
#[derive(Clone, Debug, Default)]
pub struct StateConfiguration {
    pub retrier_retry_count: u32,
    pub error_caused_by_state: Option<String>,
    pub map_iteration_failure_count: Option<u64>,
    pub map_item_reader_data: Option<String>,
}

/// TestState refuses: an exception of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestStateError {
    /// `ValidationException` or `InvalidDefinition`.
    pub name: &'static str,
    pub message: String,
}

impl TestStateError {
    pub(super) fn validation(message: &str) -> TestStateError {
        TestStateError { name: "ValidationException", message: message.into() }
    }

    pub(super) fn invalid_definition(message: &str) -> TestStateError {
        TestStateError { name: "InvalidDefinition", message: message.into() }
    }
}

impl fmt::Display for TestStateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.message)
    }
}

impl std::error::Error for TestStateError {}

/// The account of AWS's documentation.
const ACCOUNT: &str = "123456789012";

impl TestStateRequest {
    /// Reads the API's request, in which payloads are JSON text.
    pub fn from_json(request: &Json) -> Result<TestStateRequest, TestStateError> {
        let text = |name: &str| request.get(name).and_then(Json::as_str);
        let payload = |name: &str, invalid: &str| match text(name) {
            Some(text) => {
                Json::parse(text).map(Some).map_err(|_| TestStateError::validation(invalid))
            }
            None => Ok(None),
        };
        Ok(TestStateRequest {
            definition: text("definition").unwrap_or_default().into(),
            state_name: text("stateName").map(String::from),
            role_arn: text("roleArn").map(Arc::from),
            account: ACCOUNT.into(),
            input: payload("input", "Input must be valid JSON")?.unwrap_or_else(Json::empty_object),
            inspection_level: inspection_level(text("inspectionLevel"))?,
            mock: request.get("mock").map(mock).transpose()?,
            context: payload("context", "Context must be valid JSON")?,
            variables: payload("variables", "Variables must be valid JSON")?,
            configuration: configuration(request.get("stateConfiguration"))?,
        })
    }
}

fn inspection_level(text: Option<&str>) -> Result<InspectionLevel, TestStateError> {
    match text {
        None | Some("INFO") => Ok(InspectionLevel::Info),
        Some("DEBUG") => Ok(InspectionLevel::Debug),
        Some("TRACE") => Ok(InspectionLevel::Trace),
        Some(other) => Err(not_in_enum("inspectionLevel", other, "[INFO, DEBUG, TRACE]")),
    }
}

fn mock(mock: &Json) -> Result<Mock, TestStateError> {
    let field_validation_mode = match mock.get("fieldValidationMode").and_then(Json::as_str) {
        None | Some("STRICT") => FieldValidationMode::Strict,
        Some("PRESENT") => FieldValidationMode::Present,
        Some("NONE") => FieldValidationMode::None,
        Some(other) => {
            let allowed = "[STRICT, PRESENT, NONE]";
            return Err(not_in_enum("mock.fieldValidationMode", other, allowed));
        }
    };
    let outcome = match (mock.get("result").and_then(Json::as_str), mock.get("errorOutput")) {
        (Some(_), Some(_)) => {
            let both =
                "A test mock should have only one of the following fields: [result, errorOutput].";
            return Err(TestStateError::validation(both));
        }
        (Some(result), None) => MockOutcome::Result(
            Json::parse(result)
                .map_err(|_| TestStateError::validation("Mocked result must be valid JSON"))?,
        ),
        (None, Some(output)) => {
            let text = |name| output.get(name).and_then(Json::as_str).map(Arc::from);
            if text("error").is_none() {
                let nameless = "An error was not specified in the mocked error output.";
                return Err(TestStateError::validation(nameless));
            }
            MockOutcome::ErrorOutput(Failure { error: text("error"), cause: text("cause") })
        }
        (None, None) => {
            let none =
                "One of the following fields is required for a test mock: [result, errorOutput].";
            return Err(TestStateError::validation(none));
        }
    };
    Ok(Mock { outcome, field_validation_mode })
}

fn configuration(configuration: Option<&Json>) -> Result<StateConfiguration, TestStateError> {
    let Some(configuration) = configuration else { return Ok(StateConfiguration::default()) };
    let text = |name| configuration.get(name).and_then(Json::as_str).map(String::from);
    let count = |name: &str| match configuration.get(name) {
        None => Ok(None),
        Some(value) => match value.as_i64().and_then(|value| u64::try_from(value).ok()) {
            Some(count) => Ok(Some(count)),
            None => Err(TestStateError::validation(&format!(
                "1 validation error detected: Value '{value}' at 'stateConfiguration.{name}' \
                 failed to satisfy constraint: Member must have value greater than or equal to 0"
            ))),
        },
    };
    let n_retries = count("retrierRetryCount")?.unwrap_or(0);
    Ok(StateConfiguration {
        retrier_retry_count: u32::try_from(n_retries).unwrap_or(u32::MAX),
        error_caused_by_state: text("errorCausedByState"),
        map_iteration_failure_count: count("mapIterationFailureCount")?,
        map_item_reader_data: text("mapItemReaderData"),
    })
}

fn not_in_enum(member: &str, value: &str, allowed: &str) -> TestStateError {
    TestStateError::validation(&format!(
        "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: \
         Member must satisfy enum value set: {allowed}"
    ))
}
