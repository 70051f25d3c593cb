//! `$fromMillis`, `$now`, `$millis`, and the parts that an instant has.

use super::date_picture::{DAYS, ISO_8601, MONTHS, Marker, Part, parse};
use super::integer_format::format;
use super::integer_parse::leading_integer;
use super::integer_picture::{Case, Grouping, IntegerPicture};
use super::{Scope, take};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::text::cut;
use crate::query::jsonata::value::Value;

pub const MS_PER_DAY: f64 = 86_400_000.0;
/// JavaScript's dates reach 100 million days from 1970.
pub const MILLIS_MAX: f64 = 8.64e15;

pub fn millis(scope: &Scope, _: Vec<Value>) -> Result<Value, Fault> {
    Ok(Value::number(scope.evaluator.environment.now.0 as f64))
}

pub fn now(scope: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [picture, timezone] = take(arguments);
    let now = scope.evaluator.environment.now.0 as f64;
    format_date(now, &picture, &timezone).map(Value::string)
}

pub fn from_millis(_: &Scope, arguments: Vec<Value>) -> Result<Value, Fault> {
    let [millis, picture, timezone] = take(arguments);
    let Some(millis) = millis.as_f64() else { return Ok(Value::Undefined) };
    format_date(millis, &picture, &timezone).map(Value::string)
}

fn format_date(millis: f64, picture: &Value, timezone: &Value) -> Result<String, Fault> {
    // `+0530` is five hours and thirty minutes.
    let offset = timezone.as_str().map_or(0.0, |timezone| leading_integer(timezone));
    let (hours, minutes) = ((offset / 100.0).floor(), offset % 100.0);
    let local = millis + (60.0 * hours + minutes) * 60_000.0;
    let date = Date::new(local);
    let parts = parse(picture.as_str().map_or(ISO_8601, |picture| picture))?;
    let mut text = String::new();
    for part in &parts {
        match part {
            Part::Literal(literal) => text.push_str(literal),
            Part::Marker(marker) => text.push_str(&component(&date, marker, hours, minutes)?),
        }
    }
    Ok(text)
}

fn component(date: &Date, marker: &Marker, hours: f64, minutes: f64) -> Result<String, Fault> {
    match marker.component {
        'Z' | 'z' => timezone(marker, hours, minutes),
        'P' => {
            let text = if date.hour >= 12.0 { "pm" } else { "am" };
            let is_upper = marker.names == Some(Case::Upper);
            Ok(if is_upper { text.to_uppercase() } else { text.to_owned() })
        }
        'C' | 'E' => Ok("ISO".to_owned()),
        _ => {
            let mut value = date.component(marker.component);
            if let Some(digits) = marker.year_digits {
                value %= 10f64.powi(i32::try_from(digits).unwrap_or(i32::MAX));
            }
            match (marker.names, &marker.format) {
                (Some(case), _) => name(marker, value, case),
                (None, Some(picture)) => format(value, picture),
                (None, None) => Ok(String::new()),
            }
        }
    }
}

fn name(marker: &Marker, value: f64, case: Case) -> Result<String, Fault> {
    let index = (value as usize).wrapping_sub(1);
    let name = match marker.component {
        'M' | 'x' => MONTHS.get(index),
        'F' => DAYS.get(index),
        other => {
            return Err(Fault::new("D3133").show_text("value", &other.to_string()));
        }
    };
    let name = name.copied().unwrap_or_default();
    let name = match case {
        Case::Upper => name.to_uppercase(),
        Case::Lower => name.to_lowercase(),
        Case::Title => name.to_owned(),
    };
    Ok(cut(&name, marker.max_width.unwrap_or(usize::MAX)).to_owned())
}

fn timezone(marker: &Marker, hours: f64, minutes: f64) -> Result<String, Fault> {
    let offset = hours * 100.0 + minutes;
    if offset == 0.0 && marker.traditional {
        return Ok("Z".to_owned());
    }
    let Some(picture) = &marker.format else { return Ok(String::new()) };
    let text = match picture.decimal() {
        Some(decimal) if matches!(decimal.grouping, Grouping::Regular { .. }) => {
            format(offset, picture)?
        }
        decimal => match decimal.map_or(0, |decimal| decimal.mandatory_digits) {
            1 | 2 => {
                let hours = format(hours, picture)?;
                if minutes == 0.0 {
                    hours
                } else {
                    hours + ":" + &format(minutes, &IntegerPicture::parse("00")?)?
                }
            }
            3 | 4 => format(offset, picture)?,
            _ => return Err(Fault::new("D3134")),
        },
    };
    let sign = if offset >= 0.0 { "+" } else { "" };
    let prefix = if marker.component == 'z' { "GMT" } else { "" };
    Ok(format!("{prefix}{sign}{text}"))
}

