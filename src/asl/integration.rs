//! The service integrations of AWS Step Functions: which actions there are, how long a task may
//! last with each, and which parameters AWS asks for when a definition is created.

use super::Pattern;

/// An action of a service that a Task can call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Integration {
    /// The patterns beside request-response.
    pub patterns: &'static [Pattern],
    /// Parameters without which no definition is created.
    pub required: &'static [&'static str],
}

impl Integration {
    pub fn allows(&self, pattern: Pattern) -> bool {
        pattern == Pattern::RequestResponse || self.patterns.contains(&pattern)
    }
}

const NONE: &[Pattern] = &[];
const SYNC: &[Pattern] = &[Pattern::Sync];
const TOKEN: &[Pattern] = &[Pattern::WaitForTaskToken];
const SYNC_AND_TOKEN: &[Pattern] = &[Pattern::Sync, Pattern::WaitForTaskToken];
const ALL: &[Pattern] = &[Pattern::Sync, Pattern::Sync2, Pattern::WaitForTaskToken];

/// Names that services have in ARNs, in the command line or in other SDKs, yet not in the AWS SDK for
/// Java 2, whose names the SDK integrations go by: `sfn`, `eventbridge`, `cloudwatchlogs`, ….
const NOT_OF_THE_SDK: [&str; 17] = [
    "ce",
    "cognitoidp",
    "ddb",
    "ds",
    "elasticfilesystem",
    "elasticmapreduce",
    "elb",
    "elbv2",
    "es",
    "events",
    "logs",
    "monitoring",
    "opensearchservice",
    "states",
    "stepfunctions",
    "systemsmanager",
    "tagging",
];

/// The action of a service as `Resource` names them; `None` for what AWS does not know. Of the SDK
/// integrations every well-formed name is taken for one, but for names that services have
/// elsewhere: AWS has over 200 services, and more each month.
pub fn find(service: &str, action: &str) -> Option<Integration> {
    if let Some(sdk_service) = service.strip_prefix("aws-sdk:") {
        let is_known = is_sdk_service(sdk_service) && is_sdk_action(action);
        return is_known.then_some(Integration { patterns: TOKEN, required: &[] });
    }
    let (patterns, required): (&[Pattern], &[&str]) = match (service, action) {
        ("apigateway", "invoke") => (TOKEN, &["ApiEndpoint", "Method"]),
        ("athena", "startQueryExecution") => (SYNC, &[]),
        ("athena", "stopQueryExecution" | "getQueryExecution" | "getQueryResults") => (NONE, &[]),
        ("batch", "submitJob") => (SYNC, &[]),
        ("bedrock", "invokeModel") => (TOKEN, &[]),
        ("bedrock", "createModelCustomizationJob") => (SYNC, &[]),
        // In other places the service is called `bedrock-agentcore`, here without a hyphen.
        ("bedrockagentcore", "invokeHarness") => (NONE, &[]),
        ("codebuild", "startBuild" | "startBuildBatch" | "retryBuildBatch") => (SYNC, &[]),
        ("codebuild", "stopBuild" | "stopBuildBatch" | "batchDeleteBuilds")
        | ("codebuild", "batchGetReports" | "retryBuild" | "deleteBuildBatch") => (NONE, &[]),
        ("databrew", "startJobRun") => (SYNC, &[]),
        ("dynamodb", "getItem") => (NONE, &["TableName", "Key"]),
        ("dynamodb", "putItem") => (NONE, &["TableName", "Item"]),
        ("dynamodb", "updateItem" | "deleteItem") => (NONE, &["TableName", "Key"]),
        ("ecs", "runTask") => (SYNC_AND_TOKEN, &["TaskDefinition"]),
        ("eks", "runJob") => (SYNC_AND_TOKEN, &[]),
        ("eks", "call") => (TOKEN, &[]),
        ("eks", "createCluster" | "deleteCluster" | "createNodegroup")
        | ("eks", "deleteNodegroup" | "createFargateProfile" | "deleteFargateProfile") => {
            (SYNC, &[])
        }
        ("elasticmapreduce", "createCluster" | "terminateCluster" | "addStep") => (SYNC, &[]),
        ("elasticmapreduce", "cancelStep" | "setClusterTerminationProtection")
        | ("elasticmapreduce", "modifyInstanceFleetByName" | "modifyInstanceGroupByName") => {
            (NONE, &[])
        }
        ("emr-containers", "createVirtualCluster") => (NONE, &[]),
        ("emr-containers", "deleteVirtualCluster" | "startJobRun") => (SYNC, &[]),
        ("emr-serverless", "createApplication" | "deleteApplication")
        | ("emr-serverless", "startApplication" | "stopApplication")
        | ("emr-serverless", "startJobRun" | "cancelJobRun") => (SYNC, &[]),
        ("events", "putEvents") => (TOKEN, &["Entries"]),
        ("glue", "startJobRun") => (SYNC, &["JobName"]),
        ("http", "invoke") => (NONE, &[]),
        ("lambda", "invoke") => (TOKEN, &["FunctionName"]),
        ("mediaconvert", "createJob") => (SYNC, &[]),
        ("sagemaker", "createTrainingJob" | "createTransformJob" | "createLabelingJob")
        | ("sagemaker", "createHyperParameterTuningJob" | "createProcessingJob") => (SYNC, &[]),
        ("sagemaker", "createModel" | "createEndpoint" | "createEndpointConfig")
        | ("sagemaker", "updateEndpoint") => (NONE, &[]),
        ("sns", "publish") => (TOKEN, &["Message"]),
        ("sqs", "sendMessage") => (TOKEN, &["QueueUrl", "MessageBody"]),
        ("states", "startExecution") => (ALL, &["StateMachineArn"]),
        _ => return None,
    };
    Some(Integration { patterns, required })
}

/// A package of the SDK for Java: lower case and digits, nothing else.
fn is_sdk_service(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        && !NOT_OF_THE_SDK.contains(&name)
}

/// A method of the SDK for Java: camel case.
fn is_sdk_action(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}
