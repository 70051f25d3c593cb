//! The samples as cards.

use yew::prelude::*;

use super::model::SampleCard;
use crate::simulator::Action;
use crate::ui::i18n::use_texts;
use crate::ui::parts::{Dialog, Icon, Sign};

#[derive(Properties, PartialEq)]
pub struct SamplesDialogProps {
    pub samples: Vec<SampleCard>,
    pub on_action: Callback<Action>,
    pub on_close: Callback<()>,
}

#[component]
pub fn SamplesDialog(props: &SamplesDialogProps) -> Html {
    let texts = use_texts();
    let card = |sample: &SampleCard| {
        let (on_action, on_close) = (props.on_action.clone(), props.on_close.clone());
        let id = sample.id.clone();
        let onclick = move |_: MouseEvent| {
            on_action.emit(Action::OpenSample(id.clone()));
            on_close.emit(());
        };
        html! {
            <li key={sample.id.clone()}>
                <button type="button" class="sample" aria-current={sample.is_open.then_some("true")} {onclick}>
                    <Sign icon={Icon::Workflow} />
                    <strong>{ &sample.title }</strong>
                    <span>{ &sample.description }</span>
                    if sample.is_open {
                        <small>{ texts.gallery.opened }</small>
                    }
                </button>
            </li>
        }
    };
    html! {
        <Dialog title={texts.gallery.title} on_close={props.on_close.clone()}>
            <p class="gallery-explained">{ texts.gallery.explained }</p>
            <ul class="samples">{ for props.samples.iter().map(card) }</ul>
        </Dialog>
    }
}
