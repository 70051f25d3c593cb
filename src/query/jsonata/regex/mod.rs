//! Regular expressions as JavaScript has them, matched by backtracking in a bounded number of
//! steps, so that no pattern can hang the page. The unit is the character.
//!
//! Supported: classes, groups (named, non-capturing), lazy and greedy quantifiers, back references,
//! lookahead and lookbehind, the flags `i` and `m`.

mod escape;
mod parse;
mod program;
mod run;

use self::program::Program;
use super::error::{ErrorKind, Fault};

#[derive(Debug)]
pub struct Regex {
    program: Program,
}

/// A match, in characters of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    pub start: usize,
    pub end: usize,
    /// The groups in order, `None` for one that took no part.
    pub groups: Vec<Option<(usize, usize)>>,
}

/// The pattern took more steps than it was given.
#[derive(Debug)]
pub struct OutOfSteps;

impl Regex {
    pub(super) fn new(pattern: &str, flags: &str) -> Result<Regex, Fault> {
        Regex::read(pattern, flags).map_err(|reason| {
            let message = format!("Invalid regular expression: /{pattern}/: {reason}");
            Fault::with_message(ErrorKind::Syntax, None, message)
        })
    }

    /// For JSONPath's filters, which have errors of their own: only what is wrong.
    pub fn read(pattern: &str, flags: &str) -> Result<Regex, &'static str> {
        let parsed = parse::parse(pattern)?;
        let program = Program::new(&parsed, flags.contains('i'), flags.contains('m'));
        Ok(Regex { program })
    }

    /// The first match that starts at `from` or later. Every step is taken from `steps`.
    pub fn find(
        &self,
        text: &[char],
        from: usize,
        steps: &mut u64,
    ) -> Result<Option<Match>, OutOfSteps> {
        run::find(&self.program, text, from, steps)
    }
}

/// The character that all cases of a character have in common, as JavaScript compares without
/// the `u` flag: a single uppercase letter, and never an ASCII one for another.
fn canonical(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_uppercase();
    }
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(single), None) if !single.is_ascii() => single,
        _ => c,
    }
}
