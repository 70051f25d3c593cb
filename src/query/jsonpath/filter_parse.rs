//! Reading filters and the arguments of path functions.

use std::sync::Arc;

use super::SyntaxError;
use super::cursor::Cursor;
use super::filter::{Filter, Operand, Operator};
use super::path_parse::{self, DEPTH_MAX};
use crate::query::jsonata::regex::Regex;
use crate::value::Json;

/// What stands between `[?` and `]`: an expression in parentheses.
pub(super) fn filter(cursor: &mut Cursor, depth: usize) -> Result<Filter, SyntaxError> {
    cursor.skip_blanks();
    if cursor.peek() != Some('(') {
        return Err(cursor.error("Filter must start with '[?(' and end with ')]'"));
    }
    any(cursor, depth)
}

/// `(a, b)`, the arguments of a function.
pub(super) fn arguments(cursor: &mut Cursor, depth: usize) -> Result<Vec<Operand>, SyntaxError> {
    check_depth(cursor, depth)?;
    cursor.expect('(')?;
    cursor.skip_blanks();
    let mut arguments = Vec::new();
    if cursor.take(')') {
        return Ok(arguments);
    }
    loop {
        arguments.push(operand(cursor, depth)?);
        cursor.skip_blanks();
        if cursor.take(')') {
            return Ok(arguments);
        }
        cursor.expect(',')?;
        cursor.skip_blanks();
    }
}

fn any(cursor: &mut Cursor, depth: usize) -> Result<Filter, SyntaxError> {
    let mut filters = vec![all(cursor, depth)?];
    while followed_by(cursor, "||") {
        filters.push(all(cursor, depth)?);
    }
    Ok(single(filters).unwrap_or_else(Filter::Any))
}

fn all(cursor: &mut Cursor, depth: usize) -> Result<Filter, SyntaxError> {
    let mut filters = vec![term(cursor, depth)?];
    while followed_by(cursor, "&&") {
        filters.push(term(cursor, depth)?);
    }
    Ok(single(filters).unwrap_or_else(Filter::All))
}

fn single(filters: Vec<Filter>) -> Result<Filter, Vec<Filter>> {
    <[Filter; 1]>::try_from(filters).map(|[filter]| filter)
}

fn followed_by(cursor: &mut Cursor, operator: &str) -> bool {
    cursor.skip_blanks();
    cursor.take_text(operator)
}

/// A filter in parentheses, a negated one, a path alone, or two operands and an operator.
fn term(cursor: &mut Cursor, depth: usize) -> Result<Filter, SyntaxError> {
    check_depth(cursor, depth)?;
    cursor.skip_blanks();
    if cursor.take('(') {
        let filter = any(cursor, depth + 1)?;
        cursor.skip_blanks();
        cursor.expect(')')?;
        return Ok(filter);
    }
    if cursor.take('!') {
        return Ok(Filter::Not(Box::new(term(cursor, depth + 1)?)));
    }
    let start = cursor.at;
    let left = operand(cursor, depth)?;
    cursor.skip_blanks();
    if cursor.take_text("=~") {
        cursor.skip_blanks();
        return Ok(Filter::Matches(left, pattern(cursor)?));
    }
    match (operator(cursor)?, left) {
        (Some(operator), left) => {
            cursor.skip_blanks();
            Ok(Filter::Compare(left, operator, operand(cursor, depth)?))
        }
        (None, Operand::Path(path)) => Ok(Filter::Exists(path)),
        (None, Operand::Literal(_)) => {
            Err(SyntaxError::new("Expected a path or a comparison", start..cursor.at))
        }
    }
}

/// `/pattern/` with the flags `i` and `m`, made to match a whole text.
fn pattern(cursor: &mut Cursor) -> Result<Arc<Regex>, SyntaxError> {
    let start = cursor.at;
    cursor.expect('/')?;
    let mut is_escaped = false;
    let pattern = cursor.take_while(|c| {
        let ends = c == '/' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        !ends
    });
    if !cursor.take('/') {
        let rest = start..cursor.text.len();
        return Err(SyntaxError::new("Pattern not closed. Expected /", rest));
    }
    let flags = cursor.take_while(|c| matches!(c, 'i' | 'm'));
    let regex = Regex::read(&format!("^(?:{pattern})$"), flags);
    regex.map(Arc::new).map_err(|reason| SyntaxError::new(reason, start..cursor.at))
}

