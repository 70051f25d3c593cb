//! Newest at the bottom, where the table follows it; a row selects its state and its moment.

use web_sys::Element;
use yew::prelude::*;

use super::model::{HistoryModel, after_start, tone};
use crate::simulator::Action;
use crate::simulator::view::EventRow;
use crate::ui::i18n::use_texts;

#[derive(Properties, PartialEq)]
pub struct HistoryPanelProps {
    pub model: HistoryModel,
    pub on_action: Callback<Action>,
    pub on_show_earlier: Callback<()>,
}

#[component]
pub fn HistoryPanel(props: &HistoryPanelProps) -> Html {
    let texts = use_texts();
    let model = &props.model;
    let body = use_node_ref();
    let last = model.rows.last().map(|row| row.position);
    use_effect_with((body.clone(), last), |(body, _)| {
        if let Some(body) = body.cast::<Element>() {
            body.set_scroll_top(body.scroll_height());
        }
    });
    if model.rows.is_empty() {
        return html! { <div class="empty"><p>{ texts.history.empty }</p></div> };
    }

    html! {
        <div ref={body} class="history-body">
            if model.n_earlier > 0 {
                <button type="button" class="button quiet" onclick={props.on_show_earlier.reform(|_| ())}>
                    { (texts.history.show_earlier)(model.n_earlier) }
                </button>
            }
            <table class="events">
                <thead>
                    <tr>
                        <th scope="col" class="number">{ texts.history.id }</th>
                        <th scope="col">{ texts.history.event_type }</th>
                        <th scope="col">{ texts.history.state }</th>
                        <th scope="col" class="events-resource">{ texts.inspector.resource }</th>
                        <th scope="col" class="number">{ texts.history.since_start }</th>
                        <th scope="col" class="number events-previous">{ texts.history.previous }</th>
                    </tr>
                </thead>
                <tbody>
                    { for model.rows.iter().map(|row| html! {
                        <Row
                            key={row.position}
                            row={row.clone()}
                            is_of_selected={row.state.is_some() && row.state == model.selected_state}
                            is_looked_at={model.cursor == Some(row.position)}
                            is_to_come={model.cursor.is_some_and(|cursor| row.position > cursor)}
                            on_action={props.on_action.clone()}
                        />
                    }) }
                </tbody>
            </table>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct RowProps {
    row: EventRow,
    is_of_selected: bool,
    is_looked_at: bool,
    /// Behind the moment that is looked at.
    is_to_come: bool,
    on_action: Callback<Action>,
}

#[component]
fn Row(props: &RowProps) -> Html {
    let row = &props.row;
    let seek = {
        let (on_action, position, state) =
            (props.on_action.clone(), row.position, row.state.clone());
        Callback::from(move |_: MouseEvent| {
            if state.is_some() {
                on_action.emit(Action::SelectState(state.clone()));
            }
            on_action.emit(Action::Seek(Some(position)));
        })
    };
    html! {
        <tr data-selected={props.is_of_selected.to_string()} data-to-come={props.is_to_come.to_string()} aria-current={props.is_looked_at.then_some("step")} onclick={seek.clone()}>
            <td class="number">{ row.id }</td>
            <td>
                <button type="button" class="event-type" data-tone={tone(&row.kind)} onclick={seek.reform(|event: MouseEvent| {
                    event.stop_propagation();
                    event
                })}>{ &row.kind }</button>
            </td>
            <td class="events-state">{ row.state.as_deref().unwrap_or_default() }</td>
            <td class="events-resource">{ row.resource.as_deref().unwrap_or_default() }</td>
            <td class="number"><time title={row.at.to_string()}>{ after_start(row.elapsed) }</time></td>
            <td class="number events-previous">{ row.previous }</td>
        </tr>
    }
}
