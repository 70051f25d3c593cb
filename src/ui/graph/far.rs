//! States and lines from afar: a few paths a tile, however many states it holds.

use std::collections::BTreeMap;
use std::rc::Rc;

use yew::prelude::*;

use super::grid::touch;
use super::model::{Live, Shared};
use super::plan::Plan;
use super::tiles::{Tile, outlines};
use crate::graph::{Family, Node, Rect};
use crate::simulator::view::StateStatus;
use crate::ui::i18n::use_texts;
use crate::ui::parts::status_of_state;

#[derive(Properties, PartialEq)]
pub struct FarViewProps {
    pub plan: Shared<Plan>,
    pub live: Rc<Live>,
    /// The part of the drawing that is wanted; `None` is all of it.
    pub region: Option<Rect>,
}

#[component]
pub fn FarView(props: &FarViewProps) -> Html {
    let is_wanted = |rect: Rect| props.region.is_none_or(|region| touch(rect, region));
    let drawing = &props.plan.drawing;
    let status_of = |node: &Node| {
        let life = node.state.as_ref().and_then(|state| props.live.lives.get(state));
        life.map_or(StateStatus::NotEntered, |life| life.status)
    };
    let tiles = props.plan.tiles().iter().enumerate();
    html! {
        <g class="far">
            <FramesView plan={props.plan.clone()} region={props.region} />
            <g>
                { for tiles.filter(|(_, tile)| is_wanted(tile.rect)).map(|(index, tile)| {
                    let statuses = tile.nodes.iter().map(|node| status_of(&drawing.nodes[*node])).collect::<Vec<_>>();
                    html! { <TileView key={index} plan={props.plan.clone()} tile={Shared::from(tile.clone())} {statuses} /> }
                }) }
            </g>
        </g>
    }
}

#[derive(Properties, PartialEq)]
struct FramesViewProps {
    plan: Shared<Plan>,
    region: Option<Rect>,
}

/// Containers, which look from afar as they do before anything runs.
#[component]
fn FramesView(props: &FramesViewProps) -> Html {
    let frames = props.plan.frames().iter().enumerate();
    let wanted = frames.filter(|(_, f)| props.region.is_none_or(|region| touch(f.rect, region)));
    html! {
        <g>{ for wanted.map(|(index, frames)| html! {
            <path key={index} class="far-container" d={frames.path.clone()} />
        }) }</g>
    }
}

#[derive(Properties, PartialEq)]
struct TileViewProps {
    plan: Shared<Plan>,
    tile: Shared<Tile>,
    /// One a node of the tile.
    statuses: Vec<StateStatus>,
}

#[component]
fn TileView(props: &TileViewProps) -> Html {
    let texts = use_texts();
    let tile: &Tile = &props.tile;
    let mut groups: BTreeMap<(StateStatus, Family), Vec<&Node>> = BTreeMap::new();
    for (index, status) in tile.nodes.iter().zip(&props.statuses) {
        let node = &props.plan.drawing.nodes[*index];
        groups.entry((*status, Family::of(node))).or_default().push(node);
    }
    html! {
        <g>
            <path class="far-line" d={tile.lines.clone()} />
            if !tile.catch_lines.is_empty() {
                <path class="far-line" data-kind="catch" d={tile.catch_lines.clone()} />
            }
            { for groups.into_iter().map(|((status, family), nodes)| html! {
                <path class="far-nodes" data-status={status_of_state(status, &texts.status).0} data-family={family.name()}
                    d={outlines(nodes.into_iter())} />
            }) }
        </g>
    }
}
