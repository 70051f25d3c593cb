//! Reading a path's text, as freely as Jayway reads it: names may hold dashes, digits first,
//! and any script; blanks only within brackets.

use std::ops::Range;
use std::sync::Arc;

use super::SyntaxError;
use super::path::{Root, Step};

/// The root and the steps of a path.
pub(super) fn parse(text: &str) -> Result<(Root, Vec<Step>), SyntaxError> {
    let mut reader = Reader { text, at: text.len() - text.trim_start().len() };
    let root = reader.root()?;
    let end = text.trim_end().len();
    if text[..end].ends_with('.') {
        return Err(SyntaxError::new("Path must not end with a '.' or '..'", end - 1..end));
    }
    reader.text = &text[..end.max(reader.at)];
    let mut steps = Vec::new();
    while reader.at < reader.text.len() {
        reader.step(&mut steps)?;
    }
    Ok((root, steps))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    /// `$`, `$$` or `$name`.
    fn root(&mut self) -> Result<Root, SyntaxError> {
        if !self.take('$') {
            return Err(SyntaxError::new("Path must start with '$'", self.here()));
        }
        let root = if self.take('$') {
            Root::Context
        } else {
            match self.name_of_variable() {
                "" => Root::Input,
                name => Root::Variable(name.into()),
            }
        };
        match self.peek() {
            None | Some('.' | '[') => Ok(root),
            Some(c) if c.is_whitespace() && self.text[self.at..].trim().is_empty() => Ok(root),
            Some(_) => Err(self.error(format!(
                "Illegal character at position {} expected '.' or '['",
                self.position()
            ))),
        }
    }

    fn name_of_variable(&mut self) -> &'a str {
        self.take_while(|c| c.is_alphanumeric() || c == '_')
    }

    /// Reads one step, or two where `..` stands before one.
    fn step(&mut self, steps: &mut Vec<Step>) -> Result<(), SyntaxError> {
        if self.take('.') {
            if self.take('.') {
                steps.push(Step::Descend);
            }
            if self.peek() == Some('.') {
                let position = self.position();
                return Err(
                    self.error(format!("Character '.' on position {position} is not valid."))
                );
            }
        }
        let step = match self.peek() {
            Some('[') => self.bracket()?,
            Some('*') => {
                self.take('*');
                Step::Wildcard
            }
            _ => self.field()?,
        };
        steps.push(step);
        Ok(())
    }

    /// A name up to the next `.` or `[`.
    fn field(&mut self) -> Result<Step, SyntaxError> {
        let start = self.at;
        let name = self.take_while(|c| !matches!(c, '.' | '[' | '(' | ' '));
        match self.peek() {
            Some(' ') => Err(self.error(format!(
                "Use bracket notion ['my prop'] if your property contains blank characters. \
                 position: {}",
                self.text[..start].chars().count()
            ))),
            Some('(') => Err(self.error(format!("Function with name: {name} does not exist."))),
            _ => Ok(Step::Field(name.into())),
        }
    }

    fn bracket(&mut self) -> Result<Step, SyntaxError> {
        let (start, position) = (self.at, self.position());
        self.take('[');
        self.skip_blanks();
        let step = match self.peek() {
            Some(quote @ ('\'' | '"')) => self.names(quote)?,
            Some('*') => {
                self.take('*');
                Step::Wildcard
            }
            Some('0'..='9' | '-' | ':') => self.indexes()?,
            _ => {
                let message = format!(
                    "Could not parse token starting at position {position}. Expected ?, ', 0-9, * "
                );
                return Err(SyntaxError::new(message, start..self.text.len()));
            }
        };
        self.skip_blanks();
        if self.take(']') {
            Ok(step)
        } else {
            Err(self.error("Property has not been closed - missing closing ]"))
        }
    }

    /// `'a'` or `'a', 'b'`. A backslash keeps a quote from ending the name and stays otherwise,
    /// since AWS does not take it away.
    fn names(&mut self, quote: char) -> Result<Step, SyntaxError> {
        let mut names: Vec<Arc<str>> = Vec::new();
        loop {
            self.skip_blanks();
            let opening = self.at;
            if !self.take(quote) {
                return Err(self.error("Found empty property"));
            }
            let start = self.at;
            let mut is_escaped = false;
            self.take_while(|c| {
                let ends = c == quote && !is_escaped;
                is_escaped = c == '\\' && !is_escaped;
                !ends
            });
            let name = &self.text[start..self.at];
            if !self.take(quote) {
                return Err(SyntaxError::new(
                    format!("Property has not been closed - missing closing {quote}"),
                    opening..self.text.len(),
                ));
            }
            let escaped_quote = format!("\\{quote}");
            let is_plain = quote == '"' || !name.contains(&escaped_quote);
            names.push(if is_plain {
                name.into()
            } else {
                name.replace(&escaped_quote, "'").into()
            });
            self.skip_blanks();
            if !self.take(',') {
                break;
            }
        }
        Ok(match <[Arc<str>; 1]>::try_from(names) {
            Ok([name]) => Step::Field(name),
            Err(names) => Step::Fields(names.into()),
        })
    }

    /// `0`, `-1`, `0,1` or `1:2`.
    fn indexes(&mut self) -> Result<Step, SyntaxError> {
        let start = self.at;
        let text = self.take_while(|c| c.is_ascii_digit() || matches!(c, ',' | '-' | ':' | ' '));
        let span = start..self.at;
        let number = |part: &str| -> Result<i64, SyntaxError> {
            let failure = || SyntaxError::new(format!("Failed to parse '{text}'"), span.clone());
            part.trim().parse().map_err(|_| failure())
        };
        if text.contains(':') {
            // A third part, the step of other dialects, is ignored as Jayway does.
            let mut parts = text.split(':').map(str::trim);
            let mut bound = || match parts.next() {
                None | Some("") => Ok(None),
                Some(part) => number(part).map(Some),
            };
            return Ok(Step::Slice { from: bound()?, to: bound()? });
        }
        let indexes = text.split(',').map(number).collect::<Result<Vec<_>, _>>()?;
        Ok(match indexes[..] {
            [index] => Step::Index(index),
            _ => Step::Indexes(indexes.into()),
        })
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn take(&mut self, expected: char) -> bool {
        let is_there = self.peek() == Some(expected);
        if is_there {
            self.at += expected.len_utf8();
        }
        is_there
    }

    fn take_while(&mut self, mut belongs: impl FnMut(char) -> bool) -> &'a str {
        let rest = &self.text[self.at..];
        let taken = &rest[..rest.find(|c| !belongs(c)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    fn skip_blanks(&mut self) {
        self.take_while(char::is_whitespace);
    }

    /// How many characters come before, as Jayway counts in its messages.
    fn position(&self) -> usize {
        self.text[..self.at].chars().count()
    }

    /// The next character's bytes.
    fn here(&self) -> Range<usize> {
        self.at..self.at + self.peek().map_or(0, char::len_utf8)
    }

    fn error(&self, message: impl Into<String>) -> SyntaxError {
        SyntaxError::new(message, self.here())
    }
}
