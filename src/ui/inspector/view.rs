//! The selected state's visits, and each visit's way from input to output.

use yew::prelude::*;

use crate::simulator::view::{Inspection, VisitView};
use crate::ui::i18n::{Texts, use_texts};
use crate::ui::parts::{CodeBlock, status_of_state};
use crate::ui::pretty::pretty;
use crate::value::Json;

/// What the inspector shows; `None` while nothing is selected.
pub type InspectorModel = Option<Inspection>;

#[derive(Properties, PartialEq)]
pub struct InspectorPanelProps {
    pub model: InspectorModel,
}

#[component]
pub fn InspectorPanel(props: &InspectorPanelProps) -> Html {
    let texts = use_texts();
    let Some(inspection) = &props.model else {
        return html! { <div class="empty"><p>{ texts.inspector.nothing_selected }</p></div> };
    };
    let (status, word) = status_of_state(inspection.view.status, &texts.status);
    html! {
        <div class="inspector-body">
            <header class="inspector-head">
                <h3>{ &*inspection.state }</h3>
                <span class="inspector-kind">{ &inspection.kind }</span>
                <span class="status" data-status={status}>{ word }</span>
            </header>
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

fn view_visit(visit: &VisitView, number: usize, n_visits: usize, texts: &'static Texts) -> Html {
    let words = &texts.inspector;
    let block = |label: &'static str, value: &Option<Json>| match value {
        Some(value) => view_field(label, &pretty(value)),
        None => Html::default(),
    };
    let text = |label: &'static str, value: Option<&str>| match value {
        Some(value) => view_field(label, value),
        None => Html::default(),
    };
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
                { block(words.input, &Some(visit.input.clone())) }
                { text(words.resource, visit.resource.as_deref()) }
                { block(words.parameters, &visit.parameters) }
                { text(words.token, visit.token.as_deref()) }
                { block(words.submitted, &visit.submitted) }
                { block(words.result, &visit.result) }
                { text(words.error, failure.and_then(|failure| failure.error.as_deref())) }
                { text(words.cause, failure.and_then(|failure| failure.cause.as_deref())) }
                { block(words.assigned, &visit.assigned) }
                { block(words.output, &visit.output) }
            </div>
        </section>
    }
}

fn view_field(label: &'static str, text: &str) -> Html {
    html! {
        <div class="visit-field">
            <h4>{ label }</h4>
            <CodeBlock {label} code={text.to_string()} />
        </div>
    }
}
