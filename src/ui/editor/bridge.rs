//! The text editor's script (editor.js), as Rust calls it.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

#[wasm_bindgen]
extern "C" {
    /// Defined by start.js; loads the script once.
    #[wasm_bindgen(catch, js_name = loadSignalboxEditor)]
    fn load_script() -> Result<Promise, JsValue>;

    /// What `SignalboxEditor.create` gives.
    #[derive(Clone)]
    pub type Editor;

    #[wasm_bindgen(method, js_name = setText)]
    pub fn set_text(this: &Editor, text: &str);
    #[wasm_bindgen(method, js_name = setDiagnostics)]
    fn set_diagnostics_js(this: &Editor, diagnostics: &Array);
    #[wasm_bindgen(method)]
    pub fn reveal(this: &Editor, from: usize, to: usize);
    #[wasm_bindgen(method, js_name = setTheme)]
    pub fn set_theme(this: &Editor, dark: bool);
    #[wasm_bindgen(method, js_name = setLanguage)]
    pub fn set_language(this: &Editor, name: &str);
    #[wasm_bindgen(method)]
    pub fn focus(this: &Editor);
    #[wasm_bindgen(method)]
    pub fn destroy(this: &Editor);
}

/// What an editor is made with.
pub struct Options<'a> {
    pub text: &'a str,
    pub language: &'static str,
    pub label: &'a str,
    pub is_korean: bool,
    pub is_dark: bool,
    pub on_change: &'a Closure<dyn Fn(String)>,
}

/// Puts an editor into the element.
///
/// # Errors
/// What the browser says when the script cannot be loaded or run.
pub async fn create(parent: &Element, options: Options<'_>) -> Result<Editor, JsValue> {
    let module = JsFuture::from(load_script()?).await?;
    let made: Function = Reflect::get(&module, &"create".into())?.dyn_into()?;
    let settings = object(&[
        ("text", options.text.into()),
        ("language", options.language.into()),
        ("label", options.label.into()),
        ("korean", options.is_korean.into()),
        ("dark", options.is_dark.into()),
        ("onChange", options.on_change.as_ref().clone()),
    ])?;
    Ok(made.call2(&module, parent, &settings)?.unchecked_into())
}

/// A place in UTF-16 units with what is wrong there.
pub struct Mark<'a> {
    pub from: usize,
    pub to: usize,
    pub severity: &'static str,
    pub message: &'a str,
}

impl Editor {
    /// Shows these marks and no others.
    pub fn set_marks<'a>(&self, marks: impl Iterator<Item = Mark<'a>>) {
        let array = Array::new();
        for mark in marks {
            let fields = [
                ("from", mark.from.into()),
                ("to", mark.to.into()),
                ("severity", mark.severity.into()),
                ("message", mark.message.into()),
            ];
            if let Ok(mark) = object(&fields) {
                array.push(&mark);
            }
        }
        self.set_diagnostics_js(&array);
    }
}

fn object(fields: &[(&str, JsValue)]) -> Result<Object, JsValue> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &(*name).into(), value)?;
    }
    Ok(object)
}
