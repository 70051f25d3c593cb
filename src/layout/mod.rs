//! Layered drawing of any sized graph. Knows nothing of ASL.
