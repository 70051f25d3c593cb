//! Where the mocked services live: partition, region and account, and the names that follow.

use std::fmt::Write;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::asl::WorkflowType;
use crate::query::random::Random;

/// An AWS account in one region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// `aws`, `aws-cn`, …
    pub partition: Arc<str>,
    pub region: Arc<str>,
    /// Twelve digits.
    pub id: Arc<str>,
}

impl Default for Account {
    fn default() -> Account {
        Account {
            partition: "aws".into(),
            region: "ap-northeast-2".into(),
            id: "123456789012".into(),
        }
    }
}

impl Account {
    /// `arn:aws:<service>:<region>:<account>:<name>`.
    pub fn arn(&self, service: &str, name: &str) -> Arc<str> {
        let Account { partition, region, id } = self;
        format!("arn:{partition}:{service}:{region}:{id}:{name}").into()
    }

    /// The ARN of an execution. That of an Express one ends in a UUID, which `seed` decides.
    pub fn execution_arn(
        &self,
        workflow_type: WorkflowType,
        machine: &str,
        name: &str,
        seed: u64,
    ) -> Arc<str> {
        let name = match workflow_type {
            WorkflowType::Standard => format!("execution:{machine}:{name}"),
            WorkflowType::Express => {
                format!("express:{machine}:{name}:{}", Random::new(seed).uuid())
            }
        };
        self.arn("states", &name)
    }

    pub fn queue_url(&self, queue: &str) -> Arc<str> {
        format!("https://sqs.{}.amazonaws.com/{}/{queue}", self.region, self.id).into()
    }

    pub fn role_arn(&self, role: &str) -> Arc<str> {
        format!("arn:{}:iam::{}:role/{role}", self.partition, self.id).into()
    }
}

/// The last part of an ARN, a queue's URL or a bare name.
pub fn name_of(arn_or_url: &str) -> &str {
    arn_or_url.rsplit(['/', ':']).next().unwrap_or(arn_or_url)
}

/// The host of an `http(s)` URL; `None` for any other text.
pub fn host_of(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    rest.split(['/', ':', '?']).next()
}

/// Lowercase hexadecimal digits of `bytes`.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        text
    })
}
