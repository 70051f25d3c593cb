//! Runs a compiled expression: one method per kind of node, bounds counted on every node.

mod bounds;
mod call;
mod filter;
mod group;
mod operators;
mod path;
mod sort;
mod transform;
mod tuple;

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use super::error::Fault;
use super::function::{Closure, Frame, Function, FunctionKind};
use super::functions;
use super::names::Names;
use super::node::{Kind, Lambda, Node, Symbol};
use super::value::{Array, Nature, Value};
use super::{Dialect, Environment};

pub use self::path::lookup;
pub use self::sort::{merge_sort, sort_plain};

/// One evaluation of an expression.
pub struct Evaluator<'a> {
    pub environment: &'a Environment<'a>,
    names: RefCell<Cow<'a, Names>>,
    /// What names mean that no frame binds: the environment's variables and built-in functions.
    globals: RefCell<Vec<Option<Value>>>,
    /// The input as `$$` sees it.
    root: Value,
    steps_left: Cell<u64>,
    depth: Cell<u32>,
    /// Calls under way. A built-in function that calls back nests without depth when what it calls
    /// ends with a call.
    n_open_calls: Cell<u32>,
    n_tail_calls: Cell<u64>,
    captured: RefCell<Vec<Weak<Frame>>>,
    /// What `~>` between functions makes of them, compiled when first used.
    chain: OnceCell<Arc<Lambda>>,
}

