//! What states mean to each other, and the API calls that judge definitions and inputs.

mod graph;
mod requests;
mod variables;

pub(super) use graph::{duplicate_names, graph};
pub use requests::{
    DEFINITION_SIZE_MAX, EXECUTION_NAME_MAX, INPUT_SIZE_MAX, MAX_RESULTS_MAX, RequestError,
    ValidateRequest, execution_input, execution_name, invalid_definition, validate_response,
};
pub use variables::variable_references;
