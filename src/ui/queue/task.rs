//! A task that waits without a message in a lane: an activity, another service, a token that was
//! passed on elsewhere.

use yew::prelude::*;

use super::answer::Answering;
use super::by_hand::ByHand;
use super::calls::Calls;
use super::model::share_left;
use crate::simulator::Action;
use crate::simulator::view::{Countdown, WaitingKind, WaitingView};
use crate::ui::i18n::use_texts;
use crate::ui::parts::{Icon, Sign};
use crate::ui::pretty::pretty;

#[derive(Properties, PartialEq)]
pub struct TaskCardProps {
    pub task: WaitingView,
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
            <p class="message-from"><Sign icon={Icon::Service} />{ format!("{} · {}", task.state, task.resource) }</p>
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
                (None, WaitingKind::Activity) => view_worker(props, texts.queue.take),
                (_, WaitingKind::Answer) | (None, WaitingKind::Callback) => html! {
                    <ByHand run={task.run} task={task.task.clone()} suggestion={task.suggestion.clone()}
                        on_action={props.on_action.clone()} />
                },
            } }
        </article>
    }
}

/// An activity's task has no token before a worker has taken it.
fn view_worker(props: &TaskCardProps, word: &'static str) -> Html {
    let (run, task) = (props.task.run, props.task.task.clone());
    let take = props.on_action.reform(move |_: MouseEvent| Action::GetActivityTask {
        run,
        task: task.clone(),
        worker_name: WORKER_NAME.into(),
    });
    html! {
        <div class="message-actions">
            <button type="button" class="button" onclick={take}>{ word }</button>
        </div>
    }
}

const WORKER_NAME: &str = "signalbox";

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
