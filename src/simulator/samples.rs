//! The samples gallery: workflows to begin with, each with what stands around it. Data, in
//! `samples/`, one file a sample; the texts are in English and Korean.

use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use crate::services::{ByName, Mock, Resources};
use crate::value::{Json, decode};

/// The sample that is open at the first visit.
pub const FIRST: &str = "callback";

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    pub id: String,
    pub title: Text,
    /// One or two sentences: what it shows, and what to try.
    pub description: Text,
    /// The first is the one to start.
    pub machines: Vec<SampleMachine>,
    #[serde(default)]
    pub resources: Resources,
}

/// A text in the languages of the page.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub en: String,
    pub ko: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleMachine {
    pub name: Arc<str>,
    pub definition: Json,
    pub input: Json,
    #[serde(default)]
    pub mocks: ByName<Mock>,
}

/// All samples, in the gallery's order.
pub fn all() -> &'static [Sample] {
    static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
        let read = |text| decode(text).expect("samples are read by a test");
        TEXTS.iter().copied().map(read).collect()
    });
    &SAMPLES
}

pub fn find(id: &str) -> Option<&'static Sample> {
    all().iter().find(|sample| sample.id == id)
}

const TEXTS: [&str; 5] = [
    include_str!("samples/callback.json"),
    include_str!("samples/credit-check.json"),
    include_str!("samples/approval.json"),
    include_str!("samples/timer.json"),
    include_str!("samples/publish.json"),
];

impl Text {
    /// In the language of a BCP 47 tag; English where there is no other.
    pub fn in_language(&self, tag: &str) -> &str {
        match tag.split('-').next() {
            Some("ko") => &self.ko,
            _ => &self.en,
        }
    }
}

impl SampleMachine {
    /// The definition as a person would write it.
    pub fn text(&self) -> String {
        pretty(&self.definition)
    }

    pub fn input_text(&self) -> String {
        pretty(&self.input)
    }
}

/// JSON as a person would write it.
pub(super) fn pretty(json: &Json) -> String {
    serde_json::to_string_pretty(json).expect("every Json is written")
}
