//! The whole page: one store, its hooks, and the panels with what they show.

use std::rc::Rc;

use yew::prelude::*;

use super::address::{
    Address, DEFINITION, FUNCTION, GRAPH, HISTORY, INPUT, INSPECTOR, PANELS, PanelName, QUEUE,
};
use super::arrangement::{Arrangement, DETAILS_SHARE, QUEUE_SHARE};
use super::details::{DETAILS, Details, DetailsPanel, title_of};
use super::editor::model::{DefinitionModel, InputModel};
use super::editor::template::TemplateModel;
use super::editor::{DefinitionPanel, InputPanel};
use super::function::model::FunctionModel;
use super::function::{FunctionPanel, use_functions};
use super::gallery::model::sample_cards;
use super::gallery::{DropZone, OpenDialog, SamplesDialog};
use super::graph::GraphPanel;
use super::graph::model::{GraphModel, Live, LiveKey};
use super::graph::views::Views;
use super::header::{Header, HeaderModel};
use super::history::HistoryPanel;
use super::history::model::{HistoryModel, ROWS_SHOWN};
use super::hooks::storage::Refused;
use super::hooks::{DarkTheme, Store, use_keeper, use_kept, use_media, use_store, use_ticker};
use super::i18n::{Language, Texts};
use super::inspector::InspectorPanel;
use super::inspector::model::InspectorModel;
use super::notice::NoticeBar;
use super::parts::{Orientation, Splitter, Tab, Tabs, Welcome, save_as};
use super::pretty::pretty;
use super::queue::QueuePanel;
use super::queue::model::QueueModel;
use super::run::model::{ExecutionsModel, RunModel};
use super::run::{ExecutionsDialog, RunTools, Saved};
use super::session::{self, ARRANGEMENT, SESSION, VIEWS, focus_without_scrolling};
use super::timeline::TimelineBar;
use super::timeline::model::TimelineModel;
use super::told::told;
use super::workbench::use_swipes;
use crate::simulator::view::Picked;
use crate::simulator::{Action, Simulator, Theme};

#[derive(Clone, Copy, PartialEq)]
enum Open {
    Samples,
    File,
    Executions,
}

