//! What is known of data before anything has run: a graph of things, in which those that are made
//! up learn what is read of them.
//!
//! ```text
//! {"a.$": "$.order.id", "b": 1}   ──▶   Object { a: Invented(order.id), b: Known(1) }
//! ```

mod asking;
mod kind;
mod needing;
mod reading;

use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

pub(super) use self::kind::Kind;
use crate::value::Json;

/// One of [`Things`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Id(u32);

/// What nobody can tell.
pub(super) const UNKNOWN: Id = Id(0);
/// A field that something has not got.
pub(super) const MISSING: Id = Id(1);

#[derive(Clone, Debug)]
pub(super) enum Thing {
    Unknown,
    Missing,
    Known(Json),
    Invented(Box<Need>),
    /// Fields, and behind them those of another thing.
    Object(Fields, Option<Id>),
    Array(Vec<Id>),
    /// Any number of the same.
    List(Id),
    /// The JSON text of a thing.
    Text(Id),
    /// What a text is split into, and at what.
    Parts(Id, Arc<str>),
    /// What is there, what stands in where that has not got what is read, and how many layers
    /// that makes.
    Layered(Id, Id, u8),
}

pub(super) type Fields = IndexMap<Arc<str>, Id, FxBuildHasher>;

/// What is read of something made up.
#[derive(Clone, Debug, Default)]
pub(super) struct Need {
    /// Its field's name, and that of the object or list that it is in.
    pub name: Arc<str>,
    pub within: Arc<str>,
    /// How many fields and items it is in.
    pub depth: u8,
    /// Whether it is the execution's input or in it.
    pub is_of_input: bool,
    /// Whether it is read itself, and not only looked for.
    pub is_wanted: bool,
    /// Whether all goes better without it.
    pub is_absent: bool,
    pub kind: Kind,
    /// What a comparison wants it to be.
    pub value: Option<Json>,
    pub fields: Fields,
    pub items: Option<Id>,
    pub n_items: usize,
    /// What the JSON text says that it is.
    pub text: Option<Id>,
    /// At what the text is split, and how many parts are read.
    pub parts: Option<(Arc<str>, usize)>,
}

/// How deep things are made up, and how many layers are looked through: what is deeper is of no use
/// to anybody, and costs each reader.
const DEPTH_MAX: u8 = 40;
const LAYERS_MAX: u8 = 16;

#[derive(Clone, Debug)]
pub(super) struct Things {
    all: Vec<Thing>,
    /// What was changed since somebody began to try, to be undone.
    trail: Vec<(Id, Need)>,
    n_reads: u32,
    n_within: u32,
    /// Whether the execution's input is complete: no more is asked of it.
    pub input_is_closed: bool,
    /// Whether this is not the way that the execution is to go.
    pub is_aside: bool,
}

impl Things {
    pub fn new() -> Things {
        Things {
            all: vec![Thing::Unknown, Thing::Missing],
            trail: Vec::new(),
            n_reads: 0,
            n_within: 0,
            input_is_closed: false,
            is_aside: false,
        }
    }

    pub fn add(&mut self, thing: Thing) -> Id {
        self.all.push(thing);
        Id(u32::try_from(self.all.len() - 1).expect("a definition is shorter than 4 GiB"))
    }

    pub fn get(&self, id: Id) -> &Thing {
        &self.all[id.0 as usize]
    }

    pub fn known(&mut self, value: Json) -> Id {
        self.add(Thing::Known(value))
    }

    /// Something made up of which nothing is read yet.
    pub fn invented(&mut self, name: &str) -> Id {
        self.invent(Need { name: name.into(), ..Need::default() })
    }

    /// The execution's input: an object, unless it is iterated itself.
    pub fn execution_input(&mut self) -> Id {
        self.invent(Need { is_of_input: true, kind: Kind::Object, ..Need::default() })
    }

    fn invent(&mut self, need: Need) -> Id {
        if need.depth > DEPTH_MAX { UNKNOWN } else { self.add(Thing::Invented(Box::new(need))) }
    }

    /// `upper`, and `lower` where that will not do.
    pub fn layered(&mut self, upper: Id, lower: Id) -> Id {
        let n_layers = |id| match self.get(id) {
            Thing::Layered(_, _, n_layers) => *n_layers,
            _ => 1,
        };
        match n_layers(upper).saturating_add(n_layers(lower)) {
            _ if lower == MISSING || lower == UNKNOWN || lower == upper => upper,
            _ if upper == MISSING => lower,
            n_layers if n_layers > LAYERS_MAX => lower,
            n_layers => self.add(Thing::Layered(upper, lower, n_layers)),
        }
    }

    pub fn object<'a>(&mut self, fields: impl IntoIterator<Item = (&'a str, Id)>) -> Id {
        let fields = fields.into_iter().map(|(name, id)| (name.into(), id)).collect();
        self.add(Thing::Object(fields, None))
    }

    /// The same object, with its fields side by side where too many stand behind each other: a
    /// workflow of thousands of states that each put their result beside the others would
    /// otherwise be looked through to its beginning for each field.
    pub fn gathered(&mut self, id: Id) -> Id {
        const BEHIND_MAX: usize = 64;
        let behind = |id: &Id| match self.get(*id) {
            Thing::Object(_, rest) => *rest,
            _ => None,
        };
        let objects: Vec<Id> =
            std::iter::successors(Some(id), behind).take(BEHIND_MAX + 1).collect();
        if objects.len() <= BEHIND_MAX {
            return id;
        }
        let mut gathered = Fields::default();
        for object in &objects[..BEHIND_MAX] {
            if let Thing::Object(fields, _) = self.get(*object) {
                for (name, field) in fields {
                    gathered.entry(name.clone()).or_insert(*field);
                }
            }
        }
        self.add(Thing::Object(gathered, objects.last().copied()))
    }

    fn need(&self, id: Id) -> Option<&Need> {
        match self.get(id) {
            Thing::Invented(need) => Some(need),
            _ => None,
        }
    }

    fn need_mut(&mut self, id: Id) -> Option<&mut Need> {
        match &mut self.all[id.0 as usize] {
            Thing::Invented(need) => Some(need),
            _ => None,
        }
    }
}
