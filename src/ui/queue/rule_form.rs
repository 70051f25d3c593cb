//! One rule of a queue: which messages, when, and what answer.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::rules::{ATTEMPTS, Attempts, RuleDraft, Wrong};
use crate::ui::i18n::{ConsumerTexts, use_texts};
use crate::ui::parts::{Icon, Sign};

#[derive(Properties, PartialEq)]
pub struct RuleFormProps {
    pub number: usize,
    pub rule: RuleDraft,
    pub states: Vec<String>,
    /// The rule as it is now; `None` removes it.
    pub on_change: Callback<Option<RuleDraft>>,
}

#[component]
pub fn RuleForm(props: &RuleFormProps) -> Html {
    let texts = &use_texts().consumer;
    let answer = &use_texts().answer;
    let rule = &props.rule;
    let wrong = rule.rule().err();
    let field = |label: &'static str,
                 value: &str,
                 is_wrong: bool,
                 change: fn(&mut RuleDraft, String)| {
        let oninput = changing(props, change);
        html! {
            <label class="rule-field">
                <span>{ label }</span>
                <input class="input small code" spellcheck="false" autocomplete="off" value={value.to_owned()}
                    aria-invalid={is_wrong.to_string()} {oninput} />
            </label>
        }
    };
    html! {
        <li class="rule" aria-label={(texts.rule)(props.number)}>
            <div class="rule-head">
                <strong>{ (texts.rule)(props.number) }</strong>
                <button type="button" class="button quiet icon-only small" title={(texts.remove_rule)(props.number)}
                    aria-label={(texts.remove_rule)(props.number)} onclick={props.on_change.reform(|_: MouseEvent| None)}>
                    <Sign icon={Icon::Trash} />
                </button>
            </div>
            <div class="rule-fields">
                { view_state(props, texts) }
                { view_attempts(props, texts) }
                { field(texts.path, &rule.path, wrong == Some(Wrong::Path), |rule, text| rule.path = text) }
                { field(texts.equals, &rule.equals, false, |rule, text| rule.equals = text) }
                { field(texts.after, &rule.after, wrong == Some(Wrong::After), |rule, text| rule.after = text) }
                { field(texts.heartbeat_every, &rule.heartbeat_every, wrong == Some(Wrong::HeartbeatEvery), |rule, text| rule.heartbeat_every = text) }
                { view_answer(props, texts) }
                if !rule.is_failure {
                    { field(texts.output, &rule.output, wrong == Some(Wrong::Output), |rule, text| rule.output = text) }
                } else {
                    { field(answer.error, &rule.error, false, |rule, text| rule.error = text) }
                    { field(answer.cause, &rule.cause, false, |rule, text| rule.cause = text) }
                }
            </div>
            if wrong == Some(Wrong::Path) {
                <p class="rule-wrong" role="status">{ texts.path_wrong }</p>
            }
            if wrong == Some(Wrong::Output) {
                <p class="rule-wrong" role="status">{ answer.invalid_output_explained }</p>
            }
        </li>
    }
}

fn changing(props: &RuleFormProps, change: fn(&mut RuleDraft, String)) -> Callback<InputEvent> {
    let rule = props.rule.clone();
    props.on_change.reform(move |event: InputEvent| {
        let mut rule = rule.clone();
        change(&mut rule, event.target_unchecked_into::<HtmlInputElement>().value());
        Some(rule)
    })
}

fn choosing(props: &RuleFormProps, change: fn(&mut RuleDraft, String)) -> Callback<Event> {
    let rule = props.rule.clone();
    props.on_change.reform(move |event: Event| {
        let mut rule = rule.clone();
        change(&mut rule, event.target_unchecked_into::<HtmlSelectElement>().value());
        Some(rule)
    })
}

fn view_state(props: &RuleFormProps, texts: &'static ConsumerTexts) -> Html {
    let chosen = &props.rule.state;
    let gone = Some(chosen).filter(|state| !state.is_empty() && !props.states.contains(state));
    html! {
        <label class="rule-field">
            <span>{ texts.from_state }</span>
            <select class="input small" onchange={choosing(props, |rule, text| rule.state = text)}>
                <option value="" selected={chosen.is_empty()}>{ texts.any_state }</option>
                { for props.states.iter().chain(gone).map(|state| html! {
                    <option key={state.clone()} value={state.clone()} selected={state == chosen}>{ state }</option>
                }) }
            </select>
        </label>
    }
}

fn view_attempts(props: &RuleFormProps, texts: &'static ConsumerTexts) -> Html {
    let chosen = props.rule.attempts;
    let other = Some(chosen).filter(|attempts| !ATTEMPTS.contains(attempts));
    let rule = props.rule.clone();
    let onchange = props.on_change.reform(move |event: Event| {
        let index = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
        let attempts = usize::try_from(index).ok().and_then(|index| ATTEMPTS.get(index));
        Some(RuleDraft { attempts: attempts.copied().unwrap_or(chosen), ..rule.clone() })
    });
    html! {
        <label class="rule-field">
            <span>{ texts.attempts }</span>
            <select class="input small" {onchange}>
                { for ATTEMPTS.into_iter().chain(other).map(|attempts| html! {
                    <option key={format!("{attempts:?}")} selected={attempts == chosen}>{ words(attempts, texts) }</option>
                }) }
            </select>
        </label>
    }
}

/// People count from one.
fn words(attempts: Attempts, texts: &'static ConsumerTexts) -> String {
    match attempts {
        Attempts { from: 0, to: None } => texts.every_attempt.into(),
        Attempts { from, to: None } => (texts.attempts_from)(from + 1),
        Attempts { from, to: Some(to) } if from == to => (texts.attempt)(from + 1),
        Attempts { from, to: Some(to) } => (texts.attempts_between)(from + 1, to + 1),
    }
}

fn view_answer(props: &RuleFormProps, texts: &'static ConsumerTexts) -> Html {
    let is_failure = props.rule.is_failure;
    html! {
        <label class="rule-field">
            <span>{ texts.answer }</span>
            <select class="input small" onchange={choosing(props, |rule, text| rule.is_failure = text == FAILURE)}>
                <option value="success" selected={!is_failure}>{ texts.success }</option>
                <option value={FAILURE} selected={is_failure}>{ texts.failure }</option>
            </select>
        </label>
    }
}

const FAILURE: &str = "failure";
