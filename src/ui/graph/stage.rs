//! The drawing itself, as much of it as is in view. It takes no part in panning and zooming until
//! something else comes into view, and a state draws itself anew only when it has changed.

use std::collections::BTreeMap;
use std::rc::Rc;

use yew::prelude::*;

use super::camera::Seen;
use super::container::ContainerView;
use super::edge::{EdgeView, is_long, view_markers};
use super::far::FarView;
use super::grid::Visible;
use super::model::{GraphModel, Shared};
use super::node::NodeView;
use super::picker::view_pickers;
use super::plan::{Plan, Stop};
use super::travel::Travellers;
use super::viewport::Level;
use crate::asl::StateName;
use crate::graph::{ContainerKind, EdgeKind, clipped};
use crate::simulator::Passages;
use crate::sort;
use crate::ui::i18n::use_texts;

#[derive(Properties, PartialEq)]
pub struct StageProps {
    pub plan: Shared<Plan>,
    pub model: GraphModel,
    pub passages: Rc<BTreeMap<usize, Passages>>,
    pub seen: Seen,
    /// Where keys walk on from.
    pub active: Option<Stop>,
    pub is_calm: bool,
    pub on_select: Callback<Stop>,
    pub on_toggle: Callback<Stop>,
    /// Which iteration of a Map is to be looked at; `None` is all of them.
    pub on_pick: Callback<(StateName, Option<usize>)>,
}

#[component]
pub fn Stage(props: &StageProps) -> Html {
    let texts = use_texts();
    let visible = use_memo((props.plan.clone(), props.seen), |(plan, seen)| match seen.level {
        // A few paths stand for all of it.
        Level::Shapes => Visible::default(),
        Level::Names | Level::Cards => plan.grid.visible(&plan.drawing, seen.region),
    });
    let edges = edges_with_taken(props, &visible);
    let (nodes, containers) = boxes_with_active(props, &visible);
    let (plan, live, level) = (&props.plan, &props.model.live, props.seen.level);
    let phase = match live.status {
        None => "none",
        Some(crate::engine::Status::Running) => "running",
        Some(_) => "ended",
    };
    html! {
        <>
            <svg class="graph-svg" role="none" data-level={level.name()} data-run={phase}>
                { view_markers() }
                if level == Level::Shapes {
                    { view_active_from_afar(props, is_container) }
                    <FarView plan={plan.clone()} live={live.clone()} region={Some(props.seen.region)} />
                    { view_active_from_afar(props, is_node) }
                } else {
                    // Each in a group of its own: what stays is told by its key, and moves.
                    <g>{ for containers.iter().map(|index| view_container(props, *index)) }</g>
                    <g>{ for edges.iter().map(|index| view_edge(props, *index)) }</g>
                    <g>{ for nodes.iter().map(|index| view_node(props, *index)) }</g>
                    if !props.is_calm {
                        <Travellers plan={plan.clone()} live={live.clone()} passages={props.passages.clone()} />
                    }
                }
            </svg>
            if level == Level::Cards {
                { view_pickers(plan, live, &visible.containers, &props.on_pick, texts) }
            }
        </>
    }
}

/// The edges in view, and those that were taken or are near and run through it with others.
fn edges_with_taken(props: &StageProps, visible: &Visible) -> Vec<usize> {
    let edges = &props.plan.drawing.edges;
    let near = props.active.and_then(|stop| props.plan.id(stop)).into_iter();
    let near = near.flat_map(|id| props.plan.leaving(id)).copied();
    let mut shown = visible.edges.clone();
    shown.extend(props.passages.keys().copied().chain(near).filter(|index| {
        let edge = &edges[*index];
        props.seen.level > Level::Shapes
            && edge.joins()
            && !clipped(&edge.points, props.seen.region).is_empty()
    }));
    sort::ascending(&mut shown);
    shown.dedup();
    shown
}

/// The nodes and containers in view, and the one that a screen reader is at, wherever it is.
fn boxes_with_active(props: &StageProps, visible: &Visible) -> (Vec<usize>, Vec<usize>) {
    let (mut nodes, mut containers) = (visible.nodes.clone(), visible.containers.clone());
    let active = props.active.map(|stop| match stop {
        Stop::Node(index) => (&mut nodes, index),
        Stop::Container(index) => (&mut containers, index),
    });
    if let Some((shown, index)) = active
        && let Err(place) = shown.binary_search(&index)
    {
        shown.insert(place, index);
    }
    (nodes, containers)
}

fn view_container(props: &StageProps, index: usize) -> Html {
    let (plan, model) = (&props.plan, &props.model);
    let container = &plan.drawing.containers[index];
    let is_branch = matches!(container.kind, ContainerKind::Branch(_));
    let state = (!is_branch).then_some(&container.state);
    html! {
        <ContainerView key={&*container.id} plan={plan.clone()} {index} level={props.seen.level}
            life={model.life(state)} map={state.and_then(|state| model.live.maps.get(state)).cloned()}
            is_selected={state.is_some() && model.selected.as_ref() == state}
            is_active={!is_branch && props.active == Some(Stop::Container(index))}
            on_select={props.on_select.clone()} on_toggle={props.on_toggle.clone()} />
    }
}

fn view_node(props: &StageProps, index: usize) -> Html {
    let (plan, model) = (&props.plan, &props.model);
    let node = &plan.drawing.nodes[index];
    let state = node.state.as_ref();
    html! {
        <NodeView key={&*node.id} plan={plan.clone()} {index} level={props.seen.level}
            life={model.life(state)} countdown={state.and_then(|state| model.countdowns.get(state)).cloned()}
            map={state.and_then(|state| model.live.maps.get(state)).cloned()}
            is_selected={state.is_some() && model.selected.as_ref() == state}
            is_active={props.active == Some(Stop::Node(index))}
            on_select={props.on_select.clone()} on_toggle={props.on_toggle.clone()} />
    }
}

fn view_edge(props: &StageProps, index: usize) -> Html {
    let (plan, model) = (&props.plan, &props.model);
    let edge = &plan.drawing.edges[index];
    let passages = props.passages.get(&index).copied();
    let caught = match edge.kind {
        EdgeKind::Catch(_) if passages.is_some() => model.life(Some(&edge.from)).caught,
        _ => None,
    };
    let active = props.active.and_then(|stop| plan.id(stop));
    let is_near = active.is_some_and(|id| *id == edge.from || *id == edge.to);
    html! {
        <EdgeView key={edge.id.clone()} plan={plan.clone()} {index} {passages} {caught} {is_near}
            has_label={props.seen.level == Level::Cards} region={is_long(edge).then_some(props.seen.region)} />
    }
}

/// The one state that a screen reader is at is on the page at every scale: a container behind what
/// it holds, a node before all else.
fn view_active_from_afar(props: &StageProps, is_meant: fn(Stop) -> bool) -> Html {
    match props.active.filter(|stop| is_meant(*stop)) {
        Some(Stop::Node(index)) => view_node(props, index),
        Some(Stop::Container(index)) => view_container(props, index),
        None => Html::default(),
    }
}

fn is_container(stop: Stop) -> bool {
    matches!(stop, Stop::Container(_))
}

fn is_node(stop: Stop) -> bool {
    matches!(stop, Stop::Node(_))
}
