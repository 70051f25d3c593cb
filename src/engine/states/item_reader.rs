//! ItemReader: asking the world for a distributed Map's items, and what its answer means.

use super::super::dataflow::{Flow, Problem};
use super::super::map_run::MapRun;
use super::super::{EventDetail, Failure, ManifestFile, TaskRequest, items, manifest};
use crate::asl::{ItemReader, Map, Resource};
use crate::value::Json;

/// The request to read the items, or one of the objects that hold them.
pub fn request(flow: Flow, reader: &ItemReader, run: &MapRun) -> Result<EventDetail, Problem> {
    let file = run.manifest.as_ref().and_then(|read| read.0.files.get(read.1));
    let (resource, parameters) = match (file, &reader.arguments) {
        (Some(ManifestFile { bucket, key }), _) => {
            let place = [("Bucket", bucket.clone()), ("Key", key.clone())];
            (get_object(), Json::object(place.map(|(name, text)| (name, Json::from(text)))))
        }
        (None, Some(arguments)) => {
            let given = flow.template(arguments, &run.start.input, "ItemReader/Arguments")?;
            (reader.resource.clone(), given)
        }
        (None, None) => (reader.resource.clone(), Json::empty_object()),
    };
    Ok(EventDetail::ItemsRequested {
        map_run: run.id,
        request: Box::new(TaskRequest {
            resource,
            parameters,
            timeout: None,
            heartbeat: None,
            credentials: None,
            token: None,
        }),
    })
}

/// What the world's answer means: items, or a list of the objects that hold them.
pub fn read(flow: Flow, map: &Map, run: &MapRun, answer: &Json) -> Result<EventDetail, Problem> {
    let reader = map.item_reader.as_ref().expect("only an ItemReader asks for items");
    let config = config(flow, reader, &run.start.input)?;
    let listed = |listed: Result<_, Failure>| {
        Ok(EventDetail::ManifestRead { map_run: run.id, manifest: Box::new(listed?) })
    };
    let items_max = items_max(flow, reader, &run.start.input)?;
    let config = match (&run.manifest, answer) {
        (Some(read), _) => &read.0.config,
        (None, Json::String(text)) if manifest::is_manifest(&config) => {
            return listed(manifest::read(text, &config, items_max));
        }
        (None, Json::Object(_) | Json::Array(_)) if manifest::is_loading(&config) => {
            let request = run.reading.as_ref().map(|reading| &reading.task.parameters);
            let bucket = request.and_then(|it| it.get("Bucket")).and_then(Json::as_str);
            return listed(manifest::listed(
                answer,
                bucket.unwrap_or_default(),
                &config,
                items_max,
            ));
        }
        (None, _) => &config,
    };
    let items = items::read(answer, config, items_max)?;
    let source = run.reading.as_ref().and_then(|reading| reading.source());
    Ok(EventDetail::ItemsRead { map_run: run.id, items, source })
}

/// ReaderConfig, its `CSVHeaders` computed where an expression gives them.
pub fn config(flow: Flow, reader: &ItemReader, input: &Json) -> Result<Json, Problem> {
    let Some(headers) = &reader.csv_headers else { return Ok(reader.config.clone()) };
    let headers = flow.field(headers, input, "ItemReader/ReaderConfig/CSVHeaders")?;
    let own = reader.config.as_object().into_iter().flat_map(|config| config.iter());
    let own = own.map(|(name, value)| (name.clone(), value.clone()));
    Ok(Json::object(own.chain([("CSVHeaders".into(), headers)])))
}

/// How many items MaxItems allows.
pub fn items_max(flow: Flow, reader: &ItemReader, input: &Json) -> Result<usize, Problem> {
    let max_items = match &reader.max_items {
        Some(field) => Some(flow.integer(field, input, "MaxItems")?),
        None => None,
    };
    Ok(items::items_max(max_items)?)
}

fn get_object() -> Resource {
    Resource::parse("arn:aws:states:::s3:getObject").expect("it is a service integration's ARN")
}
