//! The part of [`compile`](super::compile) that makes paths: steps, their stages, their variables.

use std::sync::Arc;

use super::compile::Compiler;
use super::error::Fault;
use super::node::{Kind, Node, SortTerm, Stage};
use super::syntax::Syntax;
use crate::value::Json;

impl Compiler<'_> {
    /// `lhs.rhs`
    pub(super) fn path(&mut self, lhs: &Syntax, rhs: &Syntax) -> Result<Node, Fault> {
        let mut path = self.node(lhs)?;
        // A `%` at the head of a path is still looked for by the path as a whole.
        let seeking =
            if matches!(path.kind, Kind::Parent(_)) { path.seeking.clone() } else { Vec::new() };
        path = into_path(path);
        path.seeking.extend(seeking);
        let mut rest = self.node(rhs)?;
        let Kind::Path { steps, keep_singleton } = &mut path.kind else {
            unreachable!("into_path makes a path")
        };
        match rest.kind {
            Kind::Path { steps: rest, .. } => steps.extend(rest),
            _ => {
                rest.step
                    .stages
                    .extend(std::mem::take(&mut rest.predicates).into_iter().map(Stage::Filter));
                steps.push(rest);
            }
        }
        for step in steps.iter_mut() {
            match &step.kind {
                Kind::Literal(Json::String(name)) => step.kind = Kind::Name(name.clone()),
                Kind::Literal(value) => {
                    let shown = value.to_string();
                    return Err(Fault::new("S0213").at(step.position).show("value", shown));
                }
                _ => {}
            }
        }
        *keep_singleton |= steps.iter().any(|step| step.keep_array);
        let last = steps.len() - 1;
        for end in [0, last] {
            if matches!(steps[end].kind, Kind::Array(_)) {
                steps[end].constructed = true;
            }
        }
        let unresolved = self.ancestry.resolve(steps)?;
        path.seeking.extend(unresolved);
        Ok(path)
    }

    /// `lhs[predicate]`
    pub(super) fn filter(
        &mut self,
        lhs: &Syntax,
        predicate: &Syntax,
        position: u32,
    ) -> Result<Node, Fault> {
        let mut node = self.node(lhs)?;
        let is_path = matches!(node.kind, Kind::Path { .. });
        let step = last_step(&mut node);
        if step.group.is_some() {
            return Err(Fault::new("S0209").at(position));
        }
        let predicate = self.node(predicate)?;
        // A lone `%` is looked for further out; one in a path may mean this very step.
        if !matches!(predicate.kind, Kind::Parent(_)) {
            for slot in &predicate.seeking {
                self.ancestry.seek_in_predicate(*slot, step)?;
            }
            step.seeking.extend(&predicate.seeking);
        }
        if is_path {
            step.step.stages.push(Stage::Filter(predicate));
        } else {
            step.predicates.push(predicate);
        }
        Ok(node)
    }

    pub(super) fn sort(
        &mut self,
        lhs: &Syntax,
        terms: &[(Syntax, bool)],
        position: u32,
    ) -> Result<Node, Fault> {
        let mut path = into_path(self.node(lhs)?);
        let mut seeking = Vec::new();
        let mut sort_terms = Vec::with_capacity(terms.len());
        for (expression, descending) in terms {
            let expression = self.node(expression)?;
            seeking.extend(&expression.seeking);
            sort_terms.push(SortTerm { expression, descending: *descending });
        }
        let sort = Node::seeking(Kind::Sort(sort_terms), position, seeking);
        let Kind::Path { steps, .. } = &mut path.kind else {
            unreachable!("into_path makes a path")
        };
        steps.push(sort);
        let unresolved = self.ancestry.resolve(steps)?;
        path.seeking.extend(unresolved);
        Ok(path)
    }

    /// `lhs@$variable`
    pub(super) fn bind_focus(
        &mut self,
        lhs: &Syntax,
        variable: &Arc<str>,
        position: u32,
        keep_array: bool,
    ) -> Result<Node, Fault> {
        let mut node = self.node(lhs)?;
        let step = last_step(&mut node);
        if !step.step.stages.is_empty() || !step.predicates.is_empty() {
            return Err(Fault::new("S0215").at(position));
        }
        if matches!(step.kind, Kind::Sort(_)) {
            return Err(Fault::new("S0216").at(position));
        }
        step.keep_array |= keep_array;
        step.step.focus = Some(self.names.intern(variable));
        step.step.tuple = true;
        Ok(node)
    }

    /// `lhs#$variable`
    pub(super) fn bind_index(&mut self, lhs: &Syntax, variable: &Arc<str>) -> Result<Node, Fault> {
        let mut node = into_path(self.node(lhs)?);
        let variable = self.names.intern(variable);
        let step = last_step(&mut node);
        let predicates = std::mem::take(&mut step.predicates);
        step.step.stages.extend(predicates.into_iter().map(Stage::Filter));
        if step.step.stages.is_empty() {
            step.step.index = Some(variable);
        } else {
            step.step.stages.push(Stage::Index(variable));
        }
        step.step.tuple = true;
        Ok(node)
    }
}

/// The node as a path of at least one step.
fn into_path(node: Node) -> Node {
    if matches!(node.kind, Kind::Path { .. }) {
        return node;
    }
    let position = node.position;
    Node::new(Kind::Path { steps: vec![node], keep_singleton: false }, position)
}

fn last_step(node: &mut Node) -> &mut Node {
    if !matches!(node.kind, Kind::Path { .. }) {
        return node;
    }
    let Kind::Path { steps, .. } = &mut node.kind else { unreachable!("checked above") };
    steps.last_mut().expect("a path has at least one step")
}
