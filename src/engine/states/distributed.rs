//! A distributed Map: its Map Run starts a child execution for every item or batch of items.

use std::sync::Arc;

use super::super::Command;
use super::super::dataflow::{Flow, Problem};
use super::super::failure::error;
use super::super::frame::Kept;
use super::super::map_run::{MapRun, Tolerance};
use super::super::{EventDetail, Failure, Identity, MapStart, Particulars, Start};
use super::item_batcher::child_input;
use super::{item_reader, result_writer};
use crate::asl::{Field, Map, ProcessorMode, WorkflowType};
use crate::query::random::Random;
use crate::value::Json;

/// MapRunStarted. The tolerance is only looked at here, after MapStateStarted.
pub fn start_run(flow: Flow, map: &Map, start: &MapStart) -> Result<EventDetail, Problem> {
    let tolerance = tolerance(flow, map, &start.input)?;
    if let Some(Kept::MapRun(run)) = flow.frame.kept.as_deref() {
        let redrive_count = u32::try_from(flow.execution.redrives.len()).unwrap_or(u32::MAX);
        return Ok(EventDetail::MapRunRedriven { map_run_arn: run.arn.clone(), redrive_count });
    }
    let random = flow.execution.random();
    let label = map.label.as_deref().map_or_else(|| random.uuid(), str::to_owned);
    let identity = &flow.execution.start_info().identity;
    let prefix = identity.state_machine_arn.replacen(":stateMachine:", ":mapRun:", 1);
    let map_run_arn = format!("{prefix}/{label}:{}", random.uuid()).into();
    Ok(EventDetail::MapRunStarted { map_run_arn, tolerance: Box::new(tolerance) })
}

/// What comes next in a Map Run.
pub fn go_on(flow: Flow, map: &Map, run: &MapRun) -> Result<EventDetail, Problem> {
    if let Some(reader) = map.item_reader.as_ref().filter(|_| !run.has_items) {
        return item_reader::request(flow, reader, run);
    }
    if run.is_exceeded() {
        return fail(flow, map, run);
    }
    if run.has_room() {
        return match run.unsuccessful.first() {
            Some(index) => redrive_child(flow, run, *index),
            None => start_child(flow, map, run),
        };
    }
    if let Some((_, index)) = run.due.first() {
        let event = run.executions[*index].upcoming();
        let event = Box::new(event.expect("a child execution that is due goes on"));
        return Ok(EventDetail::ChildExecution { map_run: run.id, index: *index, event });
    }
    if let Some(written) = write(flow, map, run)? {
        return Ok(written);
    }
    Ok(EventDetail::MapRunSucceeded { output: result_writer::output(flow, map, run)? })
}

/// What ResultWriter does before a Map Run ends.
fn write(flow: Flow, map: &Map, run: &MapRun) -> Result<Option<EventDetail>, Problem> {
    if run.is_written {
        return Ok(None);
    }
    match result_writer::objects(flow, map, run) {
        Err(Problem::Failure(failure)) if failure.is(error::RESULT_WRITER_FAILED) => {
            Ok(Some(EventDetail::MapRunFailed(*failure)))
        }
        written => written,
    }
}

/// What still runs is stopped, what there is is written down, and then the Map Run fails.
fn fail(flow: Flow, map: &Map, run: &MapRun) -> Result<EventDetail, Problem> {
    if let Some(index) = run.running.first() {
        let child = &run.executions[*index];
        let cause = "The Map Run that started the execution has failed.";
        let failure = Failure { error: None, cause: Some(cause.into()) };
        let event = child.stopped(flow.execution.now(), failure);
        let (index, event) = (*index, Box::new(event));
        return Ok(EventDetail::ChildExecution { map_run: run.id, index, event });
    }
    if let Some(written) = write(flow, map, run)? {
        return Ok(written);
    }
    Ok(EventDetail::MapRunFailed(Failure::new(
        error::EXCEED_TOLERATED_FAILURE_THRESHOLD,
        "The specified tolerated failure threshold was exceeded",
    )))
}

