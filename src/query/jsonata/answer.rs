//! One question a line, one answer a line: how other programs drive the engine.

use super::{Dialect, Environment, Expression, Limits, Outcome};
use crate::query::random::Random;
use crate::time::Timestamp;
use crate::value::Json;

/// How many steps stand in for a millisecond.
const STEPS_PER_MILLISECOND: u64 = 20_000;

/// Answers a question in JSON with an answer in JSON.
///
/// The question: `expr`; optionally `data` (absent is undefined), `bindings`, `timelimit` in
/// milliseconds, `depth`, `dialect` (`"aws"`). The answer: `status` is `"ok"` with `result`,
/// `"undef"`, or `"err"` with `code`, `position`, `token` and `msg`.
pub fn answer_line(line: &str) -> String {
    let answer = match Json::parse(line) {
        Ok(question) => answer(&question),
        Err(error) => failure("", 0, None, &error.message),
    };
    answer.to_string()
}

fn answer(question: &Json) -> Json {
    let text = question.get("expr").and_then(Json::as_str).unwrap_or_default();
    let is_aws = question.get("dialect").and_then(Json::as_str) == Some("aws");
    let number = |name| question.get(name).and_then(Json::as_i64).filter(|number| *number > 0);
    let mut limits = if is_aws { Limits::AWS } else { Limits::OFFICIAL };
    if let Some(milliseconds) = number("timelimit") {
        limits.steps = milliseconds.unsigned_abs().saturating_mul(STEPS_PER_MILLISECOND);
    }
    if let Some(depth) = number("depth") {
        limits.depth = u32::try_from(depth).unwrap_or(u32::MAX).min(Limits::OFFICIAL.depth);
    }
    let bindings = question.get("bindings");
    let random = Random::new(0);
    let variables = |name: &str| bindings?.get(name).cloned();
    let environment = Environment {
        variables: &variables,
        now: Timestamp(number("now").unwrap_or(1_700_000_000_000)),
        random: &random,
        limits,
        dialect: if is_aws { Dialect::Aws } else { Dialect::Official },
    };
    let outcome = Expression::parse(text)
        .and_then(|expression| expression.evaluate(question.get("data"), &environment));
    let status = |text: &str| ("status", Json::from(text));
    match outcome {
        Ok(Outcome::Json(result)) => Json::object([status("ok"), ("result", result)]),
        Ok(Outcome::Undefined) => Json::object([status("undef")]),
        Ok(Outcome::Function) => Json::object([status("ok"), ("result", Json::Null)]),
        Err(error) => {
            let code = error.code.unwrap_or_default();
            failure(code, error.position, error.token.as_deref(), &error.message)
        }
    }
}

fn failure(code: &str, position: usize, token: Option<&str>, message: &str) -> Json {
    Json::object([
        ("status", Json::from("err")),
        ("code", Json::from(code)),
        ("position", Json::from(position)),
        ("token", token.map_or(Json::Null, Json::from)),
        ("msg", Json::from(message)),
    ])
}
