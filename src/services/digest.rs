//! The MD5 digests by which SQS lets a sender check what arrived.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};

use super::account::hex;
use crate::sort;
use crate::value::Json;

/// `MD5OfMessageBody`: of the body's UTF-8 bytes, in lowercase hexadecimal.
pub fn md5_of_body(body: &str) -> String {
    hex(&Md5::digest(body))
}

/// `MD5OfMessageAttributes`, as the SQS developer guide's "Calculating the MD5 message digest for
/// message attributes" has it: sorted by name; name, data type and value each behind its length.
/// `None` when there are no attributes.
pub fn md5_of_attributes(attributes: &Json) -> Option<String> {
    let attributes = attributes.as_object().filter(|attributes| !attributes.is_empty())?;
    let mut sorted: Vec<_> = attributes.iter().collect();
    sort::by_key(&mut sorted, |(name, _)| *name);

    let mut digest = Md5::new();
    for (name, attribute) in sorted {
        update_with_length(&mut digest, name.as_bytes());
        let text = |field| attribute.get(field).and_then(Json::as_str);
        update_with_length(&mut digest, text("DataType").unwrap_or("String").as_bytes());
        match text("BinaryValue") {
            Some(encoded) => {
                digest.update([BINARY]);
                let decoded = STANDARD.decode(encoded);
                update_with_length(&mut digest, &decoded.unwrap_or_else(|_| encoded.into()));
            }
            None => {
                digest.update([STRING]);
                update_with_length(&mut digest, text("StringValue").unwrap_or("").as_bytes());
            }
        }
    }
    Some(hex(&digest.finalize()))
}

/// The transport type of a `StringValue`.
const STRING: u8 = 1;
/// The transport type of a `BinaryValue`.
const BINARY: u8 = 2;

fn update_with_length(digest: &mut Md5, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).expect("payloads are below 256 KiB");
    digest.update(length.to_be_bytes());
    digest.update(bytes);
}
