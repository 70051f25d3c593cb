//! `inspectionData`: the data at each stage of its way through the state.

use std::borrow::Cow;

use super::map_stages::list;
use super::mock::{Tolerance, tolerated};
use super::{TestStateRequest, map_stages, merged};
use crate::asl::{DataFlow, JsonPathFlow, Map, StateKind};
use crate::engine::dataflow::{Flow, Problem};
use crate::engine::{Assigned, states};
use crate::value::{Entries, Json};

/// The stages seen so far, by their names in the API.
#[derive(Default)]
pub(super) struct Inspection(Entries);

impl Inspection {
    /// The stages before the state's work; tells how often a Map would do it.
    pub fn begins(
        &mut self,
        flow: Flow<'_>,
        request: &TestStateRequest,
    ) -> Result<Option<usize>, Problem> {
        self.text("input", &flow.frame.input);
        match &flow.frame.state().flow {
            DataFlow::JsonPath(_) => self.begins_jsonpath(flow)?,
            DataFlow::Jsonata(_) => self.begins_jsonata(flow)?,
        }
        if let StateKind::Map(map) = &flow.frame.state().kind {
            let n_iterations = map_stages::show(flow, map, request, self)?;
            self.map_limits(flow, map)?;
            return Ok(Some(n_iterations));
        }
        Ok(None)
    }

    fn begins_jsonpath(&mut self, flow: Flow<'_>) -> Result<(), Problem> {
        match &flow.frame.state().kind {
            // A literal Result looks at no input.
            StateKind::Pass(pass) if pass.result.is_some() => {}
            StateKind::Parallel(_) => {}
            StateKind::Pass(_) | StateKind::Task(_) => {
                self.text("afterInputPath", &*flow.effective_input()?);
                self.text("afterParameters", &*flow.arguments()?);
            }
            StateKind::Map(map) => {
                self.text("afterInputPath", &*flow.effective_input()?);
                let input = flow.effective_input()?;
                if map.item_reader.is_none() {
                    match states::map_items(flow, map, &input)? {
                        Json::Array(items) => self.shown("afterItemsPath", list(&items)),
                        object => self.text("afterItemsPath", &object),
                    }
                }
            }
            StateKind::Choice(_) | StateKind::Wait(_) | StateKind::Succeed | StateKind::Fail(_) => {
                self.text("afterInputPath", &*flow.effective_input()?);
            }
        }
        Ok(())
    }

    fn begins_jsonata(&mut self, flow: Flow<'_>) -> Result<(), Problem> {
        if let DataFlow::Jsonata(data) = &flow.frame.state().flow
            && data.arguments.is_some()
        {
            self.text("afterArguments", &*flow.arguments()?);
        }
        Ok(())
    }

    fn map_limits(&mut self, flow: Flow<'_>, map: &Map) -> Result<(), Problem> {
        let max_concurrency = match &map.max_concurrency {
            Some(field) => flow.field(field, &*flow.effective_input()?, "MaxConcurrency")?,
            None => Json::from(0_i64),
        };
        self.put("maxConcurrency", max_concurrency);
        if let Some(count) = tolerated(flow, map, Tolerance::Count) {
            self.put("toleratedFailureCount", Json::from(count as i64));
        }
        if let Some(percentage) = tolerated(flow, map, Tolerance::Percentage) {
            self.put("toleratedFailurePercentage", Json::from(percentage));
        }
        Ok(())
    }

    /// The stages after the state's work gave `result`; Pass states make their own.
    pub fn exits(&mut self, flow: Flow<'_>, result: Option<&Json>) -> Result<(), Problem> {
        let state = flow.frame.state();
        let result = match (&state.kind, result) {
            (StateKind::Pass(pass), _) => match (&state.flow, &pass.result) {
                (DataFlow::Jsonata(_), _) => return Ok(()),
                (DataFlow::JsonPath(_), Some(result)) => {
                    self.text("result", result);
                    result.clone()
                }
                (DataFlow::JsonPath(_), None) => flow.arguments()?.into_owned(),
            },
            (StateKind::Task(_), Some(result)) => {
                self.text("result", result);
                result.clone()
            }
            (StateKind::Parallel(_) | StateKind::Map(_), Some(result)) => result.clone(),
            _ => return Ok(()),
        };
        match &state.flow {
            DataFlow::JsonPath(data) => self.exits_jsonpath(flow, data, &result),
            DataFlow::Jsonata(_) => Ok(()),
        }
    }

    fn exits_jsonpath(
        &mut self,
        flow: Flow<'_>,
        data: &JsonPathFlow,
        result: &Json,
    ) -> Result<(), Problem> {
        let selected = match &data.result_selector {
            Some(selector) => Cow::Owned(flow.template(selector, result, "ResultSelector")?),
            None => Cow::Borrowed(result),
        };
        self.text("afterResultSelector", &selected);
        self.text("afterResultPath", &flow.place(&data.result_path, selected)?);
        Ok(())
    }

    /// A catcher has put its error output into the input.
    pub fn caught(&mut self, output: &Json) {
        self.text("afterResultPath", output);
    }

    pub fn variables(&mut self, before: Option<&Json>, assigned: Option<&Assigned>) {
        if let Some(variables) = merged(before, assigned) {
            self.text("variables", &variables);
        }
    }

    /// Which retrier or catcher looked at the failure.
    pub fn error_details<const N: usize>(&mut self, details: [(&str, u64); N]) {
        let numbers = details.map(|(name, value)| (name, Json::from(value as i64)));
        self.put("errorDetails", Json::object(numbers));
    }

    pub fn into_json(self) -> Json {
        Json::object(self.0)
    }

    fn text(&mut self, name: &str, value: &Json) {
        self.put(name, Json::from(value.to_string()));
    }

    /// A text that is shown as it is.
    pub fn shown(&mut self, name: &str, text: String) {
        self.put(name, Json::from(text));
    }

    fn put(&mut self, name: &str, value: Json) {
        self.0.insert(name.into(), value);
    }
}
