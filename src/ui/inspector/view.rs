//! The selected state's visits, and each visit's way from input to output; the execution's own.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::model::{Child, ExecutionModel, InspectorModel};
use crate::services::Mock;
use crate::simulator::Action;
use crate::simulator::view::{Inspection, VisitView};
use crate::ui::i18n::{InspectorTexts, Texts, use_texts};
use crate::ui::parts::{CodeBlock, status_of_execution, status_of_state};
use crate::ui::pretty::pretty;
use crate::value::Json;

#[derive(Properties, PartialEq)]
pub struct InspectorPanelProps {
    pub model: InspectorModel,
    pub on_action: Callback<Action>,
}

#[component]
pub fn InspectorPanel(props: &InspectorPanelProps) -> Html {
    let texts = use_texts();
    match &props.model {
        InspectorModel::Nothing => {
            html! { <div class="empty"><p>{ texts.inspector.nothing_selected }</p></div> }
        }
        InspectorModel::State(inspection, children) => {
            view_state(inspection, children, &props.on_action, texts)
        }
        InspectorModel::Execution(execution) => view_execution(execution, &props.on_action, texts),
    }
}

fn view_state(
    inspection: &Inspection,
    children: &[Child],
    on_action: &Callback<Action>,
    texts: &'static Texts,
) -> Html {
    let (status, word) = status_of_state(inspection.view.status, &texts.status);
    html! {
        <div class="inspector-body">
            <header class="inspector-head">
                <h3>{ &*inspection.state }</h3>
                <span class="inspector-kind">{ &inspection.kind }</span>
                <span class="status" data-status={status}>{ word }</span>
                if inspection.kind == "Task" {
                    { view_mock(inspection, on_action, &texts.inspector) }
                }
            </header>
            if !children.is_empty() {
                <p class="inspector-children">
                    <span>{ texts.inspector.children }</span>
                    { for children.iter().map(|child| view_child(child, on_action, texts)) }
                </p>
            }
            if inspection.visits.is_empty() {
                <p class="inspector-none">{ texts.inspector.not_entered }</p>
            }
            { for inspection.visits.iter().enumerate().rev().map(|(index, visit)| {
                let number = inspection.n_visits - inspection.visits.len() + index + 1;
                view_visit(visit, number, inspection.n_visits, texts)
            }) }
        </div>
    }
}

/// An execution to go to.
fn view_child(child: &Child, on_action: &Callback<Action>, texts: &'static Texts) -> Html {
    let run = child.run;
    let (_, word) = status_of_execution(Some(child.status), &texts.status);
    let onclick = on_action.reform(move |_: MouseEvent| Action::SelectRun(run));
    html! {
        <button key={run.0} type="button" class="link" {onclick}>
            { (texts.run.child)(run.0 as usize + 1, &child.machine, word) }
        </button>
    }
}

/// Who answers the state's tasks: its mocked service, or the person.
fn view_mock(
    inspection: &Inspection,
    on_action: &Callback<Action>,
    texts: &'static InspectorTexts,
) -> Html {
    let state = inspection.state.clone();
    let onchange = on_action.reform(move |event: Event| {
        let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
        let mock = if chosen == BY_HAND { Mock::ByHand } else { Mock::Service };
        Action::SetMock { state: state.clone(), mock }
    });
    let (is_by_hand, has_rules) = match inspection.mock {
        Mock::Service => (false, false),
        Mock::ByHand => (true, false),
        Mock::Responses(_) => (false, true),
    };
    html! {
        <label class="mock">
            <span>{ texts.answered_by }</span>
            <select class="input" {onchange}>
                <option value="service" selected={!is_by_hand && !has_rules}>{ texts.by_service }</option>
                <option value={BY_HAND} selected={is_by_hand}>{ texts.by_hand }</option>
                if has_rules {
                    <option value="rules" selected=true disabled=true>{ texts.by_rules }</option>
                }
            </select>
        </label>
    }
}

const BY_HAND: &str = "by-hand";

fn view_execution(
    execution: &ExecutionModel,
    on_action: &Callback<Action>,
    texts: &'static Texts,
) -> Html {
    let words = &texts.inspector;
    let (status, word) = status_of_execution(Some(execution.status), &texts.status);
    let failure = execution.failure.as_ref();
    html! {
        <div class="inspector-body">
            <header class="inspector-head">
                <h3>{ words.execution }</h3>
                <span class="status" data-status={status}>{ word }</span>
            </header>
            <p class="visit-head"><span>{ words.started }{ " " }<time>{ execution.started_at.to_string() }</time></span></p>
            if let Some(parent) = &execution.parent {
                <p class="inspector-children">
                    <span>{ words.started_by }</span>
                    { view_child(parent, on_action, texts) }
                </p>
            }
            <div class="visit-fields">
                { view_json(words.input, Some(&execution.input)) }
                { view_json(words.output, execution.output.as_ref()) }
                { view_text(words.error, failure.and_then(|failure| failure.error.as_deref())) }
                { view_text(words.cause, failure.and_then(|failure| failure.cause.as_deref())) }
                { view_text(words.execution_arn, Some(&execution.arn)) }
            </div>
        </div>
    }
}

fn view_visit(visit: &VisitView, number: usize, n_visits: usize, texts: &'static Texts) -> Html {
    let words = &texts.inspector;
    let failure = visit.failure.as_ref();
    html! {
        <section key={number} class="visit">
            <p class="visit-head">
                if n_visits > 1 {
                    <strong>{ format!("{number} / {n_visits}") }</strong>
                }
                <span>{ words.entered }{ " " }<time>{ visit.entered_at.to_string() }</time></span>
                if visit.n_attempts > 1 {
                    <span>{ format!("{}: {}", words.attempts, visit.n_attempts) }</span>
                }
            </p>
            <div class="visit-fields">
                { view_json(words.input, Some(&visit.input)) }
                { view_text(words.resource, visit.resource.as_deref()) }
                { view_json(words.parameters, visit.parameters.as_ref()) }
                { view_text(words.token, visit.token.as_deref()) }
                { view_json(words.submitted, visit.submitted.as_ref()) }
                { view_json(words.result, visit.result.as_ref()) }
                { view_text(words.error, failure.and_then(|failure| failure.error.as_deref())) }
                { view_text(words.cause, failure.and_then(|failure| failure.cause.as_deref())) }
                { view_json(words.assigned, visit.assigned.as_ref()) }
                { view_json(words.output, visit.output.as_ref()) }
            </div>
        </section>
    }
}

/// A payload under its name, if there is one.
fn view_json(label: &'static str, value: Option<&Json>) -> Html {
    value.map(|value| view_field(label, &pretty(value))).unwrap_or_default()
}

fn view_text(label: &'static str, text: Option<&str>) -> Html {
    text.map(|text| view_field(label, text)).unwrap_or_default()
}

fn view_field(label: &'static str, text: &str) -> Html {
    html! {
        <div class="visit-field">
            <h4>{ label }</h4>
            <CodeBlock {label} code={text.to_string()} />
        </div>
    }
}
