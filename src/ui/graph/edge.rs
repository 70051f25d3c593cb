//! A line of the drawing with its label.

use yew::prelude::*;

use super::model::Shared;
use crate::graph::Drawing;

#[derive(Properties, PartialEq)]
pub struct EdgeViewProps {
    pub drawing: Shared<Drawing>,
    pub index: usize,
    pub is_taken: bool,
}

#[component]
pub fn EdgeView(props: &EdgeViewProps) -> Html {
    let Some(edge) = props.drawing.edges.get(props.index) else { return Html::default() };
    html! {
        <g class="edge" data-kind={edge.kind.name()} data-taken={props.is_taken.to_string()}>
            <path class="edge-line" d={edge.path.clone()} marker-end={format!("url(#{})", marker(edge.kind.name(), props.is_taken))} />
            if let Some(label) = &edge.label {
                <g class="edge-label">
                    <title>{ &label.full }</title>
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
