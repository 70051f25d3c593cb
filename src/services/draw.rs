//! Randomness in the shapes that AWS gives it.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::query::random::Random;

/// The things that AWS invents.
pub(super) struct Draw(pub Random);

impl Draw {
    pub fn uuid(&self) -> String {
        self.0.uuid()
    }

    /// Opaque Base64, as long as real ones are.
    pub fn receipt_handle(&self) -> Arc<str> {
        let bytes: Vec<u8> = (0..19).flat_map(|_| self.0.next_u64().to_be_bytes()).collect();
        format!("AQEB{}", STANDARD.encode(bytes)).into()
    }

    /// Base64 that looks like a signature.
    pub fn signature(&self) -> String {
        let bytes: Vec<u8> = (0..32).flat_map(|_| self.0.next_u64().to_be_bytes()).collect();
        STANDARD.encode(bytes)
    }
}
