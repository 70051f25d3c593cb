//! Replays one case, by its kind.

use std::sync::Arc;

use signalbox::asl::{self, Severity, StateMachine, WorkflowType};
use signalbox::engine::test_state::{TestStateRequest, test_state};
use signalbox::engine::{
    Event, EventDetail, Execution, HISTORY_EVENTS_MAX, Identity, Particulars, Start, Status, aws,
};
use signalbox::time::Timestamp;
use signalbox::value::Json;

use crate::case::Case;
use crate::history;
use crate::matching::{Difference, Placeholders, canonical, unify};
use crate::script;

/// The account of all recordings.
const ACCOUNT: &str = "111111111111";

const SEED: u64 = 20_251_123;

/// Whether the run is what was recorded, and if not, the first difference.
pub fn replay(case: &Case) -> Result<(), Difference> {
    let words = case.placeholders();
    match case.kind.as_str() {
        "execution" | "execution_output" => run(case, &words, execution),
        "express_sync" => run(case, &words, express_sync),
        "express_async" => run(case, &words, express_async),
        "test_state" => tested_state(case, &words),
        "create" => created(case, &words),
        "validate" => validated(case, &words),
        "start_error" => start_refused(case, &words),
        "variable_references" => variable_references(case, &words),
        other => Err(format!("no such kind of case: {other}")),
    }
}

type Check = fn(&Case, &Execution, &Placeholders) -> Result<(), Difference>;

fn run(case: &Case, words: &Placeholders, check: Check) -> Result<(), Difference> {
    let machine = machine(case)?;
    let mut execution = Execution::start(machine, start(case));
    script::run(case, &mut execution)?;
    history::compare(case, &aws::history_events(&execution, true), words)?;
    outcome(case, &execution, words)?;
    check(case, &execution, words)
}

/// Every run is a positive validation case too.
fn machine(case: &Case) -> Result<Arc<StateMachine>, Difference> {
    let parsed = read(case, &called_resources(case));
    if let Some(error) = parsed.diagnostics.iter().find(|found| found.severity == Severity::Error) {
        return Err(format!("refused: {}: {}", error.code, error.message));
    }
    parsed.machine.ok_or_else(|| "no state machine was read".into())
}

/// The definition with the ARNs that its tasks really called: the corpus has those of lambdas and
/// activities that a test made on the way under a general name.
fn called_resources(case: &Case) -> String {
    let mut text = case.definition();
    for (state, called) in case.called() {
        let definition = Json::parse(&text).unwrap_or_default();
        let written = definition.get("States").and_then(|states| states.get(&state));
        let written = written.and_then(|state| state.get("Resource")).and_then(Json::as_str);
        if let Some(written) = written.filter(|written| **written != *called) {
            text = text.replace(written, &called);
        }
    }
    text
}

fn read(case: &Case, definition: &str) -> asl::Parsed {
    asl::parse_with(definition, asl::Options { workflow_type: workflow_type(case) })
}

fn workflow_type(case: &Case) -> WorkflowType {
    if case.is_express() { WorkflowType::Express } else { WorkflowType::Standard }
}

fn start(case: &Case) -> Start {
    let described = case.expected("describe").and_then(|it| it.get("executionArn")?.as_str());
    let arn = described.unwrap_or(case.env("executionArn"));
    // `arn:…:express:<state machine>:<name>:<run>`; the name of others is their last part.
    let name_place = if case.is_express() { 7 } else { usize::MAX };
    let name = arn.split(':').nth(name_place).unwrap_or(case.env("executionName"));
    Start {
        identity: Identity {
            execution_arn: arn.into(),
            execution_name: name.into(),
            state_machine_arn: case.env("stateMachineArn").into(),
            state_machine_name: case.env("stateMachineName").into(),
            role_arn: case.env("roleArn").into(),
            region: case.env("region").into(),
        },
        workflow_type: workflow_type(case),
        input: case.all.get("input").cloned().unwrap_or_else(Json::empty_object),
        at: Timestamp::parse_rfc3339(case.env("now")).unwrap_or_default(),
        seed: SEED,
        history_events_max: HISTORY_EVENTS_MAX,
        particulars: particulars(case),
    }
}

fn particulars(case: &Case) -> Particulars {
    // Which version or alias was started is told by the answer alone.
    let described = |name| case.expected("describe").and_then(|it| it.get(name)?.as_str());
    let is_deleted = case.has_signal("delete_activity") && case.list("mock").is_empty();
    Particulars {
        is_synchronous: case.kind == "express_sync",
        state_machine_version_arn: described("stateMachineVersionArn").map(Arc::from),
        state_machine_alias_arn: described("stateMachineAliasArn").map(Arc::from),
        missing_activities: if is_deleted { case.activities() } else { Vec::new() },
        ..Particulars::default()
    }
}

