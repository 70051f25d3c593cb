//! Pan with a drag or the wheel, zoom with Ctrl and the wheel or two fingers, walk with the arrow
//! keys. As long as nobody has moved it, the drawing stays fitted to the panel.

use std::collections::BTreeMap;

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, SvgElement};
use yew::prelude::*;

use super::model::{GraphModel, neighbour};
use super::stage::Stage;
use super::viewport::Viewport;
use crate::asl::StateName;
use crate::graph::{Point, Size};
use crate::simulator::Action;
use crate::simulator::view::StateStatus;
use crate::ui::hooks::use_size;
use crate::ui::i18n::use_texts;
use crate::ui::parts::{Icon, Panel, Sign};

#[derive(Properties, PartialEq)]
pub struct GraphPanelProps {
    /// `None` while there is no machine to draw.
    pub model: Option<GraphModel>,
    pub title: AttrValue,
    pub on_action: Callback<Action>,
    #[prop_or_default]
    pub tools: Html,
    #[prop_or_default]
    pub welcome: Html,
    /// What stands below the drawing: the clock bar.
    pub children: Html,
}

#[component]
pub fn GraphPanel(props: &GraphPanelProps) -> Html {
    let texts = use_texts();
    html! {
        <Panel name="graph" title={props.title.clone()} tools={props.tools.clone()} welcome={props.welcome.clone()}>
            { match &props.model {
                Some(model) => html! { <Canvas model={model.clone()} on_action={props.on_action.clone()} /> },
                None => html! { <div class="panel-body empty"><p>{ texts.graph.empty }</p></div> },
            } }
            { props.children.clone() }
        </Panel>
    }
}

#[derive(Properties, PartialEq)]
struct CanvasProps {
    model: GraphModel,
    on_action: Callback<Action>,
}

/// Fingers on the canvas, where they are, and whether they have moved it.
#[derive(Default)]
struct Touches {
    at: BTreeMap<i32, Point>,
    has_moved: bool,
}

/// Pixels that a press may move and still be a click.
const CLICK_SLACK: f64 = 4.0;
const ZOOM_STEP: f64 = 1.25;

