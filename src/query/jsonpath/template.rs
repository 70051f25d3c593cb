//! [`Template`]: a payload template, JSON in which the fields named `….$` are computed.

use std::sync::Arc;

use super::{Intrinsic, Path, QueryError, Scope, SyntaxError};
use crate::query::java;
use crate::query::sketch::Sketch;
use crate::value::{DEPTH_MAX, Entries, Json, Key, Object};

/// How many bytes of JSON a template may make: far beyond what a state may pass on, yet little
/// enough to hold.
pub const PAYLOAD_BYTES_MAX: usize = 16 << 20;

/// A parsed payload template (Parameters, ResultSelector, ItemSelector, Assign, …).
#[derive(Clone, Debug)]
pub struct Template {
    root: Node,
    variables: Vec<Arc<str>>,
}

/// A field of a template that cannot be computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The way to the field from the template's root.
    pub keys: Vec<Key>,
    /// In AWS's words.
    pub message: String,
    /// What is wrong with the field's text, if it is a text at all.
    pub detail: Option<SyntaxError>,
}

#[derive(Clone, Debug)]
enum Node {
    /// A part without computed fields; its clones share it.
    Literal(Json),
    Array(Vec<Node>),
    /// All fields, with the values of the literal ones, and those to compute.
    Object(Entries, Vec<(Arc<str>, Node)>),
    /// The field as it is written, `name.$`, and what it holds.
    Path(Arc<str>, Path),
    Intrinsic(Intrinsic),
}

impl Template {
    /// Reads a template. All offending fields are reported, in the order of the text.
    pub fn parse(template: &Json) -> Result<Template, Vec<TemplateError>> {
        let mut reader = Reader { keys: Vec::new(), variables: Vec::new(), errors: Vec::new() };
        let root = reader.node(template);
        if reader.errors.is_empty() {
            Ok(Template { root, variables: reader.variables })
        } else {
            Err(reader.errors)
        }
    }

    /// The payload. Fails with `States.Runtime` where a path leads nowhere or a call fails, and
    /// with `States.DataLimitExceeded` beyond [`PAYLOAD_BYTES_MAX`].
    pub fn evaluate(&self, scope: &dyn Scope) -> Result<Json, QueryError> {
        let payload = self.root.evaluate(scope)?;
        if payload.depth() > DEPTH_MAX { Err(QueryError::too_deep()) } else { Ok(payload) }
    }

    /// What the template reads and makes.
    pub fn sketch(&self) -> Sketch {
        self.root.sketch()
    }

    /// The names of the variables that it refers to, in the order of the text, each once.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(|name| &**name)
    }
}

struct Reader {
    keys: Vec<Key>,
    variables: Vec<Arc<str>>,
    errors: Vec<TemplateError>,
}

impl Reader {
    fn node(&mut self, value: &Json) -> Node {
        let node = match value {
            Json::Array(array) => {
                let item = |(index, item)| self.at(Key::Index(index), |reader| reader.node(item));
                Node::Array(array.iter().enumerate().map(item).collect())
            }
            Json::Object(object) => self.object(object),
            _ => return Node::Literal(value.clone()),
        };
        if node.is_literal() { Node::Literal(value.clone()) } else { node }
    }

    fn object(&mut self, object: &Object) -> Node {
        let (mut entries, mut computed, mut added) = (Entries::default(), Vec::new(), Vec::new());
        for (written, value) in object {
            let key = Key::Field(written.clone());
            let (name, node) = self.at(key, |reader| reader.field(written, value));
            if name != *written {
                added.push(name.clone());
            }
            match node {
                Node::Literal(value) => {
                    entries.insert(name, value);
                }
                node => {
                    entries.insert(name.clone(), Json::Null);
                    computed.push((name, node));
                }
            }
        }
        Node::Object(in_order(entries, &added), computed)
    }

    fn field(&mut self, name: &Arc<str>, value: &Json) -> (Arc<str>, Node) {
        let Some(computed) = name.strip_suffix(".$") else {
            return (name.clone(), self.node(value));
        };
        let text = value.as_str().ok_or(None);
        let node = text.and_then(|text| self.computed(name, text).map_err(Some));
        let node = node.unwrap_or_else(|detail| {
            let message = format!(
                "The value for the field '{name}' must be a valid JSONPath or a valid intrinsic \
                 function call"
            );
            self.errors.push(TemplateError { keys: self.keys.clone(), message, detail });
            Node::Literal(Json::Null)
        });
        (computed.into(), node)
    }

