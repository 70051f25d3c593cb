//! The one obvious button, and the status beside it.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::model::RunModel;
use crate::engine::Status;
use crate::simulator::{Action, DocumentId, RunId};
use crate::ui::i18n::{Texts, use_texts};
use crate::ui::parts::{Icon, Sign, status_of_execution};

#[derive(Properties, PartialEq)]
pub struct RunToolsProps {
    pub model: RunModel,
    pub on_action: Callback<Action>,
    /// Opens the dialog on executions.
    pub on_executions: Callback<()>,
}

#[component]
pub fn RunTools(props: &RunToolsProps) -> Html {
    let texts = use_texts();
    let model = &props.model;
    let is_running = model.status == Some(Status::Running);
    let stop = props.on_action.reform(|_: MouseEvent| Action::StopExecution {
        error: String::new(),
        cause: String::new(),
    });
    let start = props.on_action.reform(|_: MouseEvent| Action::Start);
    html! {
        <div class="run-tools">
            if model.documents.len() > 1 {
                { view_documents(props, texts) }
            }
            if model.runs.len() > 1 {
                { view_runs(props, texts) }
            }
            { view_status(model, texts) }
            if model.can_be_stopped {
                <button type="button" class="button quiet" aria-label={texts.app.stop_execution} onclick={stop}>
                    <Sign icon={Icon::Stop} /><span class="stop-word">{ texts.app.stop_execution }</span>
                </button>
            }
            <button type="button" class="button quiet icon-only" title={texts.run.dialog} aria-label={texts.run.dialog}
                onclick={props.on_executions.reform(|_: MouseEvent| ())}>
                <Sign icon={Icon::List} />
            </button>
            // While an execution runs, the next thing to do is elsewhere.
            <button
                type="button"
                class={classes!("button", (!is_running).then_some("main"))}
                disabled={!model.can_start}
                aria-label={texts.app.start_execution}
                title={(!model.can_start).then_some(texts.app.cannot_start)}
                onclick={start}
            >
                <Sign icon={Icon::Play} /><span class="start-word">{ texts.app.start_execution }</span>
            </button>
        </div>
    }
}

fn view_status(model: &RunModel, texts: &'static Texts) -> Html {
    let (status, word) = match model.status {
        Some(Status::Running) if model.is_waiting => ("waiting", texts.status.waiting),
        status => status_of_execution(status, &texts.status),
    };
    html! { <span class="status" data-status={status}>{ word }</span> }
}

fn view_runs(props: &RunToolsProps, texts: &'static Texts) -> Html {
    let onchange = props.on_action.reform(|event: Event| Action::SelectRun(RunId(chosen(&event))));
    html! {
        <select class="input" aria-label={texts.run.executions} {onchange}>
            { for props.model.runs.iter().map(|run| html! {
                <option key={run.id.0} value={run.id.0.to_string()} selected={props.model.selected == Some(run.id)}>
                    { (texts.run.execution)(run.id.0 as usize + 1, run.machine.as_deref(), status_of_execution(Some(run.status), &texts.status).1) }
                </option>
            }) }
        </select>
    }
}

fn view_documents(props: &RunToolsProps, texts: &'static Texts) -> Html {
    let onchange =
        props.on_action.reform(|event: Event| Action::SelectDocument(DocumentId(chosen(&event))));
    html! {
        <select class="input documents" aria-label={texts.run.state_machines} {onchange}>
            { for props.model.documents.iter().map(|(id, name)| html! {
                <option key={id.0} value={id.0.to_string()} selected={props.model.open == *id}>{ name }</option>
            }) }
        </select>
    }
}

/// The number of the option that was chosen; each was written from one.
fn chosen(event: &Event) -> u32 {
    event.target_unchecked_into::<HtmlSelectElement>().value().parse().unwrap_or_default()
}