fn redrive_child(flow: Flow, run: &MapRun, index: usize) -> Result<EventDetail, Problem> {
    let child = &run.executions[index];
    let events = child.accept(flow.execution.now(), &Command::RedriveExecution);
    match events.ok().and_then(|events| events.into_iter().next()) {
        Some(event) => {
            let event = Box::new(event);
            Ok(EventDetail::ChildExecution { map_run: run.id, index, event })
        }
        None => Err(flow.runtime("A child execution of the Map Run cannot be redriven.")),
    }
}

fn start_child(flow: Flow, map: &Map, run: &MapRun) -> Result<EventDetail, Problem> {
    let index = run.executions.len();
    let (input, n_items) = child_input(flow, map, &run.start, run.n_taken)?;
    let start = Arc::new(child_start(flow, map, run, index, input));
    Ok(EventDetail::ChildStarted { map_run: run.id, index, n_items, start })
}

/// How a child execution starts, named as recorded: under `<state machine>/<label>`.
fn child_start(flow: Flow, map: &Map, run: &MapRun, index: usize, input: Json) -> Start {
    let parent = flow.execution.start_info();
    let seed = parent.seed ^ (u64::from(run.id) << 32) ^ (index as u64 + 1);
    let random = Random::new(seed);
    let name: Arc<str> = random.uuid().into();
    let run_name = run.arn.rsplit_once(":mapRun:").map_or("", |(_, name)| name);
    let run_name = run_name.rsplit_once(':').map_or(run_name, |(label, _)| label);
    let prefix = run.arn.split(":mapRun:").next().unwrap_or_default();
    let workflow_type = match map.processor.mode {
        ProcessorMode::Distributed(workflow_type) => workflow_type,
        ProcessorMode::Inline => WorkflowType::Standard,
    };
    let execution_arn = match workflow_type {
        WorkflowType::Standard => format!("{prefix}:execution:{run_name}:{name}"),
        WorkflowType::Express => format!("{prefix}:express:{run_name}:{name}:{}", random.uuid()),
    };
    Start {
        identity: Identity {
            execution_arn: execution_arn.into(),
            execution_name: name,
            state_machine_arn: format!("{prefix}:stateMachine:{run_name}").into(),
            ..parent.identity.clone()
        },
        workflow_type,
        input,
        at: flow.execution.now(),
        seed,
        history_events_max: parent.history_events_max,
        particulars: Particulars {
            map_run_arn: Some(run.arn.clone()),
            missing_activities: parent.particulars.missing_activities.clone(),
            ..Particulars::default()
        },
    }
}

fn tolerance(flow: Flow, map: &Map, input: &Json) -> Result<Tolerance, Problem> {
    let count = match &map.tolerated_failure_count {
        Some(field) => {
            let name = "ToleratedFailureCount";
            let count = usize::try_from(flow.integer(field, input, name)?);
            let negative =
                |_| flow.unacceptable(field, name, &format!("{name} cannot be negative."));
            Some(count.map_err(negative)?)
        }
        None => None,
    };
    let percentage = match &map.tolerated_failure_percentage {
        Some(field) => Some(percentage(flow, field, input)?),
        None => None,
    };
    Ok(Tolerance { count, percentage })
}

fn percentage(flow: Flow, field: &Field, input: &Json) -> Result<f64, Problem> {
    let name = "ToleratedFailurePercentage";
    let value = flow.field(field, input, name)?;
    // A number in a string is as good.
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    match (number, field) {
        (Some(percentage), _) if (0.0..=100.0).contains(&percentage) => Ok(percentage),
        (Some(_), _) => {
            let what = format!("{name} must be between 0 and 100.");
            Err(flow.unacceptable(field, name, &what))
        }
        (None, Field::Path(path)) => Err(flow.runtime(&format!(
            "The {name}Path field refers to value \"{}\" which is not a valid float: {path}",
            value.as_str().map_or_else(|| value.to_string(), str::to_owned)
        ))),
        (None, Field::Expression(expression)) => {
            Err(flow.evaluation_problem(expression.unexpected_type("number", &value, name)))
        }
        (None, Field::Literal(_) | Field::Intrinsic(_)) => {
            Err(flow.runtime(&format!("{name} is not a number.")))
        }
    }
}
