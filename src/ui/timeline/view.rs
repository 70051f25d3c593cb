//! Run and pause, one event, on to what is next; the moment that is looked at.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::model::{SPEEDS, TimelineModel, a_second, as_clock};
use crate::simulator::Action;
use crate::simulator::view::NextThing;
use crate::ui::i18n::{Texts, use_texts};
use crate::ui::parts::{Icon, Sign};

#[derive(Properties, PartialEq)]
pub struct TimelineBarProps {
    pub model: TimelineModel,
    pub on_action: Callback<Action>,
    /// Goes to where somebody is waited for.
    pub on_waits: Callback<()>,
    #[prop_or_default]
    pub welcome: Html,
}

#[component]
pub fn TimelineBar(props: &TimelineBarProps) -> Html {
    let texts = use_texts();
    let model = &props.model;
    let act = |action: Action| props.on_action.reform(move |_: MouseEvent| action.clone());
    let can_go_on = model.next.is_some();
    let next = model.next.as_ref().and_then(|(what, _)| match what {
        NextThing::Event(kind) => Some(kind.as_str()),
        NextThing::Answer => None,
        NextThing::Message => Some(texts.timeline.message),
    });
    let skip_words = (texts.timeline.skip)(next);
    let (play_icon, play_word, play_action) = if model.is_playing {
        (Icon::Pause, texts.timeline.pause, Action::Pause)
    } else {
        (Icon::Play, texts.timeline.run, Action::Play)
    };

    html! {
        <section id="timeline" class="timeline" aria-label={texts.timeline.title}>
            { props.welcome.clone() }
            <div class="timeline-row">
                <div class="timeline-buttons">
                    <button type="button" class="button quiet icon-only" title={play_word} aria-label={play_word}
                        onclick={act(play_action)}>
                        <Sign icon={play_icon} />
                    </button>
                    <button type="button" class="button quiet icon-only" title={texts.timeline.step}
                        aria-label={texts.timeline.step} disabled={!can_go_on} onclick={act(Action::Step)}>
                        <Sign icon={Icon::StepOne} />
                    </button>
                    <button type="button" class="button quiet icon-only" title={skip_words.clone()}
                        aria-label={skip_words} disabled={!can_go_on} onclick={act(Action::Skip)}>
                        <Sign icon={Icon::SkipNext} />
                    </button>
                </div>
                { view_speed(props, texts) }
                <output class="timeline-clock" aria-label={texts.timeline.elapsed}>
                    { as_clock(model.elapsed.unwrap_or_default(), texts.day) }
                </output>
                { view_moment(props, texts) }
                <p class="timeline-next">{ next_words(props, texts) }</p>
            </div>
        </section>
    }
}

fn view_speed(props: &TimelineBarProps, texts: &'static Texts) -> Html {
    let speed = props.model.speed;
    let onchange = props.on_action.reform(|event: Event| {
        let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
        Action::SetSpeed(chosen.parse().unwrap_or(1.0))
    });
    html! {
        <select class="input timeline-speed" aria-label={texts.timeline.speed} title={texts.timeline.speed} {onchange}>
            { for SPEEDS.iter().map(|choice| html! {
                <option value={choice.to_string()} selected={(*choice - speed).abs() < f64::EPSILON}>
                    { match a_second(*choice) {
                        Some(span) => (texts.timeline.a_second)(span),
                        None => format!("{choice}×"),
                    } }
                </option>
            }) }
        </select>
    }
}

/// The slider over the recorded events; its right end is now.
fn view_moment(props: &TimelineBarProps, texts: &'static Texts) -> Html {
    let model = &props.model;
    let (at, of) = (model.cursor.unwrap_or(model.n_events), model.n_events);
    let oninput = props.on_action.reform(move |event: InputEvent| {
        let chosen =
            event.target_unchecked_into::<HtmlInputElement>().value().parse().unwrap_or(of);
        Action::Seek((chosen < of).then_some(chosen))
    });
    html! {
        <input class="timeline-moment" type="range" min={if of > 0 { "1" } else { "0" }} max={of.to_string()} step="1" value={at.to_string()}
            disabled={of == 0} aria-label={texts.timeline.moment}
            aria-valuetext={(texts.timeline.event_of)(at, of)} title={(texts.timeline.event_of)(at, of)} {oninput} />
    }
}

fn next_words(props: &TimelineBarProps, texts: &'static Texts) -> Html {
    let model = &props.model;
    if model.cursor.is_some() {
        return html! { <span class="timeline-past">{ (texts.timeline.event_of)(model.cursor.unwrap_or_default(), model.n_events) }</span> };
    }
    let waits = (model.n_waiting > 0).then(|| {
        let onclick = props.on_waits.reform(|_: MouseEvent| ());
        html! {
            <button type="button" class="timeline-waits" {onclick}>{ texts.timeline.waits_for_you }</button>
        }
    });
    let next = model.next.as_ref().map(|(what, after)| {
        let what = match what {
            NextThing::Event(kind) => kind,
            NextThing::Answer => texts.timeline.something,
            NextThing::Message => texts.timeline.message,
        };
        (texts.timeline.next)(what, *after)
    });
    match (waits, next) {
        (Some(waits), Some(next)) => {
            html! { <>{ waits }{ " · " }{ next }</> }
        }
        (Some(waits), None) => waits,
        (None, Some(next)) => html! { next },
        (None, None) => html! { texts.timeline.nothing_next },
    }
}
