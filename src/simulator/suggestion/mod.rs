//! What a definition expects of the world, inferred from what it reads: the execution's input, and
//! what the answers to its tasks must hold so that it goes on.
//!
//! ```text
//!  asl ──▶ walk ──▶ things ──▶ example ──▶ an input, answers
//!            │ ways     which way ends well
//!            │ flow     InputPath … OutputPath, Arguments … Output
//!            │ answer   what a service answers, known and made up
//!            │ iterate  what a Map goes through
//!            └ read, make, functions   expressions: what they take, what lets them hold
//! ```
//!
//! A state machine is walked once, from its start along the way that an execution is to go: at a
//! Choice the first rule that can hold and does not go round. What is read of the input or of an
//! answer on that way becomes a need there; the other ways add what they read besides. All of it is
//! a beginning for somebody to change, so what cannot be told is left out, and nothing here fails.

mod answer;
mod example;
mod flow;
mod functions;
mod iterate;
mod make;
mod read;
mod things;
mod walk;
mod ways;
mod words;

use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap};

use self::flow::Entry;
use self::things::{Fields, Id, Thing, Things, UNKNOWN};
use self::walk::Walk;
use super::samples;
use crate::asl::{StateMachine, StateName};
use crate::services::World;
use crate::value::Json;

/// What a state machine expects.
#[derive(Debug)]
pub struct Expectations {
    things: Things,
    input: Json,
    input_text: Arc<str>,
    /// By the state that is answered, or the Map whose items are read.
    made_up: FxHashMap<StateName, Id>,
}

impl Expectations {
    /// Walks the machine: the cost is that of its text.
    pub fn of(machine: &StateMachine) -> Expectations {
        let mut walk = Walk::new(World::new(0));
        let input = walk.things.execution_input();
        let execution = Fields::from_iter([("Input".into(), input)]);
        let execution = walk.things.add(Thing::Object(execution, Some(UNKNOWN)));
        let token = walk.things.known(Json::from("task-token"));
        let task = walk.things.object([("Token", token)]);
        let context = Fields::from_iter([("Execution".into(), execution), ("Task".into(), task)]);
        let context = walk.things.add(Thing::Object(context, Some(UNKNOWN)));
        let variables = Rc::new(IndexMap::with_hasher(FxBuildHasher));
        walk.all(machine, Entry { input, context, variables });
        let input = match walk.things.json(input) {
            Some(input @ (Json::Object(_) | Json::Array(_))) => input,
            // Passed on as a whole, but never looked into.
            _ => Json::empty_object(),
        };
        let input_text = samples::pretty(&input).into();
        Expectations { things: walk.things, input, input_text, made_up: walk.made_up }
    }

    /// An input with which an execution goes well; `{}` where nothing is read of it.
    pub fn input(&self) -> &Json {
        &self.input
    }

    /// The same as it stands in an editor.
    pub fn input_text(&self) -> &Arc<str> {
        &self.input_text
    }

    /// A service's answer to a state's task, in which what is made up has what is read of it.
    pub fn complete(&self, state: &str, answer: Json) -> Json {
        match self.made_up.get(state) {
            Some(made_up) => self.things.completed(answer, *made_up),
            None => answer,
        }
    }
}
