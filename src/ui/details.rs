//! What stands below graph and queue, one panel behind each tab.

use yew::prelude::*;

use super::address::{DEFINITION, FUNCTION, HISTORY, INPUT, INSPECTOR, PanelName};
use super::i18n::{Texts, use_texts};
use super::parts::{Tab, Tabs};

/// The panels below, in the order of their tabs.
pub const DETAILS: [PanelName; 5] = [DEFINITION, INPUT, FUNCTION, HISTORY, INSPECTOR];

#[derive(Properties, PartialEq)]
pub struct DetailsProps {
    /// Those that the page shows, each with its welcome and its content.
    pub panels: Vec<DetailsPanel>,
    pub selected: PanelName,
    pub on_select: Callback<PanelName>,
}

#[derive(Clone, PartialEq)]
pub struct DetailsPanel {
    pub name: PanelName,
    /// A number worth knowing from outside.
    pub count: Option<(usize, bool)>,
    pub welcome: Html,
    pub content: Html,
}

#[component]
pub fn Details(props: &DetailsProps) -> Html {
    let texts = use_texts();
    let tab = |panel: &DetailsPanel| Tab {
        panel: panel.name,
        label: title_of(panel.name, texts).into(),
        count: panel.count,
    };
    html! {
        <div class="panel details">
            <div class="details-head">
                <Tabs label={texts.app.details} tabs={props.panels.iter().map(tab).collect::<Vec<_>>()}
                    selected={props.selected} on_select={props.on_select.clone()} />
            </div>
            { for props.panels.iter().map(|panel| html! {
                <section key={panel.name} id={panel.name} class="details-panel" data-panel={panel.name} role="tabpanel"
                    aria-label={title_of(panel.name, texts)} data-selected={(panel.name == props.selected).to_string()}>
                    { panel.welcome.clone() }
                    { panel.content.clone() }
                </section>
            }) }
        </div>
    }
}

/// What a panel is called.
pub fn title_of(panel: PanelName, texts: &'static Texts) -> &'static str {
    match panel {
        DEFINITION => texts.editor.title,
        INPUT => texts.editor.input_title,
        FUNCTION => texts.function.title,
        HISTORY => texts.history.title,
        INSPECTOR => texts.inspector.title,
        super::address::QUEUE => texts.queue.short_title,
        _ => texts.graph.title,
    }
}
