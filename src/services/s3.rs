//! S3: objects as texts, for items to be read from and results to be written to.

use std::sync::Arc;

use super::World;
use super::call::Call;
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
            None if self.listed(bucket, "").is_empty() => None,
            None => {
                let prefix = call.text("Prefix").unwrap_or_default();
                Some(Json::array(self.listed(bucket, prefix)))
            }
        }
    }

    /// `Contents` of ListObjectsV2.
    fn listed(&self, bucket: &str, prefix: &str) -> Vec<Json> {
        let in_bucket = self.objects.iter().filter_map(|(name, text)| {
            let key = name.strip_prefix(bucket)?.strip_prefix('/')?;
            key.starts_with(prefix).then_some((key, text))
        });
        let entry = |(key, text): (&str, &Arc<str>)| json!({ "Key": key, "Size": text.len(), "StorageClass": "STANDARD" });
        in_bucket.map(entry).collect()
    }
}

/// `aws-sdk:s3:putObject`: anything but a string is written as its JSON text.
pub(super) fn put_object(world: &mut World, call: &Call) -> Json {
    let text = |name| call.text(name).unwrap_or_default();
    world.put_object(text("Bucket"), text("Key"), text_of(call.parameters.get("Body")));
    let draw = world.draw();
    let etag = format!("\"{}{}\"", draw.hex(16), draw.hex(16));
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
    let listed = world.listed(text("Bucket"), text("Prefix"));
    json!({
        "Contents": listed,
        "IsTruncated": false,
        "KeyCount": listed.len(),
        "MaxKeys": 1000,
        "Name": text("Bucket"),
        "Prefix": text("Prefix")
    })
}
