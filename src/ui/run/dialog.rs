//! The dialog on executions: the next one's name and type, who answers its tasks, and all that were
//! started.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::answers::{Answers, Saved};
use super::model::{ExecutionsModel, RunLine};
use crate::asl::WorkflowType;
use crate::simulator::{Action, RunId};
use crate::ui::i18n::{Texts, use_texts};
use crate::ui::parts::{Dialog, Icon, Sign, status_of_execution, unique_id};

#[derive(Properties, PartialEq)]
pub struct ExecutionsDialogProps {
    pub model: ExecutionsModel,
    pub on_action: Callback<Action>,
    pub on_save: Callback<Saved>,
    pub on_close: Callback<()>,
}

#[component]
pub fn ExecutionsDialog(props: &ExecutionsDialogProps) -> Html {
    let texts = use_texts();
    let stopping = use_state(|| None::<RunId>);
    html! {
        <Dialog title={texts.run.executions} on_close={props.on_close.clone()}>
            <Next model={props.model.clone()} on_action={props.on_action.clone()} />
            <Answers model={props.model.clone()} on_action={props.on_action.clone()} on_save={props.on_save.clone()} />
            <section class="executions">
                <h3>{ texts.run.started }</h3>
                if props.model.runs.is_empty() {
                    <p class="gallery-explained">{ texts.run.none }</p>
                }
                <ul>{ for props.model.runs.iter().map(|run| view_run(run, props, &stopping, texts)) }</ul>
            </section>
        </Dialog>
    }
}

#[derive(Properties, PartialEq)]
struct NextProps {
    model: ExecutionsModel,
    on_action: Callback<Action>,
}

/// What the next execution is called, and of what type its state machine is.
#[component]
fn Next(props: &NextProps) -> Html {
    let texts = use_texts();
    let id = use_memo((), |()| unique_id("next"));
    let ExecutionsModel { execution_name, workflow_type, .. } = props.model.clone();
    let name = props.on_action.reform(move |event: Event| Action::Configure {
        execution_name: event.target_unchecked_into::<HtmlInputElement>().value(),
        workflow_type,
    });
    let kept_name = execution_name.clone();
    let kind = props.on_action.reform(move |event: Event| Action::Configure {
        execution_name: kept_name.clone(),
        workflow_type: match &*event.target_unchecked_into::<HtmlSelectElement>().value() {
            EXPRESS => WorkflowType::Express,
            _ => WorkflowType::Standard,
        },
    });
    let is_express = workflow_type == WorkflowType::Express;
    html! {
        <section class="next-execution">
            <h3>{ texts.run.next }</h3>
            <div class="field-pair">
                <div class="field">
                    <label for={format!("{id}-name")}>{ texts.run.name }<small>{ texts.answer.optional }</small></label>
                    <input id={format!("{id}-name")} class="input code" maxlength="80" spellcheck="false"
                        autocomplete="off" placeholder={texts.run.name_made_up} value={execution_name} onchange={name} />
                </div>
                <div class="field">
                    <label for={format!("{id}-type")}>{ texts.run.workflow_type }</label>
                    <select id={format!("{id}-type")} class="input" onchange={kind}>
                        <option value="standard" selected={!is_express}>{ "Standard" }</option>
                        <option value={EXPRESS} selected={is_express}>{ "Express" }</option>
                    </select>
                </div>
            </div>
            if is_express {
                <p class="answer-hint">{ texts.run.express_explained }</p>
            }
        </section>
    }
}

const EXPRESS: &str = "express";

