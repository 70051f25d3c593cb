//! What stands in a state's box, and how large the box is.

use crate::asl::{Pattern, Resource, State, StateKind, WaitUntil};

use super::condition::field_text;
use super::scope::Stop;
use super::text::{fit, text_width, two_lines};
use super::{NodeKind, Size};

const TITLE_FONT: f64 = 13.0;
const SUBTITLE_FONT: f64 = 11.0;
/// The icon on the left with the space around it, and the space on the right.
const TITLE_EXTRA: f64 = 60.0;
const WIDTH_MIN: f64 = 160.0;
const WIDTH_MAX: f64 = 300.0;
/// Widths go in steps, so that boxes below each other often have the same.
const WIDTH_STEP: f64 = 20.0;
const HEIGHT: f64 = 52.0;
const LINE_HEIGHT: f64 = 16.0;
/// Start and End.
const TERMINAL: Size = Size { width: 64.0, height: 32.0 };

pub struct Description {
    pub title: Vec<String>,
    pub subtitle: Option<String>,
    pub service: Option<String>,
    pub pattern: Option<Pattern>,
}

pub fn describe(stop: &Stop) -> Description {
    let Some(state) = stop.state else {
        let title = if stop.kind == NodeKind::Start { "Start" } else { "End" };
        let title = vec![title.to_owned()];
        return Description { title, subtitle: None, service: None, pattern: None };
    };
    let (service, pattern) = match &state.kind {
        StateKind::Task(task) => service(&task.resource),
        _ => (None, None),
    };
    let room = WIDTH_MAX - TITLE_EXTRA;
    let subtitle = subtitle(state).map(|text| fit(&text, SUBTITLE_FONT, room));
    Description { title: two_lines(&state.name, TITLE_FONT, room), subtitle, service, pattern }
}

/// The size of a node that shows no inside.
pub fn node_size(stop: &Stop) -> Size {
    if stop.state.is_none() {
        return TERMINAL;
    }
    let description = describe(stop);
    let titles = description.title.iter().map(|line| text_width(line, TITLE_FONT));
    let subtitle = description.subtitle.iter().map(|line| text_width(line, SUBTITLE_FONT));
    let text = titles.chain(subtitle).fold(0.0, f64::max);
    let steps = ((text + TITLE_EXTRA) / WIDTH_STEP).ceil();
    let width = (steps * WIDTH_STEP).clamp(WIDTH_MIN, WIDTH_MAX);
    let n_more_lines = description.title.len().saturating_sub(1) as f64;
    Size::new(width, HEIGHT + n_more_lines * LINE_HEIGHT)
}

fn subtitle(state: &State) -> Option<String> {
    match &state.kind {
        StateKind::Task(task) => Some(called(&task.resource)),
        StateKind::Wait(wait) => Some(match &wait.until {
            WaitUntil::Seconds(field) => {
                let text = field_text(field);
                text.parse().map_or(text, seconds)
            }
            WaitUntil::SecondsPath(path) | WaitUntil::TimestampPath(path) => path.to_string(),
            WaitUntil::At(at) => at.to_string(),
            WaitUntil::Timestamp(field) => field_text(field),
        }),
        StateKind::Fail(fail) => fail.error.as_ref().map(field_text),
        StateKind::Parallel(parallel) => {
            let n_branches = parallel.branches.len();
            Some(format!("{} · {}", counted(n_branches, "branch", "branches"), n_states(state)))
        }
        StateKind::Map(_) => Some(n_states(state)),
        StateKind::Pass(_) | StateKind::Choice(_) | StateKind::Succeed => None,
    }
}

/// A number of seconds in the largest unit that says it exactly.
fn seconds(n: u64) -> String {
    let units = [(86_400, "d"), (3_600, "h"), (60, "min")];
    let unit = units.into_iter().find(|(length, _)| n > 60 && n.is_multiple_of(*length));
    unit.map_or_else(|| format!("{n} s"), |(length, name)| format!("{} {name}", n / length))
}

/// How many states a Parallel or Map holds, at any depth: what a collapsed one hides.
fn n_states(state: &State) -> String {
    let machines = state.kind.machines();
    counted(machines.iter().map(|machine| machine.all_states().len()).sum(), "state", "states")
}

fn counted(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// What a Task calls, short: `sqs:sendMessage`, or the function's or activity's name.
fn called(resource: &Resource) -> String {
    match resource {
        Resource::Lambda { arn } => {
            let name = arn.split_once(":function:").map_or(&**arn, |(_, name)| name);
            format!("lambda:{name}")
        }
        Resource::Activity { arn } => {
            let name = arn.split_once(":activity:").map_or(&**arn, |(_, name)| name);
            format!("activity:{name}")
        }
        Resource::Integration { service, action, .. } => {
            format!("{}:{action}", service.strip_prefix("aws-sdk:").unwrap_or(service))
        }
    }
}

fn service(resource: &Resource) -> (Option<String>, Option<Pattern>) {
    match resource {
        Resource::Lambda { .. } => (Some("lambda".to_owned()), None),
        Resource::Activity { .. } => (Some("activity".to_owned()), None),
        Resource::Integration { service, pattern, .. } => {
            (Some(service.to_string()), Some(*pattern))
        }
    }
}