/// `status`, `output`, `error` and `cause`.
fn outcome(case: &Case, execution: &Execution, words: &Placeholders) -> Result<(), Difference> {
    let status = Json::from(execution.status().as_str());
    if let Some(expected) = case.expected("status") {
        unify(expected, &status, words, "status").map_err(|why| match ending(execution) {
            Some(event) => format!("{why} ({:?})", event.detail),
            None => why,
        })?;
    }
    let described = opened(&aws::describe_execution(execution, execution.now()));
    for name in ["output", "error", "cause"] {
        match (case.expected(name), described.get(name)) {
            (Some(expected), Some(actual)) => {
                // The corpus has outputs as values whatever they are.
                let actual = match (expected, actual) {
                    (Json::String(_), _) | (_, Json::Object(_)) => actual.clone(),
                    (_, Json::String(text)) => Json::parse(text).unwrap_or_else(|_| actual.clone()),
                    _ => actual.clone(),
                };
                let whole = Json::parse(actual.as_str().unwrap_or_default());
                let attempt = words.trying(|| unify(expected, &actual, words, name));
                attempt.or_else(|why| match whole {
                    Ok(whole) => unify(expected, &whole, words, name),
                    Err(_) => Err(why),
                })?;
            }
            (Some(expected), None) => return Err(format!("{name}: {expected} is missing")),
            _ => {}
        }
    }
    Ok(())
}

fn ending(execution: &Execution) -> Option<&Event> {
    execution.history().last().filter(|event| {
        execution.status() != Status::Running
            && !matches!(event.detail, EventDetail::ExecutionSucceeded { .. })
    })
}

/// Payloads in text form as the corpus has them: objects parsed.
fn opened(answer: &Json) -> Json {
    canonical(answer)
}

fn execution(case: &Case, execution: &Execution, words: &Placeholders) -> Result<(), Difference> {
    if let Some(expected) = case.expected("describe") {
        let described = aws::describe_execution(execution, execution.now());
        unify(expected, &opened(&described), words, "describe")?;
    }
    if let Some(expected) = case.expected("logs") {
        let config = expected.get("config");
        let level = match config.and_then(|config| config.get("level")).and_then(Json::as_str) {
            Some("ALL") => aws::LogLevel::All,
            Some("ERROR") => aws::LogLevel::Error,
            Some("FATAL") => aws::LogLevel::Fatal,
            _ => aws::LogLevel::Off,
        };
        let with_data = config.and_then(|config| config.get("includeExecutionData"));
        let with_data = with_data.and_then(Json::as_bool).unwrap_or(false);
        let events = aws::log_events(execution, level, with_data);
        let events = Json::array(events.iter().map(opened));
        unify(&expected.get("events").cloned().unwrap_or_default(), &events, words, "logs")?;
    }
    if let Some(expected) = case.expected("eventbridge") {
        let ids = ["7bf73129-1428-4cd3-a780-95db273d1602", "315c1398-40ff-a850-213b-158f73e60175"];
        let events = aws::status_change_events(execution, ids);
        unify(expected, &Json::array(events.iter().map(opened)), words, "eventbridge")?;
    }
    Ok(())
}

fn express_sync(
    case: &Case,
    execution: &Execution,
    words: &Placeholders,
) -> Result<(), Difference> {
    let Some(expected) = case.expected("response") else { return Ok(()) };
    unify(expected, &opened(&aws::start_sync_execution(execution)), words, "response")
}

fn express_async(
    case: &Case,
    execution: &Execution,
    words: &Placeholders,
) -> Result<(), Difference> {
    let Some(expected) = case.expected("end_event") else { return Ok(()) };
    let events = aws::log_events(execution, aws::LogLevel::All, true);
    let last = events.last().map(opened).unwrap_or_default();
    unify(expected, &last, words, "end_event")
}

