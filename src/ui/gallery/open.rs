//! Opening what people already have: a file or a pasted text.

use js_sys::Uint8Array;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, HtmlElement, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::import::decode;
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
                    accept=".json,.yml,.yaml,.asl,.template,.tf,.txt" {onchange} />
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

/// Opens a file. One that is no text opens as nothing, and the page says so.
pub fn read(file: File, on_action: Callback<Action>) {
    read_file(file, on_action.reform(|(name, text)| Action::Open { name, text }));
}

/// A file's name and its text; a file that is no text has none.
pub fn read_file(file: File, on_read: Callback<(String, String)>) {
    spawn_local(async move {
        let name = file.name();
        let bytes =
            JsFuture::from(file.array_buffer()).await.map(|buffer| Uint8Array::new(&buffer));
        let text = bytes.ok().and_then(|bytes| decode(&bytes.to_vec()));
        on_read.emit((name, text.unwrap_or_default()));
    });
}
