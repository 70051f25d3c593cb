//! What came of running a function: its invocations with their logs, and a try with an event of the
//! person's own.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::model::{Ended, FunctionView, Outcome, Running, Standing, TriggerView};
use crate::simulator::Action;
use crate::ui::i18n::{FunctionTexts, use_texts};
use crate::ui::parts::{CodeBlock, Icon, Sign};

#[derive(Properties, PartialEq)]
pub struct InvocationsProps {
    pub function: FunctionView,
    pub on_action: Callback<Action>,
}

#[component]
pub fn Invocations(props: &InvocationsProps) -> Html {
    let texts = &use_texts().function;
    let shown = &props.function;
    let is_testing = use_state(|| false);
    let toggle = {
        let is_testing = is_testing.clone();
        move |_: MouseEvent| is_testing.set(!*is_testing)
    };
    let can_run = matches!(shown.standing, Standing::Deployed | Standing::Undeployed);
    html! {
        <section class="function-log" aria-label={texts.log}>
            <header class="function-log-head">
                <h4>{ texts.log }</h4>
                <p class="function-running" role="status">{ match &shown.running {
                    None => String::new(),
                    Some(Running::Now) => texts.running.into(),
                    Some(Running::Asleep(left)) => (texts.asleep)(*left),
                } }</p>
                if can_run {
                    <button type="button" class="button quiet small" aria-expanded={is_testing.to_string()} onclick={toggle}>
                        <Sign icon={Icon::Play} />{ texts.test }
                    </button>
                }
            </header>
            if *is_testing && can_run {
                <TestForm function={shown.name.clone()} on_action={props.on_action.clone()} />
            }
            if shown.invocations.is_empty() {
                <p class="function-no-log">{ texts.no_log }</p>
            }
            <ol class="invocations">
                { for shown.invocations.iter().enumerate().map(|(index, ended)| view_ended(ended, index == 0, texts)) }
            </ol>
        </section>
    }
}

fn view_ended(ended: &Ended, is_newest: bool, texts: &'static FunctionTexts) -> Html {
    let (status, word, result) = match &ended.outcome {
        Outcome::Returned(value) => ("succeeded", texts.returned, value.clone()),
        Outcome::Failed(error) => ("failed", texts.failed, error.clone()),
        Outcome::TimedOut(words) => ("failed", texts.timed_out, words.clone()),
    };
    let trigger = match &ended.trigger {
        TriggerView::Queue { name, n_messages } => (texts.by_queue)(name, *n_messages),
        TriggerView::Topic(topic) => (texts.by_topic)(topic),
        TriggerView::Task => texts.by_task.into(),
        TriggerView::Event => texts.by_event.into(),
        TriggerView::Test => texts.by_test.into(),
    };
    html! {
        <li key={ended.id}>
            <details class="invocation" open={is_newest}>
                <summary>
                    <span class="status" data-status={status}>{ word }</span>
                    <time>{ &ended.at }</time>
                    <span class="invocation-trigger">{ trigger }</span>
                    <code class="invocation-result">{ result }</code>
                </summary>
                <CodeBlock label={texts.log} code={ended.log.clone()} />
                <details class="invocation-event">
                    <summary>{ texts.event }</summary>
                    <CodeBlock label={texts.event} code={ended.event.clone()} />
                </details>
            </details>
        </li>
    }
}

#[derive(Properties, PartialEq)]
struct TestFormProps {
    function: String,
    on_action: Callback<Action>,
}

/// An event to try the function with.
#[component]
fn TestForm(props: &TestFormProps) -> Html {
    let texts = &use_texts().function;
    let event = use_state(|| "{}".to_owned());
    let problem = crate::simulator::check_json(&event).err();
    let oninput = {
        let event = event.clone();
        move |typed: InputEvent| {
            event.set(typed.target_unchecked_into::<HtmlTextAreaElement>().value());
        }
    };
    let test = {
        let (function, event) = (props.function.clone(), event.clone());
        props.on_action.reform(move |_: MouseEvent| Action::TestFunction {
            function: function.clone(),
            event: (*event).clone(),
        })
    };
    html! {
        <div class="function-test" role="form" aria-label={texts.test}>
            <textarea class="input code short" rows="3" aria-label={texts.test_event} spellcheck="false" autocomplete="off"
                aria-invalid={problem.is_some().to_string()} value={(*event).clone()} {oninput} />
            <button type="button" class="button" disabled={problem.is_some()} onclick={test}>{ texts.test }</button>
        </div>
    }
}
