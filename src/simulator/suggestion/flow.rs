//! How things go through a state: the fields that move data, in both query languages.

use super::read::{Scope, Variables};
use super::things::{Fields, Id, Kind, MISSING, Thing, Things, UNKNOWN};
use crate::asl::{
    CatcherFlow, ChoiceRule, DataFlow, JsonataFlow, PathField, ResultPath, State, StateKind,
    Template,
};
use crate::value::Key;

/// Variables that are known at once: each state that assigns one copies them. No workflow that
/// somebody wrote has more, and of a further one nothing is told.
const VARIABLES_MAX: usize = 1_000;

/// What a state is entered with.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub input: Id,
    pub context: Id,
    pub variables: Variables,
}

/// What work has given, or how it failed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Given {
    Nothing,
    Result(Id),
    Error(Id),
}

impl Things {
    /// What the state's expressions see.
    pub(super) fn scope(&mut self, state: &State, entry: &Entry, given: Given) -> Scope {
        let (input, states) = match &state.flow {
            DataFlow::JsonPath(flow) => {
                let input = self.through(&flow.input_path, entry.input, entry);
                (input, UNKNOWN)
            }
            DataFlow::Jsonata(_) => {
                let mut fields = vec![("input", entry.input), ("context", entry.context)];
                match given {
                    Given::Nothing => {}
                    Given::Result(result) => fields.push(("result", result)),
                    Given::Error(error) => fields.push(("errorOutput", error)),
                }
                (MISSING, self.object(fields))
            }
        };
        Scope { input, context: entry.context, states, variables: entry.variables.clone() }
    }

    /// What the state's work gets.
    pub(super) fn arguments(&mut self, state: &State, scope: &Scope, entry: &Entry) -> Id {
        let (template, otherwise) = match &state.flow {
            DataFlow::JsonPath(flow) => (&flow.parameters, scope.input),
            DataFlow::Jsonata(flow) => (&flow.arguments, entry.input),
        };
        match template {
            Some(template) => self.take(&template.sketch(), scope, Kind::Any),
            None => otherwise,
        }
    }

    /// What the next state is entered with.
    pub(super) fn exit(&mut self, state: &State, entry: &Entry, given: Given) -> Entry {
        match (&state.flow, given) {
            (DataFlow::JsonPath(flow), given) => {
                let Given::Result(result) = given else { return entry.clone() };
                let scope = self.scope(state, entry, given).with_input(result);
                let selected = match &flow.result_selector {
                    Some(selector) => self.take(&selector.sketch(), &scope, Kind::Any),
                    None => result,
                };
                let placed = self.place(&flow.result_path, entry.input, selected);
                let output = self.through(&flow.output_path, placed, entry);
                self.left(entry, output, flow.assign.as_ref(), &scope)
            }
            (DataFlow::Jsonata(flow), given) => {
                let has_result = matches!(
                    state.kind,
                    StateKind::Task(_) | StateKind::Parallel(_) | StateKind::Map(_)
                );
                let scope = self.scope(state, entry, given);
                let otherwise = match given {
                    Given::Result(result) if has_result => result,
                    _ => entry.input,
                };
                self.left_by(flow.output.as_ref(), flow.assign.as_ref(), entry, otherwise, &scope)
            }
        }
    }

    /// Left by a Choice rule, or by Default.
    pub(super) fn exit_choice(
        &mut self,
        state: &State,
        entry: &Entry,
        rule: Option<&ChoiceRule>,
    ) -> Entry {
        let scope = self.scope(state, entry, Given::Nothing);
        match &state.flow {
            DataFlow::JsonPath(flow) => {
                let assign = rule.map_or(flow.assign.as_ref(), |rule| rule.assign.as_ref());
                let output = self.through(&flow.output_path, scope.input, entry);
                self.left(entry, output, assign, &scope)
            }
            DataFlow::Jsonata(flow) => {
                let JsonataFlow { output, assign, .. } = flow;
                let (output, assign) =
                    rule.map_or((output, assign), |rule| (&rule.output, &rule.assign));
                self.left_by(output.as_ref(), assign.as_ref(), entry, entry.input, &scope)
            }
        }
    }

    /// Left by a catcher.
    pub(super) fn exit_caught(
        &mut self,
        state: &State,
        entry: &Entry,
        flow: &CatcherFlow,
        error: Id,
    ) -> Entry {
        let scope = self.scope(state, entry, Given::Error(error));
        match flow {
            CatcherFlow::JsonPath { result_path, assign } => {
                let output = self.place(result_path, entry.input, error);
                self.left(entry, output, assign.as_ref(), &scope.with_input(error))
            }
            CatcherFlow::Jsonata { output, assign } => {
                self.left_by(output.as_ref(), assign.as_ref(), entry, error, &scope)
            }
        }
    }

    fn left_by(
        &mut self,
        output: Option<&Template>,
        assign: Option<&Template>,
        entry: &Entry,
        otherwise: Id,
        scope: &Scope,
    ) -> Entry {
        let output = match output {
            Some(output) => self.take(&output.sketch(), scope, Kind::Any),
            None => otherwise,
        };
        self.left(entry, output, assign, scope)
    }

    fn left(
        &mut self,
        entry: &Entry,
        output: Id,
        assign: Option<&Template>,
        scope: &Scope,
    ) -> Entry {
        let mut left = Entry { input: output, ..entry.clone() };
        if let Some(assign) = assign {
            let assigned = self.take(&assign.sketch(), scope, Kind::Any);
            if let Thing::Object(fields, _) = self.get(assigned)
                && left.variables.len() < VARIABLES_MAX
            {
                let variables = std::rc::Rc::make_mut(&mut left.variables);
                variables.extend(fields.iter().map(|(name, id)| (name.clone(), *id)));
            }
        }
        left
    }

    fn through(&mut self, field: &PathField, value: Id, entry: &Entry) -> Id {
        match field {
            PathField::Whole => value,
            PathField::Discard => self.object([]),
            PathField::Path(path) => {
                let (context, variables) = (entry.context, entry.variables.clone());
                let scope = Scope { input: value, context, states: UNKNOWN, variables };
                self.take(&path.sketch(), &scope, Kind::Any)
            }
        }
    }

    fn place(&mut self, result_path: &ResultPath, input: Id, result: Id) -> Id {
        match result_path {
            ResultPath::Replace => result,
            ResultPath::Discard => input,
            ResultPath::Path(path) => {
                self.want(input, Kind::Object);
                self.put(input, path.keys(), result)
            }
        }
    }

    /// A thing with another at a place in it.
    fn put(&mut self, thing: Id, keys: &[Key], value: Id) -> Id {
        match keys.split_first() {
            None => value,
            Some((Key::Field(name), rest)) => {
                let inner = match rest {
                    [] => value,
                    rest => {
                        let inner = self.field(thing, name);
                        self.put(inner, rest, value)
                    }
                };
                let fields = Fields::from_iter([(name.clone(), inner)]);
                let behind = self.gathered(thing);
                self.add(Thing::Object(fields, Some(behind)))
            }
            // An item that is replaced: the others are no better known.
            Some((Key::Index(_), _)) => thing,
        }
    }
}
