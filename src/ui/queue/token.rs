//! A token where it stands in a message: its ends to be seen, the whole of it to be taken.

use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

use super::model::short_token;
use crate::ui::i18n::use_texts;
use crate::ui::parts::{Icon, Sign, copy_text, select_text};

#[derive(Properties, PartialEq)]
pub struct TokenMarkProps {
    pub token: String,
}

#[derive(Clone, Copy, PartialEq)]
enum Taken {
    NotYet,
    Copied,
    /// The clipboard is not to be had: the whole token stands there, selected for the keyboard.
    Shown,
}

#[component]
pub fn TokenMark(props: &TokenMarkProps) -> Html {
    let texts = use_texts();
    let taken = use_state(|| Taken::NotYet);
    let text = use_node_ref();
    use_effect_with((*taken, text.clone()), |(taken, text)| {
        if let (Taken::Shown, Some(text)) = (taken, text.cast::<Element>()) {
            select_text(&text);
        }
    });
    let onclick = {
        let (taken, token) = (taken.clone(), props.token.clone());
        Callback::from(move |_: MouseEvent| {
            let (taken, token) = (taken.clone(), token.clone());
            spawn_local(async move {
                let is_copied = copy_text(&token).await;
                taken.set(if is_copied { Taken::Copied } else { Taken::Shown });
            });
        })
    };
    if *taken == Taken::Shown {
        return html! { <mark ref={text} class="token">{ &props.token }</mark> };
    }
    let word = match *taken {
        Taken::Copied => texts.app.copied,
        Taken::NotYet | Taken::Shown => texts.queue.copy_token,
    };
    let icon = if *taken == Taken::Copied { Icon::Check } else { Icon::Token };
    html! {
        <button type="button" class="token" title={word} aria-label={word} {onclick}>
            <Sign {icon} />{ short_token(&props.token) }
        </button>
    }
}
