//! The eight kinds of state.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::{
    Catcher, Choice, DataFlow, Field, Map, QueryLanguage, Resource, Retrier, StateMachine,
    StateName, Target, Template,
};
use crate::query::jsonpath::Path;
use crate::time::Timestamp;
use crate::value::Json;

/// The longest TimeoutSeconds and HeartbeatSeconds of a Task, and Seconds of a Wait.
pub const SECONDS_MAX: i64 = 99_999_999;

#[derive(Clone, Debug)]
pub struct State {
    pub name: StateName,
    pub comment: Option<Arc<str>>,
    pub flow: DataFlow,
    pub kind: StateKind,
}

#[derive(Clone, Debug)]
pub enum StateKind {
    Pass(Pass),
    Task(Box<Task>),
    Choice(Choice),
    Wait(Wait),
    Succeed,
    Fail(Fail),
    Parallel(Parallel),
    Map(Box<Map>),
}

/// What follows a state: `Next` names a state of the same machine, `End` ends the machine.
#[derive(Clone, Debug)]
pub enum Transition {
    Next(Target),
    End,
}

#[derive(Clone, Debug)]
pub struct Pass {
    /// `Result`: the literal that stands for a result (JSONPath only).
    pub result: Option<Json>,
    pub transition: Transition,
}

#[derive(Clone, Debug)]
pub struct Task {
    pub resource: Resource,
    /// `TimeoutSeconds` or `TimeoutSecondsPath`, in seconds.
    pub timeout: Option<Field>,
    /// `HeartbeatSeconds` or `HeartbeatSecondsPath`, in seconds.
    pub heartbeat: Option<Field>,
    /// `Credentials`, with its `RoleArn`.
    pub credentials: Option<Template>,
    pub retry: Vec<Retrier>,
    pub catch: Vec<Catcher>,
    pub transition: Transition,
}

#[derive(Clone, Debug)]
pub struct Wait {
    pub until: WaitUntil,
    pub transition: Transition,
}

#[derive(Clone, Debug)]
pub enum WaitUntil {
    /// `Seconds`, a literal or an expression.
    Seconds(Field),
    SecondsPath(Path),
    /// `Timestamp` as a literal, read at parse.
    At(Timestamp),
    /// `Timestamp` as an expression.
    Timestamp(Field),
    TimestampPath(Path),
}

#[derive(Clone, Debug)]
pub struct Fail {
    /// `Error`, or `ErrorPath` (a path or an intrinsic function call).
    pub error: Option<Field>,
    /// `Cause`, or `CausePath`.
    pub cause: Option<Field>,
}

#[derive(Clone, Debug)]
pub struct Parallel {
    pub branches: Vec<Arc<StateMachine>>,
    pub retry: Vec<Retrier>,
    pub catch: Vec<Catcher>,
    pub transition: Transition,
}

/// The Choice rule or the catcher that decided what follows a state, by its place in the definition.
///
/// It is kept as one more, so that "none" takes no room in an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chosen(NonZeroU32);

impl Chosen {
    pub fn at(index: usize) -> Chosen {
        let number = u32::try_from(index + 1).ok().and_then(NonZeroU32::new);
        Chosen(number.expect("a definition is shorter than 4 GiB"))
    }

    /// Its place, from 0.
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// States are told apart by name, which is unique over a definition.
impl PartialEq for State {
    fn eq(&self, other: &State) -> bool {
        self.name == other.name && self.kind.type_name() == other.kind.type_name()
    }
}

impl State {
    pub fn query_language(&self) -> QueryLanguage {
        match self.flow {
            DataFlow::JsonPath(_) => QueryLanguage::JsonPath,
            DataFlow::Jsonata(_) => QueryLanguage::Jsonata,
        }
    }

    pub fn retry(&self) -> &[Retrier] {
        match &self.kind {
            StateKind::Task(task) => &task.retry,
            StateKind::Parallel(parallel) => &parallel.retry,
            StateKind::Map(map) => &map.retry,
            _ => &[],
        }
    }

    pub fn catch(&self) -> &[Catcher] {
        match &self.kind {
            StateKind::Task(task) => &task.catch,
            StateKind::Parallel(parallel) => &parallel.catch,
            StateKind::Map(map) => &map.catch,
            _ => &[],
        }
    }

    /// What follows the state, `None` when it ends its machine. `chosen` is the Choice rule or the
    /// catcher that decided.
    pub fn next(&self, chosen: Option<Chosen>) -> Option<&Target> {
        match (&self.kind, chosen.map(Chosen::index)) {
            (StateKind::Choice(choice), Some(rule)) => Some(&choice.choices.get(rule)?.next),
            (StateKind::Choice(choice), None) => choice.default.as_ref(),
            (_, Some(catcher)) => Some(&self.catch().get(catcher)?.next),
            (_, None) => match self.transition()? {
                Transition::Next(target) => Some(target),
                Transition::End => None,
            },
        }
    }

    /// All that the state names as following it.
    pub(super) fn for_each_target(&mut self, mut change: impl FnMut(&mut Target)) {
        let (transition, catchers): (_, &mut [Catcher]) = match &mut self.kind {
            StateKind::Choice(choice) => {
                choice.choices.iter_mut().for_each(|rule| change(&mut rule.next));
                choice.default.iter_mut().for_each(change);
                return;
            }
            StateKind::Pass(pass) => (&mut pass.transition, &mut []),
            StateKind::Wait(wait) => (&mut wait.transition, &mut []),
            StateKind::Task(task) => (&mut task.transition, &mut task.catch),
            StateKind::Parallel(parallel) => (&mut parallel.transition, &mut parallel.catch),
            StateKind::Map(map) => (&mut map.transition, &mut map.catch),
            StateKind::Succeed | StateKind::Fail(_) => return,
        };
        if let Transition::Next(target) = transition {
            change(target);
        }
        catchers.iter_mut().for_each(|catcher| change(&mut catcher.next));
    }

    /// What follows when the state succeeds; a Choice decides for itself, Succeed and Fail end.
    pub fn transition(&self) -> Option<&Transition> {
        match &self.kind {
            StateKind::Pass(pass) => Some(&pass.transition),
            StateKind::Task(task) => Some(&task.transition),
            StateKind::Wait(wait) => Some(&wait.transition),
            StateKind::Parallel(parallel) => Some(&parallel.transition),
            StateKind::Map(map) => Some(&map.transition),
            StateKind::Choice(_) | StateKind::Succeed | StateKind::Fail(_) => None,
        }
    }
}

impl StateKind {
    /// The `Type` field: `Pass`, `Task`, …
    pub fn type_name(&self) -> &'static str {
        match self {
            StateKind::Pass(_) => "Pass",
            StateKind::Task(_) => "Task",
            StateKind::Choice(_) => "Choice",
            StateKind::Wait(_) => "Wait",
            StateKind::Succeed => "Succeed",
            StateKind::Fail(_) => "Fail",
            StateKind::Parallel(_) => "Parallel",
            StateKind::Map(_) => "Map",
        }
    }

    /// The machines nested in this state: branches, or the item processor.
    pub fn machines(&self) -> Vec<&StateMachine> {
        match self {
            StateKind::Parallel(parallel) => parallel.branches.iter().map(|b| &**b).collect(),
            StateKind::Map(map) => vec![&map.processor.machine],
            _ => Vec::new(),
        }
    }
}
