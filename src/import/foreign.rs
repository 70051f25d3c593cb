//! Texts that hold no definition, and where one is to be had.

use super::{Format, Opened, finding};
use crate::asl::Severity;
use crate::asl::source::Node;

/// What a text is that is neither a definition nor a template, where that can be told; `node` is the
/// text as it was read.
pub(super) fn told(text: &str, node: Option<&Node>) -> Option<Opened> {
    let has = |name: &str| node.is_some_and(|node| node.get(name).is_some());
    let names = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let (code, message) = match () {
        () if text.trim().is_empty() => {
            ("empty-text", "The text is empty: a definition must be a valid JSON object")
        }
        () if has("States") || has("StartAt") || has("definition") => return None,
        () if has("executionArn") => (
            "execution-told",
            "This tells of an execution: open its definition, as DescribeStateMachine gives it, \
             or its history, as GetExecutionHistory does",
        ),
        () if has("stateMachineArn") || has("stateMachines") => (
            "definition-not-told",
            "This names state machines without their definitions: DescribeStateMachine gives one",
        ),
        () if names(&PROGRAMS) => (
            "program",
            "This is a program: open the template that it makes, such as what `cdk synth` prints",
        ),
        () if text.trim_start().starts_with('<') => ("markup", "This is HTML or XML"),
        () => return None,
    };
    let span = node.map_or(0..text.len(), |node| node.span.clone());
    let found = finding(Severity::Error, code, message.to_owned(), &span);
    Some(Opened { format: Format::Other, diagnostics: vec![found], ..Opened::default() })
}

/// What programs name that make state machines.
const PROGRAMS: [&str; 7] = [
    "aws-cdk-lib",
    "@aws-cdk/",
    "aws_cdk",
    "@pulumi/",
    "pulumi_aws",
    "sfn.StateMachine",
    "software.amazon.awscdk",
];
