//! The framework's variables: `${self:provider.stage}`, `${opt:stage, 'dev'}`.

use crate::asl::source::{Entry, Node, Value};
use crate::import::template::scalar_text;
use crate::services::Account;
use crate::value::Json;

/// Variables within variables, and values that name further ones: no configuration has more.
const DEPTH_MAX: usize = 20;
/// Bytes and values put in at most: variables that each name two others would be no end of them.
const ROOM: usize = 1_000_000;

/// What variables mean in a configuration. Those that only a deployment knows stay as they are.
pub(super) struct Variables<'r> {
    root: &'r Node,
    account: &'r Account,
    room: usize,
}

impl<'r> Variables<'r> {
    pub fn new(root: &'r Node, account: &'r Account) -> Variables<'r> {
        Variables { root, account, room: ROOM }
    }

    /// The value with its variables filled in.
    pub fn fill_in(&mut self, node: &Node) -> Node {
        self.filled(node, DEPTH_MAX)
    }

    fn filled(&mut self, node: &Node, depth: usize) -> Node {
        if depth < DEPTH_MAX {
            self.room = self.room.saturating_sub(1);
        }
        let value = match &node.value {
            Value::String(text) if text.contains("${") => match self.alone(text, node, depth) {
                Some(value) => return value,
                None => Value::String(self.text(text, depth).into()),
            },
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.filled(item, depth)).collect())
            }
            Value::Object(entries) => {
                let entries = entries.iter().map(|entry| {
                    let (key, key_span) = (entry.key.clone(), entry.key_span.clone());
                    Entry { key, key_span, node: self.filled(&entry.node, depth) }
                });
                Value::Object(entries.collect())
            }
            scalar => scalar.clone(),
        };
        Node { value, span: node.span.clone() }
    }

    /// What a text is that is one variable alone, and not for a text: an object, a number, ….
    fn alone(&mut self, text: &str, node: &Node, depth: usize) -> Option<Node> {
        let variable = text.trim().strip_prefix("${")?;
        let written =
            &variable[..end_of_variable(variable).filter(|end| end + 1 == variable.len())?];
        for alternative in written.split(',').map(str::trim) {
            if let Some(found) =
                alternative.strip_prefix("self:").and_then(|it| find(self.root, it))
            {
                let is_text = matches!(found.value, Value::String(_) | Value::Null);
                let is_meant = !is_text && depth > 0 && self.room > 0;
                return is_meant.then(|| self.filled(found, depth - 1));
            }
            let value = match Json::parse(alternative) {
                Ok(Json::Number(number)) => Value::Number(number),
                Ok(Json::Bool(value)) => Value::Bool(value),
                _ if self.alternative(alternative, 0).is_some() => return None,
                _ => continue,
            };
            return Some(Node { value, span: node.span.clone() });
        }
        None
    }

    fn text(&mut self, text: &str, depth: usize) -> String {
        if depth == 0 || self.room < text.len() {
            return text.to_owned();
        }
        self.room -= text.len();
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once("${") {
            let Some(end) = end_of_variable(behind) else { break };
            let written = self.text(&behind[..end], depth - 1);
            let meant = self.value(&written, depth - 1);
            filled += before;
            filled += &meant.unwrap_or_else(|| format!("${{{written}}}"));
            rest = &behind[end + 1..];
        }
        filled + rest
    }

    /// The first of the alternatives, divided by commas, that means something.
    fn value(&mut self, variable: &str, depth: usize) -> Option<String> {
        let meant = variable.split(',').find_map(|it| self.alternative(it.trim(), depth));
        // Nobody gives an option here, and the framework's own stage is this one.
        meant.or_else(|| variable.trim().starts_with("opt:stage").then(|| STAGE.to_owned()))
    }

    fn alternative(&mut self, written: &str, depth: usize) -> Option<String> {
        for quote in ['\'', '"'] {
            let inner = written.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
            if let Some(literal) = inner {
                return Some(literal.to_owned());
            }
        }
        match written.split_once(':') {
            Some(("self", path)) => {
                let text = find(self.root, path).and_then(scalar_text)?;
                Some(self.text(&text, depth))
            }
            Some(("sls", "stage")) => {
                let stage = find(self.root, "provider.stage").and_then(scalar_text);
                Some(stage.map_or(STAGE.to_owned(), |stage| self.text(&stage, depth)))
            }
            Some(("aws", "region")) => Some(self.account.region.to_string()),
            Some(("aws", "accountId")) => Some(self.account.id.to_string()),
            Some(_) => None,
            None => written.parse::<f64>().is_ok().then(|| written.to_owned()),
        }
    }
}

/// The stage where none is said.
pub(super) const STAGE: &str = "dev";

/// The value behind a path of fields and indexes: `custom.names.0`.
fn find<'n>(root: &'n Node, path: &str) -> Option<&'n Node> {
    path.trim().split('.').try_fold(root, |node, key| match node.as_array() {
        Some(items) => items.get(key.parse::<usize>().ok()?),
        None => node.get(key),
    })
}

/// Where the brace is that closes a variable.
fn end_of_variable(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}
