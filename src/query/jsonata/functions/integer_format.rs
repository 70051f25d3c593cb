//! `$formatInteger`: integers as digits, letters, Roman numerals or English words.

use super::integer_picture::{Case, Decimal, Grouping, IntegerPicture, Primary};
use super::{Scope, take};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::number;
use crate::query::jsonata::value::Value;

pub const FEW: [&str; 20] = [
    "Zero",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
    "Thirteen",
    "Fourteen",
    "Fifteen",
    "Sixteen",
    "Seventeen",
    "Eighteen",
    "Nineteen",
];
pub const ORDINALS: [&str; 20] = [
    "Zeroth",
    "First",
    "Second",
    "Third",
    "Fourth",
    "Fifth",
    "Sixth",
    "Seventh",
    "Eighth",
    "Ninth",
    "Tenth",
    "Eleventh",
    "Twelfth",
    "Thirteenth",
    "Fourteenth",
    "Fifteenth",
    "Sixteenth",
    "Seventeenth",
    "Eighteenth",
    "Nineteenth",
];
pub const DECADES: [&str; 9] =
    ["Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety", "Hundred"];
pub const MAGNITUDES: [&str; 4] = ["Thousand", "Million", "Billion", "Trillion"];
const ROMAN: [(f64, &str); 13] = [
    (1000.0, "m"),
    (900.0, "cm"),
    (500.0, "d"),
    (400.0, "cd"),
    (100.0, "c"),
    (90.0, "xc"),
    (50.0, "l"),
    (40.0, "xl"),
    (10.0, "x"),
    (9.0, "ix"),
    (5.0, "v"),
    (4.0, "iv"),
    (1.0, "i"),
];
/// Beyond this a Roman numeral is only a row of M.
const ROMAN_MAX: f64 = 1e7;

pub fn format_integer(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [value, picture] = take(arguments);
    let (Some(value), Value::String(picture)) = (value.as_f64(), &picture) else {
        return Ok(Value::Undefined);
    };
    let picture = IntegerPicture::parse(picture)?;
    format(value.floor(), &picture).map(Value::string)
}

pub fn format(value: f64, picture: &IntegerPicture) -> Result<String, Fault> {
    let magnitude = value.abs();
    let text = match &picture.primary {
        Primary::Letters => {
            letters(magnitude, if picture.case == Case::Upper { b'A' } else { b'a' })
        }
        Primary::Roman if magnitude > ROMAN_MAX => number::to_text(magnitude),
        Primary::Roman => cased(roman(magnitude), picture.case),
        Primary::Words => cased(words(magnitude, picture.ordinal), picture.case),
        Primary::Decimal(decimal) => digits(magnitude, decimal, picture.ordinal),
        Primary::Sequence(token) => {
            return Err(Fault::new("D3130").show_text("value", token));
        }
    };
    Ok(if value < 0.0 { format!("-{text}") } else { text })
}

fn cased(text: String, case: Case) -> String {
    match case {
        Case::Upper => text.to_uppercase(),
        Case::Lower => text.to_lowercase(),
        Case::Title => text,
    }
}

fn letters(mut value: f64, first: u8) -> String {
    let mut letters = Vec::new();
    while value > 0.0 {
        letters.push(char::from(first + ((value - 1.0) % 26.0) as u8));
        value = ((value - 1.0) / 26.0).floor();
    }
    letters.iter().rev().collect()
}

fn roman(mut value: f64) -> String {
    let mut text = String::new();
    for (worth, numeral) in ROMAN {
        while value >= worth {
            text.push_str(numeral);
            value -= worth;
        }
    }
    text
}

fn words(value: f64, ordinal: bool) -> String {
    let mut text = String::new();
    add_words(value, Joint::None, ordinal, &mut text);
    text
}

/// What joins a number to the words before it.
#[derive(Clone, Copy, PartialEq)]
enum Joint {
    None,
    After,
}

fn add_words(value: f64, joint: Joint, ordinal: bool, text: &mut String) {
    let follows = joint == Joint::After;
    let small = value as usize;
    if value <= 19.0 {
        text.push_str(if follows { " and " } else { "" });
        text.push_str(if ordinal { ORDINALS[small] } else { FEW[small] });
    } else if value < 100.0 {
        text.push_str(if follows { " and " } else { "" });
        text.push_str(DECADES[small / 10 - 2]);
        if !small.is_multiple_of(10) {
            text.push('-');
            add_words((small % 10) as f64, Joint::None, ordinal, text);
        } else if ordinal {
            text.pop();
            text.push_str("ieth");
        }
    } else if value < 1000.0 {
        text.push_str(if follows { ", " } else { "" });
        text.push_str(FEW[small / 100]);
        text.push_str(" Hundred");
        add_rest((small % 100) as f64, ordinal, text);
    } else {
        let worth = |magnitude: usize| 1000f64.powi(magnitude as i32);
        let fits = |magnitude: &usize| value >= worth(*magnitude);
        let magnitude = (1..=MAGNITUDES.len()).rev().find(fits).unwrap_or(1);
        let factor = worth(magnitude);
        let mantissa = (value / factor).floor();
        text.push_str(if follows { ", " } else { "" });
        if text.len() > 10_000 || !mantissa.is_finite() {
            return;
        }
        add_words(mantissa, Joint::None, false, text);
        text.push(' ');
        text.push_str(MAGNITUDES[magnitude - 1]);
        add_rest(value - mantissa * factor, ordinal, text);
    }
}

fn add_rest(rest: f64, ordinal: bool, text: &mut String) {
    if rest > 0.0 {
        add_words(rest, Joint::After, ordinal, text);
    } else if ordinal {
        text.push_str("th");
    }
}

fn digits(value: f64, decimal: &Decimal, ordinal: bool) -> String {
    let plain = number::to_text(value);
    let mut digits: Vec<char> =
        format!("{plain:0>width$}", width = decimal.mandatory_digits).chars().collect();
    if decimal.zero != u32::from('0') {
        for digit in &mut digits {
            let shifted = u32::from(*digit).wrapping_add(decimal.zero).wrapping_sub(0x30);
            *digit = char::from_u32(shifted).unwrap_or(*digit);
        }
    }
    match &decimal.grouping {
        Grouping::Regular { every, separator } => {
            for n in (1..=digits.len().saturating_sub(1) / every).rev() {
                digits.insert(digits.len() - n * every, *separator);
            }
        }
        Grouping::Listed(separators) => {
            for (place, separator) in separators.iter().rev() {
                // Of a number that ends before the place, the reference keeps as many digits as the
                // place is in front of it.
                let n_missing = place.saturating_sub(digits.len());
                if n_missing > 0 {
                    digits.drain(..digits.len().saturating_sub(n_missing));
                }
                digits.insert(digits.len().saturating_sub(*place), *separator);
            }
        }
    }
    let mut text: String = digits.iter().collect();
    if ordinal {
        let is_teen = digits.len() > 1 && digits[digits.len() - 2] == '1';
        text.push_str(match digits.last() {
            Some('1') if !is_teen => "st",
            Some('2') if !is_teen => "nd",
            Some('3') if !is_teen => "rd",
            _ => "th",
        });
    }
    text
}
