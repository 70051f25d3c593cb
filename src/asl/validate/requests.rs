//! The API calls that judge what a person sends: ValidateStateMachineDefinition,
//! CreateStateMachine's InvalidDefinition, and what StartExecution asks of its input and name.

use std::fmt;

use crate::asl::{Diagnostic, Options, Severity, WorkflowType, parse_with};
use crate::value::Json;

/// Bytes of a definition.
pub const DEFINITION_SIZE_MAX: usize = 1_048_576;
/// Bytes of an execution's input.
pub const INPUT_SIZE_MAX: usize = 262_144;
/// Characters of an execution's name.
pub const EXECUTION_NAME_MAX: usize = 80;
/// Diagnostics of one ValidateStateMachineDefinition response.
pub const MAX_RESULTS_MAX: u32 = 100;

/// Characters that an error repeats of a value.
const SHOWN_MAX: usize = 1000;

/// What the names of executions must not hold, beside blanks and control characters.
const NAME_FORBIDDEN: &str = "<>{}[]?*\"#%\\^|~`$&,;:/";

/// The answer of an API call that refuses: its exception and message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestError {
    /// `InvalidDefinition`, `InvalidExecutionInput`, `InvalidName` or `ValidationException`.
    pub error: &'static str,
    pub message: String,
}

/// The parameters of ValidateStateMachineDefinition but the definition.
#[derive(Clone, Copy, Debug)]
pub struct ValidateRequest {
    pub workflow_type: WorkflowType,
    /// The least severity that is reported: errors alone, or warnings too.
    pub severity: Severity,
    /// 0 is the same as [`MAX_RESULTS_MAX`].
    pub max_results: u32,
}

impl Default for ValidateRequest {
    fn default() -> ValidateRequest {
        ValidateRequest {
            workflow_type: WorkflowType::Standard,
            severity: Severity::Error,
            max_results: 0,
        }
    }
}

/// The response of ValidateStateMachineDefinition: `result`, `diagnostics`, `truncated`.
pub fn validate_response(definition: &str, request: ValidateRequest) -> Result<Json, RequestError> {
    check_definition_length(definition)?;
    if request.max_results > MAX_RESULTS_MAX {
        let constraint = format!("have value less than or equal to {MAX_RESULTS_MAX}");
        return Err(constraint_error("maxResults", request.max_results, &constraint));
    }
    let parsed = parse_with(definition, Options { workflow_type: request.workflow_type });
    let n_max = match request.max_results {
        0 => MAX_RESULTS_MAX,
        n => n,
    };
    let is_asked_for = |found: &&Diagnostic| found.severity <= request.severity;
    let diagnostics: Vec<&Diagnostic> = parsed.diagnostics.iter().filter(is_asked_for).collect();
    let shown = diagnostics.iter().take(n_max as usize);
    Ok(Json::object([
        ("result", Json::from(if parsed.is_valid() { "OK" } else { "FAIL" })),
        ("diagnostics", Json::array(shown.map(|diagnostic| diagnostic_json(diagnostic)))),
        ("truncated", Json::from(diagnostics.len() > n_max as usize)),
    ]))
}

fn diagnostic_json(diagnostic: &Diagnostic) -> Json {
    let mut fields = vec![
        ("severity", Json::from(diagnostic.severity.as_str())),
        ("code", Json::from(diagnostic.code.as_str())),
        ("message", Json::from(diagnostic.message.as_str())),
    ];
    fields.extend(diagnostic.location.as_deref().map(|place| ("location", Json::from(place))));
    Json::object(fields)
}

/// What CreateStateMachine and UpdateStateMachine say of a definition with errors; `None` when
/// there are none.
pub fn invalid_definition(diagnostics: &[Diagnostic]) -> Option<RequestError> {
    let errors = diagnostics.iter().filter(|found| found.severity == Severity::Error);
    let texts: Vec<String> = errors.map(invalid_definition_part).collect();
    (!texts.is_empty()).then(|| RequestError {
        error: "InvalidDefinition",
        message: format!("Invalid State Machine Definition: '{}'", texts.join(", ")),
    })
}

fn invalid_definition_part(error: &Diagnostic) -> String {
    let location = error.location.as_deref().unwrap_or("null");
    format!("{}: {} at {location}", error.code, error.message)
}

/// The input that StartExecution's text is.
pub fn execution_input(text: &str) -> Result<Json, RequestError> {
    if text.len() > INPUT_SIZE_MAX {
        let constraint = format!("have length less than or equal to {INPUT_SIZE_MAX}");
        return Err(constraint_error("input", text, &constraint));
    }
    let input = match text.trim() {
        "" => Err("Invalid execution input.".to_owned()),
        _ => Json::parse(text).map_err(|error| error.message),
    };
    input.map_err(|detail| RequestError {
        error: "InvalidExecutionInput",
        message: format!("Invalid State Machine Execution Input: '{detail}'"),
    })
}

/// Whether an execution may have the name.
pub fn execution_name(name: &str) -> Result<(), RequestError> {
    let n_chars = name.chars().count();
    if n_chars == 0 {
        return Err(constraint_error("name", name, "have length greater than or equal to 1"));
    }
    if n_chars > EXECUTION_NAME_MAX {
        let constraint = format!("have length less than or equal to {EXECUTION_NAME_MAX}");
        return Err(constraint_error("name", name, &constraint));
    }
    let is_forbidden = |c: char| c.is_whitespace() || c.is_control() || NAME_FORBIDDEN.contains(c);
    if name.contains(is_forbidden) {
        let message = format!("Invalid Name: '{name}'");
        return Err(RequestError { error: "InvalidName", message });
    }
    Ok(())
}

fn check_definition_length(definition: &str) -> Result<(), RequestError> {
    if definition.is_empty() {
        let constraint = "have length greater than or equal to 1";
        return Err(constraint_error("definition", definition, constraint));
    }
    if definition.len() > DEFINITION_SIZE_MAX {
        let constraint = format!("have length less than or equal to {DEFINITION_SIZE_MAX}");
        return Err(constraint_error("definition", definition, &constraint));
    }
    Ok(())
}

fn constraint_error(parameter: &str, value: impl fmt::Display, constraint: &str) -> RequestError {
    // A value that is too long need not be read again.
    let value = format!("{value:.SHOWN_MAX$}");
    RequestError {
        error: "ValidationException",
        message: format!(
            "1 validation error detected: Value '{value}' at '{parameter}' failed to satisfy \
             constraint: Member must {constraint}"
        ),
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.error, self.message)
    }
}

impl std::error::Error for RequestError {}
