//! JSON numbers as AWS keeps them: 64-bit integers stay exact, all others are IEEE doubles.

use std::fmt;

/// A JSON number. `1` and `1.0` are equal, yet print as they were written.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    Int(i64),
    Float(f64),
}

impl Number {
    pub fn as_f64(self) -> f64 {
        match self {
            Number::Int(value) => value as f64,
            Number::Float(value) => value,
        }
    }

    /// The value as an integer: also a float without a fraction that fits.
    pub fn as_i64(self) -> Option<i64> {
        match self {
            Number::Int(value) => Some(value),
            Number::Float(value) => {
                let fits = value.fract() == 0.0 && (-9.2e18..9.2e18).contains(&value);
                fits.then_some(value as i64)
            }
        }
    }

    /// How many bytes the printed number takes.
    pub(super) fn text_len(self) -> usize {
        match self {
            Number::Int(value) => {
                let sign = usize::from(value < 0);
                sign + value.unsigned_abs().checked_ilog10().unwrap_or(0) as usize + 1
            }
            Number::Float(_) => self.to_string().len(),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        match (self, other) {
            (Number::Int(a), Number::Int(b)) => a == b,
            _ => self.as_f64() == other.as_f64(),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<std::cmp::Ordering> {
        match (self, other) {
            (Number::Int(a), Number::Int(b)) => Some(a.cmp(b)),
            _ => self.as_f64().partial_cmp(&other.as_f64()),
        }
    }
}

/// Prints as Java does, since AWS does: a double always shows a fraction, and takes the form
/// `1.0E10` below 10⁻³ and from 10⁷ on.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Number::Int(value) => write!(f, "{value}"),
            Number::Float(value) => {
                let magnitude = value.abs();
                if !value.is_finite() {
                    // JSON has no such numbers; whoever makes one must turn it into a failure.
                    f.write_str("null")
                } else if magnitude == 0.0 || (1e-3..1e7).contains(&magnitude) {
                    write!(f, "{value:?}")
                } else {
                    let text = format!("{value:E}");
                    let (digits, exponent) = text.split_once('E').expect("{:E} prints an E");
                    let fraction = if digits.contains('.') { "" } else { ".0" };
                    write!(f, "{digits}{fraction}E{exponent}")
                }
            }
        }
    }
}
