//! `$formatNumber`: pictures such as `#,##0.00`, as XPath's format-number has them, and as the
//! reference reads and fills them where XPath would have it otherwise.

use super::integer_picture::regular;
use super::string::coerced;
use super::{Scope, take};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::number::{round_half_even, to_fixed};
use crate::query::jsonata::value::Value;

pub fn format_number(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [value, picture, options] = take(arguments);
    let (Some(value), Value::String(picture)) = (value.as_f64(), &picture) else {
        return Ok(Value::Undefined);
    };
    let symbols = Symbols::new(&options);
    let picture: Vec<char> = picture.chars().collect();
    // A separator is put between digits by moving all behind it.
    scope.evaluator.step((picture.len() as u64).pow(2) / 64)?;
    let separator = &symbols.pattern_separator[..];
    let (positive, negative) = match find(&picture, separator) {
        Some(at) if !separator.is_empty() => {
            (&picture[..at], Some(&picture[at + separator.len()..]))
        }
        _ => (&picture[..], None),
    };
    if negative.is_some_and(|negative| find(negative, separator).is_some()) {
        return Err(Fault::new("D3080"));
    }
    let positive = Picture::read(positive, &symbols)?;
    let negative = negative.map(|negative| Picture::read(negative, &symbols)).transpose()?;
    let mut text = String::new();
    match negative {
        _ if value >= 0.0 => positive.fill(value, &symbols, &mut text),
        Some(negative) => negative.fill(value, &symbols, &mut text),
        None => {
            text.extend(&symbols.minus_sign);
            positive.fill(value, &symbols, &mut text);
        }
    }
    Ok(Value::string(text))
}

/// The characters that have a meaning in a picture, and those that are written.
struct Symbols {
    decimal_separator: Vec<char>,
    grouping_separator: Vec<char>,
    exponent_separator: Vec<char>,
    minus_sign: Vec<char>,
    percent: Vec<char>,
    per_mille: Vec<char>,
    zero: char,
    digit: Vec<char>,
    pattern_separator: Vec<char>,
}

impl Symbols {
    fn new(options: &Value) -> Symbols {
        let option = |name: &str, default: char| {
            let Value::Object(options) = options else { return vec![default] };
            let text = options.get(name).and_then(|value| coerced(&value));
            text.map_or(vec![default], |text| text.chars().collect())
        };
        Symbols {
            decimal_separator: option("decimal-separator", '.'),
            grouping_separator: option("grouping-separator", ','),
            exponent_separator: option("exponent-separator", 'e'),
            minus_sign: option("minus-sign", '-'),
            percent: option("percent", '%'),
            per_mille: option("per-mille", '\u{2030}'),
            zero: option("zero-digit", '0').first().copied().unwrap_or('0'),
            digit: option("digit", '#'),
            pattern_separator: option("pattern-separator", ';'),
        }
    }

    fn is_decimal_digit(&self, c: char) -> bool {
        u32::from(c).checked_sub(u32::from(self.zero)).is_some_and(|digit| digit < 10)
    }

    fn is_any_digit(&self, c: char) -> bool {
        self.is_decimal_digit(c) || self.digit == [c]
    }

    fn is_active(&self, c: char) -> bool {
        let separators =
            [&self.decimal_separator, &self.grouping_separator, &self.pattern_separator];
        self.is_any_digit(c) || separators.iter().any(|separator| **separator == [c])
    }

    fn n_decimal_digits(&self, text: &[char]) -> usize {
        text.iter().filter(|c| self.is_decimal_digit(**c)).count()
    }

    fn n_digits(&self, text: &[char]) -> usize {
        text.iter().filter(|c| self.is_any_digit(**c)).count()
    }

    /// How many digits there are from each grouping separator of the integer part on.
    fn integer_groups(&self, integer: &[char]) -> Vec<usize> {
        let separator = &self.grouping_separator[..];
        let places = (0..integer.len()).filter(|at| integer[*at..].starts_with(separator));
        places.map(|at| self.n_digits(&integer[at..])).collect()
    }

    /// How many digits there are before each grouping separator of the fraction. The reference
    /// looks for all but the first of them in the integer part.
    fn fraction_groups(&self, fraction: &[char], integer: &[char]) -> Vec<usize> {
        let separator = &self.grouping_separator[..];
        let Some(first) = find(fraction, separator) else { return Vec::new() };
        let further = first + 1..integer.len();
        let further = further.filter(|at| integer[*at..].starts_with(separator));
        let before = |at: usize| self.n_digits(&fraction[..at.min(fraction.len())]);
        [first].into_iter().chain(further).map(before).collect()
    }

