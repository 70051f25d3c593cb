//! An expression ready to run: names interned, paths flat, contexts bound to the steps that
//! provide them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::regex::Regex;
use super::signature::Signature;
use crate::value::Json;

/// An interned name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Symbol(pub u32);

impl Symbol {
    /// The empty name: `$`, the context, is a variable to the parser.
    pub const CONTEXT: Symbol = Symbol(0);

    pub fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Debug)]
pub struct Node {
    pub kind: Kind,
    /// Just behind the token that makes this node, in UTF-16 units.
    pub position: u32,
    pub keep_array: bool,
    /// Filters behind an expression that is no path.
    pub predicates: Vec<Node>,
    pub group: Option<Box<Group>>,
    /// An array constructor at an end of a path, which stays one item.
    pub constructed: bool,
    pub step: StepTraits,
    /// While compiling: the `%` below that have not found their step yet.
    pub(super) seeking: Vec<usize>,
}

/// What an expression carries as a step of a path.
#[derive(Debug, Default)]
pub struct StepTraits {
    pub stages: Vec<Stage>,
    /// `@$v`
    pub focus: Option<Symbol>,
    /// `#$i`
    pub index: Option<Symbol>,
    /// The name under which a `%` finds this step's input.
    pub ancestor: Option<Symbol>,
    /// Results carry their variables with them from here on.
    pub tuple: bool,
}

#[derive(Debug)]
pub enum Stage {
    Filter(Node),
    Index(Symbol),
}

#[derive(Debug)]
pub struct Group {
    pub pairs: Vec<(Node, Node)>,
    pub position: u32,
}

#[derive(Debug)]
pub enum Kind {
    Path {
        steps: Vec<Node>,
        keep_singleton: bool,
    },
    Name(Arc<str>),
    Literal(Json),
    Regex(Arc<Regex>),
    Wildcard,
    Descendant,
    Parent(Label),
    Variable(Symbol),
    Numeric {
        operator: Arithmetic,
        lhs: Box<Node>,
        rhs: Box<Node>,
    },
    Compare {
        operator: Comparison,
        lhs: Box<Node>,
        rhs: Box<Node>,
    },
    Equal {
        negated: bool,
        lhs: Box<Node>,
        rhs: Box<Node>,
    },
    Logic {
        is_and: bool,
        lhs: Box<Node>,
        rhs: Box<Node>,
    },
    Concat {
        lhs: Box<Node>,
        rhs: Box<Node>,
    },
    Range {
        lhs: Box<Node>,
        rhs: Box<Node>,
    },
    In {
        lhs: Box<Node>,
        rhs: Box<Node>,
    },
    Negate(Box<Node>),
    Array(Vec<Node>),
    Object(Group),
    Block {
        expressions: Vec<Node>,
        /// Something in it may bind a variable, which is then the block's own.
        binds: bool,
    },
    Bind {
        variable: Symbol,
        value: Box<Node>,
    },
    Apply {
        lhs: Box<Node>,
        rhs: Box<Node>,
    },
    Call(Arc<Call>),
    /// A call as the last thing that a function does: it needs no stack.
    TailCall(Arc<Call>),
    /// An argument that is left open (`?`) is `None`.
    Partial {
        procedure: Box<Node>,
        name: Option<Arc<str>>,
        arguments: Vec<Option<Node>>,
    },
    Lambda(Arc<Lambda>),
    Condition {
        condition: Box<Node>,
        then: Box<Node>,
        otherwise: Option<Box<Node>>,
    },
    Default {
        by_existence: bool,
        value: Box<Node>,
        otherwise: Box<Node>,
    },
    Transform(Arc<Transform>),
    Sort(Vec<SortTerm>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug)]
pub struct Call {
    pub procedure: Node,
    /// What error messages call the procedure.
    pub name: Option<Arc<str>>,
    pub arguments: Vec<Node>,
    pub position: u32,
}

#[derive(Debug)]
pub struct Lambda {
    pub parameters: Vec<Symbol>,
    pub signature: Option<Arc<Signature>>,
    pub body: Node,
}

#[derive(Debug)]
pub struct Transform {
    pub pattern: Node,
    pub update: Node,
    pub delete: Option<Node>,
    pub position: u32,
}

#[derive(Debug)]
pub struct SortTerm {
    pub expression: Node,
    pub descending: bool,
}

/// The name under which a `%` looks for its step. Two `%` of one step share a name, which is known
/// only after both were read.
#[derive(Clone, Debug)]
pub struct Label(Arc<AtomicU32>);

impl Label {
    pub fn new(symbol: Symbol) -> Label {
        Label(Arc::new(AtomicU32::new(symbol.0)))
    }

    pub fn set(&self, symbol: Symbol) {
        self.0.store(symbol.0, Ordering::Relaxed);
    }

    pub fn symbol(&self) -> Symbol {
        Symbol(self.0.load(Ordering::Relaxed))
    }
}

impl Node {
    // Kept in one piece: every kind of node is made here.
    #[inline(never)]
    pub fn new(kind: Kind, position: u32) -> Node {
        Node {
            kind,
            position,
            keep_array: false,
            predicates: Vec::new(),
            group: None,
            constructed: false,
            step: StepTraits::default(),
            seeking: Vec::new(),
        }
    }

    /// A node that passes on so many `%`.
    #[inline(never)]
    pub fn seeking(kind: Kind, position: u32, seeking: Vec<usize>) -> Node {
        Node { seeking, ..Node::new(kind, position) }
    }

    /// What JSONata's syntax tree calls this kind of node.
    pub fn type_name(&self) -> &'static str {
        match &self.kind {
            Kind::Path { .. } => "path",
            Kind::Name(_) => "name",
            Kind::Literal(Json::Number(_)) => "number",
            Kind::Literal(Json::String(_)) => "string",
            Kind::Literal(_) => "value",
            Kind::Regex(_) => "regex",
            Kind::Wildcard => "wildcard",
            Kind::Descendant => "descendant",
            Kind::Parent(_) => "parent",
            Kind::Variable(_) => "variable",
            Kind::Numeric { .. }
            | Kind::Compare { .. }
            | Kind::Equal { .. }
            | Kind::Logic { .. }
            | Kind::Concat { .. }
            | Kind::Range { .. }
            | Kind::In { .. } => "binary",
            Kind::Negate(_) | Kind::Array(_) | Kind::Object(_) => "unary",
            Kind::Block { .. } => "block",
            Kind::Bind { .. } => "bind",
            Kind::Apply { .. } => "apply",
            Kind::Call(_) => "function",
            Kind::Partial { .. } => "partial",
            Kind::Lambda(_) | Kind::TailCall(_) => "lambda",
            Kind::Condition { .. } | Kind::Default { .. } => "condition",
            Kind::Transform(_) => "transform",
            Kind::Sort(_) => "sort",
        }
    }
}
