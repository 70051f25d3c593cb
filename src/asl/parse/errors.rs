//! `Retry` and `Catch`.

use std::sync::Arc;

use super::ScopeState;
use super::data_flow::{read_assign, read_result_path};
use super::expression::Available;
use super::machine::read_reference;
use super::payload::read_template;
use super::place::Place;
use super::reader::{Range, Reader, is_placeholder};
use crate::asl::source::Value;
use crate::asl::{Catcher, CatcherFlow, ErrorName, JitterStrategy, QueryLanguage, Retrier, Target};
use crate::time::Duration;

const RETRIER: [&str; 7] = [
    "Comment",
    "ErrorEquals",
    "IntervalSeconds",
    "MaxAttempts",
    "BackoffRate",
    "MaxDelaySeconds",
    "JitterStrategy",
];
const CATCHER: [&str; 6] = ["Comment", "ErrorEquals", "Next", "ResultPath", "Output", "Assign"];

const INTERVAL_SECONDS: Range = Range::new(0, 99_999_999);
const MAX_ATTEMPTS: Range = Range::new(0, 99_999_999);
const MAX_DELAY_SECONDS: Range = Range::new(1, 31_622_400);

pub(super) fn read_retry(reader: &mut Reader, place: &Place) -> Vec<Retrier> {
    let retriers = items(reader, place, "Retry");
    let last = retriers.len().saturating_sub(1);
    let read = retriers.iter().enumerate().map(|(index, retrier)| {
        reader.check_fields(retrier, &RETRIER);
        reader.require(retrier, &["ErrorEquals"]);
        let error_equals = read_error_equals(reader, retrier, index == last);
        let interval = reader.seconds(retrier, "IntervalSeconds", INTERVAL_SECONDS);
        let max_attempts = reader.integer(retrier, "MaxAttempts", MAX_ATTEMPTS);
        let max_attempts = max_attempts.and_then(|n| u32::try_from(n).ok());
        let jitter_strategy = match reader.word(retrier, "JitterStrategy", &["NONE", "FULL"]) {
            Some(1) => JitterStrategy::Full,
            _ => JitterStrategy::None,
        };
        Retrier {
            error_equals,
            interval: interval.unwrap_or(Duration::from_secs(1)),
            max_attempts: max_attempts.unwrap_or(3),
            backoff_rate: reader.number(retrier, "BackoffRate", Range::at_least(1)).unwrap_or(2.0),
            max_delay: reader.seconds(retrier, "MaxDelaySeconds", MAX_DELAY_SECONDS),
            jitter_strategy,
        }
    });
    read.collect()
}

pub(super) fn read_catch(
    reader: &mut Reader,
    place: &Place,
    language: QueryLanguage,
    state: &mut ScopeState,
) -> Vec<Catcher> {
    let catchers = items(reader, place, "Catch");
    state.is_open |= place.field("Catch").is_some_and(|catch| is_placeholder(catch.node));
    let last = catchers.len().saturating_sub(1);
    let mut read = Vec::new();
    for (index, catcher) in catchers.iter().enumerate() {
        reader.check_fields(catcher, &CATCHER);
        reader.check_language(catcher, Some(&CATCHER), language);
        reader.require(catcher, &["ErrorEquals", "Next"]);
        let error_equals = read_error_equals(reader, catcher, index == last);
        let flow = match language {
            QueryLanguage::JsonPath => CatcherFlow::JsonPath {
                result_path: read_result_path(reader, catcher),
                assign: read_assign(reader, catcher, language, Available::ErrorOutput),
            },
            QueryLanguage::Jsonata => CatcherFlow::Jsonata {
                output: read_template(reader, catcher, "Output", language, Available::ErrorOutput),
                assign: read_assign(reader, catcher, language, Available::ErrorOutput),
            },
        };
        if let Some(next) = read_reference(reader, catcher, "Next") {
            read.push(Catcher { error_equals, next: Target::named(next.name.clone()), flow });
            state.targets.push(next);
        }
    }
    read
}

/// The retriers or catchers that are objects.
fn items<'s>(reader: &mut Reader, place: &Place<'s>, name: &str) -> Vec<Place<'s>> {
    let Some(list) = place.field(name) else { return Vec::new() };
    if !matches!(list.node.value, Value::Array(_)) {
        reader.wrong_type(&list, "[ARRAY]");
    }
    list.items().into_iter().filter(|item| reader.is_object(item)).collect()
}

/// `ErrorEquals`. `States.ALL` must stand alone, in the last of all retriers or catchers.
fn read_error_equals(reader: &mut Reader, place: &Place, is_last: bool) -> Vec<ErrorName> {
    let names = reader.items(place, "ErrorEquals");
    for name in &names {
        match name.node.as_str() {
            Some(text) if &**text == "States.ALL" && (!is_last || names.len() > 1) => {
                reader.wrong(name, "States.ALL must appear alone and at end of list");
            }
            Some(_) => {}
            None => reader.wrong_type(name, "[STRING]"),
        }
    }
    names.iter().filter_map(|name| name.node.as_str().map(Arc::clone)).collect()
}
