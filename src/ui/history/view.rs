//! Newest at the bottom, where the table follows it. A row selects its state and opens to show the
//! whole event; from there one can look at its moment.

use web_sys::Element;
use yew::prelude::*;

use super::model::{HistoryModel, after_start, tone};
use crate::simulator::Action;
use crate::simulator::view::EventRow;
use crate::ui::i18n::use_texts;
use crate::ui::parts::{CodeBlock, Icon, Sign};

#[derive(Properties, PartialEq)]
pub struct HistoryPanelProps {
    pub model: HistoryModel,
    /// Whether the panel is in sight: what is not cannot be scrolled.
    pub is_shown: bool,
    pub on_action: Callback<Action>,
    pub on_show_earlier: Callback<()>,
    pub on_open: Callback<Option<usize>>,
}

#[component]
pub fn HistoryPanel(props: &HistoryPanelProps) -> Html {
    let texts = use_texts();
    let model = &props.model;
    let body = use_node_ref();
    let last = model.rows.last().map(|row| row.position);
    use_effect_with((body.clone(), last, props.is_shown), |(body, ..)| {
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
                            opened={model.opened.as_ref().filter(|(open, _)| *open == row.position).map(|(_, event)| event.clone())}
                            on_action={props.on_action.clone()}
                            on_open={props.on_open.clone()}
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
    /// The whole event, while the row is open.
    opened: Option<String>,
    on_action: Callback<Action>,
    on_open: Callback<Option<usize>>,
}

#[component]
fn Row(props: &RowProps) -> Html {
    let texts = use_texts();
    let row = &props.row;
    let open = {
        let (on_action, on_open) = (props.on_action.clone(), props.on_open.clone());
        let (position, state) = (row.position, row.state.clone());
        let is_open = props.opened.is_some();
        Callback::from(move |_: MouseEvent| {
            if state.is_some() && !is_open {
                on_action.emit(Action::SelectState(state.clone()));
            }
            on_open.emit((!is_open).then_some(position));
        })
    };
    let seek = {
        let position = row.position;
        props.on_action.reform(move |_: MouseEvent| Action::Seek(Some(position)))
    };
    // The row is pressed as a whole; the button in it is for the keyboard, and says so once.
    let press = open.reform(|event: MouseEvent| {
        event.stop_propagation();
        event
    });
    html! {
        <>
        <tr data-selected={props.is_of_selected.to_string()} data-to-come={props.is_to_come.to_string()} aria-current={props.is_looked_at.then_some("step")} onclick={open}>
            <td class="number">{ row.id }</td>
            <td>
                <button type="button" class="event-type" data-tone={tone(&row.kind)}
                    aria-expanded={props.opened.is_some().to_string()} onclick={press}>{ &row.kind }</button>
            </td>
            <td class="events-state">{ row.state.as_deref().unwrap_or_default() }</td>
            <td class="events-resource">{ row.resource.as_deref().unwrap_or_default() }</td>
            <td class="number"><time title={row.at.to_string()}>{ after_start(row.elapsed) }</time></td>
            <td class="number events-previous">{ row.previous }</td>
        </tr>
        if let Some(event) = &props.opened {
            <tr class="event-detail">
                <td colspan="6">
                    <CodeBlock label={row.kind.clone()} code={event.clone()} />
                    <button type="button" class="button" onclick={seek}>
                        <Sign icon={Icon::Reset} />{ texts.history.look_here }
                    </button>
                </td>
            </tr>
        }
        </>
    }
}
