//! ResultWriter: what a Map Run leaves in S3, and what its Map gives instead of its results.

use super::super::dataflow::{Flow, Problem};
use super::super::map_run::MapRun;
use super::super::{EventDetail, Execution, Status};
use crate::asl::{Map, ResultWriter};
use crate::value::Json;

/// The Map's result. With a bucket to write to, it only says where the results are.
pub fn output(flow: Flow, map: &Map, run: &MapRun) -> Result<Json, Problem> {
    let Some(writer) = &map.result_writer else { return Ok(run.outputs()) };
    if writer.resource.is_none() {
        return Ok(transformed(writer, run, Status::Succeeded));
    }
    let place = place(flow, writer, run)?;
    let details = Json::object([
        ("Bucket", place.bucket.clone()),
        ("Key", Json::from(place.key("manifest.json"))),
    ]);
    Ok(Json::object([("MapRunArn", Json::from(run.arn.clone())), ("ResultWriterDetails", details)]))
}

/// The objects that ResultWriter puts into its bucket: name and text.
pub fn objects(flow: Flow, map: &Map, run: &MapRun) -> Result<Option<EventDetail>, Problem> {
    let Some(writer) = map.result_writer.as_ref().filter(|writer| writer.resource.is_some()) else {
        return Ok(None);
    };
    let place = place(flow, writer, run)?;
    let lines = writer.config.get("OutputType").and_then(Json::as_str) == Some("JSONL");
    let ending = if lines { "jsonl" } else { "json" };
    let mut objects = Vec::new();
    let mut files = Vec::new();
    for (status, name) in
        [(Status::Succeeded, "SUCCEEDED"), (Status::Failed, "FAILED"), (Status::Running, "PENDING")]
    {
        let results = transformed(writer, run, status);
        let n_results = results.as_array().map_or(0, |results| results.len());
        if n_results == 0 {
            files.push((name, Json::array([])));
            continue;
        }
        let key = place.key(&format!("{name}_0.{ending}"));
        let text = if lines { json_lines(&results) } else { results.to_string() };
        let entry = [("Key", Json::from(&*key)), ("Size", Json::from(text.len()))];
        files.push((name, Json::array([Json::object(entry)])));
        objects.push((key, text));
    }
    let manifest = Json::object([
        ("DestinationBucket", place.bucket.clone()),
        ("MapRunArn", Json::from(run.arn.clone())),
        ("ResultFiles", Json::object(files)),
    ]);
    objects.push((place.key("manifest.json"), manifest.to_string()));
    let bucket = place.bucket.as_str().unwrap_or_default().into();
    Ok(Some(EventDetail::ResultsWritten { map_run: run.id, bucket, objects }))
}

struct Place {
    bucket: Json,
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
    let prefix = arguments.get("Prefix").and_then(Json::as_str).unwrap_or_default();
    let prefix = prefix.trim_end_matches('/');
    let slash = if prefix.is_empty() { "" } else { "/" };
    let run_id = run.arn.rsplit(':').next().unwrap_or_default();
    Ok(Place {
        bucket: arguments.get("Bucket").cloned().unwrap_or_default(),
        folder: format!("{prefix}{slash}{run_id}/"),
    })
}

/// The results of the child executions with this status, in WriterConfig's form.
fn transformed(writer: &ResultWriter, run: &MapRun, status: Status) -> Json {
    let wanted = |child: &&Execution| match status {
        Status::Failed => !matches!(child.status(), Status::Succeeded | Status::Running),
        status => child.status() == status,
    };
    let children = run.executions.iter().filter(wanted);
    let form = writer.config.get("Transformation").and_then(Json::as_str).unwrap_or("NONE");
    if form == "NONE" || status != Status::Succeeded {
        return Json::array(children.map(description));
    }
    let outputs = children.filter_map(|child| child.output().cloned());
    if form != "FLATTEN" {
        return Json::array(outputs);
    }
    Json::array(outputs.flat_map(|output| match output {
        Json::Array(items) => items.into_items(),
        other => vec![other],
    }))
}

/// A child execution as ResultWriter lists it.
fn description(child: &Execution) -> Json {
    let start = child.start_info();
    let included = || Json::object([("Included", Json::from(true))]);
    let text = |json: &Json| Json::from(json.to_string());
    let mut fields = vec![
        ("ExecutionArn", Json::from(start.identity.execution_arn.clone())),
        ("Input", text(&start.input)),
        ("InputDetails", included()),
        ("Name", Json::from(start.identity.execution_name.clone())),
        ("StartDate", Json::from(start.at.to_string())),
        ("StateMachineArn", Json::from(start.identity.state_machine_arn.clone())),
        ("Status", Json::from(child.status().as_str())),
        ("StopDate", Json::from(child.now().to_string())),
    ];
    if let Some(output) = child.output() {
        fields.extend([("Output", text(output)), ("OutputDetails", included())]);
    }
    if let Some(failure) = child.failure() {
        let error = failure.error.clone().map(|error| ("Error", Json::from(error)));
        let cause = failure.cause.clone().map(|cause| ("Cause", Json::from(cause)));
        fields.extend(error.into_iter().chain(cause));
    }
    Json::object(fields)
}

fn json_lines(results: &Json) -> String {
    let results = results.as_array().map(|results| results.iter().map(Json::to_string));
    results.into_iter().flatten().collect::<Vec<_>>().join("\n")
}
