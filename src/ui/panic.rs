//! A panic is our bug. The page says so, with words to report, instead of going silent.

use std::panic::PanicHookInfo;

use gloo::console;
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit};

/// The event that `start.js` listens to on `window`; its `detail` is the text to show.
const STOPPED: &str = "signalbox-stopped";

/// From now on a panic is written to the console and told to `start.js`, which covers the page
/// with a message. Nothing here may panic, nor rely on the app's state.
pub fn report_to_page() {
    yew::set_custom_panic_hook(Box::new(report));
}

fn report(info: &PanicHookInfo<'_>) {
    let text = info.to_string();
    console::error!(&text);
    let init = CustomEventInit::new();
    init.set_detail(&JsValue::from_str(&text));
    if let Ok(event) = CustomEvent::new_with_event_init_dict(STOPPED, &init) {
        // A listener that throws must not panic within a panic.
        let _ = gloo::utils::window().dispatch_event(&event);
    }
}
