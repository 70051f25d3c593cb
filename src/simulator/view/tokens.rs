//! Task tokens in texts.

use std::ops::Range;

use super::{TokenView, WaitingView};
use crate::simulator::Simulator;
use crate::value::Json;

/// Where `token` stands in `text`, in bytes.
pub fn token_spans(text: &str, token: &str) -> Vec<Range<usize>> {
    if token.is_empty() {
        return Vec::new();
    }
    text.match_indices(token).map(|(start, found)| start..start + found.len()).collect()
}

impl Simulator {
    /// The token of the task that sent a message, wherever it stands in the message's text: once a
    /// place. One that only the attributes carry has an empty span.
    pub(super) fn tokens_in(
        &self,
        text: &str,
        attributes: &Json,
        token: Option<&str>,
        waiting: &[WaitingView],
    ) -> Vec<TokenView> {
        let Some(token) = token else { return Vec::new() };
        let mut spans = token_spans(text, token);
        if spans.is_empty() && attributes.to_string().contains(token) {
            spans.push(0..0);
        }
        if spans.is_empty() {
            return Vec::new();
        }
        let waiting = waiting.iter().find(|task| task.token.as_deref() == Some(token));
        let calls: Vec<_> = self.calls_with(token).cloned().collect();
        spans
            .into_iter()
            .map(|span| TokenView {
                span,
                token: token.to_owned(),
                waiting: waiting.cloned(),
                calls: calls.clone(),
            })
            .collect()
    }
}
