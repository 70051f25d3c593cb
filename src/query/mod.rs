//! The query languages: an expression and its bindings give a value. They know nothing of states.

#![deny(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::iter_over_hash_type
)]

pub mod compare;
pub mod expression;
pub mod hash;
pub mod java;
pub mod jsonata;
pub mod jsonpath;
pub mod random;
pub mod sketch;
