//! The mocked AWS around an execution: what its tasks reach, and what answers them.
//!
//! A task's request comes as a [`Call`] to a [`World`]. The world does what the service would do
//! with it (a message lies in a queue, an item in a table) and answers in the service's own shape
//! and words. Time is an argument, and message ids, receipt handles and the like derive from a
//! seed, so a world that is told the same things is the same world. What no mock knows is answered
//! plausibly all the same: a workflow is never stopped by a service that is not here.

#![deny(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::iter_over_hash_type
)]

mod account;
mod answers;
mod call;
mod consume;
mod digest;
mod draw;
mod dynamodb;
mod error;
mod expression;
mod function;
mod jobs;
mod lambda;
mod message;
mod mock;
mod publish;
mod resources;
mod response;
mod rule;
mod s3;
mod send_message;
mod sns;
mod sqs;
mod table;
mod world;

pub use account::{Account, name_of};
pub use answers::MadeUp;
pub use call::Call;
pub use consume::Fork;
pub use digest::{md5_of_attributes, md5_of_body};
pub use dynamodb::Table;
pub use error::{ServiceError, sdk_failure};
pub use expression::plain_value;
pub use function::{Function, function_name};
pub use lambda::{Delivery, FunctionResult, timed_out_words};
pub use message::{Message, MessageId, Origin, Place, Publication};
pub use mock::{Mock, Outcome, Response};
pub use resources::{
    EventSourceMapping, FunctionSettings, QueueSettings, RedrivePolicy, Resources, Subscription,
    TableSettings, TopicSettings,
};
pub use response::{Wire, with_sdk_metadata};
pub use rule::{BodyTest, Consumer, Rule};
pub use sns::Topic;
pub use sqs::{DEDUPLICATION_INTERVAL, Queue};
pub use world::{ByName, World};

/// What a mock throws.
pub use crate::engine::Failure;
