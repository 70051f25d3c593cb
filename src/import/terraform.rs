//! Terraform's configuration, as far as the definitions of its state machines go: written
//! out as a heredoc or with `jsonencode`, or in another file. All that Terraform would compute is
//! asked for as placeholders.

use std::sync::Arc;

use super::state_machine::{open_part, open_string, open_tree};
use super::{Format, Opened, OpenedStateMachine, Settings, finding, hcl};
use crate::asl::source::{Node, Span};
use crate::asl::{Severity, WorkflowType};

const STATE_MACHINE: &str = "aws_sfn_state_machine";

/// Whether a text that is no JSON is Terraform's.
pub(super) fn is_terraform(text: &str) -> bool {
    blocks(text).next().is_some()
}

/// Opens configuration in HCL.
pub(super) fn open(text: &str, name: &str, settings: &Settings) -> Opened {
    let mut opened = Opened { format: Format::Template, ..Opened::default() };
    for block in blocks(text) {
        let name = attribute(text, block.head.end, "name").and_then(|at| hcl::read(text, at));
        let written = name.as_ref().and_then(|(node, _)| node.as_str().cloned());
        let name = written.filter(|name| !name.contains("${")).unwrap_or(block.label.clone());
        let Some(at) = attribute(text, block.head.end, "definition") else {
            let message = format!("{STATE_MACHINE}.{} has no definition", block.label);
            let found = finding(Severity::Error, "no-definition", message, &block.head);
            opened.diagnostics.push(found);
            continue;
        };
        opened.add(open_definition(text, at, &name, settings));
    }
    if opened.state_machines.is_empty() && opened.diagnostics.is_empty() {
        let message = format!("{name} has no {STATE_MACHINE}");
        opened.diagnostics.push(finding(Severity::Error, "no-state-machine", message, &(0..0)));
    }
    opened
}

/// The definition whose expression begins at a byte.
fn open_definition(text: &str, at: usize, name: &str, settings: &Settings) -> Opened {
    let at = written(text, at);
    if let Some((content, _)) = hcl::heredoc(text, at) {
        return open_part(text, content, name, settings);
    }
    let rest = &text[at..];
    if rest.starts_with('{')
        && let Some((node, _)) = hcl::read(text, at)
    {
        return open_tree(text, node, name, settings);
    }
    let file = ["templatefile", "file"].iter().find_map(|function| {
        let (path, _) = hcl::read(text, at + call(rest, function)?)?;
        Some(path.as_str()?.replace("${path.module}/", "").into())
    });
    match (file, hcl::read(text, at)) {
        (Some(file), _) => needs_file(name, file, at),
        (None, Some((node, _))) if rest.starts_with('"') => {
            open_string(text, &node, name, settings)
        }
        (None, _) => {
            let end = at + rest.lines().next().map_or(0, str::len);
            let message = "What this expression gives is known to Terraform only: open the \
                           definition that `terraform show -json` prints";
            let found = finding(Severity::Error, "computed", message.to_owned(), &(at..end));
            Opened { diagnostics: vec![found], ..Opened::default() }
        }
    }
}

/// Calls that leave a definition what it is.
const WRAPPERS: [&str; 7] =
    ["jsonencode", "yamlencode", "jsondecode", "yamldecode", "trimspace", "chomp", "nonsensitive"];

/// Where the expression that begins at a byte is written out: behind names of this text, and
/// within calls that change nothing.
fn written(text: &str, at: usize) -> usize {
    /// Names that lead to names, and calls within calls.
    const STEPS_MAX: usize = 20;
    let mut at = at;
    for _ in 0..STEPS_MAX {
        let rest = &text[at..];
        let argument = WRAPPERS.iter().find_map(|wrapper| call(rest, wrapper));
        let argument = argument.or_else(|| interpolated(text, at));
        let inner = argument.map(|argument| hcl::skip(text, at + argument));
        match inner.or_else(|| referred(text, rest)) {
            Some(inner) => at = inner,
            None => break,
        }
    }
    at
}

/// How far within a string begins the expression that is all of it: `"${file("flow.json")}"`.
fn interpolated(text: &str, at: usize) -> Option<usize> {
    const OPENING: &str = "\"${";
    let rest = text[at..].strip_prefix(OPENING)?;
    let (_, end) = hcl::read(text, at)?;
    let expression = &rest[..end - at - OPENING.len() - 1];
    let mut depth = 1;
    let end = expression.find(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth == 0
    });
    (end? + 1 == expression.len()).then_some(OPENING.len())
}

/// Where the value of `local.name` or `data.template_file.name.rendered` begins.
fn referred(text: &str, reference: &str) -> Option<usize> {
    let end = reference.find(|c: char| !(c.is_alphanumeric() || "_-.".contains(c)));
    let mut words = reference[..end.unwrap_or(reference.len())].split('.');
    match [words.next()?, words.next()?] {
        ["local", name] => heads(text, "locals").find_map(|head| attribute(text, head.end, name)),
        ["data", "template_file"] => {
            let name = words.next()?;
            heads(text, "data").find_map(|head| {
                let mut labels = text[head.start..head.end].split('"');
                let is_meant = labels.nth(1)? == "template_file" && labels.nth(1)? == name;
                is_meant.then(|| attribute(text, head.end, "template"))?
            })
        }
        _ => None,
    }
}

