//! The results of the integrations that people mock most, as far as TestState holds a mocked
//! result against them (the services' API models). Other services' results are taken as they are.

use super::{FieldValidationMode, TestStateError};
use crate::asl::Pattern;
use crate::value::Json;

/// The type of a field in a service's answer.
enum Shape {
    Text,
    /// A text with at least so many characters.
    TextOfAtLeast(usize),
    OneOf(&'static [&'static str]),
    Number,
    Boolean,
    List(&'static Shape),
    Structure(&'static [Field]),
    /// Keys are data.
    Map(&'static Shape),
    /// Any JSON.
    Document,
}

struct Field {
    name: &'static str,
    shape: Shape,
    is_required: bool,
}

const fn field(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, is_required: false }
}

const fn required(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, is_required: true }
}

/// Refuses a mocked result that the service could not have given.
pub(super) fn check(
    service: &str,
    action: &str,
    pattern: Pattern,
    result: &Json,
    mode: FieldValidationMode,
) -> Result<(), TestStateError> {
    let fields = match pattern {
        Pattern::RequestResponse => answer(service, action),
        Pattern::Sync | Pattern::Sync2 => ended_job(service, action),
        // Whoever sends the token back says what the result is.
        Pattern::WaitForTaskToken => None,
    };
    let Some(fields) = fields else { return Ok(()) };
    match mode {
        FieldValidationMode::None => Ok(()),
        FieldValidationMode::Strict | FieldValidationMode::Present => {
            check_fields(result, fields, mode).map_err(|why| {
                let message = format!("Mock result schema validation error: {why}");
                TestStateError { name: "ValidationException", message }
            })
        }
    }
}

fn check_fields(
    value: &Json,
    fields: &'static [Field],
    mode: FieldValidationMode,
) -> Result<(), String> {
    for field in fields {
        match value.get(field.name) {
            Some(value) => check_value(field.name, value, &field.shape, mode)?,
            None if field.is_required && mode == FieldValidationMode::Strict => {
                return Err(format!("Required field '{}' is missing", field.name));
            }
            None => {}
        }
    }
    Ok(())
}

fn check_value(
    name: &str,
    value: &Json,
    shape: &'static Shape,
    mode: FieldValidationMode,
) -> Result<(), String> {
    let must_be = |what: &str| Err(format!("Field '{name}' must be {what}"));
    match (shape, value) {
        (Shape::Text, Json::String(_)) | (Shape::Number, Json::Number(_)) => Ok(()),
        (Shape::Boolean, Json::Bool(_)) | (Shape::Document, _) => Ok(()),
        (Shape::TextOfAtLeast(least), Json::String(text)) if text.chars().count() < *least => {
            Err(format!("Field '{name}' is smaller than the minimum length"))
        }
        (Shape::TextOfAtLeast(_), Json::String(_)) => Ok(()),
        (Shape::OneOf(allowed), Json::String(text)) => match allowed.contains(&&**text) {
            true => Ok(()),
            false => Err(format!("Field '{name}' is not an expected value")),
        },
        (Shape::List(item), Json::Array(items)) => {
            items.iter().try_for_each(|value| check_value(name, value, item, mode))
        }
        (Shape::Structure(fields), Json::Object(_)) => check_fields(value, fields, mode),
        (Shape::Map(item), Json::Object(object)) => {
            object.iter().try_for_each(|(name, value)| check_value(name, value, item, mode))
        }
        (Shape::Text | Shape::TextOfAtLeast(_) | Shape::OneOf(_), _) => must_be("a string"),
        (Shape::Number, _) => must_be("a number"),
        (Shape::Boolean, _) => must_be("a boolean"),
        (Shape::List(_), _) => must_be("an array"),
        (Shape::Structure(_) | Shape::Map(_), _) => must_be("an object"),
    }
}

/// The fields of a service's answer.
fn answer(service: &str, action: &str) -> Option<&'static [Field]> {
    let service = service.strip_prefix("aws-sdk:").unwrap_or(service);
    Some(match (service, action) {
        ("sqs", "sendMessage") => SQS_SEND_MESSAGE,
        ("sns", "publish") => SNS_PUBLISH,
        ("lambda", "invoke") => LAMBDA_INVOKE,
        ("states" | "sfn", "startExecution") => START_EXECUTION,
        ("events" | "eventbridge", "putEvents") => PUT_EVENTS,
        ("dynamodb", "getItem") => GET_ITEM,
        ("dynamodb", "putItem" | "updateItem" | "deleteItem") => WRITE_ITEM,
        ("kms", "encrypt") => KMS_ENCRYPT,
        ("s3", "getObject") => S3_GET_OBJECT,
        _ => return None,
    })
}

/// The fields of what a service says of a job that has ended.
fn ended_job(service: &str, action: &str) -> Option<&'static [Field]> {
    (service == "states" && action == "startExecution").then_some(DESCRIBE_EXECUTION)
}

static SQS_SEND_MESSAGE: &[Field] = &[
    field("MD5OfMessageBody", Shape::Text),
    field("MD5OfMessageAttributes", Shape::Text),
    field("MD5OfMessageSystemAttributes", Shape::Text),
    field("MessageId", Shape::Text),
    field("SequenceNumber", Shape::Text),
];

static SNS_PUBLISH: &[Field] =
    &[field("MessageId", Shape::Text), field("SequenceNumber", Shape::Text)];

