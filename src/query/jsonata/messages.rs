//! The text of every error code, as JSONata words it.

/// The text of a code, with `{{name}}` where a value is to be shown.
pub(super) fn template(code: &str) -> &'static str {
    let text = |line: &'static str| line.strip_prefix(code)?.strip_prefix(' ');
    include_str!("messages.txt").lines().find_map(text).unwrap_or_default()
}
