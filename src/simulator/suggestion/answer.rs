//! Tasks: what is known of a service's answer, and what is made up.

use super::things::{Id, Thing, UNKNOWN};
use super::walk::Walk;
use crate::asl::{Pattern, Resource, State};
use crate::engine::TaskId;
use crate::services::{Call, MadeUp, Origin};
use crate::time::Timestamp;
use crate::value::Json;

/// The largest answer that is kept, in bytes of its text.
const ANSWER_SIZE_MAX: usize = 4096;

impl Walk<'_> {
    /// The result of a task: today's answer, and behind it what its readers still need.
    pub(super) fn answer(&mut self, state: &State, resource: &Resource, arguments: Id) -> Id {
        let made_up = match resource.made_up() {
            MadeUp::Nothing => None,
            MadeUp::All => Some(self.made_up_by(state, &state.name)),
            MadeUp::Field(name) => Some(self.made_up_field(state, name)),
        };
        let answer = self.answer_of_service(state, resource, arguments);
        match made_up {
            Some(made_up) => self.things.layered(answer, made_up),
            None => answer,
        }
    }

    /// What is made up for a state, however often it is come to.
    pub(super) fn made_up_by(&mut self, state: &State, name: &str) -> Id {
        if let Some(known) = self.made_up.get(&state.name) {
            return *known;
        }
        let made_up = self.things.invented(name);
        self.made_up.insert(state.name.clone(), made_up);
        made_up
    }

    fn made_up_field(&mut self, state: &State, name: &str) -> Id {
        if let Some(known) = self.made_up.get(&state.name) {
            return *known;
        }
        let field = self.things.invented(name);
        let made_up = self.things.object([(name, field)]);
        self.made_up.insert(state.name.clone(), made_up);
        made_up
    }

    fn answer_of_service(&mut self, state: &State, resource: &Resource, arguments: Id) -> Id {
        // A function echoes: what its payload is made of is still known then.
        let payload = match resource {
            Resource::Lambda { .. } | Resource::Activity { .. } => return arguments,
            Resource::Integration { service, action, pattern, .. } => {
                let echoed = match (&**service, &**action) {
                    _ if *pattern != Pattern::RequestResponse => None,
                    ("lambda", "invoke") => Some("Payload"),
                    ("apigateway" | "http", "invoke") => Some("RequestBody"),
                    _ => None,
                };
                echoed.map(|name| self.things.field(arguments, &name.into()))
            }
        };
        let call = Call {
            resource: resource.clone(),
            parameters: self.things.json_of_call(arguments).unwrap_or_else(Json::empty_object),
            origin: Origin {
                run: 0,
                execution_name: "".into(),
                state: state.name.clone(),
                task: TaskId { children: Vec::new(), request: 0 },
                token: None,
            },
            execution_arn: "".into(),
            state_machine_arn: "".into(),
            at: Timestamp(0),
        };
        let answer = self.world.suggestion(&call);
        // What holds all answers before it is of no use as one, and grows with every state.
        let is_small = answer.size() <= ANSWER_SIZE_MAX;
        let answer = if is_small { self.things.known(answer) } else { UNKNOWN };
        match payload {
            Some(payload) if self.things.is_there(payload) => {
                let name =
                    if self.things.has(answer, "Payload") { "Payload" } else { "ResponseBody" };
                let fields = [(name.into(), payload)].into_iter().collect();
                self.things.add(Thing::Object(fields, Some(answer)))
            }
            _ => answer,
        }
    }
}
