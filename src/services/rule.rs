//! Who consumes a queue's messages, and the rules by which tokens in them are answered.

use std::fmt;
use std::sync::Arc;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::World;
use super::message::{Message, MessageId, Origin};
use super::mock::Response;
use crate::query::jsonpath::{Path, Scope};
use crate::query::random::Random;
use crate::value::Json;

/// Who receives what comes into a queue, if it is not the person.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Consumer {
    /// A Lambda function, by its name.
    Function(Arc<str>),
    /// The first rule that fits a message answers its token; what none fits is the person's.
    Rules(Vec<Rule>),
}

/// An answer to the tokens in some messages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// The state that sent the message; `None` is any.
    pub state: Option<Arc<str>>,
    /// What must hold of the message's body.
    pub when: Option<BodyTest>,
    /// To which attempts, when, and what.
    pub response: Response,
}

/// A JSONPath into a message's body, and the value there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BodyTest {
    pub path: String,
    /// `None` asks only that there is something.
    pub equals: Option<Json>,
}

/// A name or a list. What serde derives for that tries one after the other, on a copy.
impl<'de> Deserialize<'de> for Consumer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Consumer, D::Error> {
        deserializer.deserialize_any(ConsumerVisitor)
    }
}

struct ConsumerVisitor;

impl<'de> Visitor<'de> for ConsumerVisitor {
    type Value = Consumer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a function's name or rules")
    }

    fn visit_str<E>(self, name: &str) -> Result<Consumer, E> {
        Ok(Consumer::Function(name.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, rules: A) -> Result<Consumer, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(rules)).map(Consumer::Rules)
    }
}

impl Rule {
    fn fits(&self, message: &Message, attempt: u32) -> bool {
        let state = message.origin.as_ref().map(|origin| &origin.state);
        let is_sender = self.state.as_ref().is_none_or(|meant| state == Some(meant));
        let is_in_body = || self.when.as_ref().is_none_or(|test| test.holds(&message.body));
        is_sender && self.response.covers(attempt) && is_in_body()
    }
}

impl BodyTest {
    /// Whether it holds of a body: JSON, or a notification whose `Message` is JSON.
    pub fn holds(&self, body: &str) -> bool {
        let Ok(body) = Json::parse(body) else { return false };
        let wrapped = body.get("Message").and_then(Json::as_str).map(Json::parse);
        self.holds_of(&body) || wrapped.is_some_and(|it| it.is_ok_and(|it| self.holds_of(&it)))
    }

    fn holds_of(&self, body: &Json) -> bool {
        let Ok(path) = Path::parse(&self.path) else { return false };
        let body = Body { body, random: Random::new(0) };
        let Ok(found) = path.evaluate(&body) else { return false };
        let among = found.as_array().filter(|_| !path.is_definite());
        match (&self.equals, among) {
            (None, Some(among)) => !among.is_empty(),
            (None, None) => !found.is_null(),
            (Some(equals), Some(among)) => among.contains(equals),
            (Some(equals), None) => found == *equals,
        }
    }
}

/// What a path into a body sees: the body and nothing else.
struct Body<'a> {
    body: &'a Json,
    random: Random,
}

impl Scope for Body<'_> {
    fn input(&self) -> &Json {
        self.body
    }

    fn context(&self) -> Json {
        Json::Null
    }

    fn variable(&self, _: &str) -> Option<Json> {
        None
    }

    fn random(&self) -> &Random {
        &self.random
    }
}

impl World {
    /// The rule's response to a task's message, and the message, which is still to be had.
    pub fn ruled_response(&self, origin: &Origin, attempt: u32) -> Option<(MessageId, &Response)> {
        self.queues().find_map(|queue| {
            let Some(Consumer::Rules(rules)) = self.consumer(&queue.settings.name) else {
                return None;
            };
            let is_its = |message: &&Message| {
                let of = message.origin.as_ref();
                message.deleted_at.is_none()
                    && of.is_some_and(|of| of.run == origin.run && of.task == origin.task)
            };
            let message = queue.messages().iter().find(is_its)?;
            let rule = rules.iter().find(|rule| rule.fits(message, attempt))?;
            Some((message.id, &rule.response))
        })
    }
}
