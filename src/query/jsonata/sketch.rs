//! Compiled expressions as [`Sketch`]es.

use std::sync::Arc;

use super::names::Names;
use super::node::{Call, Comparison, Group, Kind, Node, Stage, Symbol};
use crate::query::compare::Order;
use crate::query::sketch::{Sketch, Step};
use crate::value::Json;

pub fn sketch(node: &Node, names: &Names) -> Sketch {
    Draw { names }.node(node)
}

struct Draw<'a> {
    names: &'a Names,
}

impl Draw<'_> {
    fn node(&self, node: &Node) -> Sketch {
        let mut steps: Vec<Step> = node.predicates.iter().map(|it| self.filter(it)).collect();
        steps.extend(node.group.iter().map(|group| Step::Each(self.group(group))));
        Sketch::path(self.kind(&node.kind), steps)
    }

    fn kind(&self, kind: &Kind) -> Sketch {
        match kind {
            Kind::Path { steps, .. } => self.path(steps),
            Kind::Name(name) => Sketch::path(Sketch::Input, vec![Step::Field(name.clone())]),
            Kind::Literal(value) => Sketch::Literal(value.clone()),
            Kind::Variable(Symbol::CONTEXT) => Sketch::Input,
            Kind::Variable(symbol) => Sketch::Variable(self.name(*symbol)),
            Kind::Negate(value) => Sketch::Arithmetic(vec![self.node(value)]),
            Kind::Numeric { lhs, rhs, .. } | Kind::Range { lhs, rhs } => {
                Sketch::Arithmetic(vec![self.node(lhs), self.node(rhs)])
            }
            Kind::Concat { lhs, rhs } => Sketch::Text(vec![self.node(lhs), self.node(rhs)]),
            Kind::Compare { operator, lhs, rhs } => self.compare(order_of(*operator), lhs, rhs),
            Kind::Equal { negated, lhs, rhs } => match negated {
                false => self.compare(Order::Equals, lhs, rhs),
                true => Sketch::Not(Box::new(self.compare(Order::Equals, lhs, rhs))),
            },
            Kind::Logic { is_and: true, lhs, rhs } => Sketch::All(self.all([&**lhs, rhs])),
            Kind::Logic { is_and: false, lhs, rhs } => Sketch::Any(self.all([&**lhs, rhs])),
            Kind::In { lhs, rhs } => match &rhs.kind {
                Kind::Array(items) => Sketch::Any(
                    items.iter().map(|it| self.compare(Order::Equals, lhs, it)).collect(),
                ),
                _ => Sketch::Opaque(self.all([&**lhs, rhs])),
            },
            Kind::Array(items) => Sketch::Array(self.all(items)),
            Kind::Object(group) => self.group(group),
            Kind::Block { expressions, .. } => Sketch::Block(self.all(expressions)),
            Kind::Bind { variable, value } => {
                Sketch::Bind(self.name(*variable), Box::new(self.node(value)))
            }
            Kind::Apply { lhs, rhs } => self.apply(lhs, rhs),
            Kind::Call(call) | Kind::TailCall(call) => self.call(call, None),
            Kind::Partial { arguments, .. } => Sketch::Opaque(self.all(arguments.iter().flatten())),
            Kind::Lambda(lambda) => {
                let parameters = lambda.parameters.iter().map(|it| self.name(*it)).collect();
                Sketch::Lambda(parameters, Box::new(self.node(&lambda.body)))
            }
            Kind::Condition { condition, then, otherwise } => {
                let ways = [&**then].into_iter().chain(otherwise.as_deref());
                Sketch::Either(vec![self.node(condition)], self.all(ways))
            }
            Kind::Default { value, otherwise, .. } => {
                Sketch::Either(Vec::new(), self.all([&**value, otherwise]))
            }
            Kind::Regex(_)
            | Kind::Wildcard
            | Kind::Descendant
            | Kind::Parent(_)
            | Kind::Transform(_)
            | Kind::Sort(_) => Sketch::Opaque(Vec::new()),
        }
    }

    fn path(&self, nodes: &[Node]) -> Sketch {
        let (mut from, mut steps) = (Sketch::Input, Vec::new());
        for (index, node) in nodes.iter().enumerate() {
            match &node.kind {
                Kind::Name(name) => steps.push(Step::Field(name.clone())),
                Kind::Wildcard => steps.push(Step::Items),
                Kind::Descendant | Kind::Parent(_) => {
                    return Sketch::Opaque(vec![Sketch::path(from, steps)]);
                }
                Kind::Sort(terms) => {
                    let terms = self.all(terms.iter().map(|term| &term.expression));
                    steps.push(Step::Where(Sketch::Opaque(terms)));
                }
                _ if index == 0 => from = self.node(node),
                _ => steps.push(Step::Each(self.node(node))),
            }
            let stages = node.step.stages.iter();
            steps.extend(stages.filter_map(|stage| match stage {
                Stage::Filter(filter) => Some(self.filter(filter)),
                Stage::Index(_) => None,
            }));
        }
        Sketch::path(from, steps)
    }

    fn filter(&self, node: &Node) -> Step {
        match &node.kind {
            Kind::Literal(value @ Json::Number(_)) => {
                Step::Index(value.as_i64().and_then(|index| index.try_into().ok()).unwrap_or(0))
            }
            Kind::Variable(_) | Kind::Numeric { .. } | Kind::Negate(_) | Kind::Range { .. } => {
                Step::Items
            }
            _ => Step::Where(self.node(node)),
        }
    }

    /// `value ~> $function(argument)`.
    fn apply(&self, lhs: &Node, rhs: &Node) -> Sketch {
        match &rhs.kind {
            Kind::Call(call) | Kind::TailCall(call) => self.call(call, Some(lhs)),
            Kind::Variable(symbol) => Sketch::Call(self.name(*symbol), vec![self.node(lhs)]),
            _ => Sketch::Opaque(self.all([lhs, rhs])),
        }
    }

    fn call(&self, call: &Call, first: Option<&Node>) -> Sketch {
        let arguments = self.all(first.into_iter().chain(&call.arguments));
        match &call.procedure.kind {
            Kind::Variable(symbol) => Sketch::Call(self.name(*symbol), arguments),
            _ => Sketch::Opaque(arguments),
        }
    }

    fn group(&self, group: &Group) -> Sketch {
        let mut fields = Vec::new();
        for (key, value) in &group.pairs {
            match &key.kind {
                Kind::Literal(Json::String(name)) => fields.push((name.clone(), self.node(value))),
                _ => return Sketch::Opaque(self.all(group.pairs.iter().flat_map(|(k, v)| [k, v]))),
            }
        }
        Sketch::Object(fields)
    }

    fn compare(&self, order: Order, lhs: &Node, rhs: &Node) -> Sketch {
        Sketch::Compare(order, Box::new(self.node(lhs)), Box::new(self.node(rhs)))
    }

    fn all<'n>(&self, nodes: impl IntoIterator<Item = &'n Node>) -> Vec<Sketch> {
        nodes.into_iter().map(|node| self.node(node)).collect()
    }

    fn name(&self, symbol: Symbol) -> Arc<str> {
        self.names.get(symbol).clone()
    }
}

fn order_of(operator: Comparison) -> Order {
    match operator {
        Comparison::Less => Order::LessThan,
        Comparison::LessOrEqual => Order::LessThanEquals,
        Comparison::Greater => Order::GreaterThan,
        Comparison::GreaterOrEqual => Order::GreaterThanEquals,
    }
}
