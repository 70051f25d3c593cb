//! Text that is put together from several places, and knows which.

use std::ops::Range;

use crate::asl::source::{Alignment, Span};

/// A text with the places that its parts came from.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    pub text: String,
    /// Where each part begins, ascending.
    parts: Vec<(usize, Origin)>,
}

#[derive(Clone, Debug)]
enum Origin {
    /// As it stands there: the byte of the string value, and where such bytes are.
    Verbatim(usize, Alignment),
    /// Something else stands there, such as `${Name}` in place of the name's value.
    Replaced(Span),
}

impl Text {
    /// Appends a part of a string value, which begins at that byte of it.
    pub fn push_verbatim(&mut self, part: &str, at: usize, alignment: &Alignment) {
        self.parts.push((self.text.len(), Origin::Verbatim(at, alignment.clone())));
        self.text.push_str(part);
    }

    /// Appends what stands for a place of the opened text.
    pub fn push_replaced(&mut self, part: &str, span: Span) {
        self.parts.push((self.text.len(), Origin::Replaced(span)));
        self.text.push_str(part);
    }

    pub fn append(&mut self, other: Text) {
        let shift = self.text.len();
        self.parts.extend(other.parts.into_iter().map(|(at, origin)| (at + shift, origin)));
        self.text.push_str(&other.text);
    }

    /// The part of the text with its places.
    pub fn slice(&self, range: Range<usize>) -> Text {
        let first = self.parts.partition_point(|(at, _)| *at <= range.start).saturating_sub(1);
        let within = self.parts[first..].iter().take_while(|(at, _)| *at < range.end);
        let parts = within.map(|(at, origin)| match origin {
            Origin::Verbatim(begin, alignment) if *at < range.start => {
                (0, Origin::Verbatim(begin + range.start - at, alignment.clone()))
            }
            origin => (at.saturating_sub(range.start), origin.clone()),
        });
        Text { parts: parts.collect(), text: self.text[range.clone()].to_owned() }
    }

    /// The place of a part of the text.
    pub fn source_span(&self, span: &Span) -> Span {
        let first = self.source(span.start);
        let last = self.source(span.end.saturating_sub(1).max(span.start));
        first.start..last.end.max(first.end)
    }

    fn source(&self, at: usize) -> Span {
        let n_before = self.parts.partition_point(|(start, _)| *start <= at);
        match n_before.checked_sub(1).map(|index| &self.parts[index]) {
            Some((start, Origin::Verbatim(begin, alignment))) => {
                let byte = alignment.source(begin + (at - start));
                byte..byte + 1
            }
            Some((_, Origin::Replaced(span))) => span.clone(),
            None => 0..0,
        }
    }
}
