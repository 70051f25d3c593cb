//! Escapes and classes of patterns: which characters they mean.

use super::parse::{Parser, Piece};
use crate::sort;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Class {
    pub negated: bool,
    pub ranges: Vec<(char, char)>,
}

impl Parser {
    pub(super) fn escape(&mut self) -> Result<Piece, &'static str> {
        let Some(c) = self.peek() else { return Err("\\ at end of pattern") };
        if let Some(class) = class_escape(c) {
            self.at += 1;
            return Ok(Piece::Class(class));
        }
        match c {
            'b' | 'B' => {
                self.at += 1;
                Ok(Piece::WordBoundary { negated: c == 'B' })
            }
            'k' if self.chars.windows(3).any(|w| w[..] == ['(', '?', '<'])
                && self.chars.get(self.at + 1) == Some(&'<') =>
            {
                self.at += 2;
                Ok(Piece::NamedBackReference(self.name()?))
            }
            '1'..='9' => {
                let start = self.at;
                let number = self.integer().unwrap_or(u32::MAX) as usize;
                if number <= self.n_groups {
                    return Ok(Piece::BackReference(number));
                }
                self.at = start;
                self.char_escape().map(Piece::Char)
            }
            _ => self.char_escape().map(Piece::Char),
        }
    }

    /// An escape that means one character, in a class or outside.
    fn char_escape(&mut self) -> Result<char, &'static str> {
        let Some(c) = self.peek() else { return Err("\\ at end of pattern") };
        self.at += 1;
        Ok(match c {
            't' => '\t',
            'n' => '\n',
            'v' => '\u{B}',
            'f' => '\u{C}',
            'r' => '\r',
            'c' => match self.peek() {
                Some(letter) if letter.is_ascii_alphabetic() => {
                    self.at += 1;
                    char::from(letter as u8 % 32)
                }
                _ => {
                    self.at -= 1;
                    '\\'
                }
            },
            'x' => self.hex(2).and_then(char::from_u32).unwrap_or('x'),
            'u' => self.unicode().unwrap_or('u'),
            '0'..='7' => {
                // An octal number of up to three digits, below 256.
                let mut value = c as u32 - 48;
                while let Some(digit) = self.peek().and_then(|c| c.to_digit(8)) {
                    if value * 8 + digit > 0o377 {
                        break;
                    }
                    value = value * 8 + digit;
                    self.at += 1;
                }
                char::from_u32(value).unwrap_or(c)
            }
            _ => c,
        })
    }

    fn hex(&mut self, n_digits: usize) -> Option<u32> {
        let digits = self.chars.get(self.at..self.at + n_digits)?;
        let value = digits.iter().try_fold(0, |sum, c| Some(sum * 16 + c.to_digit(16)?))?;
        self.at += n_digits;
        Some(value)
    }

    fn unicode(&mut self) -> Option<char> {
        let high = self.hex(4)?;
        if (0xD800..0xDC00).contains(&high) {
            let start = self.at;
            if self.accept("\\u") {
                match self.hex(4) {
                    Some(low) if (0xDC00..0xE000).contains(&low) => {
                        return char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
                    }
                    _ => self.at = start,
                }
            }
        }
        Some(char::from_u32(high).unwrap_or('\u{FFFD}'))
    }

    pub(super) fn class(&mut self) -> Result<Class, &'static str> {
        let mut class = Class { negated: self.accept("^"), ranges: Vec::new() };
        loop {
            let Some(c) = self.peek() else { return Err("Unterminated character class") };
            if c == ']' {
                self.at += 1;
                return Ok(class);
            }
            let low = self.class_atom(&mut class)?;
            let is_range = self.peek() == Some('-')
                && self.chars.get(self.at + 1).is_some_and(|next| *next != ']');
            if !is_range {
                class.ranges.extend(low.map(|c| (c, c)));
                continue;
            }
            self.at += 1;
            let high = self.class_atom(&mut class)?;
            match (low, high) {
                (Some(low), Some(high)) if low > high => {
                    return Err("Range out of order in character class");
                }
                (Some(low), Some(high)) => class.ranges.push((low, high)),
                // `[\d-x]`: the hyphen stands for itself.
                (low, high) => {
                    class
                        .ranges
                        .extend([low, high, Some('-')].into_iter().flatten().map(|c| (c, c)));
                }
            }
        }
    }

    /// One character of a class; `None` when it was a class itself, which is added.
    fn class_atom(&mut self, class: &mut Class) -> Result<Option<char>, &'static str> {
        let Some(c) = self.peek() else { return Err("Unterminated character class") };
        self.at += 1;
        if c != '\\' {
            return Ok(Some(c));
        }
        match self.peek() {
            None => Err("\\ at end of pattern"),
            Some('b') => {
                self.at += 1;
                Ok(Some('\u{8}'))
            }
            Some(letter) => match class_escape(letter) {
                Some(inner) => {
                    self.at += 1;
                    class.ranges.extend(inner.positive_ranges());
                    Ok(None)
                }
                None => self.char_escape().map(Some),
            },
        }
    }
}

impl Class {
    /// The ranges of the characters that are in the class.
    fn positive_ranges(self) -> Vec<(char, char)> {
        if !self.negated {
            return self.ranges;
        }
        let mut ranges = self.ranges;
        sort::ascending(&mut ranges);
        let mut outside = Vec::new();
        let mut next = 0;
        for (low, high) in ranges {
            if next < low as u32 {
                outside.push((next, low as u32 - 1));
            }
            next = next.max(high as u32 + 1);
        }
        outside.push((next, char::MAX as u32));
        let to_char = |code| char::from_u32(code).unwrap_or('\u{FFFD}');
        outside.into_iter().map(|(low, high)| (to_char(low), to_char(high))).collect()
    }
}

/// `\d`, `\w`, `\s` and their opposites.
fn class_escape(letter: char) -> Option<Class> {
    let ranges: &[(char, char)] = match letter.to_ascii_lowercase() {
        'd' => &[('0', '9')],
        'w' => &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        's' => &[
            ('\t', '\r'),
            (' ', ' '),
            ('\u{A0}', '\u{A0}'),
            ('\u{1680}', '\u{1680}'),
            ('\u{2000}', '\u{200A}'),
            ('\u{2028}', '\u{2029}'),
            ('\u{202F}', '\u{202F}'),
            ('\u{205F}', '\u{205F}'),
            ('\u{3000}', '\u{3000}'),
            ('\u{FEFF}', '\u{FEFF}'),
        ],
        _ => return None,
    };
    Some(Class { negated: letter.is_ascii_uppercase(), ranges: ranges.to_vec() })
}
