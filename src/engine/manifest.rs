//! A manifest: an S3 object that lists the objects which hold a distributed Map's items.

use std::sync::Arc;

use super::Failure;
use super::items::{contents, failed, option, parse};
use crate::value::Json;

/// What a manifest lists, and how far its objects have been read.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    pub files: Vec<ManifestFile>,
    /// The ReaderConfig that reads each of the files.
    pub config: Json,
    /// Items that are taken at most, over all files.
    pub items_max: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestFile {
    pub bucket: Arc<str>,
    pub key: Arc<str>,
}

/// Whether an ItemReader's object lists other objects.
pub(super) fn is_manifest(config: &Json) -> bool {
    option(config, "ManifestType").is_some() || option(config, "InputType") == Some("MANIFEST")
}

/// Whether the objects of a listing are to be read, and not their names.
pub(super) fn is_loading(config: &Json) -> bool {
    option(config, "Transformation") == Some("LOAD_AND_FLATTEN")
}

/// The objects of a listing, in its order. What ends with a slash is a folder's mark.
pub(super) fn listed(
    answer: &Json,
    bucket: &str,
    config: &Json,
    items_max: usize,
) -> Result<Manifest, Failure> {
    let bucket: Arc<str> = bucket.into();
    let listed = contents(answer)?;
    let keys = listed
        .as_array()
        .into_iter()
        .flat_map(|all| all.iter())
        .filter_map(|object| object.get("Key").and_then(Json::as_str));
    let files = keys.filter(|key| !key.ends_with('/'));
    let files = files.map(|key| ManifestFile { bucket: bucket.clone(), key: key.into() });
    Ok(Manifest { files: files.collect(), config: config.clone(), items_max })
}

pub(super) fn read(text: &str, config: &Json, items_max: usize) -> Result<Manifest, Failure> {
    let (files, config) = match option(config, "ManifestType") {
        Some("ATHENA_DATA") => (athena_files(text)?, config.clone()),
        _ => inventory(text)?,
    };
    Ok(Manifest { files, config, items_max })
}

/// Amazon S3 Inventory: `{"destinationBucket", "fileSchema", "files": [{"key"}]}`, whose files are
/// CSV without a header row.
fn inventory(text: &str) -> Result<(Vec<ManifestFile>, Json), Failure> {
    let manifest = parse(text)?;
    let field = |name: &str| manifest.get(name).and_then(Json::as_str);
    let bucket = field("destinationBucket").or_else(|| field("sourceBucket"));
    let bucket = bucket.ok_or_else(|| failed("The manifest names no bucket."))?;
    // Either a bucket's name or its ARN.
    let bucket: Arc<str> = bucket.rsplit(':').next().unwrap_or(bucket).into();
    let files = manifest.get("files").and_then(Json::as_array);
    let files = files.ok_or_else(|| failed("The manifest lists no files."))?;
    let keys = files.iter().filter_map(|file| file.get("key").and_then(Json::as_str));
    let files = keys.map(|key| ManifestFile { bucket: bucket.clone(), key: key.into() }).collect();
    let schema = field("fileSchema").unwrap_or("Bucket, Key").split(',');
    let headers = Json::array(schema.map(|name| Json::from(name.trim())));
    let config = Json::object([
        ("InputType", Json::from("CSV")),
        ("CSVHeaderLocation", Json::from("GIVEN")),
        ("CSVHeaders", headers),
    ]);
    Ok((files, config))
}

/// The manifest of an Athena UNLOAD: a line for each object, `s3://bucket/key`.
fn athena_files(text: &str) -> Result<Vec<ManifestFile>, Failure> {
    let lines = text.lines().map(|line| line.trim().trim_matches('"')).filter(|l| !l.is_empty());
    let file = |line: &str| {
        let (bucket, key) = line.strip_prefix("s3://")?.split_once('/')?;
        Some(ManifestFile { bucket: bucket.into(), key: key.into() })
    };
    lines
        .map(|line| file(line).ok_or_else(|| failed(&format!("'{line}' is no S3 address."))))
        .collect()
}
