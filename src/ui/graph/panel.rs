//! The graph panel around its canvas: how the machine is to be drawn, and what stands above and
//! below.

use std::collections::BTreeSet;

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
    let direction = use_state(Direction::default);
    // By document: another one begins with all its containers open.
    let collapsed = use_state(|| (None, BTreeSet::<StateName>::new()));
    let document = props.model.as_ref().map(|model| model.document);
    let view = View {
        collapsed: if collapsed.0 == document { collapsed.1.clone() } else { BTreeSet::new() },
        direction: *direction,
    };
    let machine = props.model.as_ref().map(|model| model.machine.clone());
    let plan = use_memo((machine, view.clone()), |(machine, view)| {
        machine.as_ref().map(|machine| Shared::new(Plan::of(machine.arc().clone(), view.clone())))
    });
    let on_toggle = {
        let (collapsed, before) = (collapsed.clone(), view.collapsed.clone());
        Callback::from(move |state: StateName| {
            let mut names = before.clone();
            if !names.remove(&state) {
                names.insert(state);
            }
            collapsed.set((document, names));
        })
    };
    let on_turn = Callback::from(move |to: Direction| direction.set(to));
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
