//! Scripts of what a person does and sees.
//!
//! ```text
//! open <sample>                    input <json>               start
//! deliver <json>                   fail <error> | <cause>     heartbeat        (the first that waits)
//! again <json>                     (the last token once more) paste <token> <json>
//! wait <seconds>                   skip | step | pause | play seek <n> | seek live
//! receive|return|delete|to-dlq <queue>    redrive|drop <queue>    stop <error> | <cause>
//! define <definition>                     redrive-execution
//! answer <state> <json>            by-hand <state>            reload
//! ? status|output|states|events|calls|waiting|suggestion|lane <name>|notice = <what is seen>
//! ```

use std::fmt::Write;

use signalbox::services::{Mock, Outcome};
use signalbox::simulator::view::{MessagePlace, WaitingView};
use signalbox::simulator::{Action, MessageAction, QueueAction, Simulator};
use signalbox::time::Timestamp;
use signalbox::value::Json;

use crate::START;

pub fn check(script: &str) {
    let mut seen = Script::new();
    let mut log = String::new();
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        writeln!(log, "{line}").expect("a string takes it");
        match line.strip_prefix("? ") {
            None => seen.act(line),
            Some(question) => {
                let (question, expected) = question.split_once('=').expect("? <what> = <seen>");
                let found = seen.ask(question.trim());
                assert_eq!(found, expected.trim(), "\n{log}");
            }
        }
    }
}

pub struct Script {
    pub simulator: Simulator,
    last_token: String,
}

impl Script {
    pub fn new() -> Script {
        Script { simulator: Simulator::new(42, START), last_token: String::new() }
    }

    pub fn act(&mut self, line: &str) {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (left, right) = rest.split_once('|').unwrap_or((rest, ""));
        let (error, cause) = (left.trim().to_owned(), right.trim().to_owned());
        let seconds = || rest.parse::<f64>().expect("seconds");
        let action = match verb {
            "open" => Action::OpenSample(rest.into()),
            "input" => Action::EditInput(rest.into()),
            "start" => Action::Start,
            "deliver" => Action::SendTaskSuccess { token: self.next_token(), output: rest.into() },
            "again" => {
                Action::SendTaskSuccess { token: self.last_token.clone(), output: rest.into() }
            }
            "paste" => {
                let (token, output) = rest.split_once(' ').expect("paste <token> <json>");
                let token = if token == "last" { self.last_token.clone() } else { token.into() };
                Action::SendTaskSuccess { token, output: output.into() }
            }
            "fail" => Action::SendTaskFailure { token: self.next_token(), error, cause },
            "heartbeat" => Action::SendTaskHeartbeat { token: self.next_token() },
            "stop" => {
                self.last_token = self.first_waiting().and_then(|w| w.token).unwrap_or_default();
                Action::StopExecution { error, cause }
            }
            "wait" => {
                self.simulator.update(Action::SetSpeed(1000.0));
                self.simulator.update(Action::Play);
                Action::Tick { elapsed_ms: seconds() }
            }
            "skip" => Action::Skip,
            "step" => Action::Step,
            "pause" => Action::Pause,
            "play" => Action::Play,
            "seek" => Action::Seek(rest.parse().ok()),
            "receive" => self.queue(rest, QueueAction::Receive { max: 1 }),
            "redrive-execution" => Action::RedriveExecution,
            "define" => Action::EditDefinition(rest.into()),
            "redrive" => self.queue(rest, QueueAction::Redrive),
            "drop" => self.queue(rest, QueueAction::Delete),
            "return" => self.message(rest, MessageAction::Return),
            "delete" => self.message(rest, MessageAction::Delete),
            "to-dlq" => self.message(rest, MessageAction::MoveToDeadLetterQueue),
            "by-hand" => Action::SetMock { state: rest.into(), mock: Mock::ByHand },
            "answer" => {
                let (_, result) = rest.split_once('{').expect("answer <state> {…}");
                let result = Json::parse(&format!("{{{result}")).expect("a result");
                let waiting = self.first_waiting().expect("a task waits");
                let (run, task) = (waiting.run, waiting.task);
                Action::AnswerTask { run, task, outcome: Outcome::Return(result) }
            }
            "reload" => {
                self.simulator = Simulator::load(&self.simulator.save(), 1, Timestamp(0));
                return;
            }
            other => panic!("no such verb: {other}"),
        };
        self.simulator.update(action);
    }

    pub fn ask(&self, question: &str) -> String {
        let (what, name) = question.split_once(' ').unwrap_or((question, ""));
        let simulator = &self.simulator;
        let run = || simulator.selected_run().expect("a run is selected");
        match what {
            "status" => run().execution().status().as_str().to_owned(),
            "output" => {
                let output = simulator.run_view(run()).output;
                output.map(|output| output.to_string()).unwrap_or_default()
            }
            "states" => join(
                simulator.states().iter().map(|(name, view)| format!("{name}: {:?}", view.status)),
                ", ",
            ),
            "events" => join(simulator.history(0..99).into_iter().map(|row| row.kind), " "),
            "calls" => join(
                simulator.calls_with(&self.last_token).map(|call| {
                    let name = call.verb.name();
                    match &call.error {
                        None => name.to_owned(),
                        Some(error) => format!("{name} {}: {}", error.name, error.message),
                    }
                }),
                ", ",
            ),
            "last-call" | "last-call-error" => {
                let error = simulator.last_call().and_then(|call| call.error.clone());
                let error = error.expect("the last call was refused");
                match what {
                    "last-call" => format!("{}: {}", error.name, error.message),
                    _ => error.name,
                }
            }
            "waiting" => join(simulator.waiting().iter().map(|w| w.state.to_string()), ", "),
            "lane" => {
                let lanes = simulator.lanes();
                let lane = lanes.iter().find(|lane| lane.name == name).expect("a lane");
                join(
                    lane.messages.iter().map(|message| match message.place {
                        MessagePlace::Delayed { .. } => "Delayed".to_owned(),
                        MessagePlace::InFlight { .. } => "InFlight".to_owned(),
                        place => format!("{place:?}"),
                    }),
                    " ",
                )
            }
            "body" => {
                let lanes = simulator.lanes();
                let lane = lanes.iter().find(|lane| lane.name == name).expect("a lane");
                lane.messages[0].body.clone()
            }
            "suggestion" => self.first_waiting().expect("a task waits").suggestion,
            "runs" => simulator.runs().len().to_string(),
            "notice" => {
                let notice = format!("{:?}", simulator.notice().expect("a notice"));
                notice.split('(').next().unwrap_or_default().to_owned()
            }
            other => panic!("no such question: {other}"),
        }
    }

    fn first_waiting(&self) -> Option<WaitingView> {
        self.simulator.waiting().into_iter().next()
    }

    fn next_token(&mut self) -> String {
        let waiting = self.first_waiting().expect("a task waits");
        self.last_token = waiting.token.expect("it waits with a token");
        self.last_token.clone()
    }

    fn queue(&self, queue: &str, action: QueueAction) -> Action {
        Action::Queue { queue: queue.into(), action }
    }

    fn message(&self, queue: &str, action: MessageAction) -> Action {
        let lanes = self.simulator.lanes();
        let lane = lanes.iter().find(|lane| lane.name == queue).expect("a lane");
        Action::Message { message: lane.messages[0].id, action }
    }
}

fn join(words: impl Iterator<Item = String>, between: &str) -> String {
    words.collect::<Vec<_>>().join(between)
}