/// The operator that comes next; `None` where the term ends.
fn operator(cursor: &mut Cursor) -> Result<Option<Operator>, SyntaxError> {
    if cursor.is_at_end() || cursor.peek() == Some(')') {
        return Ok(None);
    }
    if cursor.rest().starts_with("&&") || cursor.rest().starts_with("||") {
        return Ok(None);
    }
    if let Some((_, sign)) = Operator::SIGNS.iter().find(|(sign, _)| cursor.take_text(sign)) {
        return Ok(Some(*sign));
    }
    let start = cursor.at;
    let word = cursor.take_while(|c| !c.is_whitespace() && !matches!(c, ')' | '[' | '\'' | '"'));
    let known = Operator::WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
    known.map(|(_, operator)| Some(*operator)).ok_or_else(|| {
        let message = format!("Filter operator {word} is not supported!");
        SyntaxError::new(message, start..cursor.at)
    })
}

fn operand(cursor: &mut Cursor, depth: usize) -> Result<Operand, SyntaxError> {
    match cursor.peek() {
        Some('@' | '$') => path_parse::parse_inner(cursor, depth).map(Operand::Path),
        _ => literal(cursor, depth).map(Operand::Literal),
    }
}

/// A string in either kind of quotes, a number, `true`, `false`, `null`, a list, an object, or a
/// bare word, which is a string: AWS accepts `[?(@.Name==Receipt)]`.
fn literal(cursor: &mut Cursor, depth: usize) -> Result<Json, SyntaxError> {
    check_depth(cursor, depth)?;
    match cursor.peek() {
        Some(quote @ ('\'' | '"')) => string(cursor, quote).map(Json::from),
        Some('[') => {
            cursor.take('[');
            let mut items = Vec::new();
            list(cursor, ']', |cursor| {
                items.push(literal(cursor, depth + 1)?);
                Ok(())
            })?;
            Ok(items.into())
        }
        Some('{') => {
            cursor.take('{');
            let mut fields: Vec<(Arc<str>, Json)> = Vec::new();
            list(cursor, '}', |cursor| {
                let quote = cursor.peek().filter(|c| matches!(c, '\'' | '"'));
                let name = string(cursor, quote.unwrap_or('"'))?;
                cursor.skip_blanks();
                cursor.expect(':')?;
                cursor.skip_blanks();
                fields.push((name.into(), literal(cursor, depth + 1)?));
                Ok(())
            })?;
            Ok(Json::object(fields))
        }
        _ => {
            let word = cursor.take_while(|c| {
                !c.is_whitespace() && !matches!(c, '(' | ')' | '[' | ']' | '}' | ',' | '&' | '|')
            });
            match word {
                "" => Err(cursor.error("Expected a value")),
                _ => Ok(Json::parse(word).unwrap_or_else(|_| word.into())),
            }
        }
    }
}

/// Values between commas up to `closing`.
fn list<'a>(
    cursor: &mut Cursor<'a>,
    closing: char,
    mut read: impl FnMut(&mut Cursor<'a>) -> Result<(), SyntaxError>,
) -> Result<(), SyntaxError> {
    cursor.skip_blanks();
    if cursor.take(closing) {
        return Ok(());
    }
    loop {
        cursor.skip_blanks();
        read(cursor)?;
        cursor.skip_blanks();
        if cursor.take(closing) {
            return Ok(());
        }
        cursor.expect(',')?;
    }
}

fn string(cursor: &mut Cursor, quote: char) -> Result<String, SyntaxError> {
    let start = cursor.at;
    cursor.expect(quote)?;
    let mut string = String::new();
    while let Some(c) = cursor.next() {
        match c {
            '\\' => string.push(match cursor.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some(escaped) => escaped,
                None => break,
            }),
            _ if c == quote => return Ok(string),
            _ => string.push(c),
        }
    }
    let message = format!("String not closed. Expected {quote}");
    Err(SyntaxError::new(message, start..cursor.text.len()))
}

fn check_depth(cursor: &Cursor, depth: usize) -> Result<(), SyntaxError> {
    if depth <= DEPTH_MAX { Ok(()) } else { Err(cursor.error("The filter nests too deeply")) }
}
