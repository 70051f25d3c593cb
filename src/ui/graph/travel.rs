//! Tokens that go along the lines as the execution does: quick, and in nobody's way.

use std::collections::BTreeMap;
use std::rc::Rc;

use yew::prelude::*;

use super::model::{Live, Shared, departures};
use super::plan::Plan;
use crate::simulator::Passages;

/// So many at once say enough.
const TRAVELLERS_MAX: usize = 24;
/// Milliseconds between one that starts and the next, and for all of them together.
const HEADWAY_MS: usize = 120;
const HEADWAYS_MS: usize = 900;

#[derive(Properties, PartialEq)]
pub struct TravellersProps {
    pub plan: Shared<Plan>,
    pub live: Rc<Live>,
    pub passages: Rc<BTreeMap<usize, Passages>>,
}

/// One token on its way along an edge.
#[derive(Clone, PartialEq)]
struct Traveller {
    number: usize,
    path: String,
    delay_ms: usize,
}

#[component]
pub fn Travellers(props: &TravellersProps) -> Html {
    let travelling = use_state(Vec::<Traveller>::new);
    let before = use_mut_ref(|| (props.plan.clone(), props.live.clone()));
    let n_started = use_mut_ref(|| 0_usize);
    {
        let travelling = travelling.clone();
        let key = (props.plan.clone(), props.live.clone(), props.passages.clone());
        use_effect_with(key, move |(plan, live, passages)| {
            let (plan_before, live_before) = before.replace((plan.clone(), live.clone()));
            if plan_before != *plan {
                return travelling.set(Vec::new());
            }
            let gone = departures(plan, &live_before, live, passages);
            if gone.is_empty() {
                return;
            }
            let n_new = gone.len().min(TRAVELLERS_MAX);
            let headway = HEADWAY_MS.min(HEADWAYS_MS / n_new);
            let mut all = (*travelling).clone();
            for (n, index) in gone.into_iter().take(n_new).enumerate() {
                let mut number = n_started.borrow_mut();
                *number += 1;
                let path = plan.drawing.edges[index].path.clone();
                all.push(Traveller { number: *number, path, delay_ms: n * headway });
            }
            let n_over = all.len().saturating_sub(TRAVELLERS_MAX);
            all.drain(..n_over);
            travelling.set(all);
        });
    }
    let on_arrival = {
        let travelling = travelling.clone();
        move |number: usize| {
            let travelling = travelling.clone();
            Callback::from(move |_: AnimationEvent| {
                let left = travelling.iter().filter(|one| one.number != number);
                travelling.set(left.cloned().collect());
            })
        }
    };
    html! {
        <g class="travellers" aria-hidden="true">
            { for travelling.iter().map(|one| html! {
                <circle key={one.number} class="traveller" r="6" onanimationend={on_arrival(one.number)}
                    style={format!("offset-path: path(\"{}\"); animation-delay: {}ms", one.path, one.delay_ms)} />
            }) }
        </g>
    }
}
