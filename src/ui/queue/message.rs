//! A message in its lane.

use yew::prelude::*;

use super::answer::Answering;
use super::calls::Calls;
use super::model::{BodyPart, body_parts};
use super::task::Countdowns;
use super::token::TokenMark;
use crate::simulator::view::{MessagePlace, MessageView, TokenView};
use crate::simulator::{Action, MessageAction};
use crate::ui::i18n::{Texts, use_texts};
use crate::ui::parts::{Icon, Sign};

#[derive(Properties, PartialEq)]
pub struct MessageCardProps {
    pub message: MessageView,
    pub is_in_queue: bool,
    pub has_dead_letter_queue: bool,
    pub is_dead_letter: bool,
    pub is_live: bool,
    pub on_action: Callback<Action>,
}

#[component]
pub fn MessageCard(props: &MessageCardProps) -> Html {
    let texts = use_texts();
    let message = &props.message;
    let token = message.tokens.first();
    let waiting = token.and_then(|token| token.waiting.as_ref());
    let is_deleted = message.place == MessagePlace::Deleted;
    let state = message.sender.as_ref().map(|sender| sender.state.to_string());
    let button = |icon: Icon, word: &'static str, action: MessageAction| {
        let id = message.id;
        let onclick =
            props.on_action.reform(move |_: MouseEvent| Action::Message { message: id, action });
        html! {
            <button type="button" class="button quiet icon-only" title={word} aria-label={word} {onclick}>
                <Sign {icon} />
            </button>
        }
    };

    html! {
        <li
            class="message"
            data-status={if waiting.is_some() { "waiting" } else { "quiet" }}
            data-deleted={is_deleted.to_string()}
            aria-label={(texts.queue.message)(state.as_deref().unwrap_or("?"))}
        >
            <div class="message-head">
                { view_stand(token, state.as_deref(), props.is_live, texts) }
                <span class="message-age">{ match waiting {
                    Some(waiting) => (texts.queue.waits)(waiting.waited),
                    None => (texts.queue.sent_ago)(message.age),
                } }</span>
            </div>
            <div class="message-from">
                <p>
                    if let Some(state) = state.as_deref().filter(|_| token.is_some()) {
                        { (texts.queue.sent_by)(state) }
                    }
                    if is_deleted {
                        { " · " }{ texts.queue.deleted }
                    }
                    if message.receive_count > 0 {
                        { " · " }{ (texts.queue.received)(message.receive_count) }
                    }
                </p>
                if props.is_in_queue && props.has_dead_letter_queue && !is_deleted {
                    { button(Icon::DeadLetter, texts.queue.to_dead_letter, MessageAction::MoveToDeadLetterQueue) }
                }
                if (props.is_in_queue || props.is_dead_letter) && !is_deleted {
                    { button(Icon::Trash, texts.queue.delete, MessageAction::Delete) }
                }
            </div>
            <pre class="message-body" tabindex="0" role="region" aria-label={texts.queue.message_body}>
                { for body_parts(message).into_iter().map(view_part) }
            </pre>
            if let Some(waiting) = waiting {
                <Countdowns timeout={waiting.timeout} heartbeat={waiting.heartbeat} />
            }
            if is_deleted && waiting.is_some() {
                <p class="note"><Sign icon={Icon::Info} /><span>{ texts.queue.deleted_goes_on }</span></p>
            }
            if props.is_dead_letter && waiting.is_some() {
                <p class="note"><Sign icon={Icon::Info} /><span>{ texts.queue.dead_letter_goes_on }</span></p>
            }
            if let Some(token) = token {
                <Calls calls={token.calls.clone()} />
                <Answering
                    token={token.token.clone()}
                    suggestion={waiting.map(|waiting| waiting.suggestion.clone())}
                    is_open={waiting.is_some()}
                    on_action={props.on_action.clone()}
                />
            }
        </li>
    }
}

/// How its token stands: the lamp, or a quiet word that it is spent; without one, who sent it.
fn view_stand(
    token: Option<&TokenView>,
    state: Option<&str>,
    is_live: bool,
    texts: &'static Texts,
) -> Html {
    match token {
        None => html! { <p class="message-sender">{ state.map(texts.queue.sent_by) }</p> },
        Some(token) if token.waiting.is_some() => html! {
            <span class="status" data-status="waiting">{ texts.status.waiting }</span>
        },
        // In the past it may just not have been waited for yet.
        Some(_) if !is_live => Html::default(),
        Some(_) => html! {
            <span class="status" data-status="cancelled">{ texts.queue.answered }</span>
        },
    }
}

fn view_part(part: BodyPart) -> Html {
    match part {
        BodyPart::Text(text) => html! { text },
        BodyPart::Token(token) => html! { <TokenMark {token} /> },
    }
}
