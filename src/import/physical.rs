//! What a deployed resource is called: the values of `Ref` and `Fn::GetAtt`.

use std::sync::Arc;

use super::evaluate::Evaluator;
use super::template::{resource_type, scalar_text};
use crate::asl::source::{Entry, Node, Value};

/// The value of a property; `None` when it is absent.
pub(super) fn property(evaluator: &Evaluator, entry: &Entry, name: &str) -> Option<Node> {
    evaluator.value(entry.node.get("Properties")?.get(name)?)
}

/// The property that names a resource of the type.
fn name_property(kind: &str) -> &'static str {
    match kind {
        "AWS::SQS::Queue" => "QueueName",
        "AWS::SNS::Topic" => "TopicName",
        "AWS::Lambda::Function" | "AWS::Serverless::Function" => "FunctionName",
        "AWS::DynamoDB::Table" | "AWS::Serverless::SimpleTable" => "TableName",
        "AWS::StepFunctions::StateMachine" => "StateMachineName",
        "AWS::IAM::Role" => "RoleName",
        "AWS::S3::Bucket" => "BucketName",
        "AWS::ECS::Cluster" => "ClusterName",
        "AWS::Batch::JobQueue" => "JobQueueName",
        "AWS::Batch::JobDefinition" => "JobDefinitionName",
        _ => "Name",
    }
}

/// The name of a resource: the property, or else the logical id, which AWS would add to.
pub(super) fn name(evaluator: &Evaluator, entry: &Entry) -> Arc<str> {
    let kind = resource_type(&entry.node);
    let given = property(evaluator, entry, name_property(kind)).and_then(|name| scalar_text(&name));
    given.unwrap_or_else(|| {
        let is_fifo = ["FifoQueue", "FifoTopic"].iter().any(|name| {
            let value = property(evaluator, entry, name).and_then(|value| scalar_text(&value));
            value.as_deref() == Some("true")
        });
        if is_fifo { format!("{}.fifo", entry.key).into() } else { entry.key.clone() }
    })
}

/// What `Ref` gives.
pub(super) fn reference(evaluator: &Evaluator, entry: &Entry) -> String {
    let kind = resource_type(&entry.node);
    let name = name(evaluator, entry);
    match kind {
        "AWS::SQS::Queue" => evaluator.account().queue_url(&name).to_string(),
        "AWS::SNS::Topic"
        | "AWS::StepFunctions::StateMachine"
        | "AWS::Serverless::StateMachine"
        | "AWS::StepFunctions::Activity"
        | "AWS::Batch::JobQueue"
        | "AWS::Batch::JobDefinition"
        | "AWS::ECS::TaskDefinition" => arn(evaluator, kind, &name),
        _ => name.to_string(),
    }
}

/// What `Fn::GetAtt` gives.
pub(super) fn attribute(evaluator: &Evaluator, entry: &Entry, attribute: &str) -> String {
    let kind = resource_type(&entry.node);
    let name = name(evaluator, entry);
    match attribute {
        "Arn" | "TopicArn" | "TaskDefinitionArn" | "StateMachineArn" => arn(evaluator, kind, &name),
        "QueueUrl" => evaluator.account().queue_url(&name).to_string(),
        "Name" | "QueueName" | "TopicName" | "FunctionName" | "TableName" => name.to_string(),
        _ => format!("{name}.{attribute}"),
    }
}

fn arn(evaluator: &Evaluator, kind: &str, name: &str) -> String {
    let account = evaluator.account();
    let arn = match kind {
        "AWS::SQS::Queue" => account.arn("sqs", name),
        "AWS::SNS::Topic" => account.arn("sns", name),
        "AWS::Lambda::Function" | "AWS::Serverless::Function" => {
            account.arn("lambda", &format!("function:{name}"))
        }
        "AWS::DynamoDB::Table" | "AWS::Serverless::SimpleTable" => {
            account.arn("dynamodb", &format!("table/{name}"))
        }
        "AWS::StepFunctions::StateMachine" | "AWS::Serverless::StateMachine" => {
            account.arn("states", &format!("stateMachine:{name}"))
        }
        "AWS::StepFunctions::Activity" => account.arn("states", &format!("activity:{name}")),
        "AWS::IAM::Role" => account.role_arn(name),
        "AWS::S3::Bucket" => format!("arn:{}:s3:::{name}", account.partition).into(),
        "AWS::Batch::JobQueue" => account.arn("batch", &format!("job-queue/{name}")),
        "AWS::Batch::JobDefinition" => account.arn("batch", &format!("job-definition/{name}:1")),
        "AWS::ECS::Cluster" => account.arn("ecs", &format!("cluster/{name}")),
        "AWS::ECS::TaskDefinition" => account.arn("ecs", &format!("task-definition/{name}:1")),
        _ => {
            let service = kind.split("::").nth(1).unwrap_or("resource").to_lowercase();
            account.arn(&service, name)
        }
    };
    arn.to_string()
}

/// A number, also one that is written as text, as CloudFormation allows.
pub(super) fn number(node: &Node) -> Option<u64> {
    match &node.value {
        Value::String(text) => text.trim().parse().ok(),
        Value::Number(number) => number.as_i64().and_then(|value| u64::try_from(value).ok()),
        _ => None,
    }
}

/// A truth value, also one that is written as text.
pub(super) fn boolean(node: &Node) -> bool {
    scalar_text(node).is_some_and(|text| text.eq_ignore_ascii_case("true"))
}
