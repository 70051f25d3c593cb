//! `signalbox test-state`: one state by itself, as the API's TestState.

use clap::{Args, ValueEnum};

use super::source::DefinitionArguments;
use super::{Exit, show, source};
use crate::asl::source::{read_json, read_yaml};
use crate::engine::test_state::{TestStateRequest, test_state};
use crate::time::Timestamp;
use crate::value::Json;

/// Runs one state and shows its data at every stage, as the API's TestState does.
///
/// Nothing is called: a Task, Map or Parallel state needs --mock-result or --mock-error. The answer
/// is TestState's own response in JSON. Ends with status 0 when the state succeeded, or failed into
/// a retry or a catcher; with 1 when it failed, and with 2 when the request was refused.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    definition: DefinitionArguments,
    /// The state to test; not needed when the definition has but one, or is a state itself.
    #[arg(long, value_name = "NAME")]
    state: Option<String>,
    /// The state's input: JSON, or a file that holds it; `-` reads standard input.
    #[arg(long, value_name = "JSON", default_value = "{}")]
    input: String,
    /// What its task, branches or iterations give.
    #[arg(long, value_name = "JSON", conflicts_with = "mock_error")]
    mock_result: Option<String>,
    /// The error with which its task fails.
    #[arg(long, value_name = "ERROR")]
    mock_error: Option<String>,
    /// The cause that comes with --mock-error.
    #[arg(long, value_name = "CAUSE", requires = "mock_error")]
    mock_cause: Option<String>,
    /// How strictly --mock-result is held against the service's API.
    #[arg(long, value_enum, ignore_case = true, default_value_t = Validation::Strict)]
    validation: Validation,
    /// The context object, `$$` or `$states.context`.
    #[arg(long, value_name = "JSON")]
    context: Option<String>,
    /// Variables as if assigned before.
    #[arg(long, value_name = "JSON")]
    variables: Option<String>,
    /// How often the state has been retried already.
    #[arg(long, value_name = "N", default_value_t = 0)]
    retry_count: i64,
    /// How many iterations of a Map have failed.
    #[arg(long, value_name = "N")]
    failed_iterations: Option<i64>,
    /// The state within a Map or Parallel whose failure --mock-error is.
    #[arg(long, value_name = "STATE", requires = "mock_error")]
    error_caused_by: Option<String>,
    /// What a distributed Map's ItemReader reads: an object's text, or a file that holds it.
    #[arg(long, value_name = "TEXT")]
    item_reader_data: Option<String>,
    /// How much of the data's way is shown.
    #[arg(long, value_enum, ignore_case = true, default_value_t = Level::Debug)]
    level: Level,
}

#[derive(Clone, Copy, ValueEnum)]
enum Level {
    Info,
    Debug,
    Trace,
}

#[derive(Clone, Copy, ValueEnum)]
enum Validation {
    Strict,
    Present,
    None,
}

/// When the state is entered; the same every time, as everything else.
const ENTERED_AT: &str = "2025-01-01T00:00:00Z";

pub fn run(arguments: &Arguments) -> Result<(), Exit> {
    let request = TestStateRequest::from_json(&request(arguments)?)
        .map_err(|error| Exit::usage(error.to_string()))?;
    let now = Timestamp::parse_rfc3339(ENTERED_AT).unwrap_or_default();
    let result = test_state(&request, now, 0).map_err(|error| Exit::usage(error.to_string()))?;
    show(format_args!("{:#}", serde_json::Value::from(&result.to_json())));
    match result.status.as_str() {
        "FAILED" => Err(Exit::quiet(1)),
        _ => Ok(()),
    }
}

/// The API's request.
fn request(arguments: &Arguments) -> Result<Json, Exit> {
    let (definition, state) = definition(arguments)?;
    let text = |option: &str, payload: &str| {
        source::payload(option, payload).map(|json| Json::from(json.to_string()))
    };
    let mut fields = vec![
        ("definition", Json::from(definition)),
        ("roleArn", Json::from("arn:aws:iam::123456789012:role/StepFunctionsExecutionRole")),
        ("input", text("--input", &arguments.input)?),
        ("inspectionLevel", Json::from(arguments.level.name())),
    ];
    fields.extend(state.map(|state| ("stateName", Json::from(state))));
    if let Some(mock) = mock(arguments)? {
        fields.push(("mock", mock));
    }
    if let Some(context) = &arguments.context {
        fields.push(("context", text("--context", context)?));
    }
    if let Some(variables) = &arguments.variables {
        fields.push(("variables", text("--variables", variables)?));
    }
    fields.push(("stateConfiguration", configuration(arguments)?));
    Ok(Json::object(fields))
}

/// The definition, and the name of the state in it that is meant; none when it is a state itself.
fn definition(arguments: &Arguments) -> Result<(String, Option<String>), Exit> {
    let path = &arguments.definition.definition;
    if arguments.state.is_none()
        && let Some(state) = state_itself(&source::text(path)?)
    {
        return Ok((state, None));
    }
    let (_, opened) = arguments.definition.open()?;
    let states = opened.machine.iter().flat_map(|machine| machine.all_states());
    let names: Vec<&str> = states.map(|state| &*state.name).collect();
    let name = match (&arguments.state, names.as_slice()) {
        (Some(name), _) => name.clone(),
        (None, [only]) => (*only).to_owned(),
        (None, _) => {
            let names = names.join(", ");
            return Err(Exit::usage(format!("{path}: say which by --state: {names}")));
        }
    };
    Ok((opened.definition.to_string(), Some(name)))
}

/// The JSON text of what is a state and not a whole definition.
fn state_itself(text: &str) -> Option<String> {
    let is_json = text.trim_start().starts_with('{');
    let read = if is_json { read_json(text) } else { read_yaml(text) };
    let state = read.ok()?.to_json();
    state.get("Type").and_then(Json::as_str)?;
    Some(state.to_string())
}

fn mock(arguments: &Arguments) -> Result<Option<Json>, Exit> {
    let outcome = match (&arguments.mock_result, &arguments.mock_error) {
        (Some(result), _) => {
            ("result", Json::from(source::payload("--mock-result", result)?.to_string()))
        }
        (None, Some(error)) => {
            let cause = arguments.mock_cause.as_deref().map(|cause| ("cause", Json::from(cause)));
            let error = ("error", Json::from(error.as_str()));
            ("errorOutput", Json::object(std::iter::once(error).chain(cause)))
        }
        (None, None) => return Ok(None),
    };
    let mode = match arguments.validation {
        Validation::Strict => "STRICT",
        Validation::Present => "PRESENT",
        Validation::None => "NONE",
    };
    Ok(Some(Json::object([outcome, ("fieldValidationMode", Json::from(mode))])))
}

fn configuration(arguments: &Arguments) -> Result<Json, Exit> {
    let mut fields = vec![("retrierRetryCount", Json::from(arguments.retry_count))];
    fields.extend(arguments.failed_iterations.map(|n| ("mapIterationFailureCount", Json::from(n))));
    let origin = arguments.error_caused_by.as_deref();
    fields.extend(origin.map(|state| ("errorCausedByState", Json::from(state))));
    if let Some(data) = &arguments.item_reader_data {
        // The object's text: CSV and JSON Lines are no JSON.
        let (text, _) = source::payload_text("--item-reader-data", data)?;
        fields.push(("mapItemReaderData", Json::from(text)));
    }
    Ok(Json::object(fields))
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Level::Info => "INFO",
            Level::Debug => "DEBUG",
            Level::Trace => "TRACE",
        }
    }
}
