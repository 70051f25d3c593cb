//! A queue, a dead-letter queue or a topic: what is in it, and what can be asked of it as a whole.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::consumer::ConsumerChoice;
use super::message::MessageCard;
use super::model::Lane;
use super::settings::Settings;
use crate::services::Subscription;
use crate::simulator::view::{LaneKind, LaneView};
use crate::simulator::{Action, QueueAction, RunId};
use crate::ui::i18n::{QueueTexts, Texts, use_texts};
use crate::ui::parts::{Icon, Sign};

#[derive(Properties, PartialEq)]
pub struct LaneSectionProps {
    pub lane: Lane,
    pub is_started: bool,
    pub is_live: bool,
    pub selected: Option<RunId>,
    pub are_many: bool,
    pub on_action: Callback<Action>,
}

#[component]
pub fn LaneSection(props: &LaneSectionProps) -> Html {
    let texts = use_texts();
    let Lane { view: lane, n_of_others, .. } = &props.lane;
    let (icon, kind) = match lane.kind {
        LaneKind::Queue if lane.is_fifo => (Icon::Queue, texts.queue.fifo_queue),
        LaneKind::Queue => (Icon::Queue, texts.queue.queue),
        LaneKind::DeadLetterQueue => (Icon::DeadLetter, texts.queue.dead_letter_queue),
        LaneKind::Topic => (Icon::Topic, texts.queue.topic),
    };
    let is_setting = use_state(|| false);
    let toggle = {
        let is_setting = is_setting.clone();
        move |_: MouseEvent| is_setting.set(!*is_setting)
    };
    let close = {
        let is_setting = is_setting.clone();
        move |()| is_setting.set(false)
    };
    let told = settings(lane, texts).join(" · ");
    html! {
        <section class="lane" aria-label={format!("{kind} {}", lane.name)}>
            <header class="lane-head" title={lane.address.clone()}>
                <Sign {icon} />
                <h3>{ &lane.name }</h3>
                <span class="lane-kind">{ kind }</span>
                <span class="count">{ lane.messages.len() }</span>
                if lane.settings.is_some() && props.is_live {
                    <button type="button" class="button quiet icon-only small" title={texts.queue.settings}
                        aria-label={(texts.queue.settings_of)(&lane.name)} aria-expanded={is_setting.to_string()} onclick={toggle}>
                        <Sign icon={Icon::Settings} />
                    </button>
                }
                if !told.is_empty() {
                    <p class="lane-settings">{ told }</p>
                }
            </header>
            if let Some(settings) = lane.settings.as_ref().filter(|_| *is_setting) {
                <Settings settings={settings.clone()} on_action={props.on_action.clone()} on_close={close} />
            }
            if let Some(model) = props.lane.consumer.as_ref().filter(|_| props.is_live) {
                <ConsumerChoice model={model.clone()} on_action={props.on_action.clone()} />
            }
            if lane.kind == LaneKind::Topic {
                { view_subscriptions(props, &texts.queue) }
            } else if props.is_live {
                { view_actions(props, &texts.queue) }
            }
            if lane.messages.is_empty() {
                <p class="lane-empty">{ empty_words(lane.kind, props.is_started, &texts.queue) }</p>
            } else {
                <ol class="messages">
                    // The newest stands on top, where the eye is when it arrives.
                    { for lane.messages.iter().rev().map(|message| html! {
                        <MessageCard key={message.message_id.clone()}
                            message={message.clone()}
                            kind={lane.kind}
                            has_dead_letter_queue={lane.dead_letter_queue.is_some()}
                            is_live={props.is_live}
                            selected={props.selected}
                            are_many={props.are_many}
                            on_action={props.on_action.clone()}
                        />
                    }) }
                </ol>
            }
            if *n_of_others > 0 {
                <p class="lane-others">{ (texts.queue.of_others)(*n_of_others) }</p>
            }
        </section>
    }
}

fn settings(lane: &LaneView, texts: &'static Texts) -> Vec<String> {
    let visibility = lane.visibility_timeout.map(texts.queue.visibility_timeout);
    let receives = lane.max_receive_count.map(texts.queue.max_receive_count);
    [visibility, receives].into_iter().flatten().collect()
}