/// The beginnings of the blocks of a kind, from the kind to the brace.
fn heads<'t>(text: &'t str, kind: &'static str) -> impl Iterator<Item = Span> + 't {
    text.match_indices(kind).filter_map(move |(start, _)| {
        let is_line_start = text[..start].ends_with('\n') || start == 0;
        let rest = &text[start + kind.len()..];
        let end = rest.find('{').filter(|_| is_line_start)?;
        let is_label = |c: char| c.is_alphanumeric() || c.is_whitespace() || "\"_-".contains(c);
        rest[..end].chars().all(is_label).then(|| start..start + kind.len() + end + 1)
    })
}

/// A state machine whose definition is in another file.
fn needs_file(name: &str, file: Arc<str>, at: usize) -> Opened {
    let machine = OpenedStateMachine {
        name: name.into(),
        workflow_type: WorkflowType::Standard,
        definition: "".into(),
        span: at..at,
        machine: None,
        placeholders: Vec::new(),
        needed_file: Some(file),
        substitutions: Default::default(),
        input: None,
    };
    Opened { state_machines: vec![machine], ..Opened::default() }
}

/// Where the first argument begins, when the text begins with a call of the function.
fn call(text: &str, function: &str) -> Option<usize> {
    let rest = text.strip_prefix(function)?.trim_start().strip_prefix('(')?;
    Some(text.len() - rest.len())
}

/// `resource "aws_sfn_state_machine" "label" { … }`, or the module of the registry that makes one:
/// `module "label" { source = "terraform-aws-modules/step-functions/aws" … }`.
struct Block {
    label: Arc<str>,
    /// From the first word to the brace.
    head: Span,
}

fn blocks(text: &str) -> impl Iterator<Item = Block> {
    let words = ["resource", "module"].into_iter().flat_map(|word| text.match_indices(word));
    words.filter_map(|(start, word)| block(text, start, word))
}

fn block(text: &str, start: usize, word: &str) -> Option<Block> {
    let is_line_start = text[..start].rsplit('\n').next().is_some_and(|it| it.trim().is_empty());
    let rest = text[start + word.len()..].trim_start();
    let rest = match word {
        "resource" => quoted(rest).filter(|(kind, _)| *kind == STATE_MACHINE)?.1.trim_start(),
        _ => rest,
    };
    let (label, rest) = quoted(rest)?;
    let rest = rest.trim_start().strip_prefix('{')?;
    let block = Block { label: label.into(), head: start..text.len() - rest.len() };
    let makes_machine = word == "resource" || {
        let source = attribute(text, block.head.end, "source").and_then(|at| hcl::read(text, at));
        source
            .is_some_and(|(node, _)| node.as_str().is_some_and(|it| it.contains("step-functions")))
    };
    (is_line_start && makes_machine).then_some(block)
}

fn quoted(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('"')?.split_once('"')
}

/// Where the value of an attribute begins, of a block whose content begins at `start`.
fn attribute(text: &str, start: usize, name: &str) -> Option<usize> {
    let mut at = start;
    loop {
        at = hcl::skip(text, at);
        let rest = &text[at..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'))?;
        let (word, rest) = rest.split_at(end);
        if word.is_empty() {
            return None;
        }
        let value = match rest.trim_start().strip_prefix('=') {
            Some(value) => hcl::skip(text, text.len() - value.len()),
            // A block within the block.
            None => text.len() - rest.trim_start().len(),
        };
        if word == name {
            return Some(value);
        }
        at = match hcl::heredoc(text, value) {
            Some((_, end)) => end,
            None => hcl::read(text, value)?.1,
        };
    }
}

/// Whether an object is Terraform's: configuration in JSON, or what `terraform show -json` prints.
pub(super) fn is_terraform_json(node: &Node) -> bool {
    !definitions(node).is_empty()
}

/// Opens configuration, a plan or a state in JSON.
pub(super) fn open_json(text: &str, root: &Node, settings: &Settings) -> Opened {
    let mut opened = Opened { format: Format::Template, ..Opened::default() };
    for (name, definition) in definitions(root) {
        opened.add(open_string(text, definition, &name, settings));
    }
    opened
}

/// The names and definitions of the state machines within an object of Terraform's.
fn definitions(root: &Node) -> Vec<(Arc<str>, &Node)> {
    let mut found = Vec::new();
    let named = |label: &Arc<str>, node: &Node| {
        node.get("name").and_then(Node::as_str).unwrap_or(label).clone()
    };
    let configured = root.get("resource").and_then(|resources| resources.get(STATE_MACHINE));
    for entry in configured.and_then(Node::as_object).unwrap_or_default() {
        let definition = entry.node.get("definition").filter(|node| node.as_str().is_some());
        found.extend(definition.map(|node| (named(&entry.key, &entry.node), node)));
    }
    let values = root.get("planned_values").or_else(|| root.get("values"));
    let mut modules: Vec<&Node> = values.and_then(|it| it.get("root_module")).into_iter().collect();
    while let Some(module) = modules.pop() {
        let list = |name| module.get(name).and_then(Node::as_array).unwrap_or_default();
        modules.extend(list("child_modules"));
        for resource in list("resources") {
            let text = |name| resource.get(name).and_then(Node::as_str);
            let values = resource
                .get("values")
                .filter(|_| text("type").is_some_and(|kind| &**kind == STATE_MACHINE));
            if let (Some(label), Some(values)) = (text("name"), values)
                && let Some(node) = values.get("definition").filter(|it| it.as_str().is_some())
            {
                found.push((named(label, values), node));
            }
        }
    }
    found
}

impl Opened {
    /// Adds what another part of the text holds.
    fn add(&mut self, other: Opened) {
        self.state_machines.extend(other.state_machines);
        self.diagnostics.extend(other.diagnostics);
    }
}
