//! Pattern text to a tree, with the leniency of JavaScript's Annex B.

/// What a pattern is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    Empty,
    Char(char),
    /// `.`
    Any,
    Class(Class),
    Start,
    End,
    WordBoundary {
        negated: bool,
    },
    Group {
        piece: Box<Piece>,
        index: Option<usize>,
    },
    BackReference(usize),
    NamedBackReference(String),
    Look {
        piece: Box<Piece>,
        ahead: bool,
        negated: bool,
    },
    Sequence(Vec<Piece>),
    Alternatives(Vec<Piece>),
    Repeat {
        piece: Box<Piece>,
        min: u32,
        max: u32,
        lazy: bool,
        groups: (usize, usize),
    },
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Class {
    pub negated: bool,
    pub ranges: Vec<(char, char)>,
}

#[derive(Debug)]
pub struct Parsed {
    pub piece: Piece,
    pub n_groups: usize,
    /// The names of named groups with their numbers.
    pub names: Vec<(String, usize)>,
}

const NESTING_MAX: usize = 100;

pub fn parse(pattern: &str) -> Result<Parsed, &'static str> {
    let chars: Vec<char> = pattern.chars().collect();
    let n_groups = count_groups(&chars);
    let mut parser = Parser { chars, at: 0, n_opened: 0, n_groups, names: Vec::new(), depth: 0 };
    let piece = parser.alternatives()?;
    if parser.at < parser.chars.len() {
        return Err("Unmatched ')'");
    }
    let unknown = unknown_name(&piece, &parser.names);
    if unknown {
        return Err("Invalid named capture referenced");
    }
    Ok(Parsed { piece, n_groups, names: parser.names })
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    n_opened: usize,
    /// All capturing groups: `\3` is a back reference only if there is a third.
    n_groups: usize,
    names: Vec<(String, usize)>,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn accept(&mut self, text: &str) -> bool {
        let found = self.chars[self.at..].iter().copied().take(text.len()).eq(text.chars());
        if found {
            self.at += text.len();
        }
        found
    }

    fn alternatives(&mut self) -> Result<Piece, &'static str> {
        self.depth += 1;
        if self.depth > NESTING_MAX {
            return Err("Nested too deeply");
        }
        let mut alternatives = vec![self.sequence()?];
        while self.accept("|") {
            alternatives.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(match alternatives.len() {
            1 => alternatives.remove(0),
            _ => Piece::Alternatives(alternatives),
        })
    }

    fn sequence(&mut self) -> Result<Piece, &'static str> {
        let mut pieces = Vec::new();
        while let Some(c) = self.peek() {
            if c == '|' || c == ')' {
                break;
            }
            let groups_before = self.n_opened;
            let piece = self.piece()?;
            pieces.push(self.quantified(piece, groups_before)?);
        }
        Ok(match pieces.len() {
            0 => Piece::Empty,
            1 => pieces.remove(0),
            _ => Piece::Sequence(pieces),
        })
    }

    fn piece(&mut self) -> Result<Piece, &'static str> {
        let c = self.chars[self.at];
        self.at += 1;
        Ok(match c {
            '.' => Piece::Any,
            '^' => Piece::Start,
            '$' => Piece::End,
            '(' => self.group()?,
            '[' => Piece::Class(self.class()?),
            '\\' => self.escape()?,
            '*' | '+' | '?' => return Err("Nothing to repeat"),
            '{' => {
                self.at -= 1;
                if self.counts()?.is_some() {
                    return Err("Nothing to repeat");
                }
                self.at += 1;
                Piece::Char('{')
            }
            _ => Piece::Char(c),
        })
    }

    fn group(&mut self) -> Result<Piece, &'static str> {
        let look = |ahead, negated| Some((ahead, negated));
        let mut index = None;
        let looks = if self.accept("?:") {
            None
        } else if self.accept("?=") {
            look(true, false)
        } else if self.accept("?!") {
            look(true, true)
        } else if self.accept("?<=") {
            look(false, false)
        } else if self.accept("?<!") {
            look(false, true)
        } else {
            self.n_opened += 1;
            index = Some(self.n_opened);
            if self.accept("?<") {
                let name = self.name()?;
                if self.names.iter().any(|(known, _)| *known == name) {
                    return Err("Duplicate capture group name");
                }
                self.names.push((name, self.n_opened));
            } else if self.accept("?") {
                return Err("Invalid group");
            }
            None
        };
        let piece = Box::new(self.alternatives()?);
        if !self.accept(")") {
            return Err("Unterminated group");
        }
        Ok(match looks {
            Some((ahead, negated)) => Piece::Look { piece, ahead, negated },
            None => Piece::Group { piece, index },
        })
    }

    fn name(&mut self) -> Result<String, &'static str> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            self.at += 1;
        }
        let name: String = self.chars[start..self.at].iter().collect();
        if name.is_empty() || name.starts_with(|c: char| c.is_numeric()) || !self.accept(">") {
            return Err("Invalid capture group name");
        }
        Ok(name)
    }

    fn quantified(&mut self, piece: Piece, groups_before: usize) -> Result<Piece, &'static str> {
        let (min, max) = if self.accept("*") {
            (0, u32::MAX)
        } else if self.accept("+") {
            (1, u32::MAX)
        } else if self.accept("?") {
            (0, 1)
        } else if let Some(counts) = self.counts()? {
            counts
        } else {
            return Ok(piece);
        };
        if matches!(
            piece,
            Piece::Start
                | Piece::End
                | Piece::WordBoundary { .. }
                | Piece::Look { ahead: false, .. }
        ) {
            return Err("Nothing to repeat");
        }
        let lazy = self.accept("?");
        let groups = (groups_before + 1, self.n_opened + 1);
        Ok(Piece::Repeat { piece: Box::new(piece), min, max, lazy, groups })
    }

    /// `{2}`, `{2,}` or `{2,5}`; anything else in braces is literal text.
    fn counts(&mut self) -> Result<Option<(u32, u32)>, &'static str> {
        let start = self.at;
        let counts = self.braces();
        match counts {
            Some((min, max)) if min > max => Err("numbers out of order in {} quantifier"),
            Some(counts) => Ok(Some(counts)),
            None => {
                self.at = start;
                Ok(None)
            }
        }
    }

    fn braces(&mut self) -> Option<(u32, u32)> {
        self.accept("{").then_some(())?;
        let min = self.integer()?;
        let max = if !self.accept(",") {
            min
        } else if self.peek() == Some('}') {
            u32::MAX
        } else {
            self.integer()?
        };
        self.accept("}").then_some((min, max))
    }

    fn integer(&mut self) -> Option<u32> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        let digits: String = self.chars[start..self.at].iter().collect();
        (!digits.is_empty()).then(|| digits.parse().unwrap_or(u32::MAX))
    }

    fn escape(&mut self) -> Result<Piece, &'static str> {
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

    fn class(&mut self) -> Result<Class, &'static str> {
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
        ranges.sort_unstable();
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

fn count_groups(chars: &[char]) -> usize {
    let mut count = 0;
    let mut in_class = false;
    let mut at = 0;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 1,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                let next = |n: usize| chars.get(at + n).copied();
                let named = next(2) == Some('<') && !matches!(next(3), Some('=' | '!'));
                count += usize::from(next(1) != Some('?') || named);
            }
            _ => {}
        }
        at += 1;
    }
    count
}

fn unknown_name(piece: &Piece, names: &[(String, usize)]) -> bool {
    match piece {
        Piece::NamedBackReference(name) => !names.iter().any(|(known, _)| known == name),
        Piece::Group { piece, .. } | Piece::Look { piece, .. } | Piece::Repeat { piece, .. } => {
            unknown_name(piece, names)
        }
        Piece::Sequence(pieces) | Piece::Alternatives(pieces) => {
            pieces.iter().any(|piece| unknown_name(piece, names))
        }
        _ => false,
    }
}
