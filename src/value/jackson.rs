//! The words of Jackson, Java's JSON reader, for a text that is not JSON: AWS shows them as they
//! are. A second reader, since the first one is quick and says it differently.

use super::ParseError;

/// How much of the text Jackson quotes where it names a place, in UTF-16 units.
const SOURCE_UNITS_MAX: usize = 500;

/// How much of an unknown word Jackson reads and quotes, in UTF-16 units.
const TOKEN_UNITS_MAX: usize = 256;

const ANY_VALUE: &str = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

/// What Jackson finds wrong first; `None` when it finds nothing, which only happens for what this
/// crate cannot hold, such as half a surrogate pair.
pub(super) fn explain(text: &str) -> Option<ParseError> {
    let mut reader = Reader { text, at: 0, is_in_string: false, open: Vec::new() };
    let message = reader.read().err()?;
    // Jackson counts lines between values: a line end within a string is a column like any other.
    let read = &text[..reader.at];
    let (line, column) = match reader.is_in_string && read.ends_with(['\n', '\r']) {
        true => {
            let (line, column) = reader.place(reader.at - 1);
            (line, column + 1)
        }
        false => reader.place(reader.at),
    };
    Some(ParseError { message, line, column })
}

/// A place as Jackson prints it: `[Source: (String)"{…"; line: 1, column: 2]`. AWS gives it as the
/// location of an `INVALID_JSON_DESCRIPTION`.
pub fn source_location(text: &str, line: usize, column: usize) -> String {
    let n_units = text.encode_utf16().count();
    let mut quoted = text;
    let mut truncated = String::new();
    if n_units > SOURCE_UNITS_MAX {
        let mut n_quoted = 0;
        let end = text.char_indices().find(|(_, c)| {
            n_quoted += c.len_utf16();
            n_quoted > SOURCE_UNITS_MAX
        });
        quoted = &text[..end.map_or(text.len(), |(at, _)| at)];
        truncated = format!("[truncated {} chars]", n_units - SOURCE_UNITS_MAX);
    }
    format!("[Source: (String)\"{quoted}\"{truncated}; line: {line}, column: {column}]")
}

struct Reader<'a> {
    text: &'a str,
    /// In bytes; when an error is found, just behind the last character that was read.
    at: usize,
    is_in_string: bool,
    open: Vec<Container>,
}

#[derive(Clone, Copy)]
struct Container {
    is_object: bool,
    is_empty: bool,
    /// Where its bracket is.
    start: usize,
}

type Outcome = Result<(), String>;

