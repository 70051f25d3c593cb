//! Expressions of HCL, Terraform's language, as far as a definition is written in them: what
//! `jsonencode` is given. References and calls stay placeholders.

use crate::asl::source::{Entry, Node, Span, Value};
use crate::value::Json;

/// Deeper than any definition; AWS takes no JSON of this depth.
const DEPTH_MAX: usize = 100;

/// Reads the expression that begins at a byte, and tells where it ends; `None` when it is none.
pub(super) fn read(text: &str, at: usize) -> Option<(Node, usize)> {
    let mut reader = Reader { text, at, depth: 0 };
    let node = reader.expression()?;
    Some((node, reader.at))
}

/// Passes blanks, line ends and comments.
pub(super) fn skip(text: &str, mut at: usize) -> usize {
    loop {
        let rest = &text[at..];
        let blank = rest.len() - rest.trim_start().len();
        let comment = match rest.trim_start() {
            tail if tail.starts_with('#') || tail.starts_with("//") => {
                tail.find('\n').unwrap_or(tail.len())
            }
            tail if tail.starts_with("/*") => tail.find("*/").map_or(tail.len(), |end| end + 2),
            _ => 0,
        };
        if blank + comment == 0 {
            return at;
        }
        at += blank + comment;
    }
}

/// The content of the heredoc that begins at a byte (`<<EOF`), and where the heredoc ends.
pub(super) fn heredoc(text: &str, at: usize) -> Option<(Span, usize)> {
    let tag = text[at..].strip_prefix("<<")?;
    let tag = tag.strip_prefix('-').unwrap_or(tag);
    let tag = tag.lines().next()?.trim();
    let start = at + text[at..].find('\n')? + 1;
    let mut line = start;
    for content in text[start..].split_inclusive('\n') {
        if content.trim() == tag {
            return (!tag.is_empty()).then_some((start..line, line + content.trim_end().len()));
        }
        line += content.len();
    }
    None
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn expression(&mut self) -> Option<Node> {
        self.at = skip(self.text, self.at);
        if self.depth == DEPTH_MAX {
            return None;
        }
        self.depth += 1;
        let start = self.at;
        let value = match self.peek()? {
            '{' => self.object(),
            '[' => self.array(),
            '"' => self.string().map(|text| Value::String(text.into())),
            '<' => {
                let (content, end) = heredoc(self.text, self.at)?;
                self.at = end;
                Some(Value::String(self.text[content].into()))
            }
            _ => self.other(),
        }?;
        self.depth -= 1;
        Some(Node { value, span: start..self.at })
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// Passes the character if it is the next one behind blanks.
    fn take(&mut self, wanted: char) -> bool {
        self.at = skip(self.text, self.at);
        let is_there = self.peek() == Some(wanted);
        self.at += if is_there { wanted.len_utf8() } else { 0 };
        is_there
    }

    fn object(&mut self) -> Option<Value> {
        self.take('{');
        let mut entries = Vec::new();
        while !self.take('}') {
            let start = self.at;
            let key = match self.peek()? {
                '"' => self.string()?,
                _ => self.word()?,
            };
            let key_span = start..self.at;
            // A block within a block has no sign.
            if !self.take('=') && !self.take(':') && self.peek() != Some('{') {
                return None;
            }
            let node = self.expression()?;
            entries.push(Entry { key: key.into(), key_span, node });
            self.take(',');
        }
        Some(Value::Object(entries))
    }

    fn array(&mut self) -> Option<Value> {
        self.take('[');
        let mut items = Vec::new();
        while !self.take(']') {
            items.push(self.expression()?);
            self.take(',');
        }
        Some(Value::Array(items))
    }

    /// A quoted string. Its escapes are those of JSON, and `$${` for `${`.
    fn string(&mut self) -> Option<String> {
        let start = self.at;
        let mut depth = 0_usize;
        let mut quoted = String::from('"');
        let mut characters = self.text[start..].char_indices().skip(1);
        while let Some((at, c)) = characters.next() {
            match c {
                '\\' => {
                    quoted.push(c);
                    quoted.extend(characters.next().map(|(_, escaped)| escaped));
                    continue;
                }
                '{' if depth > 0 || self.text[..start + at].ends_with('$') => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                // A string may stand within a placeholder's expression.
                '"' if depth > 0 => quoted.push('\\'),
                '"' => {
                    self.at = start + at + 1;
                    let read = Json::parse(&(quoted + "\"")).ok()?;
                    return read.as_str().map(|text| text.replace("$${", "${"));
                }
                _ => {}
            }
            quoted.push(c);
        }
        None
    }

    fn word(&mut self) -> Option<String> {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || "_-.".contains(c)));
        let word = &rest[..end.unwrap_or(rest.len())];
        self.at += word.len();
        (!word.is_empty()).then(|| word.to_owned())
    }

    /// A number, a constant, or what only Terraform can tell: a placeholder.
    fn other(&mut self) -> Option<Value> {
        let start = self.at;
        let word = self.word()?;
        if let Ok(constant) = Json::parse(&word) {
            return match constant {
                Json::Null => Some(Value::Null),
                Json::Bool(value) => Some(Value::Bool(value)),
                Json::Number(number) => Some(Value::Number(number)),
                Json::String(_) | Json::Array(_) | Json::Object(_) => None,
            };
        }
        self.rest_of_reference();
        let reference = self.text[start..self.at].trim();
        Some(Value::String(format!("${{{reference}}}").into()))
    }

    /// Passes indexes, arguments and operators, up to where the next field or item begins.
    fn rest_of_reference(&mut self) {
        let mut depth = 0_usize;
        for (at, c) in self.text[self.at..].char_indices() {
            match c {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' if depth == 0 => {
                    self.at += at;
                    return;
                }
                ')' | ']' | '}' => depth -= 1,
                ',' | '\n' if depth == 0 => {
                    self.at += at;
                    return;
                }
                _ => {}
            }
        }
        self.at = self.text.len();
    }
}
