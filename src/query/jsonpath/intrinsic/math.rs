//! The functions on numbers, which are 32-bit integers. `None` stands for invalid arguments.

use crate::query::random::Random;
use crate::value::{Json, Number};

/// Rounds each operand first, half up as Java's Math.round.
pub(super) fn add(left: &Json, right: &Json) -> Option<Json> {
    let rounded = |value: &Json| match value.as_number()? {
        Number::Int(value) => int_32(value as f64),
        Number::Float(value) => int_32((value + 0.5).floor()),
    };
    let sum = rounded(left)? + rounded(right)?;
    int_32(sum as f64).map(Json::from)
}

/// A number from `start` to before `end`.
pub(super) fn random(start: &Json, end: &Json, random: &Random) -> Option<Json> {
    let (start, n_choices) = interval(start, end)?;
    let scaled = (u128::from(random.next_u64()) * u128::from(n_choices.unsigned_abs())) >> 64;
    Some(Json::from(start + i64::try_from(scaled).expect("less than n_choices, an i64")))
}

/// As [`random`], always the same for a seed: Java's Random, which AWS uses.
pub(super) fn seeded_random(start: &Json, end: &Json, seed: &Json) -> Option<Json> {
    let (start, n_choices) = interval(start, end)?;
    let seed = match seed.as_number()? {
        Number::Int(seed) => seed,
        Number::Float(seed) => seed as i64,
    };
    let mut random = JavaRandom::new(seed);
    let chosen = match i32::try_from(n_choices) {
        Ok(bound) => start + i64::from(random.below(bound)),
        Err(_) => loop {
            let candidate = i64::from(random.next(32));
            if (start..start + n_choices).contains(&candidate) {
                break candidate;
            }
        },
    };
    Some(Json::from(chosen))
}

/// A number argument as AWS reads most of them: its fraction cut off, within 32 bits.
pub(super) fn truncated(value: &Json) -> Option<i64> {
    int_32(value.as_f64()?.trunc())
}

/// The start, and how many integers come before the end; at least one.
fn interval(start: &Json, end: &Json) -> Option<(i64, i64)> {
    let (start, end) = (truncated(start)?, truncated(end)?);
    (start < end).then_some((start, end - start))
}

fn int_32(value: f64) -> Option<i64> {
    let fits = (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&value);
    fits.then_some(value as i64)
}

/// The generator of java.util.Random, a 48-bit linear congruence.
struct JavaRandom {
    state: u64,
}

impl JavaRandom {
    const MULTIPLIER: u64 = 0x5_DEEC_E66D;
    const MASK: u64 = (1 << 48) - 1;

    fn new(seed: i64) -> JavaRandom {
        JavaRandom { state: (seed as u64 ^ Self::MULTIPLIER) & Self::MASK }
    }

    /// The next bits, at most 32, as Java's signed int.
    fn next(&mut self, n_bits: u32) -> i32 {
        self.state = self.state.wrapping_mul(Self::MULTIPLIER).wrapping_add(0xB) & Self::MASK;
        (self.state >> (48 - n_bits)) as i32
    }

    /// Uniform from 0 to before `bound`, which is positive.
    fn below(&mut self, bound: i32) -> i32 {
        let mut bits = self.next(31);
        if bound & (bound - 1) == 0 {
            return ((i64::from(bound) * i64::from(bits)) >> 31) as i32;
        }
        // The last, incomplete run of values would favour small ones.
        while bits.wrapping_sub(bits % bound).wrapping_add(bound - 1) < 0 {
            bits = self.next(31);
        }
        bits % bound
    }
}

#[cfg(test)]
mod tests {
    use super::JavaRandom;

    #[test]
    fn a_seed_gives_what_java_gives() {
        // new java.util.Random(42): nextInt(10), then nextInt(10), nextInt(10)
        let mut random = JavaRandom::new(42);
        assert_eq!([random.below(10), random.below(10), random.below(10)], [0, 3, 8]);
    }
}
