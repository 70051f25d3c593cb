//! Reading intrinsic function calls: `name(argument, …)`, where an argument is a path, a string in
//! single quotes, a number, `true`, `false`, `null` or another call.

use std::ops::Range;

use super::call::Function;
use super::{Argument, Call};
use crate::query::jsonpath::cursor::Cursor;
use crate::query::jsonpath::{Path, SyntaxError};
use crate::value::Json;

/// "You can nest up to 10 intrinsic functions within a field."
const CALLS_NESTED_MAX: usize = 10;

pub(super) fn parse(text: &str) -> Result<Call, SyntaxError> {
    let mut cursor = Cursor::new(text);
    cursor.skip_blanks();
    let call = call(&mut cursor, 1)?;
    cursor.skip_blanks();
    if !cursor.is_at_end() {
        return Err(SyntaxError::new("Nothing may follow the call", cursor.at..text.len()));
    }
    Ok(call)
}

fn call(cursor: &mut Cursor, depth: usize) -> Result<Call, SyntaxError> {
    let start = cursor.at;
    let name = cursor.take_while(|c| c.is_alphanumeric() || matches!(c, '.' | '_'));
    let Some(function) = Function::from_name(name) else {
        let message = format!("There is no intrinsic function '{name}'");
        return Err(SyntaxError::new(message, start..cursor.at));
    };
    if depth > CALLS_NESTED_MAX {
        let message = format!("More than {CALLS_NESTED_MAX} nested intrinsic functions");
        return Err(SyntaxError::new(message, start..cursor.at));
    }
    cursor.skip_blanks();
    cursor.expect('(')?;
    cursor.skip_blanks();
    let mut arguments = Vec::new();
    if cursor.take(')') {
        return Ok(Call { function, arguments });
    }
    loop {
        let is_template = function == Function::Format && arguments.is_empty();
        arguments.push(argument(cursor, depth, is_template)?);
        cursor.skip_blanks();
        if cursor.take(')') {
            return Ok(Call { function, arguments });
        }
        cursor.expect(',')?;
        cursor.skip_blanks();
    }
}

fn argument(cursor: &mut Cursor, depth: usize, is_template: bool) -> Result<Argument, SyntaxError> {
    match cursor.peek() {
        Some('$') => path(cursor).map(Argument::Path),
        Some('\'') => string(cursor, is_template).map(|text| Argument::Literal(text.into())),
        Some('S') => call(cursor, depth + 1).map(Argument::Call),
        _ => word(cursor).map(Argument::Literal),
    }
}

/// A path reaches to the next comma or parenthesis outside its own brackets and parentheses.
fn path(cursor: &mut Cursor) -> Result<Path, SyntaxError> {
    let start = cursor.at;
    let (mut n_open, mut quote, mut is_escaped) = (0_usize, None, false);
    let text = cursor.take_while(|c| {
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
    Path::parse(text.trim_end()).map_err(|error| {
        let Range { start: from, end: to } = error.span;
        SyntaxError::new(error.message, start + from..start + to)
    })
}

/// A string with its escapes `\'`, `\{`, `\}` and `\\` undone; any other is an error, as AWS has
/// it. The template of States.Format keeps them, since there they tell a brace from a placeholder.
fn string(cursor: &mut Cursor, is_template: bool) -> Result<String, SyntaxError> {
    let start = cursor.at;
    cursor.expect('\'')?;
    let mut string = String::new();
    loop {
        let at = cursor.at;
        match cursor.next() {
            None => {
                let rest = start..cursor.text.len();
                return Err(SyntaxError::new("The string is not closed", rest));
            }
            Some('\'') => return Ok(string),
            Some('\\') => match cursor.next() {
                Some(escaped @ ('\'' | '{' | '}' | '\\')) => {
                    string.extend(is_template.then_some('\\'));
                    string.push(escaped);
                }
                _ => {
                    let message = r"A backslash may only stand before ', {, } or \";
                    return Err(SyntaxError::new(message, at..cursor.at));
                }
            },
            Some(c) => string.push(c),
        }
    }
}

/// A number, `true`, `false` or `null`.
fn word(cursor: &mut Cursor) -> Result<Json, SyntaxError> {
    let start = cursor.at;
    let belongs = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    Json::parse(cursor.take_while(belongs)).map_err(|_| {
        let message = "An argument must be a path, a string in single quotes, a number, a boolean, \
                       null or an intrinsic function call";
        SyntaxError::new(message, start..cursor.at)
    })
}
