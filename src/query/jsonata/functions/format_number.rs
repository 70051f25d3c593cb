//! `$formatNumber`: pictures such as `#,##0.00`, as XPath's format-number has them.

use super::integer_picture::regular;
use super::{Scope, take};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::number::{round_half_even, to_fixed};
use crate::query::jsonata::value::Value;

pub fn format_number(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [value, picture, options] = take(arguments);
    let (Some(value), Value::String(picture)) = (value.as_f64(), &picture) else {
        return Ok(Value::Undefined);
    };
    let symbols = Symbols::new(&options);
    let pictures: Vec<&str> = picture.split(&*symbols.pattern_separator).collect();
    if pictures.len() > 2 {
        return Err(Fault::new("D3080"));
    }
    let mut formats = Vec::new();
    for picture in pictures {
        let parts = Parts::of(picture, &symbols);
        parts.check(&symbols)?;
        formats.push(Format::of(&parts, &symbols));
    }
    if formats.len() == 1 {
        let mut negative = formats[0].clone();
        negative.prefix = format!("{}{}", symbols.minus_sign, negative.prefix);
        formats.push(negative);
    }
    let format = &formats[usize::from(value < 0.0 || value.is_nan())];
    Ok(Value::string(format.apply(value, &symbols)))
}

/// The characters that have a meaning in a picture, and those that are written.
struct Symbols {
    decimal_separator: String,
    grouping_separator: String,
    exponent_separator: String,
    minus_sign: String,
    percent: String,
    per_mille: String,
    zero: char,
    digit: String,
    pattern_separator: String,
}

impl Symbols {
    fn new(options: &Value) -> Symbols {
        let option = |name: &str, default: &str| match options {
            Value::Object(options) => match options.get(name) {
                Some(Value::String(text)) => text.to_string(),
                _ => default.to_owned(),
            },
            _ => default.to_owned(),
        };
        Symbols {
            decimal_separator: option("decimal-separator", "."),
            grouping_separator: option("grouping-separator", ","),
            exponent_separator: option("exponent-separator", "e"),
            minus_sign: option("minus-sign", "-"),
            percent: option("percent", "%"),
            per_mille: option("per-mille", "\u{2030}"),
            zero: option("zero-digit", "0").chars().next().unwrap_or('0'),
            digit: option("digit", "#"),
            pattern_separator: option("pattern-separator", ";"),
        }
    }

    fn is_decimal_digit(&self, c: char) -> bool {
        u32::from(c).checked_sub(u32::from(self.zero)).is_some_and(|digit| digit < 10)
    }

    fn is_any_digit(&self, c: char) -> bool {
        self.is_decimal_digit(c) || is(&self.digit, c)
    }

    fn is_active(&self, c: char) -> bool {
        self.is_any_digit(c)
            || is(&self.decimal_separator, c)
            || is(&self.exponent_separator, c)
            || is(&self.grouping_separator, c)
            || is(&self.pattern_separator, c)
    }

    fn digit(&self, ascii: char) -> char {
        let value = ascii.to_digit(10).unwrap_or(0);
        char::from_u32(u32::from(self.zero) + value).unwrap_or(ascii)
    }
}

fn is(symbol: &str, c: char) -> bool {
    let mut chars = symbol.chars();
    chars.next() == Some(c) && chars.next().is_none()
}

/// A picture cut into its parts.
struct Parts<'a> {
    picture: &'a str,
    prefix: &'a str,
    suffix: &'a str,
    active: &'a str,
    mantissa: &'a str,
    exponent: Option<&'a str>,
    integer: &'a str,
    fraction: &'a str,
}

