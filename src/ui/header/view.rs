//! The page's name with its lamp, where workflows come from, language and theme.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::simulator::{Action, Theme};
use crate::ui::arrangement::Arrangement;
use crate::ui::hooks::storage::Refused;
use crate::ui::i18n::{AppTexts, Language, use_texts};
use crate::ui::parts::{Icon, Sign};

#[derive(Clone, Debug, PartialEq)]
pub struct HeaderModel {
    pub language: Language,
    pub theme: Theme,
    /// Whether a token waits for somebody: then the lamp is lit.
    pub is_waiting: bool,
    pub arrangement: Arrangement,
    pub refused: Option<Refused>,
}

#[derive(Properties, PartialEq)]
pub struct HeaderProps {
    pub model: HeaderModel,
    pub on_action: Callback<Action>,
    pub on_arrange: Callback<Arrangement>,
    pub on_samples: Callback<MouseEvent>,
    pub on_open: Callback<MouseEvent>,
}

#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let texts = use_texts();
    let model = &props.model;
    html! {
        <header class="header">
            <h1 class="brand" data-waiting={model.is_waiting.to_string()}>
                { view_logo() }
                <span class="brand-name">{ "Signalbox" }</span>
                <small>{ texts.app.tagline }</small>
            </h1>
            <nav class="header-group">
                <button type="button" class="button quiet" onclick={props.on_samples.clone()}>
                    <Sign icon={Icon::Gallery} /><span class="header-word">{ texts.app.samples }</span>
                </button>
                <button type="button" class="button quiet" onclick={props.on_open.clone()}>
                    <Sign icon={Icon::Open} /><span class="header-word">{ texts.app.open }</span>
                </button>
            </nav>
            <div class="header-group header-end">
                // A full storage is told of below, with what can be done.
                if let Some(words) = (model.refused == Some(Refused::Denied)).then_some(texts.app.storage_denied) {
                    <p class="header-refused" role="status" title={words}>
                        <Sign icon={Icon::Info} /><span>{ words }</span>
                    </p>
                }
                { view_toggles(props, &texts.app) }
                { view_language(props, &texts.app) }
                { view_theme(props, &texts.app) }
            </div>
        </header>
    }
}

/// A signal arm on its post, with the lamp that shines when somebody is waited for.
fn view_logo() -> Html {
    html! {
        <svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
            <path class="logo-post" d="M6 21.5h6M9 21.5V2.5" />
            <path class="logo-arm" d="M9 4.5h12l-2.2 2.6 2.2 2.6H9z" />
            <circle class="logo-lamp" cx="9" cy="14" r="3.6" />
        </svg>
    }
}

fn view_toggles(props: &HeaderProps, texts: &'static AppTexts) -> Html {
    let arrangement = &props.model.arrangement;
    let toggle = |icon: Icon, word: &'static str, is_open: bool, arranged: Arrangement| {
        let onclick = props.on_arrange.reform(move |_: MouseEvent| arranged.clone());
        html! {
            <button type="button" class="button quiet icon-only toggle" title={word} aria-label={word}
                data-open={is_open.to_string()} {onclick}><Sign {icon} /></button>
        }
    };
    let (queue, details) = (arrangement.is_queue_open, arrangement.are_details_open);
    let queue_word = if queue { texts.hide_queue } else { texts.show_queue };
    let details_word = if details { texts.hide_details } else { texts.show_details };
    html! {
        <>
            { toggle(Icon::PanelBelow, details_word, details, Arrangement { are_details_open: !details, ..arrangement.clone() }) }
            { toggle(Icon::PanelRight, queue_word, queue, Arrangement { is_queue_open: !queue, ..arrangement.clone() }) }
        </>
    }
}

fn view_language(props: &HeaderProps, texts: &'static AppTexts) -> Html {
    let onchange = props.on_action.reform(|event: Event| {
        Action::SetLanguage(event.target_unchecked_into::<HtmlSelectElement>().value())
    });
    html! {
        <label class="language">
            <Sign icon={Icon::Globe} />
            <span class="unseen">{ texts.language }</span>
            <select class="input" {onchange}>
                { for Language::ALL.into_iter().map(|language| html! {
                    <option value={language.tag()} lang={language.tag()} selected={language == props.model.language}>
                        { language.own_name() }
                    </option>
                }) }
            </select>
        </label>
    }
}

/// One button that goes round: as the system, light, dark.
fn view_theme(props: &HeaderProps, texts: &'static AppTexts) -> Html {
    let (icon, word, next) = match props.model.theme {
        Theme::System => (Icon::System, texts.theme_system, Theme::Light),
        Theme::Light => (Icon::Sun, texts.theme_light, Theme::Dark),
        Theme::Dark => (Icon::Moon, texts.theme_dark, Theme::System),
    };
    let onclick = props.on_action.reform(move |_: MouseEvent| Action::SetTheme(next));
    html! {
        <button type="button" class="button quiet icon-only" title={word} aria-label={word} {onclick}>
            <Sign {icon} />
        </button>
    }
}
