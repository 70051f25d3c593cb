//! A Parallel or a Map around what it holds; its head stands for the state.

use std::rc::Rc;

use yew::prelude::*;

use super::model::{Life, Shared};
use super::node::{BADGE_FROM_AFAR, at, number, view_badge, view_toggle};
use super::plan::{Plan, Stop};
use super::signs::of_map;
use super::viewport::Level;
use super::words;
use crate::graph::signs::{COUNTS_ABOVE, SIGN_WIDTH};
use crate::graph::{Container, Point, Rect, card, container_icon, fit};
use crate::simulator::view::MapView;
use crate::ui::i18n::{Texts, use_texts};
use crate::ui::parts::{Icon, status_of_state};

#[derive(Properties, PartialEq)]
pub struct ContainerViewProps {
    pub plan: Shared<Plan>,
    pub index: usize,
    pub life: Life,
    pub map: Option<Rc<MapView>>,
    pub is_selected: bool,
    pub is_active: bool,
    pub level: Level,
    pub on_select: Callback<Stop>,
    pub on_toggle: Callback<Stop>,
}

#[component]
pub fn ContainerView(props: &ContainerViewProps) -> Html {
    let texts = use_texts();
    let Some(container) = props.plan.drawing.containers.get(props.index) else {
        return Html::default();
    };
    let (status, _) = status_of_state(props.life.status, &texts.status);
    let Rect { width, height, .. } = container.rect;
    html! {
        <g class="container" style={at(container.rect)} data-kind={container.kind.name()} data-status={status}
            data-selected={props.is_selected.to_string()} data-active={props.is_active.to_string()}>
            <rect class="container-box" width={number(width)} height={number(height)} rx="10" />
            if container.header.height > 0.0 {
                { view_head(props, container, texts) }
                { view_badge(Point::new(width - 4.0, 4.0), props.life.status, if props.level == Level::Cards { 1.0 } else { BADGE_FROM_AFAR }) }
                if let Some(map) = props.map.as_deref().filter(|_| props.level == Level::Cards) {
                    { view_counts(map, container, texts) }
                }
            }
        </g>
    }
}

fn view_head(props: &ContainerViewProps, container: &Container, texts: &'static Texts) -> Html {
    let stop = Stop::Container(props.index);
    let (place, of) = props.plan.rank(stop);
    let spoken = words::of_stop(&props.plan, stop, &props.life, None, props.map.as_deref(), texts);
    let header = container.header;
    let is_near = props.level == Level::Cards;
    let (size, room) = if is_near {
        (card::TITLE_SIZE, header.width - 78.0)
    } else {
        (card::NAME_SIZE, header.width - 38.0)
    };
    let title = fit(&container.state, size, room);
    let icon_at = card::head_indent(header, &title);
    let indent = if is_near { icon_at + 22.0 } else { icon_at };
    let onclick = props.on_toggle.reform(move |event: MouseEvent| {
        event.stop_propagation();
        stop
    });
    html! {
        <g class="container-head" id={stop.element_id()} role="treeitem" aria-expanded="true"
            aria-level={(props.plan.depth(stop) + 1).to_string()} aria-posinset={place.to_string()} aria-setsize={of.to_string()}
            aria-selected={props.is_selected.to_string()} aria-label={spoken}
            onclick={props.on_select.reform(move |_: MouseEvent| stop)}
            ondblclick={props.on_toggle.reform(move |_: MouseEvent| stop)}>
            <title>{ &*container.state }</title>
            <rect width={number(header.width)} height={number(header.height)} rx="10" />
            if is_near {
                <path class="container-icon" d={container_icon(container.kind).unwrap_or_default()} transform={format!("translate({icon_at:.1} 10)")} />
            }
            <text x={number(indent)} y={number(header.height / 2.0)} font-size={number(size)}>{ title }</text>
            if is_near {
                { view_toggle(Point::new(header.width - 26.0, header.height / 2.0), Icon::Minus, (texts.graph.collapse)(&container.state), onclick) }
            }
        </g>
    }
}

/// How the iterations stand, in the container's lower edge: each count with its sign.
fn view_counts(map: &MapView, container: &Container, texts: &'static Texts) -> Html {
    let counts = of_map(map);
    let total = counts.total();
    let size = number(card::SUBTITLE_SIZE);
    html! {
        <g class="map-counts" transform={format!("translate(0 {:.1})", container.rect.height - COUNTS_ABOVE)}>
            <title>{ words::counts(map, &texts.graph).join(", ") }</title>
            { for counts.signs().into_iter().map(|(mark, sign)| html! {
                <g class="map-count" data-status={mark.name()} transform={format!("translate({:.1} 0)", sign.x)}>
                    <path d={mark.sign()} transform="translate(0 -6) scale(0.5)" />
                    <text x={number(SIGN_WIDTH)} font-size={size.clone()}>{ sign.text }</text>
                </g>
            }) }
            <text class="map-of" x={number(total.x)} font-size={size.clone()}>{ total.text }</text>
        </g>
    }
}
