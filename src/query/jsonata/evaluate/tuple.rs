//! Paths with variables: `@$v`, `#$i` and `%` make every result carry what was bound on its way.

use std::rc::Rc;

use super::Evaluator;
use super::path::keep_in_array;
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::function::Frame;
use crate::query::jsonata::node::{Kind, Node, Stage, Symbol};
use crate::query::jsonata::value::{Nature, Value};

/// A result of a path, and the variables bound on the way to it.
#[derive(Clone, Debug)]
pub struct Tuple {
    pub context: Value,
    pub bindings: Vec<(Symbol, Value)>,
}

/// The results of a path so far.
#[derive(Default)]
pub(super) struct Stream {
    tuples: Vec<Tuple>,
    /// The reference forgets, when it has sorted tuples, that they are tuples: until the next step
    /// their context is the tuple itself as an object.
    is_bare: bool,
}

/// A tuple of a bare stream.
#[derive(Clone)]
struct Bare {
    tuple: Tuple,
    object: Value,
}

/// What is sorted, filtered and grouped: values, or tuples, which bring variables of their own.
pub(super) trait Scoped: Clone {
    fn context(&self) -> &Value;

    /// The frame for expressions over this item, within the given one.
    fn frame(&self, around: &Rc<Frame>) -> Rc<Frame>;
}

impl Scoped for Value {
    fn context(&self) -> &Value {
        self
    }

    fn frame(&self, around: &Rc<Frame>) -> Rc<Frame> {
        around.clone()
    }
}

impl Scoped for Tuple {
    fn context(&self) -> &Value {
        &self.context
    }

    fn frame(&self, around: &Rc<Frame>) -> Rc<Frame> {
        Frame::within(around, self.bindings.clone())
    }
}

impl Scoped for Bare {
    fn context(&self) -> &Value {
        &self.object
    }

    fn frame(&self, around: &Rc<Frame>) -> Rc<Frame> {
        around.clone()
    }
}

