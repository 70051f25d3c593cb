//! Task tokens: opaque to people, unguessable-looking, yet derived from the execution's seed, so
//! that a token can be told malformed, unknown, closed or open without a table of tokens.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{ChildPlace, EventDetail, EventId, Execution};
use crate::query::random::Random;

/// A task token's text.
pub type TaskToken = Arc<str>;

/// What an execution knows of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenState {
    /// No token at all, or one of another execution.
    Unknown,
    /// Issued, and its task has ended.
    Closed,
    /// Issued, and its task waits.
    Open(TokenPlace),
}

/// Which execution has issued a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenPlace {
    /// The one that was asked, for the task that was scheduled as this event.
    Here(EventId),
    Child(ChildPlace),
}

/// Real tokens begin so: `AAAAKgAAAAIAAAAAAAAAA…`.
const HEADER: [u8; 15] = [0, 0, 0, 0x2A, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0];

/// Real tokens have some 700 characters.
const N_BYTES: usize = 510;

/// The token of the task that is scheduled as event `request` of the execution with this seed.
pub(super) fn issue(seed: u64, request: EventId) -> TaskToken {
    let mut bytes = Vec::with_capacity(N_BYTES + 8);
    bytes.extend(HEADER);
    // The event's id, masked by a word that only the seed gives.
    let masked = u64::from(request) ^ Random::new(seed).next_u64();
    bytes.extend(masked.to_be_bytes());
    let random = Random::new(seed ^ masked.rotate_left(32));
    while bytes.len() < N_BYTES {
        bytes.extend(random.next_u64().to_be_bytes());
    }
    bytes.truncate(N_BYTES);
    STANDARD.encode(bytes).into()
}

impl Execution {
    pub fn token_state(&self, token: &str) -> TokenState {
        match self.issued_for(token) {
            Some(request) if self.tasks.contains_key(&request) => {
                TokenState::Open(TokenPlace::Here(request))
            }
            Some(_) => TokenState::Closed,
            None => self.token_state_in_children(token),
        }
    }

    fn token_state_in_children(&self, token: &str) -> TokenState {
        for (map_run, frame) in &self.map_runs {
            for (index, child) in self.frames.get(*frame).map_run().executions.iter().enumerate() {
                match child.token_state(token) {
                    TokenState::Unknown => {}
                    TokenState::Closed => return TokenState::Closed,
                    TokenState::Open(_) => {
                        let place = ChildPlace { map_run: *map_run, index };
                        return TokenState::Open(TokenPlace::Child(place));
                    }
                }
            }
        }
        // Map Runs that have ended are only in the history.
        let ended = self.history.iter().any(|event| child_issued(&event.detail, token));
        if ended { TokenState::Closed } else { TokenState::Unknown }
    }

    fn issued_for(&self, token: &str) -> Option<EventId> {
        issued_for(self.start.seed, token).filter(|request| *request <= self.n_events)
    }
}

/// Whether the child execution that an event starts could issue a token.
fn child_issued(detail: &EventDetail, token: &str) -> bool {
    match detail {
        EventDetail::ChildStarted { start, .. } => issued_for(start.seed, token).is_some(),
        EventDetail::ChildExecution { event, .. } => child_issued(&event.detail, token),
        _ => false,
    }
}

/// The event that a token was issued for by the execution with this seed.
fn issued_for(seed: u64, token: &str) -> Option<EventId> {
    let bytes = STANDARD.decode(token).ok()?;
    let masked = bytes.strip_prefix(&HEADER)?.first_chunk::<8>()?;
    let masked = u64::from_be_bytes(*masked);
    let request = EventId::try_from(masked ^ Random::new(seed).next_u64()).ok()?;
    (*issue(seed, request) == *token).then_some(request)
}
