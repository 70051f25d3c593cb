//! The definition with its problems below it, and the input.

use yew::prelude::*;

use super::field::TextField;
use super::model::{DefinitionModel, InputModel, InputSuggestion, Problem, TextLanguage};
use super::template::TemplateModel;
use super::template_view::TemplateFields;
use crate::asl::Severity;
use crate::simulator::Action;
use crate::ui::i18n::{EditorTexts, use_texts};
use crate::ui::parts::{Icon, Sign};

#[derive(Properties, PartialEq)]
pub struct DefinitionPanelProps {
    pub model: DefinitionModel,
    pub template: TemplateModel,
    pub on_action: Callback<Action>,
}

#[component]
pub fn DefinitionPanel(props: &DefinitionPanelProps) -> Html {
    let texts = use_texts();
    let model = &props.model;
    let problems: Vec<Problem> =
        model.problems.iter().map(|problem| problem.told(texts.editor.advice)).collect();
    // What was pressed last in the list of problems, else the selected state.
    let pressed = use_state(|| None);
    {
        let pressed = pressed.clone();
        use_effect_with(model.selected.clone(), move |_| pressed.set(None));
    }
    html! {
        <div class="editor-body">
            <TextField
                key={model.document}
                label={texts.editor.label}
                text={AttrValue::from(model.text.to_string())}
                language={model.language}
                problems={problems.clone()}
                reveal={(*pressed).clone().or_else(|| model.selected.clone())}
                on_change={props.on_action.reform(Action::EditDefinition)}
            />
            <div class="problems" role="status">
                if model.problems.is_empty() {
                    <p class="problems-none"><Sign icon={Icon::Check} />{ texts.editor.no_problem }</p>
                } else {
                    if let Some(problem) = model.problems.iter().find(|_| model.is_broken) {
                        <p class="problem-broken">{ (texts.editor.broken)(problem.line, problem.column) }</p>
                    }
                    <ul>{ for problems.iter().enumerate().take(PROBLEMS_SHOWN_MAX).map(|(index, problem)| {
                        view_problem(index, problem, &pressed, &texts.editor)
                    }) }</ul>
                }
                <TemplateFields model={props.template.clone()} on_action={props.on_action.clone()} />
            </div>
        </div>
    }
}

const PROBLEMS_SHOWN_MAX: usize = 50;

fn view_problem(
    index: usize,
    problem: &Problem,
    pressed: &UseStateHandle<Option<std::ops::Range<usize>>>,
    texts: &'static EditorTexts,
) -> Html {
    let (tone, word) = match problem.severity {
        Severity::Error => ("wrong", texts.error),
        Severity::Warning => ("warning", texts.warning),
        Severity::Hint => ("hint", texts.hint),
    };
    let onclick = {
        let (pressed, span) = (pressed.clone(), problem.span.clone());
        move |_: MouseEvent| pressed.set(Some(span.clone()))
    };
    html! {
        <li key={index} class="problem-line">
            <button type="button" class="problem" data-tone={tone} {onclick}>
                <strong>{ word }</strong>
                <span>{ &problem.message }</span>
                <small>{ (texts.place)(problem.line, problem.column) }{ " · " }<code>{ &problem.code }</code></small>
            </button>
            if let Some(link) = problem.link {
                <a class="link" href={link} target="_blank" rel="noopener noreferrer">{ texts.explained }</a>
            }
        </li>
    }
}

#[derive(Properties, PartialEq)]
pub struct InputPanelProps {
    pub model: InputModel,
    pub on_action: Callback<Action>,
}

#[component]
pub fn InputPanel(props: &InputPanelProps) -> Html {
    let texts = use_texts();
    let model = &props.model;
    html! {
        <div class="editor-body">
            <TextField
                key={model.document}
                label={texts.editor.input_label}
                text={AttrValue::from(model.text.to_string())}
                language={TextLanguage::Json}
                on_change={props.on_action.reform(Action::EditInput)}
            />
            <div class="problems input-below">
                <div role="status">{ match &model.problem {
                    None if model.suggestion == InputSuggestion::Taken => html! {
                        <p class="problems-none"><Sign icon={Icon::Check} />{ texts.editor.input_suggested }</p>
                    },
                    None => html! { <p class="problems-none"><Sign icon={Icon::Check} />{ texts.editor.input_explained }</p> },
                    Some((line, column, why)) => html! {
                        <p class="problem-broken">{ (texts.editor.input_broken)(*line, *column, why) }</p>
                    },
                } }</div>
                if model.suggestion == InputSuggestion::Offered {
                    <button type="button" class="button quiet" title={texts.editor.suggest_input_explained}
                        onclick={props.on_action.reform(|_: MouseEvent| Action::SuggestInput)}>{ texts.editor.suggest_input }</button>
                }
            </div>
        </div>
    }
}
