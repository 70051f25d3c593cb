//! Answers of services that run jobs: that a job was taken, and what it is when it has ended.

use std::sync::Arc;

use super::account::name_of;
use super::call::Call;
use super::{Account, World};
use crate::json;
use crate::value::Json;

/// The answer to a request for a job, in PascalCase as the API has it; `None` for the services that
/// are no such service.
pub(super) fn submitted(
    world: &mut World,
    call: &Call,
    service: &str,
    action: &str,
) -> Option<Json> {
    let id = world.draw().uuid();
    let job = Job { call, account: &world.account, id: &id };
    let short = id.replace('-', "");
    let fields = match (service, action) {
        ("athena", "getQueryExecution") => json!({ "QueryExecution": job.query("SUCCEEDED") }),
        ("athena", "getQueryResults") => json!({
            "ResultSet": { "ResultSetMetadata": { "ColumnInfo": [] }, "Rows": [] },
            "UpdateCount": 0
        }),
        ("bedrock", "createModelCustomizationJob") => {
            json!({ "JobArn": job.arn("bedrock", "model-customization-job") })
        }
        ("codebuild", "startBuildBatch" | "stopBuildBatch" | "retryBuildBatch") => {
            json!({ "BuildBatch": job.build_batch("IN_PROGRESS") })
        }
        ("codebuild", "batchDeleteBuilds") => {
            json!({ "BuildsDeleted": [], "BuildsNotDeleted": [] })
        }
        ("codebuild", "batchGetReports") => json!({ "Reports": [], "ReportsNotFound": [] }),
        ("databrew", "startJobRun") => json!({ "RunId": format!("db_{short}") }),
        ("eks", "createCluster") => json!({ "Cluster": job.eks("cluster", "Name", "CREATING") }),
        ("eks", "deleteCluster") => json!({ "Cluster": job.eks("cluster", "Name", "DELETING") }),
        ("eks", "createNodegroup") => {
            json!({ "Nodegroup": job.eks("nodegroup", "NodegroupName", "CREATING") })
        }
        ("eks", "deleteNodegroup") => {
            json!({ "Nodegroup": job.eks("nodegroup", "NodegroupName", "DELETING") })
        }
        ("eks", "createFargateProfile") => json!({
            "FargateProfile": job.eks("fargateprofile", "FargateProfileName", "CREATING")
        }),
        ("eks", "deleteFargateProfile") => json!({
            "FargateProfile": job.eks("fargateprofile", "FargateProfileName", "DELETING")
        }),
        ("elasticmapreduce", "createCluster") => {
            let cluster = format!("j-{}", short[..13].to_uppercase());
            json!({
                "ClusterArn": job.account.arn("elasticmapreduce", &format!("cluster/{cluster}")),
                "ClusterId": cluster
            })
        }
        ("elasticmapreduce", "addStep") => {
            json!({ "StepId": format!("s-{}", short[..13].to_uppercase()) })
        }
        ("emr-containers", "createVirtualCluster") => json!({
            "Arn": job.arn("emr-containers", "/virtualclusters"), "Id": short[..25], "Name": job.text("Name")
        }),
        ("emr-containers", "startJobRun") => json!({
            "Arn": job.arn("emr-containers", "/jobruns"), "Id": short[..19], "Name": job.text("Name"),
            "VirtualClusterId": job.text("VirtualClusterId")
        }),
        ("emr-containers", "deleteVirtualCluster") => json!({ "Id": job.text("Id") }),
        ("emr-serverless", "createApplication") => json!({
            "ApplicationId": short[..16], "Arn": job.arn("emr-serverless", "/applications"),
            "Name": job.text("Name")
        }),
        ("emr-serverless", "startJobRun") => json!({
            "ApplicationId": job.text("ApplicationId"), "Arn": job.arn("emr-serverless", "/jobruns"),
            "JobRunId": short[..16]
        }),
        ("emr-serverless", "cancelJobRun") => {
            json!({ "ApplicationId": job.text("ApplicationId"), "JobRunId": job.text("JobRunId") })
        }
        ("mediaconvert", "createJob") => json!({ "Job": job.media("SUBMITTED") }),
        ("sagemaker", action) => {
            let what = action.strip_prefix("create").or(action.strip_prefix("update"))?;
            Json::object([(format!("{what}Arn"), Json::String(job.named_arn("sagemaker", what)))])
        }
        _ => return None,
    };
    Some(fields)
}

