//! What a file's picture tells of an execution: badges, pills, timers, and how iterations stand.

use super::super::card::TILE_GAP;
use super::super::signs::{
    self, COUNTS_ABOVE, Counts, SIGN_BASELINE, SIGN_WIDTH, Sign, Signs, TimerKind,
};
use super::super::{Mark, Rect};
use super::{n, write, write_rect, write_text};

/// All that stands on the edges of a card.
pub fn write_signs(out: &mut String, rect: Rect, signs: &Signs) {
    for timer in &signs.timers {
        let bar = timer.bar(rect.width, rect.height).moved(rect.x, rect.y);
        write_rect(out, bar, 1.0, &format!("bar {}", timer.kind.name()));
    }
    write_badge(out, rect, signs.mark);
    if let Some(word) = &signs.pill {
        write_pill(
            out,
            signs::pill(word, rect.width, rect.height).moved(rect.x, rect.y),
            "pill",
            word,
        );
    }
    if let Some(text) = &signs.attempts {
        write_pill(out, signs::attempts(text).moved(rect.x, rect.y), "attempts", text);
    }
}

/// The sign of what has become of it, on the upper right corner.
pub fn write_badge(out: &mut String, rect: Rect, mark: Option<Mark>) {
    let Some(mark) = mark else { return };
    let (x, y) = (n(rect.right() - 4.0), n(rect.y + 4.0));
    write(
        out,
        format_args!(
            "<g class=\"badge\" transform=\"translate({x} {y})\"><circle r=\"10\"/><path \
             d=\"{}\" transform=\"translate(-6.5 -6.5) scale(.5417)\"/></g>",
            mark.sign()
        ),
    );
}

fn write_pill(out: &mut String, rect: Rect, class: &str, text: &str) {
    write(out, format_args!("<g class=\"{class}\">"));
    write_rect(out, rect, rect.height / 2.0, "plate");
    let center = rect.center();
    write_text(out, "words", center.x, center.y + SIGN_BASELINE, text);
    out.push_str("</g>");
}

/// What runs down, from the place where the subtitle would begin.
pub fn write_timers(out: &mut String, timers: &[(TimerKind, Sign)], x: f64, y: f64) {
    for (kind, sign) in timers {
        let at = x + sign.x;
        write_sign(out, "timer", kind.sign(), [at, y - 9.5], 0.46);
        write_text(out, "left", at + SIGN_WIDTH, y, &sign.text);
    }
}

/// How the iterations stand, in the container's lower edge, and which one is looked at.
pub fn write_counts(out: &mut String, rect: Rect, counts: &Counts) {
    let y = rect.bottom() - COUNTS_ABOVE;
    for (mark, sign) in counts.signs() {
        let x = rect.x + sign.x;
        write_sign(out, &format!("count {}", mark.name()), mark.sign(), [x, y - 6.0], 0.5);
        write_text(out, "number", x + SIGN_WIDTH, y + SIGN_BASELINE, &sign.text);
    }
    let total = counts.total();
    write_text(out, "total", rect.x + total.x, y + SIGN_BASELINE, &total.text);
    if let Some(shown) = &counts.shown {
        write_text(out, "shown", rect.right() - TILE_GAP, y + SIGN_BASELINE, shown);
    }
}

fn write_sign(out: &mut String, class: &str, path: &str, [x, y]: [f64; 2], scale: f64) {
    let (x, y) = (n(x), n(y));
    write(
        out,
        format_args!(
            "<path class=\"sign {class}\" d=\"{path}\" transform=\"translate({x} {y}) \
             scale({scale})\"/>"
        ),
    );
}
