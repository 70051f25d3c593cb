//! SetQueueAttributes: how long a received message stays hidden, and who takes what is received too
//! often.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::services::{QueueSettings, RedrivePolicy};
use crate::simulator::{Action, QueueAction};
use crate::time::Duration;
use crate::ui::i18n::use_texts;
use crate::ui::parts::unique_id;

/// AWS's longest visibility timeout, in seconds, and its largest maxReceiveCount.
const VISIBILITY_TIMEOUT_MAX: u64 = 43_200;
const RECEIVES_MAX: u32 = 1000;

#[derive(Properties, PartialEq)]
pub struct SettingsProps {
    pub settings: QueueSettings,
    pub on_action: Callback<Action>,
    pub on_close: Callback<()>,
}

#[component]
pub fn Settings(props: &SettingsProps) -> Html {
    let texts = use_texts();
    let policy = props.settings.redrive_policy.as_ref();
    let visibility = use_state(|| (props.settings.visibility_timeout.0 / 1000).to_string());
    let dead_letter_queue =
        use_state(|| policy.map(|policy| policy.dead_letter_queue.to_string()).unwrap_or_default());
    let receives = use_state(|| policy.map_or(3, |policy| policy.max_receive_count).to_string());
    let id = use_memo((), |()| unique_id("settings"));
    let typed = |state: &UseStateHandle<String>| {
        let state = state.clone();
        move |event: InputEvent| {
            state.set(event.target_unchecked_into::<HtmlInputElement>().value())
        }
    };
    let save = {
        let (on_action, on_close) = (props.on_action.clone(), props.on_close.clone());
        let settings = changed(&props.settings, &visibility, &dead_letter_queue, &receives);
        move |_: MouseEvent| {
            let (queue, action) =
                (settings.name.to_string(), QueueAction::Configure(settings.clone()));
            on_action.emit(Action::Queue { queue, action });
            on_close.emit(());
        }
    };
    let field = |name: &'static str, word: &'static str, control: Html| {
        html! {
            <div class="field"><label for={format!("{id}-{name}")}>{ word }</label>{ control }</div>
        }
    };
    html! {
        <div class="answer lane-form" role="form" aria-label={texts.queue.settings}>
            { field("visibility", texts.queue.visibility_seconds, html! {
                <input id={format!("{id}-visibility")} class="input" type="number" min="0" max={VISIBILITY_TIMEOUT_MAX.to_string()}
                    value={(*visibility).clone()} oninput={typed(&visibility)} />
            }) }
            { field("dead", texts.queue.dead_letter_queue, html! {
                <input id={format!("{id}-dead")} class="input code" spellcheck="false" autocomplete="off" maxlength="80"
                    placeholder={texts.answer.optional} value={(*dead_letter_queue).clone()} oninput={typed(&dead_letter_queue)} />
            }) }
            { field("receives", texts.queue.receives, html! {
                <input id={format!("{id}-receives")} class="input" type="number" min="1" max={RECEIVES_MAX.to_string()}
                    disabled={dead_letter_queue.trim().is_empty()} value={(*receives).clone()} oninput={typed(&receives)} />
            }) }
            <div class="answer-send">
                <button type="button" class="button main" onclick={save}>{ texts.queue.save }</button>
                <button type="button" class="button quiet" onclick={props.on_close.reform(|_| ())}>{ texts.app.cancel }</button>
            </div>
        </div>
    }
}

/// The settings as typed; what is no number stays as it was, and what AWS would refuse is brought
/// within its bounds.
fn changed(
    settings: &QueueSettings,
    visibility: &str,
    dead_letter_queue: &str,
    receives: &str,
) -> QueueSettings {
    let seconds = visibility.trim().parse::<u64>().ok();
    let visibility_timeout = match seconds {
        Some(seconds) => Duration::from_secs(seconds.min(VISIBILITY_TIMEOUT_MAX)),
        None => settings.visibility_timeout,
    };
    let name = dead_letter_queue.trim();
    let max_receive_count = receives.trim().parse().unwrap_or(1).clamp(1, RECEIVES_MAX);
    // No queue is its own dead-letter queue.
    let is_other = !name.is_empty() && *name != *settings.name;
    let redrive_policy =
        is_other.then(|| RedrivePolicy { dead_letter_queue: name.into(), max_receive_count });
    QueueSettings { visibility_timeout, redrive_policy, ..settings.clone() }
}