impl<'a> Parts<'a> {
    fn of(picture: &'a str, symbols: &Symbols) -> Parts<'a> {
        let begins = |c: char| symbols.is_active(c) && !is(&symbols.exponent_separator, c);
        let first = picture.find(begins).unwrap_or(0);
        let last = picture.rfind(begins);
        let end = last.map_or(picture.len(), |last| {
            last + picture[last..].chars().next().map_or(0, char::len_utf8)
        });
        let (prefix, suffix) = (&picture[..first], &picture[end..]);
        let active = &picture[first..end];
        let (mantissa, exponent) = match active.split_once(&*symbols.exponent_separator) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (active, None),
        };
        let (integer, fraction) =
            mantissa.split_once(&*symbols.decimal_separator).unwrap_or((mantissa, suffix));
        Parts { picture, prefix, suffix, active, mantissa, exponent, integer, fraction }
    }

    /// The last of the rules that is broken, as JSONata reports it.
    fn check(&self, symbols: &Symbols) -> Result<(), Fault> {
        let picture = self.picture;
        let twice = |symbol: &str| picture.find(symbol) != picture.rfind(symbol);
        let has = |symbol: &str| picture.contains(symbol);
        let group = &*symbols.grouping_separator;
        let point = &*symbols.decimal_separator;
        let is_digit = |c: char| symbols.is_decimal_digit(c);
        let optional = &*symbols.digit;
        let digits_before_optional =
            self.integer.split_once(optional).is_some_and(|(before, _)| before.contains(is_digit));
        let digits_after_optional =
            self.fraction.rsplit_once(optional).is_some_and(|(_, after)| after.contains(is_digit));
        let scales = has(&symbols.percent) || has(&symbols.per_mille);
        let exponent = self.exponent;
        let rules = [
            ("D3081", twice(point)),
            ("D3082", twice(&symbols.percent)),
            ("D3083", twice(&symbols.per_mille)),
            ("D3084", has(&symbols.percent) && has(&symbols.per_mille)),
            ("D3085", !self.mantissa.contains(|c: char| symbols.is_any_digit(c))),
            ("D3086", self.active.contains(|c: char| !symbols.is_active(c))),
            ("D3087", has(&format!("{group}{point}")) || has(&format!("{point}{group}"))),
            ("D3088", !has(point) && self.integer.ends_with(group)),
            ("D3089", has(&format!("{group}{group}"))),
            ("D3090", digits_before_optional),
            ("D3091", digits_after_optional),
            ("D3092", exponent.is_some_and(|exponent| !exponent.is_empty()) && scales),
            (
                "D3093",
                exponent.is_some_and(|exponent| {
                    exponent.is_empty() || exponent.contains(|c: char| !is_digit(c))
                }),
            ),
        ];
        match rules.iter().rfind(|(_, is_broken)| *is_broken) {
            Some((code, _)) => Err(Fault::new(code)),
            None => Ok(()),
        }
    }
}

/// What a picture says about a number.
#[derive(Clone)]
struct Format {
    prefix: String,
    suffix: String,
    factor: f64,
    has_point: bool,
    /// Digits to the right of every separator of the integer part.
    integer_groups: Vec<usize>,
    regular_group: Option<usize>,
    /// Digits to the left of every separator of the fraction.
    fraction_groups: Vec<usize>,
    min_integer: usize,
    scaling: usize,
    min_fraction: usize,
    max_fraction: usize,
    min_exponent: usize,
}