/// The app, from its header to its last panel.
#[component]
pub fn App() -> Html {
    let address = use_memo((), |()| session::address());
    let is_whole = address.embed.is_none();
    let store = use_store({
        let address = address.clone();
        move || session::start(&address)
    });
    let on_action = &store.on_action;
    let simulator = store.simulator();

    let language = language_of(&simulator, &address);
    let texts = language.texts();
    let theme = address.theme.unwrap_or(simulator.settings().theme);
    let is_dark_system = use_media("(prefers-color-scheme: dark)");
    let is_dark = theme == Theme::Dark || theme == Theme::System && is_dark_system;
    use_effect_with((language, theme), |(language, theme)| session::dress(*language, *theme));

    let kept = use_keeper(is_whole.then_some(SESSION), store.n_changes(), store.saving());
    let (arrangement, on_arrange) = use_kept::<Arrangement>(is_whole.then_some(ARRANGEMENT));
    let (views, on_views) = use_kept::<Views>(is_whole.then_some(VIEWS));
    let open = use_state(|| None::<Open>);
    let n_rows = use_state(|| ROWS_SHOWN);
    let opened_event = use_state(|| None::<usize>);
    let details = use_state(|| first_details(&address));
    let chosen_function = use_state(|| None::<String>);
    let functions = FunctionModel::of(&simulator, chosen_function.as_deref());
    let shows = |panel: PanelName| {
        address.shows(panel) && (panel != FUNCTION || !functions.names.is_empty())
    };
    let panels: Vec<PanelName> = PANELS.into_iter().filter(|panel| shows(panel)).collect();
    let swipes = use_swipes(panels.clone());

    let moment = LiveKey::of(&simulator, &Picked::new());
    let picked = use_memo((moment, views.clone()), |(_, views)| views.picked(&simulator));
    let live =
        use_memo(LiveKey::of(&simulator, &picked), |_| Rc::new(Live::of(&simulator, &picked)));
    let graph = GraphModel::of(&simulator, (*live).clone());
    let view = views.view(&simulator);
    // The same callbacks as long as they mean the same, so that a tick draws nothing anew.
    let held = store.handle();
    let on_view =
        use_callback((views.clone(), on_views.clone()), move |view, (views, on_views)| {
            let views = views.with_view(&held.borrow(), view);
            on_views.emit(views);
        });
    let held = store.handle();
    let on_pick = use_callback((views, on_views), move |(map, index), (views, on_views)| {
        let views = views.with_picked(&held.borrow(), map, index);
        on_views.emit(views);
    });
    let on_graph_action = use_looking_into(on_action, &details);
    let template = use_memo(simulator.document().source.clone(), |source| {
        let read = |source| TemplateModel::of(source, &simulator.world().account);
        source.as_ref().map(read).unwrap_or_default()
    });
    let run = RunModel::of(&simulator);
    let timeline = TimelineModel::of(&simulator);
    // Places in a text of megabytes are not looked up again at every tick.
    let document = simulator.document();
    let definition_key = (
        (document.id, document.text.as_ptr(), document.text.len(), document.diagnostics().len()),
        document.is_stale(),
        simulator.selected_state().cloned(),
    );
    let definition = use_memo(definition_key, |_| {
        let model = DefinitionModel::of(&simulator);
        // Held, the text stays where it is, and no other one comes to be there.
        (model, simulator.document().text.clone())
    });
    let definition = &definition.0;
    let n_waiting = timeline.n_waiting;
    use_ticker(timeline.is_ticking(), on_action);
    use_functions(&store);

    let welcome = |panel: &'static str, text: &'static str| {
        let is_dismissed = simulator.settings().dismissed_hints.iter().any(|hint| hint == panel);
        if is_dismissed || !is_whole {
            return Html::default();
        }
        let on_dismiss = on_action.reform(move |()| Action::DismissHint(panel.into()));
        html! { <Welcome {text} {on_dismiss} /> }
    };
    let panel_below = |name: PanelName| {
        let on_action = on_action.clone();
        let (welcome, content) = match name {
            DEFINITION => (
                welcome(name, texts.editor.welcome),
                html! { <DefinitionPanel model={definition.clone()} template={(*template).clone()} {on_action} /> },
            ),
            INPUT => {
                // A tab beside others, or on a phone a page of its own.
                let is_shown = *details == INPUT || swipes.seen == INPUT;
                let model = InputModel::of(&simulator, is_shown);
                (Html::default(), html! { <InputPanel {model} {on_action} /> })
            }
            FUNCTION => {
                let chosen_function = chosen_function.clone();
                let on_choose = move |name| chosen_function.set(Some(name));
                (
                    welcome(name, texts.function.welcome),
                    html! { <FunctionPanel model={functions.clone()} {on_choose} {on_action} /> },
                )
            }
            HISTORY => {
                let model = HistoryModel::of(&simulator, *n_rows, *opened_event);
                let (n_rows, opened_event) = (n_rows.clone(), opened_event.clone());
                let on_show_earlier = move |()| n_rows.set(*n_rows * 4);
                let on_open = move |position| opened_event.set(position);
                (
                    welcome(name, texts.history.welcome),
                    html! { <HistoryPanel {model} is_shown={*details == HISTORY} {on_action} {on_show_earlier} {on_open} /> },
                )
            }
            _ => (
                welcome(name, texts.inspector.welcome),
                html! { <InspectorPanel model={InspectorModel::of(&simulator)} {on_action} /> },
            ),
        };
        let count = match name {
            DEFINITION => (!definition.problems.is_empty()).then_some(definition.problems.len()),
            HISTORY => (timeline.n_events > 0).then_some(timeline.n_events),
            _ => None,
        };
        DetailsPanel { name, count: count.map(|count| (count, false)), welcome, content }
    };
    let below: Vec<DetailsPanel> =
        DETAILS.into_iter().filter(|panel| shows(panel)).map(panel_below).collect();
    // The functions may have gone with their workflow.
    let selected = if shows(*details) { *details } else { first_details(&address) };
    let layout = Layout::of(&address, &arrangement, !below.is_empty());

    html! {
        <ContextProvider<Language> context={language}>
        <ContextProvider<Theme> context={theme}>
        <ContextProvider<DarkTheme> context={DarkTheme(is_dark)}>
        <div class="app">
            if is_whole {
                <Header
                    model={HeaderModel { language, theme, is_waiting: n_waiting > 0, arrangement: arrangement.clone(), refused: kept.refused }}
                    on_action={on_action.clone()}
                    on_arrange={on_arrange.clone()}
                    on_samples={opening(&open, Open::Samples)}
                    on_open={opening(&open, Open::File)}
                />
            }
            <NoticeBar notice={simulator.notice().cloned()} is_in_past={run.is_in_past} is_full={kept.refused == Some(Refused::Full)}
                by_other_tab={kept.by_other_tab.clone()} on_action={on_action.clone()} on_executions={opening(&open, Open::Executions)} />
            <main ref={swipes.pages} class="workbench" onscroll={swipes.onscroll} data-graph={layout.graph.to_string()}
                data-queue={layout.queue.to_string()} data-details={layout.details.to_string()}
                style={format!("--queue-share: {:.4}; --details-share: {:.4}", arrangement.queue_share, arrangement.details_share)}>
                if layout.graph {
                    <GraphPanel
                        model={graph}
                        {view}
                        {on_view}
                        {on_pick}
                        title={simulator.document().name.to_string()}
                        on_action={on_graph_action}
                        tools={html! { <RunTools model={run.clone()} on_action={on_action.clone()} on_executions={opening(&open, Open::Executions)} /> }}
                        welcome={welcome(GRAPH, texts.graph.welcome)}
                    >
                        <TimelineBar model={timeline.clone()} on_action={on_action.clone()} on_waits={going_to_queue(&swipes.on_go)}
                            welcome={welcome("timeline", texts.timeline.welcome)} />
                    </GraphPanel>
                }
                if layout.graph && layout.queue {
                    <Splitter orientation={Orientation::Vertical} label={texts.app.queue_width}
                        share={arrangement.queue_share} share_by_default={QUEUE_SHARE}
                        on_change={on_arrange.reform({
                            let arrangement = arrangement.clone();
                            move |queue_share| Arrangement { queue_share, ..arrangement.clone() }
                        })} />
                }
                if layout.queue {
                    <QueuePanel model={QueueModel::of(&simulator)} on_action={on_action.clone()}
                        welcome={welcome(QUEUE, texts.queue.welcome)} />
                }
                if layout.details && layout.graph {
                    <Splitter orientation={Orientation::Horizontal} label={texts.app.details_height}
                        share={arrangement.details_share} share_by_default={DETAILS_SHARE}
                        on_change={on_arrange.reform({
                            let arrangement = arrangement.clone();
                            move |details_share| Arrangement { details_share, ..arrangement.clone() }
                        })} />
                }
                if layout.details {
                    <Details panels={below} {selected} on_select={selecting(&details)} />
                }
            </main>
            { view_swipes(panels, swipes.seen, &swipes.on_go, n_waiting, texts) }
            <p class="unseen" role="status" aria-live="polite">{ told(&simulator, texts) }</p>
            { match *open {
                None => Html::default(),
                Some(Open::Samples) => html! {
                    <SamplesDialog samples={sample_cards(&simulator, language)} on_action={on_action.clone()} on_close={closing(&open)} />
                },
                Some(Open::File) => html! {
                    <OpenDialog on_action={on_action.clone()} on_close={closing(&open)} />
                },
                Some(Open::Executions) => html! {
                    <ExecutionsDialog model={ExecutionsModel::of(&simulator)} on_action={on_action.clone()}
                        on_save={saving(&store)} on_close={closing(&open)} />
                },
            } }
            if is_whole {
                <DropZone on_action={on_action.clone()} />
            }
        </div>
        </ContextProvider<DarkTheme>>
        </ContextProvider<Theme>>
        </ContextProvider<Language>>
    }
}

