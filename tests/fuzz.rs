//! Every reader of text withstands a few thousand damaged texts: none makes it panic, break one of
//! its laws, or take long. `fuzz/` has the same targets for cargo-fuzz, which looks further.
//!
//! `FUZZ_ROUNDS` sets how many texts each target gets. A run is the same every time.

use std::panic::{self, AssertUnwindSafe};
use std::time::{Duration, Instant};

#[path = "../fuzz/targets.rs"]
mod targets;

use targets::{TARGETS, Target};

const ROUNDS: usize = 3000;

/// What takes this long hangs: a debug build on a busy machine is slow, but not by as much.
const PATIENCE: Duration = Duration::from_secs(60);

/// Pieces that readers of text stumble over.
const PIECES: &[&str] = &[
    "$",
    "$$",
    ".",
    "..",
    "[",
    "]",
    "[*]",
    "[-1]",
    "[:]",
    "(",
    ")",
    "?(",
    "@",
    "'",
    "\"",
    "\\",
    "\\u",
    "{",
    "}",
    "{}",
    ",",
    ":",
    "&&",
    "||",
    "=~",
    "/",
    "*",
    "null",
    "true",
    "1e999",
    "-0",
    "1e-400",
    "9223372036854775808",
    "18446744073709551616",
    "\u{0}",
    "\u{feff}",
    "\u{d7ff}",
    "é",
    "한",
    "😀",
    "\n",
    "\r\n",
    "\t",
    "  ",
    "- ",
    "#",
    "&a",
    "*a",
    "!Sub",
    "${",
    "~",
    "|",
    ">",
    "States.",
    ".$",
    "{%",
    "%}",
    ":=",
    "function",
    "=>",
    "~>",
    "^",
    "%",
    "--",
];

#[test]
fn no_reader_panics_or_breaks_its_law_on_a_damaged_text() {
    let rounds = std::env::var("FUZZ_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(ROUNDS);
    for target in TARGETS {
        let mut dice = Dice(0x5EED);
        for seed in target.seeds {
            assert!(check(target, seed), "{} refuses its seed {seed}", target.name);
        }
        for _ in 0..rounds {
            check(target, &damaged(target, &mut dice));
        }
    }
}

#[test]
fn no_reader_overflows_the_stack_on_a_deep_text() {
    const DEPTH: usize = 20_000;
    for target in TARGETS {
        for (open, close) in
            [("[", "]"), ("{\"a\":", "}"), ("(", ")"), ("$.a[?(", ")]"), ("- ", "")]
        {
            check(target, &open.repeat(DEPTH));
            check(target, &(open.repeat(DEPTH) + "1" + &close.repeat(DEPTH)));
        }
        for piece in PIECES {
            check(target, &piece.repeat(DEPTH));
        }
    }
}

/// Whether the target accepts the text.
fn check(target: &Target, text: &str) -> bool {
    let started = Instant::now();
    let accepted = panic::catch_unwind(AssertUnwindSafe(|| (target.run)(text)));
    let took = started.elapsed();
    let shown: String = text.chars().take(300).collect();
    assert!(took < PATIENCE, "{} takes {took:?} on {shown:?}", target.name);
    accepted.unwrap_or_else(|_| panic!("{} fails on {shown:?}", target.name))
}

/// A seed after one to eight small misfortunes.
fn damaged(target: &Target, dice: &mut Dice) -> String {
    let mut text: Vec<char> = dice.pick(target.seeds).chars().collect();
    for _ in 0..=dice.below(8) {
        let at = dice.below(text.len() + 1);
        let end = (at + dice.below(12)).min(text.len());
        match dice.below(5) {
            0 => drop(text.drain(at..end)),
            1 => drop(text.splice(at..at, dice.pick(PIECES).chars())),
            2 => drop(text.splice(at..end, dice.pick(PIECES).chars())),
            3 => {
                let piece = text[at..end].to_vec();
                let there = dice.below(text.len() + 1);
                text.splice(there..there, piece);
            }
            _ => {
                let other: Vec<char> = dice.pick(target.seeds).chars().collect();
                let from = dice.below(other.len());
                text.truncate(at);
                text.extend(&other[from..]);
            }
        }
    }
    text.into_iter().collect()
}

/// A small generator of its own (splitmix64), so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound.max(1) as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}
