//! The drawing itself. It takes no part in panning and zooming, so these draw nothing anew.

use yew::prelude::*;

use super::edge::{EdgeView, view_markers};
use super::model::GraphModel;
use super::node::{ContainerView, NodeView};
use crate::asl::StateName;

#[derive(Properties, PartialEq)]
pub struct StageProps {
    pub model: GraphModel,
    /// The node that the Tab key stops at.
    pub stop: usize,
    pub on_select: Callback<Option<StateName>>,
}

#[component]
pub fn Stage(props: &StageProps) -> Html {
    let model = &props.model;
    let drawing = &model.drawing;
    let select_node = {
        let (drawing, on_select) = (drawing.clone(), props.on_select.clone());
        Callback::from(move |index: usize| {
            on_select.emit(drawing.nodes.get(index).and_then(|node| node.state.clone()));
        })
    };
    let select_container = {
        let (drawing, on_select) = (drawing.clone(), props.on_select.clone());
        Callback::from(move |index: usize| {
            on_select.emit(drawing.containers.get(index).map(|container| container.state.clone()));
        })
    };
    let life_of =
        |lives: &[super::model::Life], index: usize| lives.get(index).cloned().unwrap_or_default();
    html! {
        <>
            { view_markers() }
            { for drawing.containers.iter().enumerate().map(|(index, container)| html! {
                <ContainerView key={&*container.id} drawing={drawing.clone()} {index}
                    life={life_of(&model.container_lives, index)}
                    is_selected={model.selected.as_ref() == Some(&container.state)}
                    on_select={select_container.clone()} />
            }) }
            { for drawing.edges.iter().enumerate().map(|(index, edge)| html! {
                <EdgeView key={edge.id.clone()} drawing={drawing.clone()} {index}
                    is_taken={model.taken.get(index).copied().unwrap_or_default()} />
            }) }
            { for drawing.nodes.iter().enumerate().map(|(index, node)| html! {
                <NodeView key={&*node.id} drawing={drawing.clone()} {index}
                    life={life_of(&model.lives, index)}
                    is_selected={node.state.is_some() && model.selected == node.state}
                    is_stop={index == props.stop}
                    on_select={select_node.clone()} />
            }) }
        </>
    }
}
