//! A state of the drawing, as a card with what has become of it.

use std::rc::Rc;

use yew::prelude::*;

use super::model::{Life, Shared, mark_of};
use super::plan::{Plan, Stop};
use super::viewport::Level;
use super::words;
use crate::graph::{self, Family, Node, NodeKind, Point, Rect, card, fit, text_width};
use crate::simulator::view::{Countdown, CountdownView, MapView, StateStatus};
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
    let status = props.life.status;
    html! {
        <>
            if let Some(behind) = card::edge_behind(node) {
                <path class="node-behind" d={behind} />
            }
            <path class="node-card" d={card::outline(node.kind, node.rect)} />
            { view_tile(node) }
            { view_titles(props, node, texts) }
            { view_bars(props.countdown.as_ref(), width, height) }
            if node.n_hidden > 0 {
                { view_expander(props, node, texts) }
            }
            { view_badge(Point::new(width - 4.0, 4.0), status, 1.0) }
            if status == StateStatus::WaitingForCallback {
                { view_pill(node.rect, status_of_state(status, &texts.status).1) }
            }
            { view_retries(props, texts) }
        </>
    }
}

/// From afar: the name alone.
fn view_name(node: &Node, status: StateStatus) -> Html {
    let name = node.state.as_deref().unwrap_or_default();
    html! {
        <>
            <path class="node-card" d={card::outline(node.kind, node.rect)} />
            <rect class="node-stripe" width="7" height={number(node.rect.height - 20.0)} x="5" y="10" rx="3" />
            { for card::name_lines(name, node.rect).into_iter().map(|(line, at)| html! {
                <text class="node-name" x={number(at.x)} y={number(at.y)} font-size={number(card::NAME_SIZE)}>{ line }</text>
            }) }
            { view_badge(Point::new(node.rect.width - 4.0, 4.0), status, 1.7) }
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

fn view_titles(props: &NodeViewProps, node: &Node, texts: &'static Texts) -> Html {
    let places = card::lines(node);
    let room = node.rect.width - card::tile(node.rect).right() - 2.0 * card::TILE_GAP;
    let subtitle_at = places.get(node.title.len()).copied();
    let subtitle = words::subtitle(&props.plan, node, &texts.graph)
        .map(|subtitle| fit(&subtitle, card::SUBTITLE_SIZE, room + card::TILE_GAP));
    let timers = props.countdown.as_ref().filter(|_| subtitle_at.is_some());
    html! {
        <>
            { for node.title.iter().zip(&places).map(|(line, at)| html! {
                <text class="node-title" x={number(at.x)} y={number(at.y)} font-size={number(card::TITLE_SIZE)}>{ line }</text>
            }) }
            if let (Some(countdown), Some(at)) = (timers, subtitle_at) {
                { view_timers(countdown, at, texts) }
            } else if let (Some(subtitle), Some(at)) = (subtitle, subtitle_at) {
                <text class="node-subtitle" x={number(at.x)} y={number(at.y)} font-size={number(card::SUBTITLE_SIZE)}>{ subtitle }</text>
            }
        </>
    }
}

/// What runs down, in place of the subtitle: each with its sign.
fn view_timers(countdown: &CountdownView, at: Point, texts: &'static Texts) -> Html {
    let timers = [
        (countdown.due, Icon::Wait),
        (countdown.heartbeat, Icon::Heart),
        (countdown.timeout, Icon::Wait),
    ];
    let mut x = at.x;
    let timers = timers.into_iter().filter_map(|(timer, icon)| {
        let text = (texts.duration)(timer?.left);
        let at_x = x;
        x += 14.0 + text_width(&text, card::SUBTITLE_SIZE) + 6.0;
        Some(html! {
            <g transform={format!("translate({at_x:.1} {:.1})", at.y)}>
                <path class="node-timer-sign" d={icon.path()} transform="translate(0 -9.5) scale(0.46)" />
                <text class="node-timer" x="14" font-size={number(card::SUBTITLE_SIZE)}>{ text }</text>
            </g>
        })
    });
    html! { <g class="node-timers">{ for timers.collect::<Vec<_>>() }</g> }
}

/// Along the card's lower edge, as long as the share of time that is left.
fn view_bars(countdown: Option<&CountdownView>, width: f64, height: f64) -> Html {
    let Some(countdown) = countdown else { return Html::default() };
    let bar = |timer: Option<Countdown>, kind: &'static str, above: f64| {
        let share = timer.map(|timer| timer.left.0 as f64 / (timer.total.0 as f64).max(1.0));
        share.map(|share| html! {
            <rect class="node-bar" data-kind={kind} x="10" y={number(height - above)} height="2.5" rx="1"
                width={number((width - 20.0) * share.clamp(0.0, 1.0))} />
        })
    };
    html! {
        <>
            { for bar(countdown.due, "due", 6.0) }
            { for bar(countdown.heartbeat, "heartbeat", 10.0) }
            { for bar(countdown.timeout, "timeout", 6.0) }
        </>
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

/// A word on the card's lower edge.
fn view_pill(rect: Rect, word: &str) -> Html {
    let (width, height) = (text_width(word, card::SUBTITLE_SIZE) + 20.0, 18.0);
    let (x, y) = (rect.width / 2.0, rect.height + 3.0);
    html! {
        <g class="node-pill">
            <rect x={number(x - width / 2.0)} y={number(y - height / 2.0)}
                width={number(width)} height={number(height)} rx="9" />
            <text x={number(x)} y={number(y)} font-size={number(card::SUBTITLE_SIZE)}>{ word }</text>
        </g>
    }
}

/// Which attempt it is of how many, and when the next one is due.
fn view_retries(props: &NodeViewProps, texts: &'static Texts) -> Html {
    let life = &props.life;
    let Some(words) = words::attempts(life, &texts.graph) else { return Html::default() };
    let due = props.countdown.as_ref().and_then(|countdown| countdown.due);
    let due = due.filter(|_| life.status == StateStatus::RetryWaiting);
    let of = life.n_attempts_max.map(|of| format!("/{of}")).unwrap_or_default();
    let due = due.map(|due| format!(" · {}", (texts.duration)(due.left))).unwrap_or_default();
    let text = format!("↻ {}{of}{due}", life.n_attempts);
    let width = text_width(&text, card::SUBTITLE_SIZE) + 14.0;
    html! {
        <g class="node-retries" transform={format!("translate({:.1} -1)", 12.0)}>
            <title>{ words }</title>
            <rect y="-9" width={number(width)} height="18" rx="9" />
            <text x={number(width / 2.0)} font-size={number(card::SUBTITLE_SIZE)}>{ text }</text>
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