static LAMBDA_INVOKE: &[Field] = &[
    field("StatusCode", Shape::Number),
    field("FunctionError", Shape::Text),
    field("LogResult", Shape::Text),
    field("Payload", Shape::Text),
    field("ExecutedVersion", Shape::TextOfAtLeast(1)),
];

static START_EXECUTION: &[Field] =
    &[required("ExecutionArn", Shape::TextOfAtLeast(1)), required("StartDate", Shape::Document)];

static DESCRIBE_EXECUTION: &[Field] = &[
    required("ExecutionArn", Shape::TextOfAtLeast(1)),
    required("StateMachineArn", Shape::TextOfAtLeast(1)),
    field("Name", Shape::TextOfAtLeast(1)),
    required(
        "Status",
        Shape::OneOf(&[
            "RUNNING",
            "SUCCEEDED",
            "FAILED",
            "TIMED_OUT",
            "ABORTED",
            "PENDING_REDRIVE",
        ]),
    ),
    required("StartDate", Shape::Document),
    field("Input", Shape::Document),
    field("Output", Shape::Document),
    field("RedriveCount", Shape::Number),
    field("Error", Shape::Text),
    field("Cause", Shape::Text),
];

static PUT_EVENTS: &[Field] = &[
    field("FailedEntryCount", Shape::Number),
    field(
        "Entries",
        Shape::List(&Shape::Structure(&[
            field("EventId", Shape::Text),
            field("ErrorCode", Shape::Text),
            field("ErrorMessage", Shape::Text),
        ])),
    ),
];

static CAPACITY: Shape = Shape::Structure(&[
    field("ReadCapacityUnits", Shape::Number),
    field("WriteCapacityUnits", Shape::Number),
    field("CapacityUnits", Shape::Number),
]);

static CONSUMED_CAPACITY: &[Field] = &[
    field("TableName", Shape::TextOfAtLeast(1)),
    field("CapacityUnits", Shape::Number),
    field("ReadCapacityUnits", Shape::Number),
    field("WriteCapacityUnits", Shape::Number),
    field(
        "Table",
        Shape::Structure(&[
            field("ReadCapacityUnits", Shape::Number),
            field("WriteCapacityUnits", Shape::Number),
            field("CapacityUnits", Shape::Number),
        ]),
    ),
    field("LocalSecondaryIndexes", Shape::Map(&CAPACITY)),
    field("GlobalSecondaryIndexes", Shape::Map(&CAPACITY)),
];

/// A DynamoDB attribute value: `{"S": "text"}`, `{"N": "1"}`, …
static ATTRIBUTE_VALUE: Shape = Shape::Structure(&[
    field("S", Shape::Text),
    field("N", Shape::Text),
    field("SS", Shape::List(&Shape::Text)),
    field("NS", Shape::List(&Shape::Text)),
    field("M", Shape::Map(&Shape::Document)),
    field("L", Shape::List(&Shape::Document)),
    field("NULL", Shape::Boolean),
    field("BOOL", Shape::Boolean),
]);

static GET_ITEM: &[Field] = &[
    field("Item", Shape::Map(&ATTRIBUTE_VALUE)),
    field("ConsumedCapacity", Shape::Structure(CONSUMED_CAPACITY)),
];

static WRITE_ITEM: &[Field] = &[
    field("Attributes", Shape::Map(&ATTRIBUTE_VALUE)),
    field("ConsumedCapacity", Shape::Structure(CONSUMED_CAPACITY)),
    field(
        "ItemCollectionMetrics",
        Shape::Structure(&[
            field("ItemCollectionKey", Shape::Map(&ATTRIBUTE_VALUE)),
            field("SizeEstimateRangeGB", Shape::List(&Shape::Number)),
        ]),
    ),
];

static KMS_ENCRYPT: &[Field] = &[
    field("CiphertextBlob", Shape::TextOfAtLeast(1)),
    field("KeyId", Shape::TextOfAtLeast(1)),
    field(
        "EncryptionAlgorithm",
        Shape::OneOf(&["SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"]),
    ),
];

static S3_GET_OBJECT: &[Field] = &[
    field("Body", Shape::Document),
    field("DeleteMarker", Shape::Boolean),
    field("AcceptRanges", Shape::Text),
    field("ContentLength", Shape::Number),
    field("ContentType", Shape::Text),
    field("ContentEncoding", Shape::Text),
    field("ContentRange", Shape::Text),
    field("ETag", Shape::Text),
    field("MissingMeta", Shape::Number),
    field("VersionId", Shape::Text),
    field("PartsCount", Shape::Number),
    field("TagCount", Shape::Number),
    field("Metadata", Shape::Map(&Shape::Text)),
    field("ServerSideEncryption", Shape::OneOf(&["AES256", "aws:fsx", "aws:kms", "aws:kms:dsse"])),
    field(
        "StorageClass",
        Shape::OneOf(&[
            "STANDARD",
            "REDUCED_REDUNDANCY",
            "STANDARD_IA",
            "ONEZONE_IA",
            "INTELLIGENT_TIERING",
            "GLACIER",
            "DEEP_ARCHIVE",
            "OUTPOSTS",
            "GLACIER_IR",
            "SNOW",
            "EXPRESS_ONEZONE",
            "FSX_OPENZFS",
        ]),
    ),
];
