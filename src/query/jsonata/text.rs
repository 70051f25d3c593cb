//! Searching text for text, in one place: compiled where it is used, each search would take half a
//! kilobyte of the page.

/// What stands before and behind the first `mark`.
#[inline(never)]
pub fn split_once<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    text.split_once(mark)
}

pub fn replace(text: &str, mark: &str, replacement: &str) -> String {
    let mut replaced = String::new();
    let mut rest = text;
    while let Some((before, after)) = split_once(rest, mark) {
        replaced.push_str(before);
        replaced.push_str(replacement);
        rest = after;
    }
    replaced + rest
}

/// What stands before and behind the last `mark`.
#[inline(never)]
pub fn rsplit_once(text: &str, mark: char) -> Option<(&str, &str)> {
    text.rsplit_once(mark)
}

/// Whether a letter is one of several.
#[inline(never)]
pub fn is_among(letters: &str, letter: char) -> bool {
    letters.chars().any(|other| other == letter)
}

/// A text without what is behind so many characters.
#[inline(never)]
pub fn cut(text: &str, n_chars: usize) -> &str {
    let end = text.char_indices().nth(n_chars).map_or(text.len(), |(at, _)| at);
    &text[..end]
}
