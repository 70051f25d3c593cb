//! A place in a text, for the hand-written readers of this folder.

use std::ops::Range;

use super::SyntaxError;

#[derive(Clone, Debug)]
pub(super) struct Cursor<'a> {
    pub text: &'a str,
    /// In bytes, always between two characters.
    pub at: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str) -> Cursor<'a> {
        Cursor { text, at: 0 }
    }

    pub fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Steps over `expected` if it comes next.
    pub fn take(&mut self, expected: char) -> bool {
        let is_there = self.peek() == Some(expected);
        if is_there {
            self.at += expected.len_utf8();
        }
        is_there
    }

    pub fn take_text(&mut self, expected: &str) -> bool {
        let is_there = self.rest().starts_with(expected);
        if is_there {
            self.at += expected.len();
        }
        is_there
    }

    pub fn take_while(&mut self, mut belongs: impl FnMut(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = &rest[..rest.find(|c| !belongs(c)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    pub fn skip_blanks(&mut self) {
        self.take_while(char::is_whitespace);
    }

    pub fn expect(&mut self, expected: char) -> Result<(), SyntaxError> {
        if self.take(expected) { Ok(()) } else { Err(self.error(format!("Expected {expected}"))) }
    }

    /// How many characters come before, as Jayway counts in its messages.
    pub fn position(&self) -> usize {
        self.text[..self.at].chars().count()
    }

    /// The next character's bytes; empty at the end.
    pub fn here(&self) -> Range<usize> {
        self.at..self.at + self.peek().map_or(0, char::len_utf8)
    }

    /// An error about the next character.
    pub fn error(&self, message: impl Into<String>) -> SyntaxError {
        SyntaxError::new(message, self.here())
    }
}
