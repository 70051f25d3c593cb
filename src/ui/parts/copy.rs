//! Text to read and to take along.

use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Element;
use yew::prelude::*;

use super::{Icon, Sign};
use crate::ui::i18n::use_texts;

#[derive(Properties, PartialEq)]
pub struct CodeBlockProps {
    /// What the code is, read aloud.
    pub label: AttrValue,
    pub code: AttrValue,
}

#[derive(Clone, Copy, PartialEq)]
enum Copied {
    NotYet,
    Done,
    /// The browser keeps the clipboard to itself; the text stands selected for the keyboard.
    Selected,
}

/// Code in a box with a button that copies it.
#[component]
pub fn CodeBlock(props: &CodeBlockProps) -> Html {
    let texts = use_texts();
    let code = use_node_ref();
    let copied = use_state(|| Copied::NotYet);
    {
        let copied = copied.clone();
        use_effect_with(props.code.clone(), move |_| copied.set(Copied::NotYet));
    }

    let onclick = {
        let (code, copied, text) = (code.clone(), copied.clone(), props.code.clone());
        Callback::from(move |_: MouseEvent| {
            let (code, copied, text) = (code.clone(), copied.clone(), text.clone());
            spawn_local(async move {
                if copy_text(&text).await {
                    return copied.set(Copied::Done);
                }
                if let Some(code) = code.cast::<Element>() {
                    select_text(&code);
                }
                copied.set(Copied::Selected);
            });
        })
    };
    let (icon, word) = match *copied {
        Copied::NotYet => (Icon::Copy, texts.app.copy),
        Copied::Done => (Icon::Check, texts.app.copied),
        Copied::Selected => (Icon::Info, texts.app.selected_to_copy),
    };

    html! {
        <div class="code-block">
            <button type="button" class={classes!("button", "quiet", (*copied != Copied::Selected).then_some("icon-only"))} {onclick} title={word}>
                <Sign {icon} /><span class={classes!((*copied != Copied::Selected).then_some("unseen"))}>{ word }</span>
            </button>
            <pre ref={code} tabindex="0" role="region" aria-label={props.label.clone()}>{ &props.code }</pre>
        </div>
    }
}

/// Whether the text is in the clipboard now. In a sandboxed iframe the clipboard is refused, or not
/// there at all.
pub async fn copy_text(text: &str) -> bool {
    let navigator = gloo::utils::window().navigator();
    let has_clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into())
        .is_ok_and(|clipboard| clipboard.is_object());
    has_clipboard && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

/// Selects all that the element shows, for the person to copy.
pub fn select_text(element: &Element) {
    if let Ok(Some(selection)) = gloo::utils::window().get_selection() {
        // A selection that cannot be set leaves nothing worse than an unselected text.
        let _ = selection.select_all_children(element);
    }
}
