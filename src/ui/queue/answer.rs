//! Answering a token: the buttons, the form behind each, and what AWS said.

use web_sys::{HtmlElement, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::simulator::Action;
use crate::simulator::shell::{send_task_failure, send_task_heartbeat, send_task_success};
use crate::ui::i18n::{AnswerTexts, use_texts};
use crate::ui::parts::{CodeBlock, Icon, Sign, unique_id};
use crate::value::Json;

/// What a callback answers with in AWS's own example of this workflow.
pub const OUTPUT_BY_DEFAULT: &str = "\"Callback task completed successfully.\"";

/// What a person does with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Success,
    Failure,
    Heartbeat,
}

/// The region of the AWS CLI's commands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Region(pub String);

#[derive(Properties, PartialEq)]
pub struct AnsweringProps {
    pub token: AttrValue,
    /// The output to begin editing with.
    #[prop_or_default]
    pub suggestion: Option<String>,
    /// Whether a task waits for the token; otherwise the buttons are there, but do not call.
    pub is_open: bool,
    pub on_action: Callback<Action>,
}

/// The three answers to a token, with the form of the one that was chosen.
#[component]
pub fn Answering(props: &AnsweringProps) -> Html {
    let texts = use_texts();
    let chosen = use_state(|| None::<Verb>);
    let buttons = use_node_ref();
    let close = {
        let (chosen, buttons) = (chosen.clone(), buttons.clone());
        Callback::from(move |()| {
            chosen.set(None);
            // Back to where the person came from; a button that is gone cannot take the focus.
            if let Some(button) = buttons.cast::<HtmlElement>().and_then(first_button) {
                let _ = button.focus();
            }
        })
    };
    let button = |verb: Verb, icon: Icon, word: &'static str| {
        let is_chosen = *chosen == Some(verb);
        let chosen = chosen.clone();
        let is_main = verb == Verb::Success && props.is_open && chosen.is_none();
        html! {
            <button
                type="button"
                class={classes!("button", is_main.then_some("main"))}
                aria-expanded={is_chosen.to_string()}
                onclick={move |_: MouseEvent| chosen.set((!is_chosen).then_some(verb))}
            >
                <Sign {icon} />{ word }
            </button>
        }
    };

    html! {
        <>
            <div ref={buttons} class="message-actions" data-open={props.is_open.to_string()}>
                { button(Verb::Success, Icon::Check, texts.queue.deliver) }
                { button(Verb::Failure, Icon::Cross, texts.queue.fail) }
                { button(Verb::Heartbeat, Icon::Heart, texts.queue.heartbeat) }
            </div>
            if let Some(verb) = *chosen {
                <Answer
                    key={format!("{verb:?}")}
                    {verb}
                    token={props.token.clone()}
                    suggestion={props.suggestion.clone()}
                    on_action={props.on_action.clone()}
                    on_close={close}
                />
            }
        </>
    }
}

fn first_button(buttons: HtmlElement) -> Option<HtmlElement> {
    use wasm_bindgen::JsCast;
    buttons.query_selector("button").ok().flatten()?.dyn_into().ok()
}

#[derive(Properties, PartialEq)]
pub struct AnswerProps {
    pub verb: Verb,
    /// Whether the form lets the person choose among the verbs, and type the token.
    #[prop_or_default]
    pub can_choose: bool,
    #[prop_or_default]
    pub token: AttrValue,
    #[prop_or_default]
    pub suggestion: Option<String>,
    pub on_action: Callback<Action>,
    pub on_close: Callback<()>,
}

