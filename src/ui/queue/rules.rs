//! Who receives from a queue, and its rules as a person writes them.

use crate::query::jsonpath::Path;
use crate::services::{BodyTest, Consumer, Failure, Outcome, Response, Rule};
use crate::simulator::Simulator;
use crate::time::Duration;
use crate::value::Json;

/// What the control of a queue shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConsumerModel {
    pub queue: String,
    /// `None` is the person.
    pub consumer: Option<Consumer>,
    /// Functions that can receive, those of the template first.
    pub functions: Vec<String>,
    /// The function that the template lets receive, while nobody has said who does here.
    pub offer: Option<Offer>,
    /// States that may send to it.
    pub states: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub function: String,
    /// Set when its code cannot be run here.
    pub foreign_runtime: Option<String>,
}

impl ConsumerModel {
    pub fn of(simulator: &Simulator, queue: &str) -> ConsumerModel {
        let world = simulator.world();
        let mappings = world.event_source_mappings().iter();
        let mapped: Vec<_> = mappings.filter(|it| *it.queue == *queue && it.enabled).collect();
        let is_runnable = |name: &str| world.function(name).is_some_and(|it| it.is_runnable());
        let own = mapped.iter().map(|it| it.function.to_string());
        let others = world.functions().map(|it| it.settings.name.to_string());
        let mut functions: Vec<String> = Vec::new();
        for name in own.chain(others).filter(|name| is_runnable(name)) {
            if !functions.contains(&name) {
                functions.push(name);
            }
        }
        let consumer = world.consumer(queue).cloned();
        let is_open =
            consumer.is_none() && !simulator.settings().dismissed_hints.contains(&hint_of(queue));
        let offer = mapped.first().filter(|_| is_open).and_then(|mapping| {
            let function = world.function(&mapping.function)?;
            let runtime = function.settings.runtime.to_string();
            Some(Offer {
                function: mapping.function.to_string(),
                foreign_runtime: (!function.is_nodejs()).then_some(runtime),
            })
        });
        let machine = simulator.document().machine();
        let states = machine.iter().flat_map(|machine| machine.states.keys());
        ConsumerModel {
            queue: queue.to_owned(),
            consumer,
            functions,
            offer,
            states: states.map(|name| name.to_string()).collect(),
        }
    }
}

/// What is remembered when the person has turned a function's offer down.
pub fn hint_of(queue: &str) -> String {
    format!("consumer of {queue}")
}

/// A rule as it stands in its form, right or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleDraft {
    /// Empty is any.
    pub state: String,
    pub attempts: Attempts,
    /// Empty is any body.
    pub path: String,
    /// Empty asks only that there is something.
    pub equals: String,
    /// Seconds.
    pub after: String,
    /// Seconds; empty sends none.
    pub heartbeat_every: String,
    pub is_failure: bool,
    pub output: String,
    pub error: String,
    pub cause: String,
}

/// Attempts from 0, as a rule has them; an open end is all that follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempts {
    pub from: u32,
    pub to: Option<u32>,
}

/// Those to choose from.
pub const ATTEMPTS: [Attempts; 6] = [
    Attempts { from: 0, to: None },
    Attempts { from: 0, to: Some(0) },
    Attempts { from: 1, to: Some(1) },
    Attempts { from: 2, to: Some(2) },
    Attempts { from: 1, to: None },
    Attempts { from: 2, to: None },
];

/// A field of the form that is not right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    Path,
    After,
    HeartbeatEvery,
    Output,
}

impl Default for RuleDraft {
    fn default() -> RuleDraft {
        RuleDraft {
            state: String::new(),
            attempts: ATTEMPTS[0],
            path: String::new(),
            equals: String::new(),
            after: "3".into(),
            heartbeat_every: String::new(),
            is_failure: false,
            output: r#""Callback task completed successfully.""#.into(),
            error: String::new(),
            cause: String::new(),
        }
    }
}

