//! A window over the page: the browser's own `<dialog>`, which keeps the focus inside, closes with
//! Escape and gives the focus back where it was.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::{Icon, Sign};
use crate::ui::i18n::use_texts;

#[derive(Properties, PartialEq)]
pub struct DialogProps {
    pub title: AttrValue,
    pub on_close: Callback<()>,
    #[prop_or_default]
    pub small: bool,
    pub children: Html,
}

/// Open for as long as it is rendered; whoever renders it stops when `on_close` is called.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let texts = use_texts();
    let dialog = use_node_ref();
    let title_id = use_memo((), |()| super::unique_id("dialog"));

    use_effect_with(dialog.clone(), |dialog| {
        if let Some(element) = dialog.cast::<HtmlDialogElement>() {
            // It throws only when the dialog is open already or is gone.
            let _ = element.show_modal();
        }
    });

    let close = props.on_close.reform(|_: MouseEvent| ());
    let oncancel = props.on_close.reform(|event: Event| event.prevent_default());
    // A press on the veil reaches the dialog itself, one on the content an element in it.
    let onclick = {
        let dialog = dialog.clone();
        let on_close = props.on_close.clone();
        Callback::from(move |event: MouseEvent| {
            if event.target_dyn_into::<HtmlDialogElement>() == dialog.cast() {
                on_close.emit(());
            }
        })
    };

    html! {
        <dialog
            ref={dialog}
            class={classes!("dialog", props.small.then_some("small"))}
            aria-labelledby={title_id.to_string()}
            {oncancel}
            {onclick}
        >
            <header class="dialog-head">
                <h2 id={title_id.to_string()}>{ &props.title }</h2>
                <button class="button quiet icon-only" aria-label={texts.app.close} onclick={close}>
                    <Sign icon={Icon::Close} />
                </button>
            </header>
            <div class="dialog-body">{ props.children.clone() }</div>
        </dialog>
    }
}
