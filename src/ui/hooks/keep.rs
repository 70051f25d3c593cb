//! What survives a reload.

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::storage::{self, Refused};
use crate::ui::arrangement::Arrangement;

const ARRANGEMENT: &str = "signalbox.arrangement";

/// Milliseconds of quiet after which the work is written down.
const QUIET_MS: u32 = 400;

/// Keeps the work under a key: a moment after each change, and when the page is left. Tells why it
/// cannot, if it cannot. `None` for `key` keeps nothing.
#[hook]
pub fn use_keeper(
    key: Option<&'static str>,
    revision: u64,
    save: impl Fn() -> String + Clone + 'static,
) -> Option<Refused> {
    let refused = use_state(|| key.and_then(|key| storage::read(key).err()));
    let keep = {
        let refused = refused.clone();
        move || {
            if let Some(key) = key.filter(|_| *refused != Some(Refused::Denied)) {
                let now = storage::write(key, &save()).err();
                if now != *refused {
                    refused.set(now);
                }
            }
        }
    };
    {
        let keep = keep.clone();
        let due = use_mut_ref(|| None::<Timeout>);
        use_effect_with(revision, move |_| {
            // While the clock runs there is always a change: what is due stays due.
            let mut slot = due.borrow_mut();
            if slot.is_none() {
                let due = due.clone();
                *slot = Some(Timeout::new(QUIET_MS, move || {
                    *due.borrow_mut() = None;
                    keep();
                }));
            }
        });
    }
    use_effect(move || {
        let listener = EventListener::new(&gloo::utils::window(), "pagehide", move |_| keep());
        move || drop(listener)
    });
    *refused
}

/// How the person has arranged the panels, kept as it changes.
#[hook]
pub fn use_arrangement(is_kept: bool) -> (Arrangement, Callback<Arrangement>) {
    let arrangement = use_state(|| -> Arrangement {
        let kept = is_kept.then(|| storage::read(ARRANGEMENT).ok().flatten()).flatten();
        kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    });
    let arrange = {
        let arrangement = arrangement.clone();
        Callback::from(move |arranged: Arrangement| {
            if is_kept && let Ok(text) = serde_json::to_string(&arranged) {
                // Where nothing is kept the page says so once, in its header.
                let _ = storage::write(ARRANGEMENT, &text);
            }
            arrangement.set(arranged);
        })
    };
    ((*arrangement).clone(), arrange)
}
