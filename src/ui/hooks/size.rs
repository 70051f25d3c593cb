//! How large an element is on the page.

use wasm_bindgen::prelude::*;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

use crate::graph::Size;

/// The element's size in pixels, followed as it changes; nothing before it is on the page.
#[hook]
pub fn use_size(element: &NodeRef) -> Size {
    let size = use_state(Size::default);
    {
        let size = size.clone();
        use_effect_with(element.clone(), move |element| {
            let observed = element.cast::<Element>().and_then(|element| observe(&element, size));
            move || {
                if let Some((observer, _closure)) = observed {
                    observer.disconnect();
                }
            }
        });
    }
    *size
}

type Observed = (ResizeObserver, Closure<dyn Fn()>);

fn observe(element: &Element, size: UseStateHandle<Size>) -> Option<Observed> {
    let measured = element.clone();
    let closure = Closure::<dyn Fn()>::new(move || {
        let bounds = measured.get_bounding_client_rect();
        size.set(Size::new(bounds.width(), bounds.height()));
    });
    let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
    observer.observe(element);
    Some((observer, closure))
}
