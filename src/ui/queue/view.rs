//! The panel: lanes of messages, tables, tasks that no message tells of, and a token answered by hand.

use web_sys::Element;
use yew::prelude::*;

use super::answer::{Answer, Region, Verb};
use super::calls::Calls;
use super::lane::LaneSection;
use super::model::{Lane, QueueModel};
use super::table::TableSection;
use super::task::TaskCard;
use crate::simulator::Action;
use crate::ui::i18n::use_texts;
use crate::ui::parts::{Icon, Panel, Sign};

#[derive(Properties, PartialEq)]
pub struct QueuePanelProps {
    pub model: QueueModel,
    pub on_action: Callback<Action>,
    #[prop_or_default]
    pub tools: Html,
    #[prop_or_default]
    pub welcome: Html,
}

#[component]
pub fn QueuePanel(props: &QueuePanelProps) -> Html {
    let texts = use_texts();
    let by_hand = use_state(|| false);
    let model = &props.model;
    let body = use_node_ref();
    use_effect_with((model.first_waiting(), body.clone()), |(waiting, body)| {
        if let (Some(_), Some(body)) = (waiting, body.cast::<Element>()) {
            show_waiting(&body);
        }
    });
    let toggle_by_hand = {
        let by_hand = by_hand.clone();
        Callback::from(move |_: MouseEvent| by_hand.set(!*by_hand))
    };
    let close_by_hand = {
        let by_hand = by_hand.clone();
        Callback::from(move |()| by_hand.set(false))
    };

    html! {
        <ContextProvider<Region> context={Region(model.region.clone())}>
        <Panel name="queue" title={texts.queue.title} tools={props.tools.clone()} welcome={props.welcome.clone()}>
            <div ref={body} class="panel-body queue-body">
                { for model.tasks.iter().map(|task| html! {
                    <TaskCard key={format!("{:?}{:?}", task.run, task.task)}
                        task={task.clone()} are_many={model.are_many} on_action={props.on_action.clone()} />
                }) }
                { for model.lanes.iter().map(|lane| view_lane(lane, props)) }
                { for model.tables.iter().map(|table| html! {
                    <TableSection key={table.name.clone()} table={table.clone()} is_live={model.is_live} />
                }) }
                if model.lanes.is_empty() && model.tasks.is_empty() && model.tables.is_empty() {
                    <p class="queue-empty">{ texts.queue.nothing_yet }</p>
                }
                if !model.other_lanes.is_empty() {
                    <details class="other-lanes">
                        <summary>{ (texts.queue.other_lanes)(model.other_lanes.len()) }</summary>
                        { for model.other_lanes.iter().map(|lane| view_lane(lane, props)) }
                    </details>
                }
                <div class="by-hand">
                    <button type="button" class="button quiet" aria-expanded={by_hand.to_string()} onclick={toggle_by_hand}>
                        <Sign icon={Icon::Token} />{ texts.queue.paste_token }
                    </button>
                    if *by_hand {
                        <Answer verb={Verb::Success} can_choose=true on_action={props.on_action.clone()} on_close={close_by_hand} />
                        <Calls calls={model.stray_call.iter().cloned().collect::<Vec<_>>()} />
                    }
                </div>
            </div>
        </Panel>
        </ContextProvider<Region>>
    }
}

/// Brings the first card that waits into view. Not by the browser's own scrolling into view, which
/// on a phone would also swipe to this panel.
fn show_waiting(body: &Element) {
    let Ok(Some(card)) = body.query_selector("[data-status=waiting]") else { return };
    let (card, window) = (card.get_bounding_client_rect(), body.get_bounding_client_rect());
    if card.bottom() > window.bottom() {
        let above = LANE_HEAD.min(window.height());
        body.set_scroll_top(body.scroll_top() + (card.top() - window.top() - above) as i32);
    }
}

/// Pixels above a card that show which lane it is in.
const LANE_HEAD: f64 = 56.0;

fn view_lane(lane: &Lane, props: &QueuePanelProps) -> Html {
    let model = &props.model;
    html! {
        <LaneSection key={lane.view.address.clone()} lane={lane.clone()} is_started={model.is_started}
            is_live={model.is_live} selected={model.selected} are_many={model.are_many}
            on_action={props.on_action.clone()} />
    }
}
