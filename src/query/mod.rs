//! The query languages: an expression and its bindings give a value. They know nothing of states.

pub mod hash;
pub mod jsonata;
pub mod jsonpath;
pub mod random;
