//! S3: objects as texts, for items to be read from and results to be written to.

use std::sync::Arc;

use super::World;
use super::call::Call;
use super::digest::md5_of_body;
use super::send_message::text_of;
use crate::json;
use crate::value::Json;

impl World {
    /// Puts an object into a bucket.
    pub fn put_object(&mut self, bucket: &str, key: &str, text: impl Into<Arc<str>>) {
        self.objects.insert(format!("{bucket}/{key}").into(), text.into());
    }

    pub fn object(&self, bucket: &str, key: &str) -> Option<&Arc<str>> {
        self.objects.get(&*format!("{bucket}/{key}"))
    }

    /// All objects: `bucket/key`, and the text.
    pub fn objects(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<str>)> {
        self.objects.iter()
    }

    /// The answer to an ItemReader: the object's text, or a listing of the bucket. `None` when S3
    /// has no such object or bucket.
    pub fn read_items(&self, call: &Call) -> Option<Json> {
        let bucket = call.text("Bucket")?;
        match call.text("Key") {
            Some(key) => self.object(bucket, key).cloned().map(Json::String),
            None if self.listed(bucket, "").next().is_none() => None,
            None => {
                let prefix = call.text("Prefix").unwrap_or_default();
                let entry = |(key, text): (&str, &Arc<str>)| {
                    json!({
                        "Etag": etag(text),
                        "Key": key,
                        "LastModified": call.at.0 as f64 / 1000.0,
                        "Size": text.len(),
                        "StorageClass": "STANDARD"
                    })
                };
                Some(Json::array(self.listed(bucket, prefix).map(entry)))
            }
        }
    }

    /// Keys that begin so, with their texts. No time is kept of them: they are as old as the
    /// request that asks.
    fn listed<'a>(
        &'a self,
        bucket: &'a str,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a Arc<str>)> {
        self.objects.iter().filter_map(move |(name, text)| {
            let key = name.strip_prefix(bucket)?.strip_prefix('/')?;
            key.starts_with(prefix).then_some((key, text))
        })
    }
}

/// The MD5 of what an object holds, in quotes.
fn etag(text: &str) -> String {
    format!("\"{}\"", md5_of_body(text))
}

/// `aws-sdk:s3:putObject`: anything but a string is written as its JSON text.
pub(super) fn put_object(world: &mut World, call: &Call) -> Json {
    let text = |name| call.text(name).unwrap_or_default();
    world.put_object(text("Bucket"), text("Key"), text_of(call.parameters.get("Body")));
    let etag = world.object(text("Bucket"), text("Key")).map(|text| etag(text));
    json!({ "ETag": etag, "ServerSideEncryption": "AES256" })
}

/// `aws-sdk:s3:getObject`: an object that nobody has put there is empty.
pub(super) fn get_object(world: &World, call: &Call) -> Json {
    let text = |name| call.text(name).unwrap_or_default();
    let body = world.object(text("Bucket"), text("Key")).cloned().unwrap_or_default();
    json!({
        "AcceptRanges": "bytes",
        "Body": body,
        "ContentLength": body.len(),
        "ContentType": "application/octet-stream",
        "Metadata": {}
    })
}

/// `aws-sdk:s3:listObjectsV2`.
pub(super) fn list_objects(world: &World, call: &Call) -> Json {
    let text = |name| call.text(name).unwrap_or_default();
    let entry = |(key, text): (&str, &Arc<str>)| {
        json!({
            "ETag": etag(text),
            "Key": key,
            "LastModified": call.at.to_string(),
            "Size": text.len(),
            "StorageClass": "STANDARD"
        })
    };
    let listed: Vec<Json> = world.listed(text("Bucket"), text("Prefix")).map(entry).collect();
    json!({
        "Contents": listed,
        "IsTruncated": false,
        "KeyCount": listed.len(),
        "MaxKeys": 1000,
        "Name": text("Bucket"),
        "Prefix": text("Prefix")
    })
}
