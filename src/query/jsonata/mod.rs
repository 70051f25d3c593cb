//! JSONata 2.x: an expression is parsed once and evaluated often, in bounded steps, depth and
//! memory.
//!
//! The language within the project that knows nothing of states. A text goes through the
//! [`tokenizer`] and the [`parser`] to [`syntax`], through [`compile`] to [`node`]s, which
//! [`evaluate`] runs over [`value`]s that share the data they are given.
//!
//! ```
//! use signalbox::json;
//! use signalbox::query::jsonata::{Environment, Expression, Outcome};
//! use signalbox::query::random::Random;
//!
//! let expression = Expression::parse("$sum(items.price)").unwrap();
//! let input = json!({ "items": [{ "price": 2 }, { "price": 3 }] });
//! let random = Random::new(0);
//! let outcome = expression.evaluate(Some(&input), &Environment::new(&random)).unwrap();
//! assert_eq!(outcome, Outcome::Json(json!(5)));
//! ```

mod ancestry;
mod answer;
mod compile;
mod compile_path;
mod error;
mod evaluate;
mod function;
mod functions;
mod messages;
mod names;
mod node;
mod number;
mod parser;
mod references;
pub(in crate::query) mod regex;
mod signature;
mod sketch;
mod stringify;
mod syntax;
mod text;
mod tokenizer;
mod value;

use self::evaluate::Evaluator;
use self::names::Names;
use self::node::Node;
use self::value::Value;
use crate::query::random::Random;
use crate::query::sketch::Sketch;
use crate::time::Timestamp;
use crate::value::Json;

pub use self::answer::answer_line;
pub use self::error::{Error, ErrorKind};
pub use self::references::{References, Restriction};

/// A parsed expression.
#[derive(Debug)]
pub struct Expression {
    node: Node,
    names: Names,
}

/// What an expression sees beside its input, and how far it may go.
pub struct Environment<'a> {
    /// The value of a variable, by its name without `$`. Asked at most once for each name.
    pub variables: &'a dyn Fn(&str) -> Option<Json>,
    /// What `$now()` and `$millis()` give, however often they are called.
    pub now: Timestamp,
    pub random: &'a Random,
    pub limits: Limits,
    pub dialect: Dialect,
}

/// The bounds of an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How much work: roughly, how many parts of the expression are evaluated.
    pub steps: u64,
    /// How deep evaluations nest, as JSONata counts them.
    pub depth: u32,
    /// How big any one value may get.
    pub memory_bytes: usize,
}

/// Whose JSONata it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// As the reference implementation.
    Official,
    /// As AWS Step Functions: more functions, no `$eval`, its own messages for bounds.
    Aws,
}

/// What an evaluation gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Undefined,
    Json(Json),
    /// A function, which is no JSON.
    Function,
}

impl Expression {
    /// Parses an expression. Errors have JSONata's codes, positions and texts.
    pub fn parse(text: &str) -> Result<Expression, Error> {
        let mut names = Names::default();
        parser::parse(text)
            .and_then(|syntax| compile::compile(&syntax, &mut names))
            .map(|node| Expression { node, names })
            .map_err(error::Fault::into_error)
    }

    /// Evaluates the expression; `None` as input is JSONata's undefined.
    pub fn evaluate(
        &self,
        input: Option<&Json>,
        environment: &Environment,
    ) -> Result<Outcome, Error> {
        let root = input.map_or(Value::Undefined, Value::from);
        let evaluator = Evaluator::new(&self.names, environment, root);
        let value = evaluator.run(&self.node).map_err(error::Fault::into_error)?;
        Ok(match value {
            Value::Undefined => Outcome::Undefined,
            Value::Function(_) => Outcome::Function,
            value => {
                let non_finite = match environment.dialect {
                    Dialect::Official => |_| Json::Null,
                    // Measured: AWS writes "Infinity" and "NaN".
                    Dialect::Aws => |number| Json::from(number::to_text(number)),
                };
                Outcome::Json(value.into_json(non_finite))
            }
        })
    }

    /// What the expression reads from outside.
    pub fn references(&self) -> References {
        references::references(&self.node, &self.names)
    }

    /// What the expression reads and makes, as far as can be told.
    pub fn sketch(&self) -> Sketch {
        sketch::sketch(&self.node, &self.names)
    }

    /// What Step Functions does not support, with its messages. `states_fields` are the fields of
    /// `$states` that exist where the expression stands.
    pub fn aws_restrictions(&self, states_fields: &[&str]) -> Vec<Restriction> {
        references::aws_restrictions(&self.node, &self.names, states_fields)
    }
}

impl Limits {
    /// As Step Functions bounds an expression; steps stand in for its five seconds.
    pub const AWS: Limits = Limits { steps: 10_000_000, depth: 100, memory_bytes: 6_990_256 };

    /// Generous bounds that a browser's stack and memory still bear.
    pub const OFFICIAL: Limits =
        Limits { steps: 50_000_000, depth: 400, memory_bytes: 1_000_000_000 };
}

impl<'a> Environment<'a> {
    /// No variables, the beginning of 1970, JSONata as it is.
    pub fn new(random: &'a Random) -> Environment<'a> {
        Environment {
            variables: &|_| None,
            now: Timestamp(0),
            random,
            limits: Limits::OFFICIAL,
            dialect: Dialect::Official,
        }
    }
}
