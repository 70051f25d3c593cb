//! The buttons on the canvas.

use yew::prelude::*;

use super::camera::Camera;
use super::viewport::Viewport;
use crate::graph::{Direction, Point, Size};
use crate::ui::i18n::use_texts;
use crate::ui::parts::{Icon, Sign};

const ZOOM_STEP: f64 = 1.25;

#[derive(Properties, PartialEq)]
pub struct ToolsProps {
    pub camera: Camera,
    /// Of the drawing.
    pub size: Size,
    pub direction: Direction,
    pub on_fly: Callback<Viewport>,
    pub on_turn: Callback<Direction>,
    pub on_search: Callback<()>,
    #[prop_or_default]
    pub children: Html,
}

#[component]
pub fn Tools(props: &ToolsProps) -> Html {
    let texts = use_texts();
    let (camera, size) = (props.camera.clone(), props.size);
    let flying = |to: fn(Viewport, Size, Size) -> Viewport| {
        let camera = camera.clone();
        props.on_fly.reform(move |_: MouseEvent| to(camera.destination(), camera.window(), size))
    };
    let (turned, turn_word, turn_icon) = match props.direction {
        Direction::Down => (Direction::Right, texts.graph.direction_right, Icon::FlowRight),
        Direction::Right => (Direction::Down, texts.graph.direction_down, Icon::FlowDown),
    };
    let button = |icon: Icon, word: &'static str, onclick: Callback<MouseEvent>| {
        html! {
            <button type="button" class="button quiet icon-only" title={word} aria-label={word} {onclick}>
                <Sign {icon} />
            </button>
        }
    };
    html! {
        <div class="canvas-tools" role="toolbar" aria-label={texts.graph.tools}>
            { button(Icon::Search, texts.graph.search, props.on_search.reform(|_: MouseEvent| ())) }
            { button(Icon::Plus, texts.graph.zoom_in, flying(|view, window, _| view.zoomed(ZOOM_STEP, middle(window)))) }
            { button(Icon::Minus, texts.graph.zoom_out, flying(|view, window, _| view.zoomed(1.0 / ZOOM_STEP, middle(window)))) }
            { button(Icon::Fit, texts.graph.fit, flying(|_, window, size| Viewport::fitted(size, window))) }
            { button(Icon::FullSize, texts.graph.full_size, flying(|view, window, _| view.at_full_size(window))) }
            { button(turn_icon, turn_word, props.on_turn.reform(move |_: MouseEvent| turned)) }
            { props.children.clone() }
        </div>
    }
}

fn middle(window: Size) -> Point {
    Point::new(window.width / 2.0, window.height / 2.0)
}
