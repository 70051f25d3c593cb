//! Plays scripts against an execution and prints its history.

use std::collections::BTreeMap;
use std::sync::Arc;

use signalbox::asl;
use signalbox::engine::{
    Answer, Command, CommandError, Event, EventDetail, Execution, Failure, HISTORY_EVENTS_MAX,
    Identity, Start, aws,
};
use signalbox::time::Timestamp;
use signalbox::value::Json;

/// An execution that a script was played to, and what its tasks had asked for.
pub struct Played {
    execution: Execution,
    /// Every token that was seen, by state, oldest first.
    tokens: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    parameters: Vec<(Arc<str>, String)>,
}

/// Plays a script, in which nothing may be refused, and compares the history.
#[track_caller]
pub fn check(definition: &str, script: &str, expected: &str) {
    let played = run(definition, script);
    let expected: Vec<String> = expected
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(played.history(), expected);
}

/// Plays a script whose last line is refused, and compares how the answer begins.
#[track_caller]
pub fn check_error(definition: &str, script: &str, expected: &str) {
    let error = play(definition, script).err().expect("the last line is refused").to_string();
    assert!(error.starts_with(expected), "{error}");
}

#[track_caller]
pub fn run(definition: &str, script: &str) -> Played {
    match play(definition, script) {
        Ok(played) => played,
        Err(error) => panic!("refused: {error}"),
    }
}

fn play(definition: &str, script: &str) -> Result<Played, CommandError> {
    let parsed = asl::parse(definition);
    let machine = parsed.machine.expect("a case's definition can be run");
    let mut played: Option<Played> = None;
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (seconds, line) = line.split_once(' ').expect("a line begins with its time");
        let now = Timestamp(1000 * seconds.parse::<i64>().expect("the time is in whole seconds"));
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match played.as_mut() {
            None => {
                let input = Json::parse(rest).expect("a case's input is JSON");
                let execution = Execution::start(machine.clone(), start(input, now));
                let mut started =
                    Played { execution, tokens: BTreeMap::new(), parameters: Vec::new() };
                started.go_on(now);
                played = Some(started);
            }
            Some(played) => played.act(now, verb, rest)?,
        }
    }
    Ok(played.expect("a script begins with a start"))
}

impl Played {
    fn act(&mut self, now: Timestamp, verb: &str, rest: &str) -> Result<(), CommandError> {
        self.go_on(now);
        let (state, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let failure = || Failure { error: Some(rest.into()), cause: None };
        let output = Arc::from(rest);
        let command = match verb {
            "wait" => return Ok(()),
            "stop" => Command::StopExecution(Failure::default()),
            "redrive" => Command::RedriveExecution,
            "token" => Command::SendTaskSuccess { token: state.into(), output },
            "heartbeat" => Command::SendTaskHeartbeat { token: self.token(state) },
            "succeed" => match self.plain_task(state) {
                Some(task) => {
                    let output = Json::parse(rest).expect("a case's output is JSON");
                    Command::Answer { task, answer: Answer::Succeeded(output) }
                }
                None => Command::SendTaskSuccess { token: self.token(state), output },
            },
            "fail" => match self.plain_task(state) {
                Some(task) => Command::Answer { task, answer: Answer::Failed(failure()) },
                None => Command::SendTaskFailure { token: self.token(state), failure: failure() },
            },
            verb => panic!("no such verb: {verb}"),
        };
        self.execution.send(now, &command)?;
        self.go_on(now);
        Ok(())
    }

    /// Lets happen what happens by itself, and looks at what tasks ask for.
    fn go_on(&mut self, now: Timestamp) {
        self.execution.run_until(now);
        for task in self.execution.pending_tasks() {
            let Some(token) = &task.task.token else { continue };
            let seen = self.tokens.entry(task.state_name.clone()).or_default();
            if !seen.contains(token) {
                seen.push(token.clone());
                let parameters = task.task.parameters.to_string();
                self.parameters.push((task.state_name.clone(), parameters));
            }
        }
    }

    /// The oldest open task of a state that has no token.
    fn plain_task(&self, state: &str) -> Option<signalbox::engine::TaskId> {
        let mut tasks = self.execution.pending_tasks();
        tasks.find(|task| *task.state_name == *state && task.task.token.is_none()).map(|t| t.id)
    }

    /// The oldest open token of a state, or else its last one.
    fn token(&self, state: &str) -> Arc<str> {
        let open = self.execution.pending_tasks().find(|task| *task.state_name == *state);
        let open = open.and_then(|task| task.task.token.clone());
        let last = || self.tokens.get(state).and_then(|seen| seen.last()).cloned();
        open.or_else(last).expect("the state has had a token")
    }

    pub fn history(&self) -> Vec<String> {
        let recorded = self.execution.history().iter().filter(|event| event.is_recorded());
        recorded.map(|event| line(&self.execution, event)).collect()
    }

    /// What tasks were scheduled with, oldest first.
    pub fn requests(&self) -> Vec<String> {
        let events = self.execution.history().iter();
        let requests = events.filter_map(|event| match &event.detail {
            EventDetail::TaskScheduled(request) => Some(request.parameters.to_string()),
            _ => None,
        });
        requests.collect()
    }

    pub fn execution(&self) -> &Execution {
        &self.execution
    }

    pub fn parameters_of(&self, state: &str) -> Vec<&str> {
        let of_state = self.parameters.iter().filter(|(name, _)| **name == *state);
        of_state.map(|(_, parameters)| parameters.as_str()).collect()
    }

    /// What the oldest open task asks of the world.
    pub fn requested(&self) -> String {
        let task = self.execution.pending_tasks().next().expect("a task is open");
        task.task.parameters.to_string()
    }

    pub fn output(&self) -> String {
        self.execution.output().expect("the execution succeeded").to_string()
    }

    pub fn cause(&self) -> &str {
        self.execution.failure().and_then(|failure| failure.cause.as_deref()).unwrap_or_default()
    }

    pub fn error(&self) -> &str {
        self.execution.failure().and_then(|failure| failure.error.as_deref()).unwrap_or_default()
    }
}

fn line(execution: &Execution, event: &Event) -> String {
    let name = match &event.detail {
        EventDetail::StateEntered { state, .. } => format!(" {}", state.name),
        EventDetail::StateExited { state, .. } => format!(" {}", state.name),
        _ => String::new(),
    };
    let kind = type_of(execution, event);
    format!("{} {} < {} {kind}{name}", event.at.0 / 1000, event.id, event.previous)
}

/// AWS's type of an event; empty for those that are ours.
fn type_of(execution: &Execution, event: &Event) -> String {
    let shown = aws::history_event(execution, event);
    let kind = shown.as_ref().and_then(|event| event.get("type")).and_then(Json::as_str);
    kind.unwrap_or_default().to_owned()
}

fn start(input: Json, at: Timestamp) -> Start {
    let arn = |kind: &str| format!("arn:aws:states:us-east-1:123456789012:{kind}").into();
    Start {
        identity: Identity {
            execution_arn: arn("execution:case:run"),
            execution_name: "run".into(),
            state_machine_arn: arn("stateMachine:case"),
            state_machine_name: "case".into(),
            role_arn: "arn:aws:iam::123456789012:role/case".into(),
            region: "us-east-1".into(),
        },
        workflow_type: asl::WorkflowType::Standard,
        input,
        at,
        seed: 7,
        history_events_max: HISTORY_EVENTS_MAX,
        particulars: Default::default(),
    }
}