fn empty_words(kind: LaneKind, is_started: bool, texts: &'static QueueTexts) -> &'static str {
    match kind {
        LaneKind::Queue if !is_started => texts.nothing_sent,
        LaneKind::Queue | LaneKind::DeadLetterQueue => texts.empty_queue,
        LaneKind::Topic => texts.empty_topic,
    }
}

/// What a consumer or an operator asks of the whole queue, as far as there is something in it.
fn view_actions(props: &LaneSectionProps, texts: &'static QueueTexts) -> Html {
    let lane = &props.lane.view;
    let is_dead_letter_queue = lane.kind == LaneKind::DeadLetterQueue;
    let n_live = lane.messages.len() - lane.n_deleted;
    let is_receivable = lane.messages.iter().any(|message| message.can_be_received);
    let is_redrivable = is_dead_letter_queue && n_live > 0;
    if n_live == 0 {
        return Html::default();
    }
    let button = |icon: Icon,
                  word: &'static str,
                  told: &'static str,
                  is_on: bool,
                  action: QueueAction| {
        let queue = lane.name.clone();
        let onclick = props.on_action.reform(move |_: MouseEvent| Action::Queue {
            queue: queue.clone(),
            action: action.clone(),
        });
        html! {
            <button type="button" class="button quiet small" title={told} disabled={!is_on} {onclick}>
                <Sign {icon} />{ word }
            </button>
        }
    };
    let counts = [
        (lane.n_delayed > 0).then(|| (texts.n_delayed)(lane.n_delayed)),
        Some((texts.n_visible)(lane.n_visible)),
        Some((texts.n_in_flight)(lane.n_in_flight)),
    ];
    html! {
        <div class="lane-actions">
            <p class="lane-counts">{ counts.into_iter().flatten().collect::<Vec<_>>().join(" · ") }</p>
            { button(Icon::Take, texts.receive_next, "ReceiveMessage", is_receivable, QueueAction::Receive { max: 1 }) }
            if is_dead_letter_queue {
                { button(Icon::Reset, texts.redrive, "StartMessageMoveTask", is_redrivable, QueueAction::Redrive) }
            }
            { button(Icon::Trash, texts.purge, "PurgeQueue", true, QueueAction::Purge) }
        </div>
    }
}

/// Who gets a copy of what is published, and who else could.
fn view_subscriptions(props: &LaneSectionProps, texts: &'static QueueTexts) -> Html {
    let lane = &props.lane.view;
    let subscription = |it: &Subscription| {
        let (topic, endpoint) = (lane.name.clone(), it.endpoint.to_string());
        let onclick = props.on_action.reform(move |_: MouseEvent| Action::Unsubscribe {
            topic: topic.clone(),
            endpoint: endpoint.clone(),
        });
        let told = (texts.unsubscribe)(&it.endpoint);
        html! {
            <li key={it.endpoint.to_string()} class="subscription">
                <span>{ format!("{} {}", it.protocol, it.endpoint) }</span>
                <button type="button" class="button quiet icon-only small" title={told.clone()} aria-label={told} {onclick}>
                    <Sign icon={Icon::Close} />
                </button>
            </li>
        }
    };
    let topic = lane.name.clone();
    let onchange = props.on_action.reform(move |event: Event| {
        let chosen = event.target_unchecked_into::<HtmlSelectElement>();
        let endpoint = chosen.value().into();
        chosen.set_selected_index(0);
        let protocol = "sqs".into();
        let subscription = Subscription { protocol, endpoint, raw_message_delivery: false };
        Action::Subscribe { topic: topic.clone(), subscription }
    });
    if lane.subscriptions.is_empty() && props.lane.subscribable.is_empty() {
        return Html::default();
    }
    html! {
        <div class="subscriptions">
            if !lane.subscriptions.is_empty() {
                <ul aria-label={texts.subscriptions}>{ for lane.subscriptions.iter().map(subscription) }</ul>
            }
            if !props.lane.subscribable.is_empty() {
                <select class="input small" aria-label={texts.subscribe} {onchange}>
                    <option value="" selected=true disabled=true>{ texts.subscribe }</option>
                    { for props.lane.subscribable.iter().map(|queue| html! {
                        <option key={queue.clone()} value={queue.clone()}>{ queue }</option>
                    }) }
                </select>
            }
        </div>
    }
}