/// A job's description at its end, for those whose `.sync` gives more than the first answer.
pub(super) fn ended(world: &mut World, call: &Call, submitted: &Json) -> Option<Json> {
    let crate::asl::Resource::Integration { service, action, .. } = &call.resource else {
        return None;
    };
    let id = world.draw().uuid();
    let job = Job { call, account: &world.account, id: &id };
    let of = |name: &'static str| submitted.get(name).cloned().unwrap_or_default();
    let at = call.at.to_string();
    let description = match (&**service, &**action) {
        ("bedrock", "createModelCustomizationJob") => json!({
            "CreationTime": at, "EndTime": at, "JobArn": of("JobArn"), "JobName": job.text("JobName"),
            "OutputModelArn": job.arn("bedrock", "custom-model"), "Status": "Completed"
        }),
        ("codebuild", "startBuildBatch") => json!({ "BuildBatch": job.build_batch("SUCCEEDED") }),
        ("databrew", "startJobRun") => json!({
            "CompletedOn": at, "JobName": job.text("Name"), "RunId": of("RunId"), "StartedOn": at,
            "State": "SUCCEEDED"
        }),
        ("eks", "createCluster") => json!({ "Cluster": job.eks("cluster", "Name", "ACTIVE") }),
        ("eks", "createNodegroup") => {
            json!({ "Nodegroup": job.eks("nodegroup", "NodegroupName", "ACTIVE") })
        }
        ("eks", "createFargateProfile") => {
            json!({ "FargateProfile": job.eks("fargateprofile", "FargateProfileName", "ACTIVE") })
        }
        ("elasticmapreduce", "createCluster") => json!({
            "Cluster": { "Id": of("ClusterId"), "Name": job.text("Name"), "Status": { "State": "WAITING" } }
        }),
        ("elasticmapreduce", "terminateCluster") => json!({
            "Cluster": { "Id": job.text("ClusterId"), "Status": { "State": "TERMINATED" } }
        }),
        ("elasticmapreduce", "addStep") => json!({
            "Step": { "Id": of("StepId"), "Name": job.step_name(), "Status": { "State": "COMPLETED" } }
        }),
        ("emr-containers", "startJobRun") => json!({
            "Arn": of("Arn"), "FinishedAt": at, "Id": of("Id"), "Name": of("Name"), "State": "COMPLETED",
            "VirtualClusterId": of("VirtualClusterId")
        }),
        ("emr-serverless", "startJobRun") => json!({
            "ApplicationId": of("ApplicationId"), "Arn": of("Arn"), "JobRunId": of("JobRunId"),
            "State": "SUCCESS", "UpdatedAt": at
        }),
        ("mediaconvert", "createJob") => json!({ "Job": job.media("COMPLETE") }),
        ("sagemaker", action) => {
            let what = action.strip_prefix("create")?;
            let name = format!("{what}Name");
            let arn = format!("{what}Arn");
            Json::object([
                ("CreationTime".to_owned(), Json::from(at.clone())),
                (arn.clone(), submitted.get(&arn).cloned().unwrap_or_default()),
                (name.clone(), job.text(&name)),
                (format!("{what}Status"), Json::from("Completed")),
            ])
        }
        ("states", "startExecution") => return Some(job.execution(submitted)),
        _ => return None,
    };
    Some(description)
}

