//! The whole drawing in a corner, with a rectangle round what is seen.

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::camera::Camera;
use super::far::FarView;
use super::model::{Live, Shared};
use super::plan::Plan;
use super::viewport::Viewport;
use crate::graph::{Point, Rect, Size};
use crate::ui::i18n::use_texts;

#[derive(Properties, PartialEq)]
pub struct MinimapProps {
    pub plan: Shared<Plan>,
    pub live: std::rc::Rc<Live>,
    pub camera: Camera,
    pub lens: NodeRef,
    pub on_move: Callback<Viewport>,
}

#[component]
pub fn Minimap(props: &MinimapProps) -> Html {
    let texts = use_texts();
    let frame = use_node_ref();
    let size = props.plan.drawing.size;
    {
        // It comes after the camera has moved, and must not wait for the next move.
        let (lens, camera) = (props.lens.clone(), props.camera.clone());
        use_effect_with(props.plan.clone(), move |plan| {
            if let Some(lens) = lens.cast::<HtmlElement>() {
                place(&lens, camera.viewport().seen(camera.window()), plan.drawing.size);
            }
        });
    }
    let go = {
        let (camera, frame, on_move) = (props.camera.clone(), frame.clone(), props.on_move.clone());
        move |event: &PointerEvent| {
            let Some(frame) = frame.cast::<Element>() else { return };
            let bounds = frame.get_bounding_client_rect();
            let share =
                |at: i32, start: f64, length: f64| (f64::from(at) - start) / length.max(1.0);
            let at = Point::new(
                share(event.client_x(), bounds.left(), bounds.width()) * size.width,
                share(event.client_y(), bounds.top(), bounds.height()) * size.height,
            );
            let (viewport, window) = (camera.viewport(), camera.window());
            on_move.emit(Viewport {
                x: window.width / 2.0 - viewport.scale * at.x,
                y: window.height / 2.0 - viewport.scale * at.y,
                ..viewport
            });
        }
    };
    let onpointerdown = {
        let go = go.clone();
        Callback::from(move |event: PointerEvent| {
            event.stop_propagation();
            if let Some(target) = event.target_dyn_into::<Element>() {
                // A pointer that is gone already cannot be captured, and need not be.
                let _ = target.set_pointer_capture(event.pointer_id());
            }
            go(&event);
        })
    };
    let onpointermove = Callback::from(move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            event.stop_propagation();
            go(&event);
        }
    });
    html! {
        <div class="minimap" aria-hidden="true" title={texts.graph.minimap} style={format!("--shape: {:.3}", (size.width / size.height.max(1.0)).clamp(0.3, 3.0))}
            {onpointerdown} {onpointermove}>
            <div ref={frame} class="minimap-frame">
                <svg viewBox={format!("0 0 {:.0} {:.0}", size.width, size.height)} preserveAspectRatio="none">
                    <FarView plan={props.plan.clone()} live={props.live.clone()} region={None::<Rect>} />
                </svg>
                <div ref={props.lens.clone()} class="minimap-lens" />
            </div>
        </div>
    }
}

/// The margins around a drawing need not be seen.
const ALL_PERCENT: f64 = 95.0;

/// Puts the rectangle round what is seen of a drawing.
pub fn place(lens: &HtmlElement, seen: Rect, drawing: Size) {
    let share = |at: f64, of: f64| (at / of.max(1.0)).clamp(0.0, 1.0) * 100.0;
    let (left, right) = (share(seen.x, drawing.width), share(seen.right(), drawing.width));
    let (top, bottom) = (share(seen.y, drawing.height), share(seen.bottom(), drawing.height));
    // A map of what is in view anyway is in the way.
    let is_all = right - left >= ALL_PERCENT && bottom - top >= ALL_PERCENT;
    let _ = lens.set_attribute("data-all", if is_all { "true" } else { "false" });
    let style = lens.style();
    let places = [("left", left), ("top", top), ("width", right - left), ("height", bottom - top)];
    for (property, percent) in places {
        // An element of the page takes any style.
        let _ = style.set_property(property, &format!("{percent:.2}%"));
    }
}
