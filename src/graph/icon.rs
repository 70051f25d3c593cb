//! Our own icons, one stroke path each in a 16 × 16 box.

use super::{ContainerKind, Node, NodeKind};

const ARROW: &str = "M2 8h11M9 4l4 4-4 4";
const BOLT: &str = "M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z";
const FORK: &str = "M8 1.5 14.5 8 8 14.5 1.5 8zM8 5.5v5M5.5 8h5";
const CLOCK: &str = "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM8 4.5V8l2.5 2";
const CHECK: &str = "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM5 8l2.2 2.2L11 6";
const CROSS: &str = "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM5.5 5.5l5 5M10.5 5.5l-5 5";
const BRANCHES: &str =
    "M8 1.5v2.5M3 14.5V7.5a3.5 3.5 0 0 1 3.5-3.5h3A3.5 3.5 0 0 1 13 7.5v7M8 4v10.5";
const REPEAT: &str = "M2.5 7V6A2.5 2.5 0 0 1 5 3.5h8M10.5 1 13 3.5 10.5 6M13.5 9v1a2.5 2.5 0 0 1-2.5 \
                      2.5H3M5.5 15 3 12.5 5.5 10";
const LAMBDA: &str = "M4 2h2.2l5.6 12H14M7.4 6 3 14";
const QUEUE: &str = "M2 4.5h3v7H2zM6.5 4.5h3v7h-3zM11 4.5h3v7h-3z";
const TOPIC: &str =
    "M2 6.5v3h2.5L9 13V3L4.5 6.5zM11.5 5.5a3.5 3.5 0 0 1 0 5M13.2 3.5a6 6 0 0 1 0 9";
const TABLE: &str = "M2 3h12v10H2zM2 6.5h12M2 10h12M6.5 3v10";
const BUCKET: &str = "M2.5 4h11l-1.5 10h-8zM2.5 4c0-2.7 11-2.7 11 0";
const BUS: &str = "M1.5 8h13M4.5 8V3.5M8 8v4.5M11.5 8V3.5M3 3.5h3M6.5 12.5h3M10 3.5h3";
const FLOW: &str = "M5.5 1.5h5v3.5h-5zM1.5 11h5v3.5h-5zM9.5 11h5v3.5h-5zM8 5v3M4 11V8h8v3";
const BOX: &str = "M8 1.5 14 4.8v6.4L8 14.5 2 11.2V4.8zM2 4.8l6 3.2 6-3.2M8 8v6.5";
const GLOBE: &str = "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM1.5 8h13M8 1.5c-4.5 4-4.5 9 0 \
                     13c4.5-4 4.5-9 0-13";
const SPARK: &str = "M8 1.5 9.6 6.4 14.5 8 9.6 9.6 8 14.5 6.4 9.6 1.5 8 6.4 6.4z";
const PERSON: &str = "M8 2a3 3 0 1 0 0 6a3 3 0 1 0 0-6zM2.5 14.5a5.5 5.5 0 0 1 11 0";

/// The icon of a node: that of the service for a Task, or else that of its type.
pub fn icon(node: &Node) -> &'static str {
    match (&node.service, node.kind) {
        (Some(service), _) => service_icon(service),
        (None, NodeKind::Start | NodeKind::End | NodeKind::Pass) => ARROW,
        (None, NodeKind::Task) => BOLT,
        (None, NodeKind::Choice) => FORK,
        (None, NodeKind::Wait) => CLOCK,
        (None, NodeKind::Succeed) => CHECK,
        (None, NodeKind::Fail) => CROSS,
        (None, NodeKind::Parallel) => BRANCHES,
        (None, NodeKind::Map) => REPEAT,
    }
}

/// The icon of a container's header; a branch has none.
pub fn container_icon(kind: ContainerKind) -> Option<&'static str> {
    match kind {
        ContainerKind::Parallel => Some(BRANCHES),
        ContainerKind::Map | ContainerKind::DistributedMap => Some(REPEAT),
        ContainerKind::Branch(_) => None,
    }
}

fn service_icon(service: &str) -> &'static str {
    match service.strip_prefix("aws-sdk:").unwrap_or(service) {
        "lambda" => LAMBDA,
        "sqs" => QUEUE,
        "sns" | "ses" | "sesv2" => TOPIC,
        "dynamodb" | "rdsdata" | "athena" | "redshiftdata" | "glue" => TABLE,
        "s3" => BUCKET,
        "events" | "eventbridge" | "scheduler" | "kinesis" => BUS,
        "states" | "sfn" => FLOW,
        "ecs" | "eks" | "batch" | "codebuild" | "emr-serverless" => BOX,
        "http" | "apigateway" => GLOBE,
        "bedrock" | "bedrockruntime" | "sagemaker" | "comprehend" | "rekognition" | "textract" => {
            SPARK
        }
        "activity" => PERSON,
        _ => BOLT,
    }
}
