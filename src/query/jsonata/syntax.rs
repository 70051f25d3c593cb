//! An expression as it is written; [`compile`](super::compile) makes it ready to run.

use std::sync::Arc;

use super::signature::Signature;

#[derive(Clone, Debug)]
pub struct Syntax {
    pub kind: SyntaxKind,
    /// Just behind the token that makes this node, in UTF-16 units.
    pub position: u32,
    /// `[]` follows: the result stays an array even when it has one item.
    pub keep_array: bool,
    /// How many levels hang below; bounds every later recursion.
    pub height: u32,
}

#[derive(Clone, Debug)]
pub enum SyntaxKind {
    Name(Arc<str>),
    Variable(Arc<str>),
    String(Arc<str>),
    Number(f64),
    Bool(bool),
    Null,
    Regex {
        pattern: String,
        flags: String,
    },
    Wildcard,
    Descendant,
    Parent,
    Binary {
        operator: &'static str,
        lhs: Box<Syntax>,
        rhs: Box<Syntax>,
    },
    Filter {
        lhs: Box<Syntax>,
        predicate: Box<Syntax>,
    },
    Group {
        lhs: Box<Syntax>,
        pairs: Vec<(Syntax, Syntax)>,
    },
    Sort {
        lhs: Box<Syntax>,
        terms: Vec<(Syntax, bool)>,
    },
    /// `@$v` (focus) or `#$i` (index).
    BindContext {
        operator: &'static str,
        lhs: Box<Syntax>,
        variable: Arc<str>,
    },
    Assign {
        variable: Arc<str>,
        rhs: Box<Syntax>,
    },
    Negate(Box<Syntax>),
    Array(Vec<Syntax>),
    Object(Vec<(Syntax, Syntax)>),
    Block(Vec<Syntax>),
    Call {
        procedure: Box<Syntax>,
        arguments: Vec<Syntax>,
    },
    /// A call with at least one `?`, which is a [`SyntaxKind::Word`] here.
    Partial {
        procedure: Box<Syntax>,
        arguments: Vec<Syntax>,
    },
    Lambda {
        parameters: Vec<Arc<str>>,
        signature: Option<Arc<Signature>>,
        body: Box<Syntax>,
    },
    Condition {
        condition: Box<Syntax>,
        then: Box<Syntax>,
        otherwise: Option<Box<Syntax>>,
    },
    /// `a ?: b` (by truth) or `a ?? b` (by existence).
    Default {
        by_existence: bool,
        value: Box<Syntax>,
        otherwise: Box<Syntax>,
    },
    Transform {
        pattern: Box<Syntax>,
        update: Box<Syntax>,
        delete: Option<Box<Syntax>>,
    },
    /// A word or sign that stands where no operand can: `and`, `or`, `in`, `?`, or the end.
    Word(&'static str),
    End,
}

impl Syntax {
    pub fn new(kind: SyntaxKind, position: u32) -> Syntax {
        let mut height = 0;
        let mut below = |child: &Syntax| height = height.max(child.height + 1);
        match &kind {
            SyntaxKind::Binary { lhs, rhs, .. } => {
                below(lhs);
                below(rhs);
            }
            SyntaxKind::Filter { lhs, predicate } => {
                below(lhs);
                below(predicate);
            }
            SyntaxKind::Group { lhs, pairs } => {
                below(lhs);
                pairs.iter().flat_map(|(key, value)| [key, value]).for_each(below);
            }
            SyntaxKind::Sort { lhs, terms } => {
                below(lhs);
                terms.iter().for_each(|(term, _)| below(term));
            }
            SyntaxKind::BindContext { lhs: inner, .. }
            | SyntaxKind::Assign { rhs: inner, .. }
            | SyntaxKind::Negate(inner)
            | SyntaxKind::Lambda { body: inner, .. } => below(inner),
            SyntaxKind::Array(items) | SyntaxKind::Block(items) => items.iter().for_each(below),
            SyntaxKind::Object(pairs) => {
                pairs.iter().flat_map(|(key, value)| [key, value]).for_each(below);
            }
            SyntaxKind::Call { procedure, arguments }
            | SyntaxKind::Partial { procedure, arguments } => {
                below(procedure);
                arguments.iter().for_each(below);
            }
            SyntaxKind::Condition { condition, then, otherwise } => {
                below(condition);
                below(then);
                otherwise.iter().for_each(|otherwise| below(otherwise));
            }
            SyntaxKind::Default { value, otherwise, .. } => {
                below(value);
                below(otherwise);
            }
            SyntaxKind::Transform { pattern, update, delete } => {
                below(pattern);
                below(update);
                delete.iter().for_each(|delete| below(delete));
            }
            SyntaxKind::Name(_)
            | SyntaxKind::Variable(_)
            | SyntaxKind::String(_)
            | SyntaxKind::Number(_)
            | SyntaxKind::Bool(_)
            | SyntaxKind::Null
            | SyntaxKind::Regex { .. }
            | SyntaxKind::Wildcard
            | SyntaxKind::Descendant
            | SyntaxKind::Parent
            | SyntaxKind::Word(_)
            | SyntaxKind::End => {}
        }
        Syntax { kind, position, keep_array: false, height }
    }
}
