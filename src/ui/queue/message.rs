//! A message in its lane.

use yew::prelude::*;

use super::answer::Answering;
use super::calls::Calls;
use super::life::Life;
use super::model::{BodyPart, body_parts, short_token};
use super::task::Countdowns;
use super::token::TokenMark;
use super::what_if::WhatIf;
use crate::simulator::view::{LaneKind, MessagePlace, MessageView, Sender, TokenView};
use crate::simulator::{Action, RunId};
use crate::ui::i18n::{Texts, use_texts};
use crate::ui::parts::{Icon, Sign};
use crate::ui::pretty::pretty;
use crate::value::Json;

#[derive(Properties, PartialEq)]
pub struct MessageCardProps {
    pub message: MessageView,
    pub kind: LaneKind,
    pub has_dead_letter_queue: bool,
    pub is_live: bool,
    pub selected: Option<RunId>,
    /// Whether there are several executions, so that each message says whose it is.
    pub are_many: bool,
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

    html! {
        <li
            class="message"
            data-status={if waiting.is_some() { "waiting" } else { "quiet" }}
            data-deleted={is_deleted.to_string()}
            data-blocked={message.is_blocked.to_string()}
            aria-label={(texts.queue.message)(state.as_deref().unwrap_or("?"))}
        >
            <div class="message-head">
                { view_stand(token, state.as_deref(), props.is_live, texts) }
                <span class="message-age">{ match waiting {
                    Some(waiting) => (texts.queue.waits)(waiting.waited),
                    None => (texts.queue.sent_ago)(message.age),
                } }</span>
            </div>
            { view_sender(props, texts) }
            <pre class="message-body" tabindex="0" role="region" aria-label={texts.queue.message_body}>
                { for body_parts(message).into_iter().map(view_part) }
            </pre>
            <Life message={message.clone()} kind={props.kind} has_dead_letter_queue={props.has_dead_letter_queue}
                is_live={props.is_live} on_action={props.on_action.clone()} />
            if !message.delivered_to.is_empty() {
                <p class="message-delivered"><Sign icon={Icon::Queue} />{ (texts.queue.delivered_to)(&message.delivered_to.join(", ")) }</p>
            }
            if let Some(waiting) = waiting {
                <Countdowns timeout={waiting.timeout} heartbeat={waiting.heartbeat} />
            }
            if let Some(words) = goes_on_words(props, texts).filter(|_| waiting.is_some()) {
                <p class="note"><Sign icon={Icon::Info} /><span>{ words }</span></p>
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
            <div class="message-foot">
                if waiting.is_some() && props.is_live && !is_deleted {
                    <WhatIf message={message.id} can_be_received={message.can_be_received} on_action={props.on_action.clone()} />
                }
                { view_details(message, texts) }
            </div>
        </li>
    }
}

/// The state that sent it and, with several executions, whose it is.
fn view_sender(props: &MessageCardProps, texts: &'static Texts) -> Html {
    let message = &props.message;
    let Some(sender) = message.sender.as_ref() else { return Html::default() };
    let is_told_above = message.tokens.is_empty();
    let source = message.dead_letter_source.as_deref();
    if is_told_above && !props.are_many && source.is_none() && message.group_id.is_none() {
        return Html::default();
    }
    html! {
        <p class="message-from">
            if !is_told_above {
                <span>{ (texts.queue.sent_by)(&sender.state) }</span>
            }
            if let Some(source) = source {
                <span>{ (texts.queue.given_up_by)(source) }</span>
            }
            if let Some(group) = message.group_id.as_deref() {
                <span class="message-group">{ (texts.queue.group)(group) }</span>
            }
            if props.are_many {
                { view_whose(sender, props, texts) }
            }
        </p>
    }
}

fn view_whose(sender: &Sender, props: &MessageCardProps, texts: &'static Texts) -> Html {
    let words = (texts.queue.whose)(sender.run.0 as usize + 1, &sender.state_machine_name);
    if props.selected == Some(sender.run) || sender.state_machine_name.is_empty() {
        return html! { <span title={sender.execution_name.clone()}>{ words }</span> };
    }
    let run = sender.run;
    let onclick = props.on_action.reform(move |_: MouseEvent| Action::SelectRun(run));
    html! {
        <button type="button" class="link" title={sender.execution_name.clone()} {onclick}>{ words }</button>
    }
}

/// Why a message that nobody will answer from here is no end of its task.
fn goes_on_words(props: &MessageCardProps, texts: &'static Texts) -> Option<&'static str> {
    match (props.message.place, props.kind) {
        (MessagePlace::Deleted, _) => Some(texts.queue.deleted_goes_on),
        (_, LaneKind::DeadLetterQueue) => Some(texts.queue.dead_letter_goes_on),
        (MessagePlace::InFlight { .. }, _) => Some(texts.queue.in_flight_goes_on),
        (
            MessagePlace::Visible | MessagePlace::Delayed { .. } | MessagePlace::Published,
            LaneKind::Queue | LaneKind::Topic,
        ) => None,
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

/// What a consumer gets beside the body, under AWS's own names.
fn view_details(message: &MessageView, texts: &'static Texts) -> Html {
    let row = |name: &str, value: &str| {
        let shown = if name == "ReceiptHandle" { short_token(value) } else { value.to_owned() };
        html! { <><dt>{ name.to_owned() }</dt><dd title={value.to_owned()}>{ shown }</dd></> }
    };
    let system = message.system_attributes.as_object().map(|all| {
        let texts = all.iter().filter_map(|(name, value)| Some((name, value.as_str()?)));
        texts.map(|(name, value)| row(name, value)).collect::<Html>()
    });
    html! {
        <details class="message-details">
            <summary>{ texts.queue.details }</summary>
            <dl>
                { row("MessageId", &message.message_id) }
                if let Some(receipt_handle) = &message.receipt_handle {
                    { row("ReceiptHandle", receipt_handle) }
                }
                { system.unwrap_or_default() }
            </dl>
            if message.attributes != Json::Null {
                <pre class="message-body" tabindex="0" role="region" aria-label="MessageAttributes">{ pretty(&message.attributes) }</pre>
            }
        </details>
    }
}

fn view_part(part: BodyPart) -> Html {
    match part {
        BodyPart::Text(text) => html! { text },
        BodyPart::Token(token) => html! { <TokenMark {token} /> },
    }
}
