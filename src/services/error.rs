//! Failures in the words of AWS's services.

use crate::engine::Failure;

/// A service's refusal, worded as optimized integrations word it (the Java SDK of version 1).
pub struct ServiceError<'a> {
    /// What stands before the dot: `SQS`, `SNS`, `Lambda`, `DynamoDB`, …
    pub prefix: &'a str,
    /// The exception: `NotFoundException`.
    pub exception: &'a str,
    pub message: &'a str,
    /// The SDK's name of the service: `AmazonSQS`.
    pub service: &'a str,
    pub status_code: u16,
    pub error_code: &'a str,
}

impl ServiceError<'_> {
    pub fn failure(&self, request_id: &str) -> Failure {
        let ServiceError { prefix, exception, message, service, status_code, error_code } = self;
        Failure::new(
            format!("{prefix}.{exception}"),
            format!(
                "{message} (Service: {service}; Status Code: {status_code}; \
                 Error Code: {error_code}; Request ID: {request_id}; Proxy: null)"
            ),
        )
    }
}

/// A refusal of an `aws-sdk:` integration, worded as the Java SDK of version 2 words it.
/// `service` is its name there, `Sfn` or `S3`; `exception` ends in `Exception`.
pub fn sdk_failure(
    service: &str,
    exception: &str,
    message: &str,
    status_code: u16,
    request_id: &str,
) -> Failure {
    Failure::new(
        format!("{service}.{exception}"),
        format!(
            "{message} (Service: {service}, Status Code: {status_code}, \
             Request ID: {request_id}) (SDK Attempt Count: 1)"
        ),
    )
}

/// The request never reached a service: its host is nobody's.
pub fn unknown_host(prefix: &str, host: &str) -> Failure {
    Failure::new(
        format!("{prefix}.SdkClientException"),
        format!("Unable to execute HTTP request: {host}: Name or service not known"),
    )
}
