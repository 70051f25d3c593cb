//! Every text that a person reads, in every language of the page.
//!
//! A language is one [`Texts`] value. A text that a language lacks is a field that its literal
//! lacks, and does not compile. What AWS itself says (error names, messages, event types, fields of
//! the States Language) stays as AWS has it in either language.

mod en;
mod ko;
mod texts;
#[cfg(target_arch = "wasm32")]
mod using;

use serde::{Deserialize, Serialize};

use texts::in_units;
pub use texts::*;
#[cfg(target_arch = "wasm32")]
pub use using::use_texts;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[default]
    English,
    Korean,
}

impl Language {
    pub const ALL: [Language; 2] = [Language::English, Language::Korean];

    /// The language of a BCP 47 tag such as `ko` or `ko-KR`, if the page has it.
    pub fn from_tag(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Language::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// `en` or `ko`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Korean => "ko",
        }
    }

    /// The language's name in itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::Korean => "한국어",
        }
    }

    pub fn texts(self) -> &'static Texts {
        match self {
            Language::English => &en::TEXTS,
            Language::Korean => &ko::TEXTS,
        }
    }
}
