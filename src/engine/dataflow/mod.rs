//! How data goes through a state: the one place that tells the two query languages apart.
//!
//! JSONPath: raw input → InputPath → Parameters → work → ResultSelector → ResultPath → Assign →
//! OutputPath. JSONata: raw input → Arguments → work → Output and Assign. [`evaluate`] computes one
//! field, [`number`] what must be a number, [`problem`] words what can go wrong with it.

mod evaluate;
mod number;
mod problem;

use std::borrow::Cow;
use std::sync::Arc;

pub(super) use problem::{Problem, data_limit_exceeded};

use self::evaluate::Shown;
use super::context::Extras;
use super::event::Assigned;
use super::execution::PAYLOAD_BYTES_MAX;
use super::failure::Failure;
use super::frame::Frame;
use super::{EventDetail, Execution};
use crate::asl::{
    CatcherFlow, ChoiceRule, Chosen, DataFlow, JsonPathFlow, JsonataFlow, PathField, ResultPath,
    State, StateKind, Template,
};
use crate::value::Json;

/// What a state gives when it is left.
pub(super) struct Exit {
    pub output: Json,
    pub assigned: Option<Arc<Assigned>>,
}

/// Where a state's fields stand: directly in it, or in an entry of one of its lists.
#[derive(Clone, Copy)]
struct Place(Option<(&'static str, usize)>);

/// A state in a frame, about to evaluate its fields.
#[derive(Clone, Copy)]
pub(super) struct Flow<'a> {
    pub execution: &'a Execution,
    pub frame: &'a Frame,
    pub extras: Extras<'a>,
}

impl Place {
    const STATE: Place = Place(None);

    /// A field as error texts name it: `Output`, `Choices[1]/Output`.
    fn field(self, name: &str) -> String {
        match self.0 {
            Some((list, index)) => format!("{list}[{index}]/{name}"),
            None => name.to_owned(),
        }
    }
}

impl<'a> Flow<'a> {
    pub fn new(execution: &'a Execution, frame: &'a Frame) -> Flow<'a> {
        Flow { execution, frame, extras: Extras::default() }
    }

    pub fn with(self, extras: Extras<'a>) -> Flow<'a> {
        Flow { extras, ..self }
    }

    fn state(&self) -> &'a State {
        self.frame.state()
    }

    /// The raw input after InputPath; JSONata has no such field.
    #[inline(always)]
    pub fn effective_input(&self) -> Result<Cow<'a, Json>, Problem> {
        match &self.state().flow {
            DataFlow::JsonPath(flow) => {
                self.through(&flow.input_path, Cow::Borrowed(&self.frame.input))
            }
            DataFlow::Jsonata(_) => Ok(Cow::Borrowed(&self.frame.input)),
        }
    }

    /// What the work gets: the effective input through Parameters, or Arguments.
    #[inline(always)]
    pub fn arguments(&self) -> Result<Cow<'a, Json>, Problem> {
        let input = self.effective_input()?;
        let (template, field) = match &self.state().flow {
            DataFlow::JsonPath(flow) => (&flow.parameters, "Parameters"),
            DataFlow::Jsonata(flow) => (&flow.arguments, "Arguments"),
        };
        match template {
            Some(template) => self.template(template, &input, field).map(Cow::Owned),
            None => Ok(input),
        }
    }

    /// The state's output and variables, when its work gave `result`.
    pub fn exit(&self, result: &Json) -> Result<Exit, Problem> {
        match &self.state().flow {
            DataFlow::JsonPath(flow) => self.exit_jsonpath(flow, result),
            DataFlow::Jsonata(flow) => self.exit_jsonata(flow, result),
        }
    }

    #[inline(never)]
    fn exit_jsonpath(&self, flow: &JsonPathFlow, result: &Json) -> Result<Exit, Problem> {
        let selected = match &flow.result_selector {
            Some(selector) => Cow::Owned(self.template(selector, result, "ResultSelector")?),
            None => Cow::Borrowed(result),
        };
        let placed = self.place(&flow.result_path, selected)?;
        let assigned = self.assign(flow.assign.as_ref(), result, Shown::default(), Place::STATE)?;
        let output = self.through(&flow.output_path, Cow::Owned(placed))?.into_owned();
        self.checked(output, assigned)
    }

    #[inline(never)]
    fn exit_jsonata(&self, flow: &JsonataFlow, result: &Json) -> Result<Exit, Problem> {
        // Only work has a result: `$states.result` exists in no other state.
        let has_result = matches!(
            self.state().kind,
            StateKind::Task(_) | StateKind::Parallel(_) | StateKind::Map(_)
        );
        let shown = Shown { result: has_result.then_some(result), error_output: None };
        let assigned = self.assign(flow.assign.as_ref(), result, shown, Place::STATE)?;
        let output = match &flow.output {
            Some(output) => self.shown_template(output, &self.frame.input, shown, "Output")?,
            None if has_result => result.clone(),
            None => self.frame.input.clone(),
        };
        self.checked(output, assigned)
    }

    /// The output and variables of a Choice whose rule `index` holds, or of its Default.
    pub fn exit_choice(&self, rule: Option<(usize, &ChoiceRule)>) -> Result<Exit, Problem> {
        let input = self.effective_input()?;
        let place = rule.map_or(Place::STATE, |(index, _)| Place(Some(("Choices", index))));
        match &self.state().flow {
            DataFlow::JsonPath(flow) => {
                let assign = rule.map_or(flow.assign.as_ref(), |(_, rule)| rule.assign.as_ref());
                let assigned = self.assign(assign, &input, Shown::default(), place)?;
                let output = self.through(&flow.output_path, input)?.into_owned();
                self.checked(output, assigned)
            }
            DataFlow::Jsonata(flow) => {
                let (assign, output) = match rule {
                    Some((_, rule)) => (rule.assign.as_ref(), rule.output.as_ref()),
                    None => (flow.assign.as_ref(), flow.output.as_ref()),
                };
                let shown = Shown::default();
                let assigned = self.assign(assign, &input, shown, place)?;
                let output = match output {
                    Some(output) => {
                        self.shown_template(output, &input, shown, &place.field("Output"))?
                    }
                    None => input.into_owned(),
                };
                self.checked(output, assigned)
            }
        }
    }

    /// The output and variables when catcher `index` takes a failure.
    pub fn exit_caught(&self, index: usize, failure: &Failure) -> Result<Exit, Problem> {
        let error_output = failure.output();
        let place = Place(Some(("Catch", index)));
        match &self.state().catch()[index].flow {
            CatcherFlow::JsonPath { result_path, assign } => {
                let assigned =
                    self.assign(assign.as_ref(), &error_output, Shown::default(), place)?;
                let output = self.place(result_path, Cow::Owned(error_output))?;
                self.checked(output, assigned)
            }
            CatcherFlow::Jsonata { output, assign } => {
                let shown = Shown { result: None, error_output: Some(&error_output) };
                let assigned = self.assign(assign.as_ref(), &error_output, shown, place)?;
                let output = match output {
                    Some(output) => {
                        let field = place.field("Output");
                        self.shown_template(output, &self.frame.input, shown, &field)?
                    }
                    None => error_output,
                };
                self.checked(output, assigned)
            }
        }
    }

    /// Leaves the state through its own transition, its work having given `result`.
    pub fn leave(&self, result: &Json) -> Result<EventDetail, Problem> {
        match self.leave_with_field(result) {
            Some(exited) => Ok(exited),
            None => Ok(self.exited(self.exit(result)?, None)),
        }
    }

    /// As [`Flow::leave`] for what most states give: their raw input with the result as one of its
    /// fields. `None` for states that do anything else, or that fail at it.
    // Inlined, as is all that makes an event: so it is written where it is to stand, and not
    // carried there from place to place.
    #[inline(always)]
    pub fn leave_with_field(&self, result: &Json) -> Option<EventDetail> {
        let (DataFlow::JsonPath(flow), Json::Object(input)) =
            (&self.state().flow, &self.frame.input)
        else {
            return None;
        };
        let ResultPath::Path(path) = &flow.result_path else { return None };
        if !flow.is_left_by_result_path() {
            return None;
        }
        let output = path.place_in(input, result)?;
        if output.size() > PAYLOAD_BYTES_MAX {
            return None;
        }
        Some(self.exited(Exit { output: Json::Object(output), assigned: None }, None))
    }

    /// Whether nothing stands between the state's raw input and its work.
    #[inline(always)]
    pub fn takes_raw_input(&self) -> bool {
        match &self.state().flow {
            DataFlow::JsonPath(flow) => {
                flow.parameters.is_none() && matches!(flow.input_path, PathField::Whole)
            }
            DataFlow::Jsonata(flow) => flow.arguments.is_none(),
        }
    }

    /// Leaves the state; a Choice rule or catcher that decides for what is named by its place.
    #[inline(always)]
    pub fn exited(&self, exit: Exit, chosen: Option<Chosen>) -> EventDetail {
        let Exit { output, assigned } = exit;
        let state = self.frame.state().clone();
        EventDetail::StateExited { state, output, assigned, chosen }
    }

    #[inline(always)]
    fn through<'b>(
        &self,
        field: &PathField,
        value: Cow<'b, Json>,
    ) -> Result<Cow<'b, Json>, Problem> {
        match field {
            PathField::Whole => Ok(value),
            PathField::Discard => Ok(Cow::Owned(Json::empty_object())),
            PathField::Path(path) => self.path(path, &value).map(Cow::Owned),
        }
    }

    /// The raw input with a result where ResultPath wants it.
    #[inline(always)]
    pub fn place(&self, result_path: &ResultPath, result: Cow<Json>) -> Result<Json, Problem> {
        match result_path {
            ResultPath::Replace => Ok(result.into_owned()),
            ResultPath::Discard => Ok(self.frame.input.clone()),
            ResultPath::Path(path) => {
                let placed = path.place(&self.frame.input, &result);
                placed.map_err(|error| self.query_problem(error))
            }
        }
    }

    #[inline(always)]
    fn assign(
        &self,
        template: Option<&Template>,
        input: &Json,
        shown: Shown,
        place: Place,
    ) -> Result<Option<Arc<Assigned>>, Problem> {
        match template {
            Some(template) => self.assigned(template, input, shown, place),
            None => Ok(None),
        }
    }

    #[inline(never)]
    fn assigned(
        &self,
        template: &Template,
        input: &Json,
        shown: Shown,
        place: Place,
    ) -> Result<Option<Arc<Assigned>>, Problem> {
        let input = match template {
            Template::JsonPath(_) => input,
            Template::Jsonata(_) => &self.frame.input,
        };
        let assigned = self.shown_template(template, input, shown, &place.field("Assign"))?;
        if assigned.size() > PAYLOAD_BYTES_MAX {
            return Err(data_limit_exceeded(&self.state().name).into());
        }
        Ok(assigned.as_object().filter(|assigned| !assigned.is_empty()).cloned())
    }

    #[inline(always)]
    fn checked(&self, output: Json, assigned: Option<Arc<Assigned>>) -> Result<Exit, Problem> {
        if output.size() > PAYLOAD_BYTES_MAX {
            return Err(data_limit_exceeded(&self.state().name).into());
        }
        Ok(Exit { output, assigned })
    }
}
