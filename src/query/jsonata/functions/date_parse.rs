//! `$toMillis`: instants out of text, in ISO 8601 or by a picture.

use super::date_format::{Date, MILLIS_MAX, MS_PER_DAY, days_from_civil};
use super::date_picture::{DAYS, MONTHS, Marker, Part, parse};
use super::integer_parse::{self, leading_integer};
use super::integer_picture::{Decimal, Grouping};
use super::{Scope, take};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::regex::Regex;
use crate::query::jsonata::text::{cut, is_among};
use crate::query::jsonata::value::Value;

pub fn to_millis(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [text, picture] = take(arguments);
    let Value::String(text) = text else { return Ok(Value::Undefined) };
    let Value::String(picture) = picture else {
        let millis =
            iso_8601(&text).ok_or_else(|| Fault::new("D3110").show_text("value", &text))?;
        return Ok(Value::number(millis));
    };
    Ok(by_picture(scope, &text, &picture)?.map_or(Value::Undefined, Value::number))
}

/// `2018`, `2018-02-01`, `2018-02-01T09:42:13.123+0000` and what lies between; `None` for another
/// form, NaN for a date that does not exist.
fn iso_8601(text: &str) -> Option<f64> {
    let mut rest = Reader(text.as_bytes());
    let year = rest.digits(4)?;
    let (mut month, mut day) = (1.0, 1.0);
    let mut has_time = false;
    if let Some(value) = rest.after(b"-", |rest| rest.digits(2)) {
        month = value;
        if let Some(value) = rest.after(b"-", |rest| rest.digits(2)) {
            day = value;
        }
    }
    let mut time = 0.0;
    let clock = |rest: &mut Reader| {
        let hour = rest.digits(2)?;
        let minute = rest.after(b":", |rest| rest.digits(2))?;
        let second = rest.after(b":", |rest| rest.digits(2))?;
        Some((hour, minute, second))
    };
    let mut exists = (1.0..=12.0).contains(&month) && (1.0..=31.0).contains(&day);
    if let Some((hour, minute, second)) = rest.after(b"T", clock) {
        has_time = true;
        exists &= minute < 60.0 && second < 60.0;
        exists &= hour < 24.0 || (hour == 24.0 && minute == 0.0 && second == 0.0);
        time = (hour * 60.0 + minute) * 60_000.0 + second * 1000.0;
    }
    if let Some(fraction) = rest.after(b".", Reader::fraction) {
        exists &= has_time;
        time += fraction;
    }
    let zone = |sign: f64| {
        move |rest: &mut Reader| {
            let hours = rest.digits(2)?;
            rest.after(b":", |_| Some(()));
            Some(sign * (hours * 60.0 + rest.digits(2)?))
        }
    };
    if rest.0 == b"Z" {
        rest.0 = b"";
    } else if let Some(minutes) =
        rest.after(b"+", zone(1.0)).or_else(|| rest.after(b"-", zone(-1.0)))
    {
        exists &= has_time;
        time -= minutes * 60_000.0;
    }
    if !rest.0.is_empty() {
        return None;
    }
    let millis = days_from_civil(year, month, day) * MS_PER_DAY + time;
    Some(if exists { millis } else { f64::NAN })
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    /// What follows the sign, if both are there; otherwise nothing is taken.
    fn after<T>(&mut self, sign: &[u8], read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.0;
        self.0 = start.strip_prefix(sign)?;
        let result = read(self);
        if result.is_none() {
            self.0 = start;
        }
        result
    }

    fn digits(&mut self, count: usize) -> Option<f64> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        let is_number = digits.iter().all(u8::is_ascii_digit);
        let place = |sum: f64, digit: &u8| sum * 10.0 + f64::from(digit.wrapping_sub(b'0'));
        let value = digits.iter().fold(0.0, place);
        is_number.then(|| {
            self.0 = rest;
            value
        })
    }

    /// Milliseconds out of a fraction's digits; those past the third are cut off.
    fn fraction(&mut self) -> Option<f64> {
        let count = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        let worth =
            |(place, digit): (usize, &u8)| f64::from(digit - b'0') * [100.0, 10.0, 1.0][place];
        (count > 0).then(|| digits.iter().take(3).enumerate().map(worth).sum())
    }
}

/// What was read, by component.
#[derive(Default)]
struct Components(Vec<(char, f64)>);

impl Components {
    fn get(&self, letter: char) -> Option<f64> {
        // What is read twice counts as it was read last.
        self.0.iter().rfind(|(own, _)| *own == letter).map(|(_, value)| *value)
    }

    fn set(&mut self, letter: char, value: f64) {
        self.0.push((letter, value));
    }

    fn has(&self, letter: char) -> bool {
        self.get(letter).is_some_and(|value| value != 0.0)
    }

    /// Which of a date's or time's components may be there and is, and no other.
    fn has_only(&self, letters: &str, all: &str) -> bool {
        all.chars().all(|letter| is_among(letters, letter) || !self.has(letter))
            && letters.chars().any(|letter| self.has(letter))
    }
}

fn by_picture(scope: &Scope, text: &str, picture: &str) -> Result<Option<f64>, Fault> {
    let parts = parse(picture)?;
    let mut pattern = String::from("^");
    for part in &parts {
        pattern.push('(');
        pattern.push_str(&part_pattern(part)?);
        pattern.push(')');
    }
    pattern.push('$');
    let regex = Regex::new(&pattern, "i")?;
    let chars: Vec<char> = text.chars().collect();
    let found = scope.evaluator.with_steps(|steps| regex.find(&chars, 0, steps))?;
    let Some(found) = found else { return Ok(None) };
    let mut components = Components::default();
    for (part, group) in parts.iter().zip(&found.groups) {
        if let (Part::Marker(marker), Some((start, end))) = (part, group) {
            let text: String = chars[*start..*end].iter().collect();
            if let Some(value) = read(marker, &text)? {
                components.set(marker.component, value);
            }
        }
    }
    if components.0.is_empty() {
        return Ok(None);
    }
    instant(components, scope.evaluator.environment.now.0 as f64).map(Some)
}