impl Reader<'_> {
    fn read(&mut self) -> Outcome {
        let Some(first) = self.next_significant() else {
            return Err("No content to map due to end-of-input".to_owned());
        };
        self.value(first)?;
        while let Some(innermost) = self.open.last_mut() {
            let container = *innermost;
            innermost.is_empty = false;
            self.entry(container)?;
        }
        match self.next_significant() {
            None => Ok(()),
            Some(c @ (']' | '}')) => self.mismatched_end(c),
            Some(c) => {
                self.value(c)?;
                Err("Trailing token found after value: not allowed".to_owned())
            }
        }
    }

    /// The next entry of the innermost container, or its end.
    fn entry(&mut self, container: Container) -> Outcome {
        let Some(mut c) = self.next_significant() else { return self.unclosed(container) };
        if matches!(c, ']' | '}') {
            return if (c == '}') == container.is_object {
                self.open.pop();
                Ok(())
            } else {
                self.mismatched_end(c)
            };
        }
        if !container.is_empty {
            if c != ',' {
                let expected =
                    format!("was expecting comma to separate {} entries", self.context());
                return self.unexpected(c, &expected);
            }
            let Some(next) = self.next_significant() else { return self.end_within() };
            c = next;
        }
        if container.is_object {
            if c != '"' {
                return self.unexpected(c, "was expecting double-quote to start field name");
            }
            self.string(" in field name", "name")?;
            match self.next_significant() {
                None => return self.end_within(),
                Some(':') => {}
                Some(other) => {
                    let expected = "was expecting a colon to separate field name and value";
                    return self.unexpected(other, expected);
                }
            }
            let Some(next) = self.next_significant() else { return self.end_within() };
            c = next;
        }
        self.value(c)
    }

    /// A value whose first character was read; a container is only opened.
    fn value(&mut self, first: char) -> Outcome {
        match first {
            '"' => self.string(": was expecting closing quote for a string value", "string value"),
            '[' | '{' => {
                let (is_object, start) = (first == '{', self.at - 1);
                self.open.push(Container { is_object, is_empty: true, start });
                Ok(())
            }
            '}' => self.unexpected(first, "expected a value"),
            't' => self.token("true"),
            'f' => self.token("false"),
            'n' => self.token("null"),
            '-' | '0'..='9' => self.number(first),
            'N' => self.non_standard("NaN"),
            'I' => self.non_standard("Infinity"),
            c if is_identifier_part(c) => self.unrecognized(self.at - c.len_utf8()),
            c => self.unexpected(c, &format!("expected a valid value {ANY_VALUE}")),
        }
    }

    fn token(&mut self, token: &str) -> Outcome {
        let start = self.at - 1;
        if !self.text[start..].starts_with(token) {
            self.at = start + common_prefix(&self.text[start..], token);
            return self.unrecognized(start);
        }
        self.at = start + token.len();
        if self.peek().is_some_and(is_identifier_part) { self.unrecognized(start) } else { Ok(()) }
    }

    fn non_standard(&mut self, token: &str) -> Outcome {
        let start = self.at - 1;
        self.token(token)?;
        self.at = start + token.len();
        Err(format!(
            "Non-standard token '{token}': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to \
             allow"
        ))
    }

    /// A word that begins at `start`, to where it ends.
    fn unrecognized(&mut self, start: usize) -> Outcome {
        let mut n_units: usize = self.text[start..self.at].encode_utf16().count();
        while n_units < TOKEN_UNITS_MAX
            && let Some(c) = self.peek().filter(|c| is_identifier_part(*c))
        {
            n_units += c.len_utf16();
            self.next();
        }
        let token = &self.text[start..self.at];
        let more = if n_units < TOKEN_UNITS_MAX { "" } else { "..." };
        Err(format!("Unrecognized token '{token}{more}': was expecting {ANY_VALUE}"))
    }

    /// The rest of a string; how its end and its characters are called in errors.
    fn string(&mut self, at_end: &str, within: &str) -> Outcome {
        self.is_in_string = true;
        loop {
            match self.next() {
                None => return Err(format!("Unexpected end-of-input{at_end}")),
                Some('"') => {
                    self.is_in_string = false;
                    return Ok(());
                }
                Some('\\') => self.escape()?,
                Some(c) if c < ' ' => {
                    return Err(format!(
                        "Illegal unquoted character ({}): has to be escaped using backslash to be \
                         included in {within}",
                        describe(c)
                    ));
                }
                Some(_) => {}
            }
        }
    }

    fn escape(&mut self) -> Outcome {
        let end = "Unexpected end-of-input in character escape sequence";
        match self.next().ok_or(end)? {
            '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' => Ok(()),
            'u' => (0..4).try_for_each(|_| match self.next().ok_or(end)? {
                c if c.is_ascii_hexdigit() => Ok(()),
                c => self.unexpected(c, "expected a hex-digit for character escape sequence"),
            }),
            c => Err(format!("Unrecognized character escape {}", describe(c))),
        }
    }

    fn number(&mut self, first: char) -> Outcome {
        let mut first = first;
        if first == '-' {
            first = self.next().ok_or("Unexpected end-of-inputNo digit following minus sign")?;
            if !first.is_ascii_digit() {
                let expected = "expected digit (0-9) to follow minus sign, for valid numeric value";
                return unexpected_in_number(first, expected);
            }
        }
        if first == '0' && self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.next();
            return Err("Invalid numeric value: Leading zeroes not allowed".to_owned());
        }
        self.digits();
        if self.take('.') && self.digits() == 0 {
            let next = self.next().unwrap_or('\0');
            return unexpected_in_number(next, "Decimal point not followed by a digit");
        }
        if self.take('e') || self.take('E') {
            let _has_sign = self.take('+') || self.take('-');
            if self.digits() == 0 {
                let next = self.next().unwrap_or('\0');
                return unexpected_in_number(next, "Exponent indicator not followed by a digit");
            }
        }
        match self.peek() {
            Some(c) if self.open.is_empty() && !is_blank(c) => {
                self.next();
                self.unexpected(c, "Expected space separating root-level values")
            }
            _ => Ok(()),
        }
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - start
    }

    fn unexpected(&self, c: char, expected: &str) -> Outcome {
        Err(format!("Unexpected character ({}): {expected}", describe(c)))
    }

    fn mismatched_end(&self, found: char) -> Outcome {
        let expected = if self.open.last().is_some_and(|open| !open.is_object) { ']' } else { '}' };
        Err(format!(
            "Unexpected close marker '{found}': expected '{expected}' (for {} starting at {})",
            self.context(),
            self.start_of_context()
        ))
    }

    fn unclosed(&self, container: Container) -> Outcome {
        let marker = if container.is_object { "Object" } else { "Array" };
        Err(format!(
            "Unexpected end-of-input: expected close marker for {marker} (start marker at {})",
            self.start_of_context()
        ))
    }

    fn end_within(&self) -> Outcome {
        Err(format!("Unexpected end-of-input within/between {} entries", self.context()))
    }

    fn context(&self) -> &'static str {
        match self.open.last() {
            None => "root",
            Some(container) if container.is_object => "Object",
            Some(_) => "Array",
        }
    }

    fn start_of_context(&self) -> String {
        let (line, column) = self.open.last().map_or((1, 0), |open| self.place(open.start));
        source_location(self.text, line, column)
    }

    /// The 1-based line and column of a byte, in UTF-16 units as Java counts.
    fn place(&self, at: usize) -> (usize, usize) {
        let before = &self.text[..at];
        let line_start = before.rfind(['\n', '\r']).map_or(0, |newline| newline + 1);
        let n_newlines = before.matches(['\n', '\r']).count() - before.matches("\r\n").count();
        (n_newlines + 1, before[line_start..].encode_utf16().count() + 1)
    }

    fn next_significant(&mut self) -> Option<char> {
        loop {
            let c = self.next()?;
            if !is_blank(c) {
                return Some(c);
            }
        }
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
            self.next();
        }
        is_there
    }
}

fn unexpected_in_number(c: char, expected: &str) -> Outcome {
    Err(format!("Unexpected character ({}) in numeric value: {expected}", describe(c)))
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

fn is_identifier_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

/// How many bytes two texts begin with in common.
fn common_prefix(left: &str, right: &str) -> usize {
    left.bytes().zip(right.bytes()).take_while(|(left, right)| left == right).count()
}

/// A character in Java's view: its first UTF-16 unit.
fn describe(c: char) -> String {
    let code = c.encode_utf16(&mut [0; 2])[0];
    let shown = if c.len_utf16() == 1 { c } else { '?' };
    match code {
        0..=0x1F | 0x7F..=0x9F => format!("(CTRL-CHAR, code {code})"),
        0..=0xFF => format!("'{shown}' (code {code})"),
        _ => format!("'{shown}' (code {code} / 0x{code:x})"),
    }
}
