//! Which iteration of a Map is looked at: a list in the Map's lower edge.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::model::Live;
use super::plan::Plan;
use super::words::of_iteration;
use crate::asl::StateName;
use crate::graph::{Container, ContainerKind};
use crate::simulator::view::{IterationView, MapView};
use crate::sort;
use crate::ui::i18n::Texts;

/// Of many iterations so many are listed: those in which something is to be seen first.
const LISTED_MAX: usize = 100;

/// A picker for each visible Map that has started.
pub fn view_pickers(
    plan: &Plan,
    live: &Live,
    containers: &[usize],
    on_pick: &Callback<(StateName, Option<usize>)>,
    texts: &'static Texts,
) -> Html {
    let pickers = containers.iter().filter_map(|index| {
        let container = &plan.drawing.containers[*index];
        let is_map = matches!(container.kind, ContainerKind::Map | ContainerKind::DistributedMap);
        let map = live.maps.get(&container.state).filter(|map| is_map && map.n_items > 0)?;
        let picked = live.picked.get(&container.state).copied();
        Some(view_picker(container, map, picked, on_pick, texts))
    });
    html! { { for pickers } }
}

fn view_picker(
    container: &Container,
    map: &MapView,
    picked: Option<usize>,
    on_pick: &Callback<(StateName, Option<usize>)>,
    texts: &'static Texts,
) -> Html {
    let state = container.state.clone();
    let onchange = on_pick.reform(move |event: Event| {
        let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
        (state.clone(), chosen.parse().ok())
    });
    let rect = container.rect;
    let style = format!("left: {:.1}px; top: {:.1}px", rect.right() - 8.0, rect.bottom() - 3.0);
    html! {
        <select key={&*container.id} class="map-picker" {style} {onchange} aria-label={(texts.graph.iterations)(&container.state)}
            data-picked={picked.is_some().to_string()} onpointerdown={|event: PointerEvent| event.stop_propagation()}>
            <option value="" selected={picked.is_none()}>{ (texts.graph.all_iterations)(map.n_items) }</option>
            { for listed(map, picked).into_iter().map(|iteration| {
                let (_, word) = of_iteration(iteration.status, iteration.is_waiting, &texts.status);
                html! {
                    <option value={iteration.index.to_string()} selected={picked == Some(iteration.index)}>
                        { (texts.graph.iteration)(iteration.index, word) }
                    </option>
                }
            }) }
        </select>
    }
}

/// The iterations to choose from, by index: all, or of very many those that wait, have failed or
/// run, before those that have succeeded; and always the picked one.
fn listed(map: &MapView, picked: Option<usize>) -> Vec<IterationView> {
    use crate::simulator::IterationStatus::{Aborted, Failed, Running, Succeeded};
    let mut iterations = map.iterations.clone();
    // The same Map within several iterations of another has each index more than once.
    sort::by_key(&mut iterations, |it| it.index);
    iterations.dedup_by_key(|it| it.index);
    if iterations.len() > LISTED_MAX {
        sort::by_key(&mut iterations, |it| match it.status {
            _ if Some(it.index) == picked => 0,
            Running if it.is_waiting => 1,
            Failed => 2,
            Running => 3,
            Aborted => 4,
            Succeeded => 5,
        });
        iterations.truncate(LISTED_MAX);
        sort::by_key(&mut iterations, |it| it.index);
    }
    iterations
}