#[component]
fn Canvas(props: &CanvasProps) -> Html {
    let texts = use_texts();
    let canvas = use_node_ref();
    let window = use_size(&canvas);
    // `None` is fitted.
    let moved = use_state(|| None::<Viewport>);
    let stop = use_state(|| 0_usize);
    let touches = use_mut_ref(Touches::default);
    let drawing = props.model.drawing.clone();
    {
        let (moved, stop) = (moved.clone(), stop.clone());
        use_effect_with(drawing.clone(), move |drawing| {
            moved.set(None);
            let first = drawing.nodes.iter().position(|node| node.state.is_some());
            stop.set(first.unwrap_or_default());
        });
    }
    let fitted = Viewport::fitted(drawing.size, window);
    let viewport = moved.unwrap_or_else(|| first_view(&props.model, window));
    let zoom = {
        let moved = moved.clone();
        move |factor: f64, at: Point| moved.set(Some(viewport.zoomed(factor, at)))
    };
    use_wheel(&canvas, viewport, &moved);

    let onpointerdown = {
        let touches = touches.clone();
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 {
                let mut touches = touches.borrow_mut();
                touches.at.insert(event.pointer_id(), place_of(&event));
                touches.has_moved = false;
            }
        })
    };
    let onpointermove = {
        let (touches, moved, canvas) = (touches.clone(), moved.clone(), canvas.clone());
        Callback::from(move |event: PointerEvent| {
            let mut touches = touches.borrow_mut();
            let (id, to) = (event.pointer_id(), place_of(&event));
            let Some(from) = touches.at.get(&id).copied() else { return };
            let distance = (to.x - from.x).hypot(to.y - from.y);
            if !touches.has_moved && distance < CLICK_SLACK {
                return;
            }
            if !touches.has_moved
                && let Some(canvas) = canvas.cast::<Element>()
            {
                // A pointer that is gone already cannot be captured, and need not be.
                let _ = canvas.set_pointer_capture(id);
            }
            touches.has_moved = true;
            let other = touches.at.iter().find(|(other, _)| **other != id).map(|(_, at)| *at);
            touches.at.insert(id, to);
            moved.set(Some(match other {
                None => viewport.moved(to.x - from.x, to.y - from.y),
                Some(other) => pinched(viewport, from, to, other, &canvas),
            }));
        })
    };
    let onpointerup = {
        let touches = touches.clone();
        Callback::from(move |event: PointerEvent| {
            touches.borrow_mut().at.remove(&event.pointer_id());
        })
    };
    let on_select = {
        let on_action = props.on_action.clone();
        let touches = touches.clone();
        Callback::from(move |state: Option<StateName>| {
            // The end of a drag is no click.
            if !touches.borrow().has_moved {
                on_action.emit(Action::SelectState(state));
            }
        })
    };
    // A press beside all states selects the execution as a whole.
    let onclick = {
        let on_select = on_select.clone();
        Callback::from(move |event: MouseEvent| {
            let target = event.target_dyn_into::<Element>();
            let is_on_state = target.is_some_and(|target| {
                target.closest("[role=button]").is_ok_and(|hit| hit.is_some())
            });
            if !is_on_state {
                on_select.emit(None);
            }
        })
    };
    let onkeydown = {
        let (canvas, stop, moved) = (canvas.clone(), stop.clone(), moved.clone());
        let (drawing, on_action) = (drawing.clone(), props.on_action.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(from) = index_of(&event) else { return };
            if matches!(event.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                let state = drawing.nodes.get(from).and_then(|node| node.state.clone());
                on_action.emit(Action::SelectState(state));
                return;
            }
            let mut to = neighbour(&drawing, from, &event.key());
            // Start and End are signs, no stops.
            while let Some(index) = to.filter(|to| drawing.nodes[*to].state.is_none()) {
                to = neighbour(&drawing, index, &event.key()).filter(|next| *next != index);
            }
            let Some(to) = to else { return };
            event.prevent_default();
            stop.set(to);
            focus_node(&canvas, to);
            let shown = viewport.showing(drawing.nodes[to].rect, window);
            if shown != viewport {
                moved.set(Some(shown));
            }
        })
    };
    let middle = Point::new(window.width / 2.0, window.height / 2.0);
    let zoom_button = |icon: Icon, word: &'static str, factor: f64| {
        let zoom = zoom.clone();
        html! {
            <button type="button" class="button quiet icon-only" title={word} aria-label={word}
                onclick={move |_: MouseEvent| zoom(factor, middle)}><Sign {icon} /></button>
        }
    };
    let fit = {
        let moved = moved.clone();
        move |_: MouseEvent| moved.set(Some(fitted))
    };

    html! {
        <div class="canvas" data-moved={moved.is_some().to_string()}>
            if props.model.is_stale {
                <p class="note canvas-note" data-tone="wrong"><Sign icon={Icon::Warning} /><span>{ texts.graph.last_good }</span></p>
            }
            if let Some(failure) = &props.model.failure {
                <p class="note canvas-note" data-tone="wrong" role="note"><Sign icon={Icon::Cross} /><span>{ failure }</span></p>
            }
            <div ref={canvas} class="canvas-window" {onpointerdown} {onpointermove}
                onpointerup={onpointerup.clone()} onpointercancel={onpointerup} {onclick} {onkeydown}>
                <svg role="group" aria-label={(texts.graph.drawing)(drawing.nodes.iter().filter(|node| node.state.is_some()).count())}>
                    <g transform={viewport.transform()} data-far={(viewport.scale < FAR).to_string()}>
                        <Stage model={props.model.clone()} stop={*stop} {on_select} />
                    </g>
                </svg>
            </div>
            <div class="canvas-tools">
                { zoom_button(Icon::Plus, texts.graph.zoom_in, ZOOM_STEP) }
                { zoom_button(Icon::Minus, texts.graph.zoom_out, 1.0 / ZOOM_STEP) }
                <button type="button" class="button quiet icon-only" title={texts.graph.fit} aria-label={texts.graph.fit} onclick={fit}>
                    <Sign icon={Icon::Fit} />
                </button>
            </div>
        </div>
    }
}

