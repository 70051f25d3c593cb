//! What every panel has: a place with a name, a head, and on the first visit one line that says
//! what it is for.

use yew::prelude::*;

use super::{Icon, Sign};
use crate::ui::i18n::use_texts;

#[derive(Properties, PartialEq)]
pub struct PanelProps {
    /// The panel's name in CSS, and its id on the page.
    pub name: &'static str,
    pub title: AttrValue,
    #[prop_or_default]
    pub class: Classes,
    /// What stands in the head behind the title.
    #[prop_or_default]
    pub tools: Html,
    #[prop_or_default]
    pub welcome: Html,
    pub children: Html,
}

#[component]
pub fn Panel(props: &PanelProps) -> Html {
    let title_id = format!("{}-title", props.name);
    html! {
        <section
            id={props.name}
            class={classes!("panel", props.name, props.class.clone())}
            aria-labelledby={title_id.clone()}
        >
            <header class="panel-head">
                <h2 id={title_id}>{ &props.title }</h2>
                { props.tools.clone() }
            </header>
            { props.welcome.clone() }
            { props.children.clone() }
        </section>
    }
}

#[derive(Properties, PartialEq)]
pub struct WelcomeProps {
    pub text: AttrValue,
    pub on_dismiss: Callback<()>,
}

/// The one line of the first visit; dismissed, it does not come back.
#[component]
pub fn Welcome(props: &WelcomeProps) -> Html {
    let texts = use_texts();
    html! {
        <div class="note welcome" role="note">
            <Sign icon={Icon::Info} />
            <p>{ &props.text }</p>
            <button
                class="button quiet icon-only note-close"
                aria-label={texts.app.dismiss}
                onclick={props.on_dismiss.reform(|_| ())}
            >
                <Sign icon={Icon::Close} />
            </button>
        </div>
    }
}
