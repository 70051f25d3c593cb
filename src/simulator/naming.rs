//! The names of executions, as StartExecution takes them.

use super::{Run, Simulator};
use crate::asl::WorkflowType;
use crate::engine::Identity;
use crate::value::Json;

/// AWS's limit, in characters.
const NAME_MAX: usize = 80;

/// What a name must not contain, beside white space and control characters.
const FORBIDDEN: &str = "<>{}[]?*\"#%\\^|~`$&,;:/";

impl Simulator {
    /// What AWS says against starting the open document's state machine under a name; an empty one
    /// is made up and always good.
    pub(super) fn check_name(&self, name: &str, input: &Json) -> Result<(), String> {
        if name.is_empty() {
            return Ok(());
        }
        if name.chars().count() > NAME_MAX {
            return Err(format!(
                "ValidationException: 1 validation error detected: Value '{name}' at 'name' failed \
                 to satisfy constraint: Member must have length less than or equal to {NAME_MAX}"
            ));
        }
        let is_bad = |c: char| c.is_whitespace() || c.is_control() || FORBIDDEN.contains(c);
        if name.contains(is_bad) {
            return Err(format!("InvalidName: Invalid Name: '{name}'"));
        }
        let document = self.document();
        // Executions of Express workflows may share a name.
        let is_standard = document.workflow_type == WorkflowType::Standard;
        let is_same = |identity: &Identity| {
            *identity.execution_name == *name && identity.state_machine_name == document.name
        };
        let start_of = |run: &Run| run.execution().start_info().clone();
        let mut starts = self.runs.values().map(start_of);
        match starts.find(|start| is_same(&start.identity)).filter(|_| is_standard) {
            None => Ok(()),
            Some(same) => {
                let arn = &same.identity.execution_arn;
                let hint = if same.input == *input { "" } else { ", with another input" };
                Err(format!("ExecutionAlreadyExists: Execution Already Exists: '{arn}'{hint}"))
            }
        }
    }
}
