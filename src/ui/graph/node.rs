//! A state of the drawing, as a card with what has become of it.

use std::rc::Rc;

use yew::prelude::*;

use super::model::{Life, Shared, mark_of};
use super::plan::{Plan, Stop};
use super::viewport::Level;
use super::{signs, words};
use crate::graph::signs::{self as drawn, Signs, Timer};
use crate::graph::{self, Family, Node, NodeKind, Point, Rect, card, fit};
use crate::simulator::view::{CountdownView, MapView, StateStatus};
use crate::ui::i18n::{Texts, use_texts};
use crate::ui::parts::{Icon, status_of_state};

#[derive(Properties, PartialEq)]
pub struct NodeViewProps {
    pub plan: Shared<Plan>,
    pub index: usize,
    pub life: Life,
    pub countdown: Option<CountdownView>,
    /// Of a collapsed Map.
    pub map: Option<Rc<MapView>>,
    pub is_selected: bool,
    /// Whether keys walk on from here.
    pub is_active: bool,
    pub level: Level,
    pub on_select: Callback<Stop>,
    /// Shows what a collapsed container holds.
    pub on_toggle: Callback<Stop>,
}

#[component]
pub fn NodeView(props: &NodeViewProps) -> Html {
    let texts = use_texts();
    let Some(node) = props.plan.drawing.nodes.get(props.index) else { return Html::default() };
    if node.state.is_none() {
        return view_terminal(node, texts);
    }
    let stop = Stop::Node(props.index);
    let (status, _) = status_of_state(props.life.status, &texts.status);
    let (place, of) = props.plan.rank(stop);
    let is_collapsed = node.n_hidden > 0;
    let spoken = words::of_stop(
        &props.plan,
        stop,
        &props.life,
        props.countdown.as_ref(),
        props.map.as_deref(),
        texts,
    );
    html! {
        <g
            class="node"
            id={stop.element_id()}
            style={at(node.rect)}
            data-kind={node.kind.name()}
            data-family={Family::of(node).name()}
            data-status={status}
            data-selected={props.is_selected.to_string()}
            data-active={props.is_active.to_string()}
            role="treeitem"
            aria-level={(props.plan.depth(stop) + 1).to_string()}
            aria-posinset={place.to_string()}
            aria-setsize={of.to_string()}
            aria-selected={props.is_selected.to_string()}
            aria-expanded={is_collapsed.then_some("false")}
            aria-label={spoken}
            onclick={props.on_select.reform(move |_: MouseEvent| stop)}
            ondblclick={is_collapsed.then(|| props.on_toggle.reform(move |_: MouseEvent| stop))}
        >
            <title>{ full_title(node, props.countdown.as_ref(), &props.life, texts) }</title>
            { match props.level {
                Level::Cards => view_card(props, node, texts),
                Level::Names | Level::Shapes => view_name(node, props.life.status),
            } }
        </g>
    }
}

/// Where an element stands on the page; a change of it is a movement.
pub fn at(rect: Rect) -> String {
    format!("transform: translate({:.1}px, {:.1}px)", rect.x, rect.y)
}

/// Start and End: a disc with its word.
fn view_terminal(node: &Node, texts: &'static Texts) -> Html {
    let word = if node.kind == NodeKind::Start { texts.graph.start } else { texts.graph.end };
    html! {
        <g class="terminal" style={at(node.rect)} data-kind={node.kind.name()} aria-hidden="true">
            <path d={card::outline(node.kind, node.rect)} />
            <text x={number(node.rect.width / 2.0)} y={number(node.rect.height / 2.0)}>{ word }</text>
        </g>
    }
}

fn view_card(props: &NodeViewProps, node: &Node, texts: &'static Texts) -> Html {
    let Rect { width, height, .. } = node.rect;
    let stop = Stop::Node(props.index);
    let told = signs::of_card(&props.plan, stop, &props.life, props.countdown.as_ref(), texts);
    html! {
        <>
            if let Some(behind) = card::edge_behind(node) {
                <path class="node-behind" d={behind} />
            }
            <path class="node-card" d={card::outline(node.kind, node.rect)} />
            { view_tile(node) }
            { view_titles(node, &told) }
            { for told.timers.iter().map(|timer| view_bar(timer, width, height)) }
            if node.n_hidden > 0 {
                { view_expander(props, node, texts) }
            }
            { view_badge(Point::new(width - 4.0, 4.0), props.life.status, 1.0) }
            if let Some(word) = &told.pill {
                { view_pill("node-pill", drawn::pill(word, width, height), word, None) }
            }
            if let Some(text) = &told.attempts {
                { view_pill("node-retries", drawn::attempts(text), text, words::attempts(&props.life, &texts.graph)) }
            }
        </>
    }
}

/// How much larger a badge is beside a name that is read from afar.
pub const BADGE_FROM_AFAR: f64 = 1.5;

/// From afar: the name alone.
fn view_name(node: &Node, status: StateStatus) -> Html {
    let name = node.state.as_deref().unwrap_or_default();
    let (size, lines) = card::name_lines(name, node.rect);
    html! {
        <>
            <path class="node-card" d={card::outline(node.kind, node.rect)} />
            <rect class="node-stripe" width="7" height={number(node.rect.height - 20.0)} x="5" y="10" rx="3" />
            { for lines.into_iter().map(|(line, at)| html! {
                <text class="node-name" x={number(at.x)} y={number(at.y)} font-size={number(size)}>{ line }</text>
            }) }
            { view_badge(Point::new(node.rect.width, 0.0), status, BADGE_FROM_AFAR) }
        </>
    }
}