fn view_run(
    run: &RunLine,
    props: &ExecutionsDialogProps,
    stopping: &UseStateHandle<Option<RunId>>,
    texts: &'static Texts,
) -> Html {
    let id = run.id;
    let act = |word: &'static str, icon: Icon, actions: Vec<Action>| {
        let on_action = props.on_action.clone();
        let onclick =
            move |_: MouseEvent| actions.iter().cloned().for_each(|it| on_action.emit(it));
        html! { <button type="button" class="button quiet small" {onclick}><Sign {icon} />{ word }</button> }
    };
    let (status, word) = match run.is_waiting {
        true => ("waiting", texts.status.waiting),
        false => status_of_execution(Some(run.status), &texts.status),
    };
    let is_stopping = **stopping == Some(id);
    let toggle = {
        let stopping = stopping.clone();
        move |_: MouseEvent| stopping.set((!is_stopping).then_some(id))
    };
    let select = {
        let (on_action, on_close) = (props.on_action.clone(), props.on_close.clone());
        move |_: MouseEvent| {
            on_action.emit(Action::SelectRun(id));
            on_close.emit(());
        }
    };
    let origin = run.parent.map(|parent| (texts.run.started_by)(parent.0 as usize + 1));
    let origin =
        origin.or(run.forked_from.map(|from| (texts.run.forked_from)(from.0 as usize + 1)));
    html! {
        <li key={id.0} class="execution" aria-current={(props.model.selected == Some(id)).then_some("true")}>
            <div class="execution-head">
                <button type="button" class="link" onclick={select}>
                    { (texts.run.numbered)(id.0 as usize + 1, run.machine.as_deref()) }
                </button>
                <span class="status" data-status={status}>{ word }</span>
            </div>
            <p class="execution-name"><code>{ &run.name }</code>{ origin.map(|origin| format!(" · {origin}")) }</p>
            <div class="life-actions">
                if run.can_be_stopped {
                    <button type="button" class="button quiet small" aria-expanded={is_stopping.to_string()} onclick={toggle}>
                        <Sign icon={Icon::Stop} />{ texts.run.stop }
                    </button>
                }
                if run.can_be_redriven {
                    { act(texts.run.redrive, Icon::Reset, vec![Action::SelectRun(id), Action::RedriveExecution]) }
                }
                { act(texts.run.remove, Icon::Trash, vec![Action::RemoveRun(id)]) }
            </div>
            if is_stopping {
                <Stopping run={id} on_action={props.on_action.clone()} on_close={
                    let stopping = stopping.clone();
                    move |()| stopping.set(None)
                } />
            }
        </li>
    }
}

#[derive(Properties, PartialEq)]
struct StoppingProps {
    run: RunId,
    on_action: Callback<Action>,
    on_close: Callback<()>,
}

/// StopExecution with its error and cause.
#[component]
fn Stopping(props: &StoppingProps) -> Html {
    let texts = use_texts();
    let (error, cause) = (use_state(String::new), use_state(String::new));
    let id = use_memo((), |()| unique_id("stop"));
    let typed = |state: &UseStateHandle<String>| {
        let state = state.clone();
        move |event: InputEvent| {
            state.set(event.target_unchecked_into::<HtmlInputElement>().value())
        }
    };
    let stop = {
        let (on_action, on_close, run) =
            (props.on_action.clone(), props.on_close.clone(), props.run);
        let (error, cause) = ((*error).clone(), (*cause).clone());
        move |_: MouseEvent| {
            on_action.emit(Action::SelectRun(run));
            on_action.emit(Action::StopExecution { error: error.clone(), cause: cause.clone() });
            on_close.emit(());
        }
    };
    html! {
        <div class="answer" role="form" aria-label={texts.app.stop_execution}>
            <div class="field">
                <label for={format!("{id}-error")}>{ texts.answer.error }<small>{ texts.answer.optional }</small></label>
                <input id={format!("{id}-error")} class="input code" maxlength="256" spellcheck="false"
                    autocomplete="off" value={(*error).clone()} oninput={typed(&error)} />
            </div>
            <div class="field">
                <label for={format!("{id}-cause")}>{ texts.answer.cause }<small>{ texts.answer.optional }</small></label>
                <input id={format!("{id}-cause")} class="input" maxlength="32768" autocomplete="off"
                    value={(*cause).clone()} oninput={typed(&cause)} />
            </div>
            <div class="answer-send">
                <button type="button" class="button main grave" onclick={stop}>{ texts.run.stop_now }</button>
                <button type="button" class="button quiet" onclick={props.on_close.reform(|_| ())}>{ texts.app.cancel }</button>
            </div>
        </div>
    }
}
