//! How data goes through a state: the one place that tells the two query languages apart.
//!
//! JSONPath: raw input → InputPath → Parameters → work → ResultSelector → ResultPath → Assign →
//! OutputPath. JSONata: raw input → Arguments → work → Output and Assign.

use std::borrow::Cow;
use std::sync::Arc;

use super::context::{self, Extras};
use super::event::Assigned;
use super::execution::PAYLOAD_BYTES_MAX;
use super::failure::{Failure, error};
use super::frame::Frame;
use super::{EventDetail, Execution, StateExited};
use crate::asl::{
    CatcherFlow, ChoiceRule, DataFlow, Field, JsonPathFlow, JsonataFlow, PathField, ResultPath,
    State, StateKind, Template,
};
use crate::query::expression::{self, EvaluationError};
use crate::query::jsonpath::{self, Path, QueryError};
use crate::query::random::Random;
use crate::value::Json;

/// Why a state cannot go on. Failures are boxed, so that what goes well is passed on in few bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Problem {
    /// A failure that Retry and Catch may handle, unless it is States.Runtime.
    Failure(Box<Failure>),
    /// An expression failed; AWS writes EvaluationFailed first.
    Evaluation { failure: Box<Failure>, location: Option<Arc<str>> },
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Problem {
        Problem::Failure(Box::new(failure))
    }
}

/// What a state gives when it is left.
pub(super) struct Exit {
    pub output: Json,
    pub assigned: Option<Arc<Assigned>>,
}

/// A state in a frame, about to evaluate its fields.
#[derive(Clone, Copy)]
pub(super) struct Flow<'a> {
    pub execution: &'a Execution,
    pub frame: &'a Frame,
    pub extras: Extras<'a>,
}

