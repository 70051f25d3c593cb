//! A task that waits without a message in a lane: an activity, another service, a token that was
//! passed on elsewhere.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::answer::Answering;
use super::by_hand::ByHand;
use super::calls::Calls;
use super::model::share_left;
use crate::simulator::Action;
use crate::simulator::view::{Countdown, WaitingKind, WaitingView};
use crate::ui::i18n::use_texts;
use crate::ui::parts::{Icon, Sign, unique_id};
use crate::ui::pretty::pretty;

#[derive(Properties, PartialEq)]
pub struct TaskCardProps {
    pub task: WaitingView,
    /// Whether there are several executions, so that each task says whose it is.
    pub are_many: bool,
    pub on_action: Callback<Action>,
}

#[component]
pub fn TaskCard(props: &TaskCardProps) -> Html {
    let texts = use_texts();
    let task = &props.task;
    html! {
        <article class="message" data-status="waiting" aria-label={(texts.queue.message)(&task.state)}>
            <div class="message-head">
                <span class="status" data-status="waiting">{ texts.status.waiting }</span>
                <span class="message-age">{ (texts.queue.waits)(task.waited) }</span>
            </div>
            <p class="message-from">
                <span class="message-service"><Sign icon={Icon::Service} />{ &task.state }</span>
                <span>{ &task.resource }</span>
                if let Some(worker) = &task.worker {
                    <span>{ (texts.queue.taken_by)(worker) }</span>
                }
                if props.are_many {
                    <span title={task.execution_name.clone()}>
                        { (texts.queue.whose)(task.run.0 as usize + 1, &task.state_machine_name) }
                    </span>
                }
            </p>
            <pre class="message-body" tabindex="0" role="region" aria-label={texts.inspector.parameters}>
                { pretty(&task.parameters) }
            </pre>
            <Countdowns timeout={task.timeout} heartbeat={task.heartbeat} />
            <Calls calls={task.calls.clone()} />
            { match (&task.token, task.kind) {
                (Some(token), WaitingKind::Callback | WaitingKind::Activity) => html! {
                    <Answering token={token.clone()} suggestion={Some(task.suggestion.clone())}
                        is_open=true on_action={props.on_action.clone()} />
                },
                (None, WaitingKind::Activity) => html! {
                    <Worker task={task.clone()} are_many={props.are_many} on_action={props.on_action.clone()} />
                },
                (_, WaitingKind::Answer) | (None, WaitingKind::Callback) => html! {
                    <ByHand run={task.run} task={task.task.clone()} suggestion={task.suggestion.clone()}
                        on_action={props.on_action.clone()} />
                },
            } }
        </article>
    }
}

/// A worker polls: an activity's task has no token before one has taken it.
#[component]
fn Worker(props: &TaskCardProps) -> Html {
    let texts = &use_texts().queue;
    let name = use_state(String::new);
    let id = use_memo((), |()| unique_id("worker"));
    let oninput = {
        let name = name.clone();
        move |event: InputEvent| name.set(event.target_unchecked_into::<HtmlInputElement>().value())
    };
    let (run, task, worker_name) = (props.task.run, props.task.task.clone(), (*name).clone());
    let take = props.on_action.reform(move |_: MouseEvent| Action::GetActivityTask {
        run,
        task: task.clone(),
        worker_name: worker_name.trim().into(),
    });
    html! {
        <div class="worker" role="form" aria-label={texts.take}>
            <div class="field">
                <label for={id.to_string()}>{ texts.worker_name }</label>
                <input id={id.to_string()} class="input code" maxlength="80" spellcheck="false" autocomplete="off"
                    placeholder="worker-1" value={(*name).clone()} {oninput} />
            </div>
            <button type="button" class="button main" title="GetActivityTask" onclick={take}>
                <Sign icon={Icon::Take} />{ texts.take }
            </button>
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct CountdownsProps {
    pub timeout: Option<Countdown>,
    pub heartbeat: Option<Countdown>,
}

/// The timeout and the heartbeat running down.
#[component]
pub fn Countdowns(props: &CountdownsProps) -> Html {
    let texts = use_texts();
    let row = |countdown: Countdown, icon: Icon, words: String| {
        html! {
            <div class="countdown">
                <Sign {icon} />
                <span>{ words }</span>
                <progress value={share_left(countdown).to_string()} max="1" aria-hidden="true" />
            </div>
        }
    };
    html! {
        <>
            if let Some(countdown) = props.heartbeat {
                { row(countdown, Icon::Heart, (texts.queue.heartbeat_in)(countdown.left)) }
            }
            if let Some(countdown) = props.timeout {
                { row(countdown, Icon::Wait, (texts.queue.times_out_in)(countdown.left)) }
            }
        </>
    }
}