/// An instant by calendar and clock, in UTC. All numbers, since that is what pictures format.
pub struct Date {
    millis: f64,
    year: f64,
    /// 1 to 12.
    month: f64,
    day: f64,
    hour: f64,
}

impl Date {
    pub fn new(millis: f64) -> Date {
        let millis = millis.trunc().clamp(-MILLIS_MAX, MILLIS_MAX);
        let (year, month, day) = civil_from_days((millis / MS_PER_DAY).floor() as i64);
        let hour = (millis.rem_euclid(MS_PER_DAY) / 3_600_000.0).floor();
        Date { millis, year: year as f64, month: month as f64, day: day as f64, hour }
    }

    pub fn component(&self, component: char) -> f64 {
        let of_day = self.millis.rem_euclid(MS_PER_DAY);
        let today = (self.millis / MS_PER_DAY).floor();
        let (this_year, this_month) = (Month(self.year, 1.0), Month(self.year, self.month));
        match component {
            'Y' => self.year,
            'M' => self.month,
            'D' => self.day,
            'd' => today - this_year.first_day() + 1.0,
            'F' => weekday(today),
            'W' => {
                week_in(today, this_year, Month(self.year + 1.0, 1.0), Month(self.year - 1.0, 1.0))
            }
            'w' => week_in(today, this_month, this_month.next(), this_month.previous()),
            'X' => {
                let next = Month(self.year + 1.0, 1.0);
                if today < this_year.first_week() {
                    self.year - 1.0
                } else if today >= next.first_week() {
                    self.year + 1.0
                } else {
                    self.year
                }
            }
            'x' => {
                if today < this_month.first_week() {
                    this_month.previous().1
                } else if today >= this_month.next().first_week() {
                    this_month.next().1
                } else {
                    self.month
                }
            }
            'H' => self.hour,
            'h' if self.hour % 12.0 == 0.0 => 12.0,
            'h' => self.hour % 12.0,
            'P' => f64::from(u8::from(self.hour >= 12.0)),
            'm' => (of_day / 60_000.0).floor() % 60.0,
            's' => (of_day / 1000.0).floor() % 60.0,
            'f' => of_day % 1000.0,
            _ => 0.0,
        }
    }
}

/// A year and a month of it, 1 to 12.
#[derive(Clone, Copy)]
struct Month(f64, f64);

impl Month {
    fn next(self) -> Month {
        if self.1 == 12.0 { Month(self.0 + 1.0, 1.0) } else { Month(self.0, self.1 + 1.0) }
    }

    fn previous(self) -> Month {
        if self.1 == 1.0 { Month(self.0 - 1.0, 12.0) } else { Month(self.0, self.1 - 1.0) }
    }

    fn first_day(self) -> f64 {
        days_from_civil(self.0, self.1, 1.0)
    }

    /// The Monday of the first week: the one that holds the first Thursday.
    fn first_week(self) -> f64 {
        let first = self.first_day();
        let weekday = weekday(first);
        if weekday > 4.0 { first + 8.0 - weekday } else { first - (weekday - 1.0) }
    }
}

/// 1 for Monday to 7 for Sunday; the first day of 1970 was a Thursday.
fn weekday(day: f64) -> f64 {
    (day + 3.0).rem_euclid(7.0) + 1.0
}

/// Which week of a period a day is in; the last days may be in the next, the first in the one
/// before.
fn week_in(today: f64, period: Month, next: Month, previous: Month) -> f64 {
    let is_year = next.0 == period.0 + 1.0 && next.1 == period.1;
    let weeks_since = |start: f64| ((today - start) / 7.0 + 1.0).floor();
    let week = weeks_since(period.first_week());
    if week > if is_year { 52.0 } else { 4.0 } {
        return if today >= next.first_week() { 1.0 } else { week };
    }
    if week < 1.0 { weeks_since(previous.first_week()) } else { week }
}

/// Days since 1970-01-01; months and days beyond their range carry over, as JavaScript's do.
pub fn days_from_civil(year: f64, month: f64, day: f64) -> f64 {
    let year = year + ((month - 1.0) / 12.0).floor();
    let month = (month - 1.0).rem_euclid(12.0) + 1.0;
    // Years that begin in March, so that the leap day comes last.
    let year = if month <= 2.0 { year - 1.0 } else { year };
    let era = (year / 400.0).floor();
    let year_of_era = year - era * 400.0;
    let day_of_year = ((153.0 * ((month + 9.0) % 12.0) + 2.0) / 5.0).floor();
    let day_of_era = year_of_era * 365.0 + (year_of_era / 4.0).floor()
        - (year_of_era / 100.0).floor()
        + day_of_year;
    era * 146_097.0 + day_of_era - 719_468.0 + day - 1.0
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}
