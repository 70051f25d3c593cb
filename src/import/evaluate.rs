//! The values of a template: what is left when its intrinsic functions are gone.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use super::functions;
use super::physical;
use super::template::{scalar_text, section};
use super::text::Text;
use super::{Parameter, Settings, finding};
use crate::asl::source::{Entry, Node, Span, Value, align};
use crate::asl::{Diagnostic, Severity};
use crate::services::Account;
use crate::sort;

/// The value of `AWS::StackName`.
const STACK_NAME: &str = "signalbox";

/// References may lead in a circle; no template that deploys is this deep.
const DEPTH_MAX: usize = 200;

/// A template that can be asked for values.
pub(super) struct Evaluator<'t> {
    /// The opened text.
    pub source: &'t str,
    pub root: &'t Node,
    pub settings: &'t Settings,
    parameters: BTreeMap<Arc<str>, Parameter>,
    resources: BTreeMap<Arc<str>, &'t Entry>,
    depth: Cell<usize>,
    findings: RefCell<Vec<Diagnostic>>,
}

impl<'t> Evaluator<'t> {
    pub fn new(
        source: &'t str,
        root: &'t Node,
        parameters: &[Parameter],
        settings: &'t Settings,
    ) -> Evaluator<'t> {
        let resources = section(root, "Resources").iter();
        let parameters = parameters.iter();
        Evaluator {
            source,
            root,
            settings,
            parameters: sort::into_map(parameters.map(|p| (p.name.clone(), p.clone()))),
            resources: sort::into_map(resources.map(|entry| (entry.key.clone(), entry))),
            depth: Cell::new(0),
            findings: RefCell::default(),
        }
    }

    pub fn account(&self) -> &Account {
        &self.settings.account
    }

    /// Tells once what is wrong at a place.
    pub fn report(&self, message: String, span: &Span) {
        let found = finding(Severity::Warning, "template", message, span);
        let mut findings = self.findings.borrow_mut();
        if !findings.contains(&found) {
            findings.push(found);
        }
    }

    pub fn into_findings(self) -> Vec<Diagnostic> {
        self.findings.into_inner()
    }

    /// The value without intrinsic functions; `None` for `AWS::NoValue`. What cannot be known
    /// stays as a placeholder.
    pub fn value(&self, node: &Node) -> Option<Node> {
        self.bounded(&node.span, || {
            if let Some((function, argument)) = functions::call(node) {
                return functions::evaluate(self, function, argument, &node.span);
            }
            let value = match &node.value {
                Value::Array(items) => {
                    Value::Array(items.iter().filter_map(|item| self.value(item)).collect())
                }
                Value::Object(entries) => {
                    let entries = entries.iter().filter_map(|entry| {
                        let (key, key_span) = (entry.key.clone(), entry.key_span.clone());
                        Some(Entry { key, key_span, node: self.value(&entry.node)? })
                    });
                    Value::Object(entries.collect())
                }
                scalar => scalar.clone(),
            };
            Some(Node { value, span: node.span.clone() })
        })?
    }

    /// The text that a value is, with the places of its parts; `None` when it is none.
    pub fn text(&self, node: &Node) -> Option<Text> {
        let mut text = Text::default();
        match functions::call(node) {
            Some(("Fn::Sub", argument)) => {
                return self.bounded(&node.span, || functions::sub(self, argument))?;
            }
            Some(("Fn::Join", argument)) => {
                return self.bounded(&node.span, || functions::join(self, argument))?;
            }
            Some(_) => text.push_replaced(&scalar_text(&self.value(node)?)?, node.span.clone()),
            None => match &node.value {
                Value::String(value) => text.push_verbatim(value, 0, &align(self.source, node)),
                _ => text.push_replaced(&scalar_text(node)?, node.span.clone()),
            },
        }
        Some(text)
    }

    /// Whether a condition of the section `Conditions` holds.
    pub fn condition(&self, name: &str) -> bool {
        let conditions = section(self.root, "Conditions");
        match conditions.iter().find(|entry| &*entry.key == name) {
            Some(entry) => self.holds(&entry.node),
            None => {
                self.report(format!("There is no condition {name}"), &self.root.span);
                false
            }
        }
    }

    /// Whether the condition that a value is holds.
    pub fn holds(&self, node: &Node) -> bool {
        self.bounded(&node.span, || functions::holds(self, node)).unwrap_or(false)
    }

    /// What `Ref` and `${Name}` mean: a pseudo parameter, a parameter or a resource.
    pub fn reference(&self, name: &str, span: &Span) -> Option<Node> {
        let node = |value: Value| Some(Node { value, span: span.clone() });
        let string = |text: &str| node(Value::String(text.into()));
        if name.starts_with("AWS::") {
            return match name {
                "AWS::NoValue" => None,
                "AWS::NotificationARNs" => node(Value::Array(Vec::new())),
                _ => string(&self.pseudo_parameter(name)),
            };
        }
        if let Some(parameter) = self.parameters.get(name) {
            let Some(value) = &parameter.value else { return string(&placeholder(name)) };
            if !parameter.kind.contains("List") {
                return string(value);
            }
            let item = |item: &str| Value::String(item.trim().into());
            let items = value.split(',').map(|text| Node { value: item(text), span: span.clone() });
            return node(Value::Array(items.collect()));
        }
        match self.resources.get(name) {
            Some(entry) => string(&physical::reference(self, entry)),
            None => {
                self.report(format!("{name} is neither a parameter nor a resource"), span);
                string(&placeholder(name))
            }
        }
    }

    fn pseudo_parameter(&self, name: &str) -> String {
        let account = self.account();
        match name {
            "AWS::Region" => account.region.to_string(),
            "AWS::AccountId" => account.id.to_string(),
            "AWS::Partition" => account.partition.to_string(),
            "AWS::StackName" => STACK_NAME.to_owned(),
            "AWS::StackId" => {
                let stack = format!("stack/{STACK_NAME}/00000000-0000-0000-0000-000000000000");
                account.arn("cloudformation", &stack).to_string()
            }
            "AWS::URLSuffix" => "amazonaws.com".to_owned(),
            _ => placeholder(name),
        }
    }

    /// What `Fn::GetAtt` and `${Name.Attribute}` mean.
    pub fn attribute(&self, name: &str, attribute: &str, span: &Span) -> Node {
        let text = match self.resources.get(name) {
            Some(entry) => physical::attribute(self, entry, attribute),
            None => {
                self.report(format!("There is no resource {name}"), span);
                placeholder(&format!("{name}.{attribute}"))
            }
        };
        Node { value: Value::String(text.into()), span: span.clone() }
    }

    /// Whether `${name}` means something in this template.
    pub fn is_known(&self, name: &str) -> bool {
        let resource = name.split('.').next().unwrap_or(name);
        name.starts_with("AWS::")
            || self.parameters.contains_key(name)
            || self.resources.contains_key(resource)
    }

    /// Evaluates one level deeper; `None` when that is too deep.
    fn bounded<T>(&self, span: &Span, evaluate: impl FnOnce() -> T) -> Option<T> {
        if self.depth.get() >= DEPTH_MAX {
            self.report("The template refers to itself in a circle".to_owned(), span);
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let value = evaluate();
        self.depth.set(self.depth.get() - 1);
        Some(value)
    }
}

pub(super) fn placeholder(name: &str) -> String {
    format!("${{{name}}}")
}