/// The address decides, then the person, then the browser.
fn language_of(simulator: &Simulator, address: &Address) -> Language {
    let chosen = simulator.settings().language.as_deref().and_then(Language::from_tag);
    address.language.or(chosen).unwrap_or_else(session::language_of_browser)
}

/// Which places of the page are taken.
struct Layout {
    graph: bool,
    queue: bool,
    details: bool,
}

impl Layout {
    fn of(address: &Address, arrangement: &Arrangement, has_details: bool) -> Layout {
        let is_whole = address.embed.is_none();
        Layout {
            graph: address.shows(GRAPH),
            queue: address.shows(QUEUE) && (arrangement.is_queue_open || !is_whole),
            details: has_details && (arrangement.are_details_open || !is_whole),
        }
    }
}

fn first_details(address: &Address) -> PanelName {
    DETAILS.into_iter().find(|panel| address.shows(panel)).unwrap_or(DEFINITION)
}

/// A state that is pressed in the graph is looked into, unless the person is writing.
#[hook]
fn use_looking_into(
    on_action: &Callback<Action>,
    details: &UseStateHandle<PanelName>,
) -> Callback<Action> {
    let setter = details.setter();
    use_callback((on_action.clone(), **details), move |action: Action, (on_action, details)| {
        if matches!(action, Action::SelectState(Some(_))) && *details == HISTORY {
            setter.set(INSPECTOR);
        }
        on_action.emit(action);
    })
}

