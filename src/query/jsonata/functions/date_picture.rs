//! Pictures of dates and times (`[Y0001]-[M01]-[D01]`), as XPath has them.

use super::integer_parse::leading_integer;
use super::integer_picture::{Case, IntegerPicture};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::text::{is_among, replace, rsplit_once, split_once};

pub enum Part {
    Literal(String),
    Marker(Marker),
}

/// One `[…]`.
pub struct Marker {
    /// `Y`, `M`, `D`, …
    pub component: char,
    /// `t` writes `Z` for a time zone of zero.
    pub traditional: bool,
    pub max_width: Option<usize>,
    /// The name instead of the number.
    pub names: Option<Case>,
    pub format: Option<IntegerPicture>,
    /// How many digits of a year are shown.
    pub year_digits: Option<u32>,
}

pub const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The components that are numbers.
const NUMBERS: &str = "YMDdFWwXxHhmsf";

/// The picture of `$fromMillis` and `$now` without one.
pub const ISO_8601: &str = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]";

pub fn parse(picture: &str) -> Result<Vec<Part>, Fault> {
    let mut parts: Vec<Part> = Vec::new();
    let mut rest = picture;
    while let Some((before, inner)) = split_once(rest, "[") {
        add_literal(before, &mut parts);
        if let Some(after) = inner.strip_prefix('[') {
            parts.push(Part::Literal("[".to_owned()));
            rest = after;
            continue;
        }
        let (inner, after) = split_once(inner, "]").ok_or_else(|| Fault::new("D3135"))?;
        let marker = marker(inner)?;
        // A number that another follows at once has a fixed width.
        if marker.names.is_none()
            && is_among(NUMBERS, marker.component)
            && let Some(Part::Marker(Marker { format: Some(format), .. })) = parts.last_mut()
        {
            format.parse_width = format.decimal().map(|decimal| decimal.mandatory_digits);
        }
        parts.push(Part::Marker(marker));
        rest = after;
    }
    add_literal(rest, &mut parts);
    Ok(parts)
}

fn add_literal(text: &str, parts: &mut Vec<Part>) {
    if !text.is_empty() {
        parts.push(Part::Literal(replace(text, "]]", "]")));
    }
}

fn marker(text: &str) -> Result<Marker, Fault> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let component = text.chars().next().unwrap_or(' ');
    let modifiers = &text[text.chars().next().map_or(0, char::len_utf8)..];
    let (presentation, widths) = match rsplit_once(modifiers, ',') {
        Some((presentation, widths)) => (presentation, Some(widths)),
        None => (modifiers, None),
    };
    let width = |text: &str| match text {
        "*" => None,
        text => {
            Some(leading_integer(text)).filter(|width| *width >= 0.0).map(|width| width as usize)
        }
    };
    let (min_width, max_width) = match widths {
        None => (None, None),
        Some(widths) => match split_once(widths, "-") {
            Some((min, max)) => (width(min), width(max)),
            None => (width(widths), None),
        },
    };
    let last = presentation.chars().last().filter(|last| is_among("atco", *last));
    let (mut first, second) = match last {
        Some(last) if presentation.chars().count() > 1 => {
            (&presentation[..presentation.len() - 1], Some(last))
        }
        _ => (presentation, None),
    };
    if first.is_empty() {
        first = default_presentation(component)
            .ok_or_else(|| Fault::new("D3132").show_text("value", &component_text(component)))?;
    }
    let names = match first.as_bytes() {
        [b'n', ..] => Some(Case::Lower),
        [b'N', b'n', ..] => Some(Case::Title),
        [b'N', ..] => Some(Case::Upper),
        _ => None,
    };
    let mut marker = Marker {
        component,
        traditional: second == Some('t'),
        max_width,
        names,
        format: None,
        year_digits: None,
    };
    if names.is_none() && is_among(NUMBERS, component) {
        let picture = second.map_or(first.to_owned(), |second| format!("{first};{second}"));
        let mut format = IntegerPicture::parse(&picture)?;
        if let Some(decimal) = format.decimal_mut() {
            decimal.mandatory_digits =
                decimal.mandatory_digits.max(min_width.unwrap_or(0).min(100));
        }
        if component == 'Y' {
            marker.year_digits = year_digits(&mut format, max_width);
        }
        marker.format = Some(format);
    }
    if matches!(component, 'Z' | 'z') {
        marker.format = Some(IntegerPicture::parse(first)?);
    }
    Ok(marker)
}

fn year_digits(format: &mut IntegerPicture, max_width: Option<usize>) -> Option<u32> {
    let shown = match (max_width, format.decimal_mut()) {
        (Some(max), decimal) => {
            if let Some(decimal) = decimal {
                decimal.mandatory_digits = max.min(100);
            }
            Some(max)
        }
        (None, Some(decimal)) => {
            Some(decimal.mandatory_digits + decimal.optional_digits).filter(|shown| *shown >= 2)
        }
        (None, None) => None,
    };
    shown.and_then(|shown| u32::try_from(shown).ok())
}

fn component_text(component: char) -> String {
    if component == ' ' { String::new() } else { component.to_string() }
}

fn default_presentation(component: char) -> Option<&'static str> {
    Some(match component {
        'Y' | 'M' | 'D' | 'd' | 'W' | 'w' | 'X' | 'x' | 'H' | 'h' | 'f' => "1",
        'F' | 'P' | 'C' | 'E' => "n",
        'm' | 's' => "01",
        'Z' | 'z' => "01:01",
        _ => return None,
    })
}
