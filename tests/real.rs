//! Opens and runs what people wrote: every file of `../shared/real/definitions`, or of the folder
//! in `REAL_DIR`.
//!
//! A state machine passes when it is read without an error, and when its executions come to their
//! own ends: one without input, with services that answer every task plausibly, and one with all
//! that is suggested to a person. A failure of the workflow's own making is an end like any other:
//! its data is made up here.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use signalbox::asl::{Pattern, Resource, Severity};
use signalbox::engine::{
    Answer, Command, EventDetail, Execution, HISTORY_EVENTS_MAX, Identity, Particulars,
    PendingTask, Start, Status,
};
use signalbox::import::{self, OpenedStateMachine};
use signalbox::json;
use signalbox::services::{Account, Call, Origin, Outcome, World};
use signalbox::simulator::view::{WaitingKind, WaitingView};
use signalbox::simulator::{Action, Simulator};
use signalbox::time::Timestamp;
use signalbox::value::Json;

/// A workflow that polls goes round until the poll says what nobody here says.
const N_STEPS_MAX: usize = 20_000;
const N_ROUNDS_MAX: usize = 500;

const START: Timestamp = Timestamp(1_735_689_600_000);

fn main() -> ExitCode {
    let Some(folder) = folder() else {
        println!("skipped: no ../shared/real/definitions and no REAL_DIR");
        println!("0 passed, 0 failed");
        return ExitCode::SUCCESS;
    };
    let (mut n_passed, mut n_failed) = (0, 0);
    for path in files(&folder) {
        let judged = catch_unwind(AssertUnwindSafe(|| judge(&path)));
        match judged.unwrap_or_else(|_| Err("panic".into())) {
            Ok(()) => n_passed += 1,
            Err(why) => {
                n_failed += 1;
                println!("FAILED {}\n       {why}", path.display());
            }
        }
    }
    println!("{n_passed} passed, {n_failed} failed");
    if n_failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("REAL_DIR") {
        return Some(folder.into());
    }
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real/definitions");
    beside.is_dir().then_some(beside)
}

/// The endings of what people keep definitions and templates in.
const EXTENSIONS: [&str; 9] =
    ["json", "yaml", "yml", "asl", "template", "tf", "tftpl", "tpl", "hcl"];

/// The files in the folder and in those within it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("REAL_DIR is a folder").flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let (folders, mut files): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| path.is_dir());
    files.retain(|path| {
        let extension = path.extension().and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| EXTENSIONS.contains(&extension))
    });
    files.extend(folders.iter().flat_map(|folder| self::files(folder)));
    files
}

fn judge(path: &Path) -> Result<(), String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let text = import::decode(&bytes).ok_or("not a text")?;
    let opened = import::open(&text, "workflow");
    let errors = opened.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    if let Some(error) = errors.into_iter().next() {
        let place = error.location.as_deref().unwrap_or("no place");
        return Err(format!("{}: {} at {place}", error.code, error.message));
    }
    for machine in &opened.state_machines {
        // A template may keep its definition in another file, or leave it to the deployment.
        if machine.machine.is_some() {
            let mut world = World::new(1);
            world.declare(&opened.resources);
            run(machine, world).map_err(|why| format!("{}: {why}", machine.name))?;
        }
    }
    run_as_suggested(text)
}

/// Opens a text as a person does, and runs it with the input and the answers that are suggested.
fn run_as_suggested(text: String) -> Result<(), String> {
    let mut simulator = Simulator::new(1, START);
    simulator.update(Action::Open { name: "workflow".into(), text });
    if !simulator.document().is_valid() {
        return Ok(());
    }
    simulator.update(Action::Start);
    for _ in 0..N_ROUNDS_MAX {
        let selected = simulator.selected_run().ok_or("it does not start")?;
        if selected.execution().status() != Status::Running {
            return ended(selected.execution()).map_err(|why| format!("as suggested: {why}"));
        }
        let id = selected.id;
        let waiting = simulator.waiting().into_iter().filter(|task| task.run == id);
        let answers: Vec<Action> = waiting.map(suggested_answer).collect();
        match answers.is_empty() {
            true => simulator.update(Action::Skip),
            false => answers.into_iter().for_each(|answer| simulator.update(answer)),
        }
    }
    Ok(())
}

