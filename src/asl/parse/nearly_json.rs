//! Advice on texts that are nearly JSON: what other notations allow, and what word processors put
//! in the place of what was typed.

use crate::asl::source::SourceError;
use crate::asl::{Code, Diagnostic, Severity};

/// What is to be done where a text stops being JSON; `None` where the error says it all.
pub(super) fn advise(text: &str, error: &SourceError) -> Option<Diagnostic> {
    let (before, rest) = text.split_at_checked(error.span.start)?;
    let before = before.trim_end();
    let mut span = error.span.clone();
    let (code, message) = match rest.chars().next()? {
        '/' | '#' => (
            "json-comment",
            "JSON has no comments: say it in a Comment field, or write the definition in YAML",
        ),
        '}' | ']' if before.ends_with(',') => {
            span = before.len() - 1..before.len();
            ("json-trailing-comma", "JSON has no comma behind the last item: remove it")
        }
        '\'' | '`' | '‘' | '’' | '“' | '”' => {
            ("json-quotes", "JSON knows straight double quotes only")
        }
        '"' if error.message.ends_with("a colon to separate field name and value") => {
            ("json-missing-colon", "A colon is missing before this")
        }
        '"' if before.ends_with(['"', '}', ']']) => {
            ("json-missing-comma", "A comma is missing before this")
        }
        '\n' | '\r' | '\t' if error.message.ends_with("to be included in string value") => {
            ("json-escape", "Within a string a line end is written \\n, and a tab \\t")
        }
        c if c.is_alphabetic() && error.message.ends_with("to start field name") => {
            ("json-unquoted-name", "JSON wants the names of fields in double quotes")
        }
        ' ' | '\t' | '\n' | '\r' => return None,
        c if c.is_whitespace() || "\u{feff}\u{200b}".contains(c) => {
            ("json-blank", "This blank is none of JSON's: type it anew")
        }
        _ => return None,
    };
    let (code, message) = (Code::Advice(code), message.to_owned());
    let severity = Severity::Hint;
    Some(Diagnostic { severity, code, message, location: None, span })
}
