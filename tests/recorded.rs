//! Replays recorded AWS runs: every case of `../shared/recorded`, or of the folder in
//! `RECORDED_DIR`, in one pass.
//!
//! Prints the failing cases with their first difference, the counts of each feature, and last
//! `N passed, N failed, N skipped`, where skipped means class C. Fails for a failing case that
//! `recorded.known-failures.txt` does not list, and for a listed one that passes, so that the
//! list can only shrink.
//!
//! - `RECORDED_ONLY=text` runs the cases whose id has that text, with longer differences.
//! - `RECORDED_ORDER=1` compares the order of fields in payloads too.
//! - `RECORDED_UPDATE=1` writes the list anew, keeping the reasons that are there.

#[path = "recorded/case.rs"]
mod case;
#[path = "recorded/history.rs"]
mod history;
#[path = "recorded/known.rs"]
mod known;
#[path = "recorded/matching.rs"]
mod matching;
#[path = "recorded/replay.rs"]
mod replay;
#[path = "recorded/script.rs"]
mod script;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use case::Case;
use known::KnownFailures;
use matching::Difference;

#[derive(Default)]
struct Count {
    n_passed: usize,
    n_failed: usize,
    n_skipped: usize,
}

fn main() -> ExitCode {
    let Some(folder) = case::folder() else {
        println!("skipped: no ../shared/recorded and no RECORDED_DIR");
        println!("0 passed, 0 failed, 0 skipped");
        return ExitCode::SUCCESS;
    };
    let only = std::env::var("RECORDED_ONLY").ok();
    let mut cases = case::load(&folder);
    cases.retain(|case| only.as_ref().is_none_or(|text| case.id.contains(text)));

    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    let mut failures: BTreeMap<String, Difference> = BTreeMap::new();
    // A panic of ours is a failing case like any other.
    std::panic::set_hook(Box::new(|_| {}));
    for case in &cases {
        let count = counts.entry(case.feature.clone()).or_default();
        if case.class == "C" {
            count.n_skipped += 1;
            continue;
        }
        match run(case) {
            Ok(()) => count.n_passed += 1,
            Err(difference) => {
                count.n_failed += 1;
                failures.insert(case.id.clone(), difference);
            }
        }
    }
    let _ = std::panic::take_hook();
    let known = KnownFailures::read();
    report(&counts, &failures, &known);

    if std::env::var_os("RECORDED_UPDATE").is_some() {
        known.updated(failures.keys()).write();
        return ExitCode::SUCCESS;
    }
    let unexpected = failures.keys().filter(|id| !known.has(id)).collect::<Vec<_>>();
    let mended =
        cases.iter().filter(|case| known.has(&case.id) && !failures.contains_key(&case.id));
    let mended = mended.map(|case| &case.id).collect::<Vec<_>>();
    for id in &unexpected {
        eprintln!("fails, yet is no known failure: {id}");
    }
    for id in &mended {
        eprintln!("passes, yet is listed as a known failure: {id}");
    }
    if unexpected.is_empty() && mended.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(case: &Case) -> Result<(), Difference> {
    catch_unwind(AssertUnwindSafe(|| replay::replay(case))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        Err(format!("panic: {}", text.unwrap_or("without a text")))
    })
}

fn report(
    counts: &BTreeMap<String, Count>,
    failures: &BTreeMap<String, Difference>,
    known: &KnownFailures,
) {
    for (id, difference) in failures {
        let verdict = if known.has(id) { "known" } else { "FAILED" };
        println!("{verdict:6} {id}\n       {difference}");
    }
    let mut total = Count::default();
    for (feature, count) in counts {
        println!(
            "{feature:20} {:4} passed, {:4} failed, {:4} skipped",
            count.n_passed, count.n_failed, count.n_skipped
        );
        total.n_passed += count.n_passed;
        total.n_failed += count.n_failed;
        total.n_skipped += count.n_skipped;
    }
    println!("{} passed, {} failed, {} skipped", total.n_passed, total.n_failed, total.n_skipped);
}
