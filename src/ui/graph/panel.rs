//! The graph panel around its canvas: how the machine is to be drawn, and what stands above and
//! below.

use yew::prelude::*;

use super::canvas::Canvas;
use super::model::{GraphModel, Shared};
use super::plan::Plan;
use crate::asl::StateName;
use crate::graph::{Direction, View};
use crate::simulator::Action;
use crate::ui::i18n::use_texts;
use crate::ui::parts::Panel;

#[derive(Properties, PartialEq)]
pub struct GraphPanelProps {
    /// `None` while there is no machine to draw.
    pub model: Option<GraphModel>,
    pub title: AttrValue,
    /// How the machine is to be drawn.
    pub view: View,
    pub on_view: Callback<View>,
    pub on_action: Callback<Action>,
    /// Which iteration of a Map is to be looked at; `None` is all of them.
    pub on_pick: Callback<(StateName, Option<usize>)>,
    #[prop_or_default]
    pub tools: Html,
    #[prop_or_default]
    pub welcome: Html,
    /// What stands below the drawing: the clock bar.
    pub children: Html,
}

#[component]
pub fn GraphPanel(props: &GraphPanelProps) -> Html {
    let texts = use_texts();
    let view = &props.view;
    let machine = props.model.as_ref().map(|model| model.machine.clone());
    let plan = use_memo((machine, view.clone()), |(machine, view)| {
        machine.as_ref().map(|machine| Shared::new(Plan::of(machine.arc().clone(), view.clone())))
    });
    let asked = (props.on_view.clone(), view.clone());
    let on_toggle = use_callback(asked.clone(), |state: StateName, (on_view, before)| {
        let mut collapsed = before.collapsed.clone();
        if !collapsed.remove(&state) {
            collapsed.insert(state);
        }
        on_view.emit(View { collapsed, ..before.clone() });
    });
    let on_turn = use_callback(asked, |direction: Direction, (on_view, before)| {
        on_view.emit(View { direction, ..before.clone() });
    });
    html! {
        <Panel name="graph" title={props.title.clone()} tools={props.tools.clone()} welcome={props.welcome.clone()}>
            { match (&props.model, &*plan) {
                (Some(model), Some(plan)) => html! {
                    <Canvas name={props.title.clone()} model={model.clone()} plan={plan.clone()} on_action={props.on_action.clone()}
                        on_pick={props.on_pick.clone()} {on_toggle} {on_turn} />
                },
                _ => html! { <div class="panel-body empty"><p>{ texts.graph.empty }</p></div> },
            } }
            { props.children.clone() }
        </Panel>
    }
}
