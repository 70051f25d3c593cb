//! Runs of generated machines: what happens by itself, and what a capricious world sends.

use std::sync::Arc;

use proptest::prelude::*;
use signalbox::asl::{self, StateMachine, WorkflowType};
use signalbox::engine::{Answer, Command, Event, Execution, Failure, Identity, Particulars, Start};
use signalbox::json;
use signalbox::time::{Duration, Timestamp};
use signalbox::value::Json;

/// A history has no more events than this, and is long enough to go wrong.
const HISTORY_EVENTS_MAX: u32 = 90;

/// Events of ours and of child executions included, a run stops here.
const N_EVENTS_MAX: usize = 250;

/// What the world does at one moment.
#[derive(Clone, Debug)]
pub enum Whim {
    /// Let happen what happens by itself now.
    Step,
    /// Let happen what happens next, whenever that is.
    Skip,
    /// Do something to the open task of this number, counted round, so many seconds from now.
    Task {
        number: usize,
        deed: Deed,
        after: u64,
    },
    Stop,
    Redrive,
}

#[derive(Clone, Copy, Debug)]
pub enum Deed {
    Start,
    Submit,
    Succeed,
    Fail,
    TimeOut,
    SendSuccess,
    SendFailure,
    Heartbeat,
    SendNonsense,
}

pub fn whims() -> impl Strategy<Value = Vec<Whim>> {
    let deed = prop_oneof![
        2 => Just(Deed::Start),
        1 => Just(Deed::Submit),
        4 => Just(Deed::Succeed),
        2 => Just(Deed::Fail),
        1 => Just(Deed::TimeOut),
        2 => Just(Deed::SendSuccess),
        1 => Just(Deed::SendFailure),
        1 => Just(Deed::Heartbeat),
        1 => Just(Deed::SendNonsense),
    ];
    let task = (0..4_usize, deed, 0..4_u64).prop_map(|(number, deed, after)| Whim::Task {
        number,
        deed,
        after,
    });
    let whim = prop_oneof![
        240 => Just(Whim::Step),
        16 => Just(Whim::Skip),
        120 => task,
        1 => Just(Whim::Stop),
        4 => Just(Whim::Redrive),
    ];
    prop::collection::vec(whim, 0..240)
}

/// How an event came about: by itself, or as the first of those that a command led to.
#[derive(Clone, Debug)]
pub enum Origin {
    Itself,
    Sent {
        at: Timestamp,
        command: Command,
        n_events: usize,
    },
    /// It follows the one before in the same command's events.
    Continued,
}

/// An execution with the origin of each of its events but the first.
pub struct Run {
    pub execution: Execution,
    pub origins: Vec<Origin>,
}

pub fn machine(definition: &str) -> Arc<StateMachine> {
    let parsed = asl::parse(definition);
    let machine = parsed.machine.clone();
    machine.unwrap_or_else(|| panic!("{definition}\n{:#?}", parsed.diagnostics))
}

pub fn start(input: serde_json::Value, seed: u64) -> Start {
    Start {
        identity: Identity {
            execution_arn: "arn:aws:states:us-east-1:123456789012:execution:m:e".into(),
            execution_name: "e".into(),
            state_machine_arn: "arn:aws:states:us-east-1:123456789012:stateMachine:m".into(),
            state_machine_name: "m".into(),
            role_arn: "arn:aws:iam::123456789012:role/r".into(),
            region: "us-east-1".into(),
        },
        workflow_type: WorkflowType::Standard,
        input: input.into(),
        at: Timestamp::parse_rfc3339("2024-01-01T00:00:00Z").expect("it is RFC 3339"),
        seed,
        history_events_max: HISTORY_EVENTS_MAX,
        particulars: Particulars::default(),
    }
}

