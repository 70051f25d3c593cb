//! What is suggested for a definition: an input, and answers to its tasks, with which it runs well.

mod cases;
mod large;

use std::path::Path;

use signalbox::engine::Status;
use signalbox::services::Outcome;
use signalbox::simulator::view::WaitingKind;
use signalbox::simulator::{Action, Simulator};
use signalbox::time::Timestamp;
use signalbox::value::Json;

const START: Timestamp = Timestamp(1_700_000_000_000);

/// Of the 101 definitions in `../shared`, so many come to a good end, or to a Fail state that they
/// were written to come to, with nothing but what is suggested.
const GOOD_ENDS_MIN: usize = 95;

#[test]
fn what_people_wrote_runs_well_at_the_first_click() {
    let folder = std::env::var_os("REAL_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real/definitions"),
        Into::into,
    );
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: no ../shared/real/definitions and no REAL_DIR");
        return;
    };
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    let (mut n_opened, mut n_good) = (0, 0);
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        let mut simulator = Simulator::new(1, START);
        simulator.update(Action::Open { name: name.clone(), text });
        if !simulator.document().is_valid() {
            continue;
        }
        n_opened += 1;
        let input = simulator.document().input.clone();
        let (status, why) = run(&mut simulator);
        if std::env::var_os("SHOW_INPUTS").is_some() {
            println!("{name}: {}", input.replace('\n', "").replace("  ", ""));
        }
        if status == Status::Succeeded {
            n_good += 1;
        } else {
            println!("{name}: {status:?} {why}\n   {}", input.replace('\n', "").replace("  ", ""));
        }
    }
    println!("{n_good} of {n_opened}");
    let is_other = std::env::var_os("REAL_DIR").is_some();
    assert!(is_other || n_opened < 101 || n_good >= GOOD_ENDS_MIN, "{n_good} of {n_opened}");
}

/// Runs the open document to its end, answering whatever waits with what is suggested for it.
fn run(simulator: &mut Simulator) -> (Status, String) {
    simulator.update(Action::Start);
    let Some(id) = simulator.selected_run().map(|run| run.id) else {
        return (Status::Running, format!("{:?}", simulator.notice()));
    };
    for _ in 0..500 {
        let answers: Vec<_> = simulator
            .waiting()
            .into_iter()
            .filter(|task| task.run == id)
            .map(|task| match (task.kind, task.token) {
                (WaitingKind::Callback | WaitingKind::Activity, Some(token)) => {
                    Action::SendTaskSuccess { token, output: task.suggestion }
                }
                (WaitingKind::Activity, None) => {
                    let (run, task) = (task.run, task.task);
                    Action::GetActivityTask { run, task, worker_name: String::new() }
                }
                (WaitingKind::Callback | WaitingKind::Answer, _) => Action::AnswerTask {
                    run: task.run,
                    task: task.task,
                    outcome: Outcome::Return(Json::parse(&task.suggestion).expect("is JSON")),
                },
            })
            .collect();
        match answers.is_empty() {
            true => simulator.update(Action::Skip),
            false => answers.into_iter().for_each(|answer| simulator.update(answer)),
        }
        let execution = simulator.selected_run().expect("it is selected").execution();
        if execution.status() != Status::Running {
            let end = execution.history().last().map(|event| format!("{:?}", event.detail));
            return (execution.status(), end.unwrap_or_default());
        }
    }
    (Status::Running, format!("{} waiting", simulator.waiting().len()))
}