impl Evaluator<'_> {
    /// The rest of a path from the first step that binds, over the results so far.
    pub(super) fn tuple_path(
        &self,
        node: &Node,
        steps: &[Node],
        keep_singleton: bool,
        input: &Value,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        let stream = self.tuple_stream(steps, input, frame)?;
        if let Some(group) = &node.group {
            if stream.is_bare {
                let objects = self.bare(stream.tuples).into_iter().map(|bare| bare.object);
                return self.group(group, Value::sequence(objects.collect()), frame);
            }
            return self.group_tuples(group, stream.tuples, frame);
        }
        let results =
            Value::sequence(stream.tuples.into_iter().map(|tuple| tuple.context).collect());
        Ok(if keep_singleton { keep_in_array(results) } else { results })
    }

    fn tuple_stream(
        &self,
        steps: &[Node],
        input: &Value,
        frame: &Rc<Frame>,
    ) -> Result<Stream, Fault> {
        let mut stream = match &steps[0].kind {
            // Sorting comes before its own numbering.
            Kind::Sort(terms) => {
                let sorted =
                    self.sort_step(terms, steps[0].position, input.clone(), frame)?.into_items();
                let index = steps[0].step.index;
                let numbered = sorted.into_iter().enumerate().map(|(place, context)| Tuple {
                    context,
                    bindings: index
                        .map(|symbol| (symbol, Value::count(place)))
                        .into_iter()
                        .collect(),
                });
                let stream = Stream { tuples: numbered.collect(), is_bare: false };
                self.stages(&steps[0].step.stages, stream, frame)?
            }
            _ => {
                let start = input.clone().into_items().into_iter();
                let tuples = start.map(|context| Tuple { context, bindings: Vec::new() }).collect();
                self.tuple_step(&steps[0], Stream { tuples, is_bare: false }, frame)?
            }
        };
        for step in &steps[1..] {
            stream = self.tuple_step(step, stream, frame)?;
        }
        Ok(stream)
    }

    fn tuple_step(&self, step: &Node, stream: Stream, frame: &Rc<Frame>) -> Result<Stream, Fault> {
        if let Kind::Sort(terms) = &step.kind {
            let Stream { tuples, is_bare } = stream;
            let is_bare_then = is_bare || tuples.len() > 1;
            let tuples = if is_bare {
                let sorted = self.sort_by_terms(terms, step.position, self.bare(tuples), frame)?;
                sorted.into_iter().map(|bare| bare.tuple).collect()
            } else {
                self.sort_by_terms(terms, step.position, tuples, frame)?
            };
            let sorted = Stream { tuples, is_bare: is_bare_then };
            return self.stages(&step.step.stages, sorted, frame);
        }
        let mut results = Vec::new();
        for tuple in stream.tuples {
            let frame = tuple.frame(frame);
            if let Some(inner) = self.inner_stream(step, &tuple.context, &frame)? {
                for found in inner {
                    let mut bindings = tuple.bindings.clone();
                    found.bindings.into_iter().for_each(|(symbol, value)| {
                        bind(&mut bindings, symbol, value);
                    });
                    results.push(Tuple { context: found.context, bindings });
                }
                continue;
            }
            let found = self.eval(step, &tuple.context, &frame)?;
            for (place, item) in found.into_items().into_iter().enumerate() {
                let mut bindings = tuple.bindings.clone();
                let mut context = item;
                if let Some(focus) = step.step.focus {
                    // The focus moves on, the context stays.
                    bind(&mut bindings, focus, context);
                    context = tuple.context.clone();
                }
                if let Some(index) = step.step.index {
                    bind(&mut bindings, index, Value::count(place));
                }
                if let Some(ancestor) = step.step.ancestor {
                    bind(&mut bindings, ancestor, tuple.context.clone());
                }
                results.push(Tuple { context, bindings });
            }
            self.step(1)?;
        }
        self.stages(&step.step.stages, Stream { tuples: results, is_bare: false }, frame)
    }

    /// The tuples of a step that is itself a path or block with variables, which pass on.
    fn inner_stream(
        &self,
        step: &Node,
        input: &Value,
        frame: &Rc<Frame>,
    ) -> Result<Option<Vec<Tuple>>, Fault> {
        if !step.step.tuple || step.group.is_some() {
            return Ok(None);
        }
        match &step.kind {
            Kind::Path { steps, .. } if steps.iter().any(|step| step.step.tuple) => {
                let wrapped;
                let mut current = match input {
                    Value::Array(_) if !matches!(steps[0].kind, Kind::Variable(_)) => input,
                    _ => {
                        wrapped = Value::sequence(vec![input.clone()]);
                        &wrapped
                    }
                };
                let first = steps.iter().position(|step| step.step.tuple).unwrap_or(0);
                let before;
                if first > 0 {
                    before = self.plain_steps(&steps[..first], current, frame)?;
                    current = &before;
                }
                let stream = self.tuple_stream(&steps[first..], current, frame)?;
                if !stream.is_bare {
                    return Ok(Some(stream.tuples));
                }
                let objects = self.bare(stream.tuples).into_iter();
                let outer = |bare: Bare| Tuple { context: bare.object, bindings: Vec::new() };
                Ok(Some(objects.map(outer).collect()))
            }
            Kind::Block { expressions, .. } => {
                let Some((last, before)) = expressions.split_last() else { return Ok(None) };
                let frame = Frame::within(frame, Vec::new());
                for expression in before {
                    self.eval(expression, input, &frame)?;
                }
                let stream = match self.inner_stream(last, input, &frame)? {
                    Some(stream) => stream,
                    None => {
                        let items = self.eval(last, input, &frame)?.into_items().into_iter();
                        items.map(|context| Tuple { context, bindings: Vec::new() }).collect()
                    }
                };
                let filtered = step.predicates.iter().try_fold(stream, |stream, predicate| {
                    self.filter_tuples(predicate, stream, &frame)
                });
                filtered.map(Some)
            }
            _ => Ok(None),
        }
    }

    fn stages(
        &self,
        stages: &[Stage],
        mut stream: Stream,
        frame: &Rc<Frame>,
    ) -> Result<Stream, Fault> {
        for stage in stages {
            match stage {
                Stage::Filter(predicate) if stream.is_bare => {
                    let filtered =
                        self.filter_tuples(predicate, self.bare(stream.tuples), frame)?;
                    stream.tuples = filtered.into_iter().map(|bare| bare.tuple).collect();
                }
                Stage::Filter(predicate) => {
                    stream.tuples = self.filter_tuples(predicate, stream.tuples, frame)?;
                }
                Stage::Index(symbol) => {
                    for (place, tuple) in stream.tuples.iter_mut().enumerate() {
                        bind(&mut tuple.bindings, *symbol, Value::count(place));
                    }
                }
            }
        }
        Ok(stream)
    }
}

/// Binds a variable of a tuple, anew if it was bound.
fn bind(bindings: &mut Vec<(Symbol, Value)>, symbol: Symbol, value: Value) {
    match bindings.iter_mut().find(|(own, _)| *own == symbol) {
        Some((_, bound)) => *bound = value,
        None => bindings.push((symbol, value)),
    }
}

impl Evaluator<'_> {
    /// Tuples with what they are as objects: their context and variables by name.
    fn bare(&self, tuples: Vec<Tuple>) -> Vec<Bare> {
        let object = |tuple: &Tuple| {
            let context = ("@".into(), tuple.context.clone());
            let variable =
                |(symbol, value): &(Symbol, Value)| (self.name_of(*symbol), value.clone());
            Value::object(
                [context].into_iter().chain(tuple.bindings.iter().map(variable)).collect(),
            )
        };
        tuples.into_iter().map(|tuple| Bare { object: object(&tuple), tuple }).collect()
    }
}

/// Items of a path's results so far, for the steps before the first that binds.
impl Evaluator<'_> {
    fn plain_steps(
        &self,
        steps: &[Node],
        input: &Value,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        let mut current = input.clone();
        for step in steps {
            current = self.step_over(step, &current, false, frame)?;
        }
        Ok(match current {
            Value::Array(array) => Value::Array(array),
            Value::Undefined => Value::sequence(Vec::new()),
            single => Value::list(vec![single], Nature::SEQUENCE),
        })
    }
}
