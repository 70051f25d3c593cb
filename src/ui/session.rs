//! How the page begins: its address, what was kept, and what the document says about itself.

use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement};

use super::address::Address;
use super::hooks::storage;
use super::i18n::Language;
use crate::simulator::{Action, Simulator, Theme};
use crate::time::Timestamp;

/// Where the work is kept.
pub const SESSION: &str = "signalbox.session";

/// Where it is kept how the panels are arranged, and how the graph is seen.
pub const ARRANGEMENT: &str = "signalbox.arrangement";
pub const VIEWS: &str = "signalbox.views";

pub fn address() -> Address {
    let query = gloo::utils::window().location().search().unwrap_or_default();
    Address::parse(&query)
}

/// What was kept, or the tutorial's workflow. A page that is told what to show begins anew each
/// time, so that training material always looks as written.
pub fn start(address: &Address) -> Simulator {
    let now = Timestamp(js_sys::Date::now() as i64);
    let seed = js_sys::Math::random().to_bits();
    let kept = if address.embed.is_none() { storage::read(SESSION).ok().flatten() } else { None };
    let is_fresh = kept.is_none();
    let mut simulator = match kept {
        Some(text) => Simulator::load(&text, seed, now),
        None => Simulator::new(seed, now),
    };
    simulator.run_functions();
    if let Some(sample) = &address.sample {
        let first = simulator.document().id;
        simulator.update(Action::OpenSample(sample.clone()));
        if is_fresh && simulator.document().id != first {
            simulator.update(Action::CloseDocument(first));
        }
    }
    simulator
}

/// The browser's first language that the page has.
pub fn language_of_browser() -> Language {
    let languages = gloo::utils::window().navigator().languages();
    let tags = languages.iter().filter_map(|tag| tag.as_string());
    tags.filter_map(|tag| Language::from_tag(&tag)).next().unwrap_or_default()
}

/// Gives the focus to the first element of a selector, if there is one.
pub fn focus_without_scrolling(selector: &str) {
    let element = gloo::utils::document().query_selector(selector).ok().flatten();
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        // It is on the page: focusing it does not fail.
        let _ = element.focus_with_options(&options);
    }
}

/// Tells the document its language and theme; CSS does the rest.
pub fn dress(language: Language, theme: Theme) {
    let root = gloo::utils::document().document_element();
    let Some(root) = root.and_then(|root| root.dyn_into::<HtmlElement>().ok()) else { return };
    root.set_lang(language.tag());
    // Setting a data attribute of that name does not fail.
    let _ = match theme {
        Theme::System => root.remove_attribute("data-theme"),
        Theme::Light => root.set_attribute("data-theme", "light"),
        Theme::Dark => root.set_attribute("data-theme", "dark"),
    };
}