impl RuleDraft {
    pub fn of(rule: &Rule) -> RuleDraft {
        let Response { from, to, after, heartbeat_every, outcome } = &rule.response;
        let seconds = |span: &Duration| span.as_secs_f64().to_string();
        let text = |text: &Option<std::sync::Arc<str>>| text.as_deref().unwrap_or("").to_owned();
        let draft = RuleDraft {
            state: text(&rule.state),
            attempts: Attempts { from: *from, to: *to },
            path: rule.when.as_ref().map(|test| test.path.clone()).unwrap_or_default(),
            equals: rule
                .when
                .as_ref()
                .and_then(|test| Some(shown(test.equals.as_ref()?)))
                .unwrap_or_default(),
            after: seconds(after),
            heartbeat_every: heartbeat_every.as_ref().map(seconds).unwrap_or_default(),
            ..RuleDraft::default()
        };
        match outcome {
            Outcome::Return(output) => RuleDraft { output: output.to_string(), ..draft },
            Outcome::Throw(failure) => RuleDraft {
                is_failure: true,
                error: text(&failure.error),
                cause: text(&failure.cause),
                ..draft
            },
        }
    }

    /// The rule, or what is wrong with it.
    ///
    /// # Errors
    /// The first field that is not right.
    pub fn rule(&self) -> Result<Rule, Wrong> {
        let path = self.path.trim();
        let when = match path {
            "" => None,
            path => {
                Path::parse(path).map_err(|_| Wrong::Path)?;
                let equals = self.equals.trim();
                let equals = (!equals.is_empty()).then(|| meant(equals));
                Some(BodyTest { path: path.to_owned(), equals })
            }
        };
        let after = seconds(&self.after).ok_or(Wrong::After)?;
        let heartbeat_every = match self.heartbeat_every.trim() {
            "" => None,
            text => {
                let every = seconds(text).filter(|every| *every > Duration::ZERO);
                Some(every.ok_or(Wrong::HeartbeatEvery)?)
            }
        };
        let given = |text: &str| (!text.is_empty()).then(|| text.into());
        let outcome = match self.is_failure {
            true => {
                let (error, cause) = (given(&self.error), given(&self.cause));
                Outcome::Throw(Failure { error, cause })
            }
            false => Outcome::Return(Json::parse(&self.output).map_err(|_| Wrong::Output)?),
        };
        let Attempts { from, to } = self.attempts;
        let response = Response { from, to, after, heartbeat_every, outcome };
        Ok(Rule { state: given(&self.state), when, response })
    }
}

/// A value as it is typed: a text needs no quotation marks where it cannot be anything else.
fn meant(typed: &str) -> Json {
    Json::parse(typed).unwrap_or_else(|_| Json::from(typed))
}

fn shown(value: &Json) -> String {
    match value.as_str() {
        Some(text) if meant(text).as_str() == Some(text) => text.to_owned(),
        _ => value.to_string(),
    }
}

/// Seconds as typed; empty is none.
fn seconds(typed: &str) -> Option<Duration> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Some(Duration::ZERO);
    }
    let seconds: f64 = typed.parse().ok()?;
    (0.0..=SECONDS_MAX).contains(&seconds).then(|| Duration((seconds * 1000.0).round() as u64))
}

/// A year, the longest that an execution lives.
const SECONDS_MAX: f64 = 31_536_000.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_is_shown_again() {
        let failing = RuleDraft {
            state: "Ask".into(),
            attempts: Attempts { from: 1, to: Some(1) },
            path: "$.kind".into(),
            equals: "good".into(),
            after: "0.5".into(),
            heartbeat_every: "60".into(),
            is_failure: true,
            error: "E".into(),
            cause: String::new(),
            ..RuleDraft::default()
        };
        let typed = |equals: &str| RuleDraft { equals: equals.into(), ..failing.clone() };
        for draft in
            [RuleDraft::default(), failing.clone(), typed("7"), typed("\"7\""), typed("null")]
        {
            let rule = draft.rule().expect("all is right");
            assert_eq!(RuleDraft::of(&rule), draft);
        }
    }

    #[test]
    fn the_field_that_is_wrong_is_told() {
        let draft = RuleDraft::default;
        for (draft, wrong) in [
            (RuleDraft { path: "kind".into(), ..draft() }, Wrong::Path),
            (RuleDraft { after: "-1".into(), ..draft() }, Wrong::After),
            (RuleDraft { after: "NaN".into(), ..draft() }, Wrong::After),
            (RuleDraft { heartbeat_every: "0".into(), ..draft() }, Wrong::HeartbeatEvery),
            (RuleDraft { output: "plain".into(), ..draft() }, Wrong::Output),
        ] {
            assert_eq!(draft.rule(), Err(wrong));
        }
    }
}
