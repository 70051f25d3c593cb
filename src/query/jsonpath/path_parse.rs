//! Reading a path's text, as freely as Jayway reads it: names may hold dashes, digits first,
//! and any script; blanks only within brackets.

use std::sync::Arc;

use super::cursor::Cursor;
use super::path::{Root, Step};
use super::{Path, SyntaxError, filter_parse, function};

/// How many steps other than plain fields and indexes a path may have.
const SEARCHING_STEPS_MAX: usize = 100;

/// How deep filters may nest.
pub(super) const DEPTH_MAX: usize = 20;

/// The root and the steps of a path.
pub(super) fn parse(text: &str) -> Result<(Root, Vec<Step>), SyntaxError> {
    let end = text.trim_end().len();
    let mut cursor = Cursor::new(&text[..end]);
    cursor.skip_blanks();
    let mut reader = Reader { cursor, is_inner: false, depth: 0 };
    let root = reader.root()?;
    if text[..end].ends_with('.') {
        return Err(SyntaxError::new("Path must not end with a '.' or '..'", end - 1..end));
    }
    Ok((root, reader.steps()?))
}

/// A path within a filter or a function's arguments: it ends before what cannot belong to it.
pub(super) fn parse_inner(cursor: &mut Cursor, depth: usize) -> Result<Path, SyntaxError> {
    let start = cursor.at;
    let mut reader = Reader { cursor: cursor.clone(), is_inner: true, depth };
    let root = reader.root()?;
    let steps = reader.steps()?;
    cursor.at = reader.cursor.at;
    Ok(Path::new(cursor.text[start..cursor.at].into(), root, steps))
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    is_inner: bool,
    depth: usize,
}

