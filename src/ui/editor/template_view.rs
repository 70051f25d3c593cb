//! The values of a template as fields, and the list of what was left out.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::template::{TemplateModel, Value};
use crate::simulator::Action;
use crate::ui::i18n::use_texts;

#[derive(Properties, PartialEq)]
pub struct TemplateFieldsProps {
    pub model: TemplateModel,
    pub on_action: Callback<Action>,
}

#[component]
pub fn TemplateFields(props: &TemplateFieldsProps) -> Html {
    let texts = use_texts();
    let model = &props.model;
    html! {
        <>
            if !model.values.is_empty() {
                <details class="template" open={model.n_missing() > 0}>
                    <summary>{ (texts.editor.values)(model.values.len(), model.n_missing()) }</summary>
                    <div class="template-values">
                        { for model.values.iter().map(|value| view_value(value, &props.on_action)) }
                    </div>
                </details>
            }
            if !model.warned.is_empty() {
                <details class="template" open=true>
                    <summary>{ format!("{} ({})", texts.editor.warned, model.warned.len()) }</summary>
                    <ul>{ for model.warned.iter().map(|warned| {
                        let message = (texts.editor.advice)(&warned.code).unwrap_or(&warned.message);
                        let place = (texts.editor.place)(warned.line, warned.column);
                        html! { <li>{ format!("{message} ({place})") }</li> }
                    }) }</ul>
                </details>
            }
            if !model.ignored.is_empty() {
                <details class="template">
                    <summary>{ format!("{} ({})", texts.editor.ignored, model.ignored.len()) }</summary>
                    <ul>{ for model.ignored.iter().map(|item| html! { <li>{ item }</li> }) }</ul>
                </details>
            }
        </>
    }
}

fn view_value(value: &Value, on_action: &Callback<Action>) -> Html {
    let id = format!("value-{}", value.name);
    let text = value.value.clone();
    let control = if value.allowed.is_empty() {
        let on_given = giving(value, on_action);
        let onchange = move |event: Event| {
            on_given.emit(event.target_unchecked_into::<HtmlInputElement>().value());
        };
        html! {
            <input id={id.clone()} class="input code" spellcheck="false" autocomplete="off" value={text} {onchange} />
        }
    } else {
        let on_given = giving(value, on_action);
        let onchange = move |event: Event| {
            on_given.emit(event.target_unchecked_into::<HtmlSelectElement>().value());
        };
        html! {
            <select id={id.clone()} class="input" {onchange}>
                { for value.allowed.iter().map(|allowed| html! {
                    <option value={allowed.clone()} selected={*allowed == text}>{ allowed }</option>
                }) }
            </select>
        }
    };
    html! {
        <div key={value.name.clone()} class="field" title={value.description.clone()}>
            <label for={id}>{ &value.name }</label>
            { control }
        </div>
    }
}

fn giving(value: &Value, on_action: &Callback<Action>) -> Callback<String> {
    let (name, is_parameter) = (value.name.clone(), value.is_parameter);
    on_action.reform(move |text: String| {
        let name = name.clone();
        if is_parameter {
            Action::SetParameter { name, value: text }
        } else {
            Action::SetPlaceholder { name, value: text }
        }
    })
}