/// The box that `graph::icon` draws in.
const ICON_BOX: f64 = 16.0;

fn view_tile(node: &Node) -> Html {
    let tile = card::tile(node.rect);
    let inset = (card::TILE - ICON_BOX) / 2.0;
    html! {
        <>
            <rect class="node-tile" x={number(tile.x)} y={number(tile.y)} width={number(tile.width)} height={number(tile.height)}
                rx={number(card::TILE_RADIUS)} />
            <path class="node-icon" d={graph::icon(node)} transform={format!("translate({} {})", tile.x + inset, tile.y + inset)} />
        </>
    }
}

fn view_titles(node: &Node, told: &Signs) -> Html {
    let places = card::lines(node);
    let subtitle_at = places.get(node.title.len()).copied();
    html! {
        <>
            { for node.title.iter().zip(&places).map(|(line, at)| html! {
                <text class="node-title" x={number(at.x)} y={number(at.y)} font-size={number(card::TITLE_SIZE)}>{ line }</text>
            }) }
            if let Some(at) = subtitle_at {
                { view_below_title(node, told, at) }
            }
        </>
    }
}

/// What runs down, each with its sign, or else the subtitle.
fn view_below_title(node: &Node, told: &Signs, at: Point) -> Html {
    let (room, size) = (node.rect.width - at.x, number(card::SUBTITLE_SIZE));
    let timers = drawn::timer_signs(&told.timers, room);
    if timers.is_empty() {
        let subtitle = told.subtitle.as_ref().map(|text| fit(text, card::SUBTITLE_SIZE, room));
        return html! {
            <text class="node-subtitle" x={number(at.x)} y={number(at.y)} font-size={size}>{ subtitle }</text>
        };
    }
    let timers = timers.into_iter().map(|(kind, sign)| html! {
        <g transform={format!("translate({:.1} {:.1})", at.x + sign.x, at.y)}>
            <path class="node-timer-sign" d={kind.sign()} transform="translate(0 -9.5) scale(0.46)" />
            <text class="node-timer" x={number(drawn::SIGN_WIDTH)} font-size={size.clone()}>{ sign.text }</text>
        </g>
    });
    html! { <g class="node-timers">{ for timers }</g> }
}

/// Along the card's lower edge, as long as the share of time that is left.
fn view_bar(timer: &Timer, width: f64, height: f64) -> Html {
    let bar = timer.bar(width, height);
    html! {
        <rect class="node-bar" data-kind={timer.kind.name()} x={number(bar.x)} y={number(bar.y)} height={number(bar.height)} rx="1"
            width={number(bar.width)} />
    }
}

/// The sign of the status on a corner, so that colour is not the only one.
pub fn view_badge(at: Point, status: StateStatus, scale: f64) -> Html {
    let Some(mark) = mark_of(status) else { return Html::default() };
    html! {
        <g class="node-badge" transform={format!("translate({:.1} {:.1}) scale({scale})", at.x, at.y)}>
            <circle r="10" />
            <path d={mark.sign()} transform="translate(-6.5 -6.5) scale(0.5417)" />
        </g>
    }
}

/// Words on an edge of the card, and what they mean in full.
fn view_pill(class: &'static str, rect: Rect, text: &str, meaning: Option<String>) -> Html {
    let center = rect.center();
    html! {
        <g {class}>
            if let Some(meaning) = meaning {
                <title>{ meaning }</title>
            }
            <rect x={number(rect.x)} y={number(rect.y)} width={number(rect.width)} height={number(rect.height)} rx={number(rect.height / 2.0)} />
            <text x={number(center.x)} y={number(center.y)} font-size={number(card::SUBTITLE_SIZE)}>{ text }</text>
        </g>
    }
}

/// The button that shows what a collapsed container holds.
fn view_expander(props: &NodeViewProps, node: &Node, texts: &'static Texts) -> Html {
    let stop = Stop::Node(props.index);
    let onclick = props.on_toggle.reform(move |event: MouseEvent| {
        event.stop_propagation();
        stop
    });
    let name = node.state.as_deref().unwrap_or_default();
    view_toggle(
        Point::new(node.rect.width / 2.0, node.rect.height + 2.0),
        Icon::Plus,
        (texts.graph.expand)(name),
        onclick,
    )
}

/// A round button in the drawing.
pub fn view_toggle(at: Point, icon: Icon, label: String, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <g class="graph-toggle" role="button" aria-label={label.clone()} transform={format!("translate({:.1} {:.1})", at.x, at.y)} {onclick}>
            <title>{ label }</title>
            <circle r="10" />
            <path d={icon.path()} transform="translate(-7 -7) scale(0.5833)" />
        </g>
    }
}

fn full_title(
    node: &Node,
    countdown: Option<&CountdownView>,
    life: &Life,
    texts: &'static Texts,
) -> String {
    let name = node.state.as_deref().unwrap_or_default().to_owned();
    let timers = countdown.map(|view| words::countdowns(view, life, &texts.graph));
    let lines = std::iter::once(name).chain(node.subtitle.clone());
    lines.chain(timers.unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

pub fn number(value: f64) -> String {
    format!("{value:.1}")
}
