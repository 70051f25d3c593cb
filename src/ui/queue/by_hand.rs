//! A task whose service a person plays: an answer without a token.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::engine::{Failure, TaskId};
use crate::services::Outcome;
use crate::simulator::{Action, RunId};
use crate::ui::i18n::use_texts;
use crate::ui::parts::unique_id;
use crate::value::Json;

#[derive(Properties, PartialEq)]
pub struct ByHandProps {
    pub run: RunId,
    pub task: TaskId,
    pub suggestion: String,
    pub on_action: Callback<Action>,
}

/// The service's answer as JSON, to return or, as an error, to throw.
#[component]
pub fn ByHand(props: &ByHandProps) -> Html {
    let texts = use_texts();
    let answer = use_state(|| props.suggestion.clone());
    let id = use_memo((), |()| unique_id("by-hand"));
    let parsed = Json::parse(&answer);
    let oninput = {
        let answer = answer.clone();
        Callback::from(move |event: InputEvent| {
            answer.set(event.target_unchecked_into::<HtmlTextAreaElement>().value());
        })
    };
    let (run, task) = (props.run, props.task.clone());
    let send = |outcome: Outcome| {
        let action = Action::AnswerTask { run, task: task.clone(), outcome };
        props.on_action.reform(move |_: MouseEvent| action.clone())
    };
    let failure = Failure { error: Some("States.TaskFailed".into()), cause: None };

    html! {
        <div class="answer">
            <div class="field">
                <label for={id.to_string()}>{ texts.answer.output }</label>
                <textarea id={id.to_string()} class="input code" rows="4" spellcheck="false"
                    value={(*answer).clone()} {oninput} aria-invalid={parsed.is_err().to_string()} />
                if let Err(problem) = &parsed {
                    <p class="answer-hint" data-tone="wrong" aria-live="polite">
                        { (texts.answer.not_json)(problem.line, problem.column, &problem.message) }
                    </p>
                }
            </div>
            <div class="message-actions">
                <button type="button" class="button main" disabled={parsed.is_err()}
                    onclick={send(Outcome::Return(parsed.clone().unwrap_or_default()))}>{ texts.answer.deliver }</button>
                <button type="button" class="button"
                    onclick={send(Outcome::Throw(failure))}>{ texts.answer.fail }</button>
            </div>
        </div>
    }
}