fn view_swipes(
    shown: Vec<PanelName>,
    seen: PanelName,
    on_go: &Callback<PanelName>,
    n_waiting: usize,
    texts: &'static Texts,
) -> Html {
    if shown.len() < 2 {
        return Html::default();
    }
    let tab = |panel: PanelName| Tab {
        panel,
        label: title_of(panel, texts).into(),
        count: (panel == QUEUE && n_waiting > 0).then_some((n_waiting, true)),
    };
    html! {
        <Tabs class="swipes" label={texts.app.panels} tabs={shown.into_iter().map(tab).collect::<Vec<_>>()}
            selected={seen} on_select={on_go.clone()} />
    }
}

/// On a phone the queue is another page; everywhere the focus goes to the first answer.
fn going_to_queue(on_go: &Callback<PanelName>) -> Callback<()> {
    let on_go = on_go.clone();
    Callback::from(move |()| {
        on_go.emit(QUEUE);
        focus_without_scrolling(".message[data-status=waiting] .message-actions button");
    })
}

fn selecting(details: &UseStateHandle<PanelName>) -> Callback<PanelName> {
    let details = details.clone();
    Callback::from(move |panel| details.set(panel))
}

fn opening<E: 'static>(open: &UseStateHandle<Option<Open>>, what: Open) -> Callback<E> {
    let open = open.clone();
    Callback::from(move |_| open.set(Some(what)))
}

/// Saves a file of the selected execution.
fn saving(store: &Store) -> Callback<Saved> {
    let mocks = store.asking(Simulator::exported_mocks);
    let history = store.asking(Simulator::exported_history);
    Callback::from(move |saved: Saved| {
        let (name, json) = match saved {
            Saved::Mocks => ("MockConfigFile.json", mocks()),
            Saved::History => ("history.json", history()),
        };
        if let Some(json) = json {
            save_as(name, &pretty(&json));
        }
    })
}

fn closing(open: &UseStateHandle<Option<Open>>) -> Callback<()> {
    let open = open.clone();
    Callback::from(move |()| open.set(None))
}