/// What `$states` shows beside `input` and `context`.
#[derive(Clone, Copy, Default)]
struct Shown<'a> {
    result: Option<&'a Json>,
    error_output: Option<&'a Json>,
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
    pub fn effective_input(&self) -> Result<Cow<'a, Json>, Problem> {
        let input = Cow::Borrowed(&self.frame.input);
        match &self.state().flow {
            DataFlow::JsonPath(flow) => self.through(&flow.input_path, input),
            DataFlow::Jsonata(_) => Ok(input),
        }
    }

    /// What the work gets: the effective input through Parameters, or Arguments.
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

    fn exit_jsonpath(&self, flow: &JsonPathFlow, result: &Json) -> Result<Exit, Problem> {
        let selected = match &flow.result_selector {
            Some(selector) => Cow::Owned(self.template(selector, result, "ResultSelector")?),
            None => Cow::Borrowed(result),
        };
        let placed = self.place(&flow.result_path, selected)?;
        let assigned = self.assign(flow.assign.as_ref(), result, Shown::default(), "Assign")?;
        let output = self.through(&flow.output_path, placed)?;
        self.checked(output.into_owned(), assigned)
    }

    fn exit_jsonata(&self, flow: &JsonataFlow, result: &Json) -> Result<Exit, Problem> {
        // Only work has a result: `$states.result` exists in no other state.
        let has_result = matches!(
            self.state().kind,
            StateKind::Task(_) | StateKind::Parallel(_) | StateKind::Map(_)
        );
        let shown = Shown { result: has_result.then_some(result), error_output: None };
        let assigned = self.assign(flow.assign.as_ref(), result, shown, "Assign")?;
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
        let at = |field: &str| match rule {
            Some((index, _)) => format!("Choices[{index}]/{field}"),
            None => field.to_owned(),
        };
        match &self.state().flow {
            DataFlow::JsonPath(flow) => {
                let assign = rule.map_or(flow.assign.as_ref(), |(_, rule)| rule.assign.as_ref());
                let assigned = self.assign(assign, &input, Shown::default(), &at("Assign"))?;
                let output = self.through(&flow.output_path, input)?;
                self.checked(output.into_owned(), assigned)
            }
            DataFlow::Jsonata(flow) => {
                let (assign, output) = match rule {
                    Some((_, rule)) => (rule.assign.as_ref(), rule.output.as_ref()),
                    None => (flow.assign.as_ref(), flow.output.as_ref()),
                };
                let shown = Shown::default();
                let assigned = self.assign(assign, &input, shown, &at("Assign"))?;
                let output = match output {
                    Some(output) => self.shown_template(output, &input, shown, &at("Output"))?,
                    None => input.into_owned(),
                };
                self.checked(output, assigned)
            }
        }
    }

    /// The output and variables when catcher `index` takes a failure.
    pub fn exit_caught(&self, index: usize, failure: &Failure) -> Result<Exit, Problem> {
        let error_output = failure.output();
        match &self.state().catch()[index].flow {
            CatcherFlow::JsonPath { result_path, assign } => {
                let at = format!("Catch[{index}]/Assign");
                let assigned =
                    self.assign(assign.as_ref(), &error_output, Shown::default(), &at)?;
                let output = self.place(result_path, Cow::Borrowed(&error_output))?;
                self.checked(output.into_owned(), assigned)
            }
            CatcherFlow::Jsonata { output, assign } => {
                let shown = Shown { result: None, error_output: Some(&error_output) };
                let at = format!("Catch[{index}]/Assign");
                let assigned = self.assign(assign.as_ref(), &error_output, shown, &at)?;
                let output = match output {
                    Some(output) => {
                        let at = format!("Catch[{index}]/Output");
                        self.shown_template(output, &self.frame.input, shown, &at)?
                    }
                    None => error_output.clone(),
                };
                self.checked(output, assigned)
            }
        }
    }

    /// A payload with computed parts. `field` names it in error texts.
    pub fn template(
        &self,
        template: &Template,
        input: &Json,
        field: &str,
    ) -> Result<Json, Problem> {
        self.shown_template(template, input, Shown::default(), field)
    }

    fn shown_template(
        &self,
        template: &Template,
        input: &Json,
        shown: Shown,
        field: &str,
    ) -> Result<Json, Problem> {
        let scope = self.scope(input, shown);
        match template {
            Template::JsonPath(template) => {
                template.evaluate(&scope).map_err(|error| self.query_problem(error))
            }
            Template::Jsonata(template) => {
                template.evaluate(&scope, field).map_err(|error| self.evaluation_problem(error))
            }
        }
    }

    /// A single value. `field` names it in error texts: `TimeoutSecondsPath`, `Seconds`, ….
    pub fn field(&self, field: &Field, input: &Json, name: &str) -> Result<Json, Problem> {
        match field {
            Field::Literal(value) => Ok(value.clone()),
            Field::Path(path) => self.path(path, input),
            Field::Intrinsic(intrinsic) => intrinsic
                .evaluate(&self.scope(input, Shown::default()))
                .map_err(|error| self.query_problem(error)),
            Field::Expression(expression) => expression
                .evaluate(&self.scope(input, Shown::default()), name)
                .map_err(|error| self.evaluation_problem(error)),
        }
    }

    /// The value behind a `…Path` field. A miss is a States.Runtime failure.
    pub fn path(&self, path: &Path, input: &Json) -> Result<Json, Problem> {
        let scope = self.scope(input, Shown::default());
        path.evaluate(&scope).map_err(|miss| self.runtime(&miss.invalid_path()))
    }

    /// The value behind ItemsPath. A miss is a States.ReferencePathConflict.
    pub fn reference(&self, path: &Path, input: &Json) -> Result<Json, Problem> {
        let found = path.evaluate(&self.scope(input, Shown::default()));
        found.map_err(|miss| self.query_problem(miss.reference_conflict(input)))
    }

    /// The value behind a path, or `None`.
    pub fn find(&self, path: &Path, input: &Json) -> Option<Json> {
        path.evaluate(&self.scope(input, Shown::default())).ok()
    }

    /// The value behind a path whose miss is worded as in a payload template.
    pub fn template_path(&self, path: &Path, input: &Json, name: &str) -> Result<Json, Problem> {
        let scope = self.scope(input, Shown::default());
        path.evaluate(&scope).map_err(|miss| self.runtime(&miss.not_found(name, input)))
    }

    /// Leaves the state through its own transition, its work having given `result`.
    pub fn leave(&self, result: &Json) -> Result<EventDetail, Problem> {
        Ok(self.exited(self.exit(result)?, None))
    }

    /// Leaves the state; a Choice rule or catcher that decides for what is named by its place.
    pub fn exited(&self, exit: Exit, chosen: Option<usize>) -> EventDetail {
        let Exit { output, assigned } = exit;
        let state = self.frame.state().clone();
        EventDetail::StateExited(StateExited { state, output, assigned, chosen })
    }

    fn through<'v>(
        &self,
        field: &PathField,
        value: Cow<'v, Json>,
    ) -> Result<Cow<'v, Json>, Problem> {
        match field {
            PathField::Whole => Ok(value),
            PathField::Discard => Ok(Cow::Owned(Json::empty_object())),
            PathField::Path(path) => self.path(path, &value).map(Cow::Owned),
        }
    }

    /// The raw input with a result where ResultPath wants it.
    pub fn place<'v>(
        &self,
        result_path: &ResultPath,
        result: Cow<'v, Json>,
    ) -> Result<Cow<'v, Json>, Problem>
    where
        'a: 'v,
    {
        match result_path {
            ResultPath::Replace => Ok(result),
            ResultPath::Discard => Ok(Cow::Borrowed(&self.frame.input)),
            ResultPath::Path(path) => path
                .place(&self.frame.input, result.into_owned())
                .map(Cow::Owned)
                .map_err(|error| self.query_problem(error)),
        }
    }

    fn assign(
        &self,
        template: Option<&Template>,
        input: &Json,
        shown: Shown,
        field: &str,
    ) -> Result<Option<Arc<Assigned>>, Problem> {
        let Some(template) = template else { return Ok(None) };
        let input = match template {
            Template::JsonPath(_) => input,
            Template::Jsonata(_) => &self.frame.input,
        };
        let assigned = self.shown_template(template, input, shown, field)?;
        if assigned.size() > PAYLOAD_BYTES_MAX {
            return Err(data_limit_exceeded(&self.state().name).into());
        }
        let entries = assigned.as_object().map(|object| (***object).clone());
        Ok(entries.filter(|entries| !entries.is_empty()).map(Arc::new))
    }

    fn checked(&self, output: Json, assigned: Option<Arc<Assigned>>) -> Result<Exit, Problem> {
        if output.size() > PAYLOAD_BYTES_MAX {
            return Err(data_limit_exceeded(&self.state().name).into());
        }
        Ok(Exit { output, assigned })
    }

    fn scope<'b>(&'b self, input: &'b Json, shown: Shown<'b>) -> Scope<'b> {
        Scope { flow: *self, input, shown, random: self.execution.random() }
    }

    /// A failure that no Retry or Catch may handle.
    pub fn runtime(&self, what: &str) -> Problem {
        Failure::new(error::RUNTIME, self.cause(what)).into()
    }

    /// AWS's opening of a cause, then what happened.
    pub fn cause(&self, what: &str) -> String {
        let (name, id) = (&self.state().name, self.frame.entered_id);
        format!(
            "An error occurred while executing the state '{name}' (entered at the event id #{id}). \
             {what}"
        )
    }

    pub fn query_problem(&self, query: QueryError) -> Problem {
        // As failed executions show it: this one cause does not name the state.
        if query.error == "States.ReferencePathConflict" {
            return Failure::new(query.error, query.cause).into();
        }
        Failure::new(query.error, self.cause(&query.cause)).into()
    }

    pub fn evaluation_problem(&self, evaluation: EvaluationError) -> Problem {
        let cause = self.cause(&evaluation.cause);
        Problem::Evaluation {
            failure: Box::new(Failure::new(error::QUERY_EVALUATION_ERROR, cause)),
            location: evaluation.location.map(Arc::from),
        }
    }
}

