//! What a screen reader is told of states by itself: merged, and not too often.

use std::collections::BTreeMap;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::model::Live;
use super::words::of_changes;
use crate::asl::StateName;
use crate::simulator::view::StateStatus;
use crate::ui::i18n::use_texts;

#[derive(Properties, PartialEq)]
pub struct AnnouncerProps {
    pub live: Rc<Live>,
}

/// Changes are gathered for so long before they are told as one.
const GATHER_MS: u32 = 1500;

#[component]
pub fn Announcer(props: &AnnouncerProps) -> Html {
    let texts = use_texts();
    let told = use_state(String::new);
    let before = use_mut_ref(|| props.live.clone());
    let gathered = use_mut_ref(BTreeMap::<StateName, StateStatus>::new);
    let due = use_mut_ref(|| None::<Timeout>);
    {
        let told = told.clone();
        use_effect_with(props.live.clone(), move |live| {
            let earlier = before.replace(live.clone());
            // Another execution or another moment is no change of this one.
            if earlier.run != live.run || earlier.is_past || live.is_past {
                gathered.borrow_mut().clear();
                if live.is_past || earlier.run != live.run && live.lives.is_empty() {
                    return;
                }
            }
            let status = |live: &Live, name: &StateName| live.lives.get(name).map(|l| l.status);
            for (name, life) in &live.lives {
                let is_same =
                    earlier.run == live.run && status(&earlier, name) == Some(life.status);
                if !is_same {
                    gathered.borrow_mut().insert(name.clone(), life.status);
                }
            }
            if gathered.borrow().is_empty() || due.borrow().is_some() {
                return;
            }
            let slot = due.clone();
            let timeout = Timeout::new(GATHER_MS, move || {
                slot.replace(None);
                let changes: Vec<_> =
                    std::mem::take(&mut *gathered.borrow_mut()).into_iter().collect();
                told.set(of_changes(&changes, texts));
            });
            due.replace(Some(timeout));
        });
    }
    html! { <p class="unseen" role="status" aria-live="polite">{ &*told }</p> }
}
