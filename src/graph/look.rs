//! How a picture in a file looks: its colours, and what it shows of an execution.

use std::collections::{BTreeMap, BTreeSet};

use crate::asl::StateName;

use super::{Drawing, Rect, Signs};

/// What a picture shows besides the drawing itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    pub theme: Theme,
    /// How far the execution is that it shows.
    pub phase: Phase,
    /// What there is to tell of states.
    pub signs: BTreeMap<StateName, Signs>,
    /// The edges that an execution went along, by their places in the drawing.
    pub taken: BTreeSet<usize>,
    /// The part that is to be seen; `None` is all of it.
    pub part: Option<Rect>,
    /// The words in the places where it starts and ends; `None` is English.
    pub words: Option<[String; 2]>,
}

/// How far an execution is: what it has passed by steps back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// There is none.
    #[default]
    None,
    Running,
    Ended,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As whoever looks at the file prefers.
    #[default]
    System,
    Light,
    Dark,
}

/// What has become of a state, as far as a picture tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Running,
    Retrying,
    /// For its callback.
    Waiting,
    Succeeded,
    Caught,
    Failed,
    Cancelled,
}

impl Mark {
    pub const ALL: [Mark; 7] = [
        Mark::Running,
        Mark::Retrying,
        Mark::Waiting,
        Mark::Succeeded,
        Mark::Caught,
        Mark::Failed,
        Mark::Cancelled,
    ];

    /// For class names; also the name of its colours among the tokens.
    pub fn name(self) -> &'static str {
        match self {
            Mark::Running | Mark::Retrying => "running",
            Mark::Waiting => "waiting",
            Mark::Succeeded => "succeeded",
            Mark::Caught => "caught",
            Mark::Failed => "failed",
            Mark::Cancelled => "cancelled",
        }
    }

    /// The sign that tells it without colour: strokes in a box of 24 by 24.
    pub fn sign(self) -> &'static str {
        match self {
            Mark::Running => "M7 4.5v15l12-7.5z",
            Mark::Retrying => {
                "M17 3l3 3-3 3M20 6H9a5 5 0 0 0-5 5v1M7 21l-3-3 3-3M4 18h11a5 5 0 0 0 5-5v-1"
            }
            Mark::Waiting => "M8 12a4 4 0 1 1 0 .01M12 12h9M17 12v3.5M20 12v2.5",
            Mark::Succeeded => "M5 12.5l4.5 4.5L19 7.5",
            Mark::Caught => "M9 6L4 11l5 5M4 11h10a6 6 0 0 1 0 12h-2",
            Mark::Failed => "M6 6l12 12M18 6L6 18",
            Mark::Cancelled => "M6 12h12",
        }
    }
}

impl Look {
    /// The box of the drawing that the picture shows.
    pub fn frame(&self, drawing: &Drawing) -> Rect {
        let all = Rect { x: 0.0, y: 0.0, width: drawing.size.width, height: drawing.size.height };
        let Some(part) = self.part else { return all };
        let (x, y) = (part.x.max(all.x), part.y.max(all.y));
        let width = (part.right().min(all.right()) - x).max(1.0);
        let height = (part.bottom().min(all.bottom()) - y).max(1.0);
        Rect { x, y, width, height }
    }
}

/// The page's colours, so that a file's are the same.
const TOKENS: &str = include_str!("../../styles/tokens.css");

/// Resolves the `var(--color-…)` of a stylesheet: files are read by programs that know none.
pub fn resolved(style: &str, is_dark: bool) -> String {
    let mut out = String::with_capacity(style.len());
    let mut rest = style;
    while let Some(at) = rest.find("var(--") {
        out.push_str(&rest[..at]);
        let name = &rest[at + "var(".len()..];
        let end = name.find(')').unwrap_or(name.len());
        out.push_str(colour(&name[..end], is_dark).unwrap_or("currentColor"));
        rest = name.get(end + 1..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// A token's colour: the first of `light-dark(…, …)`, or the second.
fn colour(name: &str, is_dark: bool) -> Option<&'static str> {
    let declared = |line: &&str| {
        line.trim_start().strip_prefix(name).is_some_and(|rest| rest.starts_with(':'))
    };
    let line = TOKENS.lines().find(declared)?;
    let pair = line.split_once("light-dark(")?.1.split_once(')')?.0;
    let (light, dark) = pair.split_once(',')?;
    Some(if is_dark { dark.trim() } else { light.trim() })
}
