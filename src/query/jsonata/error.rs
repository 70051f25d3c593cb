//! What can go wrong, with JSONata's codes and texts.

use std::fmt;

use crate::value::Json;

use super::messages;
use super::text::split_once;

/// Why an expression could not be parsed or evaluated.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    pub kind: ErrorKind,
    /// JSONata's code (`T2001`); `None` where it has none, as for AWS's bounds.
    pub code: Option<&'static str>,
    /// JSONata's text, without the code.
    pub message: String,
    /// Just behind the token at fault, in UTF-16 units, as JSONata counts.
    pub position: usize,
    /// The operator, function or token at fault.
    pub token: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The text is no expression.
    Syntax,
    /// The evaluation failed.
    Evaluation,
    /// A bound of [`Limits`](super::Limits) was reached.
    Limit,
    /// AWS answers such a failure with an internal error and a random id.
    Internal,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => write!(f, "{code}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Error {}

/// An error on its way: the text is made last, since the call that failed adds its name and place.
pub(super) struct Fault(Box<Details>);

struct Details {
    kind: ErrorKind,
    code: Option<&'static str>,
    message: Option<String>,
    /// 0 counts as unset, as in JSONata.
    position: u32,
    token: Option<String>,
    /// The values that the text shows, as JSON text.
    shown: Vec<(&'static str, String)>,
}

impl Fault {
    pub fn new(code: &'static str) -> Fault {
        let kind = if code.starts_with('S') { ErrorKind::Syntax } else { ErrorKind::Evaluation };
        Fault::of(kind, Some(code), None)
    }

    /// A failure with a text of its own.
    pub fn with_message(kind: ErrorKind, code: Option<&'static str>, message: String) -> Fault {
        Fault::of(kind, code, Some(message))
    }

    fn of(kind: ErrorKind, code: Option<&'static str>, message: Option<String>) -> Fault {
        Fault(Box::new(Details {
            kind,
            code,
            message,
            position: 0,
            token: None,
            shown: Vec::new(),
        }))
    }

    pub fn at(mut self, position: u32) -> Fault {
        self.0.position = position;
        self
    }

    pub fn token(mut self, token: &str) -> Fault {
        self.0.token = Some(token.to_owned());
        self
    }

    pub fn show(mut self, name: &'static str, json_text: String) -> Fault {
        self.0.shown.push((name, json_text));
        self
    }

    pub fn show_text(self, name: &'static str, text: &str) -> Fault {
        self.show(name, Json::from(text).to_string())
    }

    pub fn position(&self) -> u32 {
        self.0.position
    }

    pub fn has_token(&self) -> bool {
        self.0.token.is_some()
    }

    pub fn is_limit(&self) -> bool {
        self.0.kind == ErrorKind::Limit
    }

    pub fn into_error(self) -> Error {
        let Details { kind, code, message, position, token, shown } = *self.0;
        let message = message.unwrap_or_else(|| {
            let template = code.map_or("", messages::template);
            fill(template, &shown, token.as_deref())
        });
        Error { kind, code, message, position: position as usize, token }
    }
}

/// Puts the shown values where the template names them; `{{{name}}}` takes a string unquoted.
fn fill(template: &str, shown: &[(&'static str, String)], token: Option<&str>) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, inner)) = split_once(rest, "{{") {
        text.push_str(before);
        let unquoted = inner.strip_prefix('{');
        let braces = if unquoted.is_some() { "}}}" } else { "}}" };
        let (name, after) = split_once(unquoted.unwrap_or(inner), braces)
            .expect("every template closes its braces");
        let found = shown.iter().find(|(shown_name, _)| *shown_name == name);
        match (found, token) {
            (Some((_, json_text)), _) if unquoted.is_some() => {
                text.push_str(json_text.trim_matches('"'));
            }
            (Some((_, json_text)), _) => text.push_str(json_text),
            (None, Some(token)) if name == "token" && unquoted.is_some() => text.push_str(token),
            (None, Some(token)) if name == "token" => {
                text.push_str(&Json::from(token).to_string());
            }
            _ => text.push_str("undefined"),
        }
        rest = after;
    }
    text.push_str(rest);
    text
}
