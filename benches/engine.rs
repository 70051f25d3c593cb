//! Transitions a second of the engine, writing AWS's full history, on the workloads of a folder
//! (`node ../shared/bench/workloads/gen.mjs FOLDER` makes one).
//!
//! Natively: `cargo bench --bench engine -- FOLDER`. In wasm beside a peer: `benches/engine.mjs`.

use std::cell::RefCell;
use std::sync::Arc;

use signalbox::asl::{self, StateMachine};
use signalbox::engine::{Answer, Command, Execution, Failure, Identity, Start, Status};
use signalbox::value::Json;

/// A workload, ready to run as often as one likes.
struct Workload {
    machine: Arc<StateMachine>,
    input: Json,
    expected: Json,
    /// What its tasks answer, by state name.
    handlers: Json,
}

thread_local! {
    static WORKLOADS: RefCell<Vec<Workload>> = const { RefCell::new(Vec::new()) };
}

impl Workload {
    fn parse(text: &str) -> Workload {
        let workload = Json::parse(text).expect("the generator writes JSON");
        let field = |name| workload.get(name).cloned().unwrap_or_default();
        let parsed = asl::parse(&field("definition").to_string());
        Workload {
            machine: parsed.machine.expect("the generator writes definitions"),
            input: field("input"),
            expected: field("expect"),
            handlers: field("handlers"),
        }
    }

    /// Runs it once, to its end.
    fn run(&self) -> Result<Execution, String> {
        let mut execution = Execution::start(self.machine.clone(), start(self.input.clone()));
        while execution.step().is_some() {
            while let Some(command) = self.answer(&execution) {
                let now = execution.now();
                execution.send(now, &command).map_err(|error| error.to_string())?;
            }
        }
        Ok(execution)
    }

    /// What the harness does about the oldest open task.
    fn answer(&self, execution: &Execution) -> Option<Command> {
        let handlers = self.handlers.as_object()?;
        let open = execution.pending_tasks().next()?;
        let handler = handlers.get(&open.state_name)?;
        let text = |name| handler.get(name).and_then(Json::as_str).unwrap_or_default();
        if text("kind") == "throw" {
            let failure = Failure::new(text("error"), text("cause"));
            return Some(Command::Answer { task: open.id, answer: Answer::Failed(failure) });
        }
        // A callback tells which message it answers.
        let body = open.task.parameters.get("MessageBody")?;
        let output = Json::object([("answered", body.get("id").cloned().unwrap_or_default())]);
        let token = open.task.token.clone()?;
        Some(Command::SendTaskSuccess { token, output: output.to_string().into() })
    }

    fn check(&self, execution: &Execution) -> Result<(), String> {
        let status = self.expected.get("status").and_then(Json::as_str);
        let is_expected = status == Some(execution.status().as_str())
            && (execution.status() != Status::Succeeded
                || execution.output() == self.expected.get("output"));
        is_expected
            .then_some(())
            .ok_or_else(|| format!("{} {:?}", execution.status().as_str(), execution.failure()))
    }
}

fn start(input: Json) -> Start {
    let arn = |kind: &str| format!("arn:aws:states:us-east-1:123456789012:{kind}").into();
    Start {
        identity: Identity {
            execution_arn: arn("execution:bench:run"),
            execution_name: "run".into(),
            state_machine_arn: arn("stateMachine:bench"),
            state_machine_name: "bench".into(),
            role_arn: "arn:aws:iam::123456789012:role/bench".into(),
            region: "us-east-1".into(),
        },
        workflow_type: asl::WorkflowType::Standard,
        input,
        at: Default::default(),
        seed: 1,
        history_events_max: u32::MAX,
        particulars: Default::default(),
    }
}

/// Keeps a workload for [`run`]; gives its number.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen::prelude::wasm_bindgen)]
pub fn prepare(text: &str) -> usize {
    WORKLOADS.with_borrow_mut(|workloads| {
        workloads.push(Workload::parse(text));
        workloads.len() - 1
    })
}

/// Runs a workload and looks at its outcome; an empty text, or what is wrong.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen::prelude::wasm_bindgen)]
pub fn check(number: usize) -> String {
    WORKLOADS.with_borrow(|workloads| {
        let workload = &workloads[number];
        workload.run().and_then(|execution| workload.check(&execution)).err().unwrap_or_default()
    })
}

/// Runs a workload; the number of events.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen::prelude::wasm_bindgen)]
pub fn run(number: usize) -> usize {
    WORKLOADS.with_borrow(|workloads| {
        workloads[number].run().map_or(0, |execution| execution.history().len())
    })
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    use std::time::Instant;

    let Some(folder) = std::env::args().skip(1).find(|argument| !argument.starts_with('-')) else {
        return println!("engine bench: skipped, no folder of workloads given");
    };
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of workloads can be read")
        .map(|entry| entry.expect("its entries too").path())
        .collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a workload can be read");
        let described = Json::parse(&text).expect("the generator writes JSON");
        let n_transitions = described.get("transitions").and_then(Json::as_f64).unwrap_or(0.0);
        let number = prepare(&text);
        let mut best = f64::INFINITY;
        let begun = Instant::now();
        let why = check(number);
        while begun.elapsed().as_secs_f64() < 1.0 {
            let run_begun = Instant::now();
            run(number);
            best = best.min(run_begun.elapsed().as_secs_f64());
        }
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        println!("{name:>14} {:>12.0} transitions/s {why}", n_transitions / best);
    }
    println!("peak resident memory {}", peak_memory().unwrap_or_else(|| "unknown".into()));
}

/// As Linux tells it; other systems do not.
#[cfg(not(target_arch = "wasm32"))]
fn peak_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.trim_start_matches("VmHWM:").trim().to_owned())
}

#[cfg(target_arch = "wasm32")]
fn main() {}
