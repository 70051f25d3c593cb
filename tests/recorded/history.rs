//! Compares a history with a recorded one, in the way that the recording's `order` allows.

use std::collections::BTreeMap;

use signalbox::value::{Json, Key};

use crate::case::Case;
use crate::matching::{Difference, Placeholders, canonical, unify};

/// `actual` are the events of GetExecutionHistory as AWS would answer them.
pub fn compare(case: &Case, actual: &[Json], words: &Placeholders) -> Result<(), Difference> {
    let Some(expected) = case.expected("events").and_then(Json::as_array) else { return Ok(()) };
    let expected: Vec<Json> = expected.iter().map(|event| undrifted(case, event)).collect();
    let actual: Vec<Json> = actual.iter().map(|event| undrifted(case, &canonical(event))).collect();
    match case.expected("order").and_then(Json::as_str) {
        Some("sorted_parallel") => unordered(&expected, &actual, words),
        Some("partial") => by_branch(&expected, &actual, words),
        _ => strict(&expected, &actual, words, case.needs("prefix_only")),
    }
}

/// The event without what AWS has changed since the recording.
fn undrifted(case: &Case, event: &Json) -> Json {
    let mut event = event.clone();
    let is = |name| event.get("type").and_then(Json::as_str) == Some(name);
    if case.is_tagged("drift:map_exit_previous") && is("MapStateExited") {
        event =
            event.with(&[field("previousEventId")], &Json::Null).expect("an event is an object");
    }
    if case.is_tagged("drift:no_redrive_count") {
        event = without_redrive_count(&event);
    }
    event
}

fn without_redrive_count(value: &Json) -> Json {
    match value {
        Json::Object(object) => {
            let kept = object.iter().filter(|(name, _)| &***name != "RedriveCount");
            Json::object(kept.map(|(name, value)| (name.clone(), without_redrive_count(value))))
        }
        Json::Array(array) => Json::array(array.iter().map(without_redrive_count)),
        other => other.clone(),
    }
}

/// Index by index, `id` and `previousEventId` included.
fn strict(
    expected: &[Json],
    actual: &[Json],
    words: &Placeholders,
    is_prefix: bool,
) -> Result<(), Difference> {
    for (index, wanted) in expected.iter().enumerate() {
        let Some(found) = actual.get(index) else {
            return Err(format!("event {}: {} never came", index + 1, kind(wanted)));
        };
        event(wanted, found, words, index + 1)?;
    }
    match actual.get(expected.len()) {
        Some(surplus) if !is_prefix => Err(format!("surplus event: {}", kind(surplus))),
        _ => Ok(()),
    }
}

fn event(
    wanted: &Json,
    found: &Json,
    words: &Placeholders,
    number: usize,
) -> Result<(), Difference> {
    if kind(wanted) != kind(found) {
        return Err(format!("event {number}: {} != {}", kind(wanted), kind(found)));
    }
    unify(wanted, found, words, &format!("event {number} {}", kind(wanted)))
}

/// Branches interleave freely: the trees that `previousEventId` spans are compared. Which branch
/// came last, and so leads on, is another branch's luck.
fn by_branch(expected: &[Json], actual: &[Json], words: &Placeholders) -> Result<(), Difference> {
    let same_trees = |parent: Parent| {
        words.trying(|| {
            let (wanted, found) = (children(expected, parent), children(actual, parent));
            subtrees(&0, &0, &wanted, &found, words)
        })
    };
    same_trees(recorded_parent).or_else(|why| same_trees(fork).map_err(|_| why))?;
    if expected.len() != actual.len() {
        return Err(format!("{} events != {} events", expected.len(), actual.len()));
    }
    Ok(())
}

type Children<'a> = BTreeMap<i64, Vec<&'a Json>>;

/// The id of the event below which an event is compared.
type Parent = fn(&[Json], &Json) -> i64;

fn children(events: &[Json], parent: Parent) -> Children<'_> {
    let mut found = Children::new();
    for event in events {
        found.entry(parent(events, event)).or_default().push(event);
    }
    found
}

fn recorded_parent(_: &[Json], event: &Json) -> i64 {
    id(event, "previousEventId")
}

