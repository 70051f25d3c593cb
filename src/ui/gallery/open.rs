//! Opening what people already have: a file, a pasted text, something dropped on the page.

use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DragEvent, File, HtmlElement, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::simulator::Action;
use crate::ui::i18n::use_texts;
use crate::ui::parts::{Dialog, Icon, Sign, unique_id};

#[derive(Properties, PartialEq)]
pub struct OpenDialogProps {
    pub on_action: Callback<Action>,
    pub on_close: Callback<()>,
}

#[component]
pub fn OpenDialog(props: &OpenDialogProps) -> Html {
    let texts = use_texts();
    let text = use_state(String::new);
    let file_input = use_node_ref();
    let id = use_memo((), |()| unique_id("open"));

    let oninput = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            text.set(event.target_unchecked_into::<HtmlTextAreaElement>().value());
        })
    };
    let open = {
        let (text, on_action, on_close) =
            (text.clone(), props.on_action.clone(), props.on_close.clone());
        Callback::from(move |_: MouseEvent| {
            on_action.emit(Action::Open { name: String::new(), text: (*text).clone() });
            on_close.emit(());
        })
    };
    let choose = {
        let file_input = file_input.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(input) = file_input.cast::<HtmlElement>() {
                input.click();
            }
        })
    };
    let onchange = {
        let (on_action, on_close) = (props.on_action.clone(), props.on_close.clone());
        Callback::from(move |event: Event| {
            let files = event.target_unchecked_into::<HtmlInputElement>().files();
            if let Some(file) = files.and_then(|files| files.get(0)) {
                read(file, on_action.clone());
                on_close.emit(());
            }
        })
    };

    html! {
        <Dialog title={texts.gallery.open_title} on_close={props.on_close.clone()}>
            <p class="gallery-explained">{ texts.gallery.open_explained }</p>
            <div>
                <button type="button" class="button" onclick={choose}>
                    <Sign icon={Icon::Open} />{ texts.gallery.file }
                </button>
                <input ref={file_input} type="file" hidden=true aria-label={texts.gallery.file}
                    accept=".json,.yml,.yaml,.asl,.template,.txt" {onchange} />
            </div>
            <div class="field">
                <label for={id.to_string()}>{ texts.gallery.pasted }</label>
                <textarea id={id.to_string()} class="input code" rows="10" spellcheck="false" autocomplete="off"
                    value={(*text).clone()} {oninput} />
            </div>
            <div class="dialog-actions">
                <button type="button" class="button quiet" onclick={props.on_close.reform(|_| ())}>{ texts.app.cancel }</button>
                <button type="button" class="button main" disabled={text.trim().is_empty()} onclick={open}>{ texts.gallery.open }</button>
            </div>
        </Dialog>
    }
}

#[derive(Properties, PartialEq)]
pub struct DropZoneProps {
    pub class: Classes,
    pub on_action: Callback<Action>,
    pub children: Html,
}

/// The whole page: a file or a text that is dropped on it is opened.
#[component]
pub fn DropZone(props: &DropZoneProps) -> Html {
    let texts = use_texts();
    // Entering a child leaves its parent: only the count tells whether the pointer is still here.
    let n_entered = use_state(|| 0_i32);
    let count = |by: i32| {
        let n_entered = n_entered.clone();
        Callback::from(move |event: DragEvent| {
            if is_something_to_open(&event) {
                event.prevent_default();
                n_entered.set((*n_entered + by).max(0));
            }
        })
    };
    let ondragover = Callback::from(|event: DragEvent| {
        if is_something_to_open(&event) {
            event.prevent_default();
        }
    });
    let ondrop = {
        let (n_entered, on_action) = (n_entered.clone(), props.on_action.clone());
        Callback::from(move |event: DragEvent| {
            n_entered.set(0);
            let Some(data) = event.data_transfer().filter(|_| is_something_to_open(&event)) else {
                return;
            };
            event.prevent_default();
            match data.files().and_then(|files| files.get(0)) {
                Some(file) => read(file, on_action.clone()),
                None => {
                    let text = data.get_data("text/plain").unwrap_or_default();
                    on_action.emit(Action::Open { name: String::new(), text });
                }
            }
        })
    };
    html! {
        <div class={props.class.clone()} ondragenter={count(1)} ondragleave={count(-1)} {ondragover} {ondrop}>
            { props.children.clone() }
            if *n_entered > 0 {
                <p class="drop-veil"><span><Sign icon={Icon::Open} />{ texts.app.drop_here }</span></p>
            }
        </div>
    }
}

/// Text dragged into a text field is the field's own business.
fn is_something_to_open(event: &DragEvent) -> bool {
    let is_file = event.data_transfer().is_some_and(|data| {
        data.types().iter().any(|kind| kind.as_string().as_deref() == Some("Files"))
    });
    let is_over_field = event.target_dyn_into::<HtmlTextAreaElement>().is_some()
        || event.target_dyn_into::<HtmlInputElement>().is_some()
        || event
            .target_dyn_into::<HtmlElement>()
            .is_some_and(|element| element.is_content_editable());
    is_file || !is_over_field
}

/// A drop that is no file of text opens as nothing, and the page says so.
fn read(file: File, on_action: Callback<Action>) {
    spawn_local(async move {
        let name = file.name();
        let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
        let text = text.unwrap_or_default();
        on_action.emit(Action::Open { name, text });
    });
}
