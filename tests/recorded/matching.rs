//! Compares a run with a recording: the rules of the corpus' `match.py`, ported.
//!
//! [`canonical`] does to an event of ours what the recorder did to AWS's, [`unify`] compares.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::LazyLock;

use regex::Regex;
use signalbox::value::Json;

static ISO_8601: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?(?:\d\d)?)")
        .expect("the pattern is written right here")
});
static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"<+[A-Za-z][^<>"\s]{0,60}>?:?\d*>"#).expect("the pattern is written right here")
});

/// Whether the order of fields in payloads is compared too.
static IN_ORDER: LazyLock<bool> = LazyLock::new(|| std::env::var_os("RECORDED_ORDER").is_some());

/// Words that stand for an instant in every case.
const DATE_WORDS: [&str; 3] = ["date", "timestamp", "datetime"];

/// The redacted words of a case, and what they turned out to stand for.
#[derive(Clone, Default)]
pub struct Placeholders {
    /// Tokens that the run must produce itself; each stands for one value.
    pub wild: Rc<Vec<String>>,
    /// Words that match anything when they are the whole value.
    pub literal: Rc<Vec<String>>,
    bindings: RefCell<BTreeMap<String, Json>>,
}

/// Where a run left the recording, and how.
pub type Difference = String;

impl Placeholders {
    pub fn new(wild: Vec<String>, mut literal: Vec<String>) -> Placeholders {
        literal.extend(DATE_WORDS.map(String::from));
        Placeholders {
            wild: Rc::new(wild),
            literal: Rc::new(literal),
            bindings: RefCell::default(),
        }
    }

    fn is_wild(&self, token: &str) -> bool {
        self.wild.iter().any(|wild| wild == token)
    }

    fn is_literal(&self, text: &str) -> bool {
        self.literal.iter().any(|literal| literal == text)
    }

    /// Runs `attempt`; what it bound is forgotten when it finds a difference.
    pub fn trying<T>(
        &self,
        attempt: impl FnOnce() -> Result<T, Difference>,
    ) -> Result<T, Difference> {
        let before = self.bindings.borrow().clone();
        attempt().inspect_err(|_| *self.bindings.borrow_mut() = before)
    }
}

/// Compares a recorded value with an actual one. `at` is the JSONPath to both.
pub fn unify(
    expected: &Json,
    actual: &Json,
    words: &Placeholders,
    at: &str,
) -> Result<(), Difference> {
    if let Some(word) = expected.as_str() {
        if words.is_literal(word) {
            return Ok(());
        }
        if actual.as_str().is_none() && words.is_wild(word) {
            return bind_whole(word, actual, words, at);
        }
    }
    match (expected, actual) {
        (Json::Object(wanted), Json::Object(found)) => {
            let missing = wanted.keys().filter(|key| !found.contains_key(key));
            let surplus = found.keys().filter(|key| !wanted.contains_key(key));
            let missing: Vec<_> = missing.collect();
            let surplus: Vec<_> = surplus.collect();
            if !missing.is_empty() || !surplus.is_empty() {
                return Err(format!("{at}: missing {missing:?}, surplus {surplus:?}"));
            }
            if *IN_ORDER && is_payload(at) && !wanted.keys().eq(found.keys()) {
                let (wanted, found) = (wanted.keys(), found.keys());
                let (wanted, found): (Vec<_>, Vec<_>) = (wanted.collect(), found.collect());
                return Err(format!("{at}: order {wanted:?} != {found:?}"));
            }
            wanted.iter().try_for_each(|(key, value)| {
                unify(value, &found[key], words, &format!("{at}.{key}"))
            })
        }
        (Json::Array(wanted), Json::Array(found)) => {
            if wanted.len() != found.len() {
                return Err(format!("{at}: length {} != {}", wanted.len(), found.len()));
            }
            let pairs = wanted.iter().zip(found.iter()).enumerate();
            pairs.into_iter().try_for_each(|(index, (wanted, found))| {
                unify(wanted, found, words, &format!("{at}[{index}]"))
            })
        }
        (Json::String(wanted), Json::String(found)) => unify_text(wanted, found, words, at),
        // Some recordings of JSON text were parsed, whatever it was.
        (_, Json::String(text)) if expected.as_str().is_none() => match Json::parse(text) {
            Ok(actual) if actual.as_str().is_none() => unify(expected, &actual, words, at),
            _ => Err(format!("{at}: {} != {}", short(expected), short(actual))),
        },
        _ if expected == actual => Ok(()),
        _ => Err(format!("{at}: {} != {}", short(expected), short(actual))),
    }
}

/// Whether the place is within what is JSON text in the API: its order of fields shows.
fn is_payload(at: &str) -> bool {
    let payloads =
        [".input", ".output", ".parameters", ".assignedVariables", ".inspectionData.", ".cause"];
    payloads.iter().any(|payload| at.contains(payload) && !at.contains("putDetails"))
}

fn bind_whole(word: &str, actual: &Json, words: &Placeholders, at: &str) -> Result<(), Difference> {
    let mut bindings = words.bindings.borrow_mut();
    let bound = bindings.entry(word.to_string()).or_insert_with(|| actual.clone());
    if bound == actual {
        Ok(())
    } else {
        Err(format!("{at}: {word} stands for {}, not {}", short(bound), short(actual)))
    }
}

