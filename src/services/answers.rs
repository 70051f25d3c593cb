//! What services answer that do nothing here: in their own shapes, with plausible values, so that a
//! workflow goes on; a person may put something else in their place.

use std::sync::Arc;

use super::World;
use super::account::name_of;
use super::call::Call;
use super::jobs;
use super::response::{Wire, with_sdk_metadata};
use crate::asl::{Pattern, Resource};
use crate::engine::Failure;
use crate::json;
use crate::value::{Json, Key};

/// How much of a service's answer is made up here: in that, what a workflow reads may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MadeUp {
    /// Known as it is: what reads something else of it fails as on AWS.
    Nothing,
    /// Within this field; what is around it is the service's own.
    Field(&'static str),
    All,
}

impl Resource {
    /// How much of the answer to a Task is made up.
    pub fn made_up(&self) -> MadeUp {
        let Resource::Integration { service, action, pattern, .. } = self else {
            return MadeUp::All;
        };
        match (&**service, &**action) {
            _ if *pattern == Pattern::WaitForTaskToken => MadeUp::All,
            ("lambda" | "aws-sdk:lambda", "invoke") => MadeUp::Field("Payload"),
            ("apigateway" | "http", "invoke") | ("eks", "call") => MadeUp::Field("ResponseBody"),
            ("bedrock" | "aws-sdk:bedrockruntime", "invokeModel") => MadeUp::Field("Body"),
            ("states", "startExecution") => match pattern {
                Pattern::RequestResponse => MadeUp::Nothing,
                _ => MadeUp::Field("Output"),
            },
            ("aws-sdk:s3", "getObject") => MadeUp::Field("Body"),
            ("sqs" | "sns" | "dynamodb" | "events" | "ecs", _)
            | ("aws-sdk:sqs" | "aws-sdk:sns", "sendMessage" | "publish")
            | (
                "aws-sdk:dynamodb",
                "getItem" | "putItem" | "updateItem" | "deleteItem" | "query" | "scan",
            )
            | ("aws-sdk:s3", "putObject") => MadeUp::Nothing,
            _ => MadeUp::All,
        }
    }
}

/// A function gives back what it was given: what follows it most often finds its fields there.
pub(super) fn lambda_result(call: &Call) -> Json {
    call.parameters.clone()
}

/// A result without what optimized integrations add about the HTTP exchange.
pub(super) fn bare(result: Json) -> Json {
    let Json::Object(object) = &result else { return result };
    let is_metadata = |name: &str| name == "SdkHttpMetadata" || name == "SdkResponseMetadata";
    let own = object.iter().filter(|(name, _)| !is_metadata(name));
    Json::object(own.map(|(name, value)| (name.clone(), value.clone())))
}

/// `events:putEvents`: an entry without Source, DetailType or a JSON object as Detail is refused.
pub(super) fn put_events(world: &mut World, call: &Call) -> Result<Json, Failure> {
    let entries = call.parameters.get("Entries").and_then(Json::as_array).cloned();
    let mut n_failed = 0_usize;
    let mut results = Vec::new();
    for entry in entries.iter().flat_map(|entries| entries.iter()) {
        match refusal_of(entry) {
            None => results.push(json!({ "EventId": world.draw().uuid() })),
            Some((code, message)) => {
                n_failed += 1;
                results.push(json!({ "ErrorCode": code, "ErrorMessage": message }));
            }
        }
    }
    let response = json!({ "Entries": results, "FailedEntryCount": n_failed });
    match n_failed {
        0 => Ok(response),
        _ => Err(Failure::new("EventBridge.FailedEntry", response.to_string())),
    }
}

fn refusal_of(entry: &Json) -> Option<(&'static str, &'static str)> {
    let has = |name| entry.get(name).and_then(Json::as_str).is_some_and(|text| !text.is_empty());
    let detail_is_object = match entry.get("Detail") {
        Some(Json::String(text)) => Json::parse(text).is_ok_and(|json| json.as_object().is_some()),
        Some(detail) => detail.as_object().is_some(),
        None => true,
    };
    if !has("Source") {
        let message = "Parameter Source is not valid. Reason: Source is a required argument.";
        Some(("InvalidArgument", message))
    } else if !has("DetailType") {
        let message =
            "Parameter DetailType is not valid. Reason: DetailType is a required argument.";
        Some(("InvalidArgument", message))
    } else if !detail_is_object {
        Some(("MalformedDetail", "Detail is malformed."))
    } else {
        None
    }
}

