//! Pattern text to a tree, with the leniency of JavaScript's Annex B.

use super::escape::Class;

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

pub(super) struct Parser {
    pub(super) chars: Vec<char>,
    pub(super) at: usize,
    n_opened: usize,
    /// All capturing groups: `\3` is a back reference only if there is a third.
    pub(super) n_groups: usize,
    names: Vec<(String, usize)>,
    depth: usize,
}

impl Parser {
    pub(super) fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    pub(super) fn accept(&mut self, text: &str) -> bool {
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

    pub(super) fn name(&mut self) -> Result<String, &'static str> {
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

    pub(super) fn integer(&mut self) -> Option<u32> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        let digits: String = self.chars[start..self.at].iter().collect();
        (!digits.is_empty()).then(|| digits.parse().unwrap_or(u32::MAX))
    }
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
