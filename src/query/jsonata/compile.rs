//! [`Syntax`] to [`Node`]: chains of `.` become paths, `[…]` their stages, `%` the step it means.

use std::sync::Arc;

use super::ancestry::Ancestry;
use super::error::Fault;
use super::names::Names;
use super::node::{
    Arithmetic, Call, Comparison, Group, Kind, Label, Lambda, Node, Symbol, Transform,
};
use super::regex::Regex;
use super::syntax::{Syntax, SyntaxKind};
use crate::value::{Json, Number};

/// Compiles a whole expression, interning its names into `names`.
pub fn compile(syntax: &Syntax, names: &mut Names) -> Result<Node, Fault> {
    let context = names.intern(&Arc::from(""));
    assert_eq!(context, Symbol::CONTEXT, "the first name of an expression is the empty one");
    let mut compiler = Compiler { names, ancestry: Ancestry::default(), n_binding: 0 };
    let node = compiler.node(syntax)?;
    if matches!(node.kind, Kind::Parent(_)) || !node.seeking.is_empty() {
        // Neither a lone `%` nor a path as a whole has a place in the reference's tree.
        let position = match node.kind {
            Kind::Parent(_) | Kind::Path { .. } => 0,
            _ => node.position,
        };
        return Err(Fault::new("S0217").token(node.type_name()).at(position));
    }
    Ok(node)
}

pub(super) struct Compiler<'a> {
    pub(super) names: &'a mut Names,
    pub(super) ancestry: Ancestry,
    /// How many parts so far may bind a variable.
    n_binding: usize,
}

