//! The panel: a function's code beside what came of running it.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::log::Invocations;
use super::model::{FunctionModel, FunctionView, Standing};
use crate::services::Consumer;
use crate::simulator::Action;
use crate::ui::editor::TextField;
use crate::ui::editor::model::TextLanguage;
use crate::ui::i18n::{FunctionTexts, use_texts};
use crate::ui::parts::{Icon, Sign};

#[derive(Properties, PartialEq)]
pub struct FunctionPanelProps {
    pub model: FunctionModel,
    pub on_choose: Callback<String>,
    pub on_action: Callback<Action>,
}

#[component]
pub fn FunctionPanel(props: &FunctionPanelProps) -> Html {
    let texts = &use_texts().function;
    let Some(shown) = &props.model.shown else { return Html::default() };
    let name = shown.name.clone();
    let on_change = props
        .on_action
        .reform(move |code: String| Action::EditFunction { function: name.clone(), code });
    html! {
        <div class="function-body">
            { view_head(props, shown, texts) }
            <div class="function-code">
                <TextField key={shown.name.clone()} label={texts.code} text={AttrValue::from(shown.code.clone())}
                    language={TextLanguage::JavaScript} {on_change} />
            </div>
            <div class="function-side">
                { view_facts(props, shown, texts) }
                <Invocations function={shown.clone()} on_action={props.on_action.clone()} />
            </div>
        </div>
    }
}

/// Which function, and whether its code is the one that runs.
fn view_head(
    props: &FunctionPanelProps,
    shown: &FunctionView,
    texts: &'static FunctionTexts,
) -> Html {
    let onchange = props
        .on_choose
        .reform(|event: Event| event.target_unchecked_into::<HtmlSelectElement>().value());
    html! {
        <header class="function-head">
            if props.model.names.len() > 1 {
                <select class="input small function-name" aria-label={texts.function} {onchange}>
                    { for props.model.names.iter().map(|name| html! {
                        <option key={name.clone()} value={name.clone()} selected={*name == shown.name}>{ name }</option>
                    }) }
                </select>
            } else {
                <h3 class="function-name">{ &shown.name }</h3>
            }
            { view_standing(props, shown, texts) }
        </header>
    }
}

/// How it was declared, and what it receives from.
fn view_facts(
    props: &FunctionPanelProps,
    shown: &FunctionView,
    texts: &'static FunctionTexts,
) -> Html {
    let facts = [
        Some(shown.runtime.clone()).filter(|runtime| !runtime.is_empty()),
        Some(shown.handler.clone()).filter(|handler| !handler.is_empty()),
        Some((texts.timeout)(shown.timeout)),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    html! {
        <div class="function-facts">
            <p>{ facts.join(" · ") }</p>
            { for shown.queues.iter().map(|(queue, receives)| view_queue(props, shown, queue, *receives, texts)) }
            if !shown.environment.is_empty() {
                <details class="function-environment">
                    <summary>{ (texts.environment)(shown.environment.len()) }</summary>
                    <dl>
                        { for shown.environment.iter().map(|(name, value)| html! {
                            <div key={name.clone()}><dt>{ name }</dt><dd>{ value }</dd></div>
                        }) }
                    </dl>
                </details>
            }
        </div>
    }
}

/// A queue that the template gives to the function, and whether it has it.
fn view_queue(
    props: &FunctionPanelProps,
    shown: &FunctionView,
    queue: &str,
    receives: bool,
    texts: &'static FunctionTexts,
) -> Html {
    let (name, function) = (queue.to_owned(), shown.name.clone());
    let let_it = props.on_action.reform(move |_: MouseEvent| Action::SetConsumer {
        queue: name.clone(),
        consumer: Some(Consumer::Function(function.as_str().into())),
    });
    html! {
        <p key={queue.to_owned()} class="function-queue">
            if receives {
                <Sign icon={Icon::Queue} />{ (texts.polls)(queue) }
            } else {
                <Sign icon={Icon::Queue} />{ (texts.polls_not)(queue) }
                if shown.standing != Standing::Foreign {
                    <button type="button" class="button quiet small" onclick={let_it}>{ texts.let_it }</button>
                }
            }
        </p>
    }
}

/// Whether what is shown is what runs, and the button that makes it so.
fn view_standing(
    props: &FunctionPanelProps,
    shown: &FunctionView,
    texts: &'static FunctionTexts,
) -> Html {
    let (standing, words) = match shown.standing {
        Standing::Deployed => ("deployed", texts.deployed.to_owned()),
        Standing::Undeployed => ("undeployed", texts.undeployed.to_owned()),
        Standing::Unwritten => ("unwritten", texts.unwritten.to_owned()),
        Standing::Foreign => ("foreign", (texts.foreign)(&shown.runtime)),
    };
    let (function, code) = (shown.name.clone(), shown.code.clone());
    let deploy = props.on_action.reform(move |_: MouseEvent| Action::DeployFunction {
        function: function.clone(),
        code: code.clone(),
    });
    let restore = shown.declared.clone().filter(|_| shown.is_changed).map(|code| {
        let function = shown.name.clone();
        props.on_action.reform(move |_: MouseEvent| Action::EditFunction {
            function: function.clone(),
            code: code.clone(),
        })
    });
    let can_deploy = matches!(shown.standing, Standing::Undeployed | Standing::Unwritten);
    html! {
        <div class="function-standing" data-standing={standing}>
            <p role="status">{ words }</p>
            if let Some(onclick) = restore {
                <button type="button" class="button quiet small" {onclick}>{ texts.restore }</button>
            }
            if shown.standing != Standing::Foreign {
                <button type="button" class="button main" disabled={!can_deploy} onclick={deploy}>{ texts.deploy }</button>
            }
        </div>
    }
}
