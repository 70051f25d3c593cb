//! What the gallery shows.

use crate::simulator::{Simulator, samples};
use crate::ui::i18n::Language;

/// A sample in the person's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleCard {
    pub id: String,
    pub title: String,
    pub description: String,
    pub is_open: bool,
}

/// All samples, in the gallery's order.
pub fn sample_cards(simulator: &Simulator, language: Language) -> Vec<SampleCard> {
    let open = simulator.document().sample.as_deref();
    let card = |sample: &samples::Sample| SampleCard {
        id: sample.id.clone(),
        title: sample.title.in_language(language.tag()).into(),
        description: sample.description.in_language(language.tag()).into(),
        is_open: open == Some(&sample.id),
    };
    samples::all().iter().map(card).collect()
}
