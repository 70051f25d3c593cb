//! A field in which one types a part of a state's name, and the states that have it.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::model::Shared;
use super::plan::Plan;
use super::search::search;
use crate::asl::StateName;
use crate::ui::i18n::use_texts;
use crate::ui::parts::{Icon, Sign};

#[derive(Properties, PartialEq)]
pub struct SearchBoxProps {
    pub plan: Shared<Plan>,
    /// The state to go to; `None` when the search is given up.
    pub on_found: Callback<Option<StateName>>,
}

#[component]
pub fn SearchBox(props: &SearchBoxProps) -> Html {
    let texts = use_texts();
    let field = use_node_ref();
    let typed = use_state(String::new);
    let place = use_state(|| 0_usize);
    {
        let field = field.clone();
        use_effect_with((), move |()| {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                // It is on the page: focusing it does not fail.
                let _ = field.focus();
            }
        });
    }
    let found = search(&props.plan, &typed);
    let chosen = (*place).min(found.len().saturating_sub(1));
    let oninput = {
        let (typed, place) = (typed.clone(), place.clone());
        Callback::from(move |event: InputEvent| {
            typed.set(event.target_unchecked_into::<HtmlInputElement>().value());
            place.set(0);
        })
    };
    let onkeydown = {
        let (found, on_found, place) = (found.clone(), props.on_found.clone(), place.clone());
        Callback::from(move |event: KeyboardEvent| {
            let n = found.len().max(1);
            match event.key().as_str() {
                "Escape" => on_found.emit(None),
                "Enter" => {
                    if let Some(name) = found.get(chosen) {
                        on_found.emit(Some(name.clone()));
                    }
                }
                "ArrowDown" => place.set((chosen + 1) % n),
                "ArrowUp" => place.set((chosen + n - 1) % n),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let onfocusout = {
        let on_found = props.on_found.clone();
        Callback::from(move |event: FocusEvent| {
            // Another window that comes before this one is no reason to give up.
            if event.related_target().is_some() {
                on_found.emit(None);
            }
        })
    };
    let told = match (typed.trim().is_empty(), found.len()) {
        (true, _) => String::new(),
        (false, 0) => texts.graph.nothing_found.into(),
        (false, n) => (texts.graph.found)(n),
    };
    html! {
        <div class="graph-search" role="search" {onfocusout}>
            <Sign icon={Icon::Search} />
            <input ref={field} class="input" type="text" role="combobox" aria-expanded="true" aria-controls="graph-found"
                aria-autocomplete="list" aria-label={texts.graph.search_field} placeholder={texts.graph.search_field}
                aria-activedescendant={(!found.is_empty()).then(|| format!("graph-found-{chosen}"))}
                autocomplete="off" spellcheck="false" {oninput} {onkeydown} />
            <ul id="graph-found" role="listbox" aria-label={texts.graph.search}>
                { for found.iter().enumerate().map(|(n, name)| {
                    let (on_found, found) = (props.on_found.clone(), name.clone());
                    // Before the field loses the focus, which would close the list.
                    let onpointerdown = Callback::from(move |event: PointerEvent| {
                        event.prevent_default();
                        on_found.emit(Some(found.clone()));
                    });
                    let kind = props.plan.state(name).map_or("", |state| state.kind.type_name());
                    html! {
                        <li key={n} id={format!("graph-found-{n}")} role="option" aria-selected={(n == chosen).to_string()} {onpointerdown}>
                            <span>{ &**name }</span><small>{ kind }</small>
                        </li>
                    }
                }) }
            </ul>
            <p class="graph-search-told" role="status">{ told }</p>
        </div>
    }
}
