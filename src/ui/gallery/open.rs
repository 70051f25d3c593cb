//! Opening what people already have: a file or a pasted text.

use js_sys::Uint8Array;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, FileList, HtmlElement, HtmlInputElement, HtmlTextAreaElement};
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
            if let Some(files) = files.filter(|files| files.length() > 0) {
                read(&files, on_action.clone());
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
                <input ref={file_input} type="file" multiple=true hidden=true aria-label={texts.gallery.file}
                    accept=".json,.jsonc,.yml,.yaml,.asl,.template,.tf,.md,.txt" {onchange} />
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

/// Opens files, one after the other: a template, say, and the definitions that it names.
pub fn read(files: &FileList, on_action: Callback<Action>) {
    let files: Vec<File> = (0..files.length()).filter_map(|place| files.get(place)).collect();
    spawn_local(async move {
        for file in files {
            let name = file.name();
            on_action.emit(match text_of(&file).await {
                Some(text) => Action::Open { name, text },
                None => Action::RefuseFile(name),
            });
        }
    });
}

/// Reads a file; one that is no text is refused.
pub fn read_file(file: File, on_action: Callback<Action>, open: fn(String) -> Action) {
    spawn_local(async move {
        on_action.emit(text_of(&file).await.map_or(Action::RefuseFile(file.name()), open));
    });
}

async fn text_of(file: &File) -> Option<String> {
    let bytes = JsFuture::from(file.array_buffer()).await.ok()?;
    decode(&Uint8Array::new(&bytes).to_vec())
}
