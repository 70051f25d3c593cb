//! Where the open definition comes from: the values that its template or it itself asks for, and
//! what was left out.

use super::model::line_and_column;
use crate::asl::{Code, Diagnostic, Severity};
use crate::services::Account;
use crate::simulator::Source;
use crate::sort;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct TemplateModel {
    pub values: Vec<Value>,
    /// `AWS::IAM::Role StatesExecutionRole`.
    pub ignored: Vec<String>,
    /// What is wrong around the definitions, with line and column.
    pub warned: Vec<Warned>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Warned {
    pub code: String,
    pub message: String,
    pub line: usize,
    pub column: usize,
}

/// Something that the text does not say itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    pub name: String,
    pub description: String,
    /// Of a template's parameter; otherwise of a `${name}` in the definition.
    pub is_parameter: bool,
    /// Empty while nobody has given one.
    pub value: String,
    /// All that AWS would take, where the template says so.
    pub allowed: Vec<String>,
}

impl TemplateModel {
    pub fn of(source: &Source, account: &Account) -> TemplateModel {
        if is_complete(source) {
            return TemplateModel::default();
        }
        let opened = source.open(account);
        let parameters = opened.parameters.iter().map(|parameter| Value {
            name: parameter.name.to_string(),
            description: parameter.description.as_deref().unwrap_or_default().into(),
            is_parameter: true,
            value: parameter.value.as_deref().unwrap_or_default().into(),
            allowed: parameter.allowed_values.iter().map(|value| value.to_string()).collect(),
        });
        let open = opened.state_machines.iter().flat_map(|machine| &machine.placeholders);
        let names = sort::into_set(
            open.map(|placeholder| placeholder.name.to_string())
                .chain(source.placeholders.keys().cloned()),
        );
        let placeholders = names.into_iter().map(|name| Value {
            description: String::new(),
            is_parameter: false,
            value: source.placeholders.get(&name).cloned().unwrap_or_default(),
            allowed: Vec::new(),
            name,
        });
        // What is wrong within a definition is told beside its text.
        let is_around = |found: &&Diagnostic| {
            matches!(found.code, Code::Advice(_)) && found.severity != Severity::Hint
        };
        let warned = opened.diagnostics.iter().filter(is_around).map(|found| {
            let (line, column) = line_and_column(&source.text, found.span.start);
            let (code, message) = (found.code.to_string(), found.message.clone());
            Warned { code, message, line, column }
        });
        TemplateModel {
            warned: warned.collect(),
            values: parameters.chain(placeholders).collect(),
            ignored: opened.ignored.iter().map(|ignored| ignored.what.clone()).collect(),
        }
    }

    pub fn n_missing(&self) -> usize {
        self.values.iter().filter(|value| value.value.is_empty()).count()
    }
}

/// Whether the text asks for nothing and leaves nothing out, as one sees without reading it: it is
/// no template of anybody's, and names no `${name}`. A definition of megabytes is read often enough.
fn is_complete(source: &Source) -> bool {
    let signs = [
        "\n---",
        "Resources",
        "AWS::",
        "aws_sfn_state_machine",
        "step-functions",
        "stepFunctions",
        "stateMachines",
        "${",
        "\\u",
    ];
    source.placeholders.is_empty() && !signs.iter().any(|sign| source.text.contains(sign))
}