impl Reader<'_> {
    /// `$`, `$$` or `$name`; `@` in a filter.
    fn root(&mut self) -> Result<Root, SyntaxError> {
        if self.is_inner && self.cursor.take('@') {
            return Ok(Root::Current);
        }
        if !self.cursor.take('$') {
            return Err(self.cursor.error("Path must start with '$'"));
        }
        let root = if self.is_inner {
            Root::Input
        } else if self.cursor.take('$') {
            Root::Context
        } else {
            match self.cursor.take_while(|c| c.is_alphanumeric() || c == '_') {
                "" => Root::Input,
                name => Root::Variable(name.into()),
            }
        };
        match self.cursor.peek() {
            None | Some('.' | '[') => Ok(root),
            Some(_) if self.is_inner => Ok(root),
            Some(_) => {
                let position = self.cursor.position();
                let message =
                    format!("Illegal character at position {position} expected '.' or '['");
                Err(self.cursor.error(message))
            }
        }
    }

    fn steps(&mut self) -> Result<Vec<Step>, SyntaxError> {
        let start = self.cursor.at;
        let mut steps = Vec::new();
        while match self.cursor.peek() {
            Some('.' | '[') => true,
            next => next.is_some() && !self.is_inner,
        } {
            self.step(&mut steps)?;
        }
        let is_searching = |step: &&Step| !matches!(step, Step::Field(_) | Step::Index(_));
        if steps.iter().filter(is_searching).count() > SEARCHING_STEPS_MAX {
            let message = format!("A path may search in {SEARCHING_STEPS_MAX} steps at most");
            return Err(SyntaxError::new(message, start..self.cursor.at));
        }
        Ok(steps)
    }

    /// Reads one step, or two where `..` stands before one.
    fn step(&mut self, steps: &mut Vec<Step>) -> Result<(), SyntaxError> {
        if self.cursor.take('.') {
            if self.cursor.take('.') {
                steps.push(Step::Descend);
            }
            if self.cursor.peek() == Some('.') {
                let position = self.cursor.position();
                let message = format!("Character '.' on position {position} is not valid.");
                return Err(self.cursor.error(message));
            }
        }
        let step = match self.cursor.peek() {
            Some('[') => self.bracket()?,
            Some('*') => {
                self.cursor.take('*');
                Step::Wildcard
            }
            _ => self.field_or_function()?,
        };
        steps.push(step);
        Ok(())
    }

    /// A name up to the next `.` or `[`, or a function with its arguments in parentheses.
    fn field_or_function(&mut self) -> Result<Step, SyntaxError> {
        let (start, is_inner) = (self.cursor.at, self.is_inner);
        let name = self.cursor.take_while(|c| match c {
            '.' | '[' | '(' | ' ' => false,
            '=' | '<' | '>' | '~' | '!' | ')' | '&' | '|' | ',' | ']' => !is_inner,
            _ => true,
        });
        match self.cursor.peek() {
            Some('(') => {
                let span = start..self.cursor.at;
                let arguments = filter_parse::arguments(&mut self.cursor, self.depth + 1)?;
                let function = function::from_name(name).ok_or_else(|| {
                    let message = format!("Function with name: {name} does not exist.");
                    SyntaxError::new(message, span)
                })?;
                Ok(Step::Function(function, arguments.into()))
            }
            Some(' ') if !is_inner => Err(self.cursor.error(format!(
                "Use bracket notion ['my prop'] if your property contains blank characters. \
                 position: {}",
                self.cursor.text[..start].chars().count()
            ))),
            _ if name.is_empty() => {
                let position = self.cursor.position();
                Err(self
                    .cursor
                    .error(format!("Could not parse token starting at position {position}")))
            }
            _ => Ok(Step::Field(name.into())),
        }
    }

    fn bracket(&mut self) -> Result<Step, SyntaxError> {
        let (start, position) = (self.cursor.at, self.cursor.position());
        self.cursor.take('[');
        self.cursor.skip_blanks();
        let step = match self.cursor.peek() {
            Some(quote @ ('\'' | '"')) => self.names(quote)?,
            Some('*') => {
                self.cursor.take('*');
                Step::Wildcard
            }
            Some('0'..='9' | '-' | ':') => self.indexes()?,
            Some('?') => {
                self.cursor.take('?');
                Step::Filter(filter_parse::filter(&mut self.cursor, self.depth + 1)?.into())
            }
            _ => {
                let message = format!(
                    "Could not parse token starting at position {position}. Expected ?, ', 0-9, * "
                );
                return Err(SyntaxError::new(message, start..self.cursor.text.len()));
            }
        };
        self.cursor.skip_blanks();
        if self.cursor.take(']') {
            Ok(step)
        } else {
            Err(self.cursor.error("Property has not been closed - missing closing ]"))
        }
    }

    /// `'a'` or `'a', 'b'`. A backslash keeps a quote from ending the name and stays otherwise,
    /// since AWS does not take it away.
    fn names(&mut self, quote: char) -> Result<Step, SyntaxError> {
        let cursor = &mut self.cursor;
        let mut names: Vec<Arc<str>> = Vec::new();
        loop {
            cursor.skip_blanks();
            let opening = cursor.at;
            if !cursor.take(quote) {
                return Err(cursor.error("Found empty property"));
            }
            let mut is_escaped = false;
            let name = cursor.take_while(|c| {
                let ends = c == quote && !is_escaped;
                is_escaped = c == '\\' && !is_escaped;
                !ends
            });
            if !cursor.take(quote) {
                return Err(SyntaxError::new(
                    format!("Property has not been closed - missing closing {quote}"),
                    opening..cursor.text.len(),
                ));
            }
            names.push(if quote == '\'' { name.replace("\\'", "'").into() } else { name.into() });
            cursor.skip_blanks();
            if !cursor.take(',') {
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
        let start = self.cursor.at;
        let belongs = |c: char| c.is_ascii_digit() || matches!(c, ',' | '-' | ':' | ' ');
        let text = self.cursor.take_while(belongs);
        let span = start..self.cursor.at;
        let failure = || SyntaxError::new(format!("Failed to parse '{text}'"), span.clone());
        let number = |part: &str| part.trim().parse::<i64>().map_err(|_| failure());
        if text.contains(':') {
            // A third part, the step of other dialects, is ignored as Jayway does.
            let mut parts = text.split(':').map(str::trim);
            let mut bound = || match parts.next() {
                None | Some("") => Ok(None),
                Some(part) => number(part).map(Some),
            };
            let (from, to) = (bound()?, bound()?);
            return if (from, to) == (None, None) {
                Err(failure())
            } else {
                Ok(Step::Slice { from, to })
            };
        }
        let indexes = text.split(',').map(number).collect::<Result<Vec<_>, _>>()?;
        Ok(match indexes[..] {
            [index] => Step::Index(index),
            _ => Step::Indexes(indexes.into()),
        })
    }
}
