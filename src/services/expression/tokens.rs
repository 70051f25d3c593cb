//! An expression's text in tokens.

use std::ops::Range;

use super::Refusal;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    /// Bytes of the expression.
    pub span: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name, a keyword, `#name`.
    Word,
    /// `:value`.
    Value,
    Number,
    /// `=`, `<>`, `(`, `.`, ….
    Sign,
}

/// Cuts an expression, for a message of the request's field `kind`.
pub fn tokens(kind: &str, text: &str) -> Result<Vec<Token>, Refusal> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let is_of_word = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let length = |from: usize, is_in: &dyn Fn(char) -> bool| {
            from + rest[from..].find(|c| !is_in(c)).unwrap_or(rest.len() - from)
        };
        let (kind_found, length) = match first {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '#' => (Kind::Word, length(1, &is_of_word)),
            ':' => (Kind::Value, length(1, &is_of_word)),
            c if c.is_ascii_digit() => (Kind::Number, length(0, &|c| c.is_ascii_digit())),
            c if is_of_name(c) => (Kind::Word, length(0, &is_of_name)),
            '<' | '>' if rest.starts_with("<>") || rest[1..].starts_with('=') => (Kind::Sign, 2),
            '=' | '<' | '>' | '(' | ')' | ',' | '.' | '[' | ']' | '+' | '-' => (Kind::Sign, 1),
            other => {
                return Err(format!(
                    "Invalid {kind}: Syntax error; token: \"{other}\", near: \"{}\"",
                    near(text, at..at + other.len_utf8())
                ));
            }
        };
        found.push(Token { kind: kind_found, span: at..at + length });
        at += length;
    }
    Ok(found)
}

/// What stands around a place, as DynamoDB quotes it.
pub fn near(text: &str, span: Range<usize>) -> &str {
    let from = text[..span.start].trim_end().rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let after = &text[span.end..];
    let skipped = after.len() - after.trim_start().len();
    let word_end = after[skipped..].find(char::is_whitespace).unwrap_or(after.len() - skipped);
    &text[from..span.end + skipped + word_end]
}
