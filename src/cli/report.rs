//! What a run prints: an execution as a person reads it, or as AWS's API tells it.

use std::fmt::Write;

use super::bucket::Objects;
use super::reach::Nested;
use super::source::in_number;
use super::timeline::{elapsed, events, outcome};
use super::{Exit, show};
use crate::asl::WorkflowType;
use crate::engine::{CommandError, Execution, HISTORY_EVENTS_MAX, Status, aws};
use crate::value::Json;

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Text,
    History,
    Description,
    Logs,
    MapRuns,
}

/// Child executions of a Map Run that did not succeed, of which a text names so many.
const FAILED_CHILDREN_SHOWN_MAX: usize = 5;

/// Prints an execution. `written` are objects that lie in S3 since.
pub fn report(
    form: Form,
    execution: &Execution,
    nested: &[Nested],
    written: &Objects,
) -> Result<(), Exit> {
    match form {
        Form::Text => show(text(execution, nested, written)),
        Form::History => show(pretty(&history(execution)?)),
        Form::Description => show(pretty(&description(execution))),
        Form::Logs => {
            for event in aws::log_events(execution, aws::LogLevel::All, true) {
                show(event);
            }
        }
        Form::MapRuns => show(pretty(&map_runs(execution))),
    }
    Ok(())
}

fn pretty(json: &Json) -> String {
    format!("{:#}", serde_json::Value::from(json))
}

fn history(execution: &Execution) -> Result<Json, Exit> {
    if execution.start_info().workflow_type == WorkflowType::Express {
        let hint = "Express executions leave their events in the logs: --logs";
        return Err(Exit::usage(format!("{}; {hint}", CommandError::InvalidArn)));
    }
    let max_results = HISTORY_EVENTS_MAX as usize;
    let request = aws::HistoryRequest { max_results, ..aws::HistoryRequest::default() };
    Ok(aws::get_execution_history(execution, request))
}

/// An Express execution can be described by the answer to its start alone.
fn description(execution: &Execution) -> Json {
    let start = execution.start_info();
    let is_child = start.particulars.map_run_arn.is_some();
    match start.workflow_type {
        WorkflowType::Express if !is_child => aws::start_sync_execution(execution),
        _ => aws::describe_execution(execution, execution.now()),
    }
}

fn map_runs(execution: &Execution) -> Json {
    Json::array(aws::map_runs(execution).iter().map(|run| {
        Json::object([
            ("DescribeMapRun", aws::describe_map_run(execution, run)),
            ("ListExecutions", aws::list_map_run_executions(run)),
        ])
    }))
}

fn text(execution: &Execution, nested: &[Nested], written: &Objects) -> String {
    let mut text = events(execution);
    tell_map_runs(&mut text, execution);
    tell_nested(&mut text, execution, nested);
    if !written.is_empty() {
        writeln!(text).expect("a String takes every text");
    }
    for (name, content) in written {
        let size = content.len();
        writeln!(text, "written s3://{name} ({size} bytes)").expect("a String takes every text");
    }
    write!(text, "\n{}", outcome(execution)).expect("a String takes every text");
    text
}

/// How Map Runs went, and which of their executions are worth a look.
fn tell_map_runs(text: &mut String, execution: &Execution) {
    for run in aws::map_runs(execution) {
        let status = run.status.as_str();
        let n_items: usize = run.children.iter().map(|child| child.n_items).sum();
        let n_items = in_number(n_items, "item");
        let n_children = in_number(run.children.len(), "execution");
        let line = format!("\nMap Run of {}: {status}, {n_items} in {n_children}", run.state);
        writeln!(text, "{line}").expect("a String takes every text");
        let failed = run.children.iter().enumerate();
        let failed = failed.filter(|(_, child)| run.status_of(child) != Status::Succeeded);
        for (index, child) in failed.take(FAILED_CHILDREN_SHOWN_MAX) {
            let outcome = match run.status_of(child) {
                status if status == child.execution.status() => outcome(&child.execution),
                status => status.as_str().to_owned(),
            };
            writeln!(text, "  --child {}/{index}  {outcome}", run.state)
                .expect("a String takes every text");
        }
    }
}

/// What the tasks of `execution` have started.
fn tell_nested(text: &mut String, execution: &Execution, nested: &[Nested]) {
    for child in nested {
        let start = child.execution.start_info();
        let after = elapsed(start.at.since(execution.start_info().at));
        let machine = &start.identity.state_machine_name;
        let head = format!("\n{} has started {machine} after {after}:", child.state);
        let body = events(&child.execution);
        writeln!(text, "{head}\n{body}      {}", outcome(&child.execution))
            .expect("a String takes every text");
        tell_map_runs(text, &child.execution);
        tell_nested(text, &child.execution, &child.nested);
    }
}

/// The execution that a path names, `STATE/INDEX` and again: a child of the Map Run of a Map, or
/// one that a task has started.
pub fn find<'a>(
    execution: Execution,
    nested: &'a [Nested],
    path: &str,
) -> Result<(Execution, &'a [Nested]), String> {
    let runs = aws::map_runs(&execution);
    let states = runs.iter().map(|run| run.state.clone());
    let states = states.chain(nested.iter().map(|nested| nested.state.clone()));
    let after = |state: &str| path.strip_prefix(state)?.strip_prefix('/');
    let Some(state) = states.filter(|state| after(state).is_some()).max_by_key(|it| it.len())
    else {
        let why = "no Map Run, and no task that has started an execution, has that state's name";
        return Err(format!("{path}: {why}"));
    };
    let rest = after(&state).unwrap_or_default();
    let (index, rest) = rest.split_once('/').unwrap_or((rest, ""));
    let index: usize = index.parse().map_err(|_| format!("{path}: '{index}' is not a number"))?;
    // Of several Map Runs of a state, the last one is meant.
    let run = runs.into_iter().rfind(|run| run.state == state);
    let started = nested.iter().filter(|nested| nested.state == state);
    let (n_executions, found) = match run {
        Some(mut run) if index < run.children.len() => {
            (0, Some((run.children.swap_remove(index).execution, Default::default())))
        }
        Some(run) => (run.children.len(), None),
        None => {
            let found = started.clone().nth(index);
            (started.count(), found.map(|it| (it.execution.clone(), it.nested.as_slice())))
        }
    };
    match found {
        Some((execution, nested)) if !rest.is_empty() => find(execution, nested, rest),
        Some(found) => Ok(found),
        None => {
            let n_executions = in_number(n_executions, "execution");
            Err(format!("{path}: '{state}' has {n_executions}, numbered from 0"))
        }
    }
}