    /// What a computed field holds: a path or a call.
    fn computed(&mut self, name: &Arc<str>, text: &str) -> Result<Node, SyntaxError> {
        if text.trim_start().starts_with('$') {
            let path = Path::parse(text)?;
            self.refer(path.variable());
            Ok(Node::Path(name.clone(), path))
        } else {
            let call = Intrinsic::parse(text)?;
            call.variables().into_iter().for_each(|variable| self.refer(Some(variable)));
            Ok(Node::Intrinsic(call))
        }
    }

    fn refer(&mut self, variable: Option<&str>) {
        if let Some(name) = variable
            && !self.variables.iter().any(|known| &**known == name)
        {
            self.variables.push(name.into());
        }
    }

    fn at<T>(&mut self, key: Key, read: impl FnOnce(&mut Reader) -> T) -> T {
        self.keys.push(key);
        let result = read(self);
        self.keys.pop();
        result
    }
}

impl Node {
    fn is_literal(&self) -> bool {
        match self {
            Node::Literal(_) => true,
            Node::Array(items) => items.iter().all(Node::is_literal),
            Node::Object(_, computed) => computed.is_empty(),
            Node::Path(..) | Node::Intrinsic(_) => false,
        }
    }

    fn sketch(&self) -> Sketch {
        match self {
            Node::Literal(value) => Sketch::Literal(value.clone()),
            Node::Array(items) => Sketch::Array(items.iter().map(Node::sketch).collect()),
            Node::Object(entries, computed) => {
                let is_computed = |name: &Arc<str>| computed.iter().any(|(known, _)| known == name);
                let literal = entries.iter().filter(|(name, _)| !is_computed(name));
                let literal =
                    literal.map(|(name, value)| (name.clone(), Sketch::Literal(value.clone())));
                let computed = computed.iter().map(|(name, node)| (name.clone(), node.sketch()));
                Sketch::Object(literal.chain(computed).collect())
            }
            Node::Path(_, path) => path.sketch(),
            Node::Intrinsic(call) => call.sketch(),
        }
    }

    fn evaluate(&self, scope: &dyn Scope) -> Result<Json, QueryError> {
        match self {
            Node::Literal(value) => Ok(value.clone()),
            Node::Array(items) => {
                let mut room = PAYLOAD_BYTES_MAX;
                let items = items.iter().map(|item| fit(item.evaluate(scope)?, &mut room));
                items.collect::<Result<Vec<_>, _>>().map(Json::from)
            }
            Node::Object(entries, computed) => {
                let (mut entries, mut room) = (entries.clone(), PAYLOAD_BYTES_MAX);
                for (name, node) in computed {
                    let value = fit(node.evaluate(scope)?, &mut room)?;
                    *entries.get_mut(name).expect("every field has its place") = value;
                }
                Ok(Json::Object(Arc::new(Object::new(entries))))
            }
            Node::Path(field, path) => path
                .evaluate(scope)
                .map_err(|miss| QueryError::runtime(miss.not_found(field, scope.input()))),
            Node::Intrinsic(call) => call.evaluate(scope),
        }
    }
}

/// The fields as AWS writes them: those named `….$` come last, in the order of a Java HashMap.
fn in_order(entries: Entries, added: &[Arc<str>]) -> Entries {
    if added.is_empty() {
        return entries;
    }
    let mut ordered: Entries = (entries.iter())
        .filter(|(name, _)| !added.contains(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    for place in java::hash_map_order(added.iter().map(|name| &**name)) {
        let name = &added[place];
        ordered.insert(name.clone(), entries.get(name).cloned().unwrap_or_default());
    }
    ordered
}

/// A part of a payload, if there is room for it.
fn fit(part: Json, room: &mut usize) -> Result<Json, QueryError> {
    *room = room.checked_sub(part.size()).ok_or_else(|| QueryError {
        error: "States.DataLimitExceeded",
        cause: format!("The payload has more than {PAYLOAD_BYTES_MAX} bytes"),
    })?;
    Ok(part)
}
