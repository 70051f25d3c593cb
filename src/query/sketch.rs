//! What an expression reads and makes, told without running it: one tree for both query languages.

use std::sync::Arc;

use super::compare::{Comparison, Order};
use crate::value::Json;

/// An expression as far as its reading goes. What it leaves out gives something unknown.
#[derive(Clone, Debug)]
pub enum Sketch {
    Literal(Json),
    /// `$` of JSONPath; within a step or a filter of JSONata the item that is looked at.
    Input,
    /// `$$` of JSONPath.
    Context,
    /// `$name`; JSONata's `$states` is one.
    Variable(Arc<str>),
    Path(Box<Sketch>, Vec<Step>),
    Array(Vec<Sketch>),
    Object(Vec<(Arc<str>, Sketch)>),
    /// `States.Format` and its like, or a function of JSONata without its `$`.
    Call(Arc<str>, Vec<Sketch>),
    Lambda(Vec<Arc<str>>, Box<Sketch>),
    /// `a < b`, a Choice rule's `NumericLessThan`.
    Compare(Order, Box<Sketch>, Box<Sketch>),
    /// The other comparisons of Choice rules, and those of them that know the type.
    Test(Comparison, Box<Sketch>, Box<Sketch>),
    All(Vec<Sketch>),
    Any(Vec<Sketch>),
    Not(Box<Sketch>),
    /// Numbers in, a number out.
    Arithmetic(Vec<Sketch>),
    /// Anything in, a string out.
    Text(Vec<Sketch>),
    /// The first that there is: the ways of a condition, a value and what stands in for it. The
    /// list before says what is read to tell.
    Either(Vec<Sketch>, Vec<Sketch>),
    /// Expressions in order; the last is the value.
    Block(Vec<Sketch>),
    Bind(Arc<str>, Box<Sketch>),
    /// Reads all these, and gives something unknown.
    Opaque(Vec<Sketch>),
}

/// One step of a path.
#[derive(Clone, Debug)]
pub enum Step {
    Field(Arc<str>),
    Index(usize),
    /// Any or all of the items: a wildcard, a slice.
    Items,
    /// The items for which something holds.
    Where(Sketch),
    /// Something made of each.
    Each(Sketch),
}

impl Sketch {
    /// A path, or what it begins with where it has no steps.
    pub fn path(from: Sketch, steps: Vec<Step>) -> Sketch {
        if steps.is_empty() { from } else { Sketch::Path(Box::new(from), steps) }
    }
}
