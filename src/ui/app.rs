//! The whole page.

use yew::prelude::*;

/// The app, from its header to its last panel.
#[component]
pub fn App() -> Html {
    html! { <h1>{ "Signalbox" }</h1> }
}
