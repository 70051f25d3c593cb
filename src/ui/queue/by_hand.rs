//! A task whose service a person plays: an answer without a token.

use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::engine::{Failure, TaskId};
use crate::services::Outcome;
use crate::simulator::{Action, RunId};
use crate::ui::i18n::{AnswerTexts, use_texts};
use crate::ui::parts::unique_id;
use crate::value::Json;

#[derive(Properties, PartialEq)]
pub struct ByHandProps {
    pub run: RunId,
    pub task: TaskId,
    pub suggestion: String,
    pub on_action: Callback<Action>,
}

/// The service's result as JSON, or its error.
#[component]
pub fn ByHand(props: &ByHandProps) -> Html {
    let texts = use_texts();
    let fails = use_state(|| false);
    let result = use_state(|| props.suggestion.clone());
    let error = use_state(|| String::from("States.TaskFailed"));
    let cause = use_state(String::new);
    let id = use_memo((), |()| unique_id("by-hand"));
    let parsed = Json::parse(&result);
    let outcome = match (*fails, &parsed) {
        (true, _) => Some(Outcome::Throw(failure(&error, &cause))),
        (false, Ok(result)) => Some(Outcome::Return(result.clone())),
        (false, Err(_)) => None,
    };
    let is_sendable = outcome.is_some();
    let send = {
        let (on_action, run, task) = (props.on_action.clone(), props.run, props.task.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(outcome) = outcome.clone() {
                on_action.emit(Action::AnswerTask { run, task: task.clone(), outcome });
            }
        })
    };

    html! {
        <div class="answer" role="form" aria-label={texts.answer.action}>
            { view_choice(&fails, &id, &texts.answer) }
            if *fails {
                { view_line(texts.answer.error, format!("{id}-error"), &error) }
                { view_line(texts.answer.cause, format!("{id}-cause"), &cause) }
            } else {
                <div class="field">
                    <label for={id.to_string()}>{ texts.answer.output }</label>
                    <textarea id={id.to_string()} class="input code" rows="4" spellcheck="false"
                        value={(*result).clone()} oninput={typed_in_area(&result)} aria-invalid={parsed.is_err().to_string()} />
                    if let Err(problem) = &parsed {
                        <p class="answer-hint" data-tone="wrong" aria-live="polite">
                            { (texts.answer.not_json)(problem.line, problem.column, &problem.message) }
                        </p>
                    }
                </div>
            }
            <div class="answer-send">
                <button type="button" class={classes!("button", "main", fails.then_some("grave"))} disabled={!is_sendable} onclick={send}>
                    { if *fails { texts.answer.fail } else { texts.answer.deliver } }
                </button>
            </div>
        </div>
    }
}

fn failure(error: &str, cause: &str) -> Failure {
    let given = |text: &str| (!text.is_empty()).then(|| text.into());
    Failure { error: given(error), cause: given(cause) }
}

fn view_choice(fails: &UseStateHandle<bool>, id: &str, texts: &'static AnswerTexts) -> Html {
    let option = |of: bool, word: &'static str| {
        let fails = fails.clone();
        html! {
            <label class="choice">
                <input type="radio" name={format!("{id}-verb")} checked={*fails == of} onchange={move |_: Event| fails.set(of)} />
                { word }
            </label>
        }
    };
    html! {
        <div class="choices" role="radiogroup" aria-label={texts.action}>
            { option(false, texts.deliver) }
            { option(true, texts.fail) }
        </div>
    }
}

fn view_line(label: &'static str, id: String, text: &UseStateHandle<String>) -> Html {
    let typed = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            text.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    html! {
        <div class="field">
            <label for={id.clone()}>{ label }</label>
            <input {id} class="input" autocomplete="off" value={(**text).clone()} oninput={typed} />
        </div>
    }
}

fn typed_in_area(text: &UseStateHandle<String>) -> Callback<InputEvent> {
    let text = text.clone();
    Callback::from(move |event: InputEvent| {
        text.set(event.target_unchecked_into::<HtmlTextAreaElement>().value());
    })
}
