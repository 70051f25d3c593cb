//! Reading an expression's sketch: what it gives, and what it takes from where.

use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::things::{Fields, Id, Kind, MISSING, Thing, Things, UNKNOWN};
use crate::asl::{Sketch, Step};
use crate::value::Json;

/// What an expression sees.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub input: Id,
    pub context: Id,
    /// `$states` of JSONata.
    pub states: Id,
    pub variables: Variables,
}

pub(super) type Variables = Rc<IndexMap<Arc<str>, Id, FxBuildHasher>>;

impl Scope {
    pub fn with_input(&self, input: Id) -> Scope {
        Scope { input, ..self.clone() }
    }

    pub fn bind(&mut self, name: Arc<str>, value: Id) {
        Rc::make_mut(&mut self.variables).insert(name, value);
    }
}

impl Things {
    /// The value of an expression that somebody takes as such a thing.
    pub fn take(&mut self, sketch: &Sketch, scope: &Scope, kind: Kind) -> Id {
        let value = self.read(sketch, scope);
        self.want(value, kind);
        value
    }

    /// The value of an expression. What it consists of is taken, itself is not yet.
    pub fn read(&mut self, sketch: &Sketch, scope: &Scope) -> Id {
        let value = if self.goes_in() { self.value_of(sketch, scope) } else { UNKNOWN };
        self.comes_out();
        value
    }

    fn value_of(&mut self, sketch: &Sketch, scope: &Scope) -> Id {
        match sketch {
            Sketch::Literal(value) => self.known(value.clone()),
            Sketch::Input => scope.input,
            Sketch::Context => scope.context,
            Sketch::Variable(name) if &**name == "states" => scope.states,
            Sketch::Variable(name) => scope.variables.get(name).copied().unwrap_or(UNKNOWN),
            Sketch::Path(from, steps) => self.path(from, steps, scope),
            Sketch::Array(items) => {
                let items = items.iter().map(|it| self.take(it, scope, Kind::Any)).collect();
                self.add(Thing::Array(items))
            }
            Sketch::Object(fields) => {
                let fields: Fields = fields
                    .iter()
                    .map(|(name, value)| (name.clone(), self.take(value, scope, kind_of(name))))
                    .collect();
                self.add(Thing::Object(fields, None))
            }
            Sketch::Call(function, arguments) => self.call(function, arguments, scope),
            Sketch::Compare(_, left, right) | Sketch::Test(_, left, right) => {
                let (left, right) = (self.read(left, scope), self.read(right, scope));
                self.want_alike(left, right);
                UNKNOWN
            }
            Sketch::Arithmetic(operands) => self.take_all(operands, scope, Kind::Number),
            Sketch::Text(parts) => self.take_all(parts, scope, Kind::Any),
            Sketch::All(tests) | Sketch::Any(tests) => {
                for test in tests {
                    self.read(test, scope);
                }
                UNKNOWN
            }
            Sketch::Not(test) => {
                self.read(test, scope);
                UNKNOWN
            }
            Sketch::Either(told_by, ways) => self.either(told_by, ways, scope),
            Sketch::Block(expressions) => self.block(expressions, scope).0,
            Sketch::Bind(_, value) => self.read(value, scope),
            Sketch::Opaque(parts) => self.take_all(parts, scope, Kind::Any),
            Sketch::Lambda(..) => UNKNOWN,
        }
    }

    pub fn take_all(&mut self, sketches: &[Sketch], scope: &Scope, kind: Kind) -> Id {
        for sketch in sketches {
            self.take(sketch, scope, kind);
        }
        UNKNOWN
    }

    fn path(&mut self, from: &Sketch, steps: &[Step], scope: &Scope) -> Id {
        let mut value = self.read(from, scope);
        let mut is_list = false;
        for step in steps {
            value = match step {
                Step::Field(name) => self.field(value, name),
                Step::Index(index) => self.item(value, Some(*index)),
                Step::Items => {
                    is_list = true;
                    self.item(value, None)
                }
                Step::Where(test) => {
                    is_list = true;
                    let item = self.item(value, None);
                    // A filter that finds nothing would be of no use.
                    self.make(test, &scope.with_input(item), true);
                    item
                }
                Step::Each(made) => {
                    let is_array = self.serves(value, Kind::Array) && value != UNKNOWN;
                    is_list |= is_array;
                    let item = if is_array { self.item(value, None) } else { value };
                    self.read(made, &scope.with_input(item))
                }
            };
        }
        match (is_list, value) {
            (true, value) if value != MISSING => self.add(Thing::List(value)),
            (_, value) => value,
        }
    }

    /// The first way, unless what is known says otherwise.
    fn either(&mut self, told_by: &[Sketch], ways: &[Sketch], scope: &Scope) -> Id {
        let Some((first, others)) = ways.split_first() else { return UNKNOWN };
        let is_first = match told_by {
            [] => {
                let value = self.read(first, scope);
                self.is_there(value) || value == UNKNOWN
            }
            [condition] if is_presence(condition) => self.holds(condition, scope) != Some(false),
            [condition, ..] => self.make(condition, scope, true),
        };
        match others.first() {
            _ if is_first => self.take(first, scope, Kind::Any),
            Some(other) => self.take(other, scope, Kind::Any),
            None => UNKNOWN,
        }
    }

    /// The last value, and the scope with what was bound on the way.
    pub fn block(&mut self, expressions: &[Sketch], scope: &Scope) -> (Id, Scope) {
        let (mut scope, mut value) = (scope.clone(), UNKNOWN);
        for expression in expressions {
            value = self.read(expression, &scope);
            if let Sketch::Bind(name, _) = expression {
                scope.bind(name.clone(), value);
            }
        }
        (value, scope)
    }

    /// Two that are compared are of one kind.
    fn want_alike(&mut self, left: Id, right: Id) {
        for (one, other) in [(left, right), (right, left)] {
            let kind = self.decided(other).map(kind_of_value).unwrap_or_default();
            self.want(one, kind);
        }
    }
}

/// Whether a condition asks for what may be there or not.
fn is_presence(condition: &Sketch) -> bool {
    match condition {
        Sketch::Call(function, _) => &**function == "exists",
        Sketch::Not(test) => is_presence(test),
        Sketch::Block(tests) => tests.last().is_some_and(is_presence),
        Sketch::All(tests) | Sketch::Any(tests) => tests.iter().any(is_presence),
        // A path as a condition.
        Sketch::Path(..) | Sketch::Variable(_) => true,
        _ => false,
    }
}

pub(super) fn kind_of_value(value: &Json) -> Kind {
    match value {
        Json::Null => Kind::Any,
        Json::Bool(_) => Kind::Flag,
        Json::Number(_) => Kind::Number,
        Json::String(_) => Kind::Text,
        Json::Array(_) => Kind::Array,
        Json::Object(_) => Kind::Object,
    }
}

/// What a field of a request takes, where its name says so: an attribute of DynamoDB is a string,
/// the detail of an event an object.
fn kind_of(field: &str) -> Kind {
    match field {
        "S" => Kind::Text,
        "N" => Kind::Digits,
        "Detail" => Kind::Object,
        _ => Kind::Any,
    }
}