impl Compiler<'_> {
    pub(super) fn node(&mut self, syntax: &Syntax) -> Result<Node, Fault> {
        let Syntax { kind, position, keep_array, .. } = syntax;
        let (position, keep_array) = (*position, *keep_array);
        let mut node = match kind {
            SyntaxKind::Name(name) => name_path(name.clone(), position, keep_array),
            // Words are names where an operand is expected.
            SyntaxKind::Word(word @ ("and" | "or" | "in")) => {
                name_path((*word).into(), position, keep_array)
            }
            SyntaxKind::Word(word) => return Err(Fault::new("S0201").at(position).token(word)),
            SyntaxKind::End => return Err(Fault::new("S0207").at(position).token("(end)")),
            SyntaxKind::Binary { operator: ".", lhs, rhs } => self.path(lhs, rhs)?,
            SyntaxKind::Binary { operator: "~>", lhs, rhs } => {
                let (lhs, rhs) = (self.boxed(lhs)?, self.boxed(rhs)?);
                let keep_array = lhs.keep_array || rhs.keep_array;
                let node = Node::new(Kind::Apply { lhs, rhs }, position);
                Node { keep_array, ..node }
            }
            SyntaxKind::Binary { operator, lhs, rhs } => {
                self.binary(operator, lhs, rhs, position)?
            }
            SyntaxKind::Filter { lhs, predicate } => self.filter(lhs, predicate, position)?,
            SyntaxKind::Group { lhs, pairs } => self.grouped(lhs, pairs, position)?,
            SyntaxKind::Sort { lhs, terms } => self.sort(lhs, terms, position)?,
            SyntaxKind::BindContext { operator: "@", lhs, variable } => {
                self.bind_focus(lhs, variable, position, keep_array)?
            }
            SyntaxKind::BindContext { lhs, variable, .. } => self.bind_index(lhs, variable)?,
            SyntaxKind::Assign { variable, rhs } => self.assign(variable, rhs, position)?,
            SyntaxKind::Negate(inner) => self.negate(inner, position)?,
            SyntaxKind::Array(items) => {
                let (items, seeking) = self.nodes(items)?;
                Node::seeking(Kind::Array(items), position, seeking)
            }
            SyntaxKind::Object(pairs) => {
                let (group, seeking) = self.pairs(pairs, position)?;
                Node::seeking(Kind::Object(group), position, seeking)
            }
            SyntaxKind::Block(expressions) => self.block(expressions, position)?,
            SyntaxKind::Call { procedure, arguments } => {
                self.call(procedure, arguments, position)?
            }
            SyntaxKind::Partial { procedure, arguments } => {
                self.partial(procedure, arguments, position)?
            }
            SyntaxKind::Lambda { parameters, signature, body } => {
                let parameters = parameters.iter().map(|name| self.names.intern(name)).collect();
                let body = with_tail_calls(self.node(body)?);
                let lambda = Lambda { parameters, signature: signature.clone(), body };
                Node::new(Kind::Lambda(Arc::new(lambda)), position)
            }
            SyntaxKind::Condition { condition, then, otherwise } => {
                self.condition(condition, then, otherwise.as_deref(), position)?
            }
            SyntaxKind::Default { by_existence, value, otherwise } => {
                let (value, otherwise) = (self.boxed(value)?, self.boxed(otherwise)?);
                let seeking = [&value.seeking[..], &otherwise.seeking].concat();
                let kind = Kind::Default { by_existence: *by_existence, value, otherwise };
                Node::seeking(kind, position, seeking)
            }
            SyntaxKind::Transform { pattern, update, delete } => {
                let (pattern, update) = (self.node(pattern)?, self.node(update)?);
                let delete = delete.as_ref().map(|delete| self.node(delete)).transpose()?;
                let transform = Transform { pattern, update, delete, position };
                Node::new(Kind::Transform(Arc::new(transform)), position)
            }
            SyntaxKind::Parent => self.parent(position),
            SyntaxKind::Variable(name) => {
                // What `$eval` evaluates may bind variables where it is called.
                self.n_binding += usize::from(&**name == "eval");
                Node::new(Kind::Variable(self.names.intern(name)), position)
            }
            SyntaxKind::String(text) => literal(Json::String(text.clone()), position),
            SyntaxKind::Number(value) => literal(Json::Number(whole_as_int(*value)), position),
            SyntaxKind::Bool(value) => literal(Json::Bool(*value), position),
            SyntaxKind::Null => literal(Json::Null, position),
            SyntaxKind::Regex { pattern, flags } => {
                let regex = Regex::new(pattern, flags).map_err(|fault| fault.at(position))?;
                Node::new(Kind::Regex(Arc::new(regex)), position)
            }
            SyntaxKind::Wildcard => Node::new(Kind::Wildcard, position),
            SyntaxKind::Descendant => Node::new(Kind::Descendant, position),
        };
        node.keep_array |= keep_array;
        Ok(node)
    }

    fn boxed(&mut self, syntax: &Syntax) -> Result<Box<Node>, Fault> {
        Ok(Box::new(self.node(syntax)?))
    }

    /// The nodes, and the `%` that they pass on to what they are a part of.
    fn nodes(&mut self, list: &[Syntax]) -> Result<(Vec<Node>, Vec<usize>), Fault> {
        let mut seeking = Vec::new();
        let mut nodes = Vec::with_capacity(list.len());
        for syntax in list {
            let node = self.node(syntax)?;
            seeking.extend(&node.seeking);
            nodes.push(node);
        }
        Ok((nodes, seeking))
    }

    fn pairs(
        &mut self,
        pairs: &[(Syntax, Syntax)],
        position: u32,
    ) -> Result<(Group, Vec<usize>), Fault> {
        let mut seeking = Vec::new();
        let mut compiled = Vec::with_capacity(pairs.len());
        for (key, value) in pairs {
            let (key, value) = (self.node(key)?, self.node(value)?);
            seeking.extend(&key.seeking);
            seeking.extend(&value.seeking);
            compiled.push((key, value));
        }
        Ok((Group { pairs: compiled, position }, seeking))
    }

    fn grouped(
        &mut self,
        lhs: &Syntax,
        pairs: &[(Syntax, Syntax)],
        position: u32,
    ) -> Result<Node, Fault> {
        let mut node = self.node(lhs)?;
        if node.group.is_some() {
            return Err(Fault::new("S0210").at(position));
        }
        node.group = Some(Box::new(self.pairs(pairs, position)?.0));
        Ok(node)
    }

    fn assign(&mut self, variable: &Arc<str>, rhs: &Syntax, position: u32) -> Result<Node, Fault> {
        let value = self.boxed(rhs)?;
        let seeking = value.seeking.clone();
        let variable = self.names.intern(variable);
        self.n_binding += 1;
        Ok(Node::seeking(Kind::Bind { variable, value }, position, seeking))
    }

    fn negate(&mut self, inner: &Syntax, position: u32) -> Result<Node, Fault> {
        let mut inner = self.node(inner)?;
        if let Kind::Literal(Json::Number(number)) = &mut inner.kind {
            *number = whole_as_int(-number.as_f64());
            return Ok(inner);
        }
        let seeking = inner.seeking.clone();
        Ok(Node::seeking(Kind::Negate(Box::new(inner)), position, seeking))
    }

    fn block(&mut self, expressions: &[Syntax], position: u32) -> Result<Node, Fault> {
        let n_binding = self.n_binding;
        let (expressions, seeking) = self.nodes(expressions)?;
        let binds = self.n_binding > n_binding;
        let constructed = expressions.iter().any(|node| {
            let first_is = |steps: &[Node]| steps[0].constructed;
            node.constructed || matches!(&node.kind, Kind::Path { steps, .. } if first_is(steps))
        });
        let node = Node::new(Kind::Block { expressions, binds }, position);
        Ok(Node { seeking, constructed, ..node })
    }

    fn call(
        &mut self,
        procedure: &Syntax,
        arguments: &[Syntax],
        position: u32,
    ) -> Result<Node, Fault> {
        let (arguments, seeking) = self.nodes(arguments)?;
        let procedure = self.node(procedure)?;
        let name = self.procedure_name(&procedure);
        let call = Arc::new(Call { procedure, name, arguments, position });
        Ok(Node::seeking(Kind::Call(call), position, seeking))
    }

    fn partial(
        &mut self,
        procedure: &Syntax,
        arguments: &[Syntax],
        position: u32,
    ) -> Result<Node, Fault> {
        let mut seeking = Vec::new();
        let mut nodes = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let is_open = matches!(argument.kind, SyntaxKind::Word("?"));
            let node = if is_open { None } else { Some(self.node(argument)?) };
            seeking.extend(node.iter().flat_map(|node| &node.seeking));
            nodes.push(node);
        }
        let procedure = self.boxed(procedure)?;
        let name = self.procedure_name(&procedure);
        let kind = Kind::Partial { procedure, name, arguments: nodes };
        Ok(Node::seeking(kind, position, seeking))
    }

    fn condition(
        &mut self,
        condition: &Syntax,
        then: &Syntax,
        otherwise: Option<&Syntax>,
        position: u32,
    ) -> Result<Node, Fault> {
        let (condition, then) = (self.boxed(condition)?, self.boxed(then)?);
        let otherwise = otherwise.map(|otherwise| self.boxed(otherwise)).transpose()?;
        let mut seeking = [&condition.seeking[..], &then.seeking].concat();
        seeking.extend(otherwise.iter().flat_map(|otherwise| &otherwise.seeking));
        let kind = Kind::Condition { condition, then, otherwise };
        Ok(Node::seeking(kind, position, seeking))
    }

    fn parent(&mut self, position: u32) -> Node {
        let name = format!("!{}", self.ancestry.len()).into();
        let label = Label::new(self.names.intern(&name));
        let slot = self.ancestry.open(label.clone());
        let node = Node::new(Kind::Parent(label), position);
        Node { seeking: vec![slot], ..node }
    }

    fn binary(
        &mut self,
        operator: &'static str,
        lhs: &Syntax,
        rhs: &Syntax,
        position: u32,
    ) -> Result<Node, Fault> {
        let (lhs, rhs) = (self.boxed(lhs)?, self.boxed(rhs)?);
        let seeking = [&lhs.seeking[..], &rhs.seeking].concat();
        let numeric = |operator, lhs, rhs| Kind::Numeric { operator, lhs, rhs };
        let compare = |operator, lhs, rhs| Kind::Compare { operator, lhs, rhs };
        let kind = match operator {
            "+" => numeric(Arithmetic::Add, lhs, rhs),
            "-" => numeric(Arithmetic::Subtract, lhs, rhs),
            "*" => numeric(Arithmetic::Multiply, lhs, rhs),
            "/" => numeric(Arithmetic::Divide, lhs, rhs),
            "%" => numeric(Arithmetic::Remainder, lhs, rhs),
            "<" => compare(Comparison::Less, lhs, rhs),
            "<=" => compare(Comparison::LessOrEqual, lhs, rhs),
            ">" => compare(Comparison::Greater, lhs, rhs),
            ">=" => compare(Comparison::GreaterOrEqual, lhs, rhs),
            "=" | "!=" => Kind::Equal { negated: operator == "!=", lhs, rhs },
            "and" | "or" => Kind::Logic { is_and: operator == "and", lhs, rhs },
            "&" => Kind::Concat { lhs, rhs },
            ".." => Kind::Range { lhs, rhs },
            "in" => Kind::In { lhs, rhs },
            _ => return Err(Fault::new("S0206").at(position).token(operator)),
        };
        Ok(Node::seeking(kind, position, seeking))
    }

    fn procedure_name(&self, procedure: &Node) -> Option<Arc<str>> {
        match &procedure.kind {
            Kind::Variable(symbol) => Some(self.names.get(*symbol).clone()),
            Kind::Path { steps, .. } => match &steps[0].kind {
                Kind::Name(name) => Some(name.clone()),
                _ => None,
            },
            Kind::Literal(Json::String(text)) => Some(text.clone()),
            Kind::Lambda(_) => None,
            _ => None,
        }
    }
}