    /// Writes what a picture was filled with: `.`, `,` and digits by their symbols.
    fn write(&self, filled: &[char], text: &mut String) {
        for c in filled {
            match c {
                '.' => text.extend(&self.decimal_separator),
                ',' => text.extend(&self.grouping_separator),
                '0'..='9' => {
                    let digit = u32::from(self.zero) + (u32::from(*c) - u32::from('0'));
                    text.push(char::from_u32(digit).unwrap_or(*c));
                }
                other => text.push(*other),
            }
        }
    }
}

fn find(text: &[char], symbol: &[char]) -> Option<usize> {
    (0..=text.len()).find(|at| text[*at..].starts_with(symbol))
}

fn find_last(text: &[char], symbol: &[char]) -> Option<usize> {
    (0..=text.len()).rev().find(|at| text[*at..].starts_with(symbol))
}

/// A picture cut into its parts.
struct Picture<'a> {
    whole: &'a [char],
    prefix: &'a [char],
    suffix: &'a [char],
    active: &'a [char],
    mantissa: &'a [char],
    exponent: Option<&'a [char]>,
    integer: &'a [char],
    fraction: &'a [char],
}

impl<'a> Picture<'a> {
    fn read(whole: &'a [char], symbols: &Symbols) -> Result<Picture<'a>, Fault> {
        let is_exponent_separator = |c: char| symbols.exponent_separator == [c];
        let begins = |c: &char| symbols.is_active(*c) && !is_exponent_separator(*c);
        let first = whole.iter().position(begins).unwrap_or(0);
        let end = whole.iter().rposition(begins).map_or(whole.len(), |last| last + 1);
        let (prefix, active, suffix) = (&whole[..first], &whole[first..end], &whole[end..]);
        // Counted from the picture's start, as the reference does, not from the active part's.
        let exponent_at = find(&whole[first..], &symbols.exponent_separator)
            .map(|at| first + at)
            .filter(|at| *at <= end);
        let (mantissa, exponent) = match exponent_at {
            Some(at) => {
                (active.get(..at).unwrap_or(active), Some(active.get(at + 1..).unwrap_or_default()))
            }
            None => (active, None),
        };
        let (integer, fraction) = match find(mantissa, &symbols.decimal_separator) {
            Some(at) => (&mantissa[..at], mantissa.get(at + 1..).unwrap_or_default()),
            None => (mantissa, suffix),
        };
        let picture =
            Picture { whole, prefix, suffix, active, mantissa, exponent, integer, fraction };
        picture.check(symbols).map(|()| picture)
    }

    /// The last of the rules that is broken, as JSONata reports it.
    fn check(&self, symbols: &Symbols) -> Result<(), Fault> {
        let whole = self.whole;
        let has = |symbol: &[char]| find(whole, symbol).is_some();
        let twice = |symbol: &[char]| find(whole, symbol) != find_last(whole, symbol);
        let is_group = |c: Option<&char>| c.is_some_and(|c| symbols.grouping_separator == [*c]);
        let has_digit = |text: &[char]| symbols.n_decimal_digits(text) > 0;
        let point = find(whole, &symbols.decimal_separator);
        let beside_point = |at: usize| {
            is_group(at.checked_sub(1).and_then(|before| whole.get(before)))
                || is_group(whole.get(at + 1))
        };
        let is_active = |c: &char| symbols.is_active(*c) || symbols.exponent_separator == [*c];
        let scales = has(&symbols.percent) || has(&symbols.per_mille);
        let exponent = self.exponent;
        let rules = [
            ("D3081", twice(&symbols.decimal_separator)),
            ("D3082", twice(&symbols.percent)),
            ("D3083", twice(&symbols.per_mille)),
            ("D3084", has(&symbols.percent) && has(&symbols.per_mille)),
            ("D3085", symbols.n_digits(self.mantissa) == 0),
            ("D3086", !self.active.iter().all(is_active)),
            ("D3087", point.is_some_and(beside_point)),
            ("D3088", point.is_none() && is_group(self.integer.last())),
            ("D3089", has(&symbols.grouping_separator.repeat(2))),
            (
                "D3090",
                find(self.integer, &symbols.digit).is_some_and(|at| has_digit(&self.integer[..at])),
            ),
            (
                "D3091",
                find_last(self.fraction, &symbols.digit)
                    .is_some_and(|at| has_digit(&self.fraction[at..])),
            ),
            ("D3092", exponent.is_some_and(|exponent| !exponent.is_empty()) && scales),
            (
                "D3093",
                exponent.is_some_and(|exponent| {
                    exponent.is_empty() || symbols.n_decimal_digits(exponent) < exponent.len()
                }),
            ),
        ];
        match rules.iter().rfind(|(_, is_broken)| *is_broken) {
            Some((code, _)) => Err(Fault::new(code)),
            None => Ok(()),
        }
    }

    fn fill(&self, value: f64, symbols: &Symbols, text: &mut String) {
        let n_integer = symbols.n_decimal_digits(self.integer);
        let (mut min_integer, mut min_fraction) =
            (n_integer, symbols.n_decimal_digits(self.fraction));
        let mut max_fraction = symbols.n_digits(self.fraction);
        if min_integer == 0 && max_fraction == 0 {
            if self.exponent.is_some() {
                (min_fraction, max_fraction) = (1, 1);
            } else {
                min_integer = 1;
            }
        }
        let has_optional = find(self.integer, &symbols.digit).is_some();
        if self.exponent.is_some() && min_integer == 0 && has_optional {
            min_integer = 1;
        }
        if min_integer == 0 && min_fraction == 0 {
            min_fraction = 1;
        }
        let factor = if find(self.whole, &symbols.percent).is_some() {
            100.0
        } else if find(self.whole, &symbols.per_mille).is_some() {
            1000.0
        } else {
            1.0
        };
        let min_exponent = self.exponent.map_or(0, |exponent| symbols.n_decimal_digits(exponent));
        let (mut mantissa, mut exponent) = (value * factor, 0);
        if min_exponent > 0 {
            (mantissa, exponent) = scale(mantissa, n_integer);
        }
        let decimals = max_fraction.min(100);
        let rounded = round_half_even(mantissa, i32::try_from(decimals).unwrap_or(100));
        let mut filled: Vec<char> = to_fixed(rounded.abs(), decimals).chars().collect();
        if !filled.contains(&'.') {
            filled.push('.');
        }
        let n_zeros = filled.iter().take_while(|c| **c == '0').count();
        filled.drain(..n_zeros);
        while filled.last() == Some(&'0') {
            filled.pop();
        }
        let missing = min_integer.saturating_sub(point_of(&filled));
        filled = ['0'].repeat(missing).into_iter().chain(filled).collect();
        let n_all = (point_of(&filled) + 1 + min_fraction).max(filled.len());
        filled.resize(n_all, '0');
        self.separate(symbols, &mut filled);
        let has_point = find(self.whole, &symbols.decimal_separator).is_some();
        if !has_point || filled.last() == Some(&'.') {
            filled.pop();
        }
        text.extend(self.prefix);
        symbols.write(&filled, text);
        if min_exponent > 0 {
            text.extend(&symbols.exponent_separator);
            if exponent < 0 {
                text.extend(&symbols.minus_sign);
            }
            let digits = format!("{:0>width$}", exponent.abs(), width = min_exponent);
            symbols.write(&digits.chars().collect::<Vec<_>>(), text);
        }
        text.extend(self.suffix);
    }

    /// Puts grouping separators between the digits.
    fn separate(&self, symbols: &Symbols, filled: &mut Vec<char>) {
        let groups = symbols.integer_groups(self.integer);
        let mut point = point_of(filled);
        if let Some(every) = regular(&groups) {
            for group in 1..=point.saturating_sub(1) / every {
                filled.insert(point - group * every, ',');
            }
        } else {
            for to_the_right in groups {
                // A place before the first digit is counted from the end, as JavaScript slices.
                let from_end = || (filled.len() + point).saturating_sub(to_the_right);
                let at = point.checked_sub(to_the_right).unwrap_or_else(from_end);
                filled.insert(at, ',');
                point += 1;
            }
        }
        let start = point_of(filled) + 1;
        for before in symbols.fraction_groups(self.fraction, self.integer) {
            filled.insert((start + before).min(filled.len()), ',');
        }
    }
}

fn point_of(filled: &[char]) -> usize {
    filled.iter().position(|c| *c == '.').unwrap_or(filled.len())
}

/// The mantissa with so many integer digits, and its power of ten.
fn scale(mut mantissa: f64, n_digits: usize) -> (f64, i32) {
    let n_digits = i32::try_from(n_digits).unwrap_or(i32::MAX);
    let (max, min) = (10f64.powi(n_digits), 10f64.powi(n_digits - 1));
    let mut exponent = 0;
    if mantissa != 0.0 && mantissa.is_finite() {
        while mantissa.abs() < min {
            mantissa *= 10.0;
            exponent -= 1;
        }
        while mantissa.abs() > max {
            mantissa /= 10.0;
            exponent += 1;
        }
    }
    (mantissa, exponent)
}