/// The form of one answer, with the command line that does the same.
#[component]
pub fn Answer(props: &AnswerProps) -> Html {
    let texts = use_texts();
    let Region(region) = use_context::<Region>().unwrap_or_default();
    let verb = use_state(|| props.verb);
    let token = use_state(|| props.token.to_string());
    let output = use_state(|| {
        props.suggestion.clone().filter(|text| !text.is_empty()).unwrap_or(OUTPUT_BY_DEFAULT.into())
    });
    let error = use_state(String::new);
    let cause = use_state(String::new);
    let id = use_memo((), |()| unique_id("answer"));
    let form = use_node_ref();
    use_effect_with(form.clone(), |form| {
        let first = form
            .cast::<HtmlElement>()
            .and_then(|form| form.query_selector("textarea, input, .send").ok().flatten());
        if let Some(first) = first.and_then(|first| {
            use wasm_bindgen::JsCast;
            first.dyn_into::<HtmlElement>().ok()
        }) {
            // It is on the page: focusing it does not fail.
            let _ = first.focus();
        }
    });

    let problem = match *verb {
        Verb::Success => Json::parse(&output).err(),
        Verb::Failure | Verb::Heartbeat => None,
    };
    let sent_token = token.trim().to_string();
    let (title, send_word, command) = match *verb {
        Verb::Success => (
            texts.answer.deliver_title,
            texts.answer.deliver,
            send_task_success(&sent_token, &output, &region),
        ),
        Verb::Failure => (
            texts.answer.fail_title,
            texts.answer.fail,
            send_task_failure(&sent_token, &error, &cause, &region),
        ),
        Verb::Heartbeat => (
            texts.answer.heartbeat_title,
            texts.answer.heartbeat,
            send_task_heartbeat(&sent_token, &region),
        ),
    };
    // Not a form's own submission: a sandboxed iframe refuses that before anybody hears of it.
    let send = {
        let action = match *verb {
            Verb::Success => {
                Action::SendTaskSuccess { token: sent_token, output: (*output).clone() }
            }
            Verb::Failure => Action::SendTaskFailure {
                token: sent_token,
                error: (*error).clone(),
                cause: (*cause).clone(),
            },
            Verb::Heartbeat => Action::SendTaskHeartbeat { token: sent_token },
        };
        let (on_action, on_close, stays) =
            (props.on_action.clone(), props.on_close.clone(), props.can_choose);
        Callback::from(move |()| {
            on_action.emit(action.clone());
            if !stays {
                on_close.emit(());
            }
        })
    };
    let onkeydown = {
        let (send, on_close) = (send.clone(), props.on_close.clone());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Escape" => {
                event.stop_propagation();
                on_close.emit(());
            }
            "Enter" if is_sending(&event) => {
                event.prevent_default();
                send.emit(());
            }
            _ => {}
        })
    };

    html! {
        <div ref={form} class="answer" role="form" aria-label={if props.can_choose { texts.answer.by_hand_title } else { title }} {onkeydown}>
            if props.can_choose {
                <p class="answer-hint">{ texts.answer.by_hand_explained }</p>
                <div class="field">
                    <label for={format!("{id}-token")}>{ texts.answer.token }</label>
                    <textarea id={format!("{id}-token")} class="input code short" rows="2" spellcheck="false"
                        autocomplete="off" value={(*token).clone()} oninput={typed_in_area(&token)} />
                </div>
                { view_choice(&verb, &id, &texts.answer) }
            }
            if *verb == Verb::Success {
                <div class="field">
                    <label for={format!("{id}-output")}>{ texts.answer.output }</label>
                    <textarea id={format!("{id}-output")} class="input code" rows="3" spellcheck="false"
                        autocomplete="off" value={(*output).clone()} oninput={typed_in_area(&output)}
                        aria-invalid={problem.is_some().to_string()} aria-describedby={format!("{id}-hint")} />
                    <p id={format!("{id}-hint")} class="answer-hint" aria-live="polite" data-tone={problem.is_some().then_some("wrong")}>
                        { match &problem {
                            None => texts.answer.output_is_json.to_string(),
                            Some(problem) => format!(
                                "{} {}",
                                (texts.answer.not_json)(problem.line, problem.column, &problem.message),
                                texts.answer.send_anyway,
                            ),
                        } }
                    </p>
                </div>
            }
            if *verb == Verb::Failure {
                <div class="field">
                    <label for={format!("{id}-error")}>{ texts.answer.error }<small>{ texts.answer.optional }</small></label>
                    <input id={format!("{id}-error")} class="input code" spellcheck="false" autocomplete="off"
                        maxlength="256" value={(*error).clone()} oninput={typed(&error)} />
                </div>
                <div class="field">
                    <label for={format!("{id}-cause")}>{ texts.answer.cause }<small>{ texts.answer.optional }</small></label>
                    <input id={format!("{id}-cause")} class="input" autocomplete="off"
                        maxlength="32768" value={(*cause).clone()} oninput={typed(&cause)} />
                </div>
            }
            <div class="answer-send">
                <button type="button" class={classes!("button", "main", "send", (*verb == Verb::Failure).then_some("grave"))} onclick={send.reform(|_: MouseEvent| ())}>{ send_word }</button>
                <button type="button" class="button quiet" onclick={props.on_close.reform(|_| ())}>{ texts.app.cancel }</button>
            </div>
            <div class="field cli">
                <span class="field-label">{ texts.answer.same_by_cli }</span>
                <CodeBlock label={texts.answer.same_by_cli} code={command} />
            </div>
        </div>
    }
}

/// Enter sends from a one-line field; where Enter makes a line, Ctrl or Command goes with it.
fn is_sending(event: &KeyboardEvent) -> bool {
    let is_in_field = event.target_dyn_into::<HtmlInputElement>().is_some();
    is_in_field && !event.is_composing() || event.ctrl_key() || event.meta_key()
}

fn view_choice(verb: &UseStateHandle<Verb>, id: &str, texts: &'static AnswerTexts) -> Html {
    let option = |of: Verb, word: &'static str| {
        let verb = verb.clone();
        html! {
            <label class="choice">
                <input type="radio" name={format!("{id}-verb")} checked={*verb == of} onchange={move |_: Event| verb.set(of)} />
                { word }
            </label>
        }
    };
    html! {
        <div class="choices" role="radiogroup" aria-label={texts.action}>
            { option(Verb::Success, texts.deliver) }
            { option(Verb::Failure, texts.fail) }
            { option(Verb::Heartbeat, texts.heartbeat) }
        </div>
    }
}

fn typed_in_area(state: &UseStateHandle<String>) -> Callback<InputEvent> {
    let state = state.clone();
    Callback::from(move |event: InputEvent| {
        state.set(event.target_unchecked_into::<HtmlTextAreaElement>().value());
    })
}

fn typed(state: &UseStateHandle<String>) -> Callback<InputEvent> {
    let state = state.clone();
    Callback::from(move |event: InputEvent| {
        state.set(event.target_unchecked_into::<HtmlInputElement>().value());
    })
}