/// Before anybody has moved the drawing: its beginning, or where the execution is.
fn first_view(model: &GraphModel, window: Size) -> Viewport {
    let drawing = &model.drawing;
    let start = drawing.nodes.first().map(|node| node.rect).unwrap_or_default();
    let first = Viewport::first(drawing.size, window, start);
    let liveliest = model.lives.iter().enumerate().max_by_key(|(_, life)| life.status);
    match liveliest {
        Some((index, life)) if life.status >= StateStatus::RetryWaiting => {
            first.showing(drawing.nodes[index].rect, window)
        }
        Some(_) | None => first,
    }
}

/// Below this scale small texts cannot be read any more, and are left out.
const FAR: f64 = 0.45;

/// The wheel needs a listener of its own: yew's cannot keep the page from scrolling or zooming.
#[hook]
fn use_wheel(canvas: &NodeRef, viewport: Viewport, moved: &UseStateHandle<Option<Viewport>>) {
    let moved = moved.clone();
    let canvas = canvas.clone();
    use_effect_with((viewport, canvas.clone()), move |(viewport, canvas)| {
        let viewport = *viewport;
        let target = canvas.cast::<Element>();
        let listener = target.map(|target| {
            let canvas = target.clone();
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&target, "wheel", options, move |event| {
                let Some(event) = event.dyn_ref::<web_sys::WheelEvent>() else { return };
                event.prevent_default();
                let in_pixels = if event.delta_mode() == 0 { 1.0 } else { LINE_PIXELS };
                let (dx, dy) = (event.delta_x() * in_pixels, event.delta_y() * in_pixels);
                moved.set(Some(if event.ctrl_key() || event.meta_key() {
                    let bounds = canvas.get_bounding_client_rect();
                    let at = Point::new(
                        f64::from(event.client_x()) - bounds.left(),
                        f64::from(event.client_y()) - bounds.top(),
                    );
                    viewport.zoomed((-dy / WHEEL_PIXELS_A_FOLD).exp(), at)
                } else {
                    viewport.moved(-dx, -dy)
                }));
            })
        });
        move || drop(listener)
    });
}

/// A wheel that counts in lines turns this many pixels a line.
const LINE_PIXELS: f64 = 24.0;
/// So much wheel makes the drawing e times as large.
const WHEEL_PIXELS_A_FOLD: f64 = 320.0;

/// One of two fingers moved: the drawing follows both.
fn pinched(viewport: Viewport, from: Point, to: Point, other: Point, canvas: &NodeRef) -> Viewport {
    let before = (from.x - other.x).hypot(from.y - other.y).max(1.0);
    let after = (to.x - other.x).hypot(to.y - other.y).max(1.0);
    let bounds = canvas.cast::<Element>().map(|canvas| canvas.get_bounding_client_rect());
    let (left, top) = bounds.map_or((0.0, 0.0), |bounds| (bounds.left(), bounds.top()));
    let middle = Point::new((to.x + other.x) / 2.0 - left, (to.y + other.y) / 2.0 - top);
    viewport.zoomed(after / before, middle)
}

fn place_of(event: &PointerEvent) -> Point {
    Point::new(f64::from(event.client_x()), f64::from(event.client_y()))
}

/// The node that has the focus.
fn index_of(event: &KeyboardEvent) -> Option<usize> {
    let element = event.target_dyn_into::<Element>()?;
    element.closest("[data-index]").ok().flatten()?.get_attribute("data-index")?.parse().ok()
}

fn focus_node(canvas: &NodeRef, index: usize) {
    let node = canvas.cast::<HtmlElement>().and_then(|canvas| {
        canvas.query_selector(&format!("[data-index=\"{index}\"]")).ok().flatten()
    });
    if let Some(node) = node.and_then(|node| node.dyn_into::<SvgElement>().ok()) {
        // It is on the page: focusing it does not fail.
        let _ = node.focus();
    }
}
