//! Paths with variables: `@$v`, `#$i` and `%` make every result carry what was bound on its way.

use std::rc::Rc;

use super::Evaluator;
use super::path::keep_in_array;
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::function::Frame;
use crate::query::jsonata::node::{Kind, Node, Stage, Symbol};
use crate::query::jsonata::value::{Array, Entries, Nature, Value};

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

/// What is sorted, filtered and grouped: values, or tuples, which bring variables of their own.
pub(super) trait Scopes {
    fn len(&self) -> usize;

    fn context(&self, place: usize) -> Value;

    /// The frame for expressions over an item, within the given one.
    fn frame(&self, place: usize, around: &Rc<Frame>) -> Rc<Frame>;
}

/// Picks items by what expressions see of them.
type Places<'a> = dyn Fn(&dyn Scopes) -> Result<Vec<usize>, Fault> + 'a;

impl Scopes for Array {
    fn len(&self) -> usize {
        Array::len(self)
    }

    fn context(&self, place: usize) -> Value {
        self.get(place).into()
    }

    fn frame(&self, _: usize, around: &Rc<Frame>) -> Rc<Frame> {
        around.clone()
    }
}

impl Scopes for &[Tuple] {
    fn len(&self) -> usize {
        <[Tuple]>::len(self)
    }

    fn context(&self, place: usize) -> Value {
        self[place].context.clone()
    }

    fn frame(&self, place: usize, around: &Rc<Frame>) -> Rc<Frame> {
        self[place].frame(around)
    }
}

impl Tuple {
    fn new(context: Value) -> Tuple {
        Tuple { context, bindings: Vec::new() }
    }

    pub(super) fn frame(&self, around: &Rc<Frame>) -> Rc<Frame> {
        Frame::within(around, self.bindings.clone())
    }

    /// Binds a variable, anew if it was bound.
    fn bind(&mut self, symbol: Symbol, value: Value) {
        match self.bindings.iter_mut().find(|(own, _)| *own == symbol) {
            Some((_, bound)) => *bound = value,
            None => self.bindings.push((symbol, value)),
        }
    }
}

impl Stream {
    fn of(values: Value) -> Stream {
        let tuples = values.into_items().into_iter().map(Tuple::new).collect();
        Stream { tuples, is_bare: false }
    }

    fn number(&mut self, symbol: Symbol) {
        for (place, tuple) in self.tuples.iter_mut().enumerate() {
            tuple.bind(symbol, Value::count(place));
        }
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
                return self.group(group, Value::Array(self.objects(&stream.tuples)), frame);
            }
            return self.group_tuples(group, &stream.tuples, frame);
        }
        let results = stream.tuples.into_iter().map(|tuple| tuple.context).collect();
        let results = Value::sequence(results);
        Ok(if keep_singleton { keep_in_array(results) } else { results })
    }

    fn tuple_stream(
        &self,
        steps: &[Node],
        input: &Value,
        frame: &Rc<Frame>,
    ) -> Result<Stream, Fault> {
        let (first, rest) = steps.split_first().expect("a path has at least one step");
        let mut stream = match &first.kind {
            // Sorting comes before its own numbering.
            Kind::Sort(terms) => {
                let sorted = self.sort_step(terms, first.position, input.clone(), frame)?;
                let mut stream = Stream::of(sorted);
                if let Some(index) = first.step.index {
                    stream.number(index);
                }
                self.stages(&first.step.stages, stream, frame)?
            }
            _ => self.tuple_step(first, Stream::of(input.clone()), frame)?,
        };
        for step in rest {
            stream = self.tuple_step(step, stream, frame)?;
        }
        Ok(stream)
    }

    fn tuple_step(
        &self,
        step: &Node,
        mut stream: Stream,
        frame: &Rc<Frame>,
    ) -> Result<Stream, Fault> {
        if let Kind::Sort(terms) = &step.kind {
            self.rearrange(&mut stream, &|items| {
                self.sorted_by_terms(terms, step.position, items, frame)
            })?;
            stream.is_bare |= stream.tuples.len() > 1;
            return self.stages(&step.step.stages, stream, frame);
        }
        let mut results = Vec::new();
        for tuple in stream.tuples {
            let frame = tuple.frame(frame);
            if let Some(inner) = self.inner_stream(step, &tuple.context, &frame)? {
                for found in inner {
                    let mut result = Tuple { context: found.context, ..tuple.clone() };
                    for (symbol, value) in found.bindings {
                        result.bind(symbol, value);
                    }
                    results.push(result);
                }
                continue;
            }
            let found = self.eval(step, &tuple.context, &frame)?;
            for (place, item) in found.into_items().into_iter().enumerate() {
                let mut result = tuple.clone();
                match step.step.focus {
                    // The focus moves on, the context stays.
                    Some(focus) => result.bind(focus, item),
                    None => result.context = item,
                }
                if let Some(index) = step.step.index {
                    result.bind(index, Value::count(place));
                }
                if let Some(ancestor) = step.step.ancestor {
                    result.bind(ancestor, tuple.context.clone());
                }
                results.push(result);
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
                let objects = Value::Array(self.objects(&stream.tuples));
                Ok(Some(Stream::of(objects).tuples))
            }
            Kind::Block { expressions, .. } => {
                let Some((last, before)) = expressions.split_last() else { return Ok(None) };
                let frame = Frame::within(frame, Vec::new());
                for expression in before {
                    self.eval(expression, input, &frame)?;
                }
                let tuples = match self.inner_stream(last, input, &frame)? {
                    Some(tuples) => tuples,
                    None => Stream::of(self.eval(last, input, &frame)?).tuples,
                };
                let mut stream = Stream { tuples, is_bare: false };
                for predicate in &step.predicates {
                    let chosen = |items: &dyn Scopes| self.chosen(predicate, items, &frame);
                    self.rearrange(&mut stream, &chosen)?;
                }
                Ok(Some(stream.tuples))
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
                Stage::Filter(predicate) => {
                    let chosen = |items: &dyn Scopes| self.chosen(predicate, items, frame);
                    self.rearrange(&mut stream, &chosen)?;
                }
                Stage::Index(symbol) => stream.number(*symbol),
            }
        }
        Ok(stream)
    }

    /// Takes the tuples at the places that are asked for, of all as expressions see them.
    fn rearrange(&self, stream: &mut Stream, places: &Places) -> Result<(), Fault> {
        let tuples = &stream.tuples[..];
        let places = if stream.is_bare { places(&self.objects(tuples))? } else { places(&tuples)? };
        stream.tuples = places.into_iter().map(|place| tuples[place].clone()).collect();
        Ok(())
    }

    /// What tuples are as objects: their context and variables by name.
    fn objects(&self, tuples: &[Tuple]) -> Array {
        let object = |tuple: &Tuple| {
            let mut entries = Entries::default();
            entries.insert("@".into(), tuple.context.clone());
            for (symbol, value) in &tuple.bindings {
                entries.insert(self.name_of(*symbol), value.clone());
            }
            Value::object(entries)
        };
        Array::of(tuples.iter().map(object).collect())
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
