//! The bar between two panels.

use web_sys::Element;
use yew::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Orientation {
    /// A bar that stands between left and right.
    Vertical,
    /// A bar that lies between above and below.
    Horizontal,
}

#[derive(Properties, PartialEq)]
pub struct SplitterProps {
    pub orientation: Orientation,
    /// What is resized, read aloud.
    pub label: AttrValue,
    /// The share of the whole that the panel behind the bar (right or below) has, 0 to 1.
    pub share: f64,
    pub share_by_default: f64,
    pub on_change: Callback<f64>,
}

const SHARE_MIN: f64 = 0.15;
const SHARE_MAX: f64 = 0.75;

const SHARE_STEP: f64 = 0.02;

/// Dragged with a pointer, moved with the arrow keys, set back with a double click or Enter.
#[component]
pub fn Splitter(props: &SplitterProps) -> Html {
    let is_dragged = use_state(|| false);
    let bar = use_node_ref();
    let orientation = props.orientation;
    let change = {
        let on_change = props.on_change.clone();
        move |share: f64| on_change.emit(share.clamp(SHARE_MIN, SHARE_MAX))
    };

    let onpointerdown = {
        let (bar, is_dragged) = (bar.clone(), is_dragged.clone());
        Callback::from(move |event: PointerEvent| {
            event.prevent_default();
            if let Some(bar) = bar.cast::<Element>() {
                // Without the capture (a pointer that is gone already) the drag just does not start.
                is_dragged.set(bar.set_pointer_capture(event.pointer_id()).is_ok());
            }
        })
    };
    let onpointermove = {
        let (bar, is_dragged, change) = (bar.clone(), is_dragged.clone(), change.clone());
        Callback::from(move |event: PointerEvent| {
            let whole = bar.cast::<Element>().and_then(|bar| bar.parent_element());
            if let Some(whole) = whole.filter(|_| *is_dragged) {
                change(share_behind(&whole, orientation, &event));
            }
        })
    };
    let stop = {
        let is_dragged = is_dragged.clone();
        Callback::from(move |_: PointerEvent| is_dragged.set(false))
    };
    let onkeydown = {
        let (share, by_default, change) = (props.share, props.share_by_default, change.clone());
        Callback::from(move |event: KeyboardEvent| {
            let moved = match event.key().as_str() {
                "ArrowLeft" | "ArrowUp" => share + SHARE_STEP,
                "ArrowRight" | "ArrowDown" => share - SHARE_STEP,
                "Home" => SHARE_MAX,
                "End" => SHARE_MIN,
                "Enter" => by_default,
                _ => return,
            };
            event.prevent_default();
            change(moved);
        })
    };
    let ondblclick = {
        let by_default = props.share_by_default;
        Callback::from(move |_: MouseEvent| change(by_default))
    };

    html! {
        <div
            ref={bar}
            class="splitter"
            role="separator"
            tabindex="0"
            aria-label={props.label.clone()}
            aria-orientation={match orientation {
                Orientation::Vertical => "vertical",
                Orientation::Horizontal => "horizontal",
            }}
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow={format!("{:.0}", (1.0 - props.share) * 100.0)}
            {onpointerdown}
            {onpointermove}
            onpointerup={stop.clone()}
            onpointercancel={stop}
            {onkeydown}
            {ondblclick}
        />
    }
}

fn share_behind(whole: &Element, orientation: Orientation, event: &PointerEvent) -> f64 {
    let whole = whole.get_bounding_client_rect();
    let (end, length, at) = match orientation {
        Orientation::Vertical => (whole.right(), whole.width(), f64::from(event.client_x())),
        Orientation::Horizontal => (whole.bottom(), whole.height(), f64::from(event.client_y())),
    };
    if length > 0.0 { (end - at) / length } else { 0.0 }
}
