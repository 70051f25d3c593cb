//! A Lambda function: what was declared of it, the code that runs, and the code that is being
//! written.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::resources::FunctionSettings;

/// A function with its code. What runs is what was deployed last (`$LATEST`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Function {
    /// As declared; [`FunctionSettings::code`] is the declared code.
    pub settings: FunctionSettings,
    /// What was deployed over the declared code.
    #[serde(default)]
    pub deployed: Option<Arc<str>>,
    /// What stands in the editor, when it differs from what runs.
    #[serde(default)]
    pub draft: Option<Arc<str>>,
    /// UpdateFunctionCode calls since it was declared.
    #[serde(default)]
    pub n_deployments: u32,
}

impl Function {
    pub fn new(settings: FunctionSettings) -> Function {
        Function { settings, deployed: None, draft: None, n_deployments: 0 }
    }

    /// The code that an invocation runs; `None` where the template keeps it elsewhere.
    pub fn code(&self) -> Option<&Arc<str>> {
        self.deployed.as_ref().or(self.settings.code.as_ref())
    }

    /// The code as it stands in the editor.
    pub fn edited_code(&self) -> Option<&Arc<str>> {
        self.draft.as_ref().or(self.code())
    }

    /// Whether its code is at hand and in a language that runs here: JavaScript for Node.js.
    pub fn is_runnable(&self) -> bool {
        self.is_nodejs() && self.code().is_some()
    }

    /// By its runtime. A function without a runtime is one that was written here.
    pub fn is_nodejs(&self) -> bool {
        let runtime = &self.settings.runtime;
        runtime.is_empty() || runtime.starts_with("nodejs")
    }

    /// Changes what stands in the editor.
    pub fn edit(&mut self, code: &str) {
        let is_running = self.code().is_some_and(|running| **running == *code);
        self.draft = (!is_running).then(|| code.into());
    }

    /// UpdateFunctionCode with what stands in the editor.
    pub fn deploy(&mut self) {
        if let Some(code) = self.draft.take() {
            self.n_deployments += 1;
            let is_declared = self.settings.code.as_ref() == Some(&code);
            self.deployed = (!is_declared).then_some(code);
        }
    }

    /// The same declaration again, perhaps with other settings: the person's code stays unless the
    /// declared code is another.
    pub(super) fn declare_again(&mut self, settings: FunctionSettings) {
        if self.settings.code == settings.code {
            self.settings = settings;
        } else {
            *self = Function::new(settings);
        }
    }
}

/// The function's name in an ARN, with or without a version or an alias, or in a name.
pub fn function_name(arn_or_name: &str) -> &str {
    let unqualified = match arn_or_name.split_once("function:") {
        Some((_, name)) => name,
        None => arn_or_name,
    };
    unqualified.split(':').next().unwrap_or(unqualified)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_functions_name_is_found_in_whatever_names_it() {
        for named in [
            "f",
            "f:$LATEST",
            "f:live",
            "123456789012:function:f",
            "arn:aws:lambda:ap-northeast-2:123456789012:function:f",
            "arn:aws:lambda:ap-northeast-2:123456789012:function:f:7",
        ] {
            assert_eq!(function_name(named), "f", "{named}");
        }
    }
}
