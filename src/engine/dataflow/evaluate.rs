//! One field of a state: what its template, path or expression gives, and what that may look at.

use super::{Flow, Problem};
use crate::asl::{Field, Template};
use crate::engine::context;
use crate::query::expression;
use crate::query::jsonpath::{self, Path};
use crate::query::random::Random;
use crate::time::Timestamp;
use crate::value::Json;

/// What `$states` shows beside `input` and `context`.
#[derive(Clone, Copy, Default)]
pub(super) struct Shown<'a> {
    pub result: Option<&'a Json>,
    pub error_output: Option<&'a Json>,
}

impl Flow<'_> {
    /// A payload with computed parts. `field` names it in error texts.
    pub fn template(
        &self,
        template: &Template,
        input: &Json,
        field: &str,
    ) -> Result<Json, Problem> {
        self.shown_template(template, input, Shown::default(), field)
    }

    pub(super) fn shown_template(
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

    fn scope<'b>(&'b self, input: &'b Json, shown: Shown<'b>) -> Scope<'b> {
        Scope { flow: *self, input, shown, random: self.execution.random() }
    }
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

    fn now(&self) -> Timestamp {
        self.flow.execution.now
    }

    fn random(&self) -> &Random {
        &self.random
    }
}
