//! YAML as people write it: CloudFormation takes lines within `{…}` and `[…]` that are not indented
//! as YAML 1.2 wants them, and so does this.

use super::{Node, SourceError, Span, Value, yaml};
use crate::sort;

/// What the parser says of a line within `{…}` or `[…]` that does not stand to the right of the
/// block around it. YAML 1.2 forbids that; CloudFormation and people do not.
const INDENTATION_ERRORS: [&str; 2] =
    ["invalid indentation", "invalid indentation in flow construct"];

/// The text is read once more for each line that lacks indentation; this bounds the bytes read.
const READ_MAX: usize = 32_000_000;

pub(super) fn read(text: &str) -> Result<Node, SourceError> {
    let mut padded = Padded { text: text.to_owned(), pads: Vec::new() };
    loop {
        match yaml::read(&padded.text) {
            Ok(mut root) => {
                padded.restore(&mut root);
                return Ok(root);
            }
            Err(error) => {
                let is_indentation = INDENTATION_ERRORS.contains(&&*error.message);
                if !is_indentation || padded.pads.len() * padded.text.len() >= READ_MAX {
                    let at = padded.original(error.span.start);
                    let is_too_deep = error.is_too_deep;
                    return Err(SourceError {
                        is_too_deep,
                        ..SourceError::new(text, error.message, at)
                    });
                }
                padded.indent_line_of(error.span.start);
            }
        }
    }
}

/// A text with blanks put before some lines, so that a strict parser takes it.
struct Padded {
    text: String,
    /// Where the blanks begin, ascending.
    pads: Vec<usize>,
}

const PADDING: &str = "                                                                ";

impl Padded {
    fn indent_line_of(&mut self, at: usize) {
        let line_start = self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        self.text.insert_str(line_start, PADDING);
        for pad in self.pads.iter_mut().filter(|pad| **pad > line_start) {
            *pad += PADDING.len();
        }
        self.pads.push(line_start);
        sort::ascending(&mut self.pads);
    }

    /// The place in the text as it was.
    fn original(&self, at: usize) -> usize {
        let before = self.pads.iter().take_while(|pad| **pad < at);
        at - before.map(|pad| (at - pad).min(PADDING.len())).sum::<usize>()
    }

    fn restore(&self, node: &mut Node) {
        if self.pads.is_empty() {
            return;
        }
        let original = |span: &Span| self.original(span.start)..self.original(span.end);
        node.span = original(&node.span);
        match &mut node.value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.restore(item)),
            Value::Object(entries) => {
                for entry in entries {
                    entry.key_span = original(&entry.key_span);
                    self.restore(&mut entry.node);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}