fn part_pattern(part: &Part) -> Result<String, Fault> {
    Ok(match part {
        Part::Literal(literal) => {
            let mut pattern = String::new();
            for c in literal.chars() {
                pattern.push_str(if is_among(".*+?^${}()|[]\\", c) { "\\" } else { "" });
                pattern.push(c);
            }
            pattern
        }
        Part::Marker(marker) => match (marker.component, &marker.format) {
            (component @ ('Z' | 'z'), format) => {
                let separator = format.as_ref().and_then(|f| f.decimal()).and_then(zone_separator);
                let minutes = separator.map_or(String::new(), |c| format!("{c}[0-9]+"));
                format!("{}[-+][0-9]+{minutes}", if component == 'z' { "GMT" } else { "" })
            }
            ('f', _) => "[0-9]+".to_owned(),
            (_, Some(format)) => integer_parse::pattern(format)?,
            ('M' | 'x' | 'F' | 'P', None) => "[a-zA-Z]+".to_owned(),
            (other, None) => {
                return Err(Fault::new("D3133").show_text("value", &other.to_string()));
            }
        },
    })
}

fn zone_separator(decimal: &Decimal) -> Option<char> {
    match decimal.grouping {
        Grouping::Regular { separator, .. } => Some(separator),
        Grouping::Listed(_) => None,
    }
}

/// The number that a part of the text stands for; `None` for an unknown name.
fn read(marker: &Marker, text: &str) -> Result<Option<f64>, Fault> {
    let named = |names: &[&str]| {
        let is_meant = |name: &&str| match marker.max_width {
            Some(width) if width > 0 => cut(name, width) == text,
            _ => *name == text,
        };
        names.iter().position(is_meant).map(|index| index as f64 + 1.0)
    };
    Ok(match (marker.component, &marker.format) {
        ('Z' | 'z', format) => {
            let text = text.get(if marker.component == 'z' { 3 } else { 0 }..).unwrap_or("");
            let separator = format.as_ref().and_then(|f| f.decimal()).and_then(zone_separator);
            let (hours, minutes) = match separator {
                Some(separator) => text.split_once(separator).unwrap_or((text, "0")),
                None if text.len() <= 3 => (text, "0"),
                None => text.split_at(3),
            };
            Some(leading_integer(hours) * 60.0 + leading_integer(minutes))
        }
        ('f', _) => {
            format!("0.{}", cut(text, 3)).parse::<f64>().ok().map(|fraction| fraction * 1000.0)
        }
        (_, Some(format)) => Some(integer_parse::parse(text, format)?),
        ('M' | 'x', None) => named(&MONTHS),
        ('F', None) => named(&DAYS),
        ('P', None) => match text {
            "am" | "AM" => Some(0.0),
            "pm" | "PM" => Some(1.0),
            _ => None,
        },
        _ => None,
    })
}

/// The instant that the components describe; what comes before the first of them is taken from
/// now, what comes after the last is zero, and a gap between them is an error.
fn instant(mut components: Components, now: f64) -> Result<f64, Fault> {
    let date_letters = "YXMxWwdD";
    let by_day_of_month = components.has_only("YMD", date_letters);
    let by_day_of_year = !by_day_of_month && components.has_only("Yd", date_letters);
    let by_week_of_month = components.has_only("XxwF", date_letters);
    let by_week = !by_week_of_month && components.has_only("XWF", date_letters);
    let by_half_day =
        !components.has_only("Hmsf", "PHhmsf") && components.has_only("Phmsf", "PHhmsf");
    let order = match () {
        () if by_day_of_year => "YD",
        () if by_week_of_month => "XxwF",
        () if by_week => "XWF",
        () => "YMD",
    };
    let times = if by_half_day { "Phmsf" } else { "Hmsf" };
    let (mut has_begun, mut has_ended) = (false, false);
    let today = Date::new(now);
    for letter in order.chars().chain(times.chars()) {
        if components.get(letter).is_some() {
            has_begun = true;
            if has_ended {
                return Err(Fault::new("D3136"));
            }
            continue;
        }
        has_ended |= has_begun;
        let value = match letter {
            _ if !has_begun => today.component(letter),
            'M' | 'D' | 'd' => 1.0,
            _ => 0.0,
        };
        components.set(letter, value);
    }
    if by_week_of_month || by_week {
        return Err(Fault::new("D3136"));
    }
    let of = |letter: char| components.get(letter).unwrap_or(0.0);
    let month = if of('M') > 0.0 { of('M') } else { 1.0 };
    let days = if by_day_of_year {
        days_from_civil(of('Y'), 1.0, 1.0) + of('d') - 1.0
    } else {
        days_from_civil(of('Y'), month, of('D'))
    };
    let hour = if by_half_day { of('h') % 12.0 + 12.0 * of('P') } else { of('H') };
    let zone = if of('Z') != 0.0 { of('Z') } else { of('z') };
    let minutes = hour * 60.0 + of('m') - zone;
    let millis = days * MS_PER_DAY + minutes * 60_000.0 + of('s') * 1000.0 + of('f');
    Ok(if millis.abs() <= MILLIS_MAX { millis } else { f64::NAN })
}