impl Format {
    fn of(parts: &Parts, symbols: &Symbols) -> Format {
        let n_digits = |text: &str| text.chars().filter(|c| symbols.is_any_digit(*c)).count();
        let n_decimal = |text: &str| text.chars().filter(|c| symbols.is_decimal_digit(*c)).count();
        let group = &*symbols.grouping_separator;
        let places = |text: &str| text.match_indices(group).map(|(at, _)| at).collect::<Vec<_>>();
        let integer_groups: Vec<usize> =
            places(parts.integer).iter().map(|at| n_digits(&parts.integer[*at..])).collect();
        let fraction_groups =
            places(parts.fraction).iter().map(|at| n_digits(&parts.fraction[..*at])).collect();
        let mut min_integer = n_decimal(parts.integer);
        let scaling = min_integer;
        let mut min_fraction = n_decimal(parts.fraction);
        let mut max_fraction = n_digits(parts.fraction);
        if min_integer == 0 && max_fraction == 0 {
            if parts.exponent.is_some() {
                (min_fraction, max_fraction) = (1, 1);
            } else {
                min_integer = 1;
            }
        }
        if parts.exponent.is_some() && min_integer == 0 && parts.integer.contains(&*symbols.digit) {
            min_integer = 1;
        }
        if min_integer == 0 && min_fraction == 0 {
            min_fraction = 1;
        }
        let factor = if parts.picture.contains(&*symbols.percent) {
            100.0
        } else if parts.picture.contains(&*symbols.per_mille) {
            1000.0
        } else {
            1.0
        };
        Format {
            prefix: parts.prefix.to_owned(),
            suffix: parts.suffix.to_owned(),
            factor,
            has_point: parts.picture.contains(&*symbols.decimal_separator),
            regular_group: regular(&integer_groups),
            integer_groups,
            fraction_groups,
            min_integer,
            scaling,
            min_fraction,
            max_fraction,
            min_exponent: parts.exponent.map_or(0, n_decimal),
        }
    }

    fn apply(&self, value: f64, symbols: &Symbols) -> String {
        let mut mantissa = value * self.factor;
        let mut exponent = None;
        if self.min_exponent > 0 {
            let scaled;
            (mantissa, scaled) = self.scale(mantissa);
            exponent = Some(scaled);
        }
        let decimals = self.max_fraction.min(100);
        let rounded = round_half_even(mantissa, i32::try_from(decimals).unwrap_or(100));
        let fixed = to_fixed(rounded.abs(), decimals);
        let (integer, fraction) = fixed.split_once('.').unwrap_or((&fixed, ""));
        let integer = integer.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let missing = self.min_integer.saturating_sub(integer.len());
        let integer: Vec<char> = format!("{}{integer}", "0".repeat(missing)).chars().collect();
        let missing = self.min_fraction.saturating_sub(fraction.len());
        let fraction: Vec<char> = format!("{fraction}{}", "0".repeat(missing)).chars().collect();
        let mut text = self.prefix.clone();
        let n_integer = integer.len();
        for (index, digit) in integer.into_iter().enumerate() {
            let to_the_right = n_integer - index;
            if index > 0 && self.separates(to_the_right) {
                text.push_str(&symbols.grouping_separator);
            }
            text.push(symbols.digit(digit));
        }
        if self.has_point && !fraction.is_empty() {
            text.push_str(&symbols.decimal_separator);
            for (index, digit) in fraction.into_iter().enumerate() {
                if index > 0 && self.fraction_groups.contains(&index) {
                    text.push_str(&symbols.grouping_separator);
                }
                text.push(symbols.digit(digit));
            }
        }
        if let Some(exponent) = exponent {
            text.push_str(&symbols.exponent_separator);
            if exponent < 0 {
                text.push_str(&symbols.minus_sign);
            }
            let digits = format!("{:0>width$}", exponent.abs(), width = self.min_exponent);
            text.extend(digits.chars().map(|digit| symbols.digit(digit)));
        }
        text.push_str(&self.suffix);
        text
    }

    fn separates(&self, digits_to_the_right: usize) -> bool {
        match self.regular_group {
            Some(every) => digits_to_the_right.is_multiple_of(every),
            None => self.integer_groups.contains(&digits_to_the_right),
        }
    }

    /// The mantissa with as many integer digits as the picture has, and its power of ten.
    fn scale(&self, mut mantissa: f64) -> (f64, i32) {
        let scaling = i32::try_from(self.scaling).unwrap_or(i32::MAX);
        let (max, min) = (10f64.powi(scaling), 10f64.powi(scaling - 1));
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
}
