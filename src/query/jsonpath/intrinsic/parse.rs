//! Reading intrinsic function calls: `name(argument, …)`, where an argument is a path, a string in
//! single quotes, a number, `true`, `false`, `null` or another call.

use std::ops::Range;

use super::call::Function;
use super::{Argument, Call};
use crate::query::jsonpath::{Path, SyntaxError};
use crate::value::Json;

/// "You can nest up to 10 intrinsic functions within a field."
const CALLS_NESTED_MAX: usize = 10;

pub(super) fn parse(text: &str) -> Result<Call, SyntaxError> {
    let mut reader = Reader { text, at: 0 };
    reader.skip_blanks();
    let call = reader.call(1)?;
    reader.skip_blanks();
    if reader.at < text.len() {
        return Err(SyntaxError::new("Nothing may follow the call", reader.at..text.len()));
    }
    Ok(call)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn call(&mut self, depth: usize) -> Result<Call, SyntaxError> {
        let start = self.at;
        self.skip_while(|c| c.is_alphanumeric() || matches!(c, '.' | '_'));
        let name = &self.text[start..self.at];
        let Some(function) = Function::from_name(name) else {
            let message = format!("There is no intrinsic function '{name}'");
            return Err(SyntaxError::new(message, start..self.at));
        };
        if depth > CALLS_NESTED_MAX {
            let message = format!("More than {CALLS_NESTED_MAX} nested intrinsic functions");
            return Err(SyntaxError::new(message, start..self.at));
        }
        self.skip_blanks();
        self.expect('(')?;
        self.skip_blanks();
        let mut arguments = Vec::new();
        if !self.take(')') {
            loop {
                let is_template = function == Function::Format && arguments.is_empty();
                arguments.push(self.argument(depth, is_template)?);
                self.skip_blanks();
                if self.take(')') {
                    break;
                }
                self.expect(',')?;
                self.skip_blanks();
            }
        }
        Ok(Call { function, arguments })
    }

    fn argument(&mut self, depth: usize, is_template: bool) -> Result<Argument, SyntaxError> {
        match self.peek() {
            Some('$') => self.path().map(Argument::Path),
            Some('\'') => self.string(is_template).map(|text| Argument::Literal(text.into())),
            Some('S') => self.call(depth + 1).map(Argument::Call),
            _ => self.word().map(Argument::Literal),
        }
    }

    /// A path reaches to the next comma or parenthesis outside its own brackets and parentheses.
    fn path(&mut self) -> Result<Path, SyntaxError> {
        let start = self.at;
        let (mut n_open, mut quote, mut is_escaped) = (0_usize, None, false);
        self.skip_while(|c| {
            match (quote, c) {
                _ if is_escaped => is_escaped = false,
                (Some(_), '\\') => is_escaped = true,
                (Some(opening), _) if c == opening => quote = None,
                (Some(_), _) => {}
                (None, '\'' | '"') if n_open > 0 => quote = Some(c),
                (None, '[' | '(') => n_open += 1,
                (None, ',' | ')') if n_open == 0 => return false,
                (None, ']' | ')') => n_open = n_open.saturating_sub(1),
                (None, _) => {}
            }
            true
        });
        Path::parse(self.text[start..self.at].trim_end()).map_err(|error| {
            let Range { start: from, end: to } = error.span;
            SyntaxError::new(error.message, start + from..start + to)
        })
    }

    /// A string with its escapes `\'`, `\{`, `\}` and `\\` undone; any other is an error, as AWS
    /// has it. The template of States.Format keeps them, since there they tell a brace from a
    /// placeholder.
    fn string(&mut self, is_template: bool) -> Result<String, SyntaxError> {
        let start = self.at;
        self.take('\'');
        let mut string = String::new();
        while let Some(c) = self.next() {
            match c {
                '\'' => return Ok(string),
                '\\' => match self.next() {
                    Some(escaped @ ('\'' | '{' | '}' | '\\')) => {
                        if is_template {
                            string.push('\\');
                        }
                        string.push(escaped);
                    }
                    _ => {
                        let message = r"A backslash may only stand before ', {, } or \";
                        return Err(SyntaxError::new(message, self.at - 1..self.at));
                    }
                },
                _ => string.push(c),
            }
        }
        Err(SyntaxError::new("The string is not closed", start..self.text.len()))
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> Result<Json, SyntaxError> {
        let start = self.at;
        self.skip_while(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
        let word = &self.text[start..self.at];
        Json::parse(word).map_err(|_| {
            let message = "An argument must be a path, a string in single quotes, a number, a \
                           boolean, null or an intrinsic function call";
            SyntaxError::new(message, start..self.at)
        })
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn take(&mut self, expected: char) -> bool {
        let is_there = self.peek() == Some(expected);
        if is_there {
            self.at += expected.len_utf8();
        }
        is_there
    }

    fn expect(&mut self, expected: char) -> Result<(), SyntaxError> {
        let here = self.at..self.at + self.peek().map_or(0, char::len_utf8);
        let is_there = self.take(expected);
        is_there.then_some(()).ok_or_else(|| SyntaxError::new(format!("Expected {expected}"), here))
    }

    fn skip_blanks(&mut self) {
        self.skip_while(char::is_whitespace);
    }

    fn skip_while(&mut self, mut belongs: impl FnMut(char) -> bool) {
        let rest = &self.text[self.at..];
        self.at += rest.find(|c| !belongs(c)).unwrap_or(rest.len());
    }
}