fn unify_text(
    expected: &str,
    actual: &str,
    words: &Placeholders,
    at: &str,
) -> Result<(), Difference> {
    if expected == actual {
        return Ok(());
    }
    let dated = ISO_8601.replace_all(actual, "date");
    if expected == dated {
        return Ok(());
    }
    for candidate in [actual, &dated] {
        let pieces = pieces_of(expected, words);
        let mut found = Vec::new();
        if fits(&pieces, candidate, &mut found) {
            let mut bindings = words.bindings.borrow_mut();
            for (token, text) in found {
                bindings.entry(token.to_string()).or_insert(Json::from(text));
            }
            return Ok(());
        }
    }
    // Arrays and scalars stay raw JSON text in a recording; blanks between items are nobody's.
    if let (Ok(expected @ Json::Array(_)), Ok(actual)) =
        (Json::parse(expected), Json::parse(&dated))
    {
        return unify(&expected, &actual, words, &format!("{at}(text)"));
    }
    Err(format!("{at}: {} != {}", short(&Json::from(expected)), short(&Json::from(actual))))
}

/// A part of an expected string.
enum Piece<'a> {
    Text(&'a str),
    /// A token that stands for a text already; it also matches itself.
    Bound(String, &'a str),
    /// A token that may stand for any text that is not empty.
    Free(&'a str),
}

fn pieces_of<'a>(expected: &'a str, words: &Placeholders) -> Vec<Piece<'a>> {
    let bindings = words.bindings.borrow();
    let mut pieces = Vec::new();
    let mut done = 0;
    for token in PLACEHOLDER.find_iter(expected).filter(|token| words.is_wild(token.as_str())) {
        pieces.push(Piece::Text(&expected[done..token.start()]));
        pieces.push(match bindings.get(token.as_str()) {
            Some(Json::String(text)) => Piece::Bound(text.to_string(), token.as_str()),
            Some(value) => Piece::Bound(value.to_string(), token.as_str()),
            None => Piece::Free(token.as_str()),
        });
        done = token.end();
    }
    pieces.push(Piece::Text(&expected[done..]));
    pieces
}

/// Whether the whole `text` is made of the pieces; `found` gets what the free tokens stand for.
fn fits<'a, 'b>(pieces: &[Piece<'a>], text: &'b str, found: &mut Vec<(&'a str, &'b str)>) -> bool {
    let Some((piece, rest)) = pieces.split_first() else { return text.is_empty() };
    let after = |prefix: &str, found: &mut Vec<_>| {
        text.strip_prefix(prefix).is_some_and(|text| fits(rest, text, found))
    };
    match piece {
        Piece::Text(prefix) => after(prefix, found),
        Piece::Bound(value, token) => after(value, found) || after(token, found),
        Piece::Free(token) => {
            if let Some((_, same)) = found.iter().find(|(other, _)| other == token) {
                let same = *same;
                return after(same, found);
            }
            let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
            for end in ends {
                let n_found = found.len();
                found.push((token, &text[..end]));
                if fits(rest, &text[end..], found) {
                    return true;
                }
                found.truncate(n_found);
            }
            false
        }
    }
}

/// What the recorder would have stored for this event of ours: without `timestamp`, objects in
/// text form parsed (one level deep), values of keys that speak of timestamps dropped.
pub fn canonical(event: &Json) -> Json {
    let Json::Object(event) = event else { return event.clone() };
    let fields = event.iter().filter(|(key, _)| &***key != "timestamp");
    let opened = fields.map(|(key, value)| (key.clone(), opened(value)));
    without_timestamps(&Json::object(opened))
}

fn opened(value: &Json) -> Json {
    match value {
        Json::String(text) if text.starts_with('{') => {
            Json::parse(text).unwrap_or_else(|_| value.clone())
        }
        Json::Object(object) => {
            Json::object(object.iter().map(|(key, value)| (key.clone(), opened(value))))
        }
        Json::Array(array) => Json::array(array.iter().map(|item| match item {
            Json::Object(_) => opened(item),
            other => other.clone(),
        })),
        other => other.clone(),
    }
}

fn without_timestamps(value: &Json) -> Json {
    match value {
        Json::Object(object) => Json::object(object.iter().map(|(key, value)| {
            let lower = key.to_lowercase();
            let speaks_of_time =
                lower.contains("timestamp") || matches!(&**key, "creationTime" | "ingestionTime");
            let is_readable = value.as_str().is_some_and(|text| {
                text == "date" || ISO_8601.find(text).is_some_and(|found| found.start() == 0)
            });
            let kept = if speaks_of_time && !is_readable {
                Json::from("timestamp")
            } else {
                without_timestamps(value)
            };
            (key.clone(), kept)
        })),
        Json::Array(array) => Json::array(array.iter().map(without_timestamps)),
        other => other.clone(),
    }
}

fn short(value: &Json) -> String {
    let text = value.to_string();
    let limit = if std::env::var_os("RECORDED_ONLY").is_some() { 4000 } else { 160 };
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