/// A task, state or execution gave more than [`PAYLOAD_BYTES_MAX`].
pub(super) fn data_limit_exceeded(what: &str) -> Failure {
    let cause = format!(
        "The state/task '{what}' returned a result with a size exceeding the maximum number of \
         bytes service limit."
    );
    Failure::new(error::DATA_LIMIT_EXCEEDED, cause)
}

/// What a query sees.
struct Scope<'a> {
    flow: Flow<'a>,
    input: &'a Json,
    shown: Shown<'a>,
    random: Random,
}

impl jsonpath::Scope for Scope<'_> {
    fn input(&self) -> &Json {
        self.input
    }

    fn context(&self) -> Json {
        context::object(self.flow.execution, self.flow.frame, self.flow.extras)
    }

    fn variable(&self, name: &str) -> Option<Json> {
        self.flow.frame.variables.get(name).cloned()
    }

    fn random(&self) -> &Random {
        &self.random
    }
}

impl expression::Scope for Scope<'_> {
    fn states(&self, field: &str) -> Option<Json> {
        match field {
            "input" => Some(self.flow.frame.input.clone()),
            "context" => Some(jsonpath::Scope::context(self)),
            "result" => self.shown.result.cloned(),
            "errorOutput" => self.shown.error_output.cloned(),
            _ => None,
        }
    }

    fn variable(&self, name: &str) -> Option<Json> {
        self.flow.frame.variables.get(name).cloned()
    }

    fn now(&self) -> crate::time::Timestamp {
        self.flow.execution.now
    }

    fn random(&self) -> &Random {
        &self.random
    }
}
