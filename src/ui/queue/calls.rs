//! What was sent with a token, and what AWS said.

use yew::prelude::*;

use crate::simulator::ApiCall;
use crate::ui::i18n::{AnswerTexts, use_texts};
use crate::ui::parts::{Icon, Sign};

#[derive(Properties, PartialEq)]
pub struct CallsProps {
    pub calls: Vec<ApiCall>,
}

/// What was sent with a token, and what AWS said; the last few.
#[component]
pub fn Calls(props: &CallsProps) -> Html {
    let texts = use_texts();
    let n_hidden = props.calls.len().saturating_sub(CALLS_SHOWN_MAX);
    html! {
        <ol class="calls" aria-live="polite">
            { for props.calls.iter().enumerate().skip(n_hidden).map(|(index, call)| view_call(index, call, &texts.answer)) }
        </ol>
    }
}

const CALLS_SHOWN_MAX: usize = 3;

fn view_call(index: usize, call: &ApiCall, texts: &'static AnswerTexts) -> Html {
    let name = call.verb.name();
    match &call.error {
        None => html! {
            <li key={index} class="note" data-tone="right"><Sign icon={Icon::Check} /><span>{ (texts.accepted)(name) }</span></li>
        },
        Some(error) => html! {
            <li key={index} class="note" data-tone="wrong">
                <Sign icon={Icon::Cross} />
                <div>
                    <p>{ (texts.refused)(name) }</p>
                    <p><code>{ format!("{}: {}", error.name, error.message) }</code></p>
                    if let Some(why) = explained(&error.name, texts) {
                        <p>{ why }</p>
                    }
                </div>
            </li>
        },
    }
}

fn explained(error: &str, texts: &'static AnswerTexts) -> Option<&'static str> {
    match error {
        "TaskTimedOut" => Some(texts.timed_out_explained),
        "InvalidToken" => Some(texts.invalid_token_explained),
        "InvalidOutput" => Some(texts.invalid_output_explained),
        _ => None,
    }
}
