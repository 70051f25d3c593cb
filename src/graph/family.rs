//! Families of services, each with a colour of its own as on AWS's console.

use super::{Node, NodeKind};

/// What kind of thing a state works with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// States that only lead the flow: Pass, Choice, Wait, Parallel, Map.
    Flow,
    Compute,
    Messaging,
    Data,
    Storage,
    Intelligence,
    /// Any other service, and tasks for people.
    Other,
    Succeed,
    Fail,
}

impl Family {
    pub fn of(node: &Node) -> Family {
        match node.kind {
            NodeKind::Succeed => Family::Succeed,
            NodeKind::Fail => Family::Fail,
            NodeKind::Task => node.service.as_deref().map_or(Family::Other, of_service),
            NodeKind::Start
            | NodeKind::End
            | NodeKind::Pass
            | NodeKind::Choice
            | NodeKind::Wait
            | NodeKind::Parallel
            | NodeKind::Map => Family::Flow,
        }
    }

    /// For class names and data attributes.
    pub fn name(self) -> &'static str {
        match self {
            Family::Flow => "flow",
            Family::Compute => "compute",
            Family::Messaging => "messaging",
            Family::Data => "data",
            Family::Storage => "storage",
            Family::Intelligence => "intelligence",
            Family::Other => "other",
            Family::Succeed => "succeed",
            Family::Fail => "fail",
        }
    }
}

fn of_service(service: &str) -> Family {
    match service.strip_prefix("aws-sdk:").unwrap_or(service) {
        "lambda" | "ecs" | "eks" | "ec2" | "batch" | "codebuild" | "emr-serverless"
        | "elasticmapreduce" | "emr-containers" => Family::Compute,
        "sqs" | "sns" | "ses" | "sesv2" | "events" | "eventbridge" | "scheduler" | "kinesis"
        | "firehose" | "states" | "sfn" | "http" | "apigateway" | "pinpoint" => Family::Messaging,
        "dynamodb" | "rdsdata" | "rds" | "athena" | "redshiftdata" | "glue" | "databrew"
        | "timestreamwrite" | "neptunedata" => Family::Data,
        "s3" | "efs" | "backup" | "glacier" | "s3control" => Family::Storage,
        "bedrock"
        | "bedrockruntime"
        | "bedrockagentruntime"
        | "sagemaker"
        | "comprehend"
        | "rekognition"
        | "textract"
        | "transcribe"
        | "translate"
        | "polly" => Family::Intelligence,
        _ => Family::Other,
    }
}
