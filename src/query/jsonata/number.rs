//! Numbers as JavaScript prints and rounds them.

use super::text::split_once;

/// The shortest text that reads back as the same number.
pub fn to_text(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let (digits, exponent) = shortest_digits(value.abs());
    let sign = if value < 0.0 { "-" } else { "" };
    format!("{sign}{}", lay_out(&digits, exponent))
}

/// The text of a number rounded to 15 significant digits, as `$string` shows it.
pub fn to_text_of_15_digits(value: f64) -> String {
    to_text(round_to_15_digits(value))
}

pub fn round_to_15_digits(value: f64) -> f64 {
    if value.fract() == 0.0 || !value.is_finite() || shortest_digits(value.abs()).0.len() <= 15 {
        return value;
    }
    // JavaScript rounds an exact half up, Rust to even; 30 digits more show whether it is one.
    let exact = format!("{:.45e}", value.abs());
    let (mantissa, exponent) = split_once(&exact, "e").expect("{:e} prints an e");
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let (kept, rest) = digits.split_at(15);
    let kept: u64 = kept.parse().expect("15 digits fit");
    let rounded = if rest.as_bytes()[0] >= b'5' { kept + 1 } else { kept };
    let exponent: i32 = exponent.parse().expect("{:e} prints an exponent");
    let text = format!("{rounded}e{}", exponent - 14);
    text.parse::<f64>().expect("digits and an exponent").copysign(value)
}

/// The number with so many decimals; an exact half is rounded away from zero, as `toFixed` does.
pub fn to_fixed(value: f64, n_decimals: usize) -> String {
    if value.is_nan() || value.abs() >= 1e21 {
        return to_text(value);
    }
    // The exact decimal expansion of a double ends; 60 digits more than asked settle a half.
    let exact = format!("{:.*}", n_decimals + 60, value.abs());
    let point = exact.find('.').expect("decimals are printed");
    let end = point + 1 + n_decimals;
    let mut digits: Vec<u8> = exact.bytes().take(end).filter(u8::is_ascii_digit).collect();
    if exact.as_bytes()[end] >= b'5' {
        increment(&mut digits);
    }
    let mut text = String::from_utf8(digits).expect("ASCII digits");
    if n_decimals > 0 {
        text.insert(text.len() - n_decimals, '.');
    }
    if value < 0.0 && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        text.insert(0, '-');
    }
    text
}

/// Rounds to so many decimals (or, negative, to tens), an exact half to the even neighbour.
pub fn round_half_even(value: f64, precision: i32) -> f64 {
    let shift = |value: f64, by: i32| {
        if by == 0 {
            return value;
        }
        // By way of the decimal text, so that 4.525 is shifted to 452.5 exactly.
        let text = to_text(value);
        let (mantissa, exponent) = split_once(&text, "e").unwrap_or((&text, "0"));
        let exponent = exponent.parse::<i32>().unwrap_or(0).saturating_add(by);
        // What has become infinite has no number for a text any more.
        format!("{mantissa}e{exponent}").parse().unwrap_or(f64::NAN)
    };
    let shifted = shift(value, precision);
    let mut rounded = (shifted + 0.5).floor();
    if shifted.fract() == 0.0 || !shifted.is_finite() {
        rounded = shifted;
    } else if (rounded - shifted).abs() == 0.5 && rounded % 2.0 != 0.0 {
        rounded -= 1.0;
    }
    shift(rounded, -precision) + 0.0
}

/// The text in another base, 2 to 36.
pub fn to_base(value: f64, radix: u32) -> String {
    if !value.is_finite() || radix == 10 {
        return to_text(value);
    }
    let base = f64::from(radix);
    let mut digits = Vec::new();
    let mut rest = value.abs().floor();
    loop {
        let digit = (rest % base) as u32;
        digits.push(char::from_digit(digit, radix).unwrap_or('0'));
        rest = ((rest - f64::from(digit)) / base).floor();
        if rest < 1.0 {
            break;
        }
    }
    if value < 0.0 {
        digits.push('-');
    }
    digits.iter().rev().collect()
}

fn increment(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return;
        }
        *digit = b'0';
    }
    digits.insert(0, b'1');
}

/// The digits of a number that is not negative, and the power of ten of the first.
fn shortest_digits(value: f64) -> (String, i32) {
    let text = format!("{value:e}");
    let (mantissa, exponent) = split_once(&text, "e").expect("{:e} prints an e");
    let digits = mantissa.chars().filter(char::is_ascii_digit).collect();
    (digits, exponent.parse().expect("{:e} prints an exponent"))
}

fn lay_out(digits: &str, exponent: i32) -> String {
    let n_digits = i32::try_from(digits.len()).expect("a double has few digits");
    match exponent {
        0..=20 if exponent + 1 >= n_digits => {
            format!("{digits}{}", "0".repeat((exponent + 1 - n_digits) as usize))
        }
        0..=20 => {
            let (integer, fraction) = digits.split_at((exponent + 1) as usize);
            format!("{integer}.{fraction}")
        }
        -6..=-1 => format!("0.{}{digits}", "0".repeat((-exponent - 1) as usize)),
        _ => {
            let sign = if exponent < 0 { '-' } else { '+' };
            let (first, rest) = digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            format!("{first}{point}{rest}e{sign}{}", exponent.abs())
        }
    }
}
