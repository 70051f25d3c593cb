//! The checked-in list of cases that fail: sorted, one id a line, a tab, the reason.

use std::collections::BTreeMap;
use std::path::PathBuf;

pub struct KnownFailures {
    reasons: BTreeMap<String, String>,
}

const UNEXPLAINED: &str = "not supported yet";

impl KnownFailures {
    pub fn read() -> KnownFailures {
        let text = std::fs::read_to_string(path()).unwrap_or_default();
        let lines = text.lines().filter(|line| !line.is_empty());
        let reasons = lines.map(|line| {
            let (id, reason) = line.split_once('\t').unwrap_or((line, UNEXPLAINED));
            (id.to_string(), reason.to_string())
        });
        KnownFailures { reasons: reasons.collect() }
    }

    pub fn has(&self, id: &str) -> bool {
        self.reasons.contains_key(id)
    }

    /// The list of these cases, with the reasons known so far.
    pub fn updated<'a>(&self, failing: impl Iterator<Item = &'a String>) -> KnownFailures {
        let reason = |id: &String| self.reasons.get(id).cloned().unwrap_or(UNEXPLAINED.into());
        KnownFailures { reasons: failing.map(|id| (id.clone(), reason(id))).collect() }
    }

    pub fn write(&self) {
        let lines = self.reasons.iter().map(|(id, reason)| format!("{id}\t{reason}\n"));
        std::fs::write(path(), lines.collect::<String>()).expect("the list is writable");
    }
}

fn path() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "recorded.known-failures.txt"].iter().collect()
}
