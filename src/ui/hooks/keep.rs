//! What survives a reload.

use std::cell::Cell;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use web_sys::StorageEvent;
use yew::prelude::*;

use super::storage::{self, Refused};
use crate::value::decode;

/// Milliseconds of quiet after which the work is written down.
const QUIET_MS: u32 = 400;

/// How the keeping goes.
pub struct Kept {
    /// Why nothing is kept, where nothing can be.
    pub refused: Option<Refused>,
    /// Another tab has kept its work since: this one keeps nothing more, lest the two write over
    /// one another, until it is called.
    pub by_other_tab: Option<Callback<()>>,
}

/// Keeps the work under a key: a moment after each change, and when the page is left. `None` for
/// `key` keeps nothing.
#[hook]
pub fn use_keeper(
    key: Option<&'static str>,
    revision: u64,
    save: impl Fn() -> String + Clone + 'static,
) -> Kept {
    let refused = use_state(|| key.and_then(|key| storage::read(key).err()));
    let is_other_tab = use_state(|| false);
    // What listeners look at, whenever they were made.
    let is_stale = use_memo((), |()| Cell::new(false));
    let first_revision = use_memo((), |()| revision);
    let keep = {
        let (refused, is_stale) = (refused.clone(), is_stale.clone());
        move || {
            let is_kept = *refused != Some(Refused::Denied) && !is_stale.get();
            if let Some(key) = key.filter(|_| is_kept) {
                let now = storage::write(key, &save()).err();
                if now != *refused {
                    refused.set(now);
                }
            }
        }
    };
    {
        let (keep, first_revision) = (keep.clone(), first_revision.clone());
        let due = use_mut_ref(|| None::<Timeout>);
        use_effect_with(revision, move |revision| {
            // While the clock runs there is always a change: what is due stays due. A page that was
            // merely opened keeps nothing: another tab may be at work.
            let mut slot = due.borrow_mut();
            if slot.is_none() && *revision != *first_revision {
                let due = due.clone();
                *slot = Some(Timeout::new(QUIET_MS, move || {
                    *due.borrow_mut() = None;
                    keep();
                }));
            }
        });
    }
    {
        let keep = keep.clone();
        let is_changed = revision != *first_revision;
        use_effect(move || {
            let listener = EventListener::new(&gloo::utils::window(), "pagehide", move |_| {
                if is_changed {
                    keep();
                }
            });
            move || drop(listener)
        });
    }
    {
        let (is_stale, is_other_tab) = (is_stale.clone(), is_other_tab.clone());
        use_effect_with((), move |()| {
            // Told by the browser to all tabs but the one that wrote.
            let listener = EventListener::new(&gloo::utils::window(), "storage", move |event| {
                let changed = event.dyn_ref::<StorageEvent>().and_then(StorageEvent::key);
                if key.is_some() && changed.as_deref() == key {
                    is_stale.set(true);
                    is_other_tab.set(true);
                }
            });
            move || drop(listener)
        });
    }
    let by_other_tab = is_other_tab.then(|| {
        let is_other_tab = is_other_tab.clone();
        Callback::from(move |()| {
            is_stale.set(false);
            is_other_tab.set(false);
            keep();
        })
    });
    Kept { refused: *refused, by_other_tab }
}

/// How the person has set the page, under a key of its own and kept as it changes. What was kept and
/// cannot be read, as of another release, counts for nothing. `None` for `key` keeps nothing.
#[hook]
pub fn use_kept<T>(key: Option<&'static str>) -> (T, Callback<T>)
where
    T: Clone + Default + Serialize + DeserializeOwned + 'static,
{
    let held = use_state(|| -> T {
        let kept = key.and_then(|key| storage::read(key).ok().flatten());
        kept.and_then(|text| decode(&text).ok()).unwrap_or_default()
    });
    let setter = held.setter();
    let keep = use_callback(key, move |now: T, key| {
        if let Some(key) = key
            && let Ok(text) = serde_json::to_string(&now)
        {
            // Where nothing is kept the page says so once, in its header.
            let _ = storage::write(key, &text);
        }
        setter.set(now);
    });
    ((*held).clone(), keep)
}
