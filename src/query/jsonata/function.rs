//! Functions as values, and the frames that hold their variables.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use super::error::Fault;
use super::functions::Builtin;
use super::node::{Call, Lambda, Symbol, Transform};
use super::regex::Regex;
use super::value::Value;

/// A function. Cloning is a pointer.
#[derive(Clone)]
pub struct Function {
    body: Rc<Body>,
    /// Passed as an argument: it is then called without context, and by a name of its own.
    passed: Option<Rc<Site>>,
}

struct Body {
    kind: FunctionKind,
    site: Site,
}

/// Where and as what a function was last called by name, for the places of errors.
#[derive(Default)]
pub struct Site {
    position: Cell<u32>,
    name: RefCell<Option<Arc<str>>>,
}

pub enum FunctionKind {
    Lambda(Closure),
    Builtin(&'static Builtin),
    /// A built-in function with some arguments given.
    Partial {
        function: Function,
        arguments: Vec<Option<Value>>,
    },
    /// A call that a lambda ended with, still to be made.
    TailCall {
        call: Arc<Call>,
        input: Value,
        frame: Rc<Frame>,
    },
    Regex {
        regex: Arc<Regex>,
        position: u32,
    },
    /// `next` of a match: finds the following one.
    NextMatch {
        regex: Arc<Regex>,
        text: Arc<[char]>,
        from: usize,
        position: u32,
    },
    Transform {
        transform: Arc<Transform>,
        frame: Rc<Frame>,
    },
}

pub struct Closure {
    pub lambda: Arc<Lambda>,
    /// The parameters that are still open; those of the lambda unless it was applied partially.
    pub open: Option<Vec<Symbol>>,
    pub input: Value,
    pub frame: Rc<Frame>,
}

/// Variables of a block, a call or a tuple, and what surrounds them.
pub struct Frame {
    /// The function whose call this is: its parameters name the arguments.
    lambda: Option<Arc<Lambda>>,
    variables: RefCell<Variables>,
    parent: Option<Rc<Frame>>,
    /// A function holds this frame, so it may hold itself: it is emptied in the end.
    pub is_captured: Cell<bool>,
}

#[derive(Default)]
struct Variables {
    arguments: Vec<Value>,
    /// What was bound by name, which goes before arguments.
    bindings: Vec<(Symbol, Value)>,
}

impl Function {
    pub fn new(kind: FunctionKind) -> Function {
        Function { body: Rc::new(Body { kind, site: Site::default() }), passed: None }
    }

    pub fn kind(&self) -> &FunctionKind {
        &self.body.kind
    }

    pub fn as_argument(&self) -> Function {
        Function { body: self.body.clone(), passed: Some(Rc::default()) }
    }

    pub fn is_argument(&self) -> bool {
        self.passed.is_some()
    }

    /// Notes where and as what the function is called now.
    pub fn note_site(&self, position: u32, name: Option<&Arc<str>>) {
        let site = self.passed.as_deref().unwrap_or(&self.body.site);
        site.position.set(position);
        let mut noted = site.name.borrow_mut();
        if noted.as_ref() != name {
            *noted = name.cloned();
        }
    }

    /// The failure with the place and the name by which the function was called.
    pub fn blame(&self, fault: Fault) -> Fault {
        let sites = [Some(&self.body.site), self.passed.as_deref()];
        sites.into_iter().flatten().fold(fault, |fault, site| {
            let fault = match site.position.get() {
                0 => fault,
                position => fault.at(position),
            };
            match &*site.name.borrow() {
                Some(name) if !fault.has_token() => fault.token(name),
                _ => fault,
            }
        })
    }

    pub fn is_same(&self, other: &Function) -> bool {
        Rc::ptr_eq(&self.body, &other.body)
    }

    /// How many parameters the function has, as the higher-order functions ask.
    pub fn arity(&self) -> usize {
        match self.kind() {
            FunctionKind::Lambda(closure) => {
                closure.open.as_ref().map_or(closure.lambda.parameters.len(), Vec::len)
            }
            FunctionKind::Builtin(builtin) => builtin.arity,
            FunctionKind::Partial { arguments, .. } => {
                arguments.iter().filter(|argument| argument.is_none()).count()
            }
            FunctionKind::Regex { .. } => 2,
            FunctionKind::Transform { .. } => 1,
            FunctionKind::TailCall { .. } | FunctionKind::NextMatch { .. } => 0,
        }
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("function")
    }
}

impl Frame {
    pub fn outermost() -> Rc<Frame> {
        Frame::new(None, Variables::default(), None)
    }

    pub fn within(parent: &Rc<Frame>, bindings: Vec<(Symbol, Value)>) -> Rc<Frame> {
        Frame::new(None, Variables { arguments: Vec::new(), bindings }, Some(parent.clone()))
    }

    pub fn of_call(lambda: &Arc<Lambda>, arguments: Vec<Value>, parent: &Rc<Frame>) -> Rc<Frame> {
        let variables = Variables { arguments, bindings: Vec::new() };
        Frame::new(Some(lambda.clone()), variables, Some(parent.clone()))
    }

    fn new(
        lambda: Option<Arc<Lambda>>,
        variables: Variables,
        parent: Option<Rc<Frame>>,
    ) -> Rc<Frame> {
        let (variables, is_captured) = (RefCell::new(variables), Cell::new(false));
        Rc::new(Frame { lambda, variables, parent, is_captured })
    }

    pub fn parent(&self) -> Option<&Rc<Frame>> {
        self.parent.as_ref()
    }

    pub fn bind(&self, symbol: Symbol, value: Value) {
        let bindings = &mut self.variables.borrow_mut().bindings;
        match bindings.iter_mut().find(|(own, _)| *own == symbol) {
            Some((_, bound)) => *bound = value,
            None => bindings.push((symbol, value)),
        }
    }

    /// The value bound in this frame or around it; `None` when nobody bound the name.
    pub fn lookup(&self, symbol: Symbol) -> Option<Value> {
        let mut frame = self;
        loop {
            if let Some(value) = frame.own(symbol) {
                return Some(value);
            }
            frame = frame.parent.as_deref()?;
        }
    }

    fn own(&self, symbol: Symbol) -> Option<Value> {
        let variables = self.variables.borrow();
        if let Some((_, value)) = variables.bindings.iter().find(|(own, _)| *own == symbol) {
            return Some(value.clone());
        }
        let parameters = &self.lambda.as_ref()?.parameters;
        let place = parameters.iter().rposition(|parameter| *parameter == symbol)?;
        Some(variables.arguments.get(place).cloned().unwrap_or_default())
    }

    /// Lets go of all values, and with them of functions that hold this frame.
    pub fn clear(&self) {
        // Dropped after the borrow ends, since a value may be the last holder of another frame.
        let variables = std::mem::take(&mut *self.variables.borrow_mut());
        drop(variables);
    }
}
