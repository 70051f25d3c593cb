//! The small signs that tell how an execution stands: on a state's card, and in a Map's lower edge.
//! What they say is somebody else's; here is where each one stands, the same on the page and in files.

use super::Rect;
use super::card::SUBTITLE_SIZE;
use super::look::Mark;
use super::text::text_width;

/// What there is to tell of one state, in the reader's language.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signs {
    pub mark: Option<Mark>,
    /// A word on the lower edge: what somebody is asked for.
    pub pill: Option<String>,
    /// `↻ 2/3 · 5 s`: which attempt of how many, and when the next one is due.
    pub attempts: Option<String>,
    /// What runs down; those that say what is left stand in place of the subtitle.
    pub timers: Vec<Timer>,
    /// Of a Map.
    pub counts: Option<Counts>,
    /// What stands below the name, where that is not the drawing's own.
    pub subtitle: Option<String>,
}

/// Something that runs down.
#[derive(Clone, Debug, PartialEq)]
pub struct Timer {
    pub kind: TimerKind,
    /// What is left, where no other sign says it.
    pub left: Option<String>,
    /// The same as a share from 0 to 1.
    pub share: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimerKind {
    /// Until a Wait ends or a retry begins.
    Due,
    Heartbeat,
    Timeout,
}

/// How many iterations of a Map stand how.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    /// Those that there are any of.
    pub by_mark: Vec<(Mark, usize)>,
    pub n_items: usize,
    /// Which iteration is looked at, in words.
    pub shown: Option<String>,
}

/// A sign with a text behind it, by the place where the sign begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Sign {
    pub x: f64,
    pub text: String,
}

/// From where a sign begins to its text, and from there to the next sign.
pub const SIGN_WIDTH: f64 = 14.0;
const TIMER_GAP: f64 = 6.0;
const COUNT_GAP: f64 = 8.0;
/// The height of a pill, half of which hangs over the edge that it stands on.
pub const PILL_HEIGHT: f64 = 18.0;
const PILL_PADDING: f64 = 10.0;
const PILL_BELOW: f64 = 3.0;
const ATTEMPTS_PADDING: f64 = 7.0;
/// It begins outside of the card, so that the middle stays free for the line that comes in.
const ATTEMPTS_INDENT: f64 = -8.0;
/// From a container's lower edge to the middle of its counts.
pub const COUNTS_ABOVE: f64 = 14.0;
const COUNTS_INDENT: f64 = 12.0;
const BAR_INDENT: f64 = 10.0;
const BAR_HEIGHT: f64 = 2.5;
/// From the middle of a sign's text down to where its letters stand.
pub const SIGN_BASELINE: f64 = 4.0;

impl TimerKind {
    pub fn name(self) -> &'static str {
        match self {
            TimerKind::Due => "due",
            TimerKind::Heartbeat => "heartbeat",
            TimerKind::Timeout => "timeout",
        }
    }

    /// Strokes in a box of 24 by 24: a clock, or a heart.
    pub fn sign(self) -> &'static str {
        match self {
            TimerKind::Due | TimerKind::Timeout => {
                "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7.5V12l3 2"
            }
            TimerKind::Heartbeat => {
                "M12 20C5 15 3 12 3 8.5A4.5 4.5 0 0 1 12 7a4.5 4.5 0 0 1 9 1.5C21 12 19 15 12 20z"
            }
        }
    }
}

impl Timer {
    /// Its bar along the card's lower edge, as long as the share that is left; the heartbeat's is
    /// above the other.
    pub fn bar(&self, width: f64, height: f64) -> Rect {
        let above = if self.kind == TimerKind::Heartbeat { 10.0 } else { 6.0 };
        let length = (width - 2.0 * BAR_INDENT) * self.share.clamp(0.0, 1.0);
        Rect { x: BAR_INDENT, y: height - above, width: length, height: BAR_HEIGHT }
    }
}

/// The timers that say what is left, side by side as far as there is room; each by its place on
/// the line.
pub fn timer_signs(timers: &[Timer], room: f64) -> Vec<(TimerKind, Sign)> {
    let mut signs = Vec::new();
    let mut x = 0.0;
    for timer in timers {
        let Some(text) = timer.left.clone() else { continue };
        let end = x + SIGN_WIDTH + text_width(&text, SUBTITLE_SIZE);
        if end > room && !signs.is_empty() {
            break;
        }
        signs.push((timer.kind, Sign { x, text }));
        x = end + TIMER_GAP;
    }
    signs
}

/// The box of a pill in the middle of a card's lower edge, from the card's upper left corner.
pub fn pill(word: &str, width: f64, height: f64) -> Rect {
    let length = text_width(word, SUBTITLE_SIZE) + 2.0 * PILL_PADDING;
    let y = height + PILL_BELOW - PILL_HEIGHT / 2.0;
    Rect { x: (width - length) / 2.0, y, width: length, height: PILL_HEIGHT }
}

/// The box of the attempts on a card's upper edge, from the card's upper left corner.
pub fn attempts(text: &str) -> Rect {
    let width = text_width(text, SUBTITLE_SIZE) + 2.0 * ATTEMPTS_PADDING;
    Rect { x: ATTEMPTS_INDENT, y: -1.0 - PILL_HEIGHT / 2.0, width, height: PILL_HEIGHT }
}

impl Counts {
    /// Each count, by the place of its sign.
    pub fn signs(&self) -> Vec<(Mark, Sign)> {
        let mut x = COUNTS_INDENT;
        let next = |&(mark, n): &(Mark, usize)| {
            let sign = Sign { x, text: n.to_string() };
            x += SIGN_WIDTH + text_width(&sign.text, SUBTITLE_SIZE) + COUNT_GAP;
            (mark, sign)
        };
        self.by_mark.iter().map(next).collect()
    }

    /// Of how many they are, behind the counts.
    pub fn total(&self) -> Sign {
        let behind = self.signs().last().map(|(_, sign)| {
            sign.x + SIGN_WIDTH + text_width(&sign.text, SUBTITLE_SIZE) + COUNT_GAP
        });
        Sign { x: behind.unwrap_or(COUNTS_INDENT), text: format!("/ {}", self.n_items) }
    }
}
