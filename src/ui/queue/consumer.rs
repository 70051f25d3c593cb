//! The control of a queue that says who receives its messages: the person, rules, or a function.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::rule_form::RuleForm;
use super::rules::{ConsumerModel, Offer, RuleDraft, hint_of};
use crate::services::{Consumer, Rule};
use crate::simulator::Action;
use crate::ui::i18n::{ConsumerTexts, use_texts};
use crate::ui::parts::{Icon, Sign};

#[derive(Properties, PartialEq)]
pub struct ConsumerChoiceProps {
    pub model: ConsumerModel,
    pub on_action: Callback<Action>,
}

#[component]
pub fn ConsumerChoice(props: &ConsumerChoiceProps) -> Html {
    let texts = &use_texts().consumer;
    let model = &props.model;
    // Rules that are being written; nobody follows them before they are used.
    let drafts = use_state(|| None::<Vec<RuleDraft>>);
    let set = {
        let queue = model.queue.clone();
        props
            .on_action
            .reform(move |consumer| Action::SetConsumer { queue: queue.clone(), consumer })
    };
    let in_effect: Option<Vec<RuleDraft>> = match &model.consumer {
        Some(Consumer::Rules(rules)) => Some(rules.iter().map(RuleDraft::of).collect()),
        Some(Consumer::Function(_)) | None => None,
    };
    let onchange = {
        let (set, drafts) = (set.clone(), drafts.clone());
        Callback::from(move |event: Event| {
            let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
            match chosen.strip_prefix(FUNCTION) {
                Some(function) => {
                    drafts.set(None);
                    set.emit(Some(Consumer::Function(function.into())));
                }
                None if chosen == RULES => drafts.set(Some(vec![RuleDraft::default()])),
                None => {
                    drafts.set(None);
                    set.emit(None);
                }
            }
        })
    };
    let shown = (*drafts).clone().or(in_effect.clone());
    let function = match &model.consumer {
        Some(Consumer::Function(function)) if shown.is_none() => Some(function.to_string()),
        _ => None,
    };
    html! {
        <div class="consumer">
            <label class="consumer-choice">
                <span>{ texts.label }</span>
                <select class="input small" {onchange}>
                    <option value="" selected={shown.is_none() && function.is_none()}>{ texts.by_hand }</option>
                    <option value={RULES} selected={shown.is_some()}>{ texts.by_rules }</option>
                    { for model.functions.iter().map(|name| html! {
                        <option key={name.clone()} value={format!("{FUNCTION}{name}")} selected={function.as_ref() == Some(name)}>
                            { (texts.by_function)(name) }
                        </option>
                    }) }
                </select>
            </label>
            if let Some(offer) = model.offer.as_ref().filter(|_| shown.is_none()) {
                { view_offer(offer, model, &set, &props.on_action, texts) }
            }
            if let Some(rules) = shown {
                <Rules {rules} in_effect={in_effect} states={model.states.clone()}
                    on_draft={Callback::from(move |rules| drafts.set(Some(rules)))}
                    on_use={set.reform(|rules| Some(Consumer::Rules(rules)))} />
            }
        </div>
    }
}

const RULES: &str = "rules";
const FUNCTION: &str = "function ";

/// The template has a function for this queue: who shall receive here?
fn view_offer(
    offer: &Offer,
    model: &ConsumerModel,
    set: &Callback<Option<Consumer>>,
    on_action: &Callback<Action>,
    texts: &'static ConsumerTexts,
) -> Html {
    let words = match &offer.foreign_runtime {
        None => (texts.offer)(&offer.function),
        Some(runtime) => (texts.offer_foreign)(&offer.function, runtime),
    };
    let function = offer.function.clone();
    let accept =
        set.reform(move |_: MouseEvent| Some(Consumer::Function(function.as_str().into())));
    let hint = hint_of(&model.queue);
    let decline = on_action.reform(move |_: MouseEvent| Action::DismissHint(hint.clone()));
    html! {
        <div class="note consumer-offer">
            <Sign icon={Icon::Info} />
            <p>{ words }</p>
            <div class="consumer-answers">
                if offer.foreign_runtime.is_none() {
                    <button type="button" class="button small" onclick={accept}>{ texts.accept }</button>
                }
                <button type="button" class="button quiet small" onclick={decline}>{ texts.decline }</button>
            </div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct RulesProps {
    rules: Vec<RuleDraft>,
    in_effect: Option<Vec<RuleDraft>>,
    states: Vec<String>,
    on_draft: Callback<Vec<RuleDraft>>,
    on_use: Callback<Vec<Rule>>,
}

/// The rules of a queue, to be written and then used.
#[component]
fn Rules(props: &RulesProps) -> Html {
    let texts = &use_texts().consumer;
    let rules = &props.rules;
    let are_used = props.in_effect.as_ref() == Some(rules);
    let made: Result<Vec<Rule>, _> = rules.iter().map(RuleDraft::rule).collect();
    let change = |index: usize| {
        let (rules, on_draft) = (rules.clone(), props.on_draft.clone());
        Callback::from(move |draft: Option<RuleDraft>| {
            let mut rules = rules.clone();
            match draft {
                Some(draft) => rules[index] = draft,
                None => {
                    rules.remove(index);
                }
            }
            on_draft.emit(rules);
        })
    };
    let add = {
        let rules = rules.clone();
        props.on_draft.reform(move |_: MouseEvent| {
            let mut rules = rules.clone();
            rules.push(RuleDraft::default());
            rules
        })
    };
    let onclick = {
        let (made, on_use) = (made.clone(), props.on_use.clone());
        move |_: MouseEvent| {
            if let Ok(rules) = &made {
                on_use.emit(rules.clone());
            }
        }
    };
    html! {
        <div class="rules">
            <p class="rules-explained">{ texts.explained }</p>
            <ol>
                { for rules.iter().enumerate().map(|(index, rule)| html! {
                    <RuleForm key={index} number={index + 1} rule={rule.clone()} states={props.states.clone()}
                        on_change={change(index)} />
                }) }
            </ol>
            <div class="rules-end">
                <button type="button" class="button quiet small" onclick={add}><Sign icon={Icon::Plus} />{ texts.add_rule }</button>
                <span role="status">{ if are_used { texts.in_effect } else { texts.not_in_effect } }</span>
                <button type="button" class="button small main" disabled={are_used || made.is_err()} {onclick}>{ texts.use_rules }</button>
            </div>
        </div>
    }
}
