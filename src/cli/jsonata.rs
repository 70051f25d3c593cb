//! `signalbox jsonata`: answers JSONata questions line by line, for other programs.

use std::io::BufRead;

use clap::Args;

use super::{Exit, show};
use crate::query::jsonata::answer_line;

/// Evaluates JSONata, one question a line, one answer a line.
///
/// A question is a JSON object with `expr` and, as needed, `data`, `bindings`, `timelimit` in
/// milliseconds, `depth`, and `dialect` "aws". The answer has `status`: "ok" with `result`, "undef",
/// or "err" with `code`, `position`, `token` and `msg`.
#[derive(Args)]
pub struct Arguments {}

pub fn run(_: &Arguments) -> Result<(), Exit> {
    // By bytes: a line that is no text is answered like any other, and does not end the rest.
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line.map_err(|error| Exit::usage(format!("standard input: {error}")))?;
        show(answer_line(&String::from_utf8_lossy(&line)));
    }
    Ok(())
}
