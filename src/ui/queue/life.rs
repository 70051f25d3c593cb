//! A message's life: its way through the queue as a track with stations, and what a consumer can do
//! with it there.

use yew::prelude::*;

use super::model::{Stand, Station, StationName, share_left, stations};
use crate::simulator::view::{LaneKind, MessagePlace, MessageView};
use crate::simulator::{Action, MessageAction};
use crate::ui::i18n::{QueueTexts, use_texts};
use crate::ui::parts::{Icon, Sign};

#[derive(Properties, PartialEq)]
pub struct LifeProps {
    pub message: MessageView,
    pub kind: LaneKind,
    pub has_dead_letter_queue: bool,
    /// Whether consumers can act: not on the past.
    pub is_live: bool,
    pub on_action: Callback<Action>,
}

#[component]
pub fn Life(props: &LifeProps) -> Html {
    let texts = &use_texts().queue;
    let message = &props.message;
    let way = stations(message, props.kind);
    if way.is_empty() {
        return Html::default();
    }
    html! {
        <div class="life">
            <ol class="track" aria-label={texts.life}>
                { for way.into_iter().map(|station| view_station(station, message, texts)) }
            </ol>
            if let Some(hidden) = message.hidden {
                <div class="countdown">
                    <Sign icon={Icon::Wait} />
                    <span>{ match message.place {
                        MessagePlace::Delayed { .. } => (texts.delayed_for)(hidden.left),
                        _ => (texts.back_in)(hidden.left),
                    } }</span>
                    <progress value={share_left(hidden).to_string()} max="1" aria-hidden="true" />
                </div>
            }
            if let Some(group) = message.group_id.as_deref().filter(|_| message.is_blocked) {
                <p class="note"><Sign icon={Icon::Pause} /><span>{ (texts.blocked)(group) }</span></p>
            }
            if props.is_live {
                { view_actions(props, texts) }
            }
        </div>
    }
}

fn view_station(station: Station, message: &MessageView, texts: &'static QueueTexts) -> Html {
    let word = match station.name {
        StationName::Sent if matches!(message.place, MessagePlace::Delayed { .. }) => texts.delayed,
        StationName::Sent => texts.sent,
        StationName::Visible => texts.visible,
        StationName::DeadLetterQueue => texts.dead_letter_short,
        StationName::InFlight => texts.in_flight,
        StationName::Deleted => texts.deleted,
    };
    let stand = match station.stand {
        Stand::Passed => "passed",
        Stand::Here => "here",
        Stand::Ahead => "ahead",
    };
    let n_received = (station.name == StationName::InFlight && message.receive_count > 0)
        .then_some(message.receive_count);
    html! {
        <li class="station" data-stand={stand} aria-current={(station.stand == Stand::Here).then_some("step")}>
            <span>
                { word }
                if let Some(n_received) = n_received {
                    <span class="station-count" title={(texts.received)(n_received)}>{ format!("×{n_received}") }</span>
                }
            </span>
        </li>
    }
}

/// Only what AWS would let a consumer do now.
fn view_actions(props: &LifeProps, texts: &'static QueueTexts) -> Html {
    let message = &props.message;
    let id = message.id;
    let button = |icon: Icon, word: &'static str, told: &'static str, action: MessageAction| {
        let onclick =
            props.on_action.reform(move |_: MouseEvent| Action::Message { message: id, action });
        html! {
            <button type="button" class="button quiet small" title={told} {onclick}>
                <Sign {icon} />{ word }
            </button>
        }
    };
    let is_deleted = message.place == MessagePlace::Deleted;
    let is_in_flight = matches!(message.place, MessagePlace::InFlight { .. });
    html! {
        <div class="life-actions">
            if message.can_be_received {
                { button(Icon::Take, texts.receive, "ReceiveMessage", MessageAction::Receive) }
            }
            if is_in_flight {
                { button(Icon::Undo, texts.give_back, "ChangeMessageVisibility 0", MessageAction::Return) }
            }
            if !is_deleted {
                { button(Icon::Trash, texts.delete, "DeleteMessage", MessageAction::Delete) }
            }
            if !is_deleted && props.has_dead_letter_queue {
                { button(Icon::DeadLetter, texts.to_dead_letter_short, texts.to_dead_letter, MessageAction::MoveToDeadLetterQueue) }
            }
        </div>
    }
}
