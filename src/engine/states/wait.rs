//! Wait: until an instant, or for so many seconds.

use super::super::EventDetail;
use super::super::dataflow::{Flow, Problem};
use crate::asl::{SECONDS_MAX, Wait, WaitUntil};
use crate::query::expression::EvaluationError;
use crate::query::jsonpath::Path;
use crate::time::{Duration, Timestamp};
use crate::value::Json;

/// A Wait may last 2³¹ seconds; recorded: 24,855 days pass, 24,856 fail.
const DELAY_SECONDS_MAX: i64 = 2_147_483_647;

pub fn begin(flow: Flow, wait: &Wait) -> Result<EventDetail, Problem> {
    let now = flow.execution.now();
    let until = until(flow, wait, now)?;
    if until.since(now) > Duration::from_secs(DELAY_SECONDS_MAX.unsigned_abs()) {
        return Err(flow.runtime("Wait state delay is too long."));
    }
    if until > now {
        return Ok(EventDetail::WaitScheduled { until });
    }
    let input = flow.effective_input()?;
    flow.leave(&input)
}

fn until(flow: Flow, wait: &Wait, now: Timestamp) -> Result<Timestamp, Problem> {
    let input = flow.effective_input()?;
    match &wait.until {
        WaitUntil::At(at) => Ok(*at),
        WaitUntil::Seconds(field) => {
            let seconds = flow.integer_within(field, &input, "Seconds", 0..=SECONDS_MAX)?;
            after(flow, now, seconds)
        }
        WaitUntil::SecondsPath(path) => after(flow, now, seconds_at(flow, path, &input)?),
        WaitUntil::Timestamp(field) => {
            let value = flow.field(field, &input, "Timestamp")?;
            timestamp(&value).ok_or_else(|| {
                flow.evaluation_problem(EvaluationError {
                    cause: format!(
                        "The Timestamp field cannot be parsed as an ISO-8601 extended offset \
                         date-time format string: {}",
                        plain(&value)
                    ),
                    location: Some("Timestamp".into()),
                })
            })
        }
        WaitUntil::TimestampPath(path) => {
            let value = flow.find(path, &input).ok_or_else(|| missing(flow, path, "Timestamp"))?;
            timestamp(&value).ok_or_else(|| {
                flow.runtime(&format!(
                    "The TimestampPath parameter does not reference a valid ISO-8601 extended \
                     offset date-time format string: {path} == {}",
                    plain(&value)
                ))
            })
        }
    }
}

fn seconds_at(flow: Flow, path: &Path, input: &Json) -> Result<i64, Problem> {
    let value = flow.find(path, input).ok_or_else(|| missing(flow, path, "Seconds"))?;
    let seconds = match &value {
        Json::Number(crate::value::Number::Int(seconds)) => *seconds,
        other => {
            return Err(flow.runtime(&format!(
                "The SecondsPath parameter cannot be parsed as a long value: {path} == {}",
                plain(other)
            )));
        }
    };
    if seconds < 0 {
        return Err(flow.runtime(&format!(
            "The SecondsPath parameter references a negative value: {path} == {seconds}"
        )));
    }
    Ok(seconds)
}

fn after(flow: Flow, now: Timestamp, seconds: i64) -> Result<Timestamp, Problem> {
    if seconds > DELAY_SECONDS_MAX {
        return Err(flow.runtime("Wait state delay is too long."));
    }
    Ok(now + Duration::from_secs(seconds.unsigned_abs()))
}

fn missing(flow: Flow, path: &Path, field: &str) -> Problem {
    flow.runtime(&format!("The {field}Path parameter does not reference an input value: {path}"))
}

fn timestamp(value: &Json) -> Option<Timestamp> {
    Timestamp::parse_rfc3339(value.as_str()?)
}

/// Strings without quotes, all else as JSON.
fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
