//! Who answers tasks: a mock file in, a run done by hand out as one.

use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::model::ExecutionsModel;
use crate::simulator::Action;
use crate::ui::gallery::read_file;
use crate::ui::i18n::use_texts;
use crate::ui::parts::{Icon, Sign};

/// What a person takes home from an execution, as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// What answered it, as `MockConfigFile.json`.
    Mocks,
    /// The response of `GetExecutionHistory`.
    History,
}

#[derive(Properties, PartialEq)]
pub struct AnswersProps {
    pub model: ExecutionsModel,
    pub on_action: Callback<Action>,
    pub on_save: Callback<Saved>,
}

#[component]
pub fn Answers(props: &AnswersProps) -> Html {
    let texts = &use_texts().run;
    let model = &props.model;
    let file_input = use_node_ref();
    let choose = {
        let file_input = file_input.clone();
        move |_: MouseEvent| {
            if let Some(input) = file_input.cast::<HtmlElement>() {
                input.click();
            }
        }
    };
    let onchange = {
        let on_action = props.on_action.clone();
        move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                let open = |text| Action::OpenMocks { text, test_case: None };
                read_file(file, on_action.clone(), open);
            }
            // The same file may be chosen again after it was edited.
            input.set_value("");
        }
    };
    let on_test_case = {
        let text = model.mock_file.clone().unwrap_or_default();
        props.on_action.reform(move |event: Event| Action::OpenMocks {
            text: text.clone(),
            test_case: Some(event.target_unchecked_into::<HtmlSelectElement>().value()),
        })
    };
    let save = |saved: Saved| props.on_save.reform(move |_: MouseEvent| saved);
    html! {
        <section class="answered-by">
            <h3>{ texts.answers }</h3>
            <p class="gallery-explained">{ texts.answers_explained }</p>
            if model.n_mocked > 0 {
                <p class="answered-now">
                    <Sign icon={Icon::Check} />
                    <span>{ (texts.mocked)(model.n_mocked) }</span>
                    if let Some(current) = &model.test_case {
                        <select class="input small" aria-label={texts.test_case} onchange={on_test_case}>
                            { for model.test_cases.iter().map(|name| html! {
                                <option key={name.clone()} value={name.clone()} selected={name == current}>{ name }</option>
                            }) }
                        </select>
                    }
                    <button type="button" class="button quiet small"
                        onclick={props.on_action.reform(|_: MouseEvent| Action::ClearMocks)}>
                        <Sign icon={Icon::Close} />{ texts.clear_mocks }
                    </button>
                </p>
            }
            <div class="answered-actions">
                <button type="button" class="button small" onclick={choose}>
                    <Sign icon={Icon::Open} />{ texts.open_mocks }
                </button>
                <input ref={file_input} type="file" hidden=true aria-label={texts.open_mocks} accept=".json" {onchange} />
                if model.selected.is_some() {
                    <button type="button" class="button small" onclick={save(Saved::Mocks)}>
                        <Sign icon={Icon::Take} />{ texts.save_mocks }
                    </button>
                    <button type="button" class="button small" onclick={save(Saved::History)}>
                        <Sign icon={Icon::Take} />{ texts.save_history }
                    </button>
                }
            </div>
        </section>
    }
}