fn tested_state(case: &Case, words: &Placeholders) -> Result<(), Difference> {
    let text_of = |name: &str| {
        let as_text = || case.text(&format!("{name}_text")).map(Json::from);
        case.all.get(name).map(|value| Json::from(value.to_string())).or_else(as_text)
    };
    let mut request = case.all.get("request").cloned().unwrap_or_else(Json::empty_object);
    let mut put = |name: &str, value: Option<Json>| {
        if let Some(value) = value {
            let path = [signalbox::value::Key::Field(name.into())];
            request = request.with(&path, &value).expect("a request is an object");
        }
    };
    put("definition", Some(case.definition().into()));
    put("input", text_of("input"));
    put("context", text_of("context"));
    put("mock", case.all.get("mockParam").cloned().or_else(|| recorded_answer(case)));
    // The corpus leaves out whether a role was given; the context object or a refusal shows it.
    let expected = case.expected_all();
    let has_no_role = ["\"RoleArn\":null", "RoleArn must be specified"];
    if !has_no_role.iter().any(|sign| expected.to_string().contains(sign)) {
        put("roleArn", Some("arn:aws:iam::111111111111:role/test-sfn-role".into()));
    }
    let now = Timestamp::parse_rfc3339("2025-11-20T10:00:00Z").unwrap_or_default();
    let answer = TestStateRequest::from_json(&request).and_then(|request| {
        let request = TestStateRequest { account: ACCOUNT.into(), ..request };
        test_state(&request, now, SEED)
    });
    let answer = match answer {
        Ok(result) => opened(&result.to_json()),
        Err(error) => Json::object([
            ("error", Json::from(error.name)),
            ("message", Json::from(error.message)),
        ]),
    };
    unify(expected, &answer, words, "$")
}

/// The one answer that a service gave a state under test, for a mock to give again.
fn recorded_answer(case: &Case) -> Option<Json> {
    let result = case.list("mock").first()?.get("result")?;
    let mode = ("fieldValidationMode", Json::from("NONE"));
    Some(match result.get("type").and_then(Json::as_str)? {
        "success" => {
            let output = result.get("output").cloned().unwrap_or_default();
            Json::object([("result", Json::from(output.to_string())), mode])
        }
        kind => {
            let timeout = (kind == "timeout").then(|| Json::from("States.Timeout"));
            let error = result.get("error").cloned().or(timeout);
            let fields = [("error", error), ("cause", result.get("cause").cloned())];
            let said = fields.into_iter().filter_map(|(name, text)| Some((name, text?)));
            Json::object([("errorOutput", Json::object(said)), mode])
        }
    })
}

/// CreateStateMachine refuses.
fn created(case: &Case, words: &Placeholders) -> Result<(), Difference> {
    let parsed = read(case, &case.definition());
    let Some(error) = asl::validate::invalid_definition(&parsed.diagnostics) else {
        return Err("accepted".into());
    };
    unify(case.expected_all(), &refusal(error.error, &error.message), words, "$")
}

fn validated(case: &Case, words: &Placeholders) -> Result<(), Difference> {
    let asked = |name| case.all.get("request").and_then(|request| request.get(name));
    let max_results = asked("maxResults").and_then(Json::as_i64);
    let is_warned = asked("severity").and_then(Json::as_str) == Some("WARNING");
    let request = asl::validate::ValidateRequest {
        workflow_type: workflow_type(case),
        severity: if is_warned { Severity::Warning } else { Severity::Error },
        max_results: max_results.and_then(|most| u32::try_from(most).ok()).unwrap_or_default(),
    };
    let answer = match asl::validate::validate_response(&case.definition(), request) {
        Ok(answer) => answer,
        Err(error) => refusal(error.error, &error.message),
    };
    unify(case.expected_all(), &answer, words, "$")
}

/// StartExecution refuses the input.
fn start_refused(case: &Case, words: &Placeholders) -> Result<(), Difference> {
    match asl::validate::execution_input(case.text("input_text").unwrap_or_default()) {
        Ok(_) => Err("accepted".into()),
        Err(error) => unify(case.expected_all(), &refusal(error.error, &error.message), words, "$"),
    }
}

fn refusal(error: &str, message: &str) -> Json {
    Json::object([("error", Json::from(error)), ("message", Json::from(message))])
}

/// DescribeStateMachine's `variableReferences`.
fn variable_references(case: &Case, words: &Placeholders) -> Result<(), Difference> {
    let (definition, machine, start) = (case.definition(), machine(case)?, start(case));
    let describe = match case.id.contains("for_execution") {
        true => aws::describe_state_machine_for_execution,
        false => aws::describe_state_machine,
    };
    let described = describe(&definition, &machine, &start, start.at);
    let references = described.get("variableReferences").cloned().unwrap_or_default();
    let answer = Json::object([("variableReferences", references)]);
    unify(case.expected_all(), &answer, words, "$")
}