/// The answer to a request: of a job, that it was taken.
pub(super) fn first_answer(world: &mut World, call: &Call, service: &str, action: &str) -> Json {
    if let Some(fields) = jobs::submitted(world, call, service, action) {
        let content_length = fields.size();
        let request_id = world.draw().uuid();
        return with_sdk_metadata(fields, Wire::Json11, content_length, call.at, &request_id);
    }
    let at = call.at.to_string();
    let draw = world.draw();
    let (id, account) = (draw.uuid(), &world.account);
    let text = |name, default: &str| Json::from(call.text(name).unwrap_or(default));
    let (fields, wire) = match (service, action) {
        ("lambda", "invoke") => {
            let payload = call.parameters.get("Payload").cloned();
            let fields = json!({
                "ExecutedVersion": "$LATEST",
                "Payload": payload.unwrap_or_else(Json::empty_object),
                "StatusCode": 200
            });
            (fields, Wire::Lambda)
        }
        ("ecs", "runTask") => (
            json!({ "Failures": [], "Tasks": [ecs_task(world, call, "PROVISIONING")] }),
            Wire::Json11,
        ),
        ("states", "startExecution") => {
            let machine = name_of(call.text("StateMachineArn").unwrap_or("state-machine"));
            let name = call.text("Name").unwrap_or(&id);
            let arn = account.arn("states", &format!("execution:{machine}:{name}"));
            (json!({ "ExecutionArn": arn, "StartDate": at }), Wire::Json10)
        }
        ("batch", "submitJob") => {
            let arn = account.arn("batch", &format!("job/{id}"));
            let fields = json!({ "JobArn": arn, "JobId": id, "JobName": text("JobName", "job") });
            (fields, Wire::Lambda)
        }
        ("glue", "startJobRun") => {
            (json!({ "JobRunId": format!("jr_{}", id.replace('-', "")) }), Wire::Json11)
        }
        ("codebuild", "startBuild") => {
            let project = call.text("ProjectName").unwrap_or("project");
            let id = format!("{project}:{id}");
            let arn = account.arn("codebuild", &format!("build/{id}"));
            let build = json!({
                "Arn": arn, "BuildStatus": "IN_PROGRESS", "Id": id, "ProjectName": project,
                "StartTime": at
            });
            (json!({ "Build": build }), Wire::Json11)
        }
        ("athena", "startQueryExecution") => (json!({ "QueryExecutionId": id }), Wire::Json11),
        // These add nothing about the HTTP exchange.
        ("apigateway" | "http", "invoke") | ("eks", "call" | "runJob") => {
            return http_response(call);
        }
        ("bedrock", "invokeModel") => return model_response(call),
        ("aws-sdk:sfn", "startExecution") => {
            let machine = name_of(call.text("StateMachineArn").unwrap_or("state-machine"));
            let name = call.text("Name").unwrap_or(&id);
            let arn = account.arn("states", &format!("execution:{machine}:{name}"));
            return json!({ "ExecutionArn": arn, "StartDate": at });
        }
        ("aws-sdk:lambda", "invoke") => {
            let payload = call.parameters.get("Payload").map(Json::to_string);
            return json!({ "ExecutedVersion": "$LATEST", "Payload": payload, "StatusCode": 200 });
        }
        ("aws-sdk:ssm", "getParameter") => {
            let name = text("Name", "parameter");
            return json!({
                "Parameter": { "Name": name, "Type": "String", "Value": "mocked", "Version": 1 }
            });
        }
        ("aws-sdk:secretsmanager", "getSecretValue") => {
            let name = text("SecretId", "secret");
            return json!({ "Name": name, "SecretString": "mocked", "VersionId": id });
        }
        ("aws-sdk:ses" | "aws-sdk:sesv2", "sendEmail") => return json!({ "MessageId": id }),
        (service, _) if service.starts_with("aws-sdk:") => return Json::empty_object(),
        _ => (Json::empty_object(), Wire::Json11),
    };
    let content_length = fields.size();
    with_sdk_metadata(fields, wire, content_length, call.at, &world.draw().uuid())
}

