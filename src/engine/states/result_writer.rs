//! ResultWriter: what a Map Run leaves in S3, and what its Map gives instead of its results.

use std::sync::Arc;

use super::super::aws::redrive_status;
use super::super::dataflow::{Flow, Problem};
use super::super::failure::error;
use super::super::map_run::MapRun;
use super::super::{EventDetail, Execution, Failure, Status};
use super::item_batcher::child_inputs;
use crate::asl::{Map, ResultWriter};
use crate::value::Json;

/// The Map's result. With a bucket to write to, it only says where the results are.
pub fn output(flow: Flow, map: &Map, run: &MapRun) -> Result<Json, Problem> {
    let Some(writer) = &map.result_writer else { return Ok(run.outputs()) };
    if writer.resource.is_none() {
        return Ok(transformed(writer, run));
    }
    let place = place(flow, writer, run)?;
    let details = Json::object([
        ("Bucket", Json::from(place.bucket.clone())),
        ("Key", Json::from(place.key("manifest.json"))),
    ]);
    Ok(Json::object([("MapRunArn", Json::from(run.arn.clone())), ("ResultWriterDetails", details)]))
}

/// The objects that ResultWriter puts into its bucket: name and text. They are written of a Map Run
/// that fails, too.
pub fn objects(flow: Flow, map: &Map, run: &MapRun) -> Result<Option<EventDetail>, Problem> {
    let Some(writer) = map.result_writer.as_ref().filter(|writer| writer.resource.is_some()) else {
        return Ok(None);
    };
    let place = place(flow, writer, run)?;
    let is_lines = writer.config.get("OutputType").and_then(Json::as_str) == Some("JSONL");
    let ending = if is_lines { "jsonl" } else { "json" };
    let pending = child_inputs(flow, map, &run.start, run.n_taken)?;
    let mut objects = Vec::new();
    let mut files = Vec::new();
    for (name, results) in [
        ("FAILED", Json::array(ended(run, false).map(description))),
        ("PENDING", Json::array(pending.iter().map(pending_description))),
        ("SUCCEEDED", transformed(writer, run)),
    ] {
        if results.as_array().is_none_or(|results| results.is_empty()) {
            files.push((name, Json::array([])));
            continue;
        }
        let key = place.key(&format!("{name}_0.{ending}"));
        let text = if is_lines { json_lines(&results) } else { results.to_string() };
        let entry = [("Key", Json::from(&*key)), ("Size", Json::from(text.len()))];
        files.push((name, Json::array([Json::object(entry)])));
        objects.push((key, text));
    }
    let manifest = Json::object([
        ("DestinationBucket", Json::from(place.bucket.clone())),
        ("MapRunArn", Json::from(run.arn.clone())),
        ("ResultFiles", Json::object(files)),
    ]);
    objects.push((place.key("manifest.json"), manifest.to_string()));
    Ok(Some(EventDetail::ResultsWritten { map_run: run.id, bucket: place.bucket, objects }))
}

struct Place {
    bucket: Arc<str>,
    folder: String,
}

impl Place {
    fn key(&self, name: &str) -> String {
        format!("{}{name}", self.folder)
    }
}

fn place(flow: Flow, writer: &ResultWriter, run: &MapRun) -> Result<Place, Problem> {
    let arguments = match &writer.arguments {
        Some(arguments) => flow.template(arguments, &run.start.input, "ResultWriter/Arguments")?,
        None => Json::empty_object(),
    };
    let text = |name| arguments.get(name).and_then(Json::as_str);
    let Some(bucket) = text("Bucket").filter(|bucket| !bucket.is_empty()) else {
        let cause = "The ResultWriter's Bucket must be the name of a bucket.";
        return Err(Failure::new(error::RESULT_WRITER_FAILED, cause).into());
    };
    let prefix = text("Prefix").unwrap_or_default().trim_end_matches('/');
    let slash = if prefix.is_empty() { "" } else { "/" };
    let run_id = run.arn.rsplit(':').next().unwrap_or_default();
    Ok(Place { bucket: bucket.into(), folder: format!("{prefix}{slash}{run_id}/") })
}

/// The child executions that have ended, well or not.
fn ended(run: &MapRun, well: bool) -> impl Iterator<Item = &Execution> {
    let has_ended = |child: &&Execution| child.status() != Status::Running;
    let is_meant = move |child: &&Execution| (child.status() == Status::Succeeded) == well;
    run.executions.iter().filter(has_ended).filter(is_meant)
}

/// The results of the child executions that succeeded, in WriterConfig's form.
fn transformed(writer: &ResultWriter, run: &MapRun) -> Json {
    let outputs = ended(run, true).filter_map(|child| child.output().cloned());
    match writer.config.get("Transformation").and_then(Json::as_str) {
        Some("COMPACT") => Json::array(outputs),
        Some("FLATTEN") => Json::array(outputs.flat_map(|output| match output {
            Json::Array(items) => items.into_items(),
            other => vec![other],
        })),
        _ => Json::array(ended(run, true).map(description)),
    }
}

/// A child execution as ResultWriter was recorded to list it: DescribeExecution in PascalCase, its
/// fields by their names.
fn description(child: &Execution) -> Json {
    let start = child.start_info();
    let included = Json::object([("Included", Json::from(true))]);
    let (redrive_status, reason) = redrive_status(child, child.now());
    let text = |text: &Option<Arc<str>>| text.clone().map(Json::String);
    let failure = child.failure().cloned().unwrap_or_default();
    let output = child.output().map(|output| Json::from(output.to_string()));
    let fields = [
        ("Cause", text(&failure.cause)),
        ("Error", text(&failure.error)),
        ("ExecutionArn", Some(Json::from(start.identity.execution_arn.clone()))),
        ("Input", Some(Json::from(start.input.to_string()))),
        ("InputDetails", Some(included.clone())),
        ("Name", Some(Json::from(start.identity.execution_name.clone()))),
        ("Output", output),
        ("OutputDetails", Some(included)),
        ("RedriveCount", Some(Json::from(i64::from(child.redrive_count())))),
        ("RedriveStatus", Some(Json::from(redrive_status))),
        ("RedriveStatusReason", reason.map(Json::from)),
        ("StartDate", Some(Json::from(start.at.to_string()))),
        ("StateMachineArn", Some(Json::from(start.identity.state_machine_arn.clone()))),
        ("Status", Some(Json::from(child.status().as_str()))),
        ("StopDate", Some(Json::from(child.now().to_string()))),
    ];
    Json::object(fields.into_iter().filter_map(|(name, value)| Some((name, value?))))
}

/// What no child execution was started for.
fn pending_description(input: &Json) -> Json {
    Json::object([
        ("Input", Json::from(input.to_string())),
        ("InputDetails", Json::object([("Included", Json::from(true))])),
        ("Status", Json::from("PENDING")),
    ])
}

fn json_lines(results: &Json) -> String {
    let results = results.as_array().map(|results| results.iter().map(Json::to_string));
    results.into_iter().flatten().collect::<Vec<_>>().join("\n")
}