/// Runs a machine as the whims have it, and then, untouched, to its end.
pub fn run(machine: Arc<StateMachine>, start: Start, whims: &[Whim]) -> Run {
    let execution = Execution::start(machine, start);
    let mut run = Run { execution, origins: Vec::new() };
    for whim in whims {
        match whim {
            Whim::Step if run.execution.due_at() > Some(run.execution.now()) => {}
            Whim::Step | Whim::Skip => run.step(),
            Whim::Task { number, deed, after } => run.touch(*number, *deed, *after),
            Whim::Stop => run.send(0, Command::StopExecution(Failure::default())),
            Whim::Redrive => run.send(0, Command::RedriveExecution),
        }
    }
    // Whatever still waits, waits until it times out. Child executions can go on for long.
    while run.execution.due_at().is_some() && run.execution.history().len() < N_EVENTS_MAX {
        run.step();
    }
    run
}

impl Run {
    fn step(&mut self) {
        if self.execution.step().is_some() {
            self.origins.push(Origin::Itself);
        } else if self.execution.due_at().is_some() {
            panic!("due, yet nothing is upcoming:\n{}", shown(self.execution.history()));
        }
    }

    fn touch(&mut self, number: usize, deed: Deed, after: u64) {
        let open: Vec<_> = self.execution.pending_tasks().collect();
        if open.is_empty() {
            return;
        }
        let task = &open[number % open.len()];
        let (id, token) = (task.id.clone(), task.task.token.clone());
        let answer = |answer| Command::Answer { task: id.clone(), answer };
        let token = token.unwrap_or_else(|| "no token at all".into());
        let failure = Failure::new("Made.Up", "by whim");
        let reads = task.task.resource.arn().ends_with("s3:getObject");
        let is_started = task.stage != signalbox::engine::TaskStage::Scheduled;
        let command = match deed {
            Deed::Start if is_started => Command::SendTaskHeartbeat { token },
            Deed::Start => answer(Answer::Started),
            Deed::Submit => answer(Answer::Submitted(json!({ "id": 1 }))),
            Deed::Succeed if reads => answer(Answer::Succeeded("[1, 2, 3]".into())),
            Deed::Succeed => answer(Answer::Succeeded(done())),
            Deed::Fail => answer(Answer::Failed(failure)),
            Deed::TimeOut => answer(Answer::TimedOut),
            Deed::SendSuccess => Command::SendTaskSuccess { token, output: "[1, 2]".into() },
            Deed::SendFailure => Command::SendTaskFailure { token, failure: Failure::default() },
            Deed::Heartbeat => Command::SendTaskHeartbeat { token },
            Deed::SendNonsense => Command::SendTaskSuccess { token, output: "{not JSON".into() },
        };
        self.send(after, command);
    }

    fn send(&mut self, after: u64, command: Command) {
        let now = self.execution.now() + Duration::from_secs(after);
        // What is due before comes first, by itself.
        while self.execution.due_at().is_some_and(|at| at < now) {
            self.step();
        }
        let Ok(events) = self.execution.accept(now, &command) else { return };
        let n_events = events.len();
        events.into_iter().for_each(|event| self.execution.apply(event));
        for place in 0..n_events {
            self.origins.push(match place {
                0 => Origin::Sent { at: now, command: command.clone(), n_events },
                _ => Origin::Continued,
            });
        }
    }
}

/// A result in which states find what they look for.
fn done() -> Json {
    json!({ "x": "done", "items": [1, 2], "n": 2, "at": "2024-01-01T00:00:09Z", "deep": { "x": 0 } })
}

/// The same commands sent again to an execution that has come as far as the first of them.
pub fn go_on(execution: &mut Execution, origins: &[Origin]) {
    for origin in origins {
        match origin {
            Origin::Itself => {
                execution.step();
            }
            Origin::Sent { at, command, .. } => {
                let events = execution.accept(*at, command).expect("it was accepted before");
                events.into_iter().for_each(|event| execution.apply(event));
            }
            Origin::Continued => {}
        }
    }
}

/// A history as text, for a failing law to show.
pub fn shown(history: &[Event]) -> String {
    history.iter().map(|event| format!("{event:?}\n")).collect()
}