/// What a `.sync` task gives when its job has ended: the described job.
pub(super) fn job_result(world: &mut World, call: &Call, submitted: &Json) -> Json {
    let Resource::Integration { service, action, .. } = &call.resource else {
        return submitted.clone();
    };
    if let Some(description) = jobs::ended(world, call, submitted) {
        return description;
    }
    let ended_at = call.at.to_string();
    let field = |name: &'static str| submitted.get(name).cloned().unwrap_or_default();
    match (&**service, &**action) {
        ("ecs", "runTask") => ecs_task(world, call, "STOPPED"),
        ("glue", "startJobRun") => json!({
            "CompletedOn": ended_at, "Id": field("JobRunId"), "JobName": call.text("JobName"),
            "JobRunState": "SUCCEEDED"
        }),
        ("batch", "submitJob") => json!({
            "JobArn": field("JobArn"), "JobId": field("JobId"), "JobName": field("JobName"),
            "JobQueue": call.text("JobQueue"), "Status": "SUCCEEDED", "StoppedAt": ended_at
        }),
        ("codebuild", "startBuild") => {
            let status = [Key::Field("Build".into()), Key::Field("BuildStatus".into())];
            bare(submitted.with(&status, &Json::from("SUCCEEDED")).unwrap_or_default())
        }
        ("athena", "startQueryExecution") => json!({
            "QueryExecution": {
                "Query": call.text("QueryString"), "QueryExecutionId": field("QueryExecutionId"),
                "Status": { "CompletionDateTime": ended_at, "State": "SUCCEEDED" }
            }
        }),
        _ => bare(submitted.clone()),
    }
}

/// The output that whoever holds a token might send: the tutorial's.
pub(super) fn callback_output() -> Json {
    Json::from("Callback task completed successfully.")
}

/// What an ItemReader might read: a few items.
pub(super) fn items() -> Json {
    json!([{ "id": 1 }, { "id": 2 }, { "id": 3 }])
}

fn ecs_task(world: &mut World, call: &Call, last_status: &str) -> Json {
    let id = world.draw().uuid().replace('-', "");
    let account = &world.account;
    let cluster = name_of(call.text("Cluster").unwrap_or("default")).to_owned();
    let family: Arc<str> = name_of(call.text("TaskDefinition").unwrap_or("task")).into();
    let is_over = last_status == "STOPPED";
    let task_arn = account.arn("ecs", &format!("task/{cluster}/{id}"));
    let container = Json::object(
        [
            Some(("ContainerArn", Json::String(account.arn("ecs", &format!("container/{id}"))))),
            is_over.then(|| ("ExitCode", Json::from(0_i64))),
            Some(("LastStatus", Json::from(if is_over { "STOPPED" } else { "PENDING" }))),
            Some(("Name", Json::String(family.clone()))),
            Some(("TaskArn", Json::String(task_arn.clone()))),
        ]
        .into_iter()
        .flatten(),
    );
    // A job says by whom it was started.
    let is_job = matches!(call.pattern(), Pattern::Sync | Pattern::Sync2);
    let fields = [
        Some(("ClusterArn", Json::String(account.arn("ecs", &format!("cluster/{cluster}"))))),
        Some(("Containers", Json::array([container]))),
        Some(("CreatedAt", Json::from(call.at.0))),
        Some(("DesiredStatus", Json::from(if is_over { "STOPPED" } else { "RUNNING" }))),
        Some(("Group", Json::from(format!("family:{family}")))),
        Some(("LastStatus", Json::from(last_status))),
        Some(("LaunchType", Json::from(call.text("LaunchType").unwrap_or("FARGATE")))),
        is_job.then(|| ("StartedBy", Json::from("AWS Step Functions"))),
        Some(("TaskArn", Json::String(task_arn))),
        Some(("TaskDefinitionArn", {
            Json::String(account.arn("ecs", &format!("task-definition/{family}")))
        })),
    ];
    Json::object(fields.into_iter().flatten())
}

fn http_response(call: &Call) -> Json {
    let body = call.parameters.get("RequestBody").cloned();
    json!({
        "Headers": { "Content-Type": ["application/json"] },
        "ResponseBody": body.unwrap_or_else(Json::empty_object),
        "StatusCode": 200,
        "StatusText": "OK"
    })
}

fn model_response(call: &Call) -> Json {
    let model = call.text("ModelId").unwrap_or("a model");
    let text = format!("This is a mocked answer of {model}.");
    json!({
        "Body": {
            "content": [{ "text": text, "type": "text" }],
            "role": "assistant",
            "stop_reason": "end_turn"
        },
        "ContentType": "application/json"
    })
}
