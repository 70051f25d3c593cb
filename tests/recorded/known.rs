//! The checked-in list of cases that fail: sorted, one id a line, a tab, the reason. A `*` in an id
//! stands for any text, for a whole family of cases with one reason.

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
        self.entry(id).is_some()
    }

    /// The list of these cases, with the reasons known so far.
    pub fn updated<'a>(&self, failing: impl Iterator<Item = &'a String>) -> KnownFailures {
        let reasons = failing.map(|id| match self.entry(id) {
            Some((pattern, reason)) => (pattern.clone(), reason.clone()),
            None => (id.clone(), UNEXPLAINED.into()),
        });
        KnownFailures { reasons: reasons.collect() }
    }

    fn entry(&self, id: &str) -> Option<(&String, &String)> {
        self.reasons.iter().find(|(pattern, _)| match pattern.split_once('*') {
            Some((before, after)) => {
                id.strip_prefix(before).is_some_and(|rest| rest.ends_with(after))
            }
            None => id == *pattern,
        })
    }

    pub fn write(&self) {
        let lines = self.reasons.iter().map(|(id, reason)| format!("{id}\t{reason}\n"));
        std::fs::write(path(), lines.collect::<String>()).expect("the list is writable");
    }
}

fn path() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "recorded.known-failures.txt"].iter().collect()
}
