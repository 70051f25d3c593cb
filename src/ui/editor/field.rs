//! A field for code: the editor's script once it is there, a plain text area until then and
//! where it cannot be loaded.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlTextAreaElement};
use yew::prelude::*;

use super::bridge::{self, Editor, Mark, Options};
use super::model::{Places, Problem, TextLanguage, utf16_of_byte};
use crate::asl::Severity;
use crate::ui::hooks::use_is_dark;
use crate::ui::i18n::Language;

#[derive(Properties, PartialEq)]
pub struct TextFieldProps {
    pub label: AttrValue,
    pub text: AttrValue,
    pub language: TextLanguage,
    #[prop_or_default]
    pub problems: Vec<Problem>,
    /// Bytes to bring into view whenever they change.
    #[prop_or_default]
    pub reveal: Option<Range<usize>>,
    pub on_change: Callback<String>,
}

/// What lives as long as the field: the editor and the closure that it calls.
#[derive(Default)]
struct Living {
    editor: Option<Editor>,
    on_change: Option<Closure<dyn Fn(String)>>,
    /// Where a person is typing into the plain field, which the editor is about to replace.
    typing_at: Option<usize>,
    is_gone: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    /// Nothing is shown yet.
    Awaited,
    Plain,
    Full,
}

/// A browser takes a second to lay out a text area of megabytes, and a longer text than this waits
/// for the editor, which draws what is in view.
const PLAIN_TEXT_MAX: usize = 100_000;

#[component]
pub fn TextField(props: &TextFieldProps) -> Html {
    let page_language = use_context::<Language>().unwrap_or_default();
    let is_dark = use_is_dark();
    let stage =
        use_state(|| if props.text.len() > PLAIN_TEXT_MAX { Stage::Awaited } else { Stage::Plain });
    let place = use_node_ref();
    let plain = use_node_ref();
    let living = use_mut_ref(Living::default);
    // The editor keeps one closure for good; what it calls is always the latest.
    let on_change = use_mut_ref(|| props.on_change.clone());
    *on_change.borrow_mut() = props.on_change.clone();

    {
        let (living, stage, place) = (living.clone(), stage.clone(), place.clone());
        let plain = plain.clone();
        let (text, label, language) = (props.text.clone(), props.label.clone(), props.language);
        use_effect_with((), move |()| {
            let closing = living.clone();
            wasm_bindgen_futures::spawn_local(async move {
                let Some(parent) = place.cast::<Element>() else { return };
                let closure = calling(on_change);
                let options = Options {
                    text: &text,
                    language: name_of(language),
                    label: &label,
                    is_korean: page_language == Language::Korean,
                    is_dark,
                    on_change: &closure,
                };
                let Ok(editor) = bridge::create(&parent, options).await else {
                    return stage.set(Stage::Plain);
                };
                let mut living = living.borrow_mut();
                if living.is_gone {
                    editor.destroy();
                    return;
                }
                living.editor = Some(editor);
                living.typing_at = caret_if_focused(&plain);
                living.on_change = Some(closure);
                stage.set(Stage::Full);
            });
            move || {
                let mut living = closing.borrow_mut();
                living.is_gone = true;
                if let Some(editor) = living.editor.take() {
                    editor.destroy();
                }
            }
        });
    }
    use_on_editor(&living, (props.text.clone(), *stage), |editor, (text, _)| editor.set_text(text));
    use_on_editor(&living, (is_dark, *stage), |editor, (dark, _)| editor.set_theme(*dark));
    use_on_editor(&living, (props.language, *stage), |editor, (language, _)| {
        editor.set_language(name_of(*language));
    });
    use_on_editor(
        &living,
        (props.text.clone(), props.problems.clone(), *stage),
        |editor, (text, problems, _)| {
            let places = Places::of(text);
            editor.set_marks(problems.iter().map(|problem| mark(&places, problem)));
        },
    );
    {
        let typing = living.clone();
        use_on_editor(&living, *stage, move |editor, _| {
            if let Some(caret) = typing.borrow_mut().typing_at.take() {
                editor.reveal(caret, caret);
                editor.focus();
            }
        });
    }
    {
        let text = props.text.clone();
        use_on_editor(&living, (props.reveal.clone(), *stage), move |editor, (reveal, _)| {
            if let Some(range) = reveal {
                editor.reveal(utf16_of_byte(&text, range.start), utf16_of_byte(&text, range.end));
            }
        });
    }

    let oninput = props
        .on_change
        .reform(|event: InputEvent| event.target_unchecked_into::<HtmlTextAreaElement>().value());
    html! {
        <div class="text-field">
            <div ref={place} class="text-field-full" hidden={*stage != Stage::Full} />
            if *stage == Stage::Plain {
                <textarea ref={plain} class="code text-field-plain" aria-label={props.label.clone()} spellcheck="false"
                    autocomplete="off" value={props.text.clone()} {oninput} />
            }
        </div>
    }
}

/// Where the caret stands in the plain field, in UTF-16 units, if it has the focus.
fn caret_if_focused(plain: &NodeRef) -> Option<usize> {
    let field = plain.cast::<HtmlTextAreaElement>()?;
    let focused = gloo::utils::document().active_element()?;
    let caret = field.selection_end().ok().flatten().filter(|_| focused == **field)?;
    usize::try_from(caret).ok()
}

fn calling(on_change: Rc<RefCell<Callback<String>>>) -> Closure<dyn Fn(String)> {
    Closure::new(move |text: String| {
        let on_change = on_change.borrow().clone();
        on_change.emit(text);
    })
}

/// Tells the editor, once it is there, whenever `said` changes.
#[hook]
fn use_on_editor<T: PartialEq + 'static>(
    living: &Rc<RefCell<Living>>,
    said: T,
    tell: impl FnOnce(&Editor, &T) + 'static,
) {
    let living = living.clone();
    use_effect_with(said, move |said| {
        let editor = living.borrow().editor.clone();
        if let Some(editor) = editor {
            tell(&editor, said);
        }
    });
}

fn mark<'a>(places: &Places, problem: &'a Problem) -> Mark<'a> {
    Mark {
        from: places.utf16(problem.span.start),
        to: places.utf16(problem.span.end),
        severity: match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "info",
        },
        message: &problem.message,
    }
}

fn name_of(language: TextLanguage) -> &'static str {
    match language {
        TextLanguage::Json => "json",
        TextLanguage::Yaml => "yaml",
        TextLanguage::JavaScript => "javascript",
    }
}
