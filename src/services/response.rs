//! The shapes that optimized integrations give their results: the response's fields in PascalCase
//! and what the SDK adds about the HTTP exchange.

use crate::json;
use crate::sort;
use crate::time::Timestamp;
use crate::value::Json;

/// How a service's responses look on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// `connection` in lowercase: SQS, Step Functions.
    Json10,
    /// No `connection` header: ECS.
    Json11,
    /// The query protocol: SNS.
    Xml,
    DynamoDb,
    Lambda,
}

/// `fields` with `SdkHttpMetadata` and `SdkResponseMetadata` added, keys sorted as AWS has them.
/// `content_length` is that of the service's own response body.
pub fn with_sdk_metadata(
    fields: Json,
    wire: Wire,
    content_length: usize,
    now: Timestamp,
    request_id: &str,
) -> Json {
    let headers = wire.headers(&fields, content_length, now, request_id);
    let lists = headers.iter().map(|(name, value)| (*name, Json::array([value.clone()])));
    let mut scalars = headers.clone();
    sort::by_key(&mut scalars, |(name, _)| name.to_ascii_lowercase());

    let metadata = [
        (
            "SdkHttpMetadata",
            Json::object([
                ("AllHttpHeaders", Json::object(lists)),
                ("HttpHeaders", Json::object(scalars)),
                ("HttpStatusCode", Json::from(200_i64)),
            ]),
        ),
        ("SdkResponseMetadata", json!({ "RequestId": request_id })),
    ];
    let own = fields.as_object().map(|fields| {
        fields.iter().map(|(name, value)| (&**name, value.clone())).collect::<Vec<_>>()
    });
    let mut all: Vec<(&str, Json)> = own.unwrap_or_default();
    all.extend(metadata);
    sort::by_key(&mut all, |(name, _)| *name);
    Json::object(all)
}

impl Wire {
    /// In the order of recorded `AllHttpHeaders`.
    fn headers(
        self,
        fields: &Json,
        content_length: usize,
        now: Timestamp,
        request_id: &str,
    ) -> Vec<(&'static str, Json)> {
        let mut headers = match self {
            Wire::DynamoDb => vec![
                ("Server", Json::from("Server")),
                ("Connection", Json::from("keep-alive")),
                ("x-amzn-RequestId", Json::from(request_id)),
                ("x-amz-crc32", Json::from(crc32(fields.to_string().as_bytes()).to_string())),
            ],
            Wire::Lambda => vec![
                ("X-Amz-Executed-Version", Json::from("$LATEST")),
                ("x-amzn-Remapped-Content-Length", Json::from("0")),
                ("Connection", Json::from("keep-alive")),
                ("x-amzn-RequestId", Json::from(request_id)),
            ],
            Wire::Json11 => vec![("x-amzn-RequestId", Json::from(request_id))],
            Wire::Json10 | Wire::Xml => vec![
                ("x-amzn-RequestId", Json::from(request_id)),
                ("connection", Json::from("keep-alive")),
            ],
        };
        headers.push(("Content-Length", Json::from(content_length.to_string())));
        headers.push(("Date", Json::from(http_date(now))));
        if self == Wire::Lambda {
            headers.push(("X-Amzn-Trace-Id", Json::from(trace_id(now, request_id))));
        }
        headers.push(("Content-Type", Json::from(self.content_type())));
        headers
    }

    fn content_type(self) -> &'static str {
        match self {
            Wire::Json10 | Wire::DynamoDb => "application/x-amz-json-1.0",
            Wire::Json11 => "application/x-amz-json-1.1",
            Wire::Xml => "text/xml",
            Wire::Lambda => "application/json",
        }
    }
}

/// `Mon, 23 Nov 2026 04:32:08 GMT`.
fn http_date(at: Timestamp) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month, day, hour, minute, second, _) = at.civil();
    // The epoch was a Thursday.
    let weekday = DAYS[at.0.div_euclid(86_400_000).rem_euclid(7) as usize];
    let month = MONTHS[month as usize - 1];
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
}

/// `root=1-5e1b4151-0123456789abcdef01234567;sampled=0`: the second of the request, then 24 digits.
fn trace_id(now: Timestamp, request_id: &str) -> String {
    let digits: String = request_id.chars().filter(char::is_ascii_hexdigit).take(24).collect();
    format!("root=1-{:08x}-{digits};sampled=0", now.0.div_euclid(1000))
}

/// The checksum that DynamoDB sends along (ISO 3309, as in gzip).
fn crc32(bytes: &[u8]) -> u32 {
    let crc = bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    });
    !crc
}