impl<'a> Evaluator<'a> {
    pub fn new(names: &'a Names, environment: &'a Environment<'a>, root: Value) -> Evaluator<'a> {
        Evaluator {
            environment,
            names: RefCell::new(Cow::Borrowed(names)),
            globals: RefCell::new(Vec::new()),
            root,
            steps_left: Cell::new(environment.limits.steps),
            depth: Cell::new(0),
            n_open_calls: Cell::new(0),
            n_tail_calls: Cell::new(0),
            captured: RefCell::new(Vec::new()),
            chain: OnceCell::new(),
        }
    }

    /// Evaluates the whole expression against the root.
    pub fn run(&self, node: &Node) -> Result<Value, Fault> {
        let input = match &self.root {
            // An array as input is one value, not many: it is wrapped.
            Value::Array(array) if !array.nature().sequence => {
                let nature = Nature { outer_wrapper: true, ..Nature::SEQUENCE };
                Value::list(vec![self.root.clone()], nature)
            }
            root => root.clone(),
        };
        let frame = Frame::outermost();
        let result = self.check_value(&self.root).and_then(|()| self.eval(node, &input, &frame));
        for frame in self.captured.take().iter().filter_map(Weak::upgrade) {
            frame.clear();
        }
        result
    }

    pub fn dialect(&self) -> Dialect {
        self.environment.dialect
    }

    pub fn eval(&self, node: &Node, input: &Value, frame: &Rc<Frame>) -> Result<Value, Fault> {
        self.enter()?;
        let result = self.eval_kind(node, input, frame);
        let has_more = !node.predicates.is_empty() || node.group.is_some();
        if has_more || matches!(result, Ok(Value::Array(_))) {
            return self.finish(node, result?, frame);
        }
        self.leave();
        result
    }

    /// What comes behind a node: filters, grouping, and what becomes of an array.
    fn finish(&self, node: &Node, mut result: Value, frame: &Rc<Frame>) -> Result<Value, Fault> {
        for predicate in &node.predicates {
            result = self.filter(predicate, result, frame)?;
        }
        if let Some(group) = &node.group
            && !matches!(node.kind, Kind::Path { .. })
        {
            result = self.group(group, result, frame)?;
        }
        self.leave();
        self.settle(result, node.keep_array)
    }

    fn eval_kind(&self, node: &Node, input: &Value, frame: &Rc<Frame>) -> Result<Value, Fault> {
        match &node.kind {
            Kind::Path { steps, keep_singleton } => {
                self.path(node, steps, *keep_singleton, input, frame)
            }
            Kind::Name(name) => Ok(path::lookup(input, name)),
            Kind::Literal(value) => Ok(Value::from(value)),
            Kind::Variable(symbol) => self.variable(*symbol, input, frame),
            Kind::Regex(regex) => {
                let kind = FunctionKind::Regex { regex: regex.clone(), position: node.position };
                Ok(Value::Function(Function::new(kind)))
            }
            Kind::Wildcard => Ok(path::wildcard(input)),
            Kind::Descendant => self.descendants(input),
            Kind::Parent(label) => Ok(frame.lookup(label.symbol()).into()),
            Kind::Numeric { .. }
            | Kind::Compare { .. }
            | Kind::Equal { .. }
            | Kind::Logic { .. }
            | Kind::Concat { .. }
            | Kind::Range { .. }
            | Kind::In { .. } => self.operator(node, input, frame),
            Kind::Negate(inner) => {
                let value = self.eval(inner, input, frame)?;
                operators::negate(value).map_err(|fault| fault.at(node.position))
            }
            Kind::Array(items) => self.array(items, node.constructed, input, frame),
            Kind::Object(group) => self.group(group, input.clone(), frame),
            Kind::Block { expressions, binds: true } => {
                self.block(expressions, input, &Frame::within(frame, Vec::new()))
            }
            Kind::Block { expressions, binds: false } => self.block(expressions, input, frame),
            Kind::Bind { variable, value } => {
                let value = self.eval(value, input, frame)?;
                frame.bind(*variable, value.clone());
                Ok(value)
            }
            Kind::Apply { lhs, rhs } => self.apply(lhs, rhs, node.position, input, frame),
            Kind::Call(call) => self.call_node(call, None, input, frame),
            Kind::TailCall(call) => {
                let (call, input, frame) = (call.clone(), input.clone(), frame.clone());
                let kind = FunctionKind::TailCall { call, input, frame };
                Ok(Value::Function(Function::new(kind)))
            }
            Kind::Partial { procedure, name, arguments } => {
                self.partial(procedure, name.as_ref(), arguments, node.position, input, frame)
            }
            Kind::Lambda(lambda) => Ok(self.closure(lambda, input, frame)),
            Kind::Condition { condition, then, otherwise } => {
                let condition = self.eval(condition, input, frame)?;
                match otherwise {
                    _ if is_true(&condition)? => self.eval(then, input, frame),
                    Some(otherwise) => self.eval(otherwise, input, frame),
                    None => Ok(Value::Undefined),
                }
            }
            Kind::Default { by_existence, value, otherwise } => {
                let value = self.eval(value, input, frame)?;
                let found = if *by_existence { !value.is_undefined() } else { is_true(&value)? };
                if found { Ok(value) } else { self.eval(otherwise, input, frame) }
            }
            Kind::Transform(transform) => {
                self.capture(frame);
                let (transform, frame) = (transform.clone(), frame.clone());
                let kind = FunctionKind::Transform { transform, frame };
                Ok(Value::Function(Function::new(kind)))
            }
            Kind::Sort(terms) => self.sort_step(terms, node.position, input.clone(), frame),
        }
    }

    /// A result as the surrounding expression sees it: a sequence of one stands for its item.
    #[inline]
    fn settle(&self, value: Value, keep_array: bool) -> Result<Value, Fault> {
        match value {
            Value::Array(array) => self.settle_array(array, keep_array),
            single => Ok(single),
        }
    }

    fn settle_array(&self, array: Array, keep_array: bool) -> Result<Value, Fault> {
        let nature = array.nature();
        let keep_singleton = nature.keep_singleton || keep_array;
        let value = match array.len() {
            _ if !nature.sequence => Value::Array(array),
            0 => return Ok(Value::Undefined),
            1 if !keep_singleton => return Ok(array.get(0).into()),
            _ => array.with_nature(Nature { keep_singleton, ..nature }),
        };
        self.check_value(&value)?;
        Ok(value)
    }

    fn variable(&self, symbol: Symbol, input: &Value, frame: &Frame) -> Result<Value, Fault> {
        if symbol == Symbol::CONTEXT {
            return Ok(match input {
                Value::Array(array) if array.nature().outer_wrapper => array.get(0).into(),
                _ => input.clone(),
            });
        }
        if let Some(value) = frame.lookup(symbol) {
            return Ok(value);
        }
        self.global(symbol)
    }

    fn global(&self, symbol: Symbol) -> Result<Value, Fault> {
        let index = symbol.index();
        if let Some(Some(value)) = self.globals.borrow().get(index) {
            return Ok(value.clone());
        }
        let name = self.name_of(symbol);
        let value = if &*name == "$" {
            self.root.clone()
        } else if let Some(json) = (self.environment.variables)(&name) {
            Value::from(&json)
        } else {
            functions::find(&name, self.dialect()).map_or(Value::Undefined, |builtin| {
                Value::Function(Function::new(FunctionKind::Builtin(builtin)))
            })
        };
        self.check_value(&value)?;
        let mut globals = self.globals.borrow_mut();
        if globals.len() <= index {
            globals.resize(index + 1, None);
        }
        globals[index] = Some(value.clone());
        Ok(value)
    }

    /// What a name means here, wherever it is bound.
    pub fn named(&self, name: &str, frame: &Frame) -> Result<Value, Fault> {
        let symbol = self.with_names(|names| names.intern(&Arc::from(name)));
        frame.lookup(symbol).map_or_else(|| self.global(symbol), Ok)
    }

    fn name_of(&self, symbol: Symbol) -> Arc<str> {
        self.names.borrow().get(symbol).clone()
    }

    /// Interns the names of an expression that is compiled while this one runs.
    pub fn with_names<T>(&self, compile: impl FnOnce(&mut Names) -> T) -> T {
        compile(self.names.borrow_mut().to_mut())
    }

    fn closure(&self, lambda: &Arc<Lambda>, input: &Value, frame: &Rc<Frame>) -> Value {
        self.capture(frame);
        let (lambda, input, frame) = (lambda.clone(), input.clone(), frame.clone());
        let closure = Closure { lambda, open: None, input, frame };
        Value::Function(Function::new(FunctionKind::Lambda(closure)))
    }

    /// Remembers the frames that a function holds, to break such circles in the end.
    fn capture(&self, frame: &Rc<Frame>) {
        let mut next = Some(frame);
        while let Some(frame) = next.filter(|frame| !frame.is_captured.replace(true)) {
            self.captured.borrow_mut().push(Rc::downgrade(frame));
            next = frame.parent();
        }
    }

    fn block(
        &self,
        expressions: &[Node],
        input: &Value,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        let mut result = Value::Undefined;
        for expression in expressions {
            result = self.eval(expression, input, frame)?;
        }
        Ok(result)
    }

    fn array(
        &self,
        nodes: &[Node],
        constructed: bool,
        input: &Value,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        let nature = Nature { constructed, ..Nature::default() };
        let mut items = Vec::with_capacity(nodes.len());
        for node in nodes {
            let value = self.eval(node, input, frame)?;
            match value {
                Value::Undefined => {}
                // An array that is written inside an array stays one item.
                Value::Array(inner) if !matches!(node.kind, Kind::Array(_)) => {
                    if nodes.len() == 1 && matches!(inner, Array::Range(_)) && !constructed {
                        return Ok(Value::Array(inner));
                    }
                    self.step(inner.len() as u64 / 16)?;
                    items.extend(inner.into_items());
                }
                value => items.push(value),
            }
        }
        Ok(Value::list(items, nature))
    }
}

/// Whether a value counts as true; an undefined one does not.
pub fn is_true(value: &Value) -> Result<bool, Fault> {
    Ok(match value {
        Value::Undefined | Value::Null | Value::Function(_) => false,
        Value::Bool(value) => *value,
        Value::Number(number) => operators::finite(number.as_f64())? && number.as_f64() != 0.0,
        Value::String(text) => !text.is_empty(),
        Value::Array(array) => {
            for item in array.iter() {
                if is_true(&item)? {
                    return Ok(true);
                }
            }
            false
        }
        Value::Object(object) => object.len() > 0,
    })
}
