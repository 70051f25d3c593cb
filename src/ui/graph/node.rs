//! A state of the drawing, as a card with what has become of it.

use yew::prelude::*;

use super::model::{Life, Shared};
use crate::asl::Pattern;
use crate::graph::{self, Container, Drawing, Node, NodeKind, Rect, text_width};
use crate::simulator::view::StateStatus;
use crate::ui::i18n::{Texts, use_texts};
use crate::ui::parts::{Icon, status_of_state};

#[derive(Properties, PartialEq)]
pub struct NodeViewProps {
    pub drawing: Shared<Drawing>,
    pub index: usize,
    pub life: Life,
    pub is_selected: bool,
    /// Whether the Tab key stops here: one node of the drawing does.
    pub is_stop: bool,
    pub on_select: Callback<usize>,
}

#[component]
pub fn NodeView(props: &NodeViewProps) -> Html {
    let texts = use_texts();
    let Some(node) = props.drawing.nodes.get(props.index) else { return Html::default() };
    if node.state.is_none() {
        return view_terminal(node, texts);
    }
    let (status, word) = status_of_state(props.life.status, &texts.status);
    let index = props.index;
    html! {
        <g
            class="node"
            id={format!("node-{index}")}
            data-kind={node.kind.name()}
            data-status={status}
            data-selected={props.is_selected.to_string()}
            data-index={index.to_string()}
            role="button"
            tabindex={if props.is_stop { "0" } else { "-1" }}
            aria-pressed={props.is_selected.to_string()}
            aria-label={spoken(node, word, &props.life, texts)}
            onclick={props.on_select.reform(move |_: MouseEvent| index)}
        >
            <title>{ full_title(node) }</title>
            { view_card(node) }
            { view_titles(node) }
            { view_badge(node.rect, props.life.status) }
            if props.life.status == StateStatus::WaitingForCallback {
                { view_pill(node.rect, word) }
            }
            if props.life.n_retries > 0 {
                { view_retries(node.rect, props.life.n_retries, texts) }
            }
        </g>
    }
}

/// Start and End: a disc with its word.
fn view_terminal(node: &Node, texts: &'static Texts) -> Html {
    let (center, word) = (node.rect.center(), terminal_word(node.kind, texts));
    html! {
        <g class="terminal" data-kind={node.kind.name()} aria-hidden="true">
            <rect x={number(node.rect.x)} y={number(node.rect.y)} width={number(node.rect.width)}
                height={number(node.rect.height)} rx={number(node.rect.height / 2.0)} />
            <text x={number(center.x)} y={number(center.y)}>{ word }</text>
        </g>
    }
}

