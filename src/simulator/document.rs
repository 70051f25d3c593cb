//! A document: a state machine's text, and what it means.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::Expectations;
use crate::asl::{self, Diagnostic, Options, Parsed, Severity, StateMachine, WorkflowType};
use crate::import::{self, Opened};
use crate::services::{Account, ByName, Mock};

#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct DocumentId(pub u32);

/// A state machine that is open, with what belongs to working on it.
#[derive(Clone, Debug)]
pub struct Document {
    pub id: DocumentId,
    /// The state machine's name.
    pub name: Arc<str>,
    /// The definition as it stands in the editor, good or not.
    pub text: Arc<str>,
    /// The next execution's input as it stands in the editor.
    pub input: Arc<str>,
    pub workflow_type: WorkflowType,
    /// Who answers the tasks of which state; [`Mock::Service`] where none is said.
    pub mocks: ByName<Mock>,
    /// The mock file that gave them, and which of its test cases.
    pub mock_file: Option<MockFile>,
    /// What the next execution is called; where empty, a UUID is.
    pub execution_name: Arc<str>,
    /// The sample that it was opened from.
    pub sample: Option<String>,
    /// The file that it was opened from, and what that leaves to be told.
    pub source: Option<Source>,
    machine: Option<Arc<StateMachine>>,
    machine_is_of_text: bool,
    diagnostics: Vec<Diagnostic>,
    /// What the machine expects, told when somebody first asks.
    pub(super) expectations: Arc<OnceLock<Expectations>>,
}

/// A `MockConfigFile.json` that answers the tasks of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MockFile {
    pub text: Arc<str>,
    /// The name of the test case that was chosen.
    pub test_case: String,
}

/// A file or a pasted text that documents were opened from: a definition or a template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The file's name; empty for a pasted text.
    pub name: String,
    pub text: Arc<str>,
    /// Where a template that is open names this file as the definition of a state machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_template: Option<OfTemplate>,
    /// Values given to a template's parameters and to a definition's `${names}`.
    pub parameters: BTreeMap<String, String>,
    pub placeholders: BTreeMap<String, String>,
}

/// What a template says of a state machine whose definition is in a file of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfTemplate {
    pub name: Arc<str>,
    pub workflow_type: WorkflowType,
}

impl Source {
    /// What the text holds, with the given values filled in: parameters, placeholders that are
    /// still open, what was left out, and what is wrong, with places in the opened text.
    pub fn open(&self, account: &Account) -> Opened {
        let settings = import::Settings {
            account: account.clone(),
            parameters: self.parameters.clone(),
            placeholders: self.placeholders.clone(),
            workflow_type: self.of_template.as_ref().map(|it| it.workflow_type).unwrap_or_default(),
        };
        import::open_with(&self.text, self.stem(), &settings)
    }

    /// What a definition is called that does not say it: by the template that names the file, or as
    /// the file without folders and endings.
    pub(super) fn stem(&self) -> &str {
        if let Some(of_template) = &self.of_template {
            return &of_template.name;
        }
        let file = self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name);
        let stem = file.split('.').next().unwrap_or(file);
        if stem.is_empty() { "StateMachine" } else { stem }
    }
}

impl Document {
    /// Reads the text; the simulator that opens the document gives it an id of its own.
    pub fn new(name: &str, text: &str, workflow_type: WorkflowType) -> Document {
        let mut document = Document {
            id: DocumentId::default(),
            name: name.into(),
            text: text.into(),
            input: "{}".into(),
            workflow_type,
            mocks: ByName::default(),
            mock_file: None,
            execution_name: "".into(),
            sample: None,
            source: None,
            machine: None,
            machine_is_of_text: false,
            diagnostics: Vec::new(),
            expectations: Arc::default(),
        };
        document.read();
        document
    }

    /// What is drawn: the machine of the text, or of the last text that held one.
    pub fn machine(&self) -> Option<&Arc<StateMachine>> {
        self.machine.as_ref()
    }

    /// Whether [`Document::machine`] is of an earlier text, the present one being broken.
    pub fn is_stale(&self) -> bool {
        !self.machine_is_of_text
    }

    /// Whether an execution can be started: AWS would take the definition.
    pub fn is_valid(&self) -> bool {
        let is_error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
        self.machine_is_of_text && !self.diagnostics.iter().any(is_error)
    }

    /// What is wrong with the text, with places in it.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Who answers the tasks of a state.
    pub fn mock(&self, state: &str) -> &Mock {
        const SERVICE: &Mock = &Mock::Service;
        self.mocks.get(state).unwrap_or(SERVICE)
    }

    /// An input made from what the definition reads, as it stands in the editor.
    pub fn suggested_input(&self) -> Arc<str> {
        let expect = |machine: &Arc<StateMachine>| {
            self.expectations.get_or_init(|| Expectations::of(machine)).input_text().clone()
        };
        self.machine.as_ref().map_or_else(|| "{}".into(), expect)
    }

    pub(super) fn set_text(&mut self, text: &str) {
        self.text = text.into();
        self.read();
    }

    pub(super) fn set_workflow_type(&mut self, workflow_type: WorkflowType) {
        self.workflow_type = workflow_type;
        self.read();
    }

    fn read(&mut self) {
        let Parsed { machine, diagnostics } = read_definition(&self.text, self.workflow_type);
        let is_error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
        // A graph with holes is worth less than the last good one, and more than none.
        let is_good = machine.is_some() && !diagnostics.iter().any(is_error);
        let is_better = is_good || self.machine.is_none();
        self.machine_is_of_text = is_better && machine.is_some();
        if is_better && machine.is_some() {
            self.machine = machine;
            self.expectations = Arc::default();
        }
        self.diagnostics = diagnostics;
    }
}

/// Reads a definition in JSON or, when it does not begin as JSON does, in YAML.
pub(super) fn read_definition(text: &str, workflow_type: WorkflowType) -> Parsed {
    asl::parse_json_or_yaml(text, Options { workflow_type })
}
