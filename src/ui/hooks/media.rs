//! What the system and the window are like.

use gloo::events::EventListener;
use web_sys::MediaQueryList;
use yew::prelude::*;

/// Whether a media query holds, followed as it changes.
#[hook]
pub fn use_media(query: &'static str) -> bool {
    let list = use_memo(query, |query| gloo::utils::window().match_media(query).ok().flatten());
    let matches = use_state(|| holds(&list));
    {
        let matches = matches.clone();
        use_effect_with(list, move |list| {
            let listener = (**list).clone().map(|target| {
                let list = target.clone();
                EventListener::new(&target, "change", move |_| matches.set(list.matches()))
            });
            move || drop(listener)
        });
    }
    *matches
}

fn holds(list: &Option<MediaQueryList>) -> bool {
    list.as_ref().is_some_and(MediaQueryList::matches)
}

/// Whether the page is dark now, for those that cannot leave it to CSS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DarkTheme(pub bool);

#[hook]
pub fn use_is_dark() -> bool {
    use_context::<DarkTheme>().unwrap_or_default().0
}
