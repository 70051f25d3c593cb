//! A line of the drawing with its label.

use yew::prelude::*;

use super::model::Shared;
use super::plan::Plan;
use super::words;
use crate::graph::{Edge, Point, Rect, clipped, rounded};
use crate::simulator::Passages;
use crate::ui::i18n::use_texts;

#[derive(Properties, PartialEq)]
pub struct EdgeViewProps {
    pub plan: Shared<Plan>,
    pub index: usize,
    /// How often the execution went along it, if it did.
    pub passages: Option<Passages>,
    /// The error that its catcher caught last.
    pub caught: Option<String>,
    /// Whether it leaves or reaches the state that the person is at.
    pub is_near: bool,
    pub has_label: bool,
    /// Of a very long line, the part of the drawing in which it is to be seen.
    pub region: Option<Rect>,
}

/// Pixels from which on a line is very long: a browser dashes and rounds all of what it is given.
const LONG: f64 = 4000.0;

/// Whether only the part of the edge that is near is to be drawn.
pub fn is_long(edge: &Edge) -> bool {
    let far = |a: &Point, b: &Point| (a.x - b.x).abs().max((a.y - b.y).abs()) > LONG;
    edge.points.windows(2).any(|line| far(&line[0], &line[1]))
}

#[component]
pub fn EdgeView(props: &EdgeViewProps) -> Html {
    let texts = use_texts();
    let Some(edge) = props.plan.drawing.edges.get(props.index) else { return Html::default() };
    let kind = edge.kind.name();
    let is_taken = props.passages.is_some();
    let marker = format!("url(#{})", marker(kind, is_taken));
    let caught = props.caught.as_deref();
    // Where it runs along with others it is drawn once more if it stands out from them.
    let is_whole = is_taken || props.is_near || !edge.joins();
    let line = if is_whole { &edge.points } else { &edge.own };
    let path = match props.region {
        Some(region) => rounded(&clipped(line, region)),
        None if is_whole => edge.path.clone(),
        None => rounded(line),
    };
    html! {
        <g class="edge" data-kind={kind} data-taken={is_taken.to_string()} data-near={props.is_near.to_string()} data-index={props.index.to_string()}>
            <title>{ words::of_edge(&props.plan, edge, props.passages.as_ref(), caught, &texts.graph) }</title>
            <path class="edge-reach" d={path.clone()} />
            <path class="edge-line" d={path} marker-end={is_whole.then_some(marker)} />
            if let Some(label) = edge.label.as_ref().filter(|_| props.has_label) {
                <g class="edge-label">
                    <rect x={label.rect.x.to_string()} y={label.rect.y.to_string()}
                        width={label.rect.width.to_string()} height={label.rect.height.to_string()} rx="4" />
                    <text x={label.rect.center().x.to_string()} y={label.rect.center().y.to_string()}>{ &label.text }</text>
                </g>
            }
        </g>
    }
}

/// The arrowhead that has the line's colour.
fn marker(kind: &str, is_taken: bool) -> &'static str {
    match (kind, is_taken) {
        ("catch", false) => "arrow-catch",
        ("catch", true) => "arrow-catch-taken",
        (_, false) => "arrow",
        (_, true) => "arrow-taken",
    }
}

/// The arrowheads, once for the whole drawing.
pub fn view_markers() -> Html {
    let marker = |id: &'static str| {
        html! {
            <marker {id} class="arrow-head" viewBox="0 0 10 10" refX="8.5" refY="5" markerWidth="10" markerHeight="10"
                markerUnits="userSpaceOnUse" orient="auto-start-reverse">
                <path d="M0.5 0.8L9 5L0.5 9.2z" />
            </marker>
        }
    };
    html! {
        <defs>
            { marker("arrow") }
            { marker("arrow-taken") }
            { marker("arrow-catch") }
            { marker("arrow-catch-taken") }
        </defs>
    }
}
