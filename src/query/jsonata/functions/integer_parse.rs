//! `$parseInteger`: the way back from digits, letters, Roman numerals or English words.

use super::integer_format::{DECADES, FEW, MAGNITUDES, ORDINALS};
use super::integer_picture::{Case, Decimal, Grouping, IntegerPicture, Primary};
use super::{Scope, take};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::text::replace;
use crate::query::jsonata::value::Value;

pub fn parse_integer(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [text, picture] = take(arguments);
    let (Value::String(text), Value::String(picture)) = (&text, &picture) else {
        return Ok(Value::Undefined);
    };
    parse(text, &IntegerPicture::parse(picture)?).map(Value::number)
}

/// The number that a text stands for; NaN when it is none.
pub fn parse(text: &str, picture: &IntegerPicture) -> Result<f64, Fault> {
    Ok(match &picture.primary {
        Primary::Letters => letters(text, if picture.case == Case::Upper { 'A' } else { 'a' }),
        Primary::Roman if picture.case == Case::Upper => roman(text),
        Primary::Roman => roman(&text.to_uppercase()),
        Primary::Words => words(&text.to_lowercase()),
        Primary::Decimal(decimal) => digits(text, decimal, picture.ordinal),
        Primary::Sequence(token) => {
            return Err(Fault::new("D3130").show_text("value", token));
        }
    })
}

/// The regular expression that finds such a number in a text.
pub fn pattern(picture: &IntegerPicture) -> Result<String, Fault> {
    let is_upper = picture.case == Case::Upper;
    Ok(match &picture.primary {
        Primary::Letters => if is_upper { "[A-Z]+" } else { "[a-z]+" }.to_owned(),
        Primary::Roman => if is_upper { "[MDCLXVI]+" } else { "[mdclxvi]+" }.to_owned(),
        Primary::Words => {
            let known: Vec<String> = known_words().into_iter().map(|(word, _)| word).collect();
            format!("(?:{}|and|[\\-, ])+", known.join("|"))
        }
        Primary::Decimal(_) => {
            let n_digits = match picture.parse_width {
                Some(width) if width > 0 => format!("{{{width}}}"),
                _ => "+".to_owned(),
            };
            format!("[0-9]{n_digits}{}", if picture.ordinal { "(?:th|st|nd|rd)" } else { "" })
        }
        Primary::Sequence(token) => {
            return Err(Fault::new("D3130").show_text("value", token));
        }
    })
}

fn letters(text: &str, first: char) -> f64 {
    let first = f64::from(u32::from(first));
    text.chars().fold(0.0, |sum, c| sum * 26.0 + f64::from(u32::from(c)) - first + 1.0)
}

fn roman(text: &str) -> f64 {
    let (mut value, mut greatest) = (0.0, 1.0);
    for numeral in text.chars().rev() {
        let worth = match numeral {
            'M' => 1000.0,
            'D' => 500.0,
            'C' => 100.0,
            'L' => 50.0,
            'X' => 10.0,
            'V' => 5.0,
            'I' => 1.0,
            _ => return f64::NAN,
        };
        // A smaller numeral before a greater one is taken away.
        if worth < greatest {
            value -= worth;
        } else {
            greatest = worth;
            value += worth;
        }
    }
    value
}

fn words(text: &str) -> f64 {
    let text = replace(&replace(text, ", ", " "), " and ", " ");
    let known_words = known_words();
    let mut segments = vec![0.0];
    for word in text.split([' ', '\t', '\n', '\r', '\\', '-']) {
        let worth = known_words.iter().find(|(known, _)| known == word).map(|(_, worth)| *worth);
        let top: f64 = segments.pop().unwrap_or(0.0);
        match worth {
            Some(worth) if worth < 100.0 && top >= 1000.0 => segments.extend([top, worth]),
            Some(worth) if worth < 100.0 => segments.push(top + worth),
            Some(worth) => segments.push(top * worth),
            None => segments.push(f64::NAN),
        }
    }
    segments.iter().sum()
}

/// The words of numbers with their worth, lowercase.
fn known_words() -> Vec<(String, f64)> {
    let mut known = Vec::new();
    let mut add = |word: &str, ending: &str, worth: f64| {
        known.push((word.to_lowercase() + ending, worth));
    };
    for words in [FEW, ORDINALS] {
        for (worth, word) in words.iter().enumerate() {
            add(word, "", worth as f64);
        }
    }
    for (index, word) in DECADES.iter().enumerate() {
        let worth = (index as f64 + 2.0) * 10.0;
        add(word, "", worth);
        add(&word[..word.len() - 1], "ieth", worth);
    }
    add("hundred", "th", 100.0);
    for (index, word) in MAGNITUDES.iter().enumerate() {
        let worth = 1000f64.powi(index as i32 + 1);
        add(word, "", worth);
        add(word, "th", worth);
    }
    known
}

fn digits(text: &str, decimal: &Decimal, ordinal: bool) -> f64 {
    let n_chars = text.chars().count();
    let kept = if ordinal { n_chars.saturating_sub(2) } else { n_chars };
    let is_separator = |c: &char| match &decimal.grouping {
        Grouping::Regular { .. } => *c == ',',
        Grouping::Listed(separators) => separators.iter().any(|(_, separator)| separator == c),
    };
    let digits = text.chars().take(kept).filter(|c| !is_separator(c)).map(|c| {
        let shifted = u32::from(c).wrapping_sub(decimal.zero).wrapping_add(0x30);
        char::from_u32(shifted).unwrap_or(c)
    });
    leading_integer(&digits.collect::<String>())
}

/// The integer that a text begins with, as `parseInt` reads it.
pub fn leading_integer(text: &str) -> f64 {
    let text = text.trim_start();
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let length = unsigned.bytes().take_while(u8::is_ascii_digit).count();
    let value = unsigned[..length].parse().unwrap_or(f64::NAN);
    if text.starts_with('-') { -value } else { value }
}
