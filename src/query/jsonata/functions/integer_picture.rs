//! Pictures of integers (`#,##0`, `I`, `w;o`), as XPath's format-integer has them.

use crate::query::jsonata::error::Fault;
use crate::query::jsonata::text::rsplit_once;

#[derive(Clone, Debug)]
pub struct IntegerPicture {
    pub primary: Primary,
    pub case: Case,
    /// `1st` instead of `1`.
    pub ordinal: bool,
    /// How many digits to read, when another number follows at once.
    pub parse_width: Option<usize>,
}

#[derive(Clone, Debug)]
pub enum Primary {
    Letters,
    Roman,
    Words,
    Decimal(Decimal),
    /// A sequence that starts with this, which nobody supports.
    Sequence(String),
}

#[derive(Clone, Debug)]
pub struct Decimal {
    /// The character that stands for zero.
    pub zero: u32,
    pub mandatory_digits: usize,
    pub optional_digits: usize,
    pub grouping: Grouping,
}

#[derive(Clone, Debug)]
pub enum Grouping {
    /// The same separator at every multiple.
    Regular { every: usize, separator: char },
    /// Separators with the digits to their right.
    Listed(Vec<(usize, char)>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    Upper,
    Lower,
    Title,
}

/// The zeros of all decimal digits that pictures may use.
const ZEROS: [u32; 37] = [
    0x30, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6,
    0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80,
    0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,
    0xFF10,
];

impl IntegerPicture {
    pub fn parse(picture: &str) -> Result<IntegerPicture, Fault> {
        let (primary, modifier) = rsplit_once(picture, ';').unwrap_or((picture, ""));
        let ordinal = modifier.starts_with('o');
        let (primary, case) = match primary {
            "A" => (Primary::Letters, Case::Upper),
            "a" => (Primary::Letters, Case::Lower),
            "I" => (Primary::Roman, Case::Upper),
            "i" => (Primary::Roman, Case::Lower),
            "W" => (Primary::Words, Case::Upper),
            "Ww" => (Primary::Words, Case::Title),
            "w" => (Primary::Words, Case::Lower),
            digits => (decimal(digits)?, Case::Lower),
        };
        Ok(IntegerPicture { primary, case, ordinal, parse_width: None })
    }

    pub fn decimal(&self) -> Option<&Decimal> {
        match &self.primary {
            Primary::Decimal(decimal) => Some(decimal),
            _ => None,
        }
    }

    pub fn decimal_mut(&mut self) -> Option<&mut Decimal> {
        match &mut self.primary {
            Primary::Decimal(decimal) => Some(decimal),
            _ => None,
        }
    }
}

fn decimal(picture: &str) -> Result<Primary, Fault> {
    let mut zero = None;
    let (mut mandatory_digits, mut optional_digits, mut n_digits) = (0, 0, 0);
    let mut separators = Vec::new();
    for c in picture.chars().rev() {
        let code = u32::from(c);
        if let Some(own_zero) = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code)) {
            mandatory_digits += 1;
            n_digits += 1;
            if *zero.get_or_insert(*own_zero) != *own_zero {
                return Err(Fault::new("D3131"));
            }
        } else if c == '#' {
            n_digits += 1;
            optional_digits += 1;
        } else {
            separators.push((n_digits, c));
        }
    }
    let Some(zero) = zero else { return Ok(Primary::Sequence(picture.to_owned())) };
    let grouping = match regular_interval(&separators) {
        Some(every) => Grouping::Regular { every, separator: separators[0].1 },
        None => Grouping::Listed(separators),
    };
    Ok(Primary::Decimal(Decimal { zero, mandatory_digits, optional_digits, grouping }))
}

/// The interval at which the same separator stands, at all its multiples.
fn regular_interval(separators: &[(usize, char)]) -> Option<usize> {
    let (_, first) = separators.first()?;
    if separators.iter().any(|(_, separator)| separator != first) {
        return None;
    }
    let places: Vec<usize> = separators.iter().map(|(place, _)| *place).collect();
    regular(&places)
}

/// The greatest common divisor of the places, if all its multiples are among them.
pub fn regular(places: &[usize]) -> Option<usize> {
    let factor = places.iter().copied().reduce(gcd)?;
    let complete = (1..=places.len()).all(|n| places.contains(&(n * factor)));
    (complete && factor > 0).then_some(factor)
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}
