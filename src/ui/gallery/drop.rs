//! Something dropped on the page, or pasted where no field takes it, is opened.

use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, Element, Event};
use yew::prelude::*;

use super::open::read;
use crate::simulator::Action;
use crate::ui::i18n::use_texts;
use crate::ui::parts::{Icon, Sign};

#[derive(Properties, PartialEq)]
pub struct DropZoneProps {
    pub on_action: Callback<Action>,
}

/// A veil over the page while something is dragged over it.
#[component]
pub fn DropZone(props: &DropZoneProps) -> Html {
    let texts = use_texts();
    let is_over = use_state(|| false);
    {
        let is_over = is_over.clone();
        use_effect_with(props.on_action.clone(), move |on_action| {
            let listeners = listen(on_action, &is_over);
            move || drop(listeners)
        });
    }
    if !*is_over {
        return Html::default();
    }
    html! {
        <p class="drop-veil"><span><Sign icon={Icon::Open} />{ texts.app.drop_here }</span></p>
    }
}

/// The page hears of it first: the text editor would take a dropped file for a text to insert.
fn listen(on_action: &Callback<Action>, is_over: &UseStateHandle<bool>) -> [EventListener; 4] {
    let page = gloo::utils::document();
    let options = EventListenerOptions { phase: EventListenerPhase::Capture, passive: false };
    let on = |kind: &'static str, hear: Box<dyn FnMut(&Event)>| {
        EventListener::new_with_options(&page, kind, options, hear)
    };
    let over = is_over.clone();
    let dragover = on(
        "dragover",
        Box::new(move |event| {
            if dragged(event).is_some() {
                event.prevent_default();
                over.set(true);
            }
        }),
    );
    let over = is_over.clone();
    let dragleave = on(
        "dragleave",
        Box::new(move |event| {
            // Leaving the page, not just an element of it, goes nowhere.
            let event = event.dyn_ref::<DragEvent>();
            if event.is_some_and(|event| event.related_target().is_none()) {
                over.set(false);
            }
        }),
    );
    let (over, opened) = (is_over.clone(), on_action.clone());
    let dropped = on(
        "drop",
        Box::new(move |event| {
            over.set(false);
            if let Some(data) = dragged(event) {
                event.prevent_default();
                event.stop_propagation();
                open(&data, &opened);
            }
        }),
    );
    let opened = on_action.clone();
    let pasted = on(
        "paste",
        Box::new(move |event| {
            let data = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
            if let Some(data) = data.filter(|_| !is_in_field(event)) {
                event.prevent_default();
                open(&data, &opened);
            }
        }),
    );
    [dragover, dragleave, dropped, pasted]
}

/// A file from anywhere; a text only where no field takes it.
fn dragged(event: &Event) -> Option<DataTransfer> {
    let data = event.dyn_ref::<DragEvent>()?.data_transfer()?;
    let is_file = data.types().iter().any(|kind| kind.as_string().as_deref() == Some("Files"));
    (is_file || !is_in_field(event)).then_some(data)
}

fn is_in_field(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| {
        let field = target.closest("input, textarea, select, [contenteditable]");
        field.is_ok_and(|field| field.is_some())
    })
}

fn open(data: &DataTransfer, on_action: &Callback<Action>) {
    match data.files().filter(|files| files.length() > 0) {
        Some(files) => read(&files, on_action.clone()),
        None => {
            let text = data.get_data("text/plain").unwrap_or_default();
            if !text.trim().is_empty() {
                on_action.emit(Action::Open { name: String::new(), text });
            }
        }
    }
}