fn terminal_word(kind: NodeKind, texts: &'static Texts) -> &'static str {
    if kind == NodeKind::Start { texts.graph.start } else { texts.graph.end }
}

fn view_card(node: &Node) -> Html {
    let Rect { x, y, width, height } = node.rect;
    let tile = tile(node.rect);
    let scale = ICON_SIZE / ICON_BOX;
    let icon_at = |length: f64| (length - ICON_SIZE) / 2.0;
    html! {
        <>
            <rect class="node-card" x={number(x)} y={number(y)} width={number(width)} height={number(height)} rx="8" />
            <path class="node-tile" d={tile_path(tile)} />
            <path
                class="node-icon"
                d={graph::icon(node)}
                transform={format!("translate({} {}) scale({scale})", tile.x + icon_at(tile.width), y + icon_at(height))}
            />
        </>
    }
}

const ICON_SIZE: f64 = 18.0;
/// The box that `graph::icon` draws in.
const ICON_BOX: f64 = 16.0;
const TILE_WIDTH: f64 = 36.0;
const TITLE_SIZE: f64 = 13.0;
const SUBTITLE_SIZE: f64 = 11.0;
const LINE_HEIGHT: f64 = 16.0;

/// The strip at the left that holds the icon.
fn tile(rect: Rect) -> Rect {
    Rect { width: TILE_WIDTH.min(rect.width), ..rect }
}

fn tile_path(tile: Rect) -> String {
    let (x, y, right, bottom, radius) = (tile.x, tile.y, tile.right(), tile.bottom(), 8.0);
    format!(
        "M{right} {y}H{}A{radius} {radius} 0 0 0 {x} {}V{}A{radius} {radius} 0 0 0 {} {bottom}H{right}z",
        x + radius,
        y + radius,
        bottom - radius,
        x + radius,
    )
}

fn view_titles(node: &Node) -> Html {
    let n_lines = node.title.len() + usize::from(node.subtitle.is_some());
    let x = node.rect.x + TILE_WIDTH + 10.0;
    let first = node.rect.center().y - LINE_HEIGHT * (n_lines as f64 - 1.0) / 2.0;
    let line_y = |line: usize| number(first + LINE_HEIGHT * line as f64);
    html! {
        <>
            { for node.title.iter().enumerate().map(|(line, text)| html! {
                <text class="node-title" x={number(x)} y={line_y(line)} font-size={number(TITLE_SIZE)}>{ text }</text>
            }) }
            if let Some(subtitle) = &node.subtitle {
                <text class="node-subtitle" x={number(x)} y={line_y(node.title.len())} font-size={number(SUBTITLE_SIZE)}>{ subtitle }</text>
            }
        </>
    }
}

/// The sign of the status on the card's corner, so that colour is not the only one.
fn view_badge(rect: Rect, status: StateStatus) -> Html {
    let icon = match status {
        StateStatus::NotEntered => return Html::default(),
        StateStatus::Succeeded => Icon::Check,
        StateStatus::Caught => Icon::Undo,
        StateStatus::Cancelled => Icon::Minus,
        StateStatus::Failed => Icon::Close,
        StateStatus::RetryWaiting => Icon::Loop,
        StateStatus::InProgress => Icon::Play,
        StateStatus::WaitingForCallback => Icon::Token,
    };
    let (x, y) = (rect.right() - 4.0, rect.y + 4.0);
    html! {
        <g class="node-badge" transform={format!("translate({x} {y})")}>
            <circle r="10" />
            <path d={icon.path()} transform="translate(-6.5 -6.5) scale(0.5417)" />
        </g>
    }
}

/// A word on the card's lower edge.
fn view_pill(rect: Rect, word: &str) -> Html {
    let (width, height) = (text_width(word, SUBTITLE_SIZE) + 20.0, 18.0);
    let center = rect.center();
    html! {
        <g class="node-pill">
            <rect x={number(center.x - width / 2.0)} y={number(rect.bottom() - height / 2.0)}
                width={number(width)} height={number(height)} rx="9" />
            <text x={number(center.x)} y={number(rect.bottom())} font-size={number(SUBTITLE_SIZE)}>{ word }</text>
        </g>
    }
}

fn view_retries(rect: Rect, n_retries: u32, texts: &'static Texts) -> Html {
    html! {
        <g class="node-retries" transform={format!("translate({} {})", rect.right() - 8.0, rect.bottom())}>
            <title>{ (texts.graph.retried)(n_retries as usize) }</title>
            <rect x="-30" y="-9" width="34" height="18" rx="9" />
            <text x="-13" font-size={number(SUBTITLE_SIZE)}>{ format!("↻ {n_retries}") }</text>
        </g>
    }
}

#[derive(Properties, PartialEq)]
pub struct ContainerViewProps {
    pub drawing: Shared<Drawing>,
    pub index: usize,
    pub life: Life,
    pub is_selected: bool,
    pub on_select: Callback<usize>,
}

/// A Parallel or a Map around what it holds; its head selects it.
#[component]
pub fn ContainerView(props: &ContainerViewProps) -> Html {
    let texts = use_texts();
    let Some(container) = props.drawing.containers.get(props.index) else {
        return Html::default();
    };
    let Container { rect, header, .. } = container;
    let (status, word) = status_of_state(props.life.status, &texts.status);
    let (index, has_head) = (props.index, header.height > 0.0);
    html! {
        <g class="container" data-kind={container.kind.name()} data-status={status} data-selected={props.is_selected.to_string()}>
            <rect class="container-box" x={number(rect.x)} y={number(rect.y)} width={number(rect.width)} height={number(rect.height)} rx="10" />
            if has_head {
                <g class="container-head" role="button" tabindex="-1" aria-label={format!("{}, {word}", container.state)}
                    aria-pressed={props.is_selected.to_string()}
                    onclick={props.on_select.reform(move |_: MouseEvent| index)}>
                    <rect x={number(header.x)} y={number(header.y)} width={number(header.width)} height={number(header.height)} rx="10" />
                    <text x={number(header.x + 12.0)} y={number(header.center().y)} font-size={number(TITLE_SIZE)}>{ &container.title }</text>
                </g>
                { view_badge(*rect, props.life.status) }
            }
        </g>
    }
}

fn full_title(node: &Node) -> String {
    let name = node.state.as_deref().unwrap_or_default();
    match &node.subtitle {
        Some(subtitle) => format!("{name}\n{subtitle}"),
        None => name.into(),
    }
}

/// What a screen reader says: name, type, what it waits for by definition, and how it stands.
fn spoken(node: &Node, word: &str, life: &Life, texts: &'static Texts) -> String {
    let mut said = vec![node.state.as_deref().unwrap_or_default().to_string()];
    said.push(node.kind.name().to_string());
    if node.pattern == Some(Pattern::WaitForTaskToken) {
        said.push(texts.graph.waits_for_callback.into());
    }
    said.push(word.into());
    if life.n_retries > 0 {
        said.push((texts.graph.retried)(life.n_retries as usize));
    }
    said.join(", ")
}

fn number(value: f64) -> String {
    format!("{value:.1}")
}