fn suggested_answer(waiting: WaitingView) -> Action {
    let WaitingView { kind, token, run, task, suggestion, .. } = waiting;
    match (kind, token) {
        (WaitingKind::Callback | WaitingKind::Activity, Some(token)) => {
            Action::SendTaskSuccess { token, output: suggestion }
        }
        (WaitingKind::Activity, None) => {
            Action::GetActivityTask { run, task, worker_name: String::new() }
        }
        (WaitingKind::Callback | WaitingKind::Answer, _) => {
            let outcome = Outcome::Return(Json::parse(&suggestion).unwrap_or_default());
            Action::AnswerTask { run, task, outcome }
        }
    }
}

fn run(opened: &OpenedStateMachine, mut world: World) -> Result<(), String> {
    let machine = opened.machine.clone().ok_or("nothing to run")?;
    let mut execution = Execution::start(machine, start(opened));
    for _ in 0..N_STEPS_MAX {
        execution.run_until(execution.now());
        if execution.status() != Status::Running {
            return ended(&execution);
        }
        let next = execution.pending_tasks().next();
        let Some(commands) = next.map(|task| answers(&execution, &task, &mut world)) else {
            execution.step();
            continue;
        };
        for command in commands {
            let sent = execution.send(execution.now(), &command);
            sent.map_err(|error| format!("{command:?}: {error}"))?;
        }
    }
    Ok(())
}

/// Whether the end is the workflow's own, and not that something is missing here.
fn ended(execution: &Execution) -> Result<(), String> {
    match execution.history().last().map(|event| &event.detail) {
        Some(EventDetail::ExecutionFailed(failure)) => {
            let text = failure.to_string();
            if text.contains("Signalbox") { Err(text) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

/// The commands that answer a task to its end.
fn answers(execution: &Execution, task: &PendingTask, world: &mut World) -> Vec<Command> {
    let answer = |answer| Command::Answer { task: task.id.clone(), answer };
    let call = call(execution, task);
    let result = world.call(&call);
    let (resource, token) = (&task.task.resource, task.task.token.clone());
    match (resource, call.pattern(), token, result) {
        (_, _, _, Err(failure)) => vec![answer(Answer::Failed(failure))],
        (Resource::Activity { .. }, _, Some(token), Ok(_)) => {
            let worker_name = None;
            let output = "{}".into();
            vec![
                Command::GetActivityTask { task: task.id.clone(), worker_name },
                Command::SendTaskSuccess { token, output },
            ]
        }
        (_, Pattern::WaitForTaskToken, Some(token), Ok(submitted)) => {
            let output = world.suggestion(&call).to_string().into();
            let submitted = answer(Answer::Submitted(submitted));
            vec![submitted, Command::SendTaskSuccess { token, output }]
        }
        (_, Pattern::Sync | Pattern::Sync2, _, Ok(submitted)) => {
            let result = world.job_result(&call, &submitted);
            vec![answer(Answer::Submitted(submitted)), answer(Answer::Succeeded(result))]
        }
        (_, _, _, Ok(result)) => vec![answer(Answer::Succeeded(result))],
    }
}

fn call(execution: &Execution, task: &PendingTask) -> Call {
    let identity = &execution.start_info().identity;
    Call {
        resource: task.task.resource.clone(),
        parameters: task.task.parameters.clone(),
        origin: Origin {
            run: 0,
            execution_name: identity.execution_name.clone(),
            state: task.state_name.clone(),
            task: task.id.clone(),
            token: task.task.token.clone(),
        },
        execution_arn: identity.execution_arn.clone(),
        state_machine_arn: identity.state_machine_arn.clone(),
        at: task.scheduled_at,
    }
}

fn start(opened: &OpenedStateMachine) -> Start {
    let account = Account::default();
    let name: &Arc<str> = &opened.name;
    Start {
        identity: Identity {
            execution_arn: account.arn("states", &format!("execution:{name}:run")),
            execution_name: "run".into(),
            state_machine_arn: account.arn("states", &format!("stateMachine:{name}")),
            state_machine_name: name.clone(),
            role_arn: account.role_arn("StepFunctionsExecutionRole"),
            region: account.region,
        },
        workflow_type: opened.workflow_type,
        input: opened.input.clone().unwrap_or_else(|| json!({})),
        at: START,
        seed: 1,
        history_events_max: HISTORY_EVENTS_MAX,
        particulars: Particulars::default(),
    }
}
