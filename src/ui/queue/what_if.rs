//! What goes wrong with messages in the world, one press each.

use yew::prelude::*;

use crate::simulator::{Action, MessageId, Mishap};
use crate::ui::i18n::use_texts;
use crate::ui::parts::{Icon, Sign};

#[derive(Properties, PartialEq)]
pub struct WhatIfProps {
    pub message: MessageId,
    pub can_be_received: bool,
    pub on_action: Callback<Action>,
}

#[component]
pub fn WhatIf(props: &WhatIfProps) -> Html {
    let texts = &use_texts().queue;
    let is_open = use_state(|| false);
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    let choice = |mishap: Mishap, (name, told): (&'static str, &'static str)| {
        let (message, is_open) = (props.message, is_open.clone());
        let onclick = props.on_action.reform(move |_: MouseEvent| {
            is_open.set(false);
            Action::Mishap { message, mishap }
        });
        html! {
            <li>
                <button type="button" class="what-if-choice" {onclick}>
                    <strong>{ name }</strong>
                    <span>{ told }</span>
                </button>
            </li>
        }
    };
    html! {
        <div class="what-if">
            <button type="button" class="button quiet small" aria-expanded={is_open.to_string()} onclick={toggle}>
                <Sign icon={Icon::Warning} />{ texts.what_if }
            </button>
            if *is_open {
                <ul>
                    { choice(Mishap::DeliveredTwice, texts.delivered_twice) }
                    { choice(Mishap::Race, texts.race) }
                    if props.can_be_received {
                        { choice(Mishap::Silence, texts.silence) }
                    }
                    { choice(Mishap::Loss, texts.loss) }
                </ul>
            }
        </div>
    }
}
