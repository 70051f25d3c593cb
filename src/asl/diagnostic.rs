//! What is wrong with a definition, and where: the answer of ValidateStateMachineDefinition with a
//! place in the text added.

use std::fmt;
use std::ops::Range;

/// One finding. AWS's `location` is a path into the definition, ours is also a span of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub severity: Severity,
    pub code: Code,
    /// AWS's words where they are known.
    pub message: String,
    /// `/States/Charge/Next`; absent for what concerns the whole.
    pub location: Option<String>,
    /// Bytes of the text.
    pub span: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
    /// Advice of ours; AWS says nothing.
    Hint,
}

impl Severity {
    /// As ValidateStateMachineDefinition has it; `HINT` is ours.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Hint => "HINT",
        }
    }
}

/// AWS's codes, as printed by [`Code::as_str`]; `Advice` is ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    NoDollar,
    NoPath,
    PassResultIsStatic,
    InvalidJsonDescription,
    MissingDescription,
    SchemaValidationFailed,
    InvalidResource,
    MissingEndState,
    DuplicateStateName,
    InvalidStateName,
    StateMachineNameEmpty,
    StateMachineNameInvalid,
    StateMachineNameTooLong,
    StateMachineNameAlreadyExists,
    DuplicateLabelName,
    InvalidLabelName,
    MissingTransitionTarget,
    TooDeeplyNested,
    InvalidJsonataExpression,
    UnsupportedJsonataExpression,
    ReservedVariableName,
    InvalidVariableName,
    /// A finding of Signalbox's own, by its short name.
    Advice(&'static str),
}

impl Code {
    pub fn as_str(self) -> &'static str {
        match self {
            Code::NoDollar => "NO_DOLLAR",
            Code::NoPath => "NO_PATH",
            Code::PassResultIsStatic => "PASS_RESULT_IS_STATIC",
            Code::InvalidJsonDescription => "INVALID_JSON_DESCRIPTION",
            Code::MissingDescription => "MISSING_DESCRIPTION",
            Code::SchemaValidationFailed => "SCHEMA_VALIDATION_FAILED",
            Code::InvalidResource => "INVALID_RESOURCE",
            Code::MissingEndState => "MISSING_END_STATE",
            Code::DuplicateStateName => "DUPLICATE_STATE_NAME",
            Code::InvalidStateName => "INVALID_STATE_NAME",
            Code::StateMachineNameEmpty => "STATE_MACHINE_NAME_EMPTY",
            Code::StateMachineNameInvalid => "STATE_MACHINE_NAME_INVALID",
            Code::StateMachineNameTooLong => "STATE_MACHINE_NAME_TOO_LONG",
            Code::StateMachineNameAlreadyExists => "STATE_MACHINE_NAME_ALREADY_EXISTS",
            Code::DuplicateLabelName => "DUPLICATE_LABEL_NAME",
            Code::InvalidLabelName => "INVALID_LABEL_NAME",
            Code::MissingTransitionTarget => "MISSING_TRANSITION_TARGET",
            Code::TooDeeplyNested => "TOO_DEEPLY_NESTED",
            Code::InvalidJsonataExpression => "INVALID_JSONATA_EXPRESSION",
            Code::UnsupportedJsonataExpression => "UNSUPPORTED_JSONATA_EXPRESSION",
            Code::ReservedVariableName => "RESERVED_VARIABLE_NAME",
            Code::InvalidVariableName => "INVALID_VARIABLE_NAME",
            Code::Advice(name) => name,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