fn literal(value: Json, position: u32) -> Node {
    Node::new(Kind::Literal(value), position)
}

pub fn whole_as_int(value: f64) -> Number {
    match super::value::Value::number(value) {
        super::value::Value::Number(number) => number,
        _ => Number::Float(value),
    }
}

fn name_path(name: Arc<str>, position: u32, keep_array: bool) -> Node {
    let step = Node { keep_array, ..Node::new(Kind::Name(name), position) };
    Node::new(Kind::Path { steps: vec![step], keep_singleton: keep_array }, position)
}

/// Marks the calls that a function ends with.
fn with_tail_calls(mut node: Node) -> Node {
    let has_predicates = !node.predicates.is_empty();
    node.kind = match node.kind {
        Kind::Call(call) if !has_predicates => {
            return Node::new(Kind::TailCall(call), node.position);
        }
        Kind::Condition { condition, then, otherwise } => Kind::Condition {
            condition,
            then: Box::new(with_tail_calls(*then)),
            otherwise: otherwise.map(|otherwise| Box::new(with_tail_calls(*otherwise))),
        },
        Kind::Default { by_existence, value, otherwise } => {
            let otherwise = Box::new(with_tail_calls(*otherwise));
            Kind::Default { by_existence, value, otherwise }
        }
        Kind::Block { mut expressions, binds } => {
            if let Some(last) = expressions.pop() {
                expressions.push(with_tail_calls(last));
            }
            Kind::Block { expressions, binds }
        }
        kind => kind,
    };
    node
}
