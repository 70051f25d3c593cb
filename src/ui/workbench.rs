//! The panels of a phone are pages that are swiped; this tells which one is seen, and goes there.

use web_sys::{Element, ScrollBehavior, ScrollToOptions};
use yew::prelude::*;

use super::address::PanelName;
use super::hooks::use_media;

pub struct Swipes {
    /// The element that scrolls sideways, one page a panel.
    pub pages: NodeRef,
    pub seen: PanelName,
    pub onscroll: Callback<Event>,
    pub on_go: Callback<PanelName>,
}

/// `panels` are the pages in their order.
#[hook]
pub fn use_swipes(panels: Vec<PanelName>) -> Swipes {
    let pages = use_node_ref();
    let is_still = use_media("(prefers-reduced-motion: reduce)");
    let seen = use_state(|| panels.first().copied().unwrap_or_default());
    let onscroll = {
        let (seen, pages, panels) = (seen.clone(), pages.clone(), panels.clone());
        Callback::from(move |_: Event| {
            let Some(pages) = pages.cast::<Element>() else { return };
            let width = f64::from(pages.client_width());
            if width > 0.0 && pages.scroll_width() > pages.client_width() {
                let at = (f64::from(pages.scroll_left()) / width).round() as usize;
                if let Some(panel) = panels.get(at).filter(|panel| **panel != *seen) {
                    seen.set(panel);
                }
            }
        })
    };
    let on_go = {
        let (pages, seen) = (pages.clone(), seen.clone());
        Callback::from(move |panel: PanelName| {
            let at = panels.iter().position(|other| *other == panel).unwrap_or_default();
            if let Some(pages) = pages.cast::<Element>() {
                let options = ScrollToOptions::new();
                options.set_left(f64::from(pages.client_width()) * at as f64);
                options.set_behavior(if is_still {
                    ScrollBehavior::Auto
                } else {
                    ScrollBehavior::Smooth
                });
                pages.scroll_to_with_scroll_to_options(&options);
            }
            seen.set(panel);
        })
    };
    Swipes { seen: *seen, pages, onscroll, on_go }
}
