//! A value for a field of which only its name and its reader are known.

use super::things::{Kind, Need};
use crate::asl::Sketch;
use crate::value::Json;

/// `mark` is put behind words, to tell items of a list apart.
pub(super) fn plain(need: &Need, kind: Kind, mark: &str) -> Json {
    let name = &*need.name;
    match kind {
        Kind::Any if names(name, &NUMBERS) => number_for(name),
        Kind::Any if begins_with_is(name) => Json::Bool(true),
        Kind::Any | Kind::Text if names(name, &TIMES) => Json::from(A_TIME),
        Kind::Any | Kind::Text => Json::from(word_for(need) + mark),
        Kind::Number => number_for(name),
        Kind::Digits => Json::from(number_for(name).to_string()),
        Kind::Flag => Json::Bool(true),
        Kind::Timestamp => Json::from(A_TIME),
        Kind::Object => Json::empty_object(),
        Kind::Array => Json::array([]),
        Kind::JsonText => Json::from("{}"),
    }
}

/// In the past, so that nobody waits for it.
const A_TIME: &str = "2020-01-01T00:00:00Z";

/// Last words of names that are about numbers, and about times.
const NUMBERS: [&str; 16] = [
    "age", "amount", "attempt", "attempts", "count", "duration", "index", "limit", "max", "min",
    "number", "price", "quantity", "seconds", "size", "total",
];
const TIMES: [&str; 5] = ["date", "datetime", "time", "timestamp", "at"];

/// Names that say nothing without what they are in.
const VAGUE: [&str; 8] = ["arn", "id", "key", "name", "type", "url", "value", "version"];

fn names(name: &str, known: &[&str]) -> bool {
    parts(name).last().is_some_and(|last| known.contains(&&**last))
}

fn begins_with_is(name: &str) -> bool {
    let parts = parts(name);
    parts.len() > 1 && ["is", "has", "should"].contains(&&*parts[0])
}

/// A timeout is long enough for a person, a wait short enough.
fn number_for(name: &str) -> Json {
    let parts = parts(name);
    let has = |words: &[&str]| parts.iter().any(|part| words.contains(&&**part));
    Json::from(match () {
        () if has(&["timeout", "heartbeat"]) => 600_i64,
        () if has(&["seconds", "wait", "delay", "interval"]) => 5,
        () => 1,
    })
}

/// `bucketName` → `bucket-name`, and `name` in `bucket` the same.
pub(super) fn word_for(need: &Need) -> String {
    let mut parts = parts(&need.name);
    if let [only] = &parts[..]
        && VAGUE.contains(&&**only)
    {
        let within = self::parts(&need.within);
        parts.splice(0..0, within);
    }
    if parts.is_empty() { "text".to_owned() } else { parts.join("-") }
}

/// The words of a name, in lowercase: `S3ObjectKey`, `object-key`, `OBJECT_KEY`.
fn parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let begins = c.is_uppercase() && (before.is_lowercase() || before.is_ascii_digit());
        if begins || !c.is_alphanumeric() {
            parts.push(String::new());
        }
        if c.is_alphanumeric() {
            parts.last_mut().expect("there is one from the start").extend(c.to_lowercase());
        }
        before = c;
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Whether a condition compares with a word for what went wrong: such a way may end well, but is
/// nobody's first.
pub(super) fn tells_failure(condition: &Sketch) -> bool {
    const FAILURES: [&str; 8] =
        ["fail", "error", "abort", "cancel", "reject", "denied", "timed", "stopped"];
    match condition {
        Sketch::All(tests) | Sketch::Any(tests) | Sketch::Block(tests) => {
            tests.iter().any(tells_failure)
        }
        Sketch::Compare(_, left, right) | Sketch::Test(_, left, right) => {
            [left, right].into_iter().any(|side| match &**side {
                Sketch::Literal(Json::String(text)) => {
                    let text = text.to_lowercase();
                    FAILURES.iter().any(|word| text.contains(word))
                }
                _ => false,
            })
        }
        _ => false,
    }
}
