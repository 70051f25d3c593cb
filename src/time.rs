//! Virtual time: instants and spans in whole milliseconds, read and written as RFC 3339.
//!
//! Nothing below `ui` asks the machine what time it is; a [`Timestamp`] is always an argument.

use std::fmt;
use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// A span of time in milliseconds, never negative.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Duration(pub u64);

const MS_PER_DAY: i64 = 86_400_000;

impl Timestamp {
    /// Reads an RFC 3339 instant as AWS does: uppercase `T`, uppercase `Z` or a numeric offset,
    /// any number of fraction digits (those past milliseconds are cut off).
    pub fn parse_rfc3339(text: &str) -> Option<Timestamp> {
        let bytes = text.as_bytes();
        let digits = |range: std::ops::Range<usize>| -> Option<i64> {
            let field = bytes.get(range)?;
            field.iter().all(u8::is_ascii_digit).then_some(())?;
            std::str::from_utf8(field).ok()?.parse().ok()
        };
        let literal = |at: usize, expected: u8| (bytes.get(at) == Some(&expected)).then_some(());

        let (year, month, day) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
        let (hour, minute, second) = (digits(11..13)?, digits(14..16)?, digits(17..19)?);
        literal(4, b'-')?;
        literal(7, b'-')?;
        literal(10, b'T')?;
        literal(13, b':')?;
        literal(16, b':')?;
        if hour > 23 || minute > 59 || second > 59 || !(1..=12).contains(&month) {
            return None;
        }
        if day < 1 || day > days_in_month(year, month) {
            return None;
        }

        let mut at = 19;
        let mut millis = 0;
        if bytes.get(at) == Some(&b'.') {
            let n_digits = bytes[at + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
            if n_digits == 0 {
                return None;
            }
            for place in 0..3 {
                let digit = if place < n_digits { bytes[at + 1 + place] - b'0' } else { 0 };
                millis = millis * 10 + i64::from(digit);
            }
            at += 1 + n_digits;
        }
        let offset_minutes = match bytes.get(at)? {
            b'Z' if at + 1 == bytes.len() => 0,
            sign @ (b'+' | b'-') if at + 6 == bytes.len() => {
                literal(at + 3, b':')?;
                let (hours, minutes) = (digits(at + 1..at + 3)?, digits(at + 4..at + 6)?);
                if hours > 18 || minutes > 59 {
                    return None;
                }
                (hours * 60 + minutes) * if *sign == b'-' { -1 } else { 1 }
            }
            _ => return None,
        };

        let days = days_from_civil(year, month, day);
        let seconds = (hour * 60 + minute - offset_minutes) * 60 + second;
        Some(Timestamp(days * MS_PER_DAY + seconds * 1000 + millis))
    }

    /// The span since `earlier`, zero when `earlier` is not earlier.
    pub fn since(self, earlier: Timestamp) -> Duration {
        Duration(u64::try_from(self.0 - earlier.0).unwrap_or(0))
    }

    /// Year, month (1–12), day, hour, minute, second and millisecond in UTC.
    pub fn civil(self) -> (i64, u32, u32, u32, u32, u32, u32) {
        let (days, of_day) = (self.0.div_euclid(MS_PER_DAY), self.0.rem_euclid(MS_PER_DAY));
        let (year, month, day) = civil_from_days(days);
        let part =
            |value: i64| u32::try_from(value).expect("a part of a day is small and not negative");
        (
            year,
            month,
            day,
            part(of_day / 3_600_000),
            part(of_day / 60_000 % 60),
            part(of_day / 1000 % 60),
            part(of_day % 1000),
        )
    }
}

impl Duration {
    pub const ZERO: Duration = Duration(0);

    pub const fn from_secs(seconds: u64) -> Duration {
        Duration(seconds.saturating_mul(1000))
    }

    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}

impl Add<Duration> for Timestamp {
    type Output = Timestamp;

    fn add(self, span: Duration) -> Timestamp {
        Timestamp(self.0.saturating_add(i64::try_from(span.0).unwrap_or(i64::MAX)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Timestamp;

    fn sub(self, span: Duration) -> Timestamp {
        Timestamp(self.0.saturating_sub(i64::try_from(span.0).unwrap_or(i64::MAX)))
    }
}

/// As AWS prints instants: UTC, milliseconds, `Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day, hour, minute, second, ms) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z")
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, counted in 400-year eras that begin
/// on 1 March so that the leap day comes last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let small = |value: i64| u32::try_from(value).expect("a month or day is small and positive");
    (year, small(month), small(day))
}
