//! Fingers, mouse and wheel on the canvas.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::camera::Camera;
use super::viewport::Viewport;
use crate::graph::Point;

/// Fingers on the canvas, where they are, and whether they have moved it.
#[derive(Default)]
pub struct Touches {
    at: BTreeMap<i32, Point>,
    pub has_moved: bool,
}

pub struct Gestures {
    pub touches: Rc<RefCell<Touches>>,
    pub onpointerdown: Callback<PointerEvent>,
    pub onpointermove: Callback<PointerEvent>,
    pub onpointerup: Callback<PointerEvent>,
}

/// Pixels that a press may move and still be a click.
const CLICK_SLACK: f64 = 4.0;

#[hook]
pub fn use_gestures(frame: &NodeRef, camera: &Camera, on_move: &Callback<Viewport>) -> Gestures {
    let touches = use_mut_ref(Touches::default);
    let onpointerdown = {
        let touches = touches.clone();
        Callback::from(move |event: PointerEvent| {
            let mut touches = touches.borrow_mut();
            if touches.at.is_empty() {
                touches.has_moved = false;
            }
            if event.button() == 0 {
                touches.at.insert(event.pointer_id(), place_of(&event));
            }
        })
    };
    let onpointermove = {
        let (touches, frame) = (touches.clone(), frame.clone());
        let (camera, on_move) = (camera.clone(), on_move.clone());
        Callback::from(move |event: PointerEvent| {
            let mut touches = touches.borrow_mut();
            let (id, to) = (event.pointer_id(), place_of(&event));
            let Some(from) = touches.at.get(&id).copied() else { return };
            let distance = (to.x - from.x).hypot(to.y - from.y);
            if !touches.has_moved && distance < CLICK_SLACK {
                return;
            }
            let frame = frame.cast::<Element>();
            if let Some(frame) = frame.as_ref().filter(|_| !touches.has_moved) {
                // A pointer that is gone already cannot be captured, and need not be.
                let _ = frame.set_pointer_capture(id);
            }
            touches.has_moved = true;
            let other = touches.at.iter().find(|(other, _)| **other != id).map(|(_, at)| *at);
            touches.at.insert(id, to);
            let viewport = camera.viewport();
            on_move.emit(match (other, frame) {
                (Some(other), Some(frame)) => pinched(viewport, from, to, other, &frame),
                _ => viewport.moved(to.x - from.x, to.y - from.y),
            });
        })
    };
    let onpointerup = {
        let touches = touches.clone();
        Callback::from(move |event: PointerEvent| {
            touches.borrow_mut().at.remove(&event.pointer_id());
        })
    };
    Gestures { touches, onpointerdown, onpointermove, onpointerup }
}

/// One of two fingers moved: the drawing follows both.
fn pinched(viewport: Viewport, from: Point, to: Point, other: Point, frame: &Element) -> Viewport {
    let before = (from.x - other.x).hypot(from.y - other.y).max(1.0);
    let after = (to.x - other.x).hypot(to.y - other.y).max(1.0);
    let bounds = frame.get_bounding_client_rect();
    let middle = |at: Point| {
        Point::new((at.x + other.x) / 2.0 - bounds.left(), (at.y + other.y) / 2.0 - bounds.top())
    };
    let (was, is) = (middle(from), middle(to));
    viewport.zoomed(after / before, was).moved(is.x - was.x, is.y - was.y)
}

fn place_of(event: &PointerEvent) -> Point {
    Point::new(f64::from(event.client_x()), f64::from(event.client_y()))
}

/// The wheel needs a listener of its own: yew's cannot keep the page from scrolling or zooming.
#[hook]
pub fn use_wheel(frame: &NodeRef, camera: &Camera, on_move: &Callback<Viewport>) {
    let key = (frame.clone(), camera.clone(), on_move.clone());
    use_effect_with(key, move |(frame, camera, on_move)| {
        let (camera, on_move) = (camera.clone(), on_move.clone());
        let listener = frame.cast::<Element>().map(|target| {
            let frame = target.clone();
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&target, "wheel", options, move |event| {
                let Some(event) = event.dyn_ref::<web_sys::WheelEvent>() else { return };
                event.prevent_default();
                let in_pixels = if event.delta_mode() == 0 { 1.0 } else { LINE_PIXELS };
                let (dx, dy) = (event.delta_x() * in_pixels, event.delta_y() * in_pixels);
                let viewport = camera.viewport();
                on_move.emit(if event.ctrl_key() || event.meta_key() {
                    let bounds = frame.get_bounding_client_rect();
                    let at = Point::new(
                        f64::from(event.client_x()) - bounds.left(),
                        f64::from(event.client_y()) - bounds.top(),
                    );
                    viewport.zoomed((-dy / WHEEL_PIXELS_A_FOLD).exp(), at)
                } else if event.shift_key() && dx == 0.0 {
                    viewport.moved(-dy, 0.0)
                } else {
                    viewport.moved(-dx, -dy)
                });
            })
        });
        move || drop(listener)
    });
}

/// A wheel that counts in lines turns this many pixels a line.
const LINE_PIXELS: f64 = 24.0;
/// So much wheel makes the drawing e times as large.
const WHEEL_PIXELS_A_FOLD: f64 = 320.0;
