//! What the page's address asks for: `?embed=graph,queue&sample=…&lang=ko&theme=dark`.

use super::i18n::Language;
use crate::simulator::Theme;

/// A panel by its name, which is its id on the page and its name in the address.
pub type PanelName = &'static str;

pub const GRAPH: PanelName = "graph";
pub const QUEUE: PanelName = "queue";
pub const DEFINITION: PanelName = "definition";
pub const INPUT: PanelName = "input";
pub const HISTORY: PanelName = "history";
pub const INSPECTOR: PanelName = "inspector";
/// Only there when the workflow has to do with Lambda functions.
pub const FUNCTION: PanelName = "function";

/// All panels in the order in which a phone swipes through them.
pub const PANELS: [PanelName; 7] = [GRAPH, QUEUE, FUNCTION, HISTORY, INSPECTOR, DEFINITION, INPUT];

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Address {
    /// The panels that an embedded page shows; `None` is the whole page.
    pub embed: Option<Vec<PanelName>>,
    pub sample: Option<String>,
    pub language: Option<Language>,
    pub theme: Option<Theme>,
}

impl Address {
    /// Reads a query string, with or without its question mark. What it does not know it leaves.
    pub fn parse(query: &str) -> Address {
        let mut address = Address::default();
        for pair in query.trim_start_matches('?').split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decoded(value);
            match name {
                "embed" => address.embed = Some(panels(&value)),
                "sample" => address.sample = Some(value),
                "lang" => address.language = Language::from_tag(&value),
                "theme" => address.theme = theme(&value),
                _ => {}
            }
        }
        address
    }

    /// Whether the page shows a panel.
    pub fn shows(&self, panel: PanelName) -> bool {
        self.embed.as_ref().is_none_or(|panels| panels.contains(&panel))
    }
}

/// Those that are named; graph and queue when none is, since an empty frame helps nobody.
fn panels(list: &str) -> Vec<PanelName> {
    let is_named = |panel: &PanelName| list.split(',').any(|name| name.trim() == *panel);
    let named: Vec<_> = PANELS.into_iter().filter(is_named).collect();
    if named.is_empty() { vec![GRAPH, QUEUE] } else { named }
}

fn theme(name: &str) -> Option<Theme> {
    match name {
        "light" => Some(Theme::Light),
        "dark" => Some(Theme::Dark),
        "system" => Some(Theme::System),
        _ => None,
    }
}

/// Percent-encoding undone; a percent sign that encodes nothing stays.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let encoded = text
            .get(at + 1..at + 3)
            .filter(|_| *byte == b'%')
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        plain.push(match (encoded, byte) {
            (Some(byte), _) => byte,
            (None, b'+') => b' ',
            (None, byte) => *byte,
        });
        at += if encoded.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&plain).into_owned()
}
