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

/// An instant that sorts as finely as it was written: its milliseconds, then the digits beyond.
fn timestamp(value: &Json) -> Option<(Timestamp, &str)> {
    let text = value.as_str()?;
    let instant = Timestamp::parse_rfc3339(text)?;
    let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction);
    let n_digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    let beyond = fraction[..n_digits].get(3..).unwrap_or_default();
    Some((instant, beyond.trim_end_matches('0')))
}

/// `*` stands for any run of characters, `\*` for a star and `\\` for a backslash. The parts
/// between the stars are looked for once each, from left to right.
fn matches(text: &str, pattern: &str) -> bool {
    let parts = parts(pattern);
    let [first, between @ .., last] = &parts[..] else {
        return text == parts.concat();
    };
    let Some(rest) = text.strip_prefix(first.as_str()) else { return false };
    let Some(mut rest) = rest.strip_suffix(last.as_str()) else { return false };
    for part in between {
        match rest.split_once(part.as_str()) {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
    true
}

/// What stands between the stars of a pattern.
fn parts(pattern: &str) -> Vec<String> {
    let mut characters = pattern.chars().peekable();
    let mut parts = Vec::new();
    let mut part = String::new();
    while let Some(c) = characters.next() {
        match c {
            '*' => parts.push(std::mem::take(&mut part)),
            '\\' => part.push(characters.next_if(|c| matches!(c, '*' | '\\')).unwrap_or('\\')),
            _ => part.push(c),
        }
    }
    parts.push(part);
    parts
}

#[cfg(test)]
mod tests {
    use super::Comparison;
    use crate::json;
    use crate::value::Json;

    fn holds(name: &str, value: Json, operand: Json) -> bool {
        let (comparison, _) = Comparison::from_name(name).expect(name);
        comparison.holds(&value, &operand)
    }

    #[test]
    fn a_pattern_matches_around_its_stars() {
        for (text, pattern, expected) in [
            ("log-2024.txt", "log-*.txt", true),
            ("log-.txt", "log-*.txt", true),
            ("log.txt", "log-*.txt", false),
            ("", "*", true),
            ("ab", "ab*ab", false),
            ("abab", "ab*ab", true),
            ("a*b", r"a\*b", true),
            ("axb", r"a\*b", false),
            (r"a\b", r"a\\b", true),
            ("zoo.log", "*.log", true),
            ("aXbXc", "a*b*c", true),
            ("acb", "a*b*c", false),
            ("é-1", "*-*", true),
        ] {
            let found = holds("StringMatches", json!(text), json!(pattern));
            assert_eq!(found, expected, "{text} {pattern}");
        }
    }

    #[test]
    fn values_compare_within_their_type() {
        // Java sorts by UTF-16 units, so a surrogate comes before U+E000.
        assert!(holds("StringLessThan", json!("\u{1F600}"), json!("\u{E000}")));
        let (utc, offset) = ("2024-01-01T12:00:00Z", "2024-01-01T13:00:00.000+01:00");
        assert!(holds("TimestampEquals", json!(utc), json!(offset)));
        let (earlier, later) = ("2024-01-01T12:00:00.0001Z", "2024-01-01T12:00:00.00011Z");
        assert!(holds("TimestampLessThan", json!(earlier), json!(later)));
        assert!(!holds("TimestampEquals", json!("today"), json!("today")));
        assert!(holds("NumericEquals", json!(0), json!(0.0)));
        assert!(!holds("NumericEquals", json!("1"), json!(1)));
        assert!(!holds("BooleanEquals", json!(null), json!(null)));
        assert!(holds("IsNull", json!(1), json!(false)));
        assert!(holds("IsPresent", json!(null), json!(true)));
    }

    #[test]
    fn there_are_39_comparisons() {
        let names = Comparison::names();
        assert_eq!(names.len(), 39);
        for name in names {
            let (comparison, is_path) = Comparison::from_name(&name).expect("a listed name");
            assert_eq!(comparison.name(), name.strip_suffix("Path").unwrap_or(&name));
            assert_eq!(is_path, name.ends_with("Path"));
        }
    }
}
