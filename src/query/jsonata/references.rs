//! What an expression reads from outside, found without running it.

use super::Dialect;
use super::functions;
use super::names::Names;
use super::node::{Group, Kind, Node, Stage, Symbol};

/// What an expression reads from outside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// Variables that the expression does not bind itself, without `$`, in the order of their
    /// first use. Calls of built-in functions are not among them.
    pub variables: Vec<String>,
    /// The fields of `$states` that are read, in the order of their first use.
    pub states_fields: Vec<String>,
    /// `$states` is used as a whole, so any field may be read.
    pub whole_states: bool,
}

/// Something that JSONata has and Step Functions does not support.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restriction {
    /// AWS's text.
    pub message: String,
    /// Just behind the token, in UTF-16 units.
    pub position: usize,
}

pub fn references(node: &Node, names: &Names) -> References {
    let mut walk = Walk::new(names);
    walk.node(node, true);
    walk.references
}

pub fn aws_restrictions(node: &Node, names: &Names, states_fields: &[&str]) -> Vec<Restriction> {
    let mut walk = Walk::new(names);
    walk.node(node, true);
    for (field, position) in std::mem::take(&mut walk.states_reads) {
        if !states_fields.contains(&field.as_str()) {
            walk.restrict(format!("Field '$states.{field}' does not exist."), position);
        }
    }
    walk.restrictions
}

struct Walk<'a> {
    names: &'a Names,
    /// The symbols that are bound around the present node.
    bound: Vec<Symbol>,
    references: References,
    states_reads: Vec<(String, u32)>,
    /// In the order of the text.
    restrictions: Vec<Restriction>,
}

impl<'a> Walk<'a> {
    fn new(names: &'a Names) -> Walk<'a> {
        Walk {
            names,
            bound: Vec::new(),
            references: References::default(),
            states_reads: Vec::new(),
            restrictions: Vec::new(),
        }
    }

    fn name(&self, symbol: Symbol) -> &'a str {
        self.names.get(symbol)
    }

    /// Walks a node; at the `top` its context is what Step Functions does not give.
    fn node(&mut self, node: &Node, top: bool) {
        match &node.kind {
            Kind::Path { steps, .. } => self.path(steps, top),
            Kind::Variable(symbol) => self.variable(*symbol, node.position, false, top),
            Kind::Name(name) if top => self.restrict(
                format!("Reference to '{name}' at the top level is not supported."),
                node.position,
            ),
            Kind::Numeric { lhs, rhs, .. }
            | Kind::Compare { lhs, rhs, .. }
            | Kind::Equal { lhs, rhs, .. }
            | Kind::Logic { lhs, rhs, .. }
            | Kind::Concat { lhs, rhs }
            | Kind::Range { lhs, rhs }
            | Kind::In { lhs, rhs }
            | Kind::Apply { lhs, rhs } => {
                self.node(lhs, top);
                self.node(rhs, top);
            }
            Kind::Negate(inner) => self.node(inner, top),
            Kind::Array(items) => items.iter().for_each(|item| self.node(item, top)),
            Kind::Object(group) => self.group(group, top),
            Kind::Block { expressions, .. } => {
                let n_bound = self.bound.len();
                expressions.iter().for_each(|expression| self.node(expression, top));
                self.bound.truncate(n_bound);
            }
            Kind::Bind { variable, value } => {
                // A function may call itself by the name that it is about to get.
                let is_function = matches!(value.kind, Kind::Lambda(_));
                self.bound.extend(is_function.then_some(*variable));
                self.node(value, top);
                self.bound.push(*variable);
            }
            Kind::Call(call) | Kind::TailCall(call) => {
                self.procedure(&call.procedure, top);
                call.arguments.iter().for_each(|argument| self.node(argument, top));
            }
            Kind::Partial { procedure, arguments, .. } => {
                self.procedure(procedure, top);
                arguments.iter().flatten().for_each(|argument| self.node(argument, top));
            }
            Kind::Lambda(lambda) => {
                let n_bound = self.bound.len();
                self.bound.extend(&lambda.parameters);
                self.node(&lambda.body, top);
                self.bound.truncate(n_bound);
            }
            Kind::Condition { condition, then, otherwise } => {
                self.node(condition, top);
                self.node(then, top);
                otherwise.iter().for_each(|otherwise| self.node(otherwise, top));
            }
            Kind::Default { value, otherwise, .. } => {
                self.node(value, top);
                self.node(otherwise, top);
            }
            Kind::Transform(transform) => {
                self.node(&transform.pattern, false);
                self.node(&transform.update, false);
                transform.delete.iter().for_each(|delete| self.node(delete, false));
            }
            Kind::Sort(terms) => {
                terms.iter().for_each(|term| self.node(&term.expression, false));
            }
            Kind::Name(_)
            | Kind::Literal(_)
            | Kind::Regex(_)
            | Kind::Wildcard
            | Kind::Descendant
            | Kind::Parent(_) => {}
        }
        node.predicates.iter().for_each(|predicate| self.node(predicate, false));
        node.group.iter().for_each(|group| self.group(group, false));
    }

    fn path(&mut self, steps: &[Node], top: bool) {
        let n_bound = self.bound.len();
        for (index, step) in steps.iter().enumerate() {
            match (&step.kind, steps.get(index + 1).map(|next| &next.kind)) {
                (Kind::Variable(symbol), Some(Kind::Name(field)))
                    if self.is_states(*symbol) && step.step.stages.is_empty() =>
                {
                    self.states_reads.push((field.to_string(), steps[index + 1].position));
                    add(&mut self.references.states_fields, field);
                    self.variable(*symbol, step.position, true, top);
                }
                _ => self.node(step, top && index == 0),
            }
            self.bound.extend(step.step.focus);
            self.bound.extend(step.step.index);
            for stage in &step.step.stages {
                match stage {
                    Stage::Filter(predicate) => self.node(predicate, false),
                    Stage::Index(symbol) => self.bound.push(*symbol),
                }
            }
        }
        self.bound.truncate(n_bound);
    }

    fn group(&mut self, group: &Group, top: bool) {
        for (key, value) in &group.pairs {
            self.node(key, top);
            self.node(value, top);
        }
    }

    /// The name of a built-in function is no variable, unless somebody binds it.
    fn procedure(&mut self, procedure: &Node, top: bool) {
        match &procedure.kind {
            Kind::Variable(symbol)
                if functions::find(self.name(*symbol), Dialect::Aws).is_some() => {}
            // A name that is called is a mistake of its own, found when it runs.
            Kind::Path { .. } => {}
            _ => self.node(procedure, top),
        }
    }

    fn is_states(&self, symbol: Symbol) -> bool {
        self.name(symbol) == "states" && !self.bound.contains(&symbol)
    }

    fn variable(&mut self, symbol: Symbol, position: u32, reads_field: bool, top: bool) {
        match self.name(symbol) {
            "$" => self.restrict("Reference to '$$' is not supported.".to_owned(), position),
            "" if top => self.restrict(
                "Reference to '$' at the top level is not supported.".to_owned(),
                position,
            ),
            "" => {}
            name if !self.bound.contains(&symbol) => {
                self.references.whole_states |= name == "states" && !reads_field;
                add(&mut self.references.variables, name);
            }
            _ => {}
        }
    }

    fn restrict(&mut self, message: String, position: u32) {
        let position = position as usize;
        let place = self.restrictions.partition_point(|before| before.position <= position);
        self.restrictions.insert(place, Restriction { message, position });
    }
}

fn add(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}
