//! Calls: arguments checked against signatures, lambdas run in frames of their own, calls at the
//! end of a lambda made without stack.

use std::rc::Rc;
use std::sync::Arc;

use super::Evaluator;
use crate::query::jsonata::compile::compile;
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::function::{Closure, Frame, Function, FunctionKind};
use crate::query::jsonata::functions::{Builtin, Scope, matches};
use crate::query::jsonata::node::{Call, Kind, Lambda, Node};
use crate::query::jsonata::parser;
use crate::query::jsonata::signature::Signature;
use crate::query::jsonata::value::Value;

/// How many calls may be under way, which only counts for built-in functions that call back: each
/// takes some 1.5 KB of a native stack, which may be as small as 512 KiB.
const OPEN_CALLS_MAX: u32 = 250;

impl Evaluator<'_> {
    /// `$f(a, b)`; a value that `~>` passes on comes first.
    pub(super) fn call_node(
        &self,
        call: &Call,
        piped: Option<Value>,
        input: &Value,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        let procedure = self.eval(&call.procedure, input, frame)?;
        if procedure.is_undefined() {
            self.suggest_variable(&call.procedure, "T1005", call.position, frame)?;
        }
        let mut arguments = Vec::with_capacity(call.arguments.len() + 1);
        arguments.extend(piped);
        for argument in &call.arguments {
            arguments.push(match self.eval(argument, input, frame)? {
                Value::Function(function) => Value::Function(function.as_argument()),
                value => value,
            });
        }
        let result = match procedure {
            Value::Function(function) => {
                // What was passed as an argument, or is a pattern, has no name to be blamed by.
                if !function.is_argument() && !matches!(function.kind(), FunctionKind::Regex { .. })
                {
                    function.note_site(call.position, call.name.as_ref());
                }
                self.call(&function, arguments, input, frame)
            }
            _ => Err(Fault::new("T1006")),
        };
        result.map_err(|fault| {
            let fault = if fault.position() == 0 { fault.at(call.position) } else { fault };
            match &call.name {
                Some(name) if !fault.has_token() => fault.token(name),
                _ => fault,
            }
        })
    }

    /// A name without `$` in front of a call: did they mean the variable of that name?
    fn suggest_variable(
        &self,
        procedure: &Node,
        code: &'static str,
        position: u32,
        frame: &Rc<Frame>,
    ) -> Result<(), Fault> {
        if let Kind::Path { steps, .. } = &procedure.kind
            && let Kind::Name(name) = &steps[0].kind
            && !self.named(name, frame)?.is_undefined()
        {
            return Err(Fault::new(code).at(position).token(name));
        }
        Ok(())
    }

    /// Calls a function, and then whatever call it ends with.
    pub fn call(
        &self,
        function: &Function,
        arguments: Vec<Value>,
        input: &Value,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        let depth_max = self.environment.limits.depth;
        let n_open_calls = self.n_open_calls.get() + 1;
        if n_open_calls > depth_max.min(OPEN_CALLS_MAX) {
            return Err(self.stack_overflow(depth_max + 1));
        }
        self.n_open_calls.set(n_open_calls);
        // What is called as an argument has no context, nor has the call that it ends with.
        let input = if function.is_argument() { &Value::Null } else { input };
        let mut result = self.call_once(function, arguments, input, frame)?;
        while let Value::Function(pending) = &result {
            let FunctionKind::TailCall { call, input: own_input, frame: own_frame } =
                pending.kind()
            else {
                break;
            };
            self.n_tail_calls.set(self.n_tail_calls.get() + 1);
            let next = self.eval(&call.procedure, own_input, own_frame)?;
            // Noted before the arguments are computed, as the reference does: they may call it too.
            if let Value::Function(next) = &next {
                let is_variable = matches!(call.procedure.kind, Kind::Variable(_));
                let name = call.name.as_ref().filter(|_| is_variable);
                next.note_site(call.procedure.position, name);
            }
            let mut arguments = Vec::with_capacity(call.arguments.len());
            for argument in &call.arguments {
                arguments.push(self.eval(argument, own_input, own_frame)?);
            }
            let Value::Function(next) = next else {
                let fault = Fault::new("T1006").at(call.procedure.position);
                return Err(match &call.name {
                    Some(name) => fault.token(name),
                    None => fault,
                });
            };
            result = self.call_once(&next, arguments, input, frame)?;
        }
        self.n_open_calls.set(n_open_calls - 1);
        Ok(result)
    }

    fn call_once(
        &self,
        function: &Function,
        arguments: Vec<Value>,
        input: &Value,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        self.step(1)?;
        let input = if function.is_argument() { &Value::Null } else { input };
        self.run_body(function, arguments, input, frame).map_err(|fault| function.blame(fault))
    }

    fn run_body(
        &self,
        function: &Function,
        arguments: Vec<Value>,
        input: &Value,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        let first = |arguments: Vec<Value>| arguments.into_iter().next().unwrap_or_default();
        match function.kind() {
            FunctionKind::Lambda(closure) => self.call_lambda(closure, arguments, input),
            FunctionKind::Builtin(builtin) => {
                let arguments = builtin.signature().validate(arguments, input)?;
                (builtin.run)(&Scope { evaluator: self, input, frame }, arguments)
            }
            FunctionKind::Partial { function, arguments: given } => {
                let mut rest = arguments.into_iter();
                let fill = |slot: &Option<Value>| match slot {
                    Some(value) => value.clone(),
                    None => rest.next().unwrap_or_default(),
                };
                let arguments = given.iter().map(fill).collect();
                match function.kind() {
                    FunctionKind::Builtin(builtin) => self.call_raw(builtin, arguments, frame),
                    _ => self.call(function, arguments, input, frame),
                }
            }
            FunctionKind::Regex { regex, position } => {
                let mut arguments = arguments.into_iter();
                let text = arguments.next().unwrap_or_default();
                let from = arguments.next().and_then(|from| from.as_f64()).unwrap_or(0.0);
                let scope = Scope { evaluator: self, input, frame };
                matches::call_regex(&scope, regex, &text, from as usize, *position)
            }
            FunctionKind::NextMatch { regex, text, from, position } => {
                let scope = Scope { evaluator: self, input, frame };
                matches::next_match(&scope, regex, text, *from, *position)
            }
            FunctionKind::Transform { transform, frame } => {
                let signature = transform_signature();
                let arguments = signature.validate(arguments, input)?;
                self.transform(transform, first(arguments), frame)
            }
            FunctionKind::TailCall { .. } => Err(Fault::new("T1006")),
        }
    }

    /// Calls a built-in function that was applied partially: it takes its arguments as they are,
    /// and has no context. Those that it can make nothing of are a mismatch.
    fn call_raw(
        &self,
        builtin: &Builtin,
        arguments: Vec<Value>,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        let mismatch = builtin.signature().mismatch(&arguments);
        let scope = Scope { evaluator: self, input: &Value::Undefined, frame };
        match (builtin.run)(&scope, arguments)? {
            Value::Undefined => mismatch.map_or(Ok(Value::Undefined), Err),
            value => Ok(value),
        }
    }

    fn call_lambda(
        &self,
        closure: &Closure,
        arguments: Vec<Value>,
        context: &Value,
    ) -> Result<Value, Fault> {
        let lambda = &closure.lambda;
        let arguments = match &lambda.signature {
            Some(signature) if closure.open.is_none() => signature.validate(arguments, context)?,
            _ => arguments,
        };
        let frame = match &closure.open {
            None => Frame::of_call(lambda, arguments, &closure.frame),
            Some(open) => {
                let arguments = arguments.into_iter().chain(std::iter::repeat(Value::Undefined));
                Frame::within(&closure.frame, open.iter().copied().zip(arguments).collect())
            }
        };
        self.eval(&lambda.body, &closure.input, &frame)
    }

    /// `lhs ~> rhs`
    pub(super) fn apply(
        &self,
        lhs: &Node,
        rhs: &Node,
        position: u32,
        input: &Value,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        let value = self.eval(lhs, input, frame)?;
        if let Kind::Call(call) = &rhs.kind {
            return self.call_node(call, Some(value), input, frame);
        }
        let second = match self.eval(rhs, input, frame)? {
            Value::Function(second) => second,
            _ => return Err(Fault::new("T2006").at(position)),
        };
        match value {
            first @ Value::Function(_) => {
                let Value::Function(chain) = self.closure(&self.chain()?, &Value::Null, frame)
                else {
                    unreachable!("a closure is a function")
                };
                self.call(&chain, vec![first, Value::Function(second)], &Value::Null, frame)
            }
            value => self.call(&second, vec![value], &Value::Null, frame),
        }
    }

    /// The function of `$f ~> $g`, whose text is the reference's own: errors tell places in it.
    fn chain(&self) -> Result<Arc<Lambda>, Fault> {
        if let Some(chain) = self.chain.get() {
            return Ok(chain.clone());
        }
        let syntax = parser::parse("function($f, $g) { function($x){ $g($f($x)) } }")?;
        let node = self.with_names(|names| compile(&syntax, names))?;
        let Kind::Lambda(lambda) = node.kind else { unreachable!("the text is a function's") };
        Ok(self.chain.get_or_init(|| lambda).clone())
    }

    /// `$f(?, 1)`: a function of the arguments that are left open.
    pub(super) fn partial(
        &self,
        procedure: &Node,
        name: Option<&Arc<str>>,
        arguments: &[Option<Node>],
        position: u32,
        input: &Value,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        let mut given = Vec::with_capacity(arguments.len());
        for argument in arguments {
            given.push(match argument {
                Some(node) => Some(self.eval(node, input, frame)?),
                None => None,
            });
        }
        let function = match self.eval(procedure, input, frame)? {
            Value::Function(function) => function,
            other => {
                if other.is_undefined() {
                    self.suggest_variable(procedure, "T1007", position, frame)?;
                }
                let fault = Fault::new("T1008").at(position);
                return Err(match name {
                    Some(name) => fault.token(name),
                    None => fault,
                });
            }
        };
        if let FunctionKind::Lambda(closure) = function.kind() {
            return Ok(self.partial_lambda(closure, given));
        }
        Ok(Value::Function(Function::new(FunctionKind::Partial { function, arguments: given })))
    }

    fn partial_lambda(&self, closure: &Closure, given: Vec<Option<Value>>) -> Value {
        let parameters = closure.open.as_ref().unwrap_or(&closure.lambda.parameters);
        let mut given = given.into_iter();
        let mut open = Vec::new();
        let mut bindings = Vec::new();
        for parameter in parameters {
            match given.next() {
                Some(None) => open.push(*parameter),
                Some(Some(value)) => bindings.push((*parameter, value)),
                None => bindings.push((*parameter, Value::Undefined)),
            }
        }
        let frame = Frame::within(&closure.frame, bindings);
        self.capture(&frame);
        let (lambda, input) = (closure.lambda.clone(), closure.input.clone());
        let closure = Closure { lambda, open: Some(open), input, frame };
        Value::Function(Function::new(FunctionKind::Lambda(closure)))
    }
}

/// `<(oa):o>`
fn transform_signature() -> &'static Signature {
    static SIGNATURE: std::sync::OnceLock<Signature> = std::sync::OnceLock::new();
    SIGNATURE.get_or_init(|| {
        let parsed = Signature::parse("<(oa):o>");
        parsed.ok().expect("the signature is well formed")
    })
}
