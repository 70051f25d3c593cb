//! The comparisons of Choice rules. A value of another type than the comparison's is never an
//! error: the comparison is false.

use std::cmp::Ordering;

use crate::time::Timestamp;
use crate::value::Json;

/// A comparison operator, without its `…Path` form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    String(Order),
    StringMatches,
    Numeric(Order),
    BooleanEquals,
    Timestamp(Order),
    IsNull,
    IsPresent,
    IsNumeric,
    IsString,
    IsBoolean,
    IsTimestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    Equals,
    LessThan,
    GreaterThan,
    LessThanEquals,
    GreaterThanEquals,
}

/// The operators by name, in the order in which AWS documents them. All but the last seven have a
/// `…Path` form.
const NAMES: [(&str, Comparison); 23] = [
    ("StringEquals", Comparison::String(Order::Equals)),
    ("StringLessThan", Comparison::String(Order::LessThan)),
    ("StringGreaterThan", Comparison::String(Order::GreaterThan)),
    ("StringLessThanEquals", Comparison::String(Order::LessThanEquals)),
    ("StringGreaterThanEquals", Comparison::String(Order::GreaterThanEquals)),
    ("NumericEquals", Comparison::Numeric(Order::Equals)),
    ("NumericLessThan", Comparison::Numeric(Order::LessThan)),
    ("NumericGreaterThan", Comparison::Numeric(Order::GreaterThan)),
    ("NumericLessThanEquals", Comparison::Numeric(Order::LessThanEquals)),
    ("NumericGreaterThanEquals", Comparison::Numeric(Order::GreaterThanEquals)),
    ("BooleanEquals", Comparison::BooleanEquals),
    ("TimestampEquals", Comparison::Timestamp(Order::Equals)),
    ("TimestampLessThan", Comparison::Timestamp(Order::LessThan)),
    ("TimestampGreaterThan", Comparison::Timestamp(Order::GreaterThan)),
    ("TimestampLessThanEquals", Comparison::Timestamp(Order::LessThanEquals)),
    ("TimestampGreaterThanEquals", Comparison::Timestamp(Order::GreaterThanEquals)),
    ("StringMatches", Comparison::StringMatches),
    ("IsNull", Comparison::IsNull),
    ("IsPresent", Comparison::IsPresent),
    ("IsNumeric", Comparison::IsNumeric),
    ("IsString", Comparison::IsString),
    ("IsBoolean", Comparison::IsBoolean),
    ("IsTimestamp", Comparison::IsTimestamp),
];

const N_WITH_PATH: usize = 16;

impl Comparison {
    /// The comparison of that name, and whether the name is the `…Path` form.
    pub fn from_name(name: &str) -> Option<(Comparison, bool)> {
        let find = |names: &[(&str, Comparison)], name: &str| {
            names.iter().find(|(known, _)| *known == name).map(|(_, comparison)| *comparison)
        };
        if let Some(comparison) = find(&NAMES, name) {
            return Some((comparison, false));
        }
        let plain = name.strip_suffix("Path")?;
        find(&NAMES[..N_WITH_PATH], plain).map(|comparison| (comparison, true))
    }

    /// Every operator's name, the `…Path` forms behind their plain ones.
    pub fn names() -> Vec<String> {
        let mut names = Vec::new();
        for (place, (name, _)) in NAMES.iter().enumerate() {
            names.push((*name).to_owned());
            if place < N_WITH_PATH {
                names.push(format!("{name}Path"));
            }
        }
        names
    }

    /// The name without `Path`.
    pub fn name(self) -> &'static str {
        let found = NAMES.iter().find(|(_, comparison)| *comparison == self);
        found.map(|(name, _)| *name).expect("every comparison has a name")
    }

    /// Whether `value` compares so with `operand`. IsPresent is about a path rather than a value:
    /// any value there is present.
    pub fn holds(self, value: &Json, operand: &Json) -> bool {
        let is = |wanted: bool| operand.as_bool() == Some(wanted);
        match self {
            Comparison::String(order) => match (value.as_str(), operand.as_str()) {
                // As Java compares: by UTF-16 units.
                (Some(a), Some(b)) => order.holds(a.encode_utf16().cmp(b.encode_utf16())),
                _ => false,
            },
            Comparison::StringMatches => match (value.as_str(), operand.as_str()) {
                (Some(text), Some(pattern)) => matches(text, pattern),
                _ => false,
            },
            Comparison::Numeric(order) => match (value.as_number(), operand.as_number()) {
                (Some(a), Some(b)) => a.partial_cmp(&b).is_some_and(|found| order.holds(found)),
                _ => false,
            },
            Comparison::BooleanEquals => match (value.as_bool(), operand.as_bool()) {
                (Some(a), Some(b)) => a == b,
                _ => false,
            },
            Comparison::Timestamp(order) => match (timestamp(value), timestamp(operand)) {
                (Some(a), Some(b)) => order.holds(a.cmp(&b)),
                _ => false,
            },
            Comparison::IsNull => is(value.is_null()),
            Comparison::IsPresent => is(true),
            Comparison::IsNumeric => is(value.as_number().is_some()),
            Comparison::IsString => is(value.as_str().is_some()),
            Comparison::IsBoolean => is(value.as_bool().is_some()),
            Comparison::IsTimestamp => is(timestamp(value).is_some()),
        }
    }
}

impl Order {
    fn holds(self, found: Ordering) -> bool {
        match self {
            Order::Equals => found.is_eq(),
            Order::LessThan => found.is_lt(),
            Order::GreaterThan => found.is_gt(),
            Order::LessThanEquals => found.is_le(),
            Order::GreaterThanEquals => found.is_ge(),
        }
    }
}

fn timestamp(value: &Json) -> Option<Timestamp> {
    Timestamp::parse_rfc3339(value.as_str()?)
}

/// `*` stands for any run of characters, `\*` for a star and `\\` for a backslash. Each star but
/// the last one found is settled for good, so no pattern takes more than text × pattern steps.
fn matches(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let pattern = tokens(pattern);
    let (mut at, mut in_pattern) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(in_pattern) {
            Some(Some(wanted)) if *wanted == text[at] => {
                at += 1;
                in_pattern += 1;
            }
            Some(None) => {
                star = Some((in_pattern, at));
                in_pattern += 1;
            }
            _ => {
                let Some((star_at, from)) = star else { return false };
                star = Some((star_at, from + 1));
                at = from + 1;
                in_pattern = star_at + 1;
            }
        }
    }
    pattern[in_pattern..].iter().all(Option::is_none)
}

/// The pattern's characters; `None` is a star.
fn tokens(pattern: &str) -> Vec<Option<char>> {
    let mut chars = pattern.chars().peekable();
    let mut tokens = Vec::new();
    while let Some(char) = chars.next() {
        tokens.push(match char {
            '*' => None,
            '\\' => match chars.next_if(|next| matches!(next, '*' | '\\')) {
                Some(escaped) => Some(escaped),
                None => Some('\\'),
            },
            char => Some(char),
        });
    }
    tokens
}
