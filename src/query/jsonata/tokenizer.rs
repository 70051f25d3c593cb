//! Text to tokens. Works on UTF-16 units, since JSONata's positions count them.

use std::sync::Arc;

use super::error::Fault;

/// A token and the place just behind it, in UTF-16 units, which is what JSONata reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    pub kind: TokenKind,
    pub position: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TokenKind {
    Operator(&'static str),
    Name(Arc<str>),
    Variable(Arc<str>),
    String(Arc<str>),
    Number(f64),
    Bool(bool),
    Null,
    Regex { pattern: String, flags: String },
    End,
}

/// Longest first, so that `**` is not read as two `*`.
const OPERATORS: [&str; 34] = [
    "..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??", ".", "[", "]", "{", "}", "(", ")", ",",
    "@", "#", ";", ":", "?", "+", "-", "*", "/", "%", "|", "=", "<", ">", "^", "&", "!",
];

pub struct Tokenizer {
    units: Vec<u16>,
    at: usize,
}

impl Tokenizer {
    pub fn new(text: &str) -> Tokenizer {
        Tokenizer { units: text.encode_utf16().collect(), at: 0 }
    }

    /// The next token. After an operand (`infix`), a `/` divides; elsewhere it opens a regex.
    pub fn next(&mut self, infix: bool) -> Result<Token, Fault> {
        self.skip_space_and_comments()?;
        let Some(current) = self.unit(self.at) else { return Ok(self.token(TokenKind::End)) };
        if current == '/' && !infix {
            self.at += 1;
            return self.regex();
        }
        if let Some(operator) = self.operator_here() {
            self.at += operator.len();
            return Ok(self.token(TokenKind::Operator(operator)));
        }
        match current {
            '"' | '\'' => self.string(current),
            '`' => self.quoted_name(),
            '0'..='9' => self.number(),
            _ => Ok(self.name_or_variable()),
        }
    }

    fn token(&self, kind: TokenKind) -> Token {
        Token { kind, position: self.position() }
    }

    fn position(&self) -> u32 {
        u32::try_from(self.at).unwrap_or(u32::MAX)
    }

    /// One unit as a character; half of a surrogate pair reads as U+FFFD, which no token begins
    /// with or ends at.
    fn unit(&self, at: usize) -> Option<char> {
        self.units.get(at).map(|unit| char::from_u32(u32::from(*unit)).unwrap_or('\u{FFFD}'))
    }

    fn text(&self, range: std::ops::Range<usize>) -> String {
        String::from_utf16_lossy(&self.units[range])
    }

    fn skip_space_and_comments(&mut self) -> Result<(), Fault> {
        loop {
            while self.unit(self.at).is_some_and(is_space) {
                self.at += 1;
            }
            if self.unit(self.at) != Some('/') || self.unit(self.at + 1) != Some('*') {
                return Ok(());
            }
            let opened_at = self.position();
            self.at += 2;
            while (self.unit(self.at), self.unit(self.at + 1)) != (Some('*'), Some('/')) {
                self.at += 1;
                if self.at >= self.units.len() {
                    return Err(Fault::new("S0106").at(opened_at));
                }
            }
            self.at += 2;
        }
    }

    fn operator_here(&self) -> Option<&'static str> {
        let matches = |operator: &&&str| {
            operator.chars().enumerate().all(|(n, c)| self.unit(self.at + n) == Some(c))
        };
        let found = OPERATORS.iter().find(matches).copied();
        // A lone `~` is no operator, yet it ends a name: the parser rejects it.
        found.or_else(|| (self.unit(self.at) == Some('~')).then_some("~"))
    }

    fn regex(&mut self) -> Result<Token, Fault> {
        let start = self.at;
        let mut depth = 0;
        while let Some(current) = self.unit(self.at) {
            let escaped = self.unit(self.at.wrapping_sub(1)) == Some('\\');
            match current {
                '/' if depth == 0 && !self.is_escaped(start) => {
                    let pattern = self.text(start..self.at);
                    if pattern.is_empty() {
                        return Err(Fault::new("S0301").at(self.position()));
                    }
                    self.at += 1;
                    let flags_at = self.at;
                    while matches!(self.unit(self.at), Some('i' | 'm')) {
                        self.at += 1;
                    }
                    let flags = self.text(flags_at..self.at);
                    return Ok(self.token(TokenKind::Regex { pattern, flags }));
                }
                '(' | '[' | '{' if !escaped => depth += 1,
                ')' | ']' | '}' if !escaped => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
        Err(Fault::new("S0302").at(self.position()))
    }

    /// Whether an odd number of backslashes stands right before the current unit.
    fn is_escaped(&self, start: usize) -> bool {
        let before = &self.units[start..self.at];
        let backslash = u16::from(b'\\');
        before.iter().rev().take_while(|unit| **unit == backslash).count() % 2 == 1
    }

    fn string(&mut self, quote: char) -> Result<Token, Fault> {
        self.at += 1;
        let mut units = Vec::new();
        while let Some(current) = self.unit(self.at) {
            if current == quote {
                self.at += 1;
                let text = String::from_utf16_lossy(&units);
                return Ok(self.token(TokenKind::String(text.into())));
            }
            if current == '\\' {
                self.at += 1;
                units.push(self.escape()?);
            } else {
                units.push(self.units[self.at]);
            }
            self.at += 1;
        }
        Err(Fault::new("S0101").at(self.position()))
    }

    /// The unit that an escape sequence means; stands on its last unit afterwards.
    fn escape(&mut self) -> Result<u16, Fault> {
        let escaped = self.unit(self.at);
        let ascii = |byte: u8| Ok(u16::from(byte));
        match escaped {
            Some('"') => ascii(b'"'),
            Some('\\') => ascii(b'\\'),
            Some('/') => ascii(b'/'),
            Some('b') => ascii(8),
            Some('f') => ascii(12),
            Some('n') => ascii(b'\n'),
            Some('r') => ascii(b'\r'),
            Some('t') => ascii(b'\t'),
            Some('u') => {
                let end = (self.at + 5).min(self.units.len());
                let digits = self.text(self.at + 1..end);
                let all_hex = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_hexdigit());
                match u16::from_str_radix(&digits, 16) {
                    Ok(unit) if all_hex => {
                        self.at += 4;
                        Ok(unit)
                    }
                    _ => Err(Fault::new("S0104").at(self.position())),
                }
            }
            other => {
                let token = other.map(String::from).unwrap_or_default();
                Err(Fault::new("S0103").at(self.position()).token(&token))
            }
        }
    }

    fn quoted_name(&mut self) -> Result<Token, Fault> {
        self.at += 1;
        let start = self.at;
        let backquote = u16::from(b'`');
        match self.units[start..].iter().position(|unit| *unit == backquote) {
            Some(length) => {
                self.at = start + length + 1;
                let name = self.text(start..start + length);
                Ok(self.token(TokenKind::Name(name.into())))
            }
            None => {
                self.at = self.units.len();
                Err(Fault::new("S0105").at(self.position()))
            }
        }
    }

    fn number(&mut self) -> Result<Token, Fault> {
        let start = self.at;
        let digits = |tokenizer: &Tokenizer, from: usize| {
            let rest = tokenizer.units.get(from..).unwrap_or_default();
            rest.iter().take_while(|unit| (0x30..0x3A).contains(*unit)).count()
        };
        // A leading zero stands alone: `01` is the number 0 and then the number 1.
        let integer = if self.unit(start) == Some('0') { 1 } else { digits(self, start) };
        let mut end = start + integer;
        if self.unit(end) == Some('.') && digits(self, end + 1) > 0 {
            end += 1 + digits(self, end + 1);
        }
        if matches!(self.unit(end), Some('e' | 'E')) {
            let sign = usize::from(matches!(self.unit(end + 1), Some('+' | '-')));
            let exponent = digits(self, end + 1 + sign);
            if exponent > 0 {
                end += 1 + sign + exponent;
            }
        }
        let text = self.text(start..end);
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => {
                self.at = end;
                Ok(self.token(TokenKind::Number(value)))
            }
            _ => Err(Fault::new("S0102").at(self.position()).token(&text)),
        }
    }

    fn name_or_variable(&mut self) -> Token {
        let start = self.at;
        while let Some(current) = self.unit(self.at) {
            if is_space(current) || self.operator_here().is_some() {
                break;
            }
            self.at += 1;
        }
        let text = self.text(start..self.at);
        let kind = match text.strip_prefix('$') {
            Some(name) => TokenKind::Variable(name.into()),
            None => match text.as_str() {
                "or" => TokenKind::Operator("or"),
                "in" => TokenKind::Operator("in"),
                "and" => TokenKind::Operator("and"),
                "true" => TokenKind::Bool(true),
                "false" => TokenKind::Bool(false),
                "null" => TokenKind::Null,
                _ => TokenKind::Name(text.into()),
            },
        };
        self.token(kind)
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{B}')
}
