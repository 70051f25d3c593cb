//! How wide a text is, near enough, without a font at hand: the picture must come out the same in
//! a terminal as in a browser.

/// So many letters of a name are kept when its beginning is cut off.
const NAME_KEPT_MIN: usize = 8;

/// The width of the text in pixels in a semibold sans-serif font of that size, a wide one: system
/// fonts differ by a tenth and more, and a box that is too wide is better than one too narrow.
pub fn text_width(text: &str, font_size: f64) -> f64 {
    text.chars().map(char_width).sum::<f64>() * font_size
}

/// The text cut to a width, with an ellipsis where something is missing.
pub fn fit(text: &str, font_size: f64, width: f64) -> String {
    if text_width(text, font_size) <= width {
        return text.to_owned();
    }
    let room = width - char_width('…') * font_size;
    let mut kept = String::new();
    let mut used = 0.0;
    for c in text.chars() {
        used += char_width(c) * font_size;
        if used > room {
            break;
        }
        kept.push(c);
    }
    format!("{}…", kept.trim_end())
}

/// A condition or an error's name cut to a width, first where it says least: at the beginning of its
/// path. `$.order.payment.status = "DONE"` is rather `…status = "DONE"` than `$.order.paym…`.
pub fn fit_reason(text: &str, font_size: f64, width: f64) -> String {
    let is_path = |c: char| c.is_alphanumeric() || matches!(c, '$' | '_' | '.' | '-' | '[' | ']');
    let n_before = text.find(|c: char| c != '(').unwrap_or(0);
    let n_before = if text[n_before..].starts_with("not ") { n_before + 4 } else { n_before };
    let (before, mut rest) = text.split_at(n_before);
    let mut shown = text.to_owned();
    while text_width(&shown, font_size) > width {
        let path = &rest[..rest.find(|c| !is_path(c)).unwrap_or(rest.len())];
        let has_more = path.len() < rest.len();
        let n_cut = match path.find('.').filter(|dot| dot + 1 < path.len()) {
            Some(dot) => dot + 1,
            // What it is compared with is worth more than the whole of a long name.
            None if has_more && path.chars().count() > NAME_KEPT_MIN => first_char(path),
            None => break,
        };
        rest = &rest[n_cut..];
        shown = format!("{before}…{}", rest.trim_start_matches(['_', '-', '.']));
    }
    fit(&shown, font_size, width)
}

/// The text in at most two lines, broken between words where that is possible, the second one cut.
pub fn two_lines(text: &str, font_size: f64, width: f64) -> Vec<String> {
    if text_width(text, font_size) <= width {
        return vec![text.to_owned()];
    }
    let mut end = 0;
    let mut break_at = None;
    let mut used = 0.0;
    let mut previous = ' ';
    for (i, c) in text.char_indices() {
        if is_break(previous, c) {
            break_at = Some(i);
        }
        used += char_width(c) * font_size;
        if used > width {
            break;
        }
        end = i + c.len_utf8();
        previous = c;
    }
    let at = break_at.filter(|&at| at > 0).unwrap_or(end.max(first_char(text)));
    let (first, rest) = text.split_at(at);
    vec![first.trim_end().to_owned(), fit(rest.trim_start(), font_size, width)]
}

fn first_char(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// Whether a line may end between the two.
fn is_break(before: char, after: char) -> bool {
    before == ' '
        || matches!(before, '-' | '_' | '.' | '/' | ':')
        || (before.is_lowercase() && after.is_uppercase())
        || is_wide(before)
}

/// In ems.
fn char_width(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' | '.' | ',' | ':' | ';' | '!' | 'I' => 0.35,
        ' ' => 0.36,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '\\' | '"' | '`' | '-' => 0.44,
        'm' | 'M' | 'W' | '@' | '…' | '—' => 1.0,
        'w' => 0.88,
        'D' | 'G' | 'H' | 'N' | 'O' | 'Q' | 'U' | '&' => 0.8,
        '=' | '<' | '>' | '+' | '~' | '%' | '≤' | '≥' | '≠' => 0.84,
        's' | 'c' | 'k' | 'v' | 'x' | 'y' | 'z' | '*' | 'J' => 0.6,
        'A'..='Z' => 0.72,
        c if c.is_ascii() => 0.67,
        c if is_wide(c) => 1.0,
        c if is_mark(c) => 0.0,
        _ => 0.7,
    }
}

/// East Asian wide and fullwidth characters, and emoji.
fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115F}'
        | '\u{2E80}'..='\u{303E}'
        | '\u{3041}'..='\u{A4CF}'
        | '\u{A960}'..='\u{A97F}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF00}'..='\u{FF60}'
        | '\u{FFE0}'..='\u{FFE6}'
        | '\u{1F300}'..='\u{1FAFF}'
        | '\u{20000}'..='\u{3FFFD}')
}

/// Characters that add nothing to the width: combining marks, joiners, variation selectors.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{200B}'..='\u{200F}' | '\u{FE00}'..='\u{FE0F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_keep_what_tells_them_apart() {
        for (text, shown) in [
            ("$.done = true", "$.done = true"),
            ("$states.input.job.JobRunState = \"FAILED\"", "…JobRunState = \"FAILED\""),
            ("not $.a.very.long.path.to.some.value is present", "not …some.value is present"),
            ("$.completed_processes_count >= 22", "…processes_count >= 22"),
            ("DynamoDB.ConditionalCheckFailedException", "…ConditionalCheckFailed…"),
            ("결제.상태가 아주아주 긴 조건 = 1", "…상태가 아주아주 긴 조건 = 1"),
        ] {
            assert_eq!(fit_reason(text, 11.0, 168.0), shown);
        }
        for width in [0.0, 5.0, 20.0] {
            assert!(fit_reason("(($.a.b.c = 1) and $.d.e = 2)", 11.0, width).ends_with('…'));
        }
    }
}