struct Job<'a> {
    call: &'a Call,
    account: &'a Account,
    id: &'a str,
}

impl Job<'_> {
    /// A parameter, as the description repeats it.
    fn text(&self, name: &str) -> Json {
        self.call.parameters.get(name).cloned().unwrap_or_else(|| Json::from("mocked"))
    }

    fn arn(&self, service: &str, kind: &str) -> Arc<str> {
        self.account.arn(service, &format!("{kind}/{}", self.id))
    }

    /// With the name that the request gives.
    fn named_arn(&self, service: &str, what: &str) -> Arc<str> {
        let name = self.text(&format!("{what}Name"));
        let name = name.as_str().unwrap_or("mocked").to_owned();
        let kind: String = what.chars().flat_map(kebab).collect();
        self.account.arn(service, &format!("{}/{name}", kind.trim_start_matches('-')))
    }

    fn query(&self, state: &str) -> Json {
        json!({
            "QueryExecutionId": self.text("QueryExecutionId"),
            "Status": { "CompletionDateTime": self.call.at.to_string(), "State": state }
        })
    }

    fn build_batch(&self, status: &str) -> Json {
        let project = self.text("ProjectName");
        let id = format!("{}:{}", project.as_str().unwrap_or("mocked"), self.id);
        json!({
            "Arn": self.account.arn("codebuild", &format!("build-batch/{id}")),
            "BuildBatchStatus": status, "Id": id, "ProjectName": project
        })
    }

    fn eks(&self, kind: &str, name: &'static str, status: &str) -> Json {
        let value = self.text(name);
        let path = format!("{kind}/{}", value.as_str().unwrap_or("mocked"));
        let arn = Json::String(self.account.arn("eks", &path));
        let fields = [("Arn", arn), (name, value), ("Status", Json::from(status))];
        let mut fields: Vec<(&str, Json)> = fields.into_iter().collect();
        fields.extend((kind != "cluster").then(|| ("ClusterName", self.text("ClusterName"))));
        Json::object(fields)
    }

    fn media(&self, status: &str) -> Json {
        json!({
            "Arn": self.arn("mediaconvert", "jobs"), "CreatedAt": self.call.at.to_string(),
            "Id": format!("{}-{}", self.call.at.0, &self.id[..6]), "Status": status
        })
    }

    fn step_name(&self) -> Json {
        let step = self.call.parameters.get("Step");
        step.and_then(|step| step.get("Name")).cloned().unwrap_or_else(|| Json::from("mocked"))
    }

    /// DescribeExecution of one that does not run here: with the input that it got.
    fn execution(&self, submitted: &Json) -> Json {
        let is_parsed = self.call.pattern() == crate::asl::Pattern::Sync2;
        let payload = |payload: Json| match is_parsed {
            true => payload,
            false => Json::from(payload.to_string()),
        };
        let input = match self.call.parameters.get("Input") {
            Some(Json::String(text)) => Json::parse(text).unwrap_or_else(|_| text.clone().into()),
            Some(input) => input.clone(),
            None => Json::empty_object(),
        };
        let arn = submitted.get("ExecutionArn").and_then(Json::as_str).unwrap_or_default();
        let included = || json!({ "Included": true });
        json!({
            "ExecutionArn": arn,
            "Input": payload(input),
            "InputDetails": included(),
            "Name": name_of(arn),
            "Output": payload(Json::empty_object()),
            "OutputDetails": included(),
            "StartDate": submitted.get("StartDate").cloned().unwrap_or_default(),
            "StateMachineArn": self.text("StateMachineArn"),
            "Status": "SUCCEEDED",
            "StopDate": self.call.at.to_string()
        })
    }
}

/// `TrainingJob` as `-training-job`.
fn kebab(c: char) -> Vec<char> {
    if c.is_ascii_uppercase() { vec!['-', c.to_ascii_lowercase()] } else { vec![c] }
}
