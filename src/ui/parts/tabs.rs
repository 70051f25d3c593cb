//! A row of tabs: one stop for the Tab key, the arrow keys walk along it.

use web_sys::HtmlElement;
use yew::prelude::*;

#[derive(Clone, Debug, PartialEq)]
pub struct Tab {
    /// The id of the panel that the tab shows.
    pub panel: &'static str,
    pub label: AttrValue,
    /// A number worth knowing from outside, with whether it calls for somebody.
    pub count: Option<(usize, bool)>,
}

#[derive(Properties, PartialEq)]
pub struct TabsProps {
    pub label: AttrValue,
    #[prop_or_default]
    pub class: Classes,
    pub tabs: Vec<Tab>,
    pub selected: &'static str,
    pub on_select: Callback<&'static str>,
}

#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let list = use_node_ref();
    let onkeydown = {
        let panels: Vec<&'static str> = props.tabs.iter().map(|tab| tab.panel).collect();
        let (selected, on_select, list) = (props.selected, props.on_select.clone(), list.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(at) = panels.iter().position(|panel| *panel == selected) else { return };
            let to = match event.key().as_str() {
                "ArrowRight" => (at + 1) % panels.len(),
                "ArrowLeft" => (at + panels.len() - 1) % panels.len(),
                "Home" => 0,
                "End" => panels.len() - 1,
                _ => return,
            };
            event.prevent_default();
            on_select.emit(panels[to]);
            let selector = format!("[aria-controls={}]", panels[to]);
            let tab = list
                .cast::<HtmlElement>()
                .and_then(|list| list.query_selector(&selector).ok().flatten());
            if let Some(tab) =
                tab.and_then(|tab| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(tab).ok())
            {
                // Focus is refused only to what is not on the page any more.
                let _ = tab.focus();
            }
        })
    };
    html! {
        <div ref={list} class={classes!("tabs", props.class.clone())} role="tablist" aria-label={props.label.clone()} {onkeydown}>
            { for props.tabs.iter().map(|tab| view_tab(tab, props)) }
        </div>
    }
}

fn view_tab(tab: &Tab, props: &TabsProps) -> Html {
    let is_selected = tab.panel == props.selected;
    let panel = tab.panel;
    html! {
        <button
            key={panel}
            type="button"
            class="tab"
            role="tab"
            aria-selected={is_selected.to_string()}
            aria-controls={panel}
            tabindex={if is_selected { "0" } else { "-1" }}
            onclick={props.on_select.reform(move |_| panel)}
        >
            { &tab.label }
            if let Some((count, is_lit)) = tab.count {
                <span class="count" data-lit={is_lit.to_string()}>{ count }</span>
            }
        </button>
    }
}
