//! Paths, templates and intrinsic function calls as [`Sketch`]es.

use super::filter::{Filter, Operand};
use super::path::{Root, Step as PathStep};
use super::{Path, ReferencePath};
use crate::query::sketch::{Sketch, Step};
use crate::value::Key;

impl Path {
    /// What the path reads. Behind `..` nothing can be told.
    pub fn sketch(&self) -> Sketch {
        let (root, path_steps) = self.parts();
        let from = match root {
            Root::Input | Root::Current => Sketch::Input,
            Root::Context => Sketch::Context,
            Root::Variable(name) => Sketch::Variable(name.clone()),
        };
        let mut steps = Vec::new();
        for step in path_steps {
            steps.push(match step {
                PathStep::Field(name) => Step::Field(name.clone()),
                PathStep::Fields(names) => {
                    let fields = names.iter().map(|name| {
                        (name.clone(), Sketch::path(Sketch::Input, vec![Step::Field(name.clone())]))
                    });
                    Step::Each(Sketch::Object(fields.collect()))
                }
                PathStep::Index(index) => Step::Index(usize::try_from(*index).unwrap_or(0)),
                PathStep::Indexes(_) | PathStep::Slice { .. } | PathStep::Wildcard => Step::Items,
                PathStep::Filter(filter) => Step::Where(filter.sketch()),
                PathStep::Function(function, _) => {
                    let name = format!("$.{}", function.name()).into();
                    return Sketch::Call(name, vec![Sketch::path(from, steps)]);
                }
                PathStep::Descend => return Sketch::Opaque(vec![Sketch::path(from, steps)]),
            });
        }
        Sketch::path(from, steps)
    }
}

impl ReferencePath {
    pub fn sketch(&self) -> Sketch {
        let steps = self.keys().iter().map(|key| match key {
            Key::Field(name) => Step::Field(name.clone()),
            Key::Index(index) => Step::Index(*index),
        });
        Sketch::path(Sketch::Input, steps.collect())
    }
}

impl Filter {
    fn sketch(&self) -> Sketch {
        let all = |filters: &[Filter]| filters.iter().map(Filter::sketch).collect();
        match self {
            Filter::Any(filters) => Sketch::Any(all(filters)),
            Filter::All(filters) => Sketch::All(all(filters)),
            Filter::Not(filter) => Sketch::Not(Box::new(filter.sketch())),
            Filter::Exists(path) => Sketch::Opaque(vec![path.sketch()]),
            Filter::Compare(left, operator, right) => match operator.order() {
                Some(order) => {
                    Sketch::Compare(order, Box::new(left.sketch()), Box::new(right.sketch()))
                }
                None => Sketch::Opaque(vec![left.sketch(), right.sketch()]),
            },
            Filter::Matches(operand, _) => Sketch::Text(vec![operand.sketch()]),
        }
    }
}

impl Operand {
    fn sketch(&self) -> Sketch {
        match self {
            Operand::Literal(value) => Sketch::Literal(value.clone()),
            Operand::Path(path) => path.sketch(),
        }
    }
}
