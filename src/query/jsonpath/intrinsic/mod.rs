//! [`Intrinsic`]: calls such as `States.Format('{}', $.a)`, nested up to ten deep.
//!
//! What the functions do with odd arguments is what AWS was seen to do, which is not always what
//! its pages say. Everything an argument can have wrong, their number included, is found when the
//! call is evaluated; only its syntax is checked when the state machine is created.

mod array;
mod call;
mod java;
mod math;
mod parse;
mod text;

use super::{Path, QueryError, Scope, SyntaxError};
use crate::query::sketch::Sketch;
use crate::value::Json;
use call::Function;

/// A parsed intrinsic function call.
#[derive(Clone, Debug)]
pub struct Intrinsic {
    text: Box<str>,
    call: Call,
}

#[derive(Clone, Debug)]
struct Call {
    function: Function,
    arguments: Vec<Argument>,
}

#[derive(Clone, Debug)]
enum Argument {
    Literal(Json),
    Path(Path),
    Call(Call),
}

/// An evaluated argument.
struct Value {
    json: Json,
    /// Whether it is fresh from States.StringToJson, which makes States.Format print it as JSON.
    is_parsed: bool,
}

impl Intrinsic {
    /// Reads a call. AWS reports any [`SyntaxError`] as `The value for the field '….$' must be a
    /// valid JSONPath or a valid intrinsic function call`.
    pub fn parse(text: &str) -> Result<Intrinsic, SyntaxError> {
        Ok(Intrinsic { text: text.into(), call: parse::parse(text)? })
    }

    /// The call's value. All failures are `States.Runtime`; the cause names the whole expression as
    /// it was written, also when an inner call failed.
    pub fn evaluate(&self, scope: &dyn Scope) -> Result<Json, QueryError> {
        let result = self.call.evaluate(scope);
        result.map(|value| value.json).map_err(|detail| {
            let text = &self.text;
            QueryError::runtime(format!("The function '{text}' had the following error: {detail}"))
        })
    }

    /// What the call reads and makes.
    pub fn sketch(&self) -> Sketch {
        self.call.sketch()
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The names of the variables that it refers to, in the order of the text.
    pub fn variables(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.call.collect_variables(&mut names);
        names
    }
}

impl Call {
    fn evaluate(&self, scope: &dyn Scope) -> Result<Value, String> {
        let values: Result<Vec<_>, _> =
            self.arguments.iter().map(|argument| argument.evaluate(scope)).collect();
        let json = self.function.apply(&values?, scope)?;
        Ok(Value { json, is_parsed: self.function == Function::StringToJson })
    }

    fn sketch(&self) -> Sketch {
        let arguments = self.arguments.iter().map(|argument| match argument {
            Argument::Literal(value) => Sketch::Literal(value.clone()),
            Argument::Path(path) => path.sketch(),
            Argument::Call(call) => call.sketch(),
        });
        Sketch::Call(self.function.name().into(), arguments.collect())
    }

    fn collect_variables<'a>(&'a self, names: &mut Vec<&'a str>) {
        for argument in &self.arguments {
            match argument {
                Argument::Literal(_) => {}
                Argument::Path(path) => names.extend(path.variable()),
                Argument::Call(call) => call.collect_variables(names),
            }
        }
    }
}

impl Argument {
    fn evaluate(&self, scope: &dyn Scope) -> Result<Value, String> {
        let json = match self {
            Argument::Literal(value) => value.clone(),
            Argument::Path(path) => {
                path.evaluate_argument(scope).map_err(|miss| miss.argument(scope.input()))?
            }
            Argument::Call(call) => return call.evaluate(scope),
        };
        Ok(Value { json, is_parsed: false })
    }
}