/// The event that began the branches, for those that join them or take a branch's place.
fn fork(events: &[Json], event: &Json) -> i64 {
    let joins = ["MapIterationStarted", "MapStateSucceeded", "ParallelStateSucceeded"];
    let ends = ["MapStateExited", "ParallelStateExited"];
    let previous = id(event, "previousEventId");
    let succeeded = |event: &Json| {
        let join = kind(event).replace("Exited", "Succeeded");
        events.iter().any(|other| {
            kind(other) == join && recorded_parent(events, other) == id(event, "previousEventId")
        })
    };
    let is_exit = ends.contains(&kind(event)) && succeeded(event);
    if !is_exit && !joins.contains(&kind(event)) {
        return previous;
    }
    let find = |wanted: i64| events.iter().find(|event| id(event, "id") == wanted);
    let mut at = find(previous);
    while let Some(before) = at {
        match kind(before) {
            "MapStateStarted" | "ParallelStateStarted" => return id(before, "id"),
            // All of an inner fork: on from its entry.
            "MapStateExited" | "ParallelStateExited" => {
                let inner = find(fork(events, before));
                at = inner.and_then(|inner| find(id(inner, "previousEventId")));
            }
            _ => at = find(id(before, "previousEventId")),
        }
    }
    previous
}

fn subtrees(
    wanted_parent: &i64,
    found_parent: &i64,
    wanted: &Children<'_>,
    found: &Children<'_>,
    words: &Placeholders,
) -> Result<(), Difference> {
    let empty = Vec::new();
    let mut candidates = found.get(found_parent).unwrap_or(&empty).clone();
    for child in wanted.get(wanted_parent).unwrap_or(&empty) {
        let mut first_difference = None;
        let place = candidates.iter().position(|candidate| {
            let attempt = words.trying(|| {
                let number = usize::try_from(id(child, "id")).unwrap_or_default();
                event(&unnumbered(child), &unnumbered(candidate), words, number)?;
                subtrees(&id(child, "id"), &id(candidate, "id"), wanted, found, words)
            });
            attempt.map_err(|difference| first_difference.get_or_insert(difference).clone()).is_ok()
        });
        match place {
            Some(place) => drop(candidates.remove(place)),
            None => {
                return Err(first_difference.unwrap_or_else(|| {
                    format!("event {}: {} never came", id(child, "id"), kind(child))
                }));
            }
        }
    }
    match candidates.first() {
        Some(surplus) => Err(format!("surplus event: {}", kind(surplus))),
        None => Ok(()),
    }
}

/// The recorder sorted the events inside a Parallel, erased their ids (`[0]`, 0), and left out
/// how Parallels end; the other events stand at their ids.
fn unordered(expected: &[Json], actual: &[Json], words: &Placeholders) -> Result<(), Difference> {
    let mut rest: Vec<&Json> = actual.iter().collect();
    let (erased, numbered): (Vec<_>, Vec<_>) =
        expected.iter().partition(|event| matches!(event.get("id"), Some(Json::Array(_))));
    for wanted in numbered {
        let number = id(wanted, "id");
        let Some(place) = rest.iter().position(|found| id(found, "id") == number) else {
            return Err(format!("event {number}: {} never came", kind(wanted)));
        };
        let found = rest.remove(place);
        let place = usize::try_from(number).unwrap_or_default();
        let same = words.trying(|| event(wanted, found, words, place));
        same.or_else(|why| match follows_erased(wanted, expected) {
            true => event(&unnumbered(wanted), &unnumbered(found), words, place),
            false => Err(why),
        })?;
    }
    for wanted in erased {
        let mut first_difference = None;
        let place = rest.iter().position(|found| {
            let attempt = words.trying(|| event(&unnumbered(wanted), &unnumbered(found), words, 0));
            attempt.map_err(|difference| first_difference.get_or_insert(difference).clone()).is_ok()
        });
        let Some(place) = place else {
            return Err(format!("{} never came ({first_difference:?})", kind(wanted)));
        };
        rest.remove(place);
    }
    match rest.iter().find(|event| !kind(event).starts_with("ParallelState")) {
        Some(surplus) => Err(format!("surplus event: {}", kind(surplus))),
        None => Ok(()),
    }
}

/// Whether an event's predecessor is one whose id was erased: any of them, as branches interleave.
fn follows_erased(event: &Json, all: &[Json]) -> bool {
    let previous = id(event, "previousEventId");
    previous != 0 && !all.iter().any(|other| id(other, "id") == previous)
}

fn unnumbered(event: &Json) -> Json {
    let erased = event.with(&[field("id")], &Json::Null);
    let erased = erased.and_then(|event| event.with(&[field("previousEventId")], &Json::Null));
    erased.expect("an event is an object")
}

fn field(name: &str) -> Key {
    Key::Field(name.into())
}

fn id(event: &Json, name: &str) -> i64 {
    event.get(name).and_then(Json::as_i64).unwrap_or_default()
}

fn kind(event: &Json) -> &str {
    event.get("type").and_then(Json::as_str).unwrap_or("an event without type")
}
