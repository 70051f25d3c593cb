//! What the panel of functions shows.

use crate::asl::{Resource, source};
use crate::services::{Consumer, Function, FunctionResult, function_name, timed_out_words};
use crate::simulator::{Invocation, InvocationLog, Simulator, Stage, Trigger};
use crate::time::{Duration, Timestamp};
use crate::ui::pretty::pretty;
use crate::value::Json;

/// Invocations that are shown, newest first.
const INVOCATIONS_SHOWN: usize = 20;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct FunctionModel {
    /// The functions of the template and of the workflow, by name.
    pub names: Vec<String>,
    pub shown: Option<FunctionView>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FunctionView {
    pub name: String,
    /// `nodejs22.x`; empty for one that nobody has declared.
    pub runtime: String,
    pub handler: String,
    pub timeout: Duration,
    pub environment: Vec<(String, String)>,
    /// As it stands in the editor.
    pub code: String,
    pub standing: Standing,
    /// Whether the code differs from the template's.
    pub is_changed: bool,
    /// The template's code, to go back to.
    pub declared: Option<String>,
    /// Queues that it polls by the template, each with whether it receives from them now.
    pub queues: Vec<(String, bool)>,
    pub running: Option<Running>,
    /// Newest first.
    pub invocations: Vec<Ended>,
}

/// How the code in the editor and the code that runs stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// What is shown is what runs.
    Deployed,
    /// What is shown is not what runs.
    Undeployed,
    /// There is no code yet.
    Unwritten,
    /// The runtime is another than Node.js.
    Foreign,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Running {
    Now,
    /// Until a timer of its own.
    Asleep(Duration),
}

/// An invocation that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    pub id: u64,
    pub trigger: TriggerView,
    /// At the time of day, to the second.
    pub at: String,
    pub outcome: Outcome,
    /// Its log, a line each.
    pub log: String,
    pub event: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TriggerView {
    Queue { name: String, n_messages: usize },
    Topic(String),
    Task,
    Event,
    Test,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The JSON that it gave.
    Returned(String),
    /// `errorType: errorMessage`.
    Failed(String),
    /// `Task timed out after 3.00 seconds`.
    TimedOut(String),
}

impl FunctionModel {
    /// `chosen` is the function that the person wants to see; else the first one is shown.
    pub fn of(simulator: &Simulator, chosen: Option<&str>) -> FunctionModel {
        let named = named_in(&simulator.document().text);
        let declared = simulator.world().functions().map(|it| it.settings.name.to_string());
        let mut names: Vec<String> = declared.collect();
        for name in named {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let is_there = |name: &&str| names.iter().any(|other| other == name);
        let at_work = |name: &&String| is_concerned(simulator, name);
        let first = names.iter().rev().find(at_work).or(names.last());
        let shown = chosen.filter(is_there).or(first.map(|name| name.as_str()));
        FunctionModel { shown: shown.map(|name| view_of(simulator, name)), names }
    }
}

/// Whether the open workflow has to do with a function.
fn is_concerned(simulator: &Simulator, name: &str) -> bool {
    let text = &simulator.document().text;
    let mappings = simulator.world().event_source_mappings().iter();
    let mut queues = mappings.filter(|it| *it.function == *name).map(|it| it.queue.clone());
    text.contains(name) || queues.any(|queue| text.contains(&*queue))
}

fn view_of(simulator: &Simulator, name: &str) -> FunctionView {
    let world = simulator.world();
    let Some(function) = world.function(name) else { return unwritten(name) };
    let settings = &function.settings;
    let mappings = world.event_source_mappings().iter();
    let receives = |queue: &str| matches!(world.consumer(queue), Some(Consumer::Function(consumer)) if **consumer == *name);
    let queues = mappings.filter(|it| *it.function == *name);
    let logs = simulator.invocation_logs().iter().rev().filter(|log| *log.function == *name);
    let under_way = simulator.invocations().find(|invocation| *invocation.function == *name);
    let code = function.edited_code();
    FunctionView {
        name: name.to_owned(),
        runtime: settings.runtime.to_string(),
        handler: settings.handler.to_string(),
        timeout: settings.timeout,
        environment: settings
            .environment
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect(),
        code: code.map(|code| code.to_string()).unwrap_or_else(|| skeleton(&settings.handler)),
        standing: standing(function),
        is_changed: code.is_some() && code != settings.code.as_ref(),
        declared: settings.code.as_ref().map(|code| code.to_string()),
        queues: queues.map(|it| (it.queue.to_string(), receives(&it.queue))).collect(),
        running: under_way.map(|it| running(it, simulator)),
        invocations: logs.take(INVOCATIONS_SHOWN).map(ended).collect(),
    }
}

fn standing(function: &Function) -> Standing {
    if !function.is_nodejs() {
        Standing::Foreign
    } else if function.draft.is_some() {
        Standing::Undeployed
    } else if function.code().is_some() {
        Standing::Deployed
    } else {
        Standing::Unwritten
    }
}

/// A function that the workflow names and nobody has declared.
fn unwritten(name: &str) -> FunctionView {
    FunctionView {
        name: name.to_owned(),
        runtime: String::new(),
        handler: "index.handler".into(),
        timeout: Duration::from_secs(3),
        environment: Vec::new(),
        code: skeleton("index.handler"),
        standing: Standing::Unwritten,
        is_changed: false,
        declared: None,
        queues: Vec::new(),
        running: None,
        invocations: Vec::new(),
    }
}

/// Code to begin with.
fn skeleton(handler: &str) -> String {
    let export = handler.rsplit('.').next().filter(|name| !name.is_empty()).unwrap_or("handler");
    format!(
        "exports.{export} = async (event, context) => {{\n  console.log(event);\n  return event;\n}};\n"
    )
}

fn asleep(until: Timestamp, simulator: &Simulator) -> Running {
    // Nothing is drawn anew between two seconds.
    Running::Asleep(Duration(until.since(simulator.clock().now).0.div_ceil(1000) * 1000))
}

fn running(invocation: &Invocation, simulator: &Simulator) -> Running {
    match invocation.stage {
        Stage::Running => Running::Now,
        Stage::Asleep { until } => asleep(until.min(invocation.deadline), simulator),
        Stage::Killed => asleep(invocation.deadline, simulator),
    }
}

fn ended(log: &InvocationLog) -> Ended {
    let trigger = match &log.trigger {
        Trigger::Queue { queue, messages } => {
            TriggerView::Queue { name: queue.to_string(), n_messages: messages.len() }
        }
        Trigger::Topic { topic } => TriggerView::Topic(topic.to_string()),
        Trigger::Task { .. } => TriggerView::Task,
        Trigger::Event | Trigger::Function { .. } => TriggerView::Event,
        Trigger::Test => TriggerView::Test,
    };
    let (_, _, _, hour, minute, second, _) = log.invoked_at.civil();
    Ended {
        id: log.id.0,
        trigger,
        at: format!("{hour:02}:{minute:02}:{second:02}"),
        outcome: match &log.result {
            FunctionResult::Returned(value) => Outcome::Returned(value.to_string()),
            FunctionResult::Threw { error_type, message, .. } => {
                Outcome::Failed(format!("{error_type}: {message}"))
            }
            FunctionResult::TimedOut => {
                Outcome::TimedOut(timed_out_words(log.ended_at.since(log.invoked_at)))
            }
        },
        log: log.lines.join("\n"),
        event: pretty(&log.event),
    }
}

/// The functions that a definition's tasks invoke.
fn named_in(text: &str) -> Vec<String> {
    let read = source::read_json(text).or_else(|_| source::read_yaml(text));
    let Ok(definition) = read.map(|node| node.to_json()) else { return Vec::new() };
    let mut found = Vec::new();
    let mut rest = vec![&definition];
    while let Some(value) = rest.pop() {
        let text = |name: &str| value.get(name).and_then(Json::as_str);
        let resource = text("Resource").and_then(Resource::parse);
        let is_invoked = matches!(resource, Some(Resource::Lambda { .. }));
        let named = if is_invoked { text("Resource") } else { text("FunctionName") };
        let is_literal = |text: &&str| !text.contains("{%") && !text.contains("${");
        let name = named.filter(is_literal).map(function_name).filter(|name| !name.is_empty());
        if let Some(name) = name.filter(|name| !found.iter().any(|other| other == name)) {
            found.push(name.to_owned());
        }
        match value {
            Json::Object(object) => rest.extend(object.values()),
            Json::Array(array) => rest.extend(array.iter()),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
        }
    }
    found
}
