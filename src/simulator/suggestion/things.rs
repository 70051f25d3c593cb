//! What is known of data before anything has run: a graph of things, in which those that are made
//! up learn what is read of them.
//!
//! ```text
//! {"a.$": "$.order.id", "b": 1}   ──▶   Object { a: Invented(order.id), b: Known(1) }
//! ```

use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

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

/// What a reader takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Any,
    Text,
    Number,
    /// A number in a string.
    Digits,
    Flag,
    Timestamp,
    Object,
    Array,
    JsonText,
}

/// How deep things are made up, and how many layers are looked through: what is deeper is of no use
/// to anybody, and costs each reader.
const DEPTH_MAX: u8 = 40;
const LAYERS_MAX: u8 = 16;

/// Expressions that are read at most, parts of them counted: far more than a definition has, unless
/// conditions within conditions make each other be read again and again.
const READS_MAX: u32 = 500_000;
/// And how deep within each other.
const WITHIN_MAX: u32 = 100;

/// Items of an array that is made up.
const N_ITEMS: usize = 2;
/// However high an index is.
const N_ITEMS_MAX: usize = 20;

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

    // Reading.

    /// Counts a reading within others; whether there may be more.
    pub fn goes_in(&mut self) -> bool {
        self.n_reads += 1;
        self.n_within += 1;
        self.n_reads <= READS_MAX && self.n_within <= WITHIN_MAX
    }

    pub fn comes_out(&mut self) {
        self.n_within = self.n_within.saturating_sub(1);
    }

    /// A field. Asking alone wants nothing.
    pub fn field(&mut self, id: Id, name: &Arc<str>) -> Id {
        let mut id = id;
        loop {
            return match self.get(id) {
                Thing::Unknown => UNKNOWN,
                Thing::Missing | Thing::Text(_) | Thing::Parts(..) => MISSING,
                Thing::Known(Json::Array(items)) => match items.iter().next().cloned() {
                    Some(item) => {
                        id = self.known(item);
                        continue;
                    }
                    None => MISSING,
                },
                Thing::Known(value) => match value.get(name).cloned() {
                    Some(value) => self.known(value),
                    None => MISSING,
                },
                // A path of JSONata goes on into each item.
                Thing::Invented(need) => match (need.items, need.fields.get(name)) {
                    (Some(items), _) => {
                        id = items;
                        continue;
                    }
                    (None, Some(field)) => *field,
                    (None, None) => self.new_field(id, name),
                },
                Thing::Object(fields, rest) => match (fields.get(name), rest) {
                    (Some(field), _) => *field,
                    (None, None) => MISSING,
                    (None, Some(rest)) => {
                        id = *rest;
                        continue;
                    }
                },
                Thing::Array(items) => match items.first() {
                    Some(item) => {
                        id = *item;
                        continue;
                    }
                    None => MISSING,
                },
                Thing::List(item) => {
                    let field = self.field(*item, name);
                    self.add(Thing::List(field))
                }
                Thing::Layered(upper, lower, _) => {
                    let (upper, lower) = (*upper, *lower);
                    if !self.has(upper, name) {
                        id = lower;
                        continue;
                    }
                    let (upper, lower) = (self.field(upper, name), self.field(lower, name));
                    self.layered(upper, lower)
                }
            };
        }
    }

    fn new_field(&mut self, id: Id, name: &Arc<str>) -> Id {
        let Some(need) = self.need(id) else { return UNKNOWN };
        let field = Need {
            name: name.clone(),
            within: need.name.clone(),
            depth: need.depth + 1,
            is_of_input: need.is_of_input,
            ..Need::default()
        };
        let field = self.invent(field);
        if let Some(need) = self.need_mut(id) {
            need.fields.insert(name.clone(), field);
        }
        field
    }

    /// An item of an array, by its index where one is asked for.
    pub fn item(&mut self, id: Id, index: Option<usize>) -> Id {
        match self.get(id) {
            Thing::Unknown => UNKNOWN,
            Thing::Missing => MISSING,
            Thing::Known(Json::Array(items)) => {
                match items.get(index.unwrap_or(0)).or(items.first()).cloned() {
                    Some(item) => self.known(item),
                    None => MISSING,
                }
            }
            // JSONata takes a value for an array of one.
            Thing::Known(_) | Thing::Object(..) | Thing::Text(_) => id,
            Thing::Invented(_) => self.invented_item(id, index),
            Thing::Parts(text, separator) => {
                let (text, separator) = (*text, separator.clone());
                self.want_parts(text, separator, index.unwrap_or(0) + 1);
                UNKNOWN
            }
            Thing::Array(items) => {
                items.get(index.unwrap_or(0)).or(items.first()).copied().unwrap_or(MISSING)
            }
            Thing::List(item) => *item,
            Thing::Layered(upper, lower, _) => {
                let (upper, lower) = (*upper, *lower);
                if !self.serves(upper, Kind::Array) {
                    return self.item(lower, index);
                }
                let (upper, lower) = (self.item(upper, index), self.item(lower, index));
                self.layered(upper, lower)
            }
        }
    }

    fn invented_item(&mut self, id: Id, index: Option<usize>) -> Id {
        let Some(need) = self.need(id) else { return UNKNOWN };
        // What is an object on the way to go stays one.
        if self.is_aside && need.items.is_none() && self.is_there(id) {
            return UNKNOWN;
        }
        let items = need.items;
        let n_items = need.n_items.max(index.map_or(N_ITEMS, |index| index + 1)).min(N_ITEMS_MAX);
        let of_item = Need {
            name: singular(&need.name).into(),
            within: need.within.clone(),
            depth: need.depth + 1,
            is_of_input: need.is_of_input,
            // What was read of the array as if it were an object is read of each item.
            fields: need.fields.clone(),
            ..Need::default()
        };
        let item = items.unwrap_or_else(|| self.invent(of_item));
        if let Some(need) = self.need_mut(id) {
            need.items = Some(item);
            need.n_items = n_items;
            need.fields = Fields::default();
        }
        item
    }

    fn want_parts(&mut self, text: Id, separator: Arc<str>, n_parts: usize) {
        let text = self.found(text, Kind::Text);
        if let Some(need) = self.need_mut(text) {
            let before = need.parts.take().map_or(0, |(_, n_parts)| n_parts);
            need.parts = Some((separator, n_parts.clamp(before, N_ITEMS_MAX)));
        }
    }

    /// What a JSON text says.
    pub fn parsed(&mut self, id: Id) -> Id {
        match self.get(id) {
            Thing::Text(inner) => *inner,
            Thing::Known(Json::String(text)) => match Json::parse(text) {
                Ok(value) => self.known(value),
                Err(_) => UNKNOWN,
            },
            Thing::Invented(need) => match need.text {
                Some(inner) => inner,
                None => {
                    let inner = Need {
                        name: need.name.clone(),
                        within: need.within.clone(),
                        depth: need.depth + 1,
                        is_of_input: need.is_of_input,
                        ..Need::default()
                    };
                    let inner = self.invent(inner);
                    if let Some(need) = self.need_mut(id) {
                        need.text = Some(inner);
                    }
                    inner
                }
            },
            Thing::Layered(upper, lower, _) => {
                let (upper, lower) = (*upper, *lower);
                if !self.serves(upper, Kind::JsonText) {
                    return self.parsed(lower);
                }
                let (upper, lower) = (self.parsed(upper), self.parsed(lower));
                self.layered(upper, lower)
            }
            Thing::Unknown
            | Thing::Missing
            | Thing::Known(_)
            | Thing::Object(..)
            | Thing::Array(_)
            | Thing::List(_)
            | Thing::Parts(..) => UNKNOWN,
        }
    }

    /// How many items there will be.
    pub fn count(&self, id: Id) -> Option<usize> {
        match self.get(id) {
            Thing::Known(Json::Array(items)) => Some(items.len()),
            Thing::Array(items) => Some(items.len()),
            Thing::Invented(need) if need.items.is_some() => Some(need.n_items),
            Thing::Invented(_) => Some(N_ITEMS),
            Thing::Layered(upper, lower, _) => match self.serves(*upper, Kind::Array) {
                true => self.count(*upper),
                false => self.count(*lower),
            },
            Thing::Unknown
            | Thing::Missing
            | Thing::Known(_)
            | Thing::Object(..)
            | Thing::List(_)
            | Thing::Text(_)
            | Thing::Parts(..) => None,
        }
    }

    /// Whether the field is surely there.
    pub fn has(&self, id: Id, name: &str) -> bool {
        let mut id = id;
        loop {
            return match self.get(id) {
                Thing::Known(value) => value.get(name).is_some(),
                Thing::Invented(need) => {
                    need.fields.get(name).is_some_and(|field| self.is_there(*field))
                }
                Thing::Object(fields, rest) => match (fields.contains_key(name), rest) {
                    (false, Some(rest)) => {
                        id = *rest;
                        continue;
                    }
                    (is_named, _) => is_named,
                },
                Thing::Layered(upper, lower, _) => self.has(*upper, name) || self.has(*lower, name),
                Thing::Unknown
                | Thing::Missing
                | Thing::Array(_)
                | Thing::List(_)
                | Thing::Text(_)
                | Thing::Parts(..) => false,
            };
        }
    }

    /// Whether anything is read of something made up.
    pub fn is_there(&self, id: Id) -> bool {
        match self.get(id) {
            Thing::Invented(need) => {
                !need.is_absent
                    && (need.is_wanted
                        || need.items.is_some()
                        || need.text.is_some()
                        || need.fields.values().any(|field| self.is_there(*field)))
            }
            Thing::Unknown | Thing::Missing => false,
            Thing::Layered(upper, lower, _) => self.is_there(*upper) || self.is_there(*lower),
            _ => true,
        }
    }

    /// Whether a thing as it is will do for a reader.
    pub fn serves(&self, id: Id, kind: Kind) -> bool {
        let is = |own: Kind| kind == Kind::Any || kind == own;
        match self.get(id) {
            Thing::Unknown => true,
            Thing::Missing => false,
            Thing::Known(value) => kind.takes(value),
            Thing::Invented(need) if !self.is_there(id) || need.is_absent => false,
            Thing::Invented(need) => match (&need.value, need.items, need.text) {
                (Some(value), _, _) => kind.takes(value),
                (None, Some(_), _) => is(Kind::Array),
                (None, None, Some(_)) => is(Kind::JsonText) || kind == Kind::Text,
                (None, None, None) if !need.fields.is_empty() => is(Kind::Object),
                (None, None, None) => need.kind == Kind::Any || is(need.kind),
            },
            Thing::Object(..) => is(Kind::Object),
            Thing::Array(_) | Thing::List(_) | Thing::Parts(..) => is(Kind::Array),
            Thing::Text(_) => is(Kind::JsonText) || kind == Kind::Text,
            Thing::Layered(upper, lower, _) => {
                self.serves(*upper, kind) || self.serves(*lower, kind)
            }
        }
    }

    // Needing.

    /// Somebody reads this and takes such a value.
    pub fn want(&mut self, id: Id, kind: Kind) {
        match self.get(id) {
            Thing::Layered(upper, lower, _) => {
                let found = if self.serves(*upper, kind) { *upper } else { *lower };
                self.want(found, kind);
            }
            Thing::List(item) if kind == Kind::Array => self.want(*item, Kind::Any),
            Thing::List(item) => self.want(*item, kind),
            Thing::Invented(_) => {
                if kind == Kind::Array {
                    self.invented_item(id, None);
                }
                let is_closed = self.input_is_closed;
                let Some(need) = self.need_mut(id) else { return };
                if need.is_absent || (need.is_of_input && is_closed) {
                    return;
                }
                need.is_wanted = true;
                if need.kind == Kind::Any {
                    need.kind = kind;
                }
            }
            Thing::Unknown
            | Thing::Missing
            | Thing::Known(_)
            | Thing::Object(..)
            | Thing::Array(_)
            | Thing::Text(_)
            | Thing::Parts(..) => {}
        }
    }

    /// The thing that a reader finds: through the layers down to the one that will do.
    pub fn found(&self, id: Id, kind: Kind) -> Id {
        match self.get(id) {
            Thing::Layered(upper, lower, _) => {
                let found = if self.serves(*upper, kind) { *upper } else { *lower };
                self.found(found, kind)
            }
            Thing::List(item) => self.found(*item, kind),
            _ => id,
        }
    }

    /// The value that a thing is known, or was decided, to have.
    pub fn decided(&self, id: Id) -> Option<&Json> {
        match self.get(id) {
            Thing::Known(value) => Some(value),
            Thing::Invented(need) => need.value.as_ref(),
            _ => None,
        }
    }

    /// Decides for what is made up, so that it can be undone.
    pub fn decide(&mut self, id: Id, change: impl FnOnce(&mut Need)) {
        let Some(need) = self.need(id) else { return };
        if need.is_of_input && self.input_is_closed {
            return;
        }
        self.trail.push((id, need.clone()));
        if let Some(need) = self.need_mut(id) {
            need.is_wanted = true;
            change(need);
        }
    }

    /// A place in the trail to go back to.
    pub fn mark(&self) -> usize {
        self.trail.len()
    }

    pub fn undo(&mut self, mark: usize) {
        while self.trail.len() > mark {
            let (id, need) = self.trail.pop().expect("it was just seen to be longer");
            self.all[id.0 as usize] = Thing::Invented(Box::new(need));
        }
    }
}

impl Kind {
    /// Whether a value is of this kind.
    pub fn takes(self, value: &Json) -> bool {
        match self {
            Kind::Any => true,
            Kind::Text => value.as_str().is_some(),
            Kind::Number => value.as_number().is_some(),
            Kind::Digits => value.as_str().is_some_and(|text| text.parse::<f64>().is_ok()),
            Kind::Flag => value.as_bool().is_some(),
            Kind::Timestamp => value
                .as_str()
                .is_some_and(|text| crate::time::Timestamp::parse_rfc3339(text).is_some()),
            Kind::Object => value.as_object().is_some(),
            Kind::Array => value.as_array().is_some_and(|items| !items.is_empty()),
            Kind::JsonText => value.as_str().is_some_and(|text| Json::parse(text).is_ok()),
        }
    }
}

/// `items` → `item`, `entries` → `entry`.
fn singular(name: &str) -> String {
    match name.strip_suffix("ies") {
        _ if name.is_empty() => "item".to_owned(),
        Some(stem) => format!("{stem}y"),
        None => name.strip_suffix('s').unwrap_or(name).to_owned(),
    }
}
